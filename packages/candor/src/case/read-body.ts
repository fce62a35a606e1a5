import {
  type Acceptance,
  type CaseAmendment,
  type CaseRecords,
  type DeclaredIndicator,
  type Dismissal,
  type DismissalEvidence,
  noCaseRecords,
  type Retest,
} from '../facts/case-records.js';
import { readDate } from '../verdict/dismissals/dismissal-terms.js';
import { readRetest } from '../verdict/dismissals/run-retest.js';
import { type CaseRecord, objectOf } from './case-record.js';
import type { ChainedRecord } from './read-case.js';

type Body = Readonly<Record<string, unknown>>;

/** What the chain's records say of a host (indicators: of all hosts of the case), as the judge takes it. A field that is not as written counts as empty: it is refused there. */
export function caseRecordsOf(records: readonly ChainedRecord[], folder: string, host: string): CaseRecords {
  if (records.length === 0) return noCaseRecords;
  const of = (kind: string) => records.filter(({ record }) => record.kind === kind).map(({ record }) => record);
  const here = (record: CaseRecord) => record.body.host === host;
  const reports = of('report').map((record) => record.body);
  return {
    dismissals: of('dismissal')
      .filter(here)
      .map((record) =>
        dismissalOf(
          record.body,
          of('report')
            .filter(here)
            .map((one) => one.body),
          readDate(record.at),
        ),
      ),
    acceptances: of('acceptance')
      .filter(here)
      .map((record) => acceptanceOf(record.body, readDate(record.at))),
    amendments: of('amendment').map((record) => amendmentOf(record.body, record.by, readDate(record.at))),
    indicators: [
      ...reports.flatMap((body) => reportIndicators(body)),
      ...of('indicator').flatMap((record) => listed(record.body, readDate(record.at))),
      ...of('note').flatMap((record) => watched(record.body, readDate(record.at))),
    ],
    ref: { artifact: 'case.records', subject: 'host', path: folder, excerpt: `${records.length} records` },
  };
}

/** Lines of `case.changes` (NDJSON) for the ledger's records; null when there are none. */
export function ledgerLines(records: readonly ChainedRecord[]): string | null {
  const lines = records
    .filter(({ record }) => record.kind === 'ledger')
    .map(({ record }) => JSON.stringify({ at: text(record.body.at), what: text(record.body.what), by: record.by }));
  return lines.length === 0 ? null : `${lines.join('\n')}\n`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function objects(value: unknown): Body[] {
  return Array.isArray(value) ? value.map(objectOf).filter((one) => one !== null) : [];
}

/** A dismissal of its record. */
export function dismissalOf(body: Body, reports: readonly Body[], recordedAt: Date | null): Dismissal {
  const hypothesis = objectOf(body.hypothesis) ?? {};
  const producer = objectOf(body.producer);
  const finding = objectOf(body.finding) ?? {};
  const fingerprint = text(body.fingerprint);
  return {
    fingerprint,
    check: text(body.check),
    subject: text(body.subject),
    justification: text(body.justification),
    hypothesis: { id: text(hypothesis.id), text: text(hypothesis.text), rival: text(hypothesis.rival) },
    producer: producer && {
      name: text(producer.name),
      codePath: text(producer.codePath),
      command: text(producer.command),
      output: text(producer.output),
    },
    evidence: objects(body.evidence).map(evidenceOf),
    retest: retestOf(body.retest),
    author: text(body.author),
    at: text(body.at),
    expires: text(body.expires),
    recordedAt,
    finding: {
      indicators: objects(finding.indicators).flatMap((one) => typed(one)),
      artifacts: texts(finding.artifacts),
      text: text(finding.text),
      lastSeen: readDate(text(finding.lastSeen)),
    },
    validAt: reports.flatMap((report) =>
      texts(report.dismissalsHeld).includes(fingerprint) ? (readDate(text(report.capturedAt)) ?? []) : [],
    ),
  };
}

function retestOf(value: unknown): Retest | null {
  return typeof value === 'string' ? readRetest(value) : null;
}

function evidenceOf(item: Body): DismissalEvidence {
  if (item.kind !== 'observed') return { kind: 'testimony', text: text(item.text) };
  return {
    kind: 'observed',
    artifact: text(item.artifact),
    subject: text(item.subject),
    excerpt: text(item.excerpt),
    foundIn: typeof item.foundIn === 'string' ? item.foundIn : null,
    rivalCannotExplain: typeof item.rivalCannotExplain === 'string' ? item.rivalCannotExplain : null,
  };
}

/** An acceptance of its record. */
export function acceptanceOf(body: Body, recordedAt: Date | null): Acceptance {
  return {
    fingerprint: text(body.fingerprint),
    check: text(body.check),
    subject: text(body.subject),
    questions: texts(body.questions),
    reason: text(body.reason),
    author: text(body.author),
    at: text(body.at),
    expires: text(body.expires),
    recordedAt,
  };
}

/** An amendment of its record. */
export function amendmentOf(body: Body, author: string, at: Date | null): CaseAmendment {
  return {
    report: text(body.report),
    at,
    author,
    claim: text(body.claim),
    rootCause: text(body.rootCause) || null,
    actions: texts(body.actions),
    outcome: text(body.outcome) || null,
    retest: retestOf(body.retest),
    lessons: texts(body.lessons),
  };
}

function typed(item: Body): { type: DeclaredIndicator['type']; value: string }[] {
  const types = ['ipv4', 'ipv6', 'domain', 'url', 'path', 'sha256', 'md5', 'size', 'wallet'] as const;
  const type = types.find((one) => one === item.type);
  return type && typeof item.value === 'string' && item.value !== '' ? [{ type, value: item.value }] : [];
}

function reportIndicators(body: Body): DeclaredIndicator[] {
  const at = readDate(text(body.capturedAt));
  return objects(body.indicators).flatMap((item) =>
    typed(item).map((one) => ({ ...one, source: `report ${text(body.id)}`, at, watchUntil: null })),
  );
}

function listed(body: Body, at: Date | null): DeclaredIndicator[] {
  const source = `your indicators (${text(body.source) || 'added by hand'})`;
  return objects(body.indicators).flatMap((item) =>
    typed(item).map((one) => ({ ...one, source, at, watchUntil: null })),
  );
}

function watched(body: Body, at: Date | null): DeclaredIndicator[] {
  const until = readDate(text(body.until));
  return typed(body).map((one) => ({
    ...one,
    source: `your note "watch ${one.value} until ${text(body.until)}"`,
    at,
    watchUntil: until ?? at,
  }));
}
