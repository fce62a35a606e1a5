import { CandorError, exitCodes } from '../core/errors.js';
import { exportDetections, exportFormats, toOtlp } from '../watch/store/export-detections.js';
import { storedDetections } from '../watch/store/findings.js';
import { keepWithin } from '../watch/store/keep-within.js';
import { openStore, openStoreToRead } from '../watch/store/open-store.js';
import { verifyStore } from '../watch/store/verify-store.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Examines the store; the exit code is 65 when something was changed or damaged. */
export function runStoreVerify(
  options: { readonly store: string; readonly json?: boolean },
  terminal: Terminal,
): number {
  const database = openStoreToRead(options.store);
  try {
    const state = verifyStore(database);
    const { damagedSegments, auditBrokenAt, integrity } = state;
    const well = damagedSegments.length === 0 && auditBrokenAt === null && integrity.length === 0;
    const page = [
      `${state.lines} lines in ${state.segments} segments; ${state.losses} losses are recorded`,
      ...(damagedSegments.length > 0 ? [`changed or damaged segments: ${damagedSegments.join(', ')}`] : []),
      ...(auditBrokenAt === null ? [] : [`the audit chain does not hold from entry ${auditBrokenAt} on`]),
      ...integrity.slice(0, 5).map(plainLine),
      well ? 'everything holds' : 'what is named was changed after it was written',
    ];
    terminal.stdout(options.json ? `${JSON.stringify({ well, ...state }, null, 2)}\n` : `${page.join('\n')}\n`);
    return well ? 0 : exitCodes.data;
  } finally {
    database.close();
  }
}

/** Removes what is beyond the limits, now. */
export function runStoreCompact(
  options: { readonly store: string; readonly days: string; readonly megabytes: string },
  terminal: Terminal,
): void {
  const [days, megabytes] = [Number(options.days), Number(options.megabytes)];
  if (!(days >= 1) || !(megabytes >= 1))
    throw new CandorError('USAGE', '--days and --megabytes are numbers of at least 1');
  const database = openStore(options.store);
  try {
    const removed = keepWithin(database, { days, sizeBytes: megabytes * 1e6 }, terminal.now());
    database.exec('PRAGMA wal_checkpoint(TRUNCATE);');
    terminal.stdout(`${removed} segments removed; detections, incidents and the audit chain are kept\n`);
  } finally {
    database.close();
  }
}

interface ExportOptions {
  readonly store: string;
  readonly format: string;
  readonly since: number;
  readonly to?: string;
}

/** Prints detections in a format of the field, or sends them to an OTLP collector. */
export async function runStoreExport(options: ExportOptions, terminal: Terminal): Promise<number> {
  const format = exportFormats.find((one) => one === options.format);
  if (format === undefined)
    throw new CandorError('USAGE', `--format ${plainLine(options.format)} is not known`, {
      hint: exportFormats.join(', '),
    });
  const database = openStoreToRead(options.store);
  try {
    const detections = storedDetections(database, new Date(terminal.now().getTime() - options.since));
    if (options.to === undefined) {
      for (const line of exportDetections(detections, format)) terminal.stdout(`${line}\n`);
      return 0;
    }
    if (format !== 'otlp') throw new CandorError('USAGE', '--to goes with --format otlp');
    const answer = await fetch(options.to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toOtlp(detections)),
      signal: AbortSignal.timeout(30_000),
    });
    terminal.stderr(`${detections.length} detections sent; the collector answered ${answer.status}\n`);
    return answer.ok ? 0 : exitCodes.data;
  } finally {
    database.close();
  }
}
