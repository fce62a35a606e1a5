import { defineCheck } from '../../core/check.js';
import type { ConfigValue, PayloadConfig } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleConfig, examplePlace, noPayload, withSettings, withSource } from './payload-example.js';

function route(checksCaller: boolean): PayloadConfig {
  const handler = { name: '/src/app/api/import/route.ts', checksCaller, harmless: false, ref: examplePlace };
  return exampleConfig({}, { handlers: [handler] });
}

function read(_config: ConfigValue, notes: Notes, source: PayloadConfig): void {
  for (const handler of source.handlers) {
    if (handler.checksCaller || handler.harmless) notes.good.push(handler.ref);
    else notes.bad.push({ what: `${handler.name} acts, and nothing in it looks at who calls`, ref: handler.ref });
  }
}

/** PAY-25: each route and endpoint that acts looks at who calls. */
export const routeAsksNobody = defineCheck({
  id: 'PAY-25',
  title: 'A route acts without asking who calls',
  questions: ['Q1', 'Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'each route and endpoint that acts looks at who calls',
      settle: 'grep -rLE "user|auth|secret" --include=route.ts src/app',
    }),
  whyItMatters: 'Such a route was the first way in of the Dec-2025 case: it ran a command for everybody.',
  verifyByHand: 'grep -rLE "user|auth|secret" --include=route.ts src/app',
  remediation: { text: 'Ask for the user (payload.auth) or a secret in each route before it does anything.' },
  references: ['Payload documentation: custom endpoints', 'Dec-2025 case'],
  examples: {
    pass: [
      { title: 'no routes', facts: withSettings({}) },
      { title: 'a guard', facts: withSource(route(true)) },
      noPayload,
    ],
    fail: [{ title: 'no guard', facts: withSource(route(false)) }],
    blind: [...blindToSource],
  },
});
