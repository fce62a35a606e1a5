import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import {
  filledOrNull,
  type JsonObject,
  member,
  objectOf,
  objectOrNull,
  stringMapOf,
  stringOrNull,
} from '../text/json-values.js';
import { readPositionedJson } from '../text/positioned-json.js';
import { textLines } from '../text/text-lines.js';

const DEPENDENCY_KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** A dependency that a manifest asks for. */
export interface DeclaredDependency {
  readonly name: string;
  readonly range: string;
  readonly kind: (typeof DEPENDENCY_KINDS)[number];
  readonly line: number | null;
}

/** What `package.json` says (npm package.json documentation). */
export interface PackageManifest {
  readonly name: string | null;
  readonly version: string | null;
  readonly private: boolean;
  readonly type: string | null;
  readonly packageManager: string | null;
  readonly scripts: ReadonlyMap<string, string>;
  readonly engines: ReadonlyMap<string, string>;
  readonly dependencies: readonly DeclaredDependency[];
  /** Flat `overrides` of npm, `resolutions` of yarn and `pnpm.overrides`. */
  readonly overrides: ReadonlyMap<string, string>;
}

/** Reads a `package.json`. */
export function readPackageJson(text: string): Parsed<PackageManifest> {
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  const manifest = objectOrNull(reading.value.value);
  if (manifest === null) return unparseable('not a package.json', 1);
  const lines = textLines(text).map((line) => line.text);
  const pnpm = objectOf(member(manifest, 'pnpm'));
  return parsed({
    name: filledOrNull(member(manifest, 'name')),
    version: filledOrNull(member(manifest, 'version')),
    private: member(manifest, 'private') === true,
    type: stringOrNull(member(manifest, 'type')),
    packageManager: filledOrNull(member(manifest, 'packageManager')),
    scripts: stringMapOf(member(manifest, 'scripts')),
    engines: stringMapOf(member(manifest, 'engines')),
    dependencies: DEPENDENCY_KINDS.flatMap((kind) => declared(manifest, kind, reading.value.lineOf, lines)),
    overrides: new Map([
      ...stringMapOf(member(manifest, 'overrides')),
      ...stringMapOf(member(manifest, 'resolutions')),
      ...stringMapOf(member(pnpm, 'overrides')),
    ]),
  });
}

function declared(
  manifest: JsonObject,
  kind: DeclaredDependency['kind'],
  lineOf: (container: unknown) => number | null,
  lines: readonly string[],
): DeclaredDependency[] {
  const block = member(manifest, kind);
  const start = lineOf(block);
  const keyLines = start === null ? new Map<string, number>() : linesOfKeys(lines, start);
  return [...stringMapOf(block)].map(([name, range]) => ({ name, range, kind, line: keyLines.get(name) ?? start }));
}

function linesOfKeys(lines: readonly string[], start: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (let line = start + 1; line <= lines.length; line += 1) {
    const content = (lines[line - 1] ?? '').trimStart();
    if (content.startsWith('}')) break;
    const key = /^"([^"\\]{1,300})"\s{0,10}:/.exec(content)?.[1];
    if (key !== undefined && !found.has(key)) found.set(key, line);
  }
  return found;
}
