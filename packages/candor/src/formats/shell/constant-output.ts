import type { Invocation } from './invocation.js';

const PASS_THROUGH: ReadonlySet<string> = new Set(['cat', 'tee']);
const MOST_CHARS = 65_536;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '',
  b: '',
  f: '',
  v: '',
  e: '',
};

/** Backslash escapes of `printf(1)` and `echo -e`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|([ntr\\abfve]))/g, (_, hex, octal, letter) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return ESCAPES[letter] ?? '';
  });
}

function printed(invocation: Invocation): string | null {
  const { program, args } = invocation;
  if (program === 'echo') {
    const options = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
    const rest = options < 0 ? [] : args.slice(options);
    const escaped = args.slice(0, Math.max(options, 0)).some((arg) => arg.includes('e'));
    return escaped ? unescaped(rest.join(' ')) : rest.join(' ');
  }
  if (program === 'printf') {
    const format = unescaped(args[0] === '--' ? (args[1] ?? '') : (args[0] ?? ''));
    return format.includes('%') ? args.slice(1).map(unescaped).join('') : format;
  }
  if (program === 'which' || (program === 'command' && args[0] === '-v')) return args.at(-1) ?? '';
  if (program === 'cat' && args.length === 0) return invocation.input;
  return null;
}

function isBase64Decoder(invocation: Invocation): boolean {
  const { program, args } = invocation;
  if (program === 'base64') return args.some((arg) => /^(?:-[a-z]*d|-D|--decode)/.test(arg));
  return (
    program === 'openssl' &&
    args.includes('-d') &&
    args.some((arg) => arg === 'base64' || arg === '-base64' || arg === '-a')
  );
}

function isHexDecoder(invocation: Invocation): boolean {
  return invocation.program === 'xxd' && invocation.args.some((arg) => /^-[ps]*r/.test(arg));
}

const OTHER_DECODERS: ReadonlySet<string> = new Set(['base32', 'uudecode', 'rev', 'base58', 'basenc']);

/** Programs that turn unreadable text back into commands. */
export function isDecoder(invocation: Invocation): boolean {
  return isBase64Decoder(invocation) || isHexDecoder(invocation) || OTHER_DECODERS.has(invocation.program);
}

function passedThrough(text: string, invocation: Invocation): string | null {
  if (isBase64Decoder(invocation)) return Buffer.from(text, 'base64').toString('latin1');
  if (isHexDecoder(invocation)) return Buffer.from(text.replaceAll(/[^0-9a-fA-F]/g, ''), 'hex').toString('latin1');
  if (invocation.program === 'rev') return [...text].reverse().join('');
  return PASS_THROUGH.has(invocation.program) ? text : null;
}

/** What a pipeline prints, where its text alone tells it (`echo … | base64 -d`); else null. */
export function constantOutput(stages: readonly Invocation[]): string | null {
  const first = stages[0];
  if (first === undefined) return null;
  let text = printed(first);
  if (text === null && isDecoder(first) && first.input !== null) text = passedThrough(first.input, first);
  for (const stage of stages.slice(1)) {
    if (text === null || text.length > MOST_CHARS) return null;
    text = passedThrough(text, stage);
  }
  return text === null || text.length > MOST_CHARS ? null : text;
}
