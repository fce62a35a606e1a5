import semver from 'semver';
import { z } from 'zod';

const shortText = z.string().min(1).max(400);
const day = z.string().regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/);
const range = z
  .string()
  .max(200)
  .refine((text) => semver.validRange(text, { loose: true }) !== null, 'not a semver range');

/** One row of an advisory table as it stands in JSON. */
export const advisoryRowSchema = z.strictObject({
  id: shortText,
  aliases: z.array(shortText).max(20),
  package: shortText,
  ecosystem: z.enum(['npm', 'mongodb', 'nginx', 'docker', 'runc', 'containerd', 'node']),
  title: shortText,
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  cvss: z.number().min(0).max(10).nullable(),
  knownExploited: z.boolean(),
  remoteCodeExecution: z.boolean(),
  affected: z.array(range).min(1).max(60),
  fixed: z.array(shortText).max(60),
  precondition: shortText.nullable(),
  confidence: z.enum(['confirmed', 'inferred']),
  published: day.nullable(),
  source: shortText,
});

/** One end-of-life row as it stands in JSON. */
export const endOfLifeRowSchema = z.strictObject({
  product: z.enum(['node', 'mongodb', 'debian', 'ubuntu', 'alpine', 'next']),
  line: shortText,
  endsAt: day,
});

/** A whole published or cached table: what `candor update` fetches and keeps. */
export const publishedTableSchema = z.strictObject({
  format: z.literal('candor-advisories/1'),
  retrievedAt: z.iso.datetime(),
  rows: z.array(advisoryRowSchema).max(20_000),
  endOfLife: z.array(endOfLifeRowSchema).max(2_000),
});

/** A row in JSON. */
export type AdvisoryRow = z.infer<typeof advisoryRowSchema>;
/** An end-of-life row in JSON. */
export type EndOfLifeRow = z.infer<typeof endOfLifeRowSchema>;
/** A published table in JSON. */
export type PublishedTable = z.infer<typeof publishedTableSchema>;
