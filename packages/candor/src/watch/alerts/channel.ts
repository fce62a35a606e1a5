import type { Severity } from '../../core/severity.js';

/** Where alerts go. Addresses hold secrets: they come from files where the site wants that, and stand in no message. */
export type Channel =
  | { readonly type: 'webhook' | 'slack' | 'discord' | 'ntfy'; readonly url: string }
  | { readonly type: 'smtp'; readonly url: string; readonly from: string; readonly to: string }
  /** Apprise's command line with a configuration file of its own (`apprise --config FILE`). */
  | { readonly type: 'apprise'; readonly configFile: string };

/** What became of one attempt. `again` = it may work later. */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly again: boolean; readonly because: string };

/** Priority of ntfy (1 min … 5 max; docs.ntfy.sh/publish, "Message priority"). */
export const ntfyPriority: Readonly<Record<Severity, number>> = {
  informational: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

/** Longest text that every channel takes (Discord: 2,000 characters of content). */
export const longestText = 1_900;
