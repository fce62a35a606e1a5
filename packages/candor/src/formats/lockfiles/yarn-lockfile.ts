import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { WarningList } from '../text/text-lines.js';
import { type IndentedBlock, readIndentedBlocks, unquoted } from './indented-blocks.js';
import { type LockedPackage, type Lockfile, lockedPackage, splitAtRange, withoutCredentials } from './lockfile.js';

/** Reads `yarn.lock` of yarn 1 and of yarn 2 and later (`__metadata`). Workspaces of the project are left out. */
export function readYarnLockfile(text: string): Parsed<Lockfile> {
  const { blocks } = readIndentedBlocks(text, 0);
  const metadata = blocks.find(({ key }) => key === '__metadata');
  const warnings = new WarningList();
  const packages = blocks.flatMap((block) => {
    if (block === metadata || block.key.includes('@workspace:')) return [];
    const item = packageOf(block);
    if (item === null) warnings.add(block.line, 'block without a name and version');
    return item ?? [];
  });
  const marked = metadata !== undefined || /^# yarn lockfile v1\s*$/m.test(text.slice(0, 1000));
  if (packages.length === 0 && !marked) return unparseable('not a yarn.lock', 1);
  const lockfileVersion = metadata?.values.get('version') ?? '1';
  return parsed({ manager: 'yarn', lockfileVersion, installed: false, packages }, warnings.toArray());
}

function packageOf({ key, line, values, maps }: IndentedBlock): LockedPackage | null {
  const version = values.get('version');
  const name = nameOf(values.get('resolution') ?? firstPattern(key));
  if (version === undefined || name === null) return null;
  return {
    ...lockedPackage(name, version, line),
    integrity: values.get('integrity') ?? values.get('checksum') ?? null,
    resolved: withoutCredentials(values.get('resolved') ?? null),
    peerDependencies: maps.get('peerDependencies') ?? new Map(),
  };
}

function firstPattern(key: string): string {
  const comma = key.indexOf(', ');
  return unquoted((comma < 0 ? key : key.slice(0, comma)).replaceAll('"', ''));
}

/** `next@npm:15.3.2` is next; `alias@npm:next@15.3.2` is next too. */
function nameOf(pattern: string): string | null {
  const split = splitAtRange(pattern);
  if (split === null) return null;
  const target = split.range.startsWith('npm:') ? splitAtRange(split.range.slice(4)) : null;
  return target?.name ?? split.name;
}
