import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleNow, partlySeen, seen, unseen } from '../../core/example.js';
import { type LogOf, logs } from '../../facts/logs.js';
import { nginxConfig } from '../../facts/nginx.js';
import type { LogRecord } from '../../formats/logs/log-record.js';
import { exampleLog } from '../shared/example-log.js';
import { nginxSeen, siteOf } from './example-nginx.js';
import { noNginx } from './judge-nginx.js';

/** So many requests without an app behind them in a window are no restart any more. */
const tooMany = 50;
/** errno 111 (refused), 110 (timed out), and the words of ngx_http_upstream.c. */
const upstreamFailed =
  /connect\(\) failed|timed out\b.{0,40}upstream|upstream (?:prematurely|timed out)|no live upstreams/;

/** NGX-05: nginx reaches the app. */
export const upstreamFailsOften = defineCheck({
  id: 'NGX-05',
  title: 'nginx often finds no app behind it',
  questions: ['Q1'],
  severity: 'low',
  required: false,
  needs: { logs, nginx: nginxConfig },

  decide({ logs: found, nginx }, { windowSince }) {
    if (nginx.value === null) return notApplicable(nginx.evidence, noNginx);
    const own = found.value.filter(({ artifact }) => artifact === 'nginx.error-log');
    const failures = own.flatMap(({ reading }) => reading.records.filter((record) => isFailure(record, windowSince)));
    const refs = own.map(({ ref, reading }) => ({ ...ref, line: reading.records.find(isAny)?.line }));
    if (!isNonEmpty(refs))
      return cannotTell('not-collected', 'the error log of nginx was not read', {
        settle: 'sudo tail -n 200 /var/log/nginx/error.log',
      });
    const first = failures[0];
    if (first && failures.length >= tooMany)
      return fail(refs, {
        what: `${failures.length} requests found no app: ${(first.fields.message ?? '').slice(0, 120)} (${first.fields.upstream ?? 'upstream not named'})`,
        location: first.fields.upstream ?? 'error.log',
      });
    if (own.some(({ partial }) => partial))
      return cannotTell('not-collected', 'only a part of the error log was read', {
        settle: 'sudo grep -c upstream /var/log/nginx/error.log',
      });
    return pass(refs, { what: `${failures.length} requests found no app in the window` });
  },
  whyItMatters: 'A crash loop of the app is also what an attack on it looks like from outside.',
  verifyByHand: 'sudo grep -cE "connect\\(\\) failed|upstream" /var/log/nginx/error.log',
  remediation: {
    text: 'Find out why the app does not answer: its own log says whether it crashes, is slow, or listens elsewhere.',
    commands: ['docker compose ps', 'docker compose logs --tail 100'],
  },
  references: ['nginx.org/en/docs/http/ngx_http_upstream_module.html'],
  examples: {
    pass: [
      { title: 'a few during a restart', facts: { logs: seen([errorLog(3)]), nginx: nginxSeen(siteOf('')) } },
      { title: 'no nginx', facts: { logs: seen([]), nginx: seen(null) }, expect: 'not-applicable' },
      {
        title: 'many, before the window',
        facts: { logs: seen([errorLog(80, 72)]), nginx: nginxSeen(siteOf('')) },
      },
    ],
    fail: [{ title: 'eighty', facts: { logs: seen([errorLog(80)]), nginx: nginxSeen(siteOf('')) } }],
    blind: [
      { title: 'denied', facts: { logs: unseen(), nginx: nginxSeen(siteOf('')) } },
      { title: 'no error log', facts: { logs: seen([]), nginx: nginxSeen(siteOf('')) } },
      {
        title: 'its end alone',
        facts: { logs: partlySeen([{ ...errorLog(3), partial: true }]), nginx: nginxSeen(siteOf('')) },
      },
    ],
  },
});

function isAny({ kind }: LogRecord): boolean {
  return kind === 'proxy-error';
}

function isFailure(record: LogRecord, since: Date | null): boolean {
  if (!isAny(record) || !upstreamFailed.test((record.fields.message ?? '').slice(0, 500))) return false;
  return record.at === null || since === null || record.at >= since;
}

function errorLog(count: number, hoursAgo = 1): LogOf {
  const record = (line: number): LogRecord => ({
    line,
    lines: 1,
    at: new Date(exampleNow.getTime() - hoursAgo * 3_600_000),
    atMicros: null,
    kind: 'proxy-error',
    source: null,
    fields: {
      level: 'error',
      message: 'connect() failed (111: Connection refused) while connecting to upstream',
      upstream: 'http://127.0.0.1:3000/',
    },
    raw: '',
  });
  return exampleLog(
    { artifact: 'nginx.error-log', subject: 'host' },
    Array.from({ length: count }, (_, index) => record(index + 1)),
  );
}
