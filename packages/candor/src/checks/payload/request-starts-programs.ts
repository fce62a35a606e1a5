import { defineCheck } from '../../core/check.js';
import type { ConfigValue, PayloadConfig } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleConfig, examplePlace, noPayload, withSettings, withSource } from './payload-example.js';

function read(_config: ConfigValue, notes: Notes, source: PayloadConfig): void {
  for (const sign of source.dangerousCalls.slice(0, 20)) notes.bad.push({ what: sign.what, ref: sign.ref });
}

/** PAY-27: no command is put together from text, nothing is evaluated. */
export const requestStartsPrograms = defineCheck({
  id: 'PAY-27',
  title: 'Request code starts programs or evaluates text',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'no command is put together from text, nothing is evaluated',
      settle: 'grep -rnE "exec\\(|eval\\(|new Function|vm\\." src',
    }),
  whyItMatters: 'What a visitor sends becomes a part of a command.',
  verifyByHand: 'grep -rnE "exec\\(|eval\\(|new Function|vm\\." src',
  remediation: { text: 'Use execFile with a list of arguments and a constant program; take eval and vm out.' },
  references: ['CWE-78', 'CWE-94'],
  examples: {
    pass: [{ title: 'none', facts: withSettings({}) }, noPayload],
    fail: [
      {
        title: 'a command that is put together',
        facts: withSource(
          exampleConfig(
            {},
            { dangerousCalls: [{ what: 'exec() with a command that is put together', ref: examplePlace }] },
          ),
        ),
      },
    ],
    blind: [...blindToSource],
  },
});
