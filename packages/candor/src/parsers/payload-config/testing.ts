import { contentOf } from '../../core/artifact-content.js';
import type { Artifact, Bundle } from '../../core/evidence.js';
import { type ConfigValue, payloadConfigs } from '../../facts/payload-config.js';
import { factStore } from '../fact-store.js';
import { payloadConfigsParser } from '../payload-config.js';

const at = new Date('2026-11-20T12:00:00Z');

/** A bundle with these source files, by path. */
export function sourceBundle(files: Readonly<Record<string, string>>): Bundle {
  const text = Object.entries(files)
    .map(([path, body]) => `==> ${path} <==\n${body}`)
    .join('\n');
  const artifact: Artifact = {
    id: 'app.source',
    subject: 'project:site',
    order: 0,
    path: 'artifacts/source.txt',
    source: null,
    filtered: false,
    capturedAt: at,
    status: 'ok',
    detail: null,
    ...contentOf(text),
  };
  const header = {
    format: 'candor-evidence/1' as const,
    capturedAt: at,
    collector: { name: 'test', version: '0', mode: 'manual' as const },
    host: { name: 'web-1', cpus: null, memoryBytes: null, timezone: null },
    window: { since: null },
    privileges: { uid: 0 },
  };
  return { header, artifacts: [artifact], warnings: [] };
}

/** What the parser says of these files. */
export function configFact(files: Readonly<Record<string, string>>) {
  return factStore(sourceBundle(files), [payloadConfigsParser])(payloadConfigs);
}

/** The first configuration that they hold; null = none. */
export function readConfig(files: Readonly<Record<string, string>>) {
  const fact = configFact(files);
  if (fact.status === 'unknown') throw new Error(fact.detail);
  return fact.value[0] ?? null;
}

/** The value at a path of names; null where there is none. */
export function inside(value: ConfigValue | null | undefined, path: string): ConfigValue | null {
  let found = value ?? null;
  for (const key of path.split('.')) found = found?.kind === 'object' ? (found.members[key] ?? null) : null;
  return found;
}
