import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty, type NonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Fact, ValueOf } from '../../core/fact.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { addressScope, isInRanges } from '../../facts/address-scope.js';
import { nodeApps } from '../../facts/app.js';
import { exampleListener } from '../../facts/examples.js';
import { type HttpAnswer, httpAnswers } from '../../facts/exposure.js';
import { policy } from '../../facts/policy.js';
import { hostListeners, type Listener } from '../../facts/sockets.js';
import { exampleAnswer } from './example-answer.js';
import { hostOf, isAlive } from './http-host.js';

/** Header by which the answer of a known edge is told; null = no mark is known for it. */
function markOf(edge: string): string | null {
  return edge.toLowerCase() === 'cloudflare' ? 'cf-ray' : null;
}

/** What is wrong with the answers of one public name; null = nothing. */
function defectOf(name: string, answers: readonly HttpAnswer[], edge: Policy['edge']): string | null {
  const alive = answers.filter(isAlive);
  if (alive.length === 0) return `${name} does not answer (${answers[0]?.error ?? answers[0]?.status ?? 'no answer'})`;
  if (edge === null) return null;
  const outer = alive.filter(({ resolvedTo }) => resolvedTo === null || addressScope(resolvedTo) !== 'loopback');
  const past = outer.find(
    ({ resolvedTo }) => resolvedTo !== null && edge.ranges.length > 0 && !isInRanges(resolvedTo, edge.ranges),
  );
  if (past) return `${name} resolves to ${past.resolvedTo ?? ''}, which is not ${edge.name}`;
  const mark = markOf(edge.name);
  const unmarked =
    mark !== null &&
    outer.length > 0 &&
    !outer.some(({ headers }) => Object.keys(headers).some((key) => key.toLowerCase() === mark));
  return unmarked ? `the answer of ${name} does not carry ${mark} of ${edge.name}` : null;
}

/** What shows that this host serves no site: no app, and no listener on the ports of the web; null = not shown. */
function proofOfNoSite(
  apps: Fact<ValueOf<typeof nodeApps>>,
  listeners: Fact<readonly Listener[]>,
): NonEmpty<EvidenceRef> | null {
  if (apps.status !== 'known' || !apps.complete || apps.value.length > 0) return null;
  if (listeners.status !== 'known' || !listeners.complete) return null;
  const web = listeners.value.some(({ proto, port }) => proto === 'tcp' && (port === 80 || port === 443));
  return web ? null : [...listeners.evidence, ...apps.evidence];
}

/**
 * EXP-14: the app answers on loopback, and each public name that was asked from elsewhere does so by way of the declared
 * edge. Asked on the host alone, a name says that the app answers to it; EXP-09 and EXP-15 speak of the edge.
 */
