import { analyseCommand } from '../formats/shell/analyse-command.js';
import type { CommandAnalysis } from '../formats/shell/command-analysis.js';

/** One start of a program, as far as sequences are concerned. */
export interface SequenceStart {
  readonly at: Date;
  readonly command: string;
  readonly analysis: CommandAnalysis;
}

/** Two starts that together are an attack, and neither by itself. */
export interface StartSequence<T extends SequenceStart> {
  readonly first: T;
  readonly then: T;
  /** Reading of both, one after the other. */
  readonly command: string;
  readonly analysis: CommandAnalysis;
}

/** What was fetched or written is run within minutes (seconds in the case); an hour covers a slow hand. */
const windowMs = 3_600_000;
/** Files remembered at once: an attacker who writes many makes the oldest forgotten, which costs memory no more. */
const mostFiles = 256;
const mostSequences = 30;
/** Files with a shorter name stand in too many words by chance. */
const shortestPath = 4;

/**
 * Finds write-then-execute over several starts: one fetches or writes a file, a later one makes it executable or runs
 * it. The two are read as one script; the starts come in the order of time and from one place.
 */
export function startSequences<T extends SequenceStart>(starts: readonly T[]): StartSequence<T>[] {
  const files = new Map<string, T>();
  const found: StartSequence<T>[] = [];
  for (const start of starts) {
    if (found.length >= mostSequences) break;
    const sequence = start.analysis.weight === 'attack' ? null : sequenceOf(files, start);
    if (sequence) found.push(sequence);
    for (const path of droppedFiles(start)) remember(files, path, start);
  }
  return found;
}

function sequenceOf<T extends SequenceStart>(files: ReadonlyMap<string, T>, then: T): StartSequence<T> | null {
  for (const [path, first] of files) {
    if (first.analysis.weight === 'attack' || !mentions(then.command, path)) continue;
    const afterMs = then.at.getTime() - first.at.getTime();
    if (afterMs < 0 || afterMs > windowMs) continue;
    const command = `${first.command}\n${then.command}`;
    const analysis = analyseCommand(command);
    if (analysis.weight === 'attack') return { first, then, command, analysis };
  }
  return null;
}

function droppedFiles({ analysis }: SequenceStart): string[] {
  return analysis.indicators
    .filter(({ role, value }) => role === 'dropped-file' && value.length >= shortestPath)
    .map(({ value }) => value);
}

function remember<T>(files: Map<string, T>, path: string, start: T): void {
  files.delete(path);
  files.set(path, start);
  const oldest = files.size > mostFiles ? files.keys().next().value : undefined;
  if (oldest !== undefined) files.delete(oldest);
}

/** The file by its path, or by its name where the shell stands beside it (`./x86`). */
function mentions(command: string, path: string): boolean {
  return command.includes(path) || command.includes(`./${path.slice(path.lastIndexOf('/') + 1)}`);
}
