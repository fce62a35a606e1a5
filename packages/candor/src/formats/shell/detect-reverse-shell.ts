import type { Detection } from './detection.js';
import { codeIsReverseShell } from './inline-code.js';
import { inlineCodeOf, isShell } from './interpreters.js';
import type { Invocation } from './invocation.js';

const NETCAT = /^(?:nc|ncat|netcat|nc\.\w+)$/;
const DEV_SOCKET = /^\/dev\/(?:tcp|udp)\/([^/]+)\//;
const INTERNAL_HOST = /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1|[a-z0-9_-]+$)/i;
const SHELL_PATH = /^(?:\/\S*\/)?(?:ba|da|a|z|k)?sh$/;

function netcatShell({ program, args }: Invocation): boolean {
  if (!NETCAT.test(program)) return false;
  const at = args.findIndex((arg) => /^-[a-zA-Z]*[ec]$/.test(arg) || arg === '--exec' || arg === '--sh-exec');
  return (
    (at >= 0 && args[at + 1] !== undefined && /sh|cmd|python|perl/.test(args[at + 1] ?? '')) ||
    args.some((arg) => arg.startsWith('--exec=') || arg.startsWith('--sh-exec='))
  );
}

function socatShell({ program, args }: Invocation): boolean {
  if (program !== 'socat') return false;
  const runs = args.some((arg) => /^(?:exec|system):/i.test(arg) && /sh\b|login/.test(arg));
  return (
    runs &&
    args.some((arg) =>
      /^(?:tcp|openssl|udp|ssl|tcp4|tcp6|openssl-connect|tcp-connect|tcp-listen|sctp)\w*:|^tcp-l/i.test(arg),
    )
  );
}

/** A shell or `exec` whose input or output is a network socket of bash; a knock on an internal port is none. */
function devSocketShell(invocation: Invocation): boolean {
  const socket = invocation.redirects.find(({ target }) => DEV_SOCKET.test(target));
  if (socket === undefined) return false;
  const host = DEV_SOCKET.exec(socket.target)?.[1] ?? '';
  if (isShell(invocation)) return true;
  const opens = socket.operator === '<>' || socket.descriptor !== null || invocation.program === 'exec';
  return (
    opens &&
    (invocation.wrappers.includes('exec') || invocation.program === 'exec' || socket.descriptor !== null) &&
    !INTERNAL_HOST.test(host)
  );
}

const RELAYS = /^(?:nc|ncat|netcat|telnet|openssl|socat|nc\.\w+)$/;

/** A pipe of a shell into a connection (`sh | nc`, `telnet | sh`); `nc -z` and plain `| openssl` have no shell. */
function pipedShell(invocation: Invocation): boolean {
  const relay =
    RELAYS.test(invocation.program) &&
    invocation.sources.some((source) => isShell(source) && source.args.every((arg) => arg.startsWith('-')));
  const shell =
    isShell(invocation) &&
    invocation.sources.some(
      (source) => source.program === 'telnet' || (source.program === 'openssl' && source.args.includes('s_client')),
    );
  return relay || shell;
}

const BACKDOORS: ReadonlySet<string> = new Set([
  'gs-netcat',
  'gsocket',
  'gs-bd',
  'blitz',
  'chisel',
  'pwncat',
  'sliver',
  'merlin',
  'tmate',
]);

function reason(invocation: Invocation): string | null {
  const code = inlineCodeOf(invocation)?.value;
  if (netcatShell(invocation)) return 'netcat hands a shell to a connection';
  if (socatShell(invocation)) return 'socat hands a shell to a connection';
  if (devSocketShell(invocation)) return 'a shell is tied to a network socket';
  if (pipedShell(invocation)) return 'a shell is piped through a connection';
  if (code !== undefined && codeIsReverseShell(code)) return `${invocation.program} ties a shell to a socket`;
  if (BACKDOORS.has(invocation.program)) return `${invocation.program} is a tool for remote shells`;
  if (invocation.args.some((arg) => /(?:^|[/.])(?:gsocket\.io|segfault\.net)(?:\/|$)/.test(arg)))
    return 'fetches the gsocket remote shell';
  return null;
}

/** Shells that are handed to another machine (ATT&CK T1059.004, T1571). */
export function detectReverseShell(invocation: Invocation): Detection[] {
  const what = reason(invocation);
  return what === null ? [] : [{ kind: 'reverse-shell', weight: 'attack', what, span: invocation.pipelineSpan }];
}

/** `mkfifo` together with a shell and netcat: the classic relay where netcat lacks `-e`. */
export function detectFifoShell(invocations: readonly Invocation[]): Detection[] {
  const fifo = invocations.find(
    ({ program, args }) => program === 'mkfifo' || (program === 'mknod' && args.includes('p')),
  );
  const relay = invocations.find(({ program }) => RELAYS.test(program));
  const shell = invocations.some((one) => isShell(one) || one.args.some((arg) => SHELL_PATH.test(arg)));
  if (fifo === undefined || relay === undefined || !shell) return [];
  const span = {
    start: Math.min(fifo.span.start, relay.span.start),
    end: Math.max(fifo.span.end, relay.pipelineSpan.end),
  };
  return [{ kind: 'reverse-shell', weight: 'attack', what: 'a named pipe ties a shell to a connection', span }];
}
