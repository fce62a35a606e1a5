import { setServiceKey } from '../compose/edit-service.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, serviceOf, valueIn } from '../compose/service-of.js';
import { type Remedy, refused } from '../model.js';
import { isExtraCapability, textWithoutItems, withoutItems } from './remove-items.js';

/** What the entry points of the database images need to own their folder and to change their user. */
const entryPointCapabilities = ['CHOWN', 'SETUID', 'SETGID', 'DAC_OVERRIDE', 'FOWNER'];

/** CTR-05: `cap_drop: [ALL]` (CIS Docker 5.4), with what an entry point that changes its user needs. */
export const dropCapabilities: Remedy = {
  checks: ['CTR-05'],
  title: 'drop all capabilities',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const dropsAll = target.files.some(({ text }) => hasAll(valueIn(text, target.service, 'cap_drop')));
    if (dropsAll) return withoutItems(target, 'cap_add', (item) => isExtraCapability(String(item)));
    const file = fileWithKey(target, 'cap_drop');
    if (file === null) return refused('no file');
    const { container, service } = target;
    const user = String(valueIn(file.text, service, 'user') ?? container?.user ?? '');
    const isRoot = /^(?:0|root)?(?::|$)/.test(user);
    const isDatabase = container?.kinds.some((kind) => kind === 'mongodb' || kind === 'postgres') === true;
    const isNode = container?.kinds.some((kind) => kind === 'node' || kind === 'next' || kind === 'payload') === true;
    if (isRoot && !isDatabase && !isNode)
      return refused(`${service} runs as root, and which capabilities its image needs is not known`);
    const dropped = setServiceKey(file.text, service, 'cap_drop', ['ALL']);
    const needs = isRoot && isDatabase && valueIn(file.text, service, 'cap_add') === undefined;
    const given =
      dropped.ok && needs ? setServiceKey(dropped.value, service, 'cap_add', entryPointCapabilities) : dropped;
    const isExtra = (item: unknown) => isExtraCapability(String(item));
    return composeProposal(target, file, given.ok ? textWithoutItems(given.value, target, 'cap_add', isExtra) : given);
  },
};

function hasAll(value: unknown): boolean {
  return Array.isArray(value) && value.some((item) => String(item).toUpperCase() === 'ALL');
}
