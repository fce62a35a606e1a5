import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleAccess,
  exampleEntity,
  exampleUnclear,
  exampleUsers,
  noPayload,
  withEntities,
} from './payload-example.js';
import { accessOf } from './read-config.js';

/** Without a rule any user who is logged in unlocks any account (CVE-2026-11779). */
function readAccounts(entity: PayloadEntity, notes: Notes): void {
  const { ordinary, anonymous, ref } = accessOf(entity, 'unlock');
  if (anonymous === 'allowed' || ordinary === 'allowed')
    notes.bad.push({ what: `any user who is logged in may unlock accounts of ${entity.slug}`, ref });
  else if (ordinary === 'unknown')
    notes.unclear.push({ because: `who unlocks accounts of ${entity.slug} was not understood`, ref });
}
/** Collections that visitors fill in: forms, comments, orders. */
const forVisitors = /form|submission|contact|newsletter|subscri|order|cart|comment|message|feedback|vote|rsvp|search/i;
function read(entity: PayloadEntity, notes: Notes): void {
  if (entity.kind === 'global') return;
  const create = accessOf(entity, 'create');
  if (create.anonymous === 'allowed' && (entity.auth === true || !forVisitors.test(entity.slug))) {
    notes.bad.push({ what: `anybody may create ${entity.slug} without login`, ref: create.ref });
  }
  const versions = accessOf(entity, 'readVersions');
  if (versions.anonymous === 'allowed')
    notes.bad.push({ what: `anybody may read the versions of ${entity.slug}, drafts among them`, ref: versions.ref });
  for (const [operation, answer] of [
    ['create', create],
    ['readVersions', versions],
  ] as const) {
    if (answer.anonymous === 'unknown')
      notes.unclear.push({
        because: `what access.${operation} of ${entity.slug} answers was not understood`,
        ref: answer.ref,
      });
  }
  if (entity.auth !== false) readAccounts(entity, notes);
}

/** PAY-07: create, unlock and readVersions are for those who need them. */
export const operationIsTooOpen = defineCheck({
  id: 'PAY-07',
  title: 'An operation is open to more people than it should be',
  questions: ['Q1', 'Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'create, readVersions and unlock are closed to those who do not need them',
      settle: 'grep -rn -A8 "access:" src/collections',
    }),
  whyItMatters:
    'Public registration makes accounts for spam; unlock without a rule takes the brake off password guessing.',
  verifyByHand: 'curl -s http://127.0.0.1:3000/api/access',
  remediation: { text: 'Let create, readVersions and unlock answer true for those alone who need them.' },
  references: ['CVE-2026-11779', 'Payload documentation: collection access control'],
  examples: {
    pass: [
      { title: 'closed', facts: withEntities(exampleUsers()) },
      {
        title: 'a contact form',
        facts: withEntities(
          exampleUsers(),
          exampleEntity('form-submissions', { access: { create: exampleAccess('allowed') } }),
        ),
      },
      noPayload,
    ],
    fail: [
      {
        title: 'public registration',
        facts: withEntities(
          exampleUsers({ access: { create: exampleAccess('allowed'), unlock: exampleAccess('denied') } }),
        ),
      },
      { title: 'any user unlocks accounts', facts: withEntities(exampleUsers({ access: {} })) },
      {
        title: 'drafts for everybody',
        facts: withEntities(
          exampleUsers(),
          exampleEntity('pages', { access: { readVersions: exampleAccess('allowed') } }),
        ),
      },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a rule that is not in the source',
        facts: withEntities(exampleUsers({ access: { create: exampleUnclear() } })),
      },
    ],
  },
});
