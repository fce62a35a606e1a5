import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import {
  anyMember,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
  objectOrNull,
} from '../text/json-values.js';
import { type PositionedJson, readPositionedJson } from '../text/positioned-json.js';
import { type LineReading, readEachLine } from '../text/text-lines.js';

/** One remark of a scanner. `severity` is the scanner's own word in lower case. */
export interface ScannerRemark {
  /** CVE, GHSA or the scanner's own id. */
  readonly id: string;
  readonly severity: string | null;
  readonly message: string | null;
  /** Package, file, host or service that is meant. */
  readonly target: string | null;
  readonly version: string | null;
  readonly fixedVersion: string | null;
  readonly line: number | null;
}

/** A component of a bill of materials. */
export interface SbomComponent {
  readonly name: string;
  readonly version: string | null;
  readonly purl: string | null;
  readonly line: number | null;
}

type Reader<T> = (root: unknown, lineOf: PositionedJson['lineOf']) => T[] | null;

function readScan<T>(text: string, read: Reader<T>, reason: string): Parsed<T[]> {
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  const items = read(reading.value.value, reading.value.lineOf);
  return items === null ? unparseable(reason, 1) : parsed(items);
}

const text = (object: JsonObject, ...keys: string[]) => filledOrNull(anyMember(object, keys));
const severityOf = (object: JsonObject) => text(object, 'Severity', 'severity')?.toLowerCase() ?? null;

/** Vulnerabilities, misconfigurations and secrets of `trivy --format json`; matched secrets are never kept. */
export function readTrivy(content: string): Parsed<ScannerRemark[]> {
  return readScan(
    content,
    (root, lineOf) => {
      const report = objectOf(root);
      if (!Object.hasOwn(report, 'Results') && !Object.hasOwn(report, 'SchemaVersion')) return null;
      return listOf(member(report, 'Results')).flatMap((entry) => {
        const result = objectOf(entry);
        const kinds = ['Vulnerabilities', 'Misconfigurations', 'Secrets'].flatMap((kind) =>
          listOf(member(result, kind)),
        );
        return kinds.flatMap((item) => trivyRemark(objectOf(item), text(result, 'Target'), lineOf(item)));
      });
    },
    'not a report of trivy',
  );
}

function trivyRemark(item: JsonObject, target: string | null, line: number | null): ScannerRemark[] {
  const id = text(item, 'VulnerabilityID', 'ID', 'RuleID');
  if (id === null) return [];
  return [
    {
      id,
      severity: severityOf(item),
      message: text(item, 'Title'),
      target: text(item, 'PkgName') ?? target,
      version: text(item, 'InstalledVersion'),
      fixedVersion: text(item, 'FixedVersion'),
      line,
    },
  ];
}

/** Matches of `grype -o json`. */
export function readGrype(content: string): Parsed<ScannerRemark[]> {
  return readScan(
    content,
    (root, lineOf) => {
      const matches = member(objectOf(root), 'matches');
      return Array.isArray(matches) ? matches.flatMap((match) => grypeRemark(objectOf(match), lineOf(match))) : null;
    },
    'not a report of grype',
  );
}

function grypeRemark(match: JsonObject, line: number | null): ScannerRemark[] {
  const vulnerability = objectOf(member(match, 'vulnerability'));
  const artifact = objectOf(member(match, 'artifact'));
  const id = text(vulnerability, 'id');
  const fixed = listOf(member(objectOf(member(vulnerability, 'fix')), 'versions'))[0];
  if (id === null) return [];
  return [
    {
      id,
      severity: severityOf(vulnerability),
      message: null,
      target: text(artifact, 'name'),
      version: text(artifact, 'version'),
      fixedVersion: filledOrNull(fixed),
      line,
    },
  ];
}

/** Components of a CycloneDX JSON document, nested ones included. */
export function readCycloneDx(content: string): Parsed<SbomComponent[]> {
  return readScan(
    content,
    (root, lineOf) => {
      const document = objectOf(root);
      return member(document, 'bomFormat') === 'CycloneDX' ? components(member(document, 'components'), lineOf) : null;
    },
    'not a CycloneDX document',
  );
}

