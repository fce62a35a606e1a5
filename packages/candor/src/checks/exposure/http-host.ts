import type { HttpAnswer } from '../../facts/exposure.js';

/** Host name or address of a URL without port and brackets; '' when it is none. */
export function hostOf(url: string): string {
  const authority = /^https?:\/\/([^/?#\s]{1,300})/i.exec(url)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return (/^\[([^\]]+)\]/.exec(host)?.[1] ?? host.replace(/:\d{1,5}$/, '')).toLowerCase();
}

/** True when something answered that is not the server's own failure. */
export function isAlive(answer: Pick<HttpAnswer, 'status'>): boolean {
  return answer.status !== null && answer.status < 500;
}
