import { createHash } from 'node:crypto';
import { type Artifact, refTo } from '../core/evidence.js';
import { severities } from '../core/severity.js';
import type { EarlierIndicator, EarlierLine, EarlierReport } from '../facts/history.js';
import { type HumanReport, readHumanReport } from '../formats/reports/read-human-report.js';

/** Reads one earlier report; a list, because an unreadable one yields nothing. */
export function earlierReport(artifact: Artifact): EarlierReport[] {
  const text = artifact.text();
  const own = text.trimStart().startsWith('{') ? candorReport(text, artifact) : null;
  if (own) return [own];
  const human = readHumanReport(text);
  return human.ok ? [fromHuman(human.value, artifact)] : [];
}

function nameOf(artifact: Artifact): string {
  const source = artifact.source;
  const file = source && 'file' in source ? source.file : (artifact.path ?? artifact.id);
  return file.split('/').at(-1) ?? file;
}

function fromHuman(report: HumanReport, artifact: Artifact): EarlierReport {
  const line = (entry: { text: string; line: number }, at: Date | null = null): EarlierLine => ({
    text: entry.text,
    at,
    ref: refTo(artifact, entry.line, entry.text),
  });
  return {
    kind: 'human',
    name: nameOf(artifact),
    host: null,
    at: report.date,
    status: report.status?.text ?? null,
    tone: toneOf(report),
    claims: report.claims.map((claim) => line(claim)),
    indicators: report.indicators.flatMap((indicator): EarlierIndicator[] =>
      indicator.kind === 'sha1'
        ? []
        : [{ type: indicator.kind, value: indicator.value, ref: refTo(artifact, indicator.line, indicator.value) }],
    ),
    openQuestions: report.openQuestions.map((question) => ({ ...line(question), topic: question.topic })),
    amendments: report.amendments.map((note) => line(note, note.at)),
    watchNotes: report.watchNotes.map((note) => line(note)),
    openFindings: [],
    unanswered: [],
    answered: [],
    persistenceUnknown: /persistence[^.\n]{0,60}\b(?:unknown|not (?:checked|verified|known))\b/i.test(
      artifact.text().slice(0, 1 << 20),
    ),
    id: null,
    sha256: null,
    previous: null,
    ref: refTo(artifact, report.status?.line ?? 1, report.status?.text ?? report.title?.text),
  };
}

/** The status line decides; without one, the words in sum. Amendments are judged apart and do not soften it. */
function toneOf(report: HumanReport): EarlierReport['tone'] {
  const inStatus = report.statusWords.filter((word) => word.line === report.status?.line);
  const notes = new Set(report.amendments.map((note) => note.line));
  const words = inStatus.length > 0 ? inStatus : report.statusWords.filter((word) => !notes.has(word.line));
  if (words.some((word) => word.tone === 'bad')) return 'bad';
  if (words.some((word) => word.tone === 'dismissal')) return 'dismissal';
  if (words.some((word) => word.tone === 'good')) return 'good';
  return /\battacks?\b/i.test(report.status?.text ?? '') ? 'bad' : 'unclear';
}

function candorReport(text: string, artifact: Artifact): EarlierReport | null {
  const raw = parseObject(text);
  if (raw?.format !== 'candor-report/1') return null;
  const verdict = objectOf(raw.verdict);
  const status = typeof verdict?.status === 'string' ? verdict.status : null;
  const incidents = listOf(raw.incidents)
    .map(objectOf)
    .filter((item) => item !== null);
  return {
    kind: 'candor',
    name: typeof raw.id === 'string' ? raw.id : nameOf(artifact),
    host: nameIn(raw.host),
    at: dateOf(raw.capturedAt),
    status,
    tone: status === 'SAFE' ? 'good' : status === 'INCONCLUSIVE' ? 'unclear' : 'bad',
    claims: [],
    indicators: incidents
      .flatMap((incident) => listOf(incident.indicators))
      .flatMap((item) => indicatorOf(item, artifact)),
    openQuestions: incidents
      .filter((incident) => incident.open === true && objectOf(incident.rootCause)?.confidence !== 'confirmed')
      .map((incident) => ({
        text: `root cause of ${String(incident.id)}: ${String(incident.title)}`,
        at: dateOf(incident.lastSeen),
        topic: 'attack-vector' as const,
        ref: refTo(artifact, null, String(incident.title)),
      })),
    amendments: [],
    watchNotes: [],
    ...findingsOf(listOf(raw.results)),
    persistenceUnknown: listOf(raw.questions).some(
      (item) => objectOf(item)?.id === 'Q6' && objectOf(item)?.answer !== 'good',
    ),
    id: typeof raw.id === 'string' ? raw.id : null,
    sha256: createHash('sha256').update(artifact.bytes()).digest('hex'),
    previous: typeof raw.previous === 'string' ? raw.previous : null,
    ref: refTo(artifact, 1, status ?? undefined),
  };
}

function nameIn(host: unknown): string | null {
  const name = objectOf(host)?.name;
  return typeof name === 'string' ? name : null;
}

function indicatorOf(item: unknown, artifact: Artifact): EarlierIndicator[] {
  const { type, value } = objectOf(item) ?? {};
  const types = ['ipv4', 'ipv6', 'domain', 'url', 'path', 'sha256', 'md5', 'size', 'wallet'] as const;
  const known = types.find((candidate) => candidate === type);
  return known && typeof value === 'string' ? [{ type: known, value, ref: refTo(artifact, null, value) }] : [];
}

/** Findings that were open in a report of Candor's own, and what it answered and did not. */
function findingsOf(results: readonly unknown[]): Pick<EarlierReport, 'openFindings' | 'unanswered' | 'answered'> {
  const rows = results.map(objectOf).filter((row) => row !== null && typeof row.check === 'string');
  const named = rows.map((row) => ({ row, check: String(row?.check), subject: String(row?.subject) }));
  const isOpen = (state: unknown) => state === 'unknown' || state === 'error' || state === 'stale';
  return {
    openFindings: named.flatMap(({ row, check, subject }) => {
      const carried = isOpen(row?.state) && row?.status === 'open';
      if ((row?.state !== 'fail' && !carried) || typeof row?.fingerprint !== 'string') return [];
      const severity = severities.find((one) => one === row.severity) ?? 'high';
      return [{ check, subject, fingerprint: row.fingerprint, severity, firstSeen: dateOf(row.firstSeen) }];
    }),
    unanswered: named.filter(({ row }) => isOpen(row?.state)).map(({ check, subject }) => ({ check, subject })),
    answered: named.filter(({ row }) => !isOpen(row?.state)).map(({ check, subject }) => `${check}@${subject}`),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null; // not JSON: a person's report may begin with a brace
  }
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null; // narrowed to a plain object
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function dateOf(value: unknown): Date | null {
  const at = typeof value === 'string' ? new Date(value) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
