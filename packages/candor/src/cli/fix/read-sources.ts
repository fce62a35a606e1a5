import { matchesJudged } from '../../fix/apply/matches-judged.js';
import { type RealFile, readReal } from '../../fix/apply/real-file.js';
import type { SourceFile } from '../../fix/model.js';
import { followLink } from './follow-link.js';

/** The real files behind the judged ones. */
export interface RealSources {
  /** With their real texts; a file that may not be edited keeps the judged text, so that its diff can be shown. */
  readonly sources: readonly SourceFile[];
  readonly files: ReadonlyMap<string, RealFile>;
  /** Why a file is left alone, by path. */
  readonly refused: ReadonlyMap<string, string>;
  /** The file behind each judged path: another one where a link is followed. The other maps go by it. */
  readonly linked: ReadonlyMap<string, string>;
}

/** Reads the files that were judged once more; one that is not what was judged is left alone. */
export function readSources(judged: readonly SourceFile[]): RealSources {
  const files = new Map<string, RealFile>();
  const refused = new Map<string, string>();
  const linked = new Map<string, string>();
  const sources = judged.map((given) => {
    const source = { ...given, path: followLink(given.path) };
    linked.set(given.path, source.path);
    const reading = readReal(source.path);
    const problem = problemOf(reading, source);
    if (problem !== null || reading.state !== 'there') {
      refused.set(source.path, problem ?? 'it is not there');
      return given;
    }
    files.set(source.path, reading.file);
    return { ...given, text: reading.file.bytes.toString('utf8') };
  });
  return { sources, files, refused, linked };
}

function problemOf(reading: ReturnType<typeof readReal>, source: SourceFile): string | null {
  if (reading.state === 'refused') return reading.because;
  if (reading.state === 'absent') return 'it has gone since the check';
  const text = reading.file.bytes.toString('utf8');
  if (!Buffer.from(text).equals(reading.file.bytes)) return 'it is not UTF-8 text';
  return matchesJudged(text, source.text) ? null : 'it changed since the check';
}
