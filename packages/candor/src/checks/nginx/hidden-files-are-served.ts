import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type HttpAnswer, httpAnswers } from '../../facts/exposure.js';
import { exampleAnswer } from '../exposure/example-answer.js';
import { hostOf } from '../exposure/http-host.js';

/** A page that stands for every unknown path also answers 200; the collector says by a word whether it looks like the file. */
function flawOf({ url, status, headers, body }: HttpAnswer): string | null {
  if (status !== 200) return null;
  const page = /html/i.test(headers['content-type'] ?? '');
  const looksReal = body === null ? !page : !/<html|<!doctype|^(?:null|other|no)$/i.test(body.trim());
  return looksReal ? `${url} answers 200` : null;
}

/** NGX-07: `/.env` and `/.git/config` are refused or not found. */
export const hiddenFilesAreServed = defineCheck({
  id: 'NGX-07',
  title: 'Hidden files are served',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { answers: httpAnswers },

  decide({ answers }) {
    const asked = answers.value.filter(({ url, status }) => /\/\.(?:env|git\/config)$/.test(url) && status !== null);
    const refs = asked.map(({ ref }) => ref);
    if (!isNonEmpty(refs))
      return cannotTell('not-collected', 'nobody asked for /.env', {
        settle: 'curl -sk -o /dev/null -w "%{http_code}\\n" https://example.org/.env',
      });
    const flaws = asked.flatMap((answer) => {
      const what = flawOf(answer);
      return what === null ? [] : [{ answer, what }];
    });
    if (flaws.length === 0) return pass(refs, { what: 'hidden files are not served' });
    const bySubject = new Map(flaws.map((flaw) => [hostOf(flaw.answer.url), flaw]));
    return [...bySubject].map(([host, { answer, what }]) =>
      fail([answer.ref], { subject: `host:${host}`, what, location: answer.url }),
    );
  },
  whyItMatters: 'They hold every key of the site, and every scanner asks for them within the hour.',
  verifyByHand: 'curl -sk -o /dev/null -w "%{http_code}\\n" https://example.org/.env',
  remediation: {
    text: 'Refuse them: location ~ /\\.(?!well-known) { deny all; } and change every secret that was in them.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['owasp.org/www-project-web-security-testing-guide'],
  examples: {
    pass: [
      {
        title: 'as it should be',
        facts: { answers: seen([exampleAnswer({ url: 'https://example.org/.env', status: 404 })]) },
      },
    ],
    fail: [
      {
        title: 'served',
        facts: { answers: seen([exampleAnswer({ url: 'https://example.org/.env', status: 200, body: 'dotenv' })]) },
      },
      {
        title: 'a repository',
        facts: {
          answers: seen([
            exampleAnswer({ url: 'https://example.org/.git/config', status: 200, headers: {}, body: 'git-config' }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'no probe', facts: { answers: unseen() } },
      { title: 'nothing was asked', facts: { answers: seen([]) } },
      {
        title: 'a part',
        facts: { answers: partlySeen([exampleAnswer({ url: 'https://example.org/.env', status: 404 })]) },
      },
    ],
  },
});
