'use strict';
// What a launch does, judged by its syntax tree and not by its words: fetch and run, pipe to shell,
// reverse shell, write to a device, execute from a place for temporary files.

const { append, exec, indexOf, lastIndexOf, slice, startsWith } = require('./primordials.cjs');
const { parseShell } = require('./shell.cjs');

const setOf = (names) => Object.assign(Object.create(null), Object.fromEntries(names.map((name) => [name, true])));
const SHELLS = setOf(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'busybox']);
const INTERPRETERS = setOf(['node', 'python', 'python2', 'python3', 'perl', 'ruby', 'php', 'bun', 'deno']);
const FETCHERS = setOf(['curl', 'wget', 'fetch', 'aria2c', 'lwp-download', 'ftpget', 'tftp']);
const DECODERS = setOf(['base64', 'base32', 'xxd', 'openssl', 'uudecode', 'gunzip', 'zcat']);
const NETCATS = setOf(['nc', 'ncat', 'netcat', 'nc.traditional', 'nc.openbsd']);
const WRAPPERS = setOf([
  'sudo',
  'env',
  'nohup',
  'exec',
  'command',
  'setsid',
  'time',
  'timeout',
  'nice',
  'busybox',
  'xargs',
]);
/** Patterns that are an attack in themselves; the others are unusual. */
const CRITICAL_PATTERNS = setOf(['reverse-shell', 'pipe-to-shell', 'fetch-and-run']);
const SAFE_DEVICES = setOf(['/dev/null', '/dev/stdout', '/dev/stderr', '/dev/tty', '/dev/zero']);
const TEMPORARY = /^(?:\/(?:tmp|var\/tmp|dev\/shm|run\/shm)\/|\/[^/\s]+$)/;
const NETWORK_DEVICE = /\/dev\/(?:tcp|udp)\//;
const SOCKET_SCRIPT =
  /socket[\s\S]{0,2000}(?:dup2|pty\.spawn|subprocess|exec|\/bin\/(?:ba)?sh)|fsockopen|TCPSocket\.(?:new|open)/i;

/** The last segment of a path. */
function baseName(path) {
  return slice(path, lastIndexOf(path, '/') + 1);
}

/** Index of the word that names the program, past assignments and wrappers such as `env` or `nohup`. */
function programIndex(words) {
  let i = 0;
  while (i < words.length) {
    const word = words[i];
    const isPrefix = exec(/^\w+=/, word) !== null || startsWith(word, '-') || exec(/^\d+[smh]?$/, word) !== null;
    if (!isPrefix && (WRAPPERS[baseName(word)] !== true || i === words.length - 1)) return i;
    i += 1;
  }
  return 0;
}

function programOf(command) {
  return command.words.length === 0 ? '' : baseName(command.words[programIndex(command.words)]);
}

function reads(command, names) {
  return names[programOf(command)] === true;
}

/** A shell or interpreter that takes its program from standard input. */
function runsInput(command) {
  if (!reads(command, SHELLS) && !reads(command, INTERPRETERS)) return false;
  for (let i = programIndex(command.words) + 1; i < command.words.length; i += 1) {
    const word = command.words[i];
    if (word === '-' || word === '-s' || word === '/dev/stdin') return true;
    if (!startsWith(word, '-')) return false;
    if (word === '-c' || word === '-e') return false;
  }
  return true;
}

function isFedBy(command, names) {
  let from = command.pipedFrom;
  for (let i = 0; i < 16 && from !== null; i += 1) {
    if (reads(from, names)) return true;
    from = from.pipedFrom;
  }
  return false;
}

function isReverseShell(command) {
  const name = programOf(command);
  for (let i = 0; i < command.redirects.length; i += 1) {
    if (exec(NETWORK_DEVICE, command.redirects[i].target) !== null) return true;
  }
  for (let i = 0; i < command.words.length; i += 1) {
    const word = command.words[i];
    if (NETCATS[name] === true && exec(/^-[a-z]*[ec]$/, word) !== null) return true;
    if (name === 'socat' && exec(/^(?:exec|system):/i, word) !== null) return true;
    if (exec(NETWORK_DEVICE, word) !== null && SHELLS[name] === true) return true;
    if (INTERPRETERS[exec(/^[a-z]+\d?/, name)?.[0] ?? ''] === true && exec(SOCKET_SCRIPT, word) !== null) return true;
  }
  return NETCATS[name] === true && (isFedBy(command, SHELLS) || feedsShell(command));
}

