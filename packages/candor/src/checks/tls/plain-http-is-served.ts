import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type HttpAnswer, httpAnswers } from '../../facts/exposure.js';
import { exampleAnswer } from '../exposure/example-answer.js';
import { hostOf } from '../exposure/http-host.js';

function flawOf({ url, status, headers }: HttpAnswer): string | null {
  const moved = status !== null && status >= 300 && /^https:\/\//i.test(headers.location ?? '');
  return moved ? null : `${url} answers ${status ?? ''} without going to https`;
}

/** TLS-06: port 80 redirects to https, or answers for certificates alone. */
export const plainHttpIsServed = defineCheck({
  id: 'TLS-06',
  title: 'The site is served over plain http',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { answers: httpAnswers },

  decide({ answers }) {
    const asked = answers.value.filter(
      ({ url, status }) =>
        /^http:/.test(url) && addressScope(hostOf(url)) !== 'loopback' && status !== null && status < 400,
    );
    const refs = asked.map(({ ref }) => ref);
    if (!isNonEmpty(refs))
      return cannotTell('not-collected', 'nobody asked port 80', { settle: 'curl -sI http://example.org/ | head -5' });
    const flaws = asked.flatMap((answer) => {
      const what = flawOf(answer);
      return what === null ? [] : [{ answer, what }];
    });
    if (flaws.length === 0) return pass(refs, { what: 'port 80 redirects to https' });
    const bySubject = new Map(flaws.map((flaw) => [hostOf(flaw.answer.url), flaw]));
    return [...bySubject].map(([host, { answer, what }]) =>
      fail([answer.ref], { subject: `host:${host}`, what, location: answer.url }),
    );
  },
  whyItMatters: 'Passwords and sessions pass in clear wherever somebody types the name without https.',
  verifyByHand: 'curl -sI http://example.org/ | head -5',
  remediation: {
    text: 'A server on port 80 with: return 301 https://$host$request_uri;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['RFC 9110 section 15.4'],
  examples: {
    pass: [
      {
        title: 'as it should be',
        facts: {
          answers: seen([
            exampleAnswer({ url: 'http://example.org/', status: 301, headers: { location: 'https://example.org/' } }),
          ]),
        },
      },
    ],
    fail: [
      { title: 'a page', facts: { answers: seen([exampleAnswer({ url: 'http://example.org/' })]) } },
      {
        title: 'to http again',
        facts: {
          answers: seen([
            exampleAnswer({ url: 'http://example.org/', status: 302, headers: { location: 'http://example.org/a' } }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'no probe', facts: { answers: unseen() } },
      { title: 'nothing was asked', facts: { answers: seen([]) } },
      {
        title: 'a part',
        facts: {
          answers: partlySeen([
            exampleAnswer({ url: 'http://example.org/', status: 301, headers: { location: 'https://example.org/' } }),
          ]),
        },
      },
    ],
  },
});
