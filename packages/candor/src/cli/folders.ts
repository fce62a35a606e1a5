import type { Terminal } from './terminal.js';

type Variables = Pick<Terminal, 'env'>;

/** Where refreshed advisory data lies: $XDG_CACHE_HOME/candor, else ~/.cache/candor; null without a home. */
export function cacheFolder({ env }: Variables): string | null {
  const base = env.XDG_CACHE_HOME ?? (env.HOME ? `${env.HOME}/.cache` : null);
  return base ? `${base}/candor` : null;
}

/** Where this host's redaction key lies: $XDG_STATE_HOME/candor, /var/lib/candor for root, else ~/.local/state/candor. */
export function stateFolder({ env }: Variables, uid: number): string {
  if (env.XDG_STATE_HOME) return `${env.XDG_STATE_HOME}/candor`;
  return uid === 0 || !env.HOME ? '/var/lib/candor' : `${env.HOME}/.local/state/candor`;
}
