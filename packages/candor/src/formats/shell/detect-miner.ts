import type { Detection } from './detection.js';
import type { Invocation } from './invocation.js';
import { isSuspiciousPlace } from './suspicious-place.js';

/** Names of known miners and mining malware. */
const MINERS =
  /^(?:xmrig(?:-\S+)?|xmr-stak\S*|minerd|cpuminer\S*|t-rex|nbminer|lolminer|kinsing|kdevtmpfsi|ethminer|ccminer|phoenixminer|teamredminer|srbminer\S*|nanominer|c3pool\S*|moneroocean\S*|kthreaddi|sysrv\S*)$/i;
const STRATUM = /stratum\d?(?:\+(?:tcp|ssl|tls|udp))?:\/\//i;
const POOL_HOST =
  /(?:^|[/.@])(?:minexmr|supportxmr|nanopool|c3pool|moneroocean|hashvault|2miners|f2pool|herominers|unmineable|nicehash|xmrpool|monerohash|p2pool|kryptex|dwarfpool|minergate)\b[\w.-]*/i;
/** Monero address: base58, 95 or 106 characters (Monero documentation, "Standard address"). */
export const MONERO_WALLET = /\b[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?:[1-9A-HJ-NP-Za-km-z]{11})?\b/;
const FLAGS =
  /^(?:--donate-level|--coin|--algo|--randomx-\S+|--cpu-max-threads-hint|--nicehash|--rig-id|--cpu-priority)(?:=|$)/;

function reason(invocation: Invocation): string | null {
  const { program, path, args } = invocation;
  if (MINERS.test(program)) return `${program} is a miner`;
  if (args.some((arg) => STRATUM.test(arg))) return 'speaks to a mining pool (stratum)';
  if (args.some((arg) => MONERO_WALLET.test(arg))) return 'names a Monero wallet';
  if (args.some((arg) => POOL_HOST.test(arg))) return 'names a mining pool';
  if (args.some((arg) => FLAGS.test(arg)) && args.some((arg) => /^-[oua]$|^--url/.test(arg)))
    return 'has the options of a miner';
  const config = args.indexOf('-c');
  if (isSuspiciousPlace(path) && config >= 0 && args.includes('-B'))
    return `${path} runs in the background with its own configuration, as xmrig -c FILE -B does`;
  return null;
}

/** Programs and arguments of coin miners (ATT&CK T1496). */
export function detectMiner(invocation: Invocation): Detection[] {
  const what = reason(invocation);
  return what === null || /^(?:pkill|killall|grep|kill|pgrep|ps|rm)$/.test(invocation.program)
    ? []
    : [{ kind: 'miner', weight: 'attack', what, span: invocation.span }];
}
