import { existsSync } from 'node:fs';
import { hasEvents } from './has-events.js';
import { readOwnRules } from './own-rules.js';
import type { RuleReading } from './read/read-rules.js';
import { readRuleFolder } from './read-rule-folder.js';
import type { RuleProblem, SigmaRule } from './rule.js';
import { assembleRules, type RuleSet } from './rule-set.js';

/** Where `candor rules add` puts rules, and where every watcher looks for them. */
export const defaultRuleFolder = '/etc/candor/rules';

/** All rules that are run, with every one that is not, and why. */
export interface LoadedRules {
  readonly set: RuleSet;
  /** Rules left out because nothing here makes events of their log source. */
  readonly withoutEvents: readonly SigmaRule[];
  readonly problems: readonly RuleProblem[];
}

/** Our own rules and those of folders; a folder that cannot be read is a problem like any other. */
export function loadRules(folders: readonly string[]): LoadedRules {
  const own = readOwnRules();
  const users = folders.filter((folder) => folder !== defaultRuleFolder || existsSync(folder)).flatMap(readFolder);
  const rules = users.flatMap((file) => file.rules);
  const blind = (rule: SigmaRule) => rule.kind === 'detection' && !hasEvents(rule.logsource);
  const set = assembleRules([
    { origin: 'own', rules: own.rules },
    { origin: 'user', rules: rules.filter((rule) => !blind(rule)) },
  ]);
  const problems = [...own.problems, ...users.flatMap((file) => file.problems), ...set.problems];
  return { set, withoutEvents: rules.filter(blind), problems };
}

function readFolder(folder: string): readonly RuleReading[] {
  try {
    return readRuleFolder(folder);
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const problem: RuleProblem = { file: folder, line: null, rule: null, kind: 'invalid', message };
    return [{ rules: [], problems: [problem] }];
  }
}
