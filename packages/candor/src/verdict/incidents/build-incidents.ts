import type { Bundle, EvidenceRef } from '../../core/evidence.js';
import { valueIfKnown } from '../../core/fact.js';
import { defaultPolicy } from '../../core/policy.js';
import type { Incident, Indicator, Stage } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import { fingerprint } from '../../core/run-checks.js';
import { type Severity, severityRank } from '../../core/severity.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { type Container, containers } from '../../facts/containers.js';
import { detections } from '../../facts/detections.js';
import { history } from '../../facts/history.js';
import { policy } from '../../facts/policy.js';
import { exposedSecrets } from './exposed-secrets.js';
import { declaredPeers } from './foreign-peers.js';
import { joinSigns } from './join-signs.js';
import { responseSteps } from './response-steps.js';
import { rootCause } from './root-cause.js';
import type { Sign } from './sign.js';
import { signsFromCalls } from './signs-from-calls.js';
import { signsFromHistory } from './signs-from-history.js';
import { signsFromOutputs, signsFromPeers } from './signs-from-peers.js';
import { signsFromResults } from './signs-from-results.js';
import { upgradeFor } from './upgrade.js';
import { weighHypotheses } from './weigh-hypotheses.js';

/** Bursts further apart than this are different waves (as in events/counting). */
const waveGapMs = 60_000;

