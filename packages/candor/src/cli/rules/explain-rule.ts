import { distance } from '../../config/parse-policy.js';
import { CandorError } from '../../core/errors.js';
import { loadRules } from '../../sigma/load-rules.js';
import { readOwnSamples } from '../../sigma/own-rules.js';
import type { LoadedCorrelation, LoadedDetection, RuleSet } from '../../sigma/rule-set.js';
import { defaultStoreFolder } from '../../watch/store/open-store.js';
import { plainLine, plainText } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import { type LastHits, lastHits } from './last-hits.js';
import { ruleFolders } from './rule-folders.js';
import { ruleName } from './rule-lines.js';

type Loaded = LoadedDetection | LoadedCorrelation;

/** Prints what a rule is, its samples and its last hits. An unknown one is a usage error that names the nearest. */
export function explainRule(
  name: string,
  options: { readonly rules?: string; readonly store?: string; readonly json?: boolean },
  terminal: Terminal,
): void {
  const { set } = loadRules(ruleFolders(options.rules));
  const loaded = find(name, set);
  const hits = lastHits(loaded.rule.key, options.store ?? defaultStoreFolder);
  const samples = loaded.origin === 'own' ? samplesOf(ruleName(loaded.rule), loaded.rule.file) : [];
  terminal.stdout(
    options.json ? `${JSON.stringify(facts(loaded, set, samples, hits), null, 2)}\n` : page(loaded, set, samples, hits),
  );
}

function find(name: string, set: RuleSet): Loaded {
  const all: Loaded[] = [...set.detections, ...set.correlations];
  const wanted = name.toLowerCase();
  const found = all.find(({ rule }) =>
    [rule.key, rule.id, rule.name, rule.title].some((one) => one?.toLowerCase() === wanted),
  );
  if (found) return found;
  const near = all
    .map(({ rule }) => ruleName(rule))
    .sort((a, b) => distance(a, wanted) - distance(b, wanted))
    .slice(0, 3);
  throw new CandorError('USAGE', `there is no rule "${plainLine(name)}"`, {
    hint: `nearest: ${near.join(', ')}; candor rules list --all shows all`,
  });
}

interface SampleTitle {
  readonly title: string;
  readonly silent: boolean;
}

function samplesOf(name: string, file: string): SampleTitle[] {
  return readOwnSamples()
    .samples.filter((sample) => (sample.silent ? sample.file === file : sample.tells.includes(name)))
    .map(({ title, silent }) => ({ title, silent }));
}

function facts(loaded: Loaded, set: RuleSet, samples: readonly SampleTitle[], hits: LastHits) {
  const { rule, origin } = loaded;
  return {
    key: rule.key,
    name: rule.name,
    title: rule.title,
    origin,
    level: rule.level,
    status: rule.status,
    speaks: !set.silent.has(rule.key),
    description: rule.description,
    ...(rule.kind === 'detection' ? { logsource: rule.logsource } : { correlation: correlationFacts(rule) }),
    tags: rule.tags,
    falsePositives: rule.falsePositives,
    references: rule.references,
    file: rule.file,
    line: rule.line,
    samples,
    hits,
  };
}

function correlationFacts(rule: LoadedCorrelation['rule']) {
  const { type, rules, groupBy, timespanMs, bounds, valueFields } = rule;
  return { type, rules, groupBy, timespanMs, bounds, valueFields };
}

function page(loaded: Loaded, set: RuleSet, samples: readonly SampleTitle[], hits: LastHits): string {
  const { rule, origin } = loaded;
  const titles = (silent: boolean) => samples.filter((one) => one.silent === silent).map(({ title }) => title);
  const list = (label: string, items: readonly string[]) =>
    items.map((item, index) => `${(index === 0 ? label : '').padEnd(11)}${plainLine(item)}`);
  return `${[
    `${ruleName(rule)}  ${plainLine(rule.title)}`,
    '',
    `${'level'.padEnd(11)}${rule.level}, ${rule.status}, ${origin === 'own' ? "Candor's own" : 'yours'}`,
    `${'looks at'.padEnd(11)}${plainLine(looksAt(loaded))}`,
    ...(set.silent.has(rule.key) ? [`${'speaks'.padEnd(11)}never by itself: it serves other rules`] : []),
    ...list('tags', rule.tags.length > 0 ? [rule.tags.join(', ')] : []),
    `${'from'.padEnd(11)}${plainLine(rule.file)}:${rule.line}`,
    '',
    plainText(rule.description),
    '',
    ...list('Tells', titles(false)),
    ...list('Silent', titles(true)),
    ...list('Mistakes', rule.falsePositives),
    ...list('See', rule.references),
    ...list('Last hits', hits.known ? hits.hits.map(({ at, evidence }) => `${at}  ${evidence}`) : [hits.reason]),
    ...(hits.known && hits.hits.length === 0 ? list('Last hits', ['none in the store']) : []),
  ].join('\n')}\n`;
}

function looksAt({ rule }: Loaded): string {
  if (rule.kind === 'detection') {
    const { product, category, service } = rule.logsource;
    return `events of ${[product, category, service].filter((part) => part !== null).join(' / ')}`;
  }
  const bounds = rule.bounds.map(({ op, value }) => `${op} ${value}`).join(', ');
  const by = rule.groupBy.length > 0 ? ` for each ${rule.groupBy.join(' and ')}` : '';
  return `${rule.type} of ${rule.rules.join(', ')}${by} within ${rule.timespanMs / 1000} s${bounds ? `: ${bounds}` : ''}`;
}
