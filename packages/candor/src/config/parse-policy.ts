import { parse } from 'yaml';
import { z } from 'zod';
import { type Parsed, parsed, unparseable } from '../core/parsed.js';
import { defaultPolicy, type Policy } from '../core/policy.js';
import { type WatchConfig, watchSchema } from './watch-config.js';

const port = z.union([
  z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .transform((number) => ({ port: number, proto: 'tcp' as const })),
  z.strictObject({
    port: z.number().int().min(1).max(65_535),
    proto: z.enum(['tcp', 'udp']).default('tcp'),
    service: z.string().optional(),
  }),
]);

const destination = z.union([
  z.string().transform((to) => ({ to })),
  z.strictObject({ to: z.string(), port: z.number().int().min(1).max(65_535).optional(), from: z.string().optional() }),
]);

const absolute = z.string().max(4096).regex(/^\//, 'is no absolute path');

const day = z.iso.date().transform((text) => new Date(text));

const edge = z.union([
  z.literal('cloudflare').transform((name) => ({ name, ranges: [] as string[], asOf: null })),
  z.strictObject({
    name: z.string(),
    ranges: z.array(z.string()).default([]),
    asOf: day.nullable().default(null),
  }),
]);

const names = z.array(z.string().max(500)).max(500).default([]);

/** The schema of `candor.yaml`; unknown keys are errors. */
export const policySchema = z.strictObject({
  ports: z.array(port).max(1000).optional(),
  publicNames: names,
  edge: edge.nullable().default(null),
  destinations: z.array(destination).max(1000).default([]),
  subprocesses: names,
  projects: z
    .array(z.strictObject({ name: z.string(), path: z.string() }))
    .max(100)
    .default([]),
  sshKeys: z
    .array(z.string().regex(/^SHA256:/, 'is not a fingerprint (SHA256:…)'))
    .nullable()
    .default(null),
  approved: z
    .strictObject({ containers: names, cron: names, units: names, users: names })
    .default({ containers: [], cron: [], units: [], users: [] }),
  sensor: z.strictObject({ expected: z.boolean() }).default({ expected: false }),
  database: z
    .strictObject({
      uriFile: absolute.nullable().default(null),
      users: z
        .array(z.string().regex(/^[^@\s]{1,200}@[^@\s]{1,64}$/, 'is no user of a database (name@database)'))
        .max(200)
        .nullable()
        .default(null),
      backups: absolute.nullable().default(null),
      restoredAt: day.nullable().default(null),
    })
    .default({ uriFile: null, users: null, backups: null, restoredAt: null }),
  watch: watchSchema.prefault({}),
});

/** Reads `candor.yaml` or `candor.json`. Unknown keys are errors with a suggestion. */
export function parsePolicy(text: string): Parsed<Policy> {
  let raw: unknown;
  try {
    raw = parse(text, { maxAliasCount: 20 }) ?? {};
  } catch (error) {
    return unparseable(`not YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
  }
  const result = policySchema.safeParse(raw);
  if (result.success) {
    const { watch: _watch, ...policy } = result.data;
    return parsed({ ...policy, ports: policy.ports ?? defaultPolicy.ports, declared: true });
  }
  return unparseable(firstIssue(result.error));
}

/** The `watch:` part of the same file; its defaults when there is none. */
export function parseWatchConfig(text: string): Parsed<WatchConfig> {
  const whole = parsePolicy(text);
  if (!whole.ok) return whole;
  const raw: unknown = parse(text, { maxAliasCount: 20 });
  return parsed(policySchema.parse(raw ?? {}).watch);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue?.path.join('.') || 'the document';
  return issue?.code === 'unrecognized_keys'
    ? unknownKey(place, issue.keys[0] ?? '')
    : `${place}: ${issue?.message ?? 'wrong shape'}`;
}

function unknownKey(place: string, key: string): string {
  const known = place === 'the document' ? Object.keys(policySchema.shape) : [];
  const near = known.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  return `${place}: unknown key "${key}"${near ? `; did you mean "${near}"?` : known.length > 0 ? ` (known: ${known.join(', ')})` : ''}`;
}

/** Edit distance (Levenshtein), for near misses of short words. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