function components(value: unknown, lineOf: PositionedJson['lineOf']): SbomComponent[] {
  return listOf(value).flatMap((entry) => {
    const component = objectOf(entry);
    const name = text(component, 'name');
    const group = text(component, 'group');
    const nested = components(member(component, 'components'), lineOf);
    if (name === null) return nested;
    const fullName = group === null ? name : `${group}/${name}`;
    return [
      { name: fullName, version: text(component, 'version'), purl: text(component, 'purl'), line: lineOf(entry) },
      ...nested,
    ];
  });
}

/** Findings of `gitleaks --report-format json`: rule, file and line; the secret itself is never kept. */
export function readGitleaks(content: string): Parsed<ScannerRemark[]> {
  return readScan(
    content,
    (root, lineOf) =>
      root === null
        ? []
        : Array.isArray(root)
          ? root.flatMap((entry) => gitleak(objectOf(entry), lineOf(entry)))
          : null,
    'not a report of gitleaks',
  );
}

function gitleak(leak: JsonObject, line: number | null): ScannerRemark[] {
  const id = text(leak, 'RuleID');
  const file = text(leak, 'File');
  const startLine = numberOrNull(member(leak, 'StartLine'));
  const target = file === null || startLine === null ? file : `${file}:${startLine}`;
  if (id === null) return [];
  return [{ id, severity: null, message: text(leak, 'Description'), target, version: null, fixedVersion: null, line }];
}

/** Rows of `testssl.sh --jsonfile` (an array) or `--jsonfile-pretty` (`scanResult`). */
export function readTestssl(content: string): Parsed<ScannerRemark[]> {
  return readScan(
    content,
    (root, lineOf) => {
      if (Array.isArray(root)) return root.flatMap((row) => testsslRow(objectOf(row), lineOf(row)));
      const hosts = objectOrNull(root) === null ? undefined : member(objectOf(root), 'scanResult');
      if (!Array.isArray(hosts)) return null;
      const rows = hosts.flatMap((host) => Object.values(objectOf(host)).flatMap((group) => [...listOf(group)]));
      return rows.flatMap((row) => testsslRow(objectOf(row), lineOf(row)));
    },
    'not a report of testssl',
  );
}

function testsslRow(row: JsonObject, line: number | null): ScannerRemark[] {
  const id = text(row, 'id');
  if (id === null) return [];
  return [
    {
      id,
      severity: severityOf(row),
      message: text(row, 'finding'),
      target: text(row, 'ip'),
      version: null,
      fixedVersion: null,
      line,
    },
  ];
}

/** Issues of `gixy -f json`. */
export function readGixy(content: string): Parsed<ScannerRemark[]> {
  return readScan(
    content,
    (root, lineOf) => (Array.isArray(root) ? root.flatMap((issue) => gixyIssue(objectOf(issue), lineOf(issue))) : null),
    'not a report of gixy',
  );
}

function gixyIssue(issue: JsonObject, line: number | null): ScannerRemark[] {
  const id = text(issue, 'plugin');
  if (id === null) return [];
  const message = text(issue, 'summary');
  return [
    { id, severity: severityOf(issue), message, target: text(issue, 'path'), version: null, fixedVersion: null, line },
  ];
}

/** Warnings and suggestions of `/var/log/lynis-report.dat` (`warning[]=ID|text|…`). */
export function readLynis(content: string): Parsed<ScannerRemark[]> {
  return readEachLine(content, ({ text: row, line }): LineReading<ScannerRemark> => {
    if (row.trim() === '' || row.startsWith('#')) return null;
    const equals = row.indexOf('=');
    if (equals < 1) return { problem: 'not a line of a Lynis report' };
    const key = row.slice(0, equals);
    if (key !== 'warning[]' && key !== 'suggestion[]') return null;
    const [id = '', message = '', detail = ''] = row.slice(equals + 1).split('|');
    const severity = key === 'warning[]' ? 'warning' : 'suggestion';
    const target = detail === '' || detail === '-' ? null : detail;
    return { item: { id, severity, message, target, version: null, fixedVersion: null, line } };
  });
}
