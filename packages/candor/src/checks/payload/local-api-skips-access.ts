import { defineCheck } from '../../core/check.js';
import type { ConfigValue, PayloadConfig } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleConfig, examplePlace, noPayload, withSettings, withSource } from './payload-example.js';

function read(_config: ConfigValue, notes: Notes, source: PayloadConfig): void {
  for (const sign of source.localApi.slice(0, 20))
    notes.bad.push({ what: `${sign.what} in code that answers requests`, ref: sign.ref });
}

/** PAY-26: request code hands overrideAccess: false on to the local API. */
export const localApiSkipsAccess = defineCheck({
  id: 'PAY-26',
  title: 'Request code skips access control',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'request code hands overrideAccess: false on to the local API',
      settle: 'grep -rnE "payload\\.(find|update|create|delete)" src/app',
    }),
  whyItMatters: 'The local API of Payload skips access control by default: the visitor gets what the app may see.',
  verifyByHand: 'grep -rnE "payload\\.(find|update|create|delete)" src/app',
  remediation: { text: 'Add overrideAccess: false and user to each call in code that answers requests.' },
  references: ['Payload documentation: local API'],
  examples: {
    pass: [{ title: 'none', facts: withSettings({}) }, noPayload],
    fail: [
      {
        title: 'a find without it',
        facts: withSource(
          exampleConfig(
            {},
            { localApi: [{ what: 'payload.find() without overrideAccess: false', ref: examplePlace }] },
          ),
        ),
      },
    ],
    blind: [...blindToSource],
  },
});
