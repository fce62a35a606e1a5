import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** One literal of a configuration object: `images.unoptimized` = true, at its line. Members of arrays share their path. */
export interface NextSetting {
  readonly path: string;
  readonly value: string | number | boolean | null;
  readonly ref: EvidenceRef;
}

/** What an app's own source says about the parts of Next.js that matter to its holes. */
export interface NextSource {
  readonly subject: string;
  /** True when the whole source was read, so that absence can be stated. */
  readonly whole: boolean;
  readonly ref: EvidenceRef;
  /** A page, layout or route under `app/`; null = none seen. */
  readonly appRouter: EvidenceRef | null;
  /** `middleware.ts` or `proxy.ts`, and whether it reads sessions, cookies or tokens; null = none seen. */
  readonly middleware: { readonly decidesAccess: boolean; readonly ref: EvidenceRef } | null;
  /** A `'use cache'` directive; null = none seen. */
  readonly useCache: EvidenceRef | null;
  /** A `'use server'` directive; null = none seen. */
  readonly serverAction: EvidenceRef | null;
  /** Literals of `next.config.*`, none where a whole Next.js source has no such file; null when it was not seen. */
  readonly settings: readonly NextSetting[] | null;
  /** `NEXT_PUBLIC_` names that read as secrets. */
  readonly publicSecrets: readonly { readonly name: string; readonly ref: EvidenceRef }[];
}

/** Next.js configuration and features in the app's own source, by project. */
export const nextSources = defineFact<readonly NextSource[]>({
  id: 'next-sources',
  title: 'Next.js configuration and source of the apps',
  sources: ['app.source'],
});