function feedsShell(command) {
  return (
    command.redirects.length > 0 &&
    command.pipedFrom !== null &&
    exec(/mkfifo|\/tmp\//, command.redirects[0].target) !== null
  );
}

function writesDevice(command) {
  for (let i = 0; i < command.redirects.length; i += 1) {
    const { operator, target } = command.redirects[i];
    const isWrite = indexOf(operator, '>') >= 0;
    if (isWrite && startsWith(target, '/dev/') && SAFE_DEVICES[target] !== true && !startsWith(target, '/dev/fd/'))
      return true;
  }
  return false;
}

function runsTemporary(command) {
  const { words } = command;
  if (words.length === 0) return false;
  const at = programIndex(words);
  if (exec(TEMPORARY, words[at]) !== null) return true;
  const name = baseName(words[at]);
  if (name !== 'chmod' && SHELLS[name] !== true) return false;
  for (let i = at + 1; i < words.length; i += 1) {
    if (exec(/^\/(?:tmp|var\/tmp|dev\/shm)\//, words[i]) !== null) return true;
    if (SHELLS[name] === true && !startsWith(words[i], '-')) return false;
  }
  return false;
}

/** Where a fetcher puts what it fetched: `-o P`, `-O P`, `> P`; empty when unknown. */
function fetchedTo(command) {
  for (let i = 0; i < command.words.length - 1; i += 1) {
    if (exec(/^-\w*[oO]$|^--output(?:-document)?$/, command.words[i]) !== null) return command.words[i + 1];
  }
  for (let i = 0; i < command.redirects.length; i += 1) {
    if (indexOf(command.redirects[i].operator, '>') >= 0) return command.redirects[i].target;
  }
  return '';
}

function uses(command, path) {
  const name = baseName(path);
  for (let i = 0; i < command.words.length; i += 1) {
    if (command.words[i] === path || baseName(command.words[i]) === name) return true;
  }
  return false;
}

function isFetchAndRun(commands) {
  for (let i = 0; i < commands.length; i += 1) {
    const path = reads(commands[i], FETCHERS) ? fetchedTo(commands[i]) : '';
    for (let j = i + 1; path !== '' && j < commands.length; j += 1) {
      const runs =
        programOf(commands[j]) === 'chmod' || reads(commands[j], SHELLS) || baseName(path) === programOf(commands[j]);
      if (runs && uses(commands[j], path)) return true;
    }
  }
  return false;
}

/** `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(…)"`. */
function runsSubstitution(tree) {
  for (let i = 0; i < tree.substitutions.length; i += 1) {
    const { command, commands } = tree.substitutions[i];
    const runs =
      reads(command, SHELLS) ||
      programOf(command) === 'eval' ||
      programOf(command) === 'source' ||
      programOf(command) === '.';
    for (let j = 0; runs && j < commands.length; j += 1) {
      if (reads(commands[j], FETCHERS) || reads(commands[j], DECODERS)) return true;
    }
  }
  return false;
}

function judgeCommand(command) {
  if (isReverseShell(command)) return 'reverse-shell';
  if (runsInput(command) && (isFedBy(command, FETCHERS) || isFedBy(command, DECODERS))) return 'pipe-to-shell';
  if (writesDevice(command)) return 'write-to-device';
  return runsTemporary(command) ? 'execute-temporary' : '';
}

/** The script of a `sh -c SCRIPT` inside a script, else null. */
function nestedScript(command) {
  const { words } = command;
  if (!reads(command, SHELLS)) return null;
  for (let i = programIndex(words) + 1; i < words.length - 1; i += 1) {
    if (exec(/^-[a-z]*c$/, words[i]) !== null) return words[i + 1];
  }
  return null;
}

function judgeNested(command, depth) {
  const script = depth < 3 ? nestedScript(command) : null;
  return script === null ? '' : judgeTree(parseShell(script), depth + 1);
}

/** Name of the worst pattern in a syntax tree, scripts in scripts included, or the empty string. */
function judgeTree(tree, depth) {
  if (runsSubstitution(tree) || isFetchAndRun(tree.commands)) return 'fetch-and-run';
  let found = '';
  for (let i = 0; i < tree.commands.length; i += 1) {
    const verdict = judgeCommand(tree.commands[i]) || judgeNested(tree.commands[i], depth);
    if (CRITICAL_PATTERNS[verdict] === true) return verdict;
    if (verdict !== '') found = verdict;
  }
  return found;
}

/** The script of `sh -c SCRIPT`, else null. */
function scriptOf(launch) {
  const name = baseName(launch.file);
  if (SHELLS[name] !== true) return null;
  for (let i = 1; i < launch.argc - 1; i += 1) {
    if (exec(/^-[a-z]*c$/, launch.argv[i]) !== null) return launch.argv[i + 1];
  }
  return null;
}

/** The syntax tree of a launch: of its script, or of the argument list taken as one command. */
function treeOf(launch) {
  const script = scriptOf(launch);
  if (script !== null) return parseShell(script);
  const words = [launch.file];
  for (let i = 1; i < launch.argc; i += 1) append(words, launch.argv[i]);
  const command = { __proto__: null, words, redirects: [], pipedFrom: null };
  return { __proto__: null, commands: [command], substitutions: [] };
}

/** Name of the dangerous pattern in a launch, or the empty string. */
function judgeLaunch(launch) {
  return judgeTree(treeOf(launch), 0);
}

module.exports = { CRITICAL_PATTERNS, baseName, judgeLaunch, programOf, scriptOf };
