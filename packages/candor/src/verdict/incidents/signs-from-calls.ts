import type { Indicator } from '../../core/report.js';
import { addressScope } from '../../facts/address-scope.js';
import type { Call, Detections, Evaluation } from '../../facts/detections.js';
import type { CommandAnalysis } from '../../formats/shell/command-analysis.js';
import { indicatorKeys } from './indicator-keys.js';
import { type Bearings, type Sign, technique } from './sign.js';

/** Calls that belong to an incident: attacker content, or code evaluated inside a request. Echoed requests are attempts. */
export function signsFromCalls(detections: Detections): Sign[] {
  const calls = detections.calls.filter(
    (call) => isServerExecution(call) || (call.requestEcho && call.analysis.weight === 'attack'),
  );
  return [...calls.map(signOfCall), ...detections.evaluations.map(signOfEvaluation)];
}

/** Attack content from the server's own process, or any call whose stack runs through evaluated code. */
function isServerExecution(call: Call): boolean {
  if (call.requestEcho) return false;
  if (call.knownSink !== null) return true;
  return call.analysis.weight === 'attack' || (call.origin === 'evaluated' && call.analysis.weight !== null);
}

function signOfCall(call: Call): Sign {
  const indicators = toIndicators(call.analysis);
  const attempt = call.requestEcho;
  return {
    id: call.id,
    kind: attempt ? 'attempt' : 'call',
    subject: call.subject,
    label: `${call.subject.replace('container:', '')}: ${shortened(call.command)}`,
    severity: attempt ? 'medium' : 'critical',
    first: call.at,
    last: call.lastAt ?? call.at,
    indicators,
    keys: [...indicators.flatMap(indicatorKeys), ...sinkKeys(call)],
    techniques: techniquesOf(call),
    executed: attempt ? 'no' : call.executed,
    calls: attempt ? 0 : 1,
    rawLines: call.rawLines,
    hostPids: call.hostPid === null ? [] : [call.hostPid],
    sink: call.knownSink,
    bearings: attempt
      ? { 'attack-attempted': 'consistent', 'benign-operation': 'inconsistent', 'instrument-artefact': 'inconsistent' }
      : bearingsOf(call),
    artefactOf: call.recursion ? ['count', 'execution'] : [],
    evidence: call.evidence,
  };
}

/**
 * Evaluated request content is attacker code that ran, even when every subprocess failed (verdict.md, section 3). A
 * recursing instrument explains count and non-execution, never foreign content (TWO_FINDINGS).
 */
function bearingsOf(call: Call): Bearings {
  const evaluated = call.knownSink !== null || call.origin === 'evaluated';
  const foreign = call.analysis.weight === 'attack';
  const ran = evaluated || call.executed === 'yes' || (foreign && call.executed !== 'no');
  return {
    'attack-succeeded': ran ? 'consistent' : 'inconsistent',
    'attack-attempted': ran ? 'inconsistent' : 'consistent',
    ...(foreign || evaluated
      ? { 'benign-operation': 'inconsistent' as const, 'instrument-artefact': 'inconsistent' as const }
      : {}),
  };
}

/** Public addresses that evaluated code connected to. */
function peersOf({ deed }: Evaluation): Indicator[] {
  const host = deed?.kind === 'connect' ? (deed.peer ?? '').replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '') : '';
  if (!/^[\da-f.:]+$/i.test(host) || addressScope(host) !== 'public') return [];
  return [{ type: host.includes(':') ? 'ipv6' : 'ipv4', value: host, role: 'c2' }];
}

function signOfEvaluation(evaluation: Evaluation): Sign {
  const { deed } = evaluation;
  const indicators = peersOf(evaluation);
  return {
    id: `evaluation@${evaluation.subject}:${evaluation.advisory ?? evaluation.frame}`,
    kind: 'evaluation',
    subject: evaluation.subject,
    label: `code evaluated at ${shortened(evaluation.frame)}`,
    severity: 'critical',
    first: evaluation.at,
    last: evaluation.at,
    indicators,
    keys: [
      ...indicators.flatMap(indicatorKeys),
      `sink:${evaluation.advisory ?? evaluation.frame}@${evaluation.subject}`,
    ],
    techniques: [technique(deed?.kind === 'connect' ? 'T1071' : 'T1190', evaluation.at)],
    ...(deed?.kind === 'codegen'
      ? { wayIn: { request: deed.request, site: deed.site, provenance: deed.provenance } }
      : {}),
    executed: 'unknown',
    calls: 0,
    rawLines: evaluation.count,
    hostPids: [],
    sink: evaluation.advisory === null ? null : { advisory: evaluation.advisory, package: evaluation.package },
    bearings: {
      'attack-succeeded': 'consistent',
      'attack-attempted': 'inconsistent',
      'benign-operation': 'inconsistent',
      'instrument-artefact': 'inconsistent',
    },
    artefactOf: [],
    evidence: evaluation.evidence,
  };
}

function sinkKeys(call: Call): string[] {
  return call.knownSink ? [`sink:${call.knownSink.advisory}@${call.subject}`] : [];
}

function techniquesOf(call: Call): Sign['techniques'] {
  const entry = call.knownSink !== null || call.origin === 'evaluated' ? [technique('T1190', call.at)] : [];
  const seen = call.analysis.behaviours
    .filter((behaviour) => behaviour.weight !== 'note')
    .map((behaviour) => technique(behaviour.technique, call.at));
  const runs = call.requestEcho ? [] : [technique('T1059', call.at)];
  return [...entry, ...seen, ...runs];
}

/** The indicators of a command that matter outside it, with the report's roles. */
export function toIndicators(analysis: CommandAnalysis): Indicator[] {
  const roles: Readonly<Record<string, Indicator['role']>> = {
    'payload-server': 'payload-server',
    pool: 'pool',
    c2: 'c2',
    'dropped-file': 'dropped-file',
    wallet: 'miner',
    'upload-target': 'c2',
    mentioned: 'unknown',
  };
  const found = analysis.indicators
    .filter((indicator) => indicator.scope === null || indicator.scope === 'public')
    .filter((indicator) => indicator.role !== 'mentioned' || indicator.type !== 'path')
    .map(
      (indicator): Indicator => ({
        type: indicator.type,
        value: indicator.value,
        role: roles[indicator.role] ?? 'unknown',
      }),
    );
  return [...new Map(found.map((indicator) => [`${indicator.type}:${indicator.value}`, indicator])).values()];
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
