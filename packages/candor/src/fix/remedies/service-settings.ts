import type { Parsed } from '../../core/parsed.js';
import type { Result } from '../../core/result.js';
import { addServiceItem, setServiceKey } from '../compose/edit-service.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FixContext, type Proposal, type Remedy, refused, type SourceFile } from '../model.js';

/** A remedy that edits one key of the service behind a result. */
export function keyRemedy(
  checks: readonly string[],
  title: string,
  key: string,
  edit: (target: ServiceTarget, file: SourceFile, result: Result, context: FixContext) => Parsed<string> | string,
  notes: readonly string[] = [],
): Remedy {
  return {
    checks,
    title,
    propose: (result, context): Proposal => {
      const target = serviceOf(result, context);
      if (typeof target === 'string') return refused(target);
      const file = fileWithKey(target, key);
      if (file === null) return refused('no file');
      const edited = edit(target, file, result, context);
      return typeof edited === 'string' ? refused(edited) : composeProposal(target, file, edited, notes);
    },
  };
}

/** CTR-01: `privileged: false`. */
export const dropPrivileged = keyRemedy(['CTR-01'], 'take `privileged` away', 'privileged', ({ service }, { text }) =>
  valueIn(text, service, 'privileged') === false
    ? { ok: true, value: text, warnings: [] }
    : setServiceKey(text, service, 'privileged', false),
);

/** CTR-04: `no-new-privileges` (prctl(2), CIS Docker 5.26). */
export const denyNewPrivileges = keyRemedy(
  ['CTR-04'],
  'set no-new-privileges',
  'security_opt',
  ({ service }, { text }) => {
    const options = valueIn(text, service, 'security_opt');
    const isSet = Array.isArray(options) && options.some((one) => /^no-new-privileges(?:[:=]true)?$/.test(String(one)));
    return isSet
      ? { ok: true, value: text, warnings: [] }
      : addServiceItem(text, service, 'security_opt', 'no-new-privileges:true');
  },
);
