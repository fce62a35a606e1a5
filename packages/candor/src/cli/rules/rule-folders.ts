import { existsSync } from 'node:fs';
import { defaultRuleFolder } from '../../sigma/load-rules.js';

/** The folder of the operator's rules, where it is there; before the first `candor rules add` it is not. */
export function ruleFolders(folder: string = defaultRuleFolder): readonly string[] {
  return existsSync(folder) ? [folder] : [];
}
