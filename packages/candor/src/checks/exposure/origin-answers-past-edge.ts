import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { addressScope, isInRanges } from '../../facts/address-scope.js';
import { httpAnswers } from '../../facts/exposure.js';
import { policy } from '../../facts/policy.js';
import { exampleAnswer } from './example-answer.js';
import { hostOf } from './http-host.js';

/** Answers by which a server says "not here": 403, 421 (RFC 9110), and nginx's 444, which closes without one. */
function isRefused(status: number | null): boolean {
  return status === null || status === 403 || status === 421 || status === 444;
}

/** EXP-15: the origin's own address with the site's Host, asked from outside. */
export const originAnswersPastEdge = defineCheck({
  id: 'EXP-15',
  title: 'The origin answers strangers who go past the edge',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { answers: httpAnswers, policy },
  decide({ answers, policy: declared }) {
    const edge = declared.value.edge;
    if (edge === null) return notApplicable(declared.evidence, 'no proxy in front of this host is declared');
    const names = new Set(declared.value.publicNames);
    const direct = answers.value.filter(
      ({ vantage, resolvedTo, url }) =>
        vantage !== 'host' &&
        resolvedTo !== null &&
        addressScope(resolvedTo) === 'public' &&
        !isInRanges(resolvedTo, edge.ranges) &&
        (names.has(hostOf(url)) || hostOf(url) === resolvedTo),
    );
    const open = direct.find(({ status }) => !isRefused(status));
    if (open) {
      const what = `${open.resolvedTo ?? 'the origin'} answered ${open.status ?? ''} to ${open.url} from ${open.vantage}, past ${edge.name}`;
      return fail([open.ref], { what, location: `${hostOf(open.url)} at the origin` });
    }
    const refs = direct.map(({ ref }) => ref);
    if (edge.ranges.length > 0 && isNonEmpty(refs))
      return pass(refs, { what: 'the origin refuses requests that do not come by the edge' });
    return cannotTell('not-collected', "nobody asked the origin's own address from outside", {
      settle: 'candor check --ssh you@your-server.example',
    });
  },
  whyItMatters:
    'Past the edge its filters, limits and logs do not exist. Origin addresses are found in old DNS records and certificates.',
  verifyByHand:
    'curl -sk -o /dev/null -w "%{http_code}\\n" --resolve example.org:443:ORIGIN-ADDRESS https://example.org/   # from elsewhere',
  remediation: {
    text: 'Let 80 and 443 in from the ranges of the edge alone, or ask for its client certificate (Authenticated Origin Pulls).',
    commands: [
      'for range in $(curl -s https://www.cloudflare.com/ips-v4); do sudo ufw allow proto tcp from $range to any port 80,443; done',
      'sudo ufw delete allow 443/tcp; sudo ufw delete allow 80/tcp',
    ],
  },
  references: ['developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull'],
  examples: {
    pass: [
      {
        title: 'refused',
        facts: {
          answers: seen([
            exampleAnswer({ vantage: 'caller', url: 'https://example.org/', resolvedTo: '104.16.0.9' }),
            direct(null),
          ]),
          policy: seen(withEdge()),
        },
      },
      {
        title: 'no edge is declared',
        facts: { answers: seen([direct(200)]), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [{ title: 'it answers', facts: { answers: seen([direct(200)]), policy: seen(withEdge()) } }],
    blind: [
      { title: 'no probe', facts: { answers: unseen(), policy: seen(withEdge()) } },
      { title: 'asked on the host itself only', facts: { answers: seen([exampleAnswer()]), policy: seen(withEdge()) } },
      { title: 'only a part of the answers', facts: { answers: partlySeen([direct(403)]), policy: seen(withEdge()) } },
    ],
  },
});

function direct(status: number | null) {
  return exampleAnswer({ vantage: 'caller', url: 'https://example.org/', resolvedTo: '203.0.113.7', status });
}

function withEdge(): Policy {
  const edge = { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf: null };
  return { ...defaultPolicy, publicNames: ['example.org'], edge };
}
