import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { judgeAccess } from './access-outcomes.js';
import { forEachPayload, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleAccess,
  exampleConfig,
  exampleEntity,
  exampleLive,
  exampleUnclear,
  exampleUsers,
  noPayload,
  withEntities,
  withLive,
  withSource,
} from './payload-example.js';

/** PAY-05: nobody without login may update or delete. */
export const anybodyChangesContent = defineCheck({
  id: 'PAY-05',
  title: 'Anybody may change or delete content',
  questions: ['Q1', 'Q2'],
  severity: 'critical',
  required: true,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    forEachPayload(facts, (view) =>
      judgeAccess(view, {
        operations: ['update', 'delete'],
        counts: () => true,
        what: 'nobody changes or deletes anything without login',
      }),
    ),
  whyItMatters: 'One request without login changes the password of an administrator, or empties the site.',
  verifyByHand: 'curl -s http://127.0.0.1:3000/api/access',
  remediation: {
    text: 'Let access.update and access.delete answer false for somebody without login, then restart the app.',
  },
  references: ['Payload documentation: access control', 'Dec-2025 case'],
  examples: {
    pass: [
      { title: 'the running app lets nobody', facts: withLive(exampleLive()) },
      { title: 'the source lets nobody', facts: withSource(exampleConfig()) },
      {
        title: 'no access function: Payload asks for a login',
        facts: withEntities(exampleUsers(), exampleEntity('pages', { fields: [] })),
      },
      {
        title: 'own records alone',
        facts: withEntities(exampleUsers({ access: { update: exampleAccess('denied', 'limited') } })),
      },
      {
        title: 'the source allows what the running app no longer does',
        facts: {
          ...withLive(exampleLive()),
          payloadConfigs: seen([exampleConfig({}, { entities: [openUsers()] })]),
        },
      },
      noPayload,
    ],
    fail: [
      {
        title: 'the running app lets anybody',
        facts: withLive(
          exampleLive({ access: [{ slug: 'users', kind: 'collection', operations: { update: 'allowed' } }] }),
        ),
      },
      { title: 'the source lets anybody', facts: withEntities(openUsers()) },
      {
        title: 'a global',
        facts: withLive(
          exampleLive({ access: [{ slug: 'header', kind: 'global', operations: { update: 'allowed' } }] }),
        ),
      },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a helper that is not in the source',
        facts: withEntities(exampleUsers({ access: { update: exampleUnclear() } })),
      },
      {
        title: 'a list of collections that was not understood',
        facts: withSource(exampleConfig({}, { entitiesComplete: false })),
      },
      { title: 'the app did not tell', facts: withLive(exampleLive({ access: null, accessRef: null })) },
    ],
  },
});

function openUsers() {
  return exampleUsers({ access: { update: exampleAccess('allowed') } });
}
