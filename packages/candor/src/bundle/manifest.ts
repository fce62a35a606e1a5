import { z } from 'zod';
import { isArtifactId } from '../core/artifact-catalogue.js';
import { CandorError } from '../core/errors.js';
import { artifactStatuses } from '../core/evidence.js';

const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is not a time (RFC 3339 expected)');

const source = z.looseObject({
  command: z.array(z.string()).max(256).optional(),
  exitCode: z.number().nullable().optional(),
  file: z.string().optional(),
  api: z.string().optional(),
  testimony: z.string().optional(),
});

const artifact = z.looseObject({
  id: z.string().min(1).max(200),
  order: z.number().optional(),
  subject: z.string().min(1).max(500),
  path: z.string().nullable().optional(),
  source: source.nullable().optional(),
  capturedAt: time.optional(),
  status: z.enum(artifactStatuses),
  detail: z.string().nullable().optional(),
  filtered: z.boolean().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'is not 64 hex digits')
    .optional(),
  sizeBytes: z.number().int().nonnegative().optional(),
});

const manifest = z.looseObject({
  format: z.literal('candor-evidence/1'),
  capturedAt: time,
  collector: z.looseObject({ name: z.string(), version: z.string(), mode: z.enum(['local', 'shell', 'manual']) }),
  host: z
    .looseObject({
      name: z.string().optional(),
      cpus: z.number().nullable().optional(),
      memoryBytes: z.number().nullable().optional(),
      timezone: z.string().nullable().optional(),
    })
    .optional(),
  window: z.looseObject({ since: time.nullable().optional() }).optional(),
  privileges: z.looseObject({ uid: z.number().nullable().optional() }).optional(),
  artifacts: z.array(artifact).max(20_000),
});

/** A manifest as read: shapes are checked, times are still text. */
export type Manifest = z.infer<typeof manifest>;
/** One artefact entry of a manifest. */
export type ManifestArtifact = z.infer<typeof artifact>;

const knownKeys: Readonly<Record<string, ReadonlySet<string>>> = {
  '': new Set(['format', 'capturedAt', 'collector', 'host', 'window', 'privileges', 'artifacts']),
  artifact: new Set(Object.keys(artifact.shape)),
};

/** Reads manifest.json. Unknown keys and ids are warnings; a wrong shape is a data error that names the place. */
export function readManifest(where: string, text: string): { manifest: Manifest; warnings: string[] } {
  const raw = parseJson(where, text);
  refuseNewer(where, raw);
  const result = manifest.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new CandorError(
      'BUNDLE_MANIFEST',
      `${where}/manifest.json: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'wrong shape'}`,
      {
        hint: 'see "Evidence bundles" in the docs for the format',
      },
    );
  }
  return { manifest: result.data, warnings: warningsOf(result.data) };
}

function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CandorError(
      'BUNDLE_MANIFEST',
      `${where}/manifest.json is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      { hint: 'check it with a JSON validator' },
    );
  }
}

function refuseNewer(where: string, raw: unknown): void {
  const format = typeof raw === 'object' && raw !== null && 'format' in raw ? String(raw.format) : '';
  const version = /^candor-evidence\/(\d+)$/.exec(format);
  if (version && Number(version[1]) > 1) {
    throw new CandorError(
      'BUNDLE_FORMAT_NEWER',
      `${where} has the format ${format}; this candor reads candor-evidence/1`,
      { hint: 'update candor' },
    );
  }
}

function warningsOf(data: Manifest): string[] {
  const warnings = unknownKeys(data, '', 'manifest.json');
  data.artifacts.forEach((entry, index) => {
    const place = `artifacts[${index}] (${entry.id})`;
    warnings.push(...unknownKeys(entry, 'artifact', place));
    if (!isArtifactId(entry.id)) warnings.push(`${place}: unknown artefact id; kept, but nothing reads it`);
  });
  return warnings;
}

function unknownKeys(value: object, shape: '' | 'artifact', place: string): string[] {
  return Object.keys(value)
    .filter((key) => !knownKeys[shape]?.has(key))
    .map((key) => `${place}: unknown key "${key}" kept and not used`);
}
