import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, exampleUnclear, noPayload, withSettings } from './payload-example.js';
import { settingOf, unclearNote } from './read-config.js';

function read(config: ConfigValue, notes: Notes): void {
  const setting = settingOf(config, 'previousSecrets');
  if (setting.state === 'unknown') {
    unclearNote(notes, setting, 'previousSecrets');
    return;
  }
  const empty =
    setting.state === 'absent' ||
    (setting.value.kind === 'list' && setting.value.items.length === 0 && !setting.value.open);
  if (empty) notes.good.push(setting.ref);
  else
    notes.bad.push({
      what: 'previousSecrets is not empty: what the old secret signed or encrypted still counts',
      ref: setting.ref,
    });
}

/** PAY-31: previousSecrets is empty. */
export const oldSecretStillCounts = defineCheck({
  id: 'PAY-31',
  title: 'An old secret still counts',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'previousSecrets is empty',
      settle: 'grep -n previousSecrets src/payload.config.ts',
    }),
  whyItMatters: 'A secret that was given up because it leaked is still a key.',
  verifyByHand: 'grep -n previousSecrets src/payload.config.ts',
  remediation: { text: 'Take the old secret out of previousSecrets when the migration is done.' },
  references: ['Payload documentation: rotating the secret'],
  examples: {
    pass: [
      { title: 'not set', facts: withSettings({}) },
      { title: 'empty', facts: withSettings({ previousSecrets: [] }) },
      noPayload,
    ],
    fail: [{ title: 'one is left', facts: withSettings({ previousSecrets: [exampleEnv('OLD_SECRET')] }) }],
    blind: [...blindToSource, { title: 'not understood', facts: withSettings({ previousSecrets: exampleUnclear() }) }],
  },
});
