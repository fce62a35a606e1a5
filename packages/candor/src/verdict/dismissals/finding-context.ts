import { matchAdvisories } from '../../advisories/match.js';
import { recurrences } from '../../checks/shared/seen-indicators.js';
import type { Bundle } from '../../core/evidence.js';
import { type Fact, valueIfKnown } from '../../core/fact.js';
import type { Incident } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import type { DeclaredIndicator, Dismissal } from '../../facts/case-records.js';
import { layerChanges } from '../../facts/containers.js';
import { detections } from '../../facts/detections.js';
import { processes } from '../../facts/processes.js';
import { connections } from '../../facts/sockets.js';
import { disabledMonitors } from '../monitor-spans.js';
import { isCompromiseCheck, readDate } from './dismissal-terms.js';
import type { DismissalContext } from './judge-dismissal.js';
import { runRetest } from './run-retest.js';

/** What dismissals are judged against. */
export interface CaptureContext {
  readonly results: readonly Result[];
  readonly incidents: readonly Incident[];
  readonly facts: FactSource;
  readonly bundle: Bundle;
  readonly now: Date;
}

/** What this capture says about one dismissal. */
export function findingContext(dismissal: Dismissal, capture: CaptureContext): DismissalContext {
  const at = readDate(dismissal.at) ?? new Date(0);
  const again = seenAgain(dismissal.finding.indicators, at, capture.facts);
  return {
    now: capture.now,
    findingTexts: findingTexts(dismissal, capture),
    sensorOff: sensorOff(dismissal, capture),
    recurrences: again ?? [],
    runningHoles: runningHoles(dismissal, capture.facts),
    retest:
      dismissal.retest === null
        ? 'not-run'
        : runRetest(dismissal.retest, {
            results: capture.results,
            facts: capture.facts,
            seenSince: (value) => seenSince(value, at, capture.facts),
          }),
  };
}

function findingTexts({ fingerprint, finding }: Dismissal, { results, incidents }: CaptureContext): string[] {
  const shown = [...results, ...incidents]
    .filter((one) => one.fingerprint === fingerprint)
    .flatMap((one) => one.evidence.flatMap((ref) => ref.excerpt ?? []));
  return [finding.text, ...shown].filter((text) => text !== '');
}

/** Artefacts that a sensor writes: silence in them may be the sensor's. */
const sensorArtifacts: ReadonlySet<string> = new Set([
  'docker.logs',
  'sensor.events',
  'audit.log',
  'falco.events',
  'tetragon.events',
]);

function sensorOff({ finding, subject }: Dismissal, { facts, bundle }: CaptureContext): string | null {
  const disabled = bundle.artifacts.find(
    (artifact) => artifact.status === 'disabled' && finding.artifacts.includes(artifact.id),
  );
  if (disabled) return `${disabled.id} is disabled`;
  if (!finding.artifacts.some((artifact) => sensorArtifacts.has(artifact))) return null;
  const monitor = disabledMonitors(facts).find(
    (one) => one.subject === 'host' || one.subject === subject || subject === 'host',
  );
  return monitor ? `${monitor.name} (${monitor.how.slice(0, 120)})` : null;
}

/** Hits of the finding's indicators after a moment, in words; null = the logs could not be read at all. */
export function seenAgain(
  indicators: Dismissal['finding']['indicators'],
  since: Date,
  facts: FactSource,
): string[] | null {
  const logs = facts(detections);
  if (logs.status === 'unknown') return null;
  const wanted = indicators.map((indicator) => ({
    ...indicator,
    report: 'the dismissed finding',
    reportedAt: since,
    ref: { artifact: 'case.records', subject: 'host' },
  }));
  return recurrences(wanted, observationsOf(facts))
    .filter((found) => found.at !== null && found.at > since)
    .map((found) => `${found.indicator.value} ${found.seen}`);
}

/** True when a value was seen after a moment; null = the places could not be looked at. */
export function seenSince(value: string, since: Date, facts: FactSource): boolean | null {
  const again = seenAgain([{ type: typeOfValue(value), value }], since, facts);
  if (again === null) return null;
  const places: readonly Fact<unknown>[] = [facts(detections), facts(connections), facts(processes)];
  if (again.length > 0) return true;
  return places.every((fact) => fact.status === 'known' && fact.complete) ? false : null;
}

function observationsOf(facts: FactSource) {
  return {
    detections: valueIfKnown(facts(detections)),
    processes: valueIfKnown(facts(processes))?.items ?? null,
    connections: valueIfKnown(facts(connections)),
    changes: valueIfKnown(facts(layerChanges)),
  };
}

/** The type of an indicator by its form alone. */
export function typeOfValue(value: string): DeclaredIndicator['type'] {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) return 'ipv4';
  if (/^[0-9a-f:]{2,45}$/i.test(value) && value.includes(':')) return 'ipv6';
  if (/^[a-z][a-z\d+.-]{1,20}:\/\//i.test(value)) return 'url';
  if (value.startsWith('/')) return 'path';
  if (/^[0-9a-f]{64}$/i.test(value)) return 'sha256';
  if (/^[0-9a-f]{32}$/i.test(value)) return 'md5';
  if (/^\d{1,15}$/.test(value)) return 'size';
  return /^(?:[a-z\d_-]{1,63}\.)+[a-z\d-]{2,63}$/i.test(value) ? 'domain' : 'wallet';
}

/** Findings of running code answer for any RCE of the app; others for the advisory that they name. */
function runningHoles({ check, finding }: Dismissal, facts: FactSource): string[] {
  return runningRce(facts)
    .filter(({ ids }) => isCompromiseCheck(check) || ids.some((id) => finding.text.includes(id)))
    .map(({ text }) => text);
}

/** Network-facing packages in the range of a known remote code execution, in words. */
export function runningRce(facts: FactSource): { text: string; ids: readonly string[] }[] {
  const table = valueIfKnown(facts(advisoryTable));
  if (!table) return [];
  const apps = (valueIfKnown(facts(nodeApps)) ?? []).filter((app) => app.networkFacing !== false);
  const holes = apps.flatMap((app) =>
    app.packages.flatMap((entry) =>
      matchAdvisories(table, entry.name, entry.version)
        .filter((row) => row.remoteCodeExecution)
        .map((row) => ({ text: `${entry.name} ${entry.version} (${row.id})`, ids: [row.id, ...row.aliases] })),
    ),
  );
  return [...new Map(holes.map((hole) => [hole.text, hole])).values()];
}
