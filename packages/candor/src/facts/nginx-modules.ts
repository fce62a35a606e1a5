import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A file from which nginx loads code: `/etc/nginx/modules-enabled/*`, `/usr/lib/nginx/modules/*`. */
export interface NginxModuleFile {
  readonly path: string;
  /** A package owns it, or what it links to, with equal checksum; null = not looked up. */
  readonly packageOwned: boolean | null;
  readonly ref: EvidenceRef;
}

/** Module files of nginx and who owns them. */
export const nginxModuleFiles = defineFact<readonly NginxModuleFile[]>({
  id: 'nginx-module-files',
  title: 'Module files of nginx and the packages that own them',
  sources: ['host.package-owners'],
});
