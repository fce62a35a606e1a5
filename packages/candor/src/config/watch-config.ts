import { z } from 'zod';
import { severities } from '../core/severity.js';

const secretUrl = { url: z.string().min(8).max(2000).optional(), urlFile: z.string().max(500).optional() };
const oneUrl = (channel: { readonly url?: string | undefined; readonly urlFile?: string | undefined }) =>
  (channel.url === undefined) !== (channel.urlFile === undefined);
const oneUrlMessage = 'needs exactly one of url and urlFile';

const channel = z.union([
  z.strictObject({ type: z.enum(['webhook', 'slack', 'discord', 'ntfy']), ...secretUrl }).refine(oneUrl, oneUrlMessage),
  z
    .strictObject({ type: z.literal('smtp'), ...secretUrl, from: z.email(), to: z.email() })
    .refine(oneUrl, oneUrlMessage),
  z.strictObject({ type: z.literal('apprise'), configFile: z.string().max(500) }),
]);

const hour = z.number().int().min(0).max(23);

/** The `watch:` part of `candor.yaml`: what the watcher follows, how long it keeps it, whom it tells. All of it has defaults. */
export const watchSchema = z.strictObject({
  store: z.string().max(500).optional(),
  keep: z
    .strictObject({
      days: z.number().int().min(1).max(3650).default(30),
      megabytes: z.number().int().min(50).max(1_000_000).default(1500),
    })
    .prefault({}),
  /** More logs to follow, beside the containers', nginx's and the host's. */
  logs: z
    .array(
      z.strictObject({
        path: z.string().max(500),
        kind: z.enum(['nginx-access', 'nginx-error', 'auth', 'text']).default('text'),
      }),
    )
    .max(100)
    .default([]),
  /** How often the whole check runs; it also runs soon after a change of containers. */
  checkEveryMinutes: z.number().int().min(1).max(1440).default(15),
  rules: z.array(z.string().max(500)).max(20).default([]),
  alerts: z
    .strictObject({
      minSeverity: z.enum(severities).default('medium'),
      quiet: z.strictObject({ fromHour: hour, toHour: hour }).nullable().default(null),
      channels: z.array(channel).max(20).default([]),
      /** An outside dead-man's switch that is called every five minutes. */
      heartbeat: z.strictObject(secretUrl).refine(oneUrl, oneUrlMessage).nullable().default(null),
    })
    .prefault({}),
});

/** What the site declares for the watcher. */
export type WatchConfig = z.infer<typeof watchSchema>;
