import type { Process } from '../../facts/processes.js';
import { analyseArguments, analyseCommand } from '../../formats/shell/analyse-command.js';
import type { Behaviour } from '../../formats/shell/command-analysis.js';
import { baseName } from './describe-process.js';
import { isShell } from './legit-subprocess.js';

/**
 * What a process's command line does. A listing such as `ps` joins the arguments by spaces, so that the text behind
 * `sh -c` is read as a whole too.
 */
export function processBehaviours(process: Process): readonly Behaviour[] {
  const own = analyseArguments(process.argv).behaviours;
  if (!isShell(baseName(process.argv[0] ?? ''))) return own;
  const inline = /\s-\w{0,8}c\s+/.exec(process.args);
  if (!inline) return own;
  return [...own, ...analyseCommand(process.args.slice(inline.index + inline[0].length)).behaviours];
}
