import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { linearPatterns } from './match/pattern-engine.js';
import { readPlaceholders } from './read/read-placeholders.js';
import { type RuleReading, readRules } from './read/read-rules.js';

/** Most files of a folder, and the largest: SigmaHQ has 4,000, none above 40 KB. */
const MOST_FILES = 20_000;
const MAX_FILE_BYTES = 256 * 1024;

/** One file of rules of the operator. */
export interface RuleFile extends RuleReading {
  /** Below the folder. */
  readonly name: string;
  readonly text: string;
}

/**
 * Reads every `.yml` and `.yaml` below a folder as rules of the operator; `samples/` apart, links not followed.
 * `placeholders.yml` gives values for `%name%`. Throws what `readdirSync` throws when the folder cannot be read.
 */
export function readRuleFolder(folder: string): readonly RuleFile[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/\/$/, '').length + 1))
    .filter((name) => !/(?:^|\/)samples\//.test(name))
    .sort();
  const given = names.find((name) => name === 'placeholders.yml');
  const placeholders = given === undefined ? new Map() : readPlaceholders(readFileSync(join(folder, given), 'utf8'));
  const files = names
    .filter((name) => name !== given)
    .slice(0, MOST_FILES)
    .map((name): RuleFile => {
      const path = join(folder, name);
      if (statSync(path).size > MAX_FILE_BYTES) return refused(path, name, `larger than ${MAX_FILE_BYTES} bytes`);
      const text = readFileSync(path, 'utf8');
      return { name, text, ...readRules(path, text, { placeholders, checkPattern: linearPatterns.check }) };
    });
  const left = names.length - MOST_FILES;
  return left > 0 ? [...files, refused(folder, '', `${left} more files than the ${MOST_FILES} that are read`)] : files;
}

function refused(file: string, name: string, message: string): RuleFile {
  return { name, text: '', rules: [], problems: [{ file, line: null, rule: null, kind: 'unsupported', message }] };
}
