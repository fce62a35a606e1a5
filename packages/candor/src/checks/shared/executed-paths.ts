const wrappers = new Set([
  'sudo',
  'nice',
  'ionice',
  'nohup',
  'env',
  'exec',
  'time',
  'chronic',
  'setsid',
  'command',
  'eatmydata',
]);
const wrappersWithValue = new Set(['timeout', 'flock', 'runuser', 'chroot']);
const interpreters = /^(?:ba|da|z|k)?sh$|^(?:python|perl|ruby|php|node|tsx|deno|bun)[\d.]*$|^source$|^\.$/;
const projectTools = /^(?:npm|npx|pnpm|yarn|make|docker|docker-compose|just|bunx)$/;

/** Longest command text that is read, in characters. */
const commandLimit = 4_096;

/**
 * Absolute paths that a cron line or an `ExecStart=` makes its user *execute*: the program, the script after an
 * interpreter, the Compose file after `-f`, the folder in which `npm` or `make` look for their instructions. Paths that
 * are data (`rsync -a /srv/media /backup`) are not among them.
 */
export function executedPaths(command: string): readonly string[] {
  const found: string[] = [];
  let folder: string | null = null;
  const text = command.slice(0, commandLimit).replace(/^[@+!:-]+(?=\/)/, '');
  for (const part of text.split(/&&|\|\||[;|\n]/)) {
    const words = part.split(/[\s"'()]+/).filter((word) => word !== '');
    const at = programIndex(words);
    const program = words[at];
    if (program === undefined) continue;
    if (program === 'cd') folder = words[at + 1] ?? folder;
    else found.push(...pathsOf(program, words.slice(at + 1), folder));
  }
  return found;
}

/** Skips assignments, wrappers and what belongs to them. */
function programIndex(words: readonly string[]): number {
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const name = nameOf(word);
    if (wrappersWithValue.has(name)) at = nextPlain(words, at + 1);
    else if (!wrappers.has(name) && !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) break;
  }
  return at;
}

function nextPlain(words: readonly string[], from: number): number {
  let at = from;
  while (words[at]?.startsWith('-')) at++;
  return at;
}

function pathsOf(program: string, rest: readonly string[], folder: string | null): readonly string[] {
  const own = absolute(program, folder);
  const found = own === null ? [] : [own];
  const name = nameOf(program);
  if (interpreters.test(name)) {
    const inline = rest.findIndex((word) => /^-\w*c$/.test(word));
    if (inline >= 0) return [...found, ...executedPaths(rest.slice(inline + 1).join(' '))];
    const script = rest.find((word) => !word.startsWith('-'));
    const path = script === undefined ? null : absolute(script, folder, true);
    return path === null ? found : [...found, path];
  }
  if (!projectTools.test(name)) return found;
  const file = rest[rest.findIndex((word) => /^(?:-f|--file|-C|--prefix|--project-directory)$/.test(word)) + 1];
  const instructions = file?.startsWith('/') ? file : folder;
  return instructions === null ? found : [...found, instructions];
}

function absolute(word: string, folder: string | null, bare = false): string | null {
  if (word.startsWith('/')) return word;
  if (folder === null || !(bare || word.startsWith('./') || word.includes('/'))) return null;
  return `${folder}/${word.replace(/^\.\//, '')}`;
}

function nameOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}
