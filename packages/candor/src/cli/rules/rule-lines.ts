import type { RuleProblem, SigmaRule } from '../../sigma/rule.js';
import { plainLine } from '../plain-text.js';

/** A problem as one line: place, rule, what. */
export function problemLine({ file, line, rule, kind, message }: RuleProblem): string {
  const place = line === null ? file : `${file}:${line}`;
  return `${plainLine(place)}: ${kind}: ${rule === null ? '' : `"${plainLine(rule)}": `}${plainLine(message)}\n`;
}

/** What a rule is called in lists. */
export function ruleName(rule: SigmaRule): string {
  return plainLine(rule.name ?? rule.key);
}

/** Problems as lines, the first twenty, and how many more there are. */
export function problemLines(problems: readonly RuleProblem[]): string {
  const more = problems.length - 20;
  return problems.slice(0, 20).map(problemLine).join('') + (more > 0 ? `and ${more} more; --json tells all\n` : '');
}

/** How many rules of each log source nothing here makes events for: `windows/process_creation 1203, …`. */
export function withoutEventsLine(rules: readonly SigmaRule[]): string {
  const counts = new Map<string, number>();
  for (const rule of rules) {
    if (rule.kind !== 'detection') continue;
    const { product, category, service } = rule.logsource;
    const name = plainLine([product, category, service].filter((part) => part !== null).join('/'));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, 8).map(([name, count]) => `${name} ${count}`);
  const rest = sorted.length - shown.length;
  return `${rules.length} rules are for events that nothing here makes: ${shown.join(', ')}${rest > 0 ? `, ${rest} more sources` : ''}\n`;
}
