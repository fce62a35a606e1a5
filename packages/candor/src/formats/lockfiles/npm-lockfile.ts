import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import {
  booleanOrNull,
  filledOrNull,
  type JsonObject,
  member,
  numberOrNull,
  objectOf,
  objectOrNull,
  stringMapOf,
} from '../text/json-values.js';
import { readPositionedJson } from '../text/positioned-json.js';
import { WarningList } from '../text/text-lines.js';
import { type LockedPackage, type Lockfile, lockedPackage, splitAtRange, withoutCredentials } from './lockfile.js';

type LineOf = (container: unknown) => number | null;

/** Reads `package-lock.json` v1, v2, v3, `npm-shrinkwrap.json` and the hidden `node_modules/.package-lock.json`. */
export function readNpmLockfile(fileName: string, text: string): Parsed<Lockfile> {
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  const { value, lineOf } = reading.value;
  const root = objectOrNull(value);
  const packages = objectOrNull(member(root ?? {}, 'packages'));
  const tree = objectOrNull(member(root ?? {}, 'dependencies'));
  const version = numberOrNull(member(root ?? {}, 'lockfileVersion'));
  if (packages === null && tree === null && version === null) return unparseable('not a package-lock.json', 1);
  const warnings = new WarningList();
  const items: LockedPackage[] = [];
  if (packages !== null) readPackages(packages, lineOf, items, warnings);
  else readTree(tree ?? {}, '', lineOf, items, warnings);
  const lockfileVersion = version === null ? null : String(version);
  const installed = fileName.endsWith('.package-lock.json');
  return parsed({ manager: 'npm', lockfileVersion, installed, packages: items }, warnings.toArray());
}

function readPackages(packages: JsonObject, lineOf: LineOf, items: LockedPackage[], warnings: WarningList): void {
  for (const [path, value] of Object.entries(packages)) {
    const entry = objectOf(value);
    const marker = path.lastIndexOf('node_modules/');
    // The root, workspace folders and links to them are the site's own code, not installed packages.
    if (marker < 0 || member(entry, 'link') === true) continue;
    const name = filledOrNull(member(entry, 'name')) ?? path.slice(marker + 'node_modules/'.length);
    const version = filledOrNull(member(entry, 'version'));
    if (version === null) warnings.add(lineOf(value), 'package without a version');
    else items.push(entryOf({ name, version, path, entry, line: lineOf(value) }));
  }
}

function readTree(
  tree: JsonObject,
  parent: string,
  lineOf: LineOf,
  items: LockedPackage[],
  warnings: WarningList,
): void {
  for (const [key, value] of Object.entries(tree)) {
    const entry = objectOf(value);
    const path = `${parent}node_modules/${key}`;
    const written = filledOrNull(member(entry, 'version'));
    const alias = written?.startsWith('npm:') === true ? splitAtRange(written.slice(4)) : null;
    const line = lineOf(value);
    if (written === null) warnings.add(line, 'package without a version');
    else items.push(entryOf({ name: alias?.name ?? key, version: alias?.range ?? written, path, entry, line }));
    readTree(objectOf(member(entry, 'dependencies')), `${path}/`, lineOf, items, warnings);
  }
}

interface NpmEntry {
  readonly name: string;
  readonly version: string;
  readonly path: string;
  readonly entry: JsonObject;
  readonly line: number | null;
}

function entryOf({ name, version, path, entry, line }: NpmEntry): LockedPackage {
  const flag = (key: string) => booleanOrNull(member(entry, key)) ?? false;
  return {
    ...lockedPackage(name, version, line),
    path,
    integrity: filledOrNull(member(entry, 'integrity')),
    resolved: withoutCredentials(filledOrNull(member(entry, 'resolved'))),
    dev: flag('dev') || flag('devOptional'),
    optional: flag('optional'),
    hasInstallScript: flag('hasInstallScript'),
    peerDependencies: stringMapOf(member(entry, 'peerDependencies')),
  };
}
