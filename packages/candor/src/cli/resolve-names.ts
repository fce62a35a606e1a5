import { resolve4, resolve6 } from 'node:dns/promises';
import { parseTarget } from '../block/parse-target.js';

/** More names in one command, or more addresses of one name, are left out. */
const maxNames = 100;
const maxAddresses = 200;

/** Both families of every name among some targets, as this host's resolver answers now. */
export async function resolveNames(targets: readonly string[]): Promise<Map<string, string[]>> {
  const names = targets.map(parseTarget).flatMap((target) => (target.kind === 'domain' ? [target.name] : []));
  const answers = [...new Set(names)].slice(0, maxNames).map(async (name) => {
    const found = await Promise.allSettled([resolve4(name), resolve6(name)]);
    return [name, found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))] as const;
  });
  return new Map((await Promise.all(answers)).map(([name, addresses]) => [name, addresses.slice(0, maxAddresses)]));
}