export const siteDoesNotAnswer = defineCheck({
  id: 'EXP-14',
  title: 'The app or one of its public names does not answer as declared',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  needs: { answers: httpAnswers, policy },
  uses: { apps: nodeApps, listeners: hostListeners },
  decide({ answers, policy: declared, apps, listeners }) {
    const { publicNames, edge } = declared.value;
    const local = answers.value.filter(({ url }) => addressScope(hostOf(url)) === 'loopback');
    const byName = publicNames.map((name) => ({ name, own: answers.value.filter(({ url }) => hostOf(url) === name) }));
    const defects = byName.flatMap(({ name, own }) => (own.length === 0 ? [] : (defectOf(name, own, edge) ?? [])));
    if (local.length > 0 && !local.some(isAlive)) defects.push('the app does not answer on loopback');
    if (defects.length > 0) {
      return fail(answers.evidence, { what: defects.join('; '), location: publicNames.join(', ') || 'loopback' });
    }
    const unasked = byName.find(({ own }) => own.length === 0);
    if (unasked) {
      const settle = `curl -sS -o /dev/null -D - https://${unasked.name}/`;
      return cannotTell('not-collected', `${unasked.name} was not asked`, { settle });
    }
    const refs = answers.value.map(({ ref }) => ref);
    const nobody = publicNames.length === 0 && local.length === 0 ? proofOfNoSite(apps, listeners) : null;
    if (nobody) return notApplicable(nobody, 'no Node app runs here, and nobody listens on 80 or 443');
    if (local.length === 0 || !isNonEmpty(refs)) {
      return cannotTell('not-collected', 'the app was not asked on loopback', {
        settle: 'curl -sS -o /dev/null -D - http://127.0.0.1:3000/',
      });
    }
    const inside = byName.filter(
      ({ own }) =>
        edge !== null && own.every(({ resolvedTo }) => resolvedTo !== null && addressScope(resolvedTo) === 'loopback'),
    );
    const note =
      inside.length === 0 ? '' : `; ${inside.length} of them asked on the host alone, not by way of the edge`;
    return pass(refs, {
      what: `the app answers on loopback, and ${publicNames.length} public name(s) answer as declared${note}`,
    });
  },
  whyItMatters:
    'A site that does not answer, or answers past the network in front of it, is either down or stands without its shield.',
  verifyByHand: 'curl -sS -o /dev/null -D - http://127.0.0.1:3000/',
  remediation: {
    text: 'Look at the state of the app and of nginx, and at the DNS record: it has to be proxied where an edge is declared.',
    commands: ['docker compose ps', 'docker compose logs --tail 50', 'sudo nginx -t'],
  },
  references: ['developers.cloudflare.com/fundamentals/reference/http-headers/#cf-ray'],
  examples: {
    pass: [
      {
        title: 'the app on loopback, no name declared',
        facts: { answers: seen([exampleAnswer()]), policy: seen(defaultPolicy) },
      },
      {
        title: 'a server without a site',
        facts: { answers: seen([]), policy: seen(defaultPolicy), apps: seen([]), listeners: seen([]) },
        expect: 'not-applicable',
      },
      {
        title: 'a name behind its edge; a redirect is an answer',
        facts: {
          answers: seen([
            exampleAnswer({ status: 307 }),
            exampleAnswer({ url: 'https://example.org/', resolvedTo: '104.16.0.9', headers: { 'cf-ray': 'x' } }),
          ]),
          policy: seen(withEdge()),
        },
      },
      {
        title: 'a name behind an edge, asked on loopback alone: the app answers to it',
        facts: {
          answers: seen([exampleAnswer(), exampleAnswer({ url: 'https://example.org/' })]),
          policy: seen(withEdge()),
        },
      },
    ],
    fail: [
      {
        title: 'the app is down',
        facts: { answers: seen([exampleAnswer({ status: null, error: 'ECONNREFUSED' })]), policy: seen(defaultPolicy) },
      },
      {
        title: 'the name resolves past the edge',
        facts: {
          answers: seen([exampleAnswer(), exampleAnswer({ url: 'https://example.org/', resolvedTo: '203.0.113.7' })]),
          policy: seen(withEdge()),
        },
      },
    ],
    blind: [
      { title: 'no probe', facts: { answers: unseen(), policy: seen(defaultPolicy) } },
      {
        title: 'no app that was seen, and somebody listens on 443',
        facts: {
          answers: seen([]),
          policy: seen(defaultPolicy),
          apps: seen([]),
          listeners: seen([exampleListener({ port: 443 })]),
        },
      },
      {
        title: 'not all listeners were seen',
        facts: { answers: seen([]), policy: seen(defaultPolicy), apps: seen([]), listeners: partlySeen([]) },
      },
      { title: 'no answers at all', facts: { answers: seen([]), policy: seen(defaultPolicy) } },
      { title: 'a declared name was not asked', facts: { answers: seen([exampleAnswer()]), policy: seen(withEdge()) } },
      {
        title: 'only a part of the answers',
        facts: { answers: partlySeen([exampleAnswer()]), policy: seen(defaultPolicy) },
      },
    ],
  },
});

function withEdge(): Policy {
  return {
    ...defaultPolicy,
    publicNames: ['example.org'],
    edge: { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf: null },
  };
}
