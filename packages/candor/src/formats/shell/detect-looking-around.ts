import type { Detection } from './detection.js';
import { isDownload } from './download-program.js';
import type { Invocation } from './invocation.js';

const READERS: ReadonlySet<string> = new Set(
  'cat less more head tail grep egrep strings xxd od base64 cp awk sed nl tac dd zip tar cut hexdump scp rsync mv'.split(
    ' ',
  ),
);
const SECRET_FILES =
  /(?:^|\/)\.env(?:\.(?!example|sample|template|dist)[\w.]+)?$|^\/proc\/[^/]+\/environ$|\/\.ssh\/(?:id_\w+|identity)$|(?:^|\/)id_(?:rsa|ed25519|ecdsa)$|\/\.aws\/credentials$|\/\.docker\/config\.json$|\.git-credentials$|\/\.pgpass$|\/\.kube\/config$|^\/etc\/g?shadow-?$|^\/(?:var\/)?run\/secrets\/|(?:^|\/)wallet\.dat$|\/\.npmrc$|\/\.my\.cnf$/;
const HOST_FILES =
  /^\/etc\/(?:passwd|group|issue|\*release|os-release|lsb-release|resolv\.conf|hosts)$|^\/proc\/(?:cpuinfo|meminfo|version|self\/(?:status|cgroup|mountinfo)|1\/cgroup|net\/(?:tcp|route|arp|fib_trie)|mounts)$/;
const LOOKUPS =
  /(?:^|\/\/|\.)(?:ifconfig\.(?:me|co|io)|ipinfo\.io|api\.ipify\.org|icanhazip\.com|checkip\.amazonaws\.com|ip-api\.com|ident\.me|ipecho\.net|myip\.\w+)(?:[/:]|$)/;
const SECRET_NAME = /SECRET|TOKEN|PASSWORD|PASSWD|_KEY$|APIKEY|DATABASE_UR[IL]|MONGO\w*_UR[IL]|CREDENTIAL/i;

type Look = (invocation: Invocation) => boolean;
const onlyOptions = (args: readonly string[]): boolean => args.every((arg) => arg.startsWith('-'));

/** Commands by which an intruder learns where he is; each with the arguments that ordinary scripts do not use. */
const LOOKS: Readonly<Record<string, Look>> = {
  whoami: () => true,
  id: ({ args, sources, loadsSettings }) => args.length === 0 && sources.length === 0 && !loadsSettings,
  uname: ({ args }) => args.length === 0 || args.some((arg) => /^-\w*a/.test(arg) || arg === '--all'),
  hostname: ({ args }) => args.length === 0 || args.some((arg) => /^-[iI]/.test(arg)),
  w: ({ args }) => args.length === 0,
  who: () => true,
  last: () => true,
  lastlog: () => true,
  ifconfig: () => true,
  ip: ({ args }) =>
    /^a(?:d|dd|ddr|ddress)?$/.test(args.find((arg) => !arg.startsWith('-')) ?? '') ||
    /^(?:neigh|link)$/.test(args[0] ?? ''),
  arp: () => true,
  netstat: () => true,
  ss: ({ sources }) => sources.length === 0,
  ps: ({ args }) => /^-?(?:aux\w*|ef\w*|eaf|A|a|ax\w*)$/.test(args[0] ?? '') && !args.includes('-o'),
  lscpu: () => true,
  lspci: () => true,
  lsblk: () => true,
  lsb_release: ({ args }) => args.includes('-a'),
  pstree: () => true,
  ls: ({ args }) =>
    args.some((arg) =>
      /^(?:\/|\/root\/?|\/home\/?|\/etc\/?|~|\/\.\.?|\.\.\/\.\.\/?.*|\/tmp\/?|\/dev\/shm\/?|\/app\/?)$/.test(arg),
    ) ||
    (args.length > 0 && args.every((arg) => /^-\w*[al]/.test(arg))),
  dir: ({ args }) => args.includes('/'),
  getent: ({ args }) => args[0] === 'passwd' && args.length === 1,
  mount: ({ args }) => args.length === 0,
  capsh: () => true,
  crontab: ({ args }) => args.includes('-l'),
  systeminfo: () => true,
  ipconfig: () => true,
};

