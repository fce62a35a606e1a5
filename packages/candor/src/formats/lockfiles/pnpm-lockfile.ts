import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { WarningList } from '../text/text-lines.js';
import { type IndentedBlock, readIndentedBlocks, unquoted } from './indented-blocks.js';
import { type LockedPackage, type Lockfile, lockedPackage, splitAtRange } from './lockfile.js';

/** Reads `pnpm-lock.yaml`: v5 (`/next/15.3.2_react@19`), v6 (`/next@15.3.2(react@19)`) and v9 (`next@15.3.2`). */
export function readPnpmLockfile(text: string): Parsed<Lockfile> {
  const { top, blocks } = readIndentedBlocks(text, 2);
  const lockfileVersion = top.get('lockfileVersion') ?? null;
  if (lockfileVersion === null) return unparseable('not a pnpm-lock.yaml: lockfileVersion is missing', 1);
  const warnings = new WarningList();
  const packages = blocks.flatMap((block) => {
    if (block.section !== 'packages') return [];
    const item = packageOf(block);
    if (item === null) warnings.add(block.line, 'package key without a version');
    return item ?? [];
  });
  return parsed({ manager: 'pnpm', lockfileVersion, installed: false, packages }, warnings.toArray());
}

function packageOf({ key, line, values, maps }: IndentedBlock): LockedPackage | null {
  const split = splitKey(unquoted(key));
  const name = values.get('name') ?? split?.name;
  const version = values.get('version') ?? split?.version;
  if (name === undefined || version === undefined) return null;
  const resolution = values.get('resolution') ?? '';
  const integrity = /integrity: ([^,}\s]{1,500})/.exec(resolution)?.[1] ?? maps.get('resolution')?.get('integrity');
  return {
    ...lockedPackage(name, version, line),
    integrity: integrity ?? null,
    dev: flag(values.get('dev')),
    optional: flag(values.get('optional')),
    hasInstallScript: values.get('requiresBuild') === 'true' ? true : null,
    peerDependencies: maps.get('peerDependencies') ?? new Map(),
  };
}

function flag(value: string | undefined): boolean | null {
  return value === 'true' ? true : value === 'false' ? false : null;
}

function splitKey(key: string): { name: string; version: string } | null {
  const path = key.startsWith('/') ? key.slice(1) : key;
  const paren = path.indexOf('(');
  const plain = paren < 0 ? path : path.slice(0, paren);
  const v5 = key.startsWith('/') ? /^((?:@[^/@]{1,214}\/)?[^/@]{1,214})\/(\d[^/_]{0,255})/.exec(plain) : null;
  if (v5 !== null) return { name: v5[1] ?? '', version: v5[2] ?? '' };
  const modern = splitAtRange(plain);
  return modern === null || modern.range === '' ? null : { name: modern.name, version: modern.range };
}
