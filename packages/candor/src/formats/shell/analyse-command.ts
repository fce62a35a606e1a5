import {
  type Behaviour,
  type BehaviourWeight,
  type CommandAnalysis,
  DEFAULT_SHELL_LIMITS,
  type ShellLimits,
  TECHNIQUES,
} from './command-analysis.js';
import { commandIndicators } from './command-indicators.js';
import { detectDroppedFiles } from './detect-dropped-files.js';
import { detectLookingAround } from './detect-looking-around.js';
import { detectMiner } from './detect-miner.js';
import { detectHiddenName, detectPipedCode } from './detect-piped-code.js';
import { detectFifoShell, detectReverseShell } from './detect-reverse-shell.js';
import { detectInstall, detectStaying } from './detect-staying.js';
import type { Detection } from './detection.js';
import type { Invocation } from './invocation.js';
import { looseText } from './loose-text.js';
import { offsetMap, tableMap } from './source-map.js';
import { walkScript } from './walk-script.js';

const SINGLE = [
  detectPipedCode,
  detectHiddenName,
  detectReverseShell,
  detectLookingAround,
  detectStaying,
  detectInstall,
  detectMiner,
];
const WEIGHTS: readonly BehaviourWeight[] = ['note', 'sign', 'attack'];
const MOST_BEHAVIOURS = 200;
const MOST_EXCERPT = 400;

function bounded(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const tail = Math.floor(maxChars / 4);
  const end = text.slice(text.length - tail).replace(/^[\s;|&)]+/, (cut) => ' '.repeat(cut.length));
  return `${text.slice(0, maxChars - tail - 1)}\n${end}`;
}

function detect(invocations: readonly Invocation[]): {
  detections: Detection[];
  files: ReturnType<typeof detectDroppedFiles>['files'];
} {
  const dropped = detectDroppedFiles(invocations);
  const single = invocations.flatMap((invocation) => SINGLE.flatMap((detector) => detector(invocation)));
  return { detections: [...single, ...dropped.detections, ...detectFifoShell(invocations)], files: dropped.files };
}

/** One behaviour of a kind and place; a heavier weight replaces a lighter one. */
function distinct(detections: readonly Detection[], text: string): Behaviour[] {
  const found = new Map<string, Behaviour>();
  for (const { kind, weight, what, span } of detections) {
    const key = `${kind} ${span.start} ${span.end}`;
    const known = found.get(key);
    if (known !== undefined && WEIGHTS.indexOf(known.weight) >= WEIGHTS.indexOf(weight)) continue;
    if (known === undefined && found.size >= MOST_BEHAVIOURS) break;
    const excerpt = text.slice(span.start, Math.min(span.end, span.start + MOST_EXCERPT));
    found.set(key, { kind, weight, what: what.slice(0, 300), technique: TECHNIQUES[kind], span, text: excerpt });
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function heaviest(behaviours: readonly Behaviour[]): BehaviourWeight | null {
  return WEIGHTS.findLast((weight) => behaviours.some((behaviour) => behaviour.weight === weight)) ?? null;
}

/**
 * Reads a command line as a shell would and names what it does, whatever the quoting (XCU 2, Shell Command Language).
 * Never throws; text that is no valid shell is also read without its quotes and grouping, and `reading` says so. Spans
 * point into `text` (into its shortened form when `truncated`).
 */
export function analyseCommand(text: string, limits: ShellLimits = DEFAULT_SHELL_LIMITS): CommandAnalysis {
  const source = bounded(text, limits.maxChars);
  const reading = walkScript(source, offsetMap(0), limits);
  const invocations = [...reading.invocations];
  const { detections, files } = detect(invocations);
  const broken = reading.errors.length > 0;
  const written = [...files];
  if (broken) {
    const loose = looseText(source);
    const second = walkScript(loose.text, tableMap(loose.positions), limits);
    const more = detect(second.invocations);
    invocations.push(...second.invocations);
    detections.push(...more.detections);
    written.push(...more.files);
  }
  const behaviours = distinct(detections, source);
  return {
    reading: broken ? 'tokens' : 'syntax-tree',
    errors: reading.errors,
    truncated: source !== text || invocations.length >= limits.maxInvocations,
    programs: invocations.slice(0, 200).map((invocation) => invocation.program),
    behaviours,
    indicators: commandIndicators(invocations, detections, written),
    weight: heaviest(behaviours),
  };
}

/** The same for an argument vector, as a sensor or `docker top` reports it; spans point into the quoted text. */
export function analyseArguments(argv: readonly string[], limits: ShellLimits = DEFAULT_SHELL_LIMITS): CommandAnalysis {
  return analyseCommand(argv.map(quoteArgument).join(' '), limits);
}

/** One argument as a shell word, quoted only where needed. */
export function quoteArgument(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
