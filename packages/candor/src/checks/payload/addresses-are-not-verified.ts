import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleAccess,
  exampleUnclear,
  exampleUsers,
  noPayload,
  withEntities,
} from './payload-example.js';
import { accessOf, literalOf, settingOf } from './read-config.js';

function read(entity: PayloadEntity, notes: Notes): void {
  if (entity.auth === false || entity.kind === 'global') return;
  const { anonymous, ref } = accessOf(entity, 'create');
  if (anonymous === 'denied') {
    notes.good.push(ref);
    return;
  }
  const setting = settingOf(entity.value, 'auth.verify');
  if (setting.state === 'found' && setting.value.kind !== 'literal') notes.good.push(setting.ref);
  else if (literalOf(setting) === true) notes.good.push(setting.ref);
  else if (anonymous === 'unknown' || setting.state === 'unknown')
    notes.unclear.push({ because: `who registers in ${entity.slug} was not understood`, ref });
  else notes.bad.push({ what: `anybody registers in ${entity.slug}, and the address is not verified`, ref });
}

/** PAY-16: registration is closed, or addresses are verified. */
export const addressesAreNotVerified = defineCheck({
  id: 'PAY-16',
  title: 'Anybody registers with an address that is not verified',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'registration is closed, or addresses are verified',
      settle: 'grep -rn "verify" src/collections',
    }),
  whyItMatters: 'Accounts with the address of somebody else, and as many as one likes.',
  verifyByHand: 'grep -rn "verify" src/collections',
  remediation: { text: 'Set auth.verify, or close access.create.' },
  references: ['Payload documentation: email verification', 'Dec-2025 case'],
  examples: {
    pass: [
      { title: 'closed', facts: withEntities(exampleUsers({ auth: { verify: false } })) },
      {
        title: 'open and verified',
        facts: withEntities(exampleUsers({ access: { create: exampleAccess('allowed') } })),
      },
      noPayload,
    ],
    fail: [
      {
        title: 'open and not verified',
        facts: withEntities(exampleUsers({ auth: { verify: false }, access: { create: exampleAccess('allowed') } })),
      },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a rule that is not in the source',
        facts: withEntities(exampleUsers({ auth: true, access: { create: exampleUnclear() } })),
      },
    ],
  },
});
