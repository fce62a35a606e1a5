import type { EvidenceRef } from '../../core/evidence.js';
import type { ToolOutput } from '../../facts/detections.js';
import type { LogOf } from '../../facts/logs.js';
import type { LogRecord } from '../../formats/logs/log-record.js';

/** Output lines closer than this belong to one run of the tools. */
const gapMs = 60_000;

/** Forms in which wget, curl and busybox name the peer that they talk to. */
const peerForms = [
  /^Connecting to ([^\s(:]+(?:\.[^\s(:]+)+)[ :(]/,
  /can't connect to remote host \(([^)]+)\)/,
  /Could(?: not|n't) (?:connect|resolve)[^:]*: ([\w.-]+)/,
  /--\s+https?:\/\/([^/:\s]+)/,
];

/** Runs of shell and download-tool output in one container's log. */
export function readOutputs(log: LogOf): ToolOutput[] {
  const runs: LogRecord[][] = [];
  for (const record of log.reading.records) {
    if (record.kind !== 'command-text' || record.fields.form !== 'output') continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && isNear(last, record)) run.push(record);
    else runs.push([record]);
  }
  return runs.flatMap((run) => toOutput(log, run));
}

function isNear(a: LogRecord, b: LogRecord): boolean {
  return a.at === null || b.at === null || b.at.getTime() - a.at.getTime() <= gapMs;
}

function toOutput(log: LogOf, run: readonly LogRecord[]): ToolOutput[] {
  const first = run[0];
  if (!first) return [];
  const ref = (record: LogRecord): EvidenceRef => ({
    ...log.ref,
    line: record.line,
    excerpt: record.raw.slice(0, 300),
  });
  const peers = run.flatMap((record) =>
    peerForms.flatMap((form) => form.exec((record.fields.text ?? '').slice(0, 2000))?.[1] ?? []),
  );
  return [
    {
      subject: log.subject,
      first: first.at,
      last: run.at(-1)?.at ?? null,
      peers: [...new Set(peers)],
      lines: run.length,
      evidence: [ref(first), ...run.slice(1, 4).map(ref)],
    },
  ];
}
