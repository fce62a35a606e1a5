import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type HttpAnswer, httpAnswers } from '../../facts/exposure.js';
import { exampleAnswer } from '../exposure/example-answer.js';
import { hostOf } from '../exposure/http-host.js';

const minimumSec = 15_552_000;

function flawOf({ headers, url }: HttpAnswer): string | null {
  const age = Number(/max-age="?(\d{1,12})/i.exec(headers['strict-transport-security'] ?? '')?.[1] ?? '0');
  return age >= minimumSec ? null : `${url}: HSTS max-age ${age}`;
}

/** TLS-05: HSTS for half a year or more. */
export const httpsIsNotRemembered = defineCheck({
  id: 'TLS-05',
  title: 'Browsers are not told to stay on https',
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
        settle: 'curl -sI https://example.org/ | grep -i strict-transport',
      });
    const flaws = asked.flatMap((answer) => {
      const what = flawOf(answer);
      return what === null ? [] : [{ answer, what }];
    });
    if (flaws.length === 0) return pass(refs, { what: 'HSTS holds for half a year or more' });
    const bySubject = new Map(flaws.map((flaw) => [hostOf(flaw.answer.url), flaw]));
    return [...bySubject].map(([host, { answer, what }]) =>
      fail([answer.ref], { subject: `host:${host}`, what, location: answer.url }),
    );
  },
  whyItMatters: 'Without it the first request of each visit can be kept on plain http by whoever is in between.',
  verifyByHand: 'curl -sI https://example.org/ | grep -i strict-transport',
  remediation: {
    text: 'In the TLS server: add_header Strict-Transport-Security "max-age=31536000" always;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['RFC 6797'],
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
    fail: [
      { title: 'none', facts: { answers: seen([exampleAnswer({ url: 'https://example.org/' })]) } },
      {
        title: 'an hour',
        facts: {
          answers: seen([
            exampleAnswer({ url: 'https://example.org/', headers: { 'strict-transport-security': 'max-age=3600' } }),
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
