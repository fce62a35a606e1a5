import type { Indicator } from '../../core/report.js';

/** Executables smaller than this share their size by chance (SAME_BYTES: 64 KiB). */
const telltaleSizeBytes = 65_536;

/** Words that everybody uses and that join nothing: public resolvers, loopback, documentation hosts of tools. */
const ordinary = new Set([
  '127.0.0.1',
  '::1',
  'localhost',
  '0.0.0.0',
  '1.1.1.1',
  '8.8.8.8',
  'github.com',
  'registry.npmjs.org',
]);

/** Keys by which an indicator joins signs: itself, the host of a URL, and the family of its path (`nuts/x86`). */
export function indicatorKeys(indicator: Pick<Indicator, 'type' | 'value'>): string[] {
  const value = indicator.value.toLowerCase();
  if (ordinary.has(value)) return [];
  switch (indicator.type) {
    case 'url':
      return urlKeys(value);
    case 'ipv4':
    case 'ipv6':
    case 'domain':
      return [`host:${value}`];
    case 'sha256':
    case 'md5':
      return [`hash:${value}`];
    case 'wallet':
      return [`wallet:${value}`];
    case 'size':
      return Number(value) >= telltaleSizeBytes ? [`size:${value}`] : [];
    case 'path':
    case 'process':
      return isTelltalePath(indicator.value) ? [`path:${indicator.value}`] : [];
    default:
      return indicator.type satisfies never;
  }
}

/** A path that names the intruder's own file, not a place of the system. */
function isTelltalePath(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return (
    name.length >= 3 &&
    /^\/(?:dev\/shm|dev|tmp|var\/tmp|run)?\/?[^/]+$/.test(path) &&
    !/^\/(?:etc|bin|usr|app|srv|home|root|var|proc|sys|lib|opt|tmp|dev)$/.test(path)
  );
}

function urlKeys(value: string): string[] {
  const match = /^[a-z+]{2,12}:\/\/([^/:?#]+)(?::\d+)?(\/[^?#]*)?/.exec(value);
  if (!match) return [];
  const parts = (match[2] ?? '').split('/').filter((part) => part !== '');
  const family = parts.length >= 2 ? [`family:${parts.slice(-2).join('/')}`] : [];
  return ordinary.has(match[1] ?? '') ? [] : [`host:${match[1]}`, ...family];
}
