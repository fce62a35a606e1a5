import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleUnclear, noPayload, withSettings } from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

function read(config: ConfigValue, notes: Notes): void {
  const setting = settingOf(config, 'admin.autoLogin');
  if (setting.state === 'unknown') {
    unclearNote(notes, setting, 'admin.autoLogin');
    return;
  }
  if (setting.state === 'absent' || literalOf(setting) === false) notes.good.push(setting.ref);
  else if (setting.value.kind === 'literal' || setting.value.kind === 'object')
    notes.bad.push({ what: 'admin.autoLogin is set: the login form fills itself in', ref: setting.ref });
  else unclearNote(notes, setting, 'admin.autoLogin');
}

/** PAY-23: admin.autoLogin is not set. */
export const adminLogsInByItself = defineCheck({
  id: 'PAY-23',
  title: 'The admin panel logs visitors in by itself',
  questions: ['Q1', 'Q2'],
  severity: 'critical',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'admin.autoLogin is not set',
      settle: 'grep -n -A5 autoLogin src/payload.config.ts',
    }),
  whyItMatters: 'Everybody who opens /admin is the administrator.',
  verifyByHand: 'grep -n -A5 autoLogin src/payload.config.ts',
  remediation: { text: 'Take admin.autoLogin out, or set it only when NODE_ENV is development.' },
  references: ['Payload documentation: auto-login'],
  examples: {
    pass: [
      { title: 'not set', facts: withSettings({}) },
      { title: 'false', facts: withSettings({ admin: { autoLogin: false } }) },
      noPayload,
    ],
    fail: [
      { title: 'set', facts: withSettings({ admin: { autoLogin: { email: 'dev@example.org', prefillOnly: true } } }) },
    ],
    blind: [
      ...blindToSource,
      { title: 'a variable decides', facts: withSettings({ admin: { autoLogin: exampleUnclear() } }) },
    ],
  },
});