function isRecon(invocation: Invocation): boolean {
  const { program, args } = invocation;
  const look = Object.hasOwn(LOOKS, program) ? LOOKS[program] : undefined;
  if (look?.(invocation) === true) return true;
  if (program === 'find')
    return (
      args.some((arg) => /^(?:-4000|-?\/?[24]000|-u=s|\+s)$/.test(arg)) ||
      (args[0] === '/' && args.some((arg) => /\.env|id_rsa|wallet|\.pem/.test(arg)))
    );
  if (READERS.has(program))
    return args.some((arg) => HOST_FILES.test(arg) || /^\/etc\/pass?w?[*?]|^\/e\?\?\/p/.test(arg));
  return isDownload(invocation) && args.some((arg) => LOOKUPS.test(arg));
}

function wholeEnvironment({ program, args, wrappers, redirects, sources }: Invocation): boolean {
  if (redirects.some(({ target }) => target === '/dev/null') || sources.length > 0) return false;
  if (program === 'printenv') return args.length === 0 || args.some((arg) => SECRET_NAME.test(arg));
  if (program === 'env') return onlyOptions(args) && !wrappers.includes('env');
  return (
    (program === 'set' && args.length === 0) ||
    (program === 'export' && args[0] === '-p') ||
    (program === 'declare' && args[0] === '-x' && args.length === 1)
  );
}

function readsSecret(invocation: Invocation): string | null {
  const { program, args, loadsSettings, redirects } = invocation;
  if (loadsSettings) return null;
  if (wholeEnvironment(invocation)) return 'the whole environment';
  const inputs = redirects.filter(({ operator }) => operator === '<').map(({ target }) => target);
  const uploaded = args.filter((arg) => /^@|=@/.test(arg)).map((arg) => arg.slice(arg.indexOf('@') + 1));
  const named = READERS.has(program) ? (program === 'cp' ? args.slice(0, -1) : args) : [];
  return [...named, ...inputs, ...uploaded].find((path) => SECRET_FILES.test(path)) ?? null;
}

const SENDERS: ReadonlySet<string> = new Set(['curl', 'wget', 'nc', 'ncat', 'netcat']);

function sends(invocation: Invocation): boolean {
  if (!SENDERS.has(invocation.program)) return false;
  if (/^n/.test(invocation.program))
    return invocation.sources.length > 0 && !invocation.args.some((arg) => /^-\w*[zl]/.test(arg));
  return (
    isDownload(invocation) &&
    invocation.args.some((arg) => /^(?:-d|-F|-T|--data|--form|--upload-file|--post-(?:data|file)|--body)/.test(arg))
  );
}

function exfiltrates(invocation: Invocation): boolean {
  if (!sends(invocation)) return false;
  const taken = (source: Invocation): boolean => readsSecret(source) !== null || isRecon(source);
  return (
    invocation.sources.some(taken) ||
    readsSecret(invocation) !== null ||
    invocation.args.some((arg) => /^--post-file=/.test(arg) && SECRET_FILES.test(arg.slice(12)))
  );
}

/** Reconnaissance (T1033, T1082), reading of secrets (T1552) and sending either away (T1041). */
export function detectLookingAround(invocation: Invocation): Detection[] {
  const { span, program } = invocation;
  const found: Detection[] = [];
  if (isRecon(invocation)) found.push({ kind: 'recon', weight: 'sign', what: `looks around with ${program}`, span });
  const secret = readsSecret(invocation);
  if (secret !== null) {
    const weight = /environ$|shadow|id_|credentials|\.env/.test(secret) ? 'attack' : 'sign';
    found.push({ kind: 'secret-read', weight, what: `reads ${secret}`, span });
  }
  if (exfiltrates(invocation)) {
    found.push({
      kind: 'exfiltration',
      weight: 'attack',
      what: `sends what it read away with ${program}`,
      span: invocation.pipelineSpan,
    });
  }
  return found;
}
