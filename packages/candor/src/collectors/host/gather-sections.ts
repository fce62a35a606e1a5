import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { collected, failureDetail, missing, statusOf } from '../artifact.js';
import type { CollectedArtifact, CollectorEnv } from '../collected.js';
import { errorCode } from '../env/error-code.js';
import { mapLimited } from '../env/map-limited.js';

/** A file of a concatenation, in the form of `tail -n +1 -v`. */
export interface Section {
  readonly path: string;
  readonly text: string;
}

/** What could be read of a list of paths, and what was refused. */
export interface Gathered {
  readonly sections: readonly Section[];
  /** Paths that exist but may not be read. */
  readonly denied: readonly string[];
}

const MAX_FILES = 2000;
const MAX_DEPTH = 6;

/** Files of the paths; folders are walked, sorted by name. What is not there is left out, what is denied is listed. */
export async function gatherSections(
  env: CollectorEnv,
  paths: readonly string[],
  accept: (path: string) => boolean = () => true,
): Promise<Gathered> {
  const denied: string[] = [];
  const files: string[] = [];
  for (const path of paths) await walk(env, path, 0, files, denied);
  const wanted = [...new Set(files)].filter(accept).slice(0, MAX_FILES);
  const sections = await mapLimited(wanted, 8, async (path): Promise<Section | null> => {
    try {
      return { path, text: (await env.fs.read(path, { maxBytes: 1 << 20 })).bytes.toString() };
    } catch (error) {
      if (statusOf(error) === 'denied') denied.push(path);
      return null;
    }
  });
  return { sections: sections.filter((section) => section !== null), denied };
}

async function walk(env: CollectorEnv, path: string, depth: number, files: string[], denied: string[]): Promise<void> {
  if (depth > MAX_DEPTH || files.length > MAX_FILES) return;
  try {
    const entries = await env.fs.entries(path);
    for (const { name, kind } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      // A name with a line break could forge a header of the concatenation.
      if (/[\n\r]/.test(name)) continue;
      if (kind === 'directory') await walk(env, `${path}/${name}`, depth + 1, files, denied);
      else if (kind === 'file' || kind === 'link') files.push(`${path}/${name}`);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') files.push(path);
    else if (statusOf(error) === 'denied') denied.push(path);
  }
}

/** Sections as one text with `==> path <==` headers, redacted; denied paths make the artefact `denied` or partial. */
export function sectionsArtifact(
  env: CollectorEnv,
  id: ArtifactId,
  { sections, denied }: Gathered,
  redact: (text: string) => string = (text) => env.redact.text(text),
): CollectedArtifact {
  const source = { file: sections[0]?.path ?? denied[0] ?? '/' };
  if (sections.length === 0 && denied.length > 0) {
    const detail = failureDetail(env, denied.slice(0, 3).join(', '), { code: 'EACCES' });
    return missing(env, id, 'denied', detail, { source });
  }
  const text = sections.map((section) => `==> ${section.path} <==\n${redact(section.text)}`).join('\n');
  if (denied.length === 0) return collected(env, id, text, { source });
  const detail = failureDetail(env, `${denied.length} more (${denied.slice(0, 3).join(', ')})`, { code: 'EACCES' });
  return collected(env, id, text, { source, status: 'truncated', detail });
}
