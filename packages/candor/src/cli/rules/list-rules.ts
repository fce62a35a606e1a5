import { CandorError } from '../../core/errors.js';
import { isAtLeast, type Severity, severities, severityRank } from '../../core/severity.js';
import { loadRules } from '../../sigma/load-rules.js';
import type { LoadedCorrelation, LoadedDetection } from '../../sigma/rule-set.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import { ruleFolders } from './rule-folders.js';
import { problemLines, ruleName, withoutEventsLine } from './rule-lines.js';

type Loaded = LoadedDetection | LoadedCorrelation;

/** Prints the rules that are run, worst first, and what is left out. Throws USAGE for an unknown level. */
export function listRules(
  options: { readonly level?: string; readonly all?: boolean; readonly rules?: string; readonly json?: boolean },
  terminal: Terminal,
): void {
  const floor = severities.find((level) => level === (options.level ?? 'informational'));
  if (floor === undefined)
    throw new CandorError('USAGE', `there is no level "${plainLine(options.level ?? '')}"`, {
      hint: severities.join(', '),
    });
  const { set, withoutEvents, problems } = loadRules(ruleFolders(options.rules));
  const shown = [...set.detections, ...set.correlations]
    .filter(({ rule }) => (options.all || !set.silent.has(rule.key)) && isAtLeast(rule.level, floor))
    .sort(byLevel);
  if (options.json) {
    const rules = shown.map(({ rule, origin }) => about(rule, origin));
    terminal.stdout(
      `${JSON.stringify({ rules, withoutEvents: withoutEvents.map((rule) => about(rule, 'user')), problems }, null, 2)}\n`,
    );
    return;
  }
  const width = Math.max(...shown.map(({ rule }) => ruleName(rule).length), 4);
  for (const { rule, origin } of shown)
    terminal.stdout(
      `${rule.level.padEnd(13)} ${rule.status.padEnd(12)} ${origin.padEnd(4)} ${ruleName(rule).padEnd(width)}  ${plainLine(rule.title)}\n`,
    );
  const helpers = set.silent.size;
  terminal.stdout(`\n${shown.length} rules${options.all ? '' : `; ${helpers} more only serve these (--all)`}\n`);
  if (withoutEvents.length > 0) terminal.stdout(withoutEventsLine(withoutEvents));
  if (problems.length > 0) terminal.stderr(`not used:\n${problemLines(problems)}`);
}

function byLevel(a: Loaded, b: Loaded): number {
  const order = severityRank(b.rule.level) - severityRank(a.rule.level);
  return order || (ruleName(a.rule) < ruleName(b.rule) ? -1 : 1);
}

function about(
  rule: {
    key: string;
    title: string;
    level: Severity;
    status: string;
    name: string | null;
    file: string;
    line: number;
    kind: string;
    tags: readonly string[];
  },
  origin: string,
) {
  const { key, name, title, level, status, kind, tags, file, line } = rule;
  return { key, name, title, level, status, origin, kind, tags, file, line };
}
