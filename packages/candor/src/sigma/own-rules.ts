import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lintedPatterns } from './match/pattern-engine.js';
import { type RuleReading, readRules } from './read/read-rules.js';
import { readSamples } from './samples/read-samples.js';
import type { Sample } from './samples/sample.js';

/** Where Candor's own rules lie: `rules/` of the package, beside `src` and `dist`. */
export const ownRulesFolder = fileURLToPath(new URL('../../rules', import.meta.url));

/** Candor's own rules. A problem here is a defect of Candor, and a test says so. */
export function readOwnRules(): RuleReading {
  const readings = ruleFiles(ownRulesFolder).map((name) =>
    readRules(name, readFileSync(`${ownRulesFolder}/${name}`, 'utf8'), { checkPattern: lintedPatterns.check }),
  );
  return { rules: readings.flatMap(({ rules }) => rules), problems: readings.flatMap(({ problems }) => problems) };
}

/** Their samples, and what is wrong with sample files. */
export function readOwnSamples(): { readonly samples: readonly Sample[]; readonly problems: readonly string[] } {
  const folder = `${ownRulesFolder}/samples`;
  const readings = ruleFiles(folder).map((name) => readSamples(name, readFileSync(`${folder}/${name}`, 'utf8')));
  return {
    samples: readings.flatMap((reading) => (reading.ok ? reading.value : [])),
    problems: readings.flatMap((reading) => (reading.ok ? [] : [`line ${reading.line ?? '?'}: ${reading.reason}`])),
  };
}

function ruleFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort();
}
