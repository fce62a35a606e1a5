import { parsed } from '../../core/parsed.js';
import type { Result } from '../../core/result.js';
import type { ContainerMount } from '../../facts/containers.js';
import { removeServiceItem, replaceServiceItem } from '../compose/edit-service.js';
import { memberText, mountTarget, readOnlyMount } from '../compose/item-words.js';
import { already, composeProposal } from '../compose/propose.js';
import { fileWithItem, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FixContext, type Proposal, type Remedy, refused } from '../model.js';

/** The mount that a result names by its place in the container; null when the container has none such. */
function namedMount(result: Result, target: ServiceTarget): ContainerMount | null {
  const mounts = target.container?.mounts ?? [];
  const path = / → (\/\S*)$/.exec(result.location ?? '')?.[1];
  const byPath =
    path === undefined ? undefined : mounts.find((one) => one.readWrite && path.startsWith(`${one.source}/`));
  return byPath ?? mounts.find(({ destination }) => result.location?.endsWith(`mount ${destination}`)) ?? null;
}

type MountEdit = (
  text: string,
  service: string,
  isIt: (item: unknown) => boolean,
) => ReturnType<typeof removeServiceItem>;

function mountRemedy(
  checks: readonly string[],
  title: string,
  edit: MountEdit,
  notes: (mount: ContainerMount) => string,
): Remedy {
  return {
    checks,
    title,
    propose: (result: Result, context: FixContext): Proposal => {
      const target = serviceOf(result, context);
      if (typeof target === 'string') return refused(target);
      const mount = namedMount(result, target);
      if (mount === null) return refused(`${result.subject} has no mount at the place that the finding names`);
      const isIt = (item: unknown) => mountTarget(item) === mount.destination;
      const file = fileWithItem(target, 'volumes', isIt);
      const first = target.files[0];
      if (file === null && first !== undefined) return already(target, first);
      if (file === null) return refused('no file');
      return composeProposal(target, file, edit(file.text, target.service, isIt), [notes(mount)]);
    },
  };
}

/** CTR-02, CTR-12: the engine's socket, and folders of the system, out of the container (CIS Docker 5.6, 5.32). */
export const removeMount = mountRemedy(
  ['CTR-02', 'CTR-12'],
  'take the mount out',
  (text, service, isIt) => removeServiceItem(text, service, 'volumes', isIt),
  (mount) => `What in the container used ${mount.destination} no longer has it.`,
);

/** CTR-10: a folder that the container only reads is mounted so (docs.docker.com, bind mounts). */
export const mountReadOnly = mountRemedy(
  ['CTR-10'],
  'mount the folder read-only',
  readOnly,
  (mount) => `The container can no longer write ${mount.destination}.`,
);

/** CTR-11 without a script that can be moved: the container may read what the host runs, and not write it. */
export const mountHostScriptsReadOnly = mountRemedy(
  [],
  'mount what the host runs read-only',
  readOnly,
  (mount) => `The container can no longer write ${mount.destination}.`,
);

/** Folders that hold code, by their usual names; writable ones for uploads or data inside the project are meant so. */
const codeFolder =
  /\/(?:scripts?|src|app|lib|utils?|bin|server|hooks|collections|node_modules|dist|build|pages|components)(?:\/|$)/;
const installs = /\b(?:npm|pnpm|yarn|bun)\s+(?:i|ci|install|add|run\s+build|build)\b/;

/** CTR-09: the folder of the project read-only, and with it the code that is mounted inside it once more. */
export const mountProjectReadOnly: Remedy = {
  checks: ['CTR-09'],
  title: 'mount the project read-only',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const mount = namedMount(result, target);
    if (mount === null) return refused(`${result.subject} has no mount at the place that the finding names`);
    const nested = (target.container?.mounts ?? []).filter(
      ({ readWrite, destination }) =>
        readWrite &&
        destination.startsWith(`${mount.destination}/`) &&
        codeFolder.test(destination.slice(mount.destination.length)),
    );
    const wanted = new Set([mount, ...nested].map(({ destination }) => destination));
    const file = fileWithItem(target, 'volumes', (item) => mountTarget(item) === mount.destination);
    if (file === null) return refused(`no Compose file of ${target.service} mounts ${mount.destination}`);
    let text = parsed(file.text) as ReturnType<typeof readOnly>; // widened: the next assignment may be a refusal
    for (const path of wanted)
      if (text.ok) text = readOnly(text.value, target.service, (item) => mountTarget(item) === path);
    const proposal = composeProposal(target, file, text, [
      `The container can no longer write ${[...wanted].join(', ')}.`,
    ]);
    const starts = target.container?.command.join(' ') ?? '';
    if (proposal.kind !== 'change' || !installs.test(starts)) return proposal;
    return refused(
      `${target.service} installs or builds at its start and writes there: build an image first`,
      proposal.changes,
    );
  },
};

function readOnly(
  text: string,
  service: string,
  isIt: (item: unknown) => boolean,
): ReturnType<typeof removeServiceItem> {
  const item = itemsOf(text, service, 'volumes').find(isIt);
  if (typeof item !== 'string')
    return memberText(item, 'read_only') === 'true'
      ? { ok: true, value: text, warnings: [] }
      : replaceServiceItem(text, service, 'volumes', isIt, { member: 'read_only', value: true });
  const word = readOnlyMount(item);
  if (word === null) return { ok: false, line: null, reason: `${item}: a volume without a source of its own` };
  return word === item
    ? { ok: true, value: text, warnings: [] }
    : replaceServiceItem(text, service, 'volumes', isIt, { word });
}

function itemsOf(text: string, service: string, key: string): readonly unknown[] {
  const value = valueIn(text, service, key);
  return Array.isArray(value) ? value : [];
}
