import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { NginxModel } from '../formats/nginx/model.js';

/** The configuration of the host's nginx, and the dump that it was read from. */
export interface NginxView {
  readonly model: NginxModel;
  /** Files of the dump. */
  readonly files: readonly string[];
  readonly ref: EvidenceRef;
}

/** `nginx -T`; null = proven that no nginx of the host serves anything. Complete when no included file is missing. */
export const nginxConfig = defineFact<NginxView | null>({
  id: 'nginx-config',
  title: 'Configuration of nginx',
  sources: ['nginx.config', 'host.processes', 'host.sockets'],
});

/** What `nginx -V` says. */
export interface NginxVersion {
  /** Upstream number, `1.22.1`. */
  readonly version: string;
  /** `configure arguments:` such as `--with-http_v3_module`; null when only `nginx -v` was asked. */
  readonly built: readonly string[] | null;
  readonly ref: EvidenceRef;
}

/** Version of the host's nginx; null = proven that there is none. */
export const nginxVersion = defineFact<NginxVersion | null>({
  id: 'nginx-version',
  title: 'Version of nginx',
  sources: ['nginx.version', 'nginx.config', 'host.processes'],
});
