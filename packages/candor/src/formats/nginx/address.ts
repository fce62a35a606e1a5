/** Host and port of a `proxy_pass`, upstream `server` or `listen`; IPv6 without brackets, port null when none is written. */
export interface NginxAddress {
  readonly host: string;
  readonly port: number | null;
  readonly isUnixSocket: boolean;
}

/** `127.0.0.1:3000`, `[::1]:80`, `app`, `app:80`, `unix:/run/app.sock`, `*:80`. */
export function nginxAddress(text: string): NginxAddress {
  if (text.startsWith('unix:')) return { host: text.slice(5), port: null, isUnixSocket: true };
  const found = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text);
  if (found === null) return { host: text, port: null, isUnixSocket: false };
  const host = (found[1] ?? '').replace(/^\[|\]$/g, '');
  return { host, port: found[2] === undefined ? null : Number(found[2]), isUnixSocket: false };
}

/** Variables (`$name`, `${name}`) in an argument, without the dollar sign. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$(?:\{([A-Za-z0-9_]{1,100})\}|([A-Za-z0-9_]{1,100}))/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
}
