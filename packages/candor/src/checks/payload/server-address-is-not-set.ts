import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, noPayload, withSettings } from './payload-example.js';
import { settingOf, unclearNote } from './read-config.js';

function read(config: ConfigValue, notes: Notes): void {
  const setting = settingOf(config, 'serverURL');
  if (setting.state === 'unknown') {
    unclearNote(notes, setting, 'serverURL');
    return;
  }
  if (setting.state === 'absent') {
    notes.bad.push({ what: 'serverURL is not set', ref: setting.ref });
    return;
  }
  const { value, ref } = setting;
  const text = value.kind === 'literal' ? value.value : value.kind === 'env' ? value.fallback : null;
  if (text === '' && value.kind === 'literal') notes.bad.push({ what: 'serverURL is empty', ref });
  else if (typeof text === 'string' && value.kind === 'literal' && !text.startsWith('https://'))
    notes.bad.push({ what: `serverURL is ${text.slice(0, 100)}, not https`, ref });
  else if (value.kind !== 'literal') notes.unclear.push({ because: 'serverURL is decided by a variable', ref });
}

/** PAY-13: serverURL is the public https address. */
export const serverAddressIsNotSet = defineCheck({
  id: 'PAY-13',
  title: 'Payload does not know its public address',
  questions: ['Q2'],
  severity: 'low',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'serverURL is the public https address',
      settle: 'grep -n serverURL src/payload.config.ts',
    }),
  whyItMatters: 'Links in mails (password reset) then take the host that a visitor sends along.',
  verifyByHand: 'grep -n serverURL src/payload.config.ts',
  remediation: { text: 'Set serverURL to the public https address.' },
  references: ['Payload documentation: configuration overview'],
  examples: {
    pass: [{ title: 'https', facts: withSettings({ serverURL: 'https://cms.example.org' }) }, noPayload],
    fail: [
      { title: 'not set', facts: withSettings({}) },
      { title: 'plain HTTP', facts: withSettings({ serverURL: 'http://cms.example.org' }) },
    ],
    blind: [
      ...blindToSource,
      { title: 'a variable', facts: withSettings({ serverURL: exampleEnv('SERVER_URL', 'http://localhost:3000') }) },
    ],
  },
});
