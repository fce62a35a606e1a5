/** What the kernel says of one element of ours. */
export interface KernelElement {
  readonly set: string;
  readonly key: string;
  /** Seconds until it ends by itself; null = never. */
  readonly expiresSeconds: number | null;
  readonly packets: number;
  readonly bytes: number;
}

/** `table inet candor` as the kernel has it. */
export interface KernelTable {
  readonly elements: readonly KernelElement[];
  /** Names of the base chains that are there. */
  readonly chains: readonly string[];
}

type Raw = Readonly<Record<string, unknown>>;

/** Reads `nft -j list table inet candor`, or `list chains` (libnftables-json(5)); null for what is no such text. */
export function readTable(text: string): KernelTable | null {
  const root = objectOf(parseJson(text));
  if (!Array.isArray(root?.nftables)) return null;
  const objects = root.nftables.map(objectOf).filter((one) => one !== null);
  return {
    elements: objects.flatMap((one) => elementsOf(objectOf(one.set))),
    chains: objects.flatMap((one) => {
      const chain = objectOf(one.chain);
      const ours = chain?.family === 'inet' && chain.table === 'candor' && typeof chain.hook === 'string';
      return ours && typeof chain.name === 'string' ? [chain.name] : [];
    }),
  };
}

function elementsOf(set: Raw | null): KernelElement[] {
  const name = set?.name;
  if (typeof name !== 'string' || name.startsWith('never') || !Array.isArray(set?.elem)) return [];
  return set.elem.flatMap((item: unknown) => {
    const elem = objectOf(objectOf(item)?.elem);
    const key = keyOf(elem === null ? item : elem.val);
    if (key === null) return [];
    const counter = objectOf(elem?.counter);
    return [
      {
        set: name,
        key,
        expiresSeconds: numberOf(elem?.expires),
        packets: numberOf(counter?.packets) ?? 0,
        bytes: numberOf(counter?.bytes) ?? 0,
      },
    ];
  });
}

function keyOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const raw = objectOf(value);
  const prefix = objectOf(raw?.prefix);
  if (prefix !== null)
    return typeof prefix.addr === 'string' && typeof prefix.len === 'number' ? `${prefix.addr}/${prefix.len}` : null;
  const parts: unknown[] = Array.isArray(raw?.concat) ? raw.concat : Array.isArray(raw?.range) ? raw.range : [];
  const keys = parts.map(keyOf);
  return keys.length === 0 || keys.includes(null) ? null : keys.join(raw?.concat === undefined ? '-' : ' . ');
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // cut off: the caller says that the table could not be read
  }
}

function objectOf(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null; // narrowed to a plain object
}
