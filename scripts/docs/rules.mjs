import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cell, code, generated, table } from './markdown.mjs';

/** The rules of evidence in the order in which they run. */
export async function rulesPage(dist) {
  const { evidenceRules } = await import(pathToFileURL(join(dist, 'verdict/rules/index.js')));
  const rows = [...evidenceRules]
    .sort((a, b) => a.number - b.number)
    .map((rule) => [rule.number, code(rule.id), cell(rule.reason)]);
  return `${generated}\n# Rules of evidence\n\n${table(['no.', 'rule', 'why it exists'], rows)}\n`;
}
