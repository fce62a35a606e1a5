const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const TIMES: Readonly<Record<string, number>> = {
  ms: 1,
  '': 1000,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** nginx's sizes (`8k`, `1m`, `1g`, `1024`) in bytes, null when it is none (nginx docs, "Configuration file measurement units"). */
export function nginxSizeBytes(text: string): number | null {
  const found = /^(\d{1,15})([kmg]?)$/i.exec(text);
  return found === null ? null : Number(found[1]) * (SIZES[(found[2] ?? '').toLowerCase()] ?? 1);
}

/** nginx's times (`30s`, `1h 30m`, `60`, `500ms`) in milliseconds, null when it is none; a bare number is seconds. */
export function nginxTimeMs(text: string): number | null {
  if (!/^(?:\d{1,10}(?:ms|[smhdwMy])?\s{0,5}){1,8}$/.test(text) || text.length > 100) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwMy])?/g))
    total += Number(count) * (TIMES[unit ?? ''] ?? 1000);
  return total;
}