/** Incidents of a bundle: signs of logs, sensors, results and history, joined by cause. Oldest first, ids by year. */
export function buildIncidents(results: readonly Result[], facts: FactSource, bundle: Bundle): Incident[] {
  const signs = collectSigns(results, facts, bundle);
  const all = valueIfKnown(facts(containers)) ?? [];
  const context: Context = {
    containers: all,
    apps: valueIfKnown(facts(nodeApps)) ?? [],
    table: valueIfKnown(facts(advisoryTable)),
    now: bundle.header.capturedAt,
  };
  const built = joinSigns(signs)
    .filter(isIncident)
    .map((group) => build(group, context));
  built.sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      time(a.firstSeen) - time(b.firstSeen) ||
      (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  const year = bundle.header.capturedAt.getUTCFullYear();
  return built.map((incident, index) => ({ ...incident, id: `INC-${year}-${String(index + 1).padStart(4, '0')}` }));
}

interface Context {
  readonly containers: readonly Container[];
  readonly apps: Parameters<typeof rootCause>[0]['apps'];
  readonly table: Parameters<typeof rootCause>[0]['table'];
  readonly now: Date;
}

function collectSigns(results: readonly Result[], facts: FactSource, bundle: Bundle): Sign[] {
  const seen = valueIfKnown(facts(detections));
  const past = valueIfKnown(facts(history));
  const declared = declaredPeers(bundle, valueIfKnown(facts(policy)) ?? defaultPolicy);
  const calls = seen ? signsFromCalls(seen) : [];
  const attackHosts = new Set(
    calls
      .filter((sign) => sign.kind === 'call')
      .flatMap((sign) => sign.keys)
      .filter((key) => key.startsWith('host:'))
      .map((key) => key.slice('host:'.length)),
  );
  const peers = seen ? signsFromPeers(seen, past, declared, attackHosts) : [];
  const outputs = seen ? signsFromOutputs(seen, declared) : [];
  return [...calls, ...peers, ...outputs, ...signsFromHistory(past), ...signsFromResults(results)];
}

/** Refused or echoed attempts alone are background, not an incident (BACKGROUND_SCAN). */
function isIncident(signs: readonly Sign[]): boolean {
  return signs.some((sign) => sign.kind !== 'attempt');
}

function build(signs: readonly Sign[], context: Context): Incident {
  const hypotheses = weighHypotheses(signs);
  const succeeded = hypotheses.some((one) => one.id === 'attack-succeeded' && one.stated);
  const subjects = [...new Set(signs.flatMap((sign) => sign.subject ?? []))].sort();
  const cause = rootCause({ signs, apps: context.apps, table: context.table });
  const indicators = mergedIndicators(signs);
  const secrets = succeeded ? exposedSecrets(context.containers, subjects) : [];
  const times = signs
    .flatMap((sign) => [sign.first, sign.last])
    .filter((at) => at !== null)
    .sort((a, b) => a.getTime() - b.getTime());
  const stated = hypotheses.some((one) => one.stated && one.id !== 'instrument-artefact');
  return {
    id: '',
    title: titleOf(signs, subjects, succeeded),
    severity: worst(signs),
    open: true,
    hypotheses,
    wouldDecide: stated ? null : wouldDecide(signs),
    stages: stagesOf(signs),
    firstSeen: times[0] ?? null,
    lastSeen: times.at(-1) ?? null,
    fingerprint: fingerprint('incident', ...[...new Set(signs.flatMap((sign) => sign.keys))].sort(), ...subjects),
    calls: sum(signs.map((sign) => sign.calls)),
    waves: wavesOf(signs),
    rawLines: sum(signs.map((sign) => sign.rawLines)),
    executed: executedOf(signs),
    subjects,
    hostPids: [...new Set(signs.flatMap((sign) => sign.hostPids))].sort((a, b) => a - b),
    rootCause: cause,
    indicators,
    secretsExposed: secrets,
    wouldDisprove: wouldDisprove(signs),
    response: responseSteps({
      subjects,
      containers: context.containers,
      indicators,
      secrets,
      rootCause: cause,
      upgrade: upgradeFor(cause, context.apps, context.table),
      succeeded,
    }),
    questions: succeeded ? ['Q3', 'Q4', 'Q9'] : ['Q9'],
    evidence: evidenceOf(signs),
  };
}

function titleOf(signs: readonly Sign[], subjects: readonly string[], succeeded: boolean): string {
  const where = subjects.map((subject) => subject.replace('container:', '')).join(', ');
  if (signs.every((sign) => sign.kind === 'earlier-report'))
    return `an earlier attack was never closed: ${signs[0]?.label ?? ''}`;
  if (signs.some((sign) => sign.kind === 'effect'))
    return `foreign code runs or left its files in ${where || 'this host'}`;
  if (signs.some((sign) => sign.kind === 'call' && sign.techniques.some((one) => one.id === 'T1105')))
    return `a request made the server in ${where} fetch and run a program`;
  if (signs.some((sign) => sign.techniques.some((one) => one.id === 'T1190')))
    return `code from a request was evaluated in ${where}`;
  const call = signs.find((sign) => sign.kind === 'call');
  if (call)
    return `the server in ${where} ${call.executed === 'yes' ? 'ran' : 'was made to start'} a foreign command: ${call.label.slice(call.label.indexOf(': ') + 2)}`;
  const peer = signs.find((sign) => sign.kind === 'socket-error');
  if (peer) return succeeded ? `${where}: ${peer.label}` : peer.label;
  return signs[0]?.label ?? 'signs of an attack';
}

function worst(signs: readonly Sign[]): Severity {
  return signs.reduce<Severity>(
    (severity, sign) => (severityRank(sign.severity) > severityRank(severity) ? sign.severity : severity),
    'informational',
  );
}

function executedOf(signs: readonly Sign[]): Incident['executed'] {
  if (signs.some((sign) => sign.executed === 'yes')) return 'yes';
  const calls = signs.filter((sign) => sign.kind === 'call');
  const others = signs.some((sign) => sign.kind === 'socket-error' || sign.kind === 'evaluation');
  return calls.length > 0 && calls.every((sign) => sign.executed === 'no') && !others ? 'no' : 'unknown';
}

function wavesOf(signs: readonly Sign[]): number {
  const starts = signs
    .filter((sign) => sign.kind === 'call')
    .flatMap((sign) => sign.first ?? [])
    .map((at) => at.getTime())
    .sort((a, b) => a - b);
  return starts.filter((at, index) => index === 0 || at - (starts[index - 1] ?? 0) > waveGapMs).length;
}

/** Stages in the order in which they are first seen; those without a time come last. */
function stagesOf(signs: readonly Sign[]): Stage[] {
  const stages = new Map<string, Stage & { evidence: EvidenceRef[] }>();
  for (const sign of signs) {
    for (const { id, name, at } of sign.techniques) {
      const known = stages.get(id);
      if (!known) stages.set(id, { technique: id, name, at, evidence: [sign.evidence[0]] });
      else
        stages.set(id, {
          ...known,
          at: earlier(known.at, at),
          evidence: known.evidence.length < 3 ? [...known.evidence, sign.evidence[0]] : known.evidence,
        });
    }
  }
  return [...stages.values()].sort((a, b) => time(a.at) - time(b.at));
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a <= b ? a : b;
}

function time(at: Date | null): number {
  return at?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/** Each indicator once; a telling role beats `unknown`. */
function mergedIndicators(signs: readonly Sign[]): Indicator[] {
  const merged = new Map<string, Indicator>();
  for (const indicator of signs.flatMap((sign) => sign.indicators)) {
    const key = `${indicator.type}:${indicator.value}`;
    if (!merged.has(key) || merged.get(key)?.role === 'unknown') merged.set(key, indicator);
  }
  return [...merged.values()];
}

function evidenceOf(signs: readonly Sign[]): EvidenceRef[] {
  return [
    ...new Map(
      signs.flatMap((sign) => sign.evidence).map((ref) => [`${ref.artifact}${ref.subject}${ref.path}${ref.line}`, ref]),
    ).values(),
  ].slice(0, 40);
}

function wouldDecide(signs: readonly Sign[]): string {
  const peer = signs.find((sign) => sign.kind === 'socket-error');
  if (peer)
    return `who called this? Name the code, configuration or plug-in that talks to ${peer.indicators[0]?.value}; declare it under destinations in candor.yaml, or look for what should not be there`;
  if (signs.every((sign) => sign.kind === 'earlier-report'))
    return 'evidence from the time of the earlier report: its container log, and what the process started then';
  return 'a record from after the call: the child process, its exit code, or what it wrote';
}

function wouldDisprove(signs: readonly Sign[]): string {
  if (signs.some((sign) => sign.kind === 'effect'))
    return 'the package or deploy that put exactly these bytes there, by name and checksum';
  if (signs.some((sign) => sign.kind === 'call' || sign.kind === 'evaluation'))
    return 'a benign producer by name and code path that, run again, yields the same command text and the same stack (FP_NEEDS_PRODUCER)';
  if (signs.some((sign) => sign.kind === 'socket-error'))
    return 'a source file, configuration entry or declared destination of the site that names the address';
  return 'the raw evidence behind the earlier report, showing a benign producer';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
