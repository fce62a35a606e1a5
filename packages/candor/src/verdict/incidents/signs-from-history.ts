import type { Indicator } from '../../core/report.js';
import { knownSink, parseStack } from '../../events/stack-frames.js';
import type { EarlierReport, History } from '../../facts/history.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';
import { indicatorKeys } from './indicator-keys.js';
import { type Sign, technique } from './sign.js';
import { toIndicators } from './signs-from-calls.js';

/** Open incidents of earlier reports: testimony, so the cause stays at most inferred until this bundle confirms it. */
export function signsFromHistory(history: History | null): Sign[] {
  return (history?.reports ?? []).filter(reportsAnAttack).map(signOf);
}

/** A report that tells of an attack and was not closed by evidence. A later "all is well" closes nothing by itself. */
function reportsAnAttack(report: EarlierReport): boolean {
  if (report.tone === 'good' || report.tone === 'unclear')
    return report.openQuestions.some((question) => question.topic === 'attack-vector') && report.indicators.length > 0;
  return report.kind === 'candor' ? report.indicators.length > 0 : tellsOfAttack(report);
}

function tellsOfAttack(report: EarlierReport): boolean {
  const text = [report.status ?? '', ...report.claims.map((claim) => claim.text)].join('\n');
  return (
    /\b(?:attack|malicious|malware|miner|payload|intru|compromis|infect|exploit|backdoor)/i.test(text) &&
    (attackIndicators(report).length > 0 || sinkOf(report) !== null)
  );
}

function signOf(report: EarlierReport): Sign {
  const indicators = attackIndicators(report);
  const sink = sinkOf(report);
  return {
    id: `report:${report.name}`,
    kind: 'earlier-report',
    subject: null,
    label: `${report.name}${report.at ? ` of ${report.at.toISOString().slice(0, 16)}Z` : ''}: ${report.status ?? 'an attack'}`,
    severity: 'critical',
    first: report.at,
    last: report.at,
    indicators,
    keys: [...indicators.flatMap(indicatorKeys), ...(sink ? [`sink:${sink.advisory}`] : [])],
    techniques: sink ? [technique('T1190', report.at)] : [],
    executed: 'unknown',
    calls: 0,
    rawLines: 0,
    hostPids: [],
    sink,
    bearings: { 'benign-operation': 'inconsistent' },
    artefactOf: [],
    evidence: [report.ref],
  };
}

/** Indicators of the report that an attacker owns: what its commands fetch from, and what it names beside the host's own. */
function attackIndicators(report: EarlierReport): Indicator[] {
  const commands = report.claims
    .flatMap((claim) => toIndicators(analyseCommand(claim.text)))
    .filter((indicator) => indicator.role !== 'unknown');
  const named = report.indicators
    .filter(
      (indicator) =>
        indicator.type === 'url' ||
        indicator.type === 'ipv4' ||
        indicator.type === 'ipv6' ||
        indicator.type === 'sha256' ||
        indicator.type === 'md5' ||
        indicator.type === 'size' ||
        indicator.type === 'wallet' ||
        droppedFile(indicator),
    )
    .filter((indicator) => inAttackLine(report, indicator.ref.line))
    .map((indicator): Indicator => ({ type: indicator.type, value: indicator.value, role: roleOf(indicator.type) }));
  return [
    ...new Map(
      [...named, ...commands].map((indicator) => [`${indicator.type}:${indicator.value}`, indicator]),
    ).values(),
  ];
}

function droppedFile(indicator: { type: string; value: string }): boolean {
  return indicator.type === 'path' && indicatorKeys({ type: 'path', value: indicator.value }).length > 0;
}

/** A report names own addresses too; only lines that speak of something bad, or no good, make an indicator of them. */
function inAttackLine(report: EarlierReport, line: number | undefined): boolean {
  const text = report.claims.find((claim) => claim.ref.line === line)?.text ?? '';
  if (report.kind === 'candor') return true;
  return /\b(?:attack|malicious|malware|miner|mining|payload|download|wget|curl|c2|command and control|dropp|execut|hash|sha256|md5|bytes|binary|xmrig|pool|suspicious|unknown|fetch|connect|block|from http)/i.test(
    text,
  );
}

function roleOf(type: string): Indicator['role'] {
  if (type === 'path' || type === 'sha256' || type === 'md5' || type === 'size') return 'dropped-file';
  return type === 'wallet' ? 'miner' : 'payload-server';
}

function sinkOf(report: EarlierReport): { advisory: string; package: string } | null {
  for (const claim of report.claims) {
    const at =
      claim.text.indexOf('Object.eval [as then]') >= 0
        ? `at ${claim.text.slice(claim.text.indexOf('Object.eval [as then]'))}`
        : claim.text;
    const sink = knownSink(parseStack(at));
    if (sink) return { advisory: sink.cve, package: sink.package };
  }
  return null;
}
