import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { unseen } from '../../core/example.js';
import { forEachPayload, type PayloadView, payloadNeeds, payloadUses } from './judge-payload.js';
import { exampleLive, noPayload, withLive, withPayload } from './payload-example.js';

const settle = 'curl -s http://127.0.0.1:3000/api/users/init';

function judge({ live, liveGap, subject }: PayloadView): Outcome {
  const rows = live?.initialized ?? [];
  const free = rows.find((each) => !each.value);
  if (live !== null && free !== undefined) {
    const what = `${free.slug} has no user yet: whoever opens /admin first becomes the administrator`;
    return fail([free.ref], { subject, what, location: `${live.url}/admin/create-first-user` });
  }
  const refs = rows.map((each) => each.ref);
  if (!isNonEmpty(refs)) {
    const detail = liveGap?.detail ?? 'the running app did not say whether a first user exists';
    return cannotTell(liveGap?.reason ?? 'not-collected', detail, { subject, settle });
  }
  return pass(refs, { subject, what: `${rows.map((each) => each.slug).join(', ')}: a first user exists` });
}

/** PAY-17: nobody can make himself the first administrator. */
export const firstUserIsNotTaken = defineCheck({
  id: 'PAY-17',
  title: 'Whoever comes first becomes the administrator',
  questions: ['Q1'],
  severity: 'critical',
  required: true,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) => forEachPayload(facts, judge),
  whyItMatters:
    'An empty users collection lets the first visitor of /admin make an administrator; scanners look for it.',
  verifyByHand: settle,
  remediation: { text: 'Open /admin over an SSH tunnel and create the first user, before the site is reachable.' },
  references: ['Payload documentation: authentication operations'],
  examples: {
    pass: [{ title: 'a first user exists', facts: withLive(exampleLive()) }, noPayload],
    fail: [{ title: 'nobody yet', facts: withLive(exampleLive({ initialized: [first(false)] })) }],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'the app was not asked', facts: withPayload },
      { title: 'the app did not say', facts: withLive(exampleLive({ initialized: [] })) },
    ],
  },
});

function first(value: boolean) {
  return { slug: 'users', value, ref: exampleLive().ref };
}
