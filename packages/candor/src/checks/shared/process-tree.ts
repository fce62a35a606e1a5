import type { Process } from '../../facts/processes.js';
import { baseName } from './describe-process.js';

const nodeNames = /^(?:node|nodejs|bun|deno|next-server|tsx)$/;

/** A process of Node: by its executable, or by a title that Node apps give themselves (`next-server (v15.3.2)`). */
export function isNode(process: Process): boolean {
  if (process.exe !== null) return nodeNames.test(baseName(process.exe));
  return nodeNames.test(baseName(process.argv[0] ?? '').replace(/\s.*$/, ''));
}

/** What Node started: each child, and what shells and timers between pass on. The list of `children` is by their parent. */
export function nodeChildren(
  items: readonly Process[],
): readonly { readonly child: Process; readonly node: Process }[] {
  const byParent = new Map<number, Process[]>();
  for (const process of items) {
    if (process.ppid === null) continue;
    const siblings = byParent.get(process.ppid) ?? [];
    siblings.push(process);
    byParent.set(process.ppid, siblings);
  }
  const found: { child: Process; node: Process }[] = [];
  const seen = new Set<Process>();
  for (const node of items.filter(isNode)) {
    const open = [...(byParent.get(node.pid) ?? [])];
    for (let child = open.pop(); child !== undefined; child = open.pop()) {
      if (seen.has(child) || child.pid === node.pid) continue;
      seen.add(child);
      if (isNode(child)) continue;
      found.push({ child, node });
      open.push(...(byParent.get(child.pid) ?? []));
    }
  }
  return found;
}
