import { codeFetches } from './inline-code.js';
import { inlineCodeOf } from './interpreters.js';
import type { Invocation } from './invocation.js';

const DOWNLOADERS: ReadonlySet<string> = new Set([
  'wget',
  'curl',
  'fetch',
  'aria2c',
  'lwp-download',
  'lynx',
  'axel',
  'tftp',
  'ftpget',
  'http',
  'wget2',
  'curlie',
  'GET',
]);
const LOOPBACK =
  /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|::1|0\.0\.0\.0)(?::\d+)?(?:[/?#]|$)/i;

/** Options of `curl(1)` and `wget(1)` whose next word is no address. */
const VALUED =
  /^(?:-[oOdHXueAbcTFmwxKPUyYrStiCEQz]|--(?:output(?:-document)?|data(?:-\w+)?|header|request|user(?:-agent)?|referer|cookie(?:-jar)?|upload-file|form|max-time|connect-timeout|write-out|proxy|config|directory-prefix|timeout|tries|retry(?:-\w+)?|post-data|post-file|resolve|cacert|cert|key|output-dir|waitretry|limit-rate))$/;
/** Options without a value although their letter has one for the other program. */
const BARE: Readonly<Record<string, ReadonlySet<string>>> = {
  curl: new Set(['-O', '-S', '-i', '-c0']),
  wget: new Set(['-c', '-d', '-x', '-H', '-K', '-F', '-b', '-E', '-m', '-r', '-S', '-N']),
};

/** Words of a download command that are addresses, options and their values taken off. */
export function downloadTargets(invocation: Invocation): string[] {
  const bare = BARE[invocation.program === 'curl' ? 'curl' : 'wget'];
  const targets: string[] = [];
  for (let index = 0; index < invocation.args.length; index += 1) {
    const arg = invocation.args[index] ?? '';
    if (arg.startsWith('--url=')) targets.push(arg.slice(6));
    else if (!arg.startsWith('-')) targets.push(arg);
    else if (VALUED.test(arg) && !bare?.has(arg)) index += 1;
    else if (/^-[a-zA-Z]+[oOHXdP]$/.test(arg) && !(invocation.program === 'curl' && arg.endsWith('O'))) index += 1;
  }
  return targets.filter((target) => target !== '-' && target !== '');
}

/** An address on the machine itself: a health check, not a download. */
export function isLoopbackTarget(target: string): boolean {
  return LOOPBACK.test(target);
}

function fetchesAnything(invocation: Invocation): boolean {
  const { program, args } = invocation;
  if (
    args.some(
      (arg) => arg === '--spider' || arg === '-I' || arg === '--head' || arg === '--version' || arg === '--help',
    )
  )
    return false;
  const targets = downloadTargets(invocation);
  if (targets.length === 0) return args.some((arg) => /^(?:-i|--input-file|-K|--config)/.test(arg));
  if (program === 'http' || program === 'fetch' || program === 'GET')
    return targets.some((target) => /[./]/.test(target));
  return targets.some((target) => !isLoopbackTarget(target));
}

/** Reading a port of another machine with netcat; `-z` only knocks (`nc(1)`). */
function netcatReads(invocation: Invocation): boolean {
  if (!/^(?:nc|ncat|netcat)(?:\.\w+)?$/.test(invocation.program)) return false;
  const words = invocation.args.filter((arg) => !arg.startsWith('-'));
  return (
    !invocation.args.some((arg) => /^-[a-zA-Z]*[zl]/.test(arg)) &&
    words.length >= 2 &&
    !isLoopbackTarget(words[0] ?? '')
  );
}

/** Whether a command brings bytes in from another machine (ATT&CK T1105). */
export function isDownload(invocation: Invocation): boolean {
  if (DOWNLOADERS.has(invocation.program)) return fetchesAnything(invocation);
  if (netcatReads(invocation)) return true;
  if (invocation.program === 'scp' || invocation.program === 'sftp') return false;
  if (invocation.redirects.some(({ operator, target }) => operator === '<' && /^\/dev\/(?:tcp|udp)\//.test(target)))
    return true;
  const code = inlineCodeOf(invocation);
  return code !== null && codeFetches(code.value);
}
