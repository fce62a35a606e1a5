import { type Artifact, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type Parsed, parsed, unparseable } from '../core/parsed.js';
import { type DependencyScan, dependencyScans } from '../facts/dependency-scans.js';
import {
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  objectOf,
  objectOrNull,
  stringsOf,
} from '../formats/text/json-values.js';
import { readPositionedJson } from '../formats/text/positioned-json.js';
import { defineParser } from './parser.js';
import { readArtifacts } from './readings.js';

type Finding = DependencyScan['findings'][number];
type LineOf = (container: unknown) => number | null;

/** Findings of Trivy (`trivy … --format json`) and Grype (`grype -o json`). */
export const dependencyScansParser = defineParser(dependencyScans, (context): Fact<readonly DependencyScan[]> => {
  const trivy = readArtifacts(context, 'scan.trivy', (text, artifact) =>
    readScan(text, artifact, 'Results', trivyFindings),
  );
  const grype = readArtifacts(context, 'scan.grype', (text, artifact) =>
    readScan(text, artifact, 'matches', grypeFindings),
  );
  const scans = [
    ...trivy.rows.map(({ artifact, value }) => scanOf('trivy', artifact, value)),
    ...grype.rows.map(({ artifact, value }) => scanOf('grype', artifact, value)),
  ];
  const evidence = scans.map((scan) => scan.ref);
  const collected = [trivy, grype].filter((each) => each.gap?.detail.endsWith('was not collected') !== true);
  const gap = collected.find((each) => each.gap !== null)?.gap ?? null;
  if (!isNonEmpty(evidence)) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'no scanner was run');
  return gap === null ? known(scans, evidence, context.now) : partial(scans, gap, evidence, context.now);
});

function scanOf(tool: DependencyScan['tool'], artifact: Artifact, findings: readonly Finding[]): DependencyScan {
  return { tool, subject: artifact.subject, findings, ref: refTo(artifact) };
}

function readScan(
  text: string,
  artifact: Artifact,
  key: string,
  findings: (list: readonly unknown[], artifact: Artifact, lineOf: LineOf) => Finding[],
): Parsed<Finding[]> {
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  const report = objectOrNull(reading.value.value);
  const list = report === null ? undefined : member(report, key);
  if (!Array.isArray(list)) return unparseable(`no list "${key}"`, 1);
  return parsed(findings(list, artifact, reading.value.lineOf));
}

function trivyFindings(results: readonly unknown[], artifact: Artifact, lineOf: LineOf): Finding[] {
  return results
    .flatMap((result) => listOf(member(objectOf(result), 'Vulnerabilities')))
    .flatMap((item) => {
      const row = objectOf(item);
      const fixed = filledOrNull(member(row, 'FixedVersion'));
      return finding(row, ['VulnerabilityID', 'PkgName', 'InstalledVersion', 'Severity'], row, fixed, artifact, lineOf);
    });
}

function grypeFindings(matches: readonly unknown[], artifact: Artifact, lineOf: LineOf): Finding[] {
  return matches.flatMap((match) => {
    const vulnerability = objectOf(member(objectOf(match), 'vulnerability'));
    const found = objectOf(member(objectOf(match), 'artifact'));
    const fixed = stringsOf(member(objectOf(member(vulnerability, 'fix')), 'versions'))[0] ?? null;
    return finding(vulnerability, ['id', 'name', 'version', 'severity'], found, fixed, artifact, lineOf);
  });
}

function finding(
  hole: JsonObject,
  [idKey, nameKey, versionKey, severityKey]: readonly [string, string, string, string],
  place: JsonObject,
  fixed: string | null,
  artifact: Artifact,
  lineOf: LineOf,
): Finding[] {
  const id = filledOrNull(member(hole, idKey));
  const name = filledOrNull(member(place, nameKey));
  if (id === null || name === null) return [];
  const version = filledOrNull(member(place, versionKey)) ?? '';
  const severity = (filledOrNull(member(hole, severityKey)) ?? 'unknown').toLowerCase();
  return [
    { id, package: name, version, severity, fixed, ref: refTo(artifact, lineOf(hole), `${id} ${name} ${version}`) },
  ];
}
