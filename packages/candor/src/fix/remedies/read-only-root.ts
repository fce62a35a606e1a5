import { valueIfKnown } from '../../core/fact.js';
import { layerChanges } from '../../facts/containers.js';
import { addServiceItem, setServiceKey } from '../compose/edit-service.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FixContext, type Remedy, refused } from '../model.js';

/** Folders that programs use for a moment: a temporary file system serves them. */
const passing = [/^\/tmp$/, /^\/var\/tmp$/, /^\/run$/, /^(?:\/\w[\w./-]*)?\/\.next\/cache$/];

/** CTR-07: `read_only: true` with a /tmp (CIS Docker 5.13), when what the container wrote so far fits into that. */
export const readOnlyRoot: Remedy = {
  checks: ['CTR-07'],
  title: 'make the root file system read-only',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const file = fileWithKey(target, 'read_only');
    if (file === null) return refused('no file');
    const written = writtenFiles(target, context);
    if (written === null) return refused('what the container writes was not read: docker diff tells');
    const needed = new Set(written.map((path) => temporaryFor(path) ?? path));
    const durable = [...needed].filter((path) => !isPassing(path));
    let text = setServiceKey(file.text, target.service, 'read_only', true);
    for (const folder of [...new Set(['/tmp', ...[...needed].filter(isPassing)])].sort()) {
      if (text.ok && !hasTmpfs(target, folder, text.value))
        text = addServiceItem(text.value, target.service, 'tmpfs', folder);
    }
    const proposal = composeProposal(target, file, text);
    if (durable.length === 0 || proposal.kind !== 'change') return proposal;
    const shown = durable.slice(0, 3).join(', ');
    return refused(
      `${target.service} wrote ${durable.length} files that no volume holds (${shown}): give it a volume for them first`,
      proposal.changes,
    );
  },
};

/** Files in the writable layer (folders above them left out); null when the layer was not read. */
function writtenFiles(target: ServiceTarget, { facts }: FixContext): string[] | null {
  const all = valueIfKnown(facts(layerChanges));
  if (all === null || target.container === null) return null;
  const paths = all
    .filter((change) => change.container === target.container?.name && change.kind !== 'deleted')
    .map(({ path }) => path);
  const folders = new Set(paths.flatMap((path) => parents(path)));
  const mounts = target.container.mounts.map(({ destination }) => destination);
  return paths.filter(
    (path) => !folders.has(path) && !mounts.some((mount) => path === mount || path.startsWith(`${mount}/`)),
  );
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1, -1).map((_part, index) => parts.slice(0, index + 2).join('/'));
}

function temporaryFor(path: string): string | null {
  return [...parents(path), path].find(isPassing) ?? null;
}

function isPassing(path: string): boolean {
  return passing.some((pattern) => pattern.test(path));
}

function hasTmpfs(target: ServiceTarget, folder: string, text: string): boolean {
  const own = valueIn(text, target.service, 'tmpfs');
  const items = Array.isArray(own) ? own : [own];
  const mounted = target.container?.mounts.some(({ destination }) => destination === folder) === true;
  return mounted || items.some((item) => String(item ?? '').split(':')[0] === folder);
}
