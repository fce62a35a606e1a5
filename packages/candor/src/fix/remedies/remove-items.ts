import { type Parsed, parsed } from '../../core/parsed.js';
import type { Result } from '../../core/result.js';
import { removeServiceItem, removeServiceKey, replaceServiceItem } from '../compose/edit-service.js';
import { already, composeProposal } from '../compose/propose.js';
import { fileWithItem, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FixContext, type Proposal, type Remedy, refused } from '../model.js';

/** A remedy that takes every item out of a list of the service for which `isBad` holds. */
function itemRemedy(
  checks: readonly string[],
  title: string,
  key: string,
  isBad: (item: string, result: Result) => boolean,
): Remedy {
  return {
    checks,
    title,
    propose: (result, context) => {
      const target = serviceOf(result, context);
      return typeof target === 'string'
        ? refused(target)
        : withoutItems(target, key, (item) => isBad(String(item), result));
    },
  };
}

/** Takes the items that match out of the one file that has them. */
export function withoutItems(target: ServiceTarget, key: string, isBad: (item: unknown) => boolean): Proposal {
  const file = fileWithItem(target, key, isBad);
  const first = target.files[0];
  if (file === null) return first === undefined ? refused('no file') : already(target, first);
  return composeProposal(target, file, textWithoutItems(file.text, target, key, isBad));
}

/** The text without the items of a list that match. */
export function textWithoutItems(
  text: string,
  target: Pick<ServiceTarget, 'service'>,
  key: string,
  isBad: (item: unknown) => boolean,
): Parsed<string> {
  let now = text;
  for (let left = badItems(now, target, key, isBad); left.length > 0; left = badItems(now, target, key, isBad)) {
    const bad = JSON.stringify(left[0]);
    const next = removeServiceItem(now, target.service, key, (item) => JSON.stringify(item) === bad);
    if (!next.ok) return next;
    now = next.value;
  }
  return parsed(now);
}

function badItems(
  text: string,
  target: Pick<ServiceTarget, 'service'>,
  key: string,
  isBad: (item: unknown) => boolean,
): unknown[] {
  const value = valueIn(text, target.service, key);
  return Array.isArray(value) ? value.filter(isBad) : [];
}

/** Capabilities that an entry point needs to change its user and own its folder, as CTR-05 allows them. */
const ordinaryCapabilities = new Set([
  'CHOWN',
  'SETUID',
  'SETGID',
  'DAC_OVERRIDE',
  'FOWNER',
  'NET_BIND_SERVICE',
  'KILL',
  'SYS_NICE',
]);

/** True for a capability that no ordinary service is given. */
export function isExtraCapability(name: string): boolean {
  return !ordinaryCapabilities.has(name.toUpperCase().replace(/^CAP_/, ''));
}

/** CTR-06: capabilities that open the host (capabilities(7)). */
export const removeCapabilities = itemRemedy(['CTR-06'], 'take the capability away', 'cap_add', isExtraCapability);

/** CTR-17: the engine's own filters apply again (CIS Docker 5.2, 5.22). */
export const confineAgain = itemRemedy(['CTR-17'], 'let the default filters apply', 'security_opt', (item) =>
  /^(?:seccomp|apparmor|label)[:=](?:unconfined|disable)$/.test(item),
);

/** CTR-18: the device of the host out of the container (CIS Docker 5.18). */
export const removeDevice = itemRemedy(['CTR-18'], 'take the device out', 'devices', (item, result) => {
  const device = /, (\/dev\/\S+)$/.exec(result.location ?? '')?.[1];
  return device !== undefined && item.split(':')[0] === device;
});

const namespaceKeys = ['pid', 'ipc', 'uts', 'userns_mode'];

/** CTR-16: namespaces of its own (namespaces(7)). */
export const leaveHostNamespaces: Remedy = {
  checks: ['CTR-16'],
  title: 'leave the namespaces of the host',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const file = target.files.find(({ text }) =>
      namespaceKeys.some((key) => valueIn(text, target.service, key) === 'host'),
    );
    const first = target.files[0];
    if (file === undefined) return first === undefined ? refused('no file') : already(target, first);
    let text = file.text;
    for (const key of namespaceKeys.filter((one) => valueIn(file.text, target.service, one) === 'host')) {
      const next = removeServiceKey(text, target.service, key);
      if (!next.ok) return refused(`${file.path}: ${next.reason}`);
      text = next.value;
    }
    return composeProposal(target, file, { ok: true, value: text, warnings: [] });
  },
};

/** CTR-29: temporary file systems with the engine's own options, which are the safe ones. */
export const tmpfsWithoutPrograms: Remedy = {
  checks: ['CTR-29'],
  title: 'let no program run from the temporary file system',
  propose: (result: Result, context: FixContext) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const isLoose = (item: unknown) => typeof item === 'string' && item !== tightened(item);
    const file = fileWithItem(target, 'tmpfs', isLoose);
    const item = file === null ? undefined : badItems(file.text, target, 'tmpfs', isLoose)[0];
    if (file === null || typeof item !== 'string')
      return refused(`no tmpfs of ${target.service} is a list with options`);
    const word = tightened(item);
    return composeProposal(
      target,
      file,
      replaceServiceItem(file.text, target.service, 'tmpfs', (one) => one === item, { word }),
    );
  },
};

function tightened(item: string): string {
  const [path = '', ...options] = item.split(':');
  const kept = options
    .join(':')
    .split(',')
    .filter((word) => word !== '' && !['exec', 'suid', 'dev'].includes(word.trim()));
  return kept.length === 0 ? path : `${path}:${kept.join(',')}`;
}
