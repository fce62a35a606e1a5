import { defaultRuleFolder, loadRules as loadFolders } from '../sigma/load-rules.js';
import { type RuleEngineState, RuleEngine as SigmaEngine } from '../sigma/rule-engine.js';
import type { RuleSet } from '../sigma/rule-set.js';
import { markNewForm } from '../sigma/templates/mark-new-form.js';
import { defaultTemplateOptions, TemplateMiner, type TemplateMinerState } from '../sigma/templates/template-miner.js';
import type { RuleEngine } from './rule-engine.js';

/**
 * Our own rules, those that `candor rules add` brought, and those of the site's folders; every problem is named with its
 * file and line.
 */
export function loadRules(folders: readonly string[]): RuleSet {
  const { set, problems } = loadFolders([...new Set([defaultRuleFolder, ...folders])]);
  return { ...set, problems };
}

interface KeptRules {
  readonly rules: RuleEngineState;
  readonly templates: TemplateMinerState;
}

/** Runs a set of rules, and learns the forms of lines for them; goes on from a kept state. */
export function ruleEngine(rules: RuleSet, state: unknown): RuleEngine {
  const kept = state as KeptRules | null; // written by `state` below
  const engine = new SigmaEngine(rules);
  if (kept?.rules) engine.restore(kept.rules);
  const miner = new TemplateMiner(defaultTemplateOptions, kept?.templates ?? null);
  return {
    take: (event) => engine.take(markNewForm(event, miner)).filter((detection) => !detection.ended),
    advance: (now) => engine.advance(now).filter((detection) => !detection.ended),
    state: () => ({ rules: engine.state(), templates: miner.state() }) satisfies KeptRules,
  };
}
