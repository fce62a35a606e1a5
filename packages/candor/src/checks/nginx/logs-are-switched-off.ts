import { cannotTell, defineCheck, notApplicable } from '../../core/check.js';
import { exampleNow, exampleRef, seen, unseen } from '../../core/example.js';
import { type LogOf, logs } from '../../facts/logs.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { accessLogs, errorLogs } from '../../formats/nginx/index.js';
import { nginxPartly, nginxSeen, siteOf } from './example-nginx.js';
import { flawsOutcome, type NginxFlaw, noNginx } from './judge-nginx.js';

/** Levels at which refused and failed requests are no longer written. */
const silent = new Set(['crit', 'alert', 'emerg']);

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.servers.flatMap((server) => {
    const name = server.names[0] ?? 'a server without a name';
    const off = accessLogs(server.context).some(({ path }) => path === null || path === '/dev/null');
    const deaf = errorLogs(server.context).every(
      ({ path, options }) => path === null || path === 'off' || options.some((option) => silent.has(option)),
    );
    return [
      ...(off ? [{ what: `${name} writes no access log`, at: server }] : []),
      ...(deaf ? [{ what: `${name} writes no error log`, at: server }] : []),
    ];
  });
}

/** True when no log goes to a file of this host. */
function isElsewhere(view: NginxView): boolean {
  const targets = view.model.servers.flatMap(({ context }) => accessLogs(context).map(({ path }) => path ?? ''));
  return targets.every((path) => /^(?:syslog:|\/dev\/std)/.test(path));
}

/** NGX-22: every server writes an access and an error log, and the files are there. */
export const logsAreSwitchedOff = defineCheck({
  id: 'NGX-22',
  title: 'nginx does not write down who asked for what',
  questions: ['Q1', 'Q8'],
  severity: 'medium',
  required: true,
  needs: { nginx: nginxConfig },
  uses: { logs },
  decide({ nginx, logs: read }) {
    const view = nginx.value;
    if (view === null) return notApplicable(nginx.evidence, noNginx);
    const flaws = flawsOf(view);
    if (flaws.length > 0) return flawsOutcome(view, flaws, '');
    if (isElsewhere(view)) return flawsOutcome(view, [], 'the logs go to syslog or to standard output');
    const files = read.status === 'known' ? read.value.filter(({ artifact }) => artifact.startsWith('nginx.')) : [];
    if (files.length === 0) {
      const [reason, detail] =
        read.status === 'known' ? (['not-collected', 'no log of nginx was read'] as const) : [read.reason, read.detail];
      return cannotTell(reason, detail, { settle: 'sudo ls -l /var/log/nginx/' });
    }
    return flawsOutcome(view, [], `both logs are on; ${files.length} file(s) were read`);
  },
  whyItMatters: 'Without the access log nobody can say afterwards who came in, when, and by which request.',
  verifyByHand: 'sudo nginx -T | grep -nE "access_log|error_log"; sudo ls -l /var/log/nginx/',
  remediation: {
    text: 'Switch both logs on in http { }; a single noisy location may stay off.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['gixy error_log_off', 'nginx.org/en/docs/http/ngx_http_log_module.html'],
  examples: {
    pass: [
      { title: 'the defaults', facts: { nginx: nginxSeen(siteOf('')), logs: seen([log()]) } },
      {
        title: 'off for the icon alone',
        facts: { nginx: nginxSeen(siteOf('location = /favicon.ico { access_log off; }')), logs: seen([log()]) },
      },
      { title: 'to syslog', facts: { nginx: nginxSeen('access_log syslog:server=10.0.0.9;\nserver { listen 80; }') } },
      { title: 'no nginx', facts: { nginx: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'access_log off', facts: { nginx: nginxSeen(`access_log off;\n${siteOf('')}`), logs: seen([log()]) } },
      { title: 'errors to nowhere', facts: { nginx: nginxSeen(siteOf('error_log /dev/null;')), logs: seen([log()]) } },
    ],
    blind: [
      { title: 'no log was read', facts: { nginx: nginxSeen(siteOf('')), logs: seen([]) } },
      { title: 'logs denied', facts: { nginx: nginxSeen(siteOf('')), logs: unseen() } },
      { title: 'configuration denied', facts: { nginx: unseen(), logs: seen([log()]) } },
      { title: 'an included file is missing', facts: { nginx: nginxPartly(siteOf('')), logs: seen([log()]) } },
    ],
  },
});

function log(): LogOf {
  const reading: LogOf['reading'] = {
    records: [],
    counts: { 'request GET 200': 4 },
    lines: 4,
    first: exampleNow,
    last: exampleNow,
    notUnderstood: { count: 0, firstLine: null, samples: [] },
    overflow: {},
    cutLines: 0,
  };
  return {
    artifact: 'nginx.access-log',
    subject: 'host',
    path: null,
    reading,
    sizeBytes: 400,
    partial: false,
    ref: exampleRef('nginx.access-log'),
  };
}
