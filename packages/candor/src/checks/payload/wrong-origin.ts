/** What is wrong with an origin in `csrf` or `cors`; null = nothing. */
export function wrongOrigin(origin: string): string | null {
  if (origin === '*') return 'every site';
  if (/^https?:\/\/(?:localhost|127\.|\[::1\])/i.test(origin)) return "a page on the visitor's own machine";
  return /^http:\/\//i.test(origin) ? 'plain HTTP' : null;
}
