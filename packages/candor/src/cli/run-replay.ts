import { basename } from 'node:path';
import { loadRedactionKey } from '../collectors/redact/load-key.js';
import { createRedactor } from '../collectors/redact/redactor.js';
import { CandorError } from '../core/errors.js';
import type { SourceKind } from '../watch/events/source-kind.js';
import type { LiveIncident } from '../watch/incidents/incident.js';
import { loadRules, ruleEngine } from '../watch/load-rules.js';
import { Pipeline } from '../watch/pipeline.js';
import type { LineBatch } from '../watch/store/line-log.js';
import { stateFolder } from './folders.js';
import { loadWatchConfig } from './load-watch-config.js';
import { mergedLines, type TimedLine } from './merged-lines.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Kinds of log that `--as` names. */
export const replayKinds = ['nginx-access', 'nginx-error', 'container', 'auth', 'audit', 'text'] as const;
type ReplayKind = (typeof replayKinds)[number];

/** Lines of one second and one source are judged together, as a look of the watcher does. */
const mostTogether = 1000;

/** Judges recorded logs as the watcher would have; prints the incidents. The exit code is 1 when there are any. */
export async function runReplay(
  files: readonly string[],
  options: { readonly as?: string; readonly config?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { key } = await loadRedactionKey(stateFolder(terminal, process.geteuid?.() ?? 0));
  const rules = loadRules(loadWatchConfig(options.config).rules);
  const pipeline = new Pipeline(ruleEngine(rules, null), {
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    redact: createRedactor(key).text,
  });
  const sources = files.map((path) => ({ path, source: { name: `file:${path}`, what: kindOf(path, options.as) } }));
  for (const { source } of sources) pipeline.know(source);
  const totals = { lines: 0, events: 0, detections: 0 };
  const incidents = new Map<string, LiveIncident>();
  for await (const batch of batches(mergedLines(sources, terminal.now()))) {
    const step = pipeline.take([batch], batch.receivedAt);
    totals.lines += batch.lines;
    totals.events += step.events;
    totals.detections += step.detections.length;
    for (const one of step.changed) incidents.set(one.id, one);
  }
  print({ totals, incidents: [...incidents.values()] }, options, terminal);
  return incidents.size > 0 ? 1 : 0;
}

async function* batches(lines: AsyncIterable<TimedLine>): AsyncIterable<LineBatch> {
  let seq = 1;
  let open: TimedLine[] = [];
  const close = (): LineBatch | null => {
    const [first] = open;
    const last = open.at(-1);
    if (first === undefined || last === undefined) return null;
    const data = Buffer.from(open.map((line) => `${line.text}\n`).join(''));
    const batch = { seq, source: first.source.name, receivedAt: last.at, lines: open.length, data };
    seq += open.length;
    open = [];
    return batch;
  };
  for await (const line of lines) {
    const first: TimedLine = open[0] ?? line;
    const together = first.source === line.source && line.at.getTime() - first.at.getTime() < 1000;
    const batch = together && open.length < mostTogether ? null : close();
    if (batch) yield batch;
    open.push(line);
  }
  const rest = close();
  if (rest) yield rest;
}

function kindOf(path: string, as: string | undefined): SourceKind {
  const kind = as === undefined ? guess(basename(path)) : replayKinds.find((one) => one === as);
  if (kind === undefined)
    throw new CandorError('USAGE', `--as ${plainLine(as ?? '')} is not known`, { hint: replayKinds.join(', ') });
  const container = basename(path).replace(/-json\.log.*$|\.log.*$/, '');
  return kind === 'container' ? { kind, container, role: 'nodejs' } : { kind };
}

function guess(name: string): ReplayKind {
  if (/access/.test(name)) return 'nginx-access';
  if (/error/.test(name)) return 'nginx-error';
  if (/-json\.log|container|docker/.test(name)) return 'container';
  if (/audit/.test(name)) return 'audit';
  return /auth|secure/.test(name) ? 'auth' : 'text';
}

function print(
  result: { readonly totals: Readonly<Record<string, number>>; readonly incidents: readonly LiveIncident[] },
  options: { readonly json?: boolean },
  terminal: Terminal,
): void {
  if (options.json) {
    terminal.stdout(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const { totals, incidents } = result;
  terminal.stdout(
    `${totals.lines} lines, ${totals.events} events, ${totals.detections} detections, ${incidents.length} incidents\n`,
  );
  for (const one of incidents) {
    terminal.stdout(`${plainLine(`${one.id} ${one.severity}: ${one.title} (${one.detections} detections)`)}\n`);
    for (const stage of one.stages)
      terminal.stdout(
        `  ${plainLine(`${stage.firstAt.toISOString()} ${stage.severity}: ${stage.title} (${stage.count}) ${stage.evidence[0]?.text.slice(0, 160) ?? ''}`)}\n`,
      );
  }
}
