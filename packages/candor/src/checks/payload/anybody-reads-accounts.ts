import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { judgeAccess } from './access-outcomes.js';
import { forEachPayload, type PayloadView, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleAccess,
  exampleConfig,
  exampleEntity,
  exampleLive,
  exampleUsers,
  noPayload,
  withEntities,
  withLive,
} from './payload-example.js';

/** Collections that hold accounts: by the source, by the answer to `/api/<slug>/init`, or by their usual name. */
function holdsLogins(view: PayloadView, slug: string, auth: boolean | null | undefined): boolean | null {
  if (auth !== undefined && auth !== null) return auth;
  if (view.live?.initialized.some((each) => each.slug === slug)) return true;
  if (/^(?:users?|admins?|accounts?|members?|customers?)$/i.test(slug)) return true;
  const others = view.config?.entities.some((each) => each.auth === true);
  return others || (view.live?.initialized.length ?? 0) > 0 ? false : null;
}

/** PAY-06: nobody without login reads the accounts. */
export const anybodyReadsAccounts = defineCheck({
  id: 'PAY-06',
  title: 'Anybody may read the accounts',
  questions: ['Q1', 'Q2'],
  severity: 'high',
  required: true,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    forEachPayload(facts, (view) =>
      judgeAccess(view, {
        operations: ['read'],
        counts: ({ slug, kind }, source) => kind === 'collection' && holdsLogins(view, slug, source?.auth),
        what: 'nobody reads accounts without login',
      }),
    ),
  whyItMatters:
    'Names and addresses of every account are the list that password guessing starts from; with API keys in it, it is the login itself.',
  verifyByHand: 'curl -s http://127.0.0.1:3000/api/users',
  remediation: { text: 'Let access.read of collections with auth answer false, or the own record, without login.' },
  references: ['Payload documentation: authentication', 'Dec-2025 case'],
  examples: {
    pass: [
      { title: 'the running app lets nobody', facts: withLive(exampleLive()) },
      {
        title: 'pages are for everybody, accounts are not',
        facts: withLive(
          exampleLive({ access: [{ slug: 'pages', kind: 'collection', operations: { read: 'allowed' } }] }),
        ),
      },
      {
        title: 'the source lets nobody',
        facts: withEntities(exampleUsers(), exampleEntity('pages', { access: { read: exampleAccess('allowed') } })),
      },
      noPayload,
    ],
    fail: [
      {
        title: 'the running app lets anybody',
        facts: withLive(
          exampleLive({ access: [{ slug: 'users', kind: 'collection', operations: { read: 'allowed' } }] }),
        ),
      },
      {
        title: 'accounts by another name',
        facts: {
          ...withLive(
            exampleLive({ access: [{ slug: 'listeners', kind: 'collection', operations: { read: 'allowed' } }] }),
          ),
          payloadConfigs: seen([exampleConfig({}, { entities: [exampleEntity('listeners', { auth: true }, true)] })]),
        },
      },
      {
        title: 'the source lets anybody',
        facts: withEntities(exampleUsers({ access: { read: exampleAccess('allowed') } })),
      },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'which collection holds the accounts was not seen',
        facts: withLive(
          exampleLive({
            initialized: [],
            access: [{ slug: 'listeners', kind: 'collection', operations: { read: 'allowed' } }],
          }),
        ),
      },
      {
        title: 'whether it has logins was not understood',
        facts: withEntities(exampleEntity('team', { access: { read: exampleAccess('allowed') } }, null)),
      },
    ],
  },
});
