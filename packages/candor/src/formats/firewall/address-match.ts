import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function parse(text: string): Address | null {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

function inRange(address: Address, low: Address, high: Address): boolean {
  const [value, from, to] = [address, low, high].map((one) => one.toByteArray());
  if (value === undefined || from === undefined || to === undefined) return false;
  if (value.length !== from.length || value.length !== to.length) return false;
  return compare(value, from) >= 0 && compare(value, to) <= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function inPrefix(address: Address, base: string, length: string): boolean | null {
  const network = parse(base);
  const dotted =
    length.includes('.') && ipaddr.IPv4.isValid(length) ? ipaddr.IPv4.parse(length).prefixLengthFromSubnetMask() : null;
  const bits = length.includes('.') ? dotted : /^\d{1,3}$/.test(length) ? Number(length) : null;
  if (network === null || bits === null || bits > network.toByteArray().length * 8) return null;
  if (address.kind() !== network.kind()) return false;
  return address.match(network, bits);
}

/** Whether an address lies in `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10.0.0.1-10.0.0.9` or is `10.0.0.1`; null = unreadable. */
export function addressMatches(text: string, pattern: string): boolean | null {
  const address = parse(text);
  if (address === null) return null;
  const slash = pattern.indexOf('/');
  if (slash > 0) return inPrefix(address, pattern.slice(0, slash), pattern.slice(slash + 1));
  const dash = pattern.indexOf('-');
  const low = parse(dash > 0 ? pattern.slice(0, dash) : pattern);
  const high = dash > 0 ? parse(pattern.slice(dash + 1)) : low;
  return low === null || high === null ? null : inRange(address, low, high);
}

/** Whether a pattern covers every address of its family. */
export function isEverything(pattern: string): boolean {
  return pattern.endsWith('/0') || pattern.endsWith('/0.0.0.0');
}
