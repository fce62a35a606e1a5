import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type HttpAnswer, httpAnswers } from '../../facts/exposure.js';
import { exampleAnswer } from '../exposure/example-answer.js';
import { hostOf } from '../exposure/http-host.js';

function flawOf({ headers, url }: HttpAnswer): string | null {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.toLowerCase()]));
  const framed = sent.has('x-frame-options') || (sent.get('content-security-policy') ?? '').includes('frame-ancestors');
  const missing = [
    ...(sent.has('strict-transport-security') ? [] : ['Strict-Transport-Security']),
    ...(sent.get('x-content-type-options')?.includes('nosniff') === true ? [] : ['X-Content-Type-Options']),
    ...(framed ? [] : ['X-Frame-Options or frame-ancestors']),
    ...(sent.has('referrer-policy') ? [] : ['Referrer-Policy']),
  ];
  return missing.length === 0 ? null : `${url} does not send ${missing.join(', ')}`;
}

/** NGX-12: the site sends HSTS, nosniff, a frame rule and a referrer policy. */
export const securityHeadersAreMissing = defineCheck({
  id: 'NGX-12',
  title: 'Security headers are missing',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { answers: httpAnswers },

  decide({ answers }) {
    const asked = answers.value.filter(
      ({ url, status }) =>
        /^https:/.test(url) &&
        addressScope(hostOf(url)) !== 'loopback' &&
        !url.includes('candor-unknown.invalid') &&
        status !== null &&
        status < 400,
    );
    const refs = asked.map(({ ref }) => ref);
    if (!isNonEmpty(refs))
      return cannotTell('not-collected', 'no public name was asked over https', {
        settle: 'curl -sI https://example.org/ | grep -iE "strict|nosniff|frame|referrer"',
      });
    const flaws = asked.flatMap((answer) => {
      const what = flawOf(answer);
      return what === null ? [] : [{ answer, what }];
    });
    if (flaws.length === 0) return pass(refs, { what: 'the headers are sent' });
    const bySubject = new Map(flaws.map((flaw) => [hostOf(flaw.answer.url), flaw]));
    return [...bySubject].map(([host, { answer, what }]) =>
      fail([answer.ref], { subject: `host:${host}`, what, location: answer.url }),
    );
  },
  whyItMatters: 'The browser is told nothing: pages can be framed, types guessed, the first visit downgraded.',
  verifyByHand: 'curl -sI https://example.org/ | grep -iE "strict|nosniff|frame|referrer"',
  remediation: {
    text: 'Send them from nginx, in the server block, each with always.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['payloadcms.com/docs/production/deployment', 'owasp.org/www-project-secure-headers'],
  examples: {
    pass: [
      {
        title: 'as it should be',
        facts: {
          answers: seen([
            exampleAnswer({
              url: 'https://example.org/',
              headers: {
                'strict-transport-security': 'max-age=31536000',
                'x-content-type-options': 'nosniff',
                'x-frame-options': 'DENY',
                'referrer-policy': 'same-origin',
              },
            }),
          ]),
        },
      },
    ],
    fail: [{ title: 'none', facts: { answers: seen([exampleAnswer({ url: 'https://example.org/' })]) } }],
    blind: [
      { title: 'no probe', facts: { answers: unseen() } },
      { title: 'nothing was asked', facts: { answers: seen([]) } },
      {
        title: 'a part',
        facts: {
          answers: partlySeen([
            exampleAnswer({
              url: 'https://example.org/',
              headers: {
                'strict-transport-security': 'max-age=31536000',
                'x-content-type-options': 'nosniff',
                'x-frame-options': 'DENY',
                'referrer-policy': 'same-origin',
              },
            }),
          ]),
        },
      },
    ],
  },
});
