import type { ContainerKind } from '../../facts/containers.js';
import { setServiceKey } from '../compose/edit-service.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type Remedy, refused } from '../model.js';

const nodeKinds: ReadonlySet<ContainerKind> = new Set(['node', 'next', 'payload']);

/** The account that the image has for it: `node` is 1000, `mongodb` and Debian's `postgres` 999, Alpine's 70; null when not known. */
export function usualUser(target: ServiceTarget): string | null {
  const kinds = target.container?.kinds ?? [];
  const image = target.container?.image ?? '';
  if (kinds.includes('mongodb')) return '999:999';
  if (kinds.includes('postgres')) return image.includes('alpine') ? '70:70' : '999:999';
  return kinds.some((kind) => nodeKinds.has(kind)) ? '1000:1000' : null;
}

/** CTR-03, MDB-10: an ordinary user (CIS Docker 4.1). */
export const runAsUser: Remedy = {
  checks: ['CTR-03', 'MDB-10'],
  title: 'run as an ordinary user',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const user = usualUser(target);
    if (user === null)
      return refused(`which ordinary user the image ${target.container?.image ?? ''} has is not known`);
    const file = fileWithKey(target, 'user');
    if (file === null) return refused('no file');
    const edited =
      valueIn(file.text, target.service, 'user') === user
        ? { ok: true as const, value: file.text, warnings: [] }
        : setServiceKey(file.text, target.service, 'user', user);
    return composeProposal(target, file, edited, ownershipNotes(target, user));
  },
};

/** What it writes today belongs to root. */
function ownershipNotes(target: ServiceTarget, user: string): string[] {
  // The folder of the project itself stays the operator's: whoever owns the Compose file owns the host.
  const isProject = (source: string) => target.files.some(({ path }) => path.startsWith(`${source}/`));
  const written = (target.container?.mounts ?? []).filter(
    (mount) => mount.readWrite && mount.type !== 'tmpfs' && !isProject(mount.source),
  );
  return written.map((mount) => `Give it what it writes: sudo chown -R ${user} ${mount.source}`);
}
