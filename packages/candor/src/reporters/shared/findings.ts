import type { EvidenceRef } from '../../core/evidence.js';
import type { Answer, Report } from '../../core/report.js';
import { type Result, resultKey } from '../../core/result.js';
import { type Severity, severityRank } from '../../core/severity.js';
import { reasonWords } from './words.js';
import { clip } from './wrap.js';

/** Longest cause that is printed beside a claim, in characters. */
const causeLimit = 180;

/** Failed results with one cause: the same check on several subjects, or the same remedy for several checks. */
export interface FindingGroup {
  readonly severity: Severity;
  readonly checks: readonly string[];
  readonly subjects: readonly string[];
  /** Worst first; never empty. */
  readonly lead: Result;
  readonly results: readonly Result[];
  /** Incidents that rest on the same evidence lines. */
  readonly incidents: readonly string[];
}

/** Groups every failed result, worst first; the order does not depend on the order of the results. */
export function findingGroups(report: Report): FindingGroup[] {
  const failed = report.results.filter((result) => result.state === 'fail').sort(byWeight);
  const groups: Result[][] = [];
  const home = new Map<string, Result[]>();
  for (const result of failed) {
    const keys = groupKeys(result);
    const found = keys.map((key) => home.get(key)).find((group) => group !== undefined);
    const group = found ?? [];
    if (!found) groups.push(group);
    group.push(result);
    for (const key of keys) if (!home.has(key)) home.set(key, group);
  }
  return groups.flatMap((results) => toGroup(results, report));
}

function groupKeys(result: Result): string[] {
  const remedy = result.remediation.text.trim();
  return [`check:${result.check}`, ...(remedy === '' ? [] : [`remedy:${remedy}`])];
}

function toGroup(results: readonly Result[], report: Report): FindingGroup[] {
  const lead = results[0];
  if (!lead) return [];
  return [
    {
      severity: lead.severity,
      checks: unique(results.map((result) => result.check)),
      subjects: unique(results.map((result) => result.subject)),
      lead,
      results,
      incidents: incidentsOf(results, report),
    },
  ];
}

function incidentsOf(results: readonly Result[], report: Report): string[] {
  const places = new Set(results.flatMap((result) => result.evidence.flatMap(place)));
  return report.incidents
    .filter((incident) => incident.evidence.some((ref) => place(ref).some((key) => places.has(key))))
    .map((incident) => incident.id);
}

function place(ref: EvidenceRef): string[] {
  return ref.line === undefined ? [] : [`${ref.artifact}@${ref.subject}:${ref.line}`];
}

function byWeight(a: Result, b: Result): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    Number(b.required) - Number(a.required) ||
    compare(resultKey(a), resultKey(b)) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

/** Order of code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each once, in order of first appearance. */
export function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}

/** Required or optional questions without an answer, by the reason for it. */
export interface UnansweredGroup {
  readonly reason: keyof typeof reasonWords;
  readonly words: string;
  readonly results: readonly Result[];
}

/** What was not answered, grouped by reason, the largest group first. */
export function unanswered(report: Report, required: boolean): UnansweredGroup[] {
  const groups = new Map<keyof typeof reasonWords, Result[]>();
  for (const result of report.results) {
    if (result.required !== required || !['unknown', 'error', 'stale'].includes(result.state)) continue;
    const reason = result.state === 'unknown' ? (result.reason ?? 'unsupported') : (result.state as 'error' | 'stale');
    groups.set(reason, [...(groups.get(reason) ?? []), result]);
  }
  return [...groups]
    .map(([reason, results]) => ({ reason, words: reasonWords[reason], results: results.sort(byWeight) }))
    .sort((a, b) => b.results.length - a.results.length || compare(a.reason, b.reason));
}

/** Details that are said of several results, once each with the checks they are said of. */
export function byDetail(results: readonly Result[]): { detail: string; checks: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const result of results) {
    const detail = result.detail ?? result.title;
    groups.set(detail, unique([...(groups.get(detail) ?? []), result.check]));
  }
  return [...groups].map(([detail, checks]) => ({ detail, checks }));
}

/** Why a claim is as it is, in one sentence. */
export function claimCause(answer: Answer, report: Report): string {
  const own = report.results.filter((result) => result.questions.includes(answer.id));
  if (answer.answer === 'good') {
    const of = (state: Result['state']) => own.filter((result) => result.state === state).length;
    const minor = of('fail') > 0 ? `${of('fail')} failed, none of them serious` : 'none failed';
    return of('pass') === 0 ? 'no check speaks against it' : `${of('pass')} of ${own.length} checks passed, ${minor}`;
  }
  const named = new Set(answer.because);
  const incident = report.incidents.find((one) => named.has(one.id));
  if (answer.answer === 'bad' && incident) return `see incident ${incident.id}`;
  const because = own.filter((result) => named.has(resultKey(result))).sort(byWeight);
  const first = because[0];
  const more = because.length > 1 ? ` (and ${because.length - 1} more)` : '';
  if (first) return `${first.check}: ${clip(first.what ?? first.detail ?? first.title, causeLimit)}${more}`;
  const rule = report.rules.find((trace) => named.has(trace.rule) || trace.target === answer.id);
  return rule ? `${rule.rule}: ${rule.because}` : answer.because.join(', ') || 'no reason was recorded';
}
