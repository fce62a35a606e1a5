const variable = /\$\{[^}]{0,500}\}|\$[A-Za-z_]\w*/g;

/** Parts of a short form (`A:B:C`) between colons that are outside of variables and of brackets. */
export function shortParts(text: string): string[] {
  const kept: string[] = [];
  const bare = text.replace(/\[[^\]]{0,100}\]|\$\{[^}]{0,500}\}|\$[A-Za-z_]\w*/g, (part) => {
    kept.push(part);
    return `\u0000${kept.length - 1}\u0001`;
  });
  return bare.split(':').map((part) => part.replace(/\u0000(\d+)\u0001/g, (_all, index) => kept[Number(index)] ?? ''));
}

/** True when a variable decides the text or a part of it. */
export function hasVariable(text: string): boolean {
  return new RegExp(variable.source).test(text);
}

/** A member of the long form as text; null when it is not there. */
export function memberText(item: unknown, key: string): string | null {
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, key)) return null;
  const value = (item as Readonly<Record<string, unknown>>)[key]; // an object with that member of its own
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Where a volume entry is mounted, in either form; null for an entry that is not understood. */
export function mountTarget(item: unknown): string | null {
  if (typeof item === 'string') {
    const parts = shortParts(item);
    return plain(parts.length === 1 ? (parts[0] ?? '') : (parts[1] ?? ''));
  }
  const target = memberText(item, 'target') ?? memberText(item, 'destination') ?? memberText(item, 'dst');
  return target === null ? null : plain(target);
}

function plain(path: string): string {
  return path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}

/** A short volume entry made read-only; null when it has no place for options. */
export function readOnlyMount(text: string): string | null {
  const [source, target, options, ...rest] = shortParts(text);
  if (source === undefined || target === undefined || rest.length > 0) return null;
  const kept = (options ?? '').split(',').filter((word) => word !== '' && word !== 'rw' && word !== 'ro');
  return [source, target, [...kept, 'ro'].join(',')].join(':');
}
