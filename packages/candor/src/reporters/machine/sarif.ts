import type { EvidenceRef } from '../../core/evidence.js';
import type { Report } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import type { Severity } from '../../core/severity.js';
import { defineReporter } from '../reporter.js';
import { compare } from '../shared/findings.js';
import { visibleReport } from '../shared/visible.js';
import { subjectWords } from '../shared/words.js';
import { toJson } from './to-json.js';

/** SARIF levels (SARIF 2.1.0, 3.27.10): what must be repaired, what should be, what may be. */
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/** Scores that code hosts sort by (`security-severity`, on the CVSS scale). */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  informational: '0.5',
};

/** Failed and unanswered results as SARIF 2.1.0 (OASIS); evidence of the bundle as locations. */
export const sarifReporter = defineReporter({
  name: 'sarif',
  extension: 'sarif',
  render: (raw) => {
    const report = visibleReport(raw);
    const shown = report.results.filter((result) => ['fail', 'unknown', 'error', 'stale'].includes(result.state));
    const rules = rulesOf(shown);
    const log = {
      version: '2.1.0',
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      runs: [
        {
          tool: { driver: { name: 'Candor', version: report.candorVersion, rules } },
          automationDetails: { id: `candor/${report.host.name}/${report.id}` },
          invocations: [{ executionSuccessful: true, endTimeUtc: report.capturedAt.toISOString() }],
          columnKind: 'utf16CodeUnits',
          results: shown.map((result) => sarifResult(result, rules, report)),
          properties: { verdict: report.verdict.status, summary: report.verdict.summary },
        },
      ],
    };
    return `${toJson(log)}\n`;
  },
});

function rulesOf(results: readonly Result[]) {
  const first = new Map<string, Result>();
  for (const result of results) if (!first.has(result.check)) first.set(result.check, result);
  return [...first.values()]
    .sort((a, b) => compare(a.check, b.check))
    .map((result) => ({
      id: result.check,
      shortDescription: { text: result.title },
      fullDescription: { text: result.whyItMatters || result.title },
      help: { text: helpText(result) },
      defaultConfiguration: { level: levels[result.severity] },
      properties: { 'security-severity': scores[result.severity], tags: ['security', ...result.questions] },
    }));
}

function helpText(result: Result): string {
  return [result.remediation.text, ...(result.remediation.commands ?? [])].filter(Boolean).join('\n') || result.title;
}

function sarifResult(result: Result, rules: readonly { readonly id: string }[], report: Report) {
  const failed = result.state === 'fail';
  return {
    ruleId: result.check,
    ruleIndex: rules.findIndex((rule) => rule.id === result.check),
    kind: failed ? 'fail' : 'open',
    level: failed ? levels[result.severity] : 'none',
    message: { text: `${subjectWords(result.subject)}: ${result.what ?? result.detail ?? result.title}` },
    locations: result.evidence.length > 0 ? result.evidence.slice(0, 10).map(location) : [subjectLocation(result)],
    partialFingerprints: { 'candorFinding/v1': result.fingerprint },
    ...(failed && report.previous !== null ? { baselineState: result.status === 'open' ? 'unchanged' : 'new' } : {}),
    properties: { subject: result.subject, state: result.state, severity: result.severity, required: result.required },
  };
}

function subjectLocation(result: Result) {
  return { logicalLocations: [{ name: result.subject, kind: 'resource' }] };
}

function location(ref: EvidenceRef) {
  const logicalLocations = [
    { name: ref.artifact, fullyQualifiedName: `${ref.subject}/${ref.artifact}`, kind: 'resource' },
  ];
  if (ref.path === undefined) return { logicalLocations };
  const snippet = ref.excerpt === undefined ? {} : { snippet: { text: ref.excerpt } };
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(ref.path.replace(/^\/+/, '')) },
      ...(ref.line === undefined ? {} : { region: { startLine: ref.line, ...snippet } }),
    },
    logicalLocations,
  };
}
