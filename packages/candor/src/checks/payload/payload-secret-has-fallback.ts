import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, exampleUnclear, noPayload, withSettings } from './payload-example.js';
import { settingOf, unclearNote } from './read-config.js';

function read(config: ConfigValue, notes: Notes): void {
  const setting = settingOf(config, 'secret');
  if (setting.state === 'unknown') {
    unclearNote(notes, setting, 'secret');
    return;
  }
  if (setting.state === 'absent') {
    notes.bad.push({ what: 'buildConfig is given no secret', ref: setting.ref });
  } else if (setting.value.kind === 'literal') {
    notes.bad.push({ what: 'the secret stands in the source', ref: setting.ref, severity: 'critical' });
  } else if (setting.value.kind === 'env' && setting.value.fallback !== null) {
    const what =
      setting.value.fallback === ''
        ? `without ${setting.value.name} the secret is empty`
        : `without ${setting.value.name} the secret is one that stands in the source`;
    notes.bad.push({ what, ref: setting.ref });
  } else if (setting.value.kind !== 'env') unclearNote(notes, setting, 'secret');
}

/** PAY-02: the secret comes from the environment, and nothing stands in for it. */
export const payloadSecretHasFallback = defineCheck({
  id: 'PAY-02',
  title: 'The secret of Payload has a fallback in the source',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'the secret comes from the environment, and nothing stands in for it',
      settle: 'grep -n "secret:" src/payload.config.ts',
    }),
  whyItMatters: 'When the variable is missing once, the app runs with a secret that everybody knows.',
  verifyByHand: 'grep -n "secret:" src/payload.config.ts',
  remediation: { text: "Throw when PAYLOAD_SECRET is not set, instead of || ''." },
  references: ['Payload documentation: production deployment', 'Dec-2025 case'],
  examples: {
    pass: [{ title: 'from the environment', facts: withSettings({}) }, noPayload],
    fail: [
      { title: 'an empty fallback', facts: withSettings({ secret: exampleEnv('PAYLOAD_SECRET', '') }) },
      { title: 'in the source', facts: withSettings({ secret: 'hmac-sha256:0d5c1f9a7be3:40:example' }) },
      {
        title: 'a fallback of an example',
        facts: withSettings({ secret: exampleEnv('PAYLOAD_SECRET', 'hmac-sha256:0d5c1f9a7be3:12:example') }),
      },
    ],
    blind: [
      ...blindToSource,
      { title: 'a helper that is not in the source', facts: withSettings({ secret: exampleUnclear() }) },
    ],
  },
});
