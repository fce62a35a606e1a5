import { valueIfKnown } from '../../core/fact.js';
import { parsed } from '../../core/parsed.js';
import { processes } from '../../facts/processes.js';
import { setServiceKey } from '../compose/edit-service.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FixContext, type Remedy, refused } from '../model.js';

const mebibyte = 1024 * 1024;
/** A Node app with a heap of V8's usual size needs about 300 MiB; below 512 MiB builds and uploads fail. */
const leastMiB = 512;
/** Most processes: an app with its image workers has fewer than forty (the lab's stack: 11). */
const pids = 256;

/** CTR-20: limits above what it uses now (CIS Docker 5.11, 5.12, 5.29). */
export const limitResources: Remedy = {
  checks: ['CTR-20'],
  title: 'limit memory, processor and processes',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const file = fileWithKey(target, 'mem_limit');
    if (file === null) return refused('no file');
    const wanted = Object.entries(missingLimits(target, context)).filter(([key, value]) => {
      const path = { mem_limit: 'memory', cpus: 'cpus', pids_limit: 'pids' }[key] ?? key;
      return value !== null && !isSet(target, key, path);
    });
    let text = parsed(file.text) as ReturnType<typeof setServiceKey>; // widened: the next assignment may be a refusal
    for (const [key, value] of wanted)
      if (text.ok && value !== null) text = setServiceKey(text.value, target.service, key, value);
    return composeProposal(target, file, text, ['Compare with a busy day: docker stats --no-stream']);
  },
};

function isSet(target: ServiceTarget, key: string, member: string): boolean {
  return target.files.some(({ text }) => {
    const deploy = JSON.stringify(valueIn(text, target.service, 'deploy') ?? null);
    return valueIn(text, target.service, key) !== undefined || new RegExp(`"limits":\\{[^}]*"${member}"`).test(deploy);
  });
}

function missingLimits(target: ServiceTarget, context: FixContext): Readonly<Record<string, string | number | null>> {
  const { container } = target;
  const cores = context.host.cpus ?? 2;
  return {
    mem_limit: (container?.memoryBytes ?? 0) > 0 ? null : `${memoryMiB(target, context)}m`,
    cpus: (container?.nanoCpus ?? 0) > 0 ? null : Math.max(1, Math.floor(cores / 2)),
    pids_limit: (container?.pidsLimit ?? 0) > 0 ? null : pids,
  };
}

/** Twice what its processes hold now, in steps of 256 MiB, and never more than three quarters of the host. */
function memoryMiB(target: ServiceTarget, { facts, host }: FixContext): number {
  const own = (valueIfKnown(facts(processes))?.items ?? []).filter((one) => one.container === target.container?.name);
  const usedMiB = own.reduce((sum, one) => sum + (one.rssBytes ?? 0), 0) / mebibyte;
  const most = Math.floor(((host.memoryBytes ?? 2048 * mebibyte) / mebibyte) * 0.75);
  return Math.max(leastMiB, Math.min(most, Math.ceil((usedMiB * 2) / 256) * 256));
}
