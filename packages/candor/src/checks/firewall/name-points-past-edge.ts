import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { addressScope, isInRanges } from '../../facts/address-scope.js';
import { httpAnswers } from '../../facts/exposure.js';
import { policy } from '../../facts/policy.js';
import { exampleAnswer } from '../exposure/example-answer.js';
import { hostOf } from '../exposure/http-host.js';

/** FWL-09: no public name tells the address of the origin. */
export const namePointsPastEdge = defineCheck({
  id: 'FWL-09',
  title: 'A public name tells the address behind the edge',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { answers: httpAnswers, policy },

  decide({ answers, policy: declared }) {
    const { edge, publicNames } = declared.value;
    if (edge === null) return notApplicable(declared.evidence, 'no proxy in front of this host is declared');
    // An answer on loopback was asked by name on the host itself: that says nothing about the DNS record.
    const resolved = answers.value.filter(
      ({ url, resolvedTo }) =>
        publicNames.includes(hostOf(url)) && resolvedTo !== null && addressScope(resolvedTo) === 'public',
    );
    const past = resolved.find(
      ({ resolvedTo }) => edge.ranges.length > 0 && !isInRanges(resolvedTo ?? '', edge.ranges),
    );
    if (past)
      return fail([past.ref], {
        what: `${hostOf(past.url)} resolves to ${past.resolvedTo}, which is not ${edge.name}`,
        location: hostOf(past.url),
      });
    const unasked = publicNames.find((name) => !resolved.some(({ url }) => hostOf(url) === name));
    const refs = resolved.map(({ ref }) => ref);
    if (unasked !== undefined || edge.ranges.length === 0 || !isNonEmpty(refs))
      return cannotTell('not-collected', `${unasked ?? 'no public name'} was not asked from another place`, {
        settle: `getent ahosts ${/^[\w.-]+$/.test(unasked ?? '') ? unasked : 'NAME'}`,
      });
    return pass(refs, { what: `${publicNames.length} name(s) lead to ${edge.name} alone` });
  },
  whyItMatters:
    'One name outside the edge, such as the one for uploads, is enough to call the server past its filters.',
  verifyByHand: 'getent ahosts upload.example.org',
  remediation: {
    text: 'Let that name run through the edge too, then change the address of the server: old records are kept by others.',
    commands: ['getent ahosts NAME'],
  },
  references: ['developers.cloudflare.com/dns/proxy-status'],
  examples: {
    pass: [
      { title: 'by the edge', facts: { answers: seen([asked('104.16.0.9')]), policy: behind() } },
      { title: 'no edge', facts: { answers: seen([]), policy: seen(defaultPolicy) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'past it', facts: { answers: seen([asked('198.51.101.7')]), policy: behind() } },
      {
        title: 'one of two',
        facts: { answers: partlySeen([asked('104.16.0.9'), asked('198.51.101.7')]), policy: behind() },
      },
    ],
    blind: [
      { title: 'not asked', facts: { answers: unseen(), policy: behind() } },
      { title: 'on the host alone', facts: { answers: seen([asked('127.0.0.1')]), policy: behind() } },
      { title: 'a part', facts: { answers: partlySeen([asked('104.16.0.9')]), policy: behind() } },
    ],
  },
});

function asked(resolvedTo: string) {
  return exampleAnswer({ url: 'https://example.org/', resolvedTo, vantage: 'external:caller' });
}

function behind() {
  return seen({
    ...defaultPolicy,
    publicNames: ['example.org'],
    edge: { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf: null },
  });
}
