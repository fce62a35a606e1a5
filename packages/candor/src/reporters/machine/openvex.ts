import { createHash } from 'node:crypto';
import type { Report } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import { defineReporter } from '../reporter.js';
import { compare, unique } from '../shared/findings.js';
import { visibleReport } from '../shared/visible.js';
import { advisoriesOf, packageOf } from './advisory-words.js';
import { toJson } from './to-json.js';

/**
 * What this host's answer to each known hole is, as OpenVEX 0.2.0. Only results of the claim about known holes that
 * name an advisory take part; where answers differ, the worst stands, so that no statement clears what another finds.
 */
export const openvexReporter = defineReporter({
  name: 'openvex',
  extension: 'openvex.json',
  render: (raw) => {
    const report = visibleReport(raw);
    const statements = worstOfEach(
      report.results
        .filter((result) => result.questions.includes('Q2'))
        .flatMap((result) => statementsOf(result, report)),
    );
    const id = createHash('sha256').update(toJson(statements)).digest('hex');
    return `${toJson({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': `urn:candor:vex:${id}`,
      author: `Candor ${report.candorVersion} on ${report.host.name}`,
      role: 'Scanner',
      timestamp: report.capturedAt.toISOString(),
      version: 1,
      statements,
    })}\n`;
  },
});

type Statement = ReturnType<typeof statement>;

function statementsOf(result: Result, report: Report): Statement[] {
  return unique(advisoriesOf(result)).map((name) => statement(name, result, report));
}

function statement(name: string, result: Result, report: Report) {
  const found = packageOf(result);
  const host = `pkg:generic/${encodeURIComponent(report.host.name)}`;
  const product = found
    ? { '@id': host, subcomponents: [{ '@id': found.purl, identifiers: { purl: found.purl } }] }
    : { '@id': host };
  return { vulnerability: { name }, products: [product], ...standing(result, report) };
}

function standing(result: Result, report: Report) {
  switch (result.state) {
    case 'fail':
      return {
        status: 'affected',
        action_statement: result.remediation.text || 'See the report.',
        status_notes: result.what ?? result.title,
      };
    case 'pass':
      return {
        ...(result.status === 'fixed'
          ? { status: 'fixed' }
          : { status: 'not_affected', justification: 'vulnerable_code_not_present' }),
        status_notes: result.what ?? result.title,
      };
    case 'not-applicable':
      return {
        status: 'not_affected',
        justification: 'component_not_present',
        status_notes: result.detail ?? result.title,
      };
    case 'dismissed':
      return dismissed(result, report);
    case 'unknown':
    case 'error':
    case 'stale':
      return { status: 'under_investigation', status_notes: result.detail ?? result.title };
    default:
      return result.state satisfies never;
  }
}

const justifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
];

function dismissed(result: Result, report: Report) {
  const because =
    report.dismissals.find((one) => one.fingerprint === result.fingerprint)?.because ?? result.detail ?? result.title;
  const justification = justifications.find((one) => because.includes(one));
  return {
    status: 'not_affected',
    ...(justification ? { justification, status_notes: because } : { impact_statement: because }),
  };
}

const worstFirst = ['affected', 'under_investigation', 'fixed', 'not_affected'];

function worstOfEach(statements: readonly Statement[]): Statement[] {
  const worst = new Map<string, number>();
  for (const { vulnerability, status } of statements) {
    const rank = worstFirst.indexOf(status);
    worst.set(vulnerability.name, Math.min(rank, worst.get(vulnerability.name) ?? rank));
  }
  const kept = statements.filter((one) => worstFirst.indexOf(one.status) === worst.get(one.vulnerability.name));
  return [...new Map(kept.map((one) => [toJson(one), one])).values()].sort(byName);
}

function byName(a: Statement, b: Statement): number {
  return compare(a.vulnerability.name, b.vulnerability.name) || compare(toJson(a), toJson(b));
}
