import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { addressScope, isInRanges } from '../../facts/address-scope.js';
import { type HttpAnswer, httpAnswers } from '../../facts/exposure.js';
import { policy } from '../../facts/policy.js';
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

/** EXP-14: the app answers on loopback, and each public name answers by way of the declared edge. */
export const siteDoesNotAnswer = defineCheck({
  id: 'EXP-14',
  title: 'The app or one of its public names does not answer as declared',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  needs: { answers: httpAnswers, policy },
  decide({ answers, policy: declared }) {
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
    const inside = byName.find(
      ({ own }) =>
        edge !== null && own.every(({ resolvedTo }) => resolvedTo !== null && addressScope(resolvedTo) === 'loopback'),
    );
    if (inside) {
      const settle = `curl -sS -o /dev/null -D - https://${inside.name}/`;
      return cannotTell('not-collected', `${inside.name} was asked on the host itself alone, not by way of the edge`, {
        settle,
      });
    }
    const refs = answers.value.map(({ ref }) => ref);
    if (local.length === 0 || !isNonEmpty(refs)) {
      return cannotTell('not-collected', 'the app was not asked on loopback', {
        settle: 'curl -sS -o /dev/null -D - http://127.0.0.1:3000/',
      });
    }
    return pass(refs, {
      what: `the app answers on loopback, and ${publicNames.length} public name(s) answer as declared`,
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
        title: 'a name behind its edge; a redirect is an answer',
        facts: {
          answers: seen([
            exampleAnswer({ status: 307 }),
            exampleAnswer({ url: 'https://example.org/', resolvedTo: '104.16.0.9', headers: { 'cf-ray': 'x' } }),
          ]),
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
      { title: 'no answers at all', facts: { answers: seen([]), policy: seen(defaultPolicy) } },
      {
        title: 'a name behind an edge was asked on loopback alone',
        facts: {
          answers: seen([exampleAnswer(), exampleAnswer({ url: 'https://example.org/' })]),
          policy: seen(withEdge()),
        },
      },
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
