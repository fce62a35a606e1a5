const RUN_CALLS =
  /(?:\b(?:system|popen|exec|execSync|execFile|execFileSync|spawn|spawnSync|shell_exec|passthru|check_output|check_call|run|call|Popen)\s*\(\s*\[?|`|\bqx\s?[{(/])/g;
const MOST_COMMANDS = 20;
const MOST_CHARS = 4_096;

function stringAt(code: string, from: number): string | null {
  const quote = code[from];
  if (quote === undefined || !/["'`]/.test(quote)) return null;
  for (let index = from + 1; index < code.length && index - from < MOST_CHARS; index += 1) {
    if (code[index] === '\\') index += 1;
    else if (code[index] === quote) return code.slice(from + 1, index).replaceAll(/\\(["'`\\])/g, '$1');
  }
  return null;
}

/** Command texts given to `system(…)`, `execSync(…)`, `os.popen(…)` and the like in code on a command line. */
export function inlineCommands(code: string): string[] {
  const found: string[] = [];
  for (const match of code.slice(0, 65_536).matchAll(RUN_CALLS)) {
    if (found.length >= MOST_COMMANDS) break;
    const opening = match[0] === '`' ? match.index : match.index + match[0].length;
    const text = stringAt(code, opening);
    if (text !== null && text.trim() !== '') found.push(text);
  }
  return found;
}

const FETCHES: readonly RegExp[] = [
  /urlopen|urlretrieve|requests\.(?:get|post)|urllib|http\.client/,
  /https?\.get\s*\(|\bfetch\s*\(|XMLHttpRequest|https?\.request\s*\(/,
  /LWP::Simple|HTTP::Tiny|file_get_contents\s*\(\s*["']https?:|Net::HTTP|open-uri|URI\.open/,
];

const URL_HOST = /\b(?:https?|ftp):\/\/(\[[^\]]*\]|[^/:"'`\s]*)/g;
const OWN_HOST = /^(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)$/i;

/** Whether code asks another machine for something; asking only its own loopback is a health check. */
export function codeFetches(code: string): boolean {
  if (!FETCHES.some((pattern) => pattern.test(code))) return false;
  const hosts = [...code.slice(0, 65_536).matchAll(URL_HOST)].map((match) => match[1] ?? '');
  return hosts.length === 0 || hosts.some((host) => !OWN_HOST.test(host));
}

const RUNS =
  /\b(?:exec|eval|system|popen|execSync|spawn|spawnSync|subprocess|os\.exec[lv]|child_process|Function|compile)\b/;

/** Whether code starts programs or evaluates text. */
export function codeRuns(code: string): boolean {
  return RUNS.test(code);
}

const SOCKETS = /socket|Socket|['"](?:node:)?net['"]\)|net\.connect|createConnection|fsockopen|TCPSocket|\/inet\/tcp/;
const SHELL_HANDOVER =
  /pty\.spawn|dup2|subprocess|\/bin\/(?:ba|da|z|a)?sh|exec\s*\(|child_process|STDIN|cmd\.exe|getline/;

/** Whether code ties a socket to a shell. */
export function codeIsReverseShell(code: string): boolean {
  return SOCKETS.test(code) && SHELL_HANDOVER.test(code);
}

const DECODES =
  /b64decode|base64_decode|from_?hex|fromhex|unhexlify|['"]base64['"]|decode_base64|atob\s*\(|codecs\.decode/;

/** Whether code decodes a text and runs it. */
export function codeRunsDecoded(code: string): boolean {
  return DECODES.test(code) && RUNS.test(code);
}
