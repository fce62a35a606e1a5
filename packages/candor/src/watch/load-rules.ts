import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linearPatterns } from '../sigma/match/pattern-engine.js';
import { readOwnRules } from '../sigma/own-rules.js';
import { readRules } from '../sigma/read/read-rules.js';
import type { RuleProblem, SigmaRule } from '../sigma/rule.js';
import { RuleEngine as SigmaEngine } from '../sigma/rule-engine.js';
import { assembleRules, type RuleSet } from '../sigma/rule-set.js';
import type { RuleEngine } from './rule-engine.js';

const largestFileBytes = 1_000_000;
const mostFiles = 20_000;

/** Reads our own rules and those of the site's folders; every problem is named with its file and line. */
export function loadRules(folders: readonly string[]): RuleSet {
  const own = readOwnRules();
  const users = folders.map(readFolder);
  const set = assembleRules([
    { origin: 'own', rules: own.rules },
    ...users.map(({ rules }) => ({ origin: 'user' as const, rules })),
  ]);
  return { ...set, problems: [...own.problems, ...users.flatMap((one) => one.problems), ...set.problems] };
}

/** Runs a set of rules; goes on from a kept state. */
export function ruleEngine(rules: RuleSet, state: unknown): RuleEngine {
  const engine = new SigmaEngine(rules);
  if (state !== null) engine.restore(state as ReturnType<SigmaEngine['state']>); // written by `state` below
  return {
    take: (event) => engine.take(event).filter((detection) => !detection.ended),
    advance: (now) => engine.advance(now).filter((detection) => !detection.ended),
    state: () => engine.state(),
  };
}

interface FolderReading {
  readonly rules: readonly SigmaRule[];
  readonly problems: readonly RuleProblem[];
}

function readFolder(folder: string): FolderReading {
  const rules: SigmaRule[] = [];
  const problems: RuleProblem[] = [];
  for (const file of ruleFiles(folder, problems)) {
    const text = readText(file, problems);
    if (text === null) continue;
    const reading = readRules(file, text, { checkPattern: linearPatterns.check });
    rules.push(...reading.rules);
    problems.push(...reading.problems);
  }
  return { rules, problems };
}

function ruleFiles(folder: string, problems: RuleProblem[]): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name) && !/(?:^|\/)samples\//.test(name))
      .sort()
      .slice(0, mostFiles)
      .map((name) => join(folder, name));
  } catch (error) {
    problems.push(problem(folder, error));
    return [];
  }
}

function readText(file: string, problems: RuleProblem[]): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= largestFileBytes) return text;
    problems.push(problem(file, new Error(`longer than ${largestFileBytes} characters`)));
  } catch (error) {
    problems.push(problem(file, error));
  }
  return null;
}

function problem(file: string, error: unknown): RuleProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { file, line: null, rule: null, kind: 'invalid', message };
}
