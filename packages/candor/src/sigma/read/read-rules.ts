import { itemsOf, type MapTree, type Tree, textOf, under } from '../../formats/compose/tree.js';
import { readYamlTrees } from '../../formats/compose/yaml-tree.js';
import type { DetectionRule, FilterRule, RuleHead, RuleProblem, SigmaRule } from '../rule.js';
import type { Placeholders } from './modified.js';
import { ProblemList } from './problem-list.js';
import { readCorrelation } from './read-correlation.js';
import type { DetectionContext } from './read-detection.js';
import { readHead, readLogSource } from './read-head.js';
import { readSearches } from './read-searches.js';

/** What a rule file holds: the documents that can be used, and why the others cannot. */
export interface RuleReading {
  readonly rules: readonly SigmaRule[];
  readonly problems: readonly RuleProblem[];
}

/** How to read rules. */
export interface RuleReadingOptions {
  readonly placeholders?: Placeholders;
  /** Whether a pattern can be run: null, or why not. */
  readonly checkPattern: (source: string, flags: string) => string | null;
}

/**
 * Reads a file of Sigma rules, correlations and filters (Sigma 2.2). Never throws; a document with any problem is left
 * out whole, and each problem names the rule and the line.
 */
export function readRules(file: string, text: string, options: RuleReadingOptions): RuleReading {
  const problems = new ProblemList(file);
  const trees = readYamlTrees(file, text.replace(/\r\n/g, '\n'));
  if (!trees.ok) {
    problems.invalid(trees.line, trees.reason);
    return { rules: [], problems: problems.problems };
  }
  const context: DetectionContext = {
    problems,
    placeholders: options.placeholders ?? new Map(),
    checkPattern: options.checkPattern,
  };
  if (trees.value.length === 0) problems.invalid(null, 'the file is empty');
  const rules = trees.value.map((tree) => readDocument(tree, context)).filter((rule) => rule !== null);
  return { rules, problems: problems.problems };
}

function readDocument(tree: Tree, context: DetectionContext): SigmaRule | null {
  const { problems } = context;
  problems.rule = null;
  if (tree.kind !== 'map') return problems.invalid(tree.line, 'the document is no map');
  if (tree.entries.has('action'))
    return problems.unsupported(
      tree.entries.get('action')?.line ?? tree.line,
      '"action" (rule collections of Sigma 1)',
    );
  const before = problems.problems.length;
  const head = readHead(tree, problems);
  if (head === null) return null;
  const taxonomy = textOf(under(tree, 'taxonomy')) ?? 'sigma';
  if (taxonomy !== 'sigma')
    return problems.unsupported(tree.entries.get('taxonomy')?.line ?? tree.line, `the taxonomy "${taxonomy}"`);
  const rule = readKind(head, tree, context);
  return problems.problems.length > before ? null : rule;
}

function readKind(head: RuleHead, tree: MapTree, context: DetectionContext): SigmaRule | null {
  const { problems } = context;
  const section = (key: string) => {
    const part = under(tree, key);
    return part?.kind === 'map' ? part : null;
  };
  const correlation = section('correlation');
  if (correlation !== null) return readCorrelation(head, correlation, problems);
  const detection = section('detection');
  if (detection !== null) return readDetectionRule(head, tree, detection, context);
  const filter = section('filter');
  if (filter !== null) return readFilter(head, tree, filter, context);
  return problems.invalid(tree.line, 'the rule has no detection, correlation or filter');
}

function readDetectionRule(
  head: RuleHead,
  tree: MapTree,
  detection: MapTree,
  context: DetectionContext,
): DetectionRule | null {
  const logsource = readLogSource(tree, context.problems);
  const expression = readSearches(detection, [], context);
  return logsource === null || expression === null ? null : { ...head, kind: 'detection', logsource, expression };
}

function readFilter(head: RuleHead, tree: MapTree, filter: MapTree, context: DetectionContext): FilterRule | null {
  const logsource = readLogSource(tree, context.problems);
  const expression = readSearches(filter, ['rules'], context);
  const named = itemsOf(under(filter, 'rules')).flatMap((item) => textOf(item) ?? []);
  if (!filter.entries.has('rules')) return context.problems.invalid(filter.line, 'the filter names no rules');
  const every = named.length === 0 || (named.length === 1 && /^(?:any|all)$/i.test(named[0] ?? ''));
  if (logsource === null || expression === null) return null;
  return { ...head, kind: 'filter', logsource, rules: every ? null : named, expression };
}
