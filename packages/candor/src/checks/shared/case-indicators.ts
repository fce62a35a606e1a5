import type { EvidenceRef } from '../../core/evidence.js';
import { addressScope } from '../../facts/address-scope.js';
import type { EarlierIndicator, EarlierReport, History } from '../../facts/history.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';
import { isForeignPlace } from './foreign-program.js';

/** An indicator of an earlier report, with the report that names it. */
export interface CaseIndicator {
  readonly type: EarlierIndicator['type'];
  readonly value: string;
  readonly report: string;
  readonly reportedAt: Date | null;
  readonly ref: EvidenceRef;
}

/** Executables below 64 KiB share their size by chance (rule SAME_BYTES). */
const telltaleSizeBytes = 65_536;

/** Names and resolvers that everybody uses: a report that quotes them names no intruder. */
const ordinary =
  /^(?:1\.1\.1\.1|1\.0\.0\.1|8\.8\.8\.8|8\.8\.4\.4|9\.9\.9\.9|(?:[\w-]+\.)*(?:github\.com|githubusercontent\.com|npmjs\.(?:org|com)|docker\.(?:com|io)|cloudflare\.com|debian\.org|ubuntu\.com|nodejs\.org|nextjs\.org|vercel\.(?:com|app)|payloadcms\.com|mongodb\.(?:com|org)|mitre\.org|nist\.gov|virustotal\.com|abuseipdb\.com|shodan\.io))$/;

const attackWords =
  /\b(?:attack|malicious|malware|miner|mining|payload server|download|wget|curl|c2|command and control|dropp|hash|sha256|md5|bytes|binary|xmrig|pool|suspicious|unknown|indicator|block|from http|intru|compromis|infect|backdoor|botnet)/i;

/** Indicators of earlier reports that an intruder owns; the host's own addresses and common names are left out. */
export function caseIndicators(history: History, ownNames: readonly string[] = []): readonly CaseIndicator[] {
  const own = new Set(ownNames.map((name) => name.toLowerCase()));
  const found = new Map<string, CaseIndicator>();
  for (const report of history.reports) {
    for (const indicator of indicatorsOf(report)) {
      const host = hostOf(indicator);
      if (host !== null && (own.has(host) || ordinary.test(host) || !isForeignHost(host))) continue;
      if (!isTelling(indicator)) continue;
      found.set(`${indicator.type} ${indicator.value}`, { ...indicator, report: report.name, reportedAt: report.at });
    }
  }
  return [...found.values()];
}

function indicatorsOf(report: EarlierReport): readonly EarlierIndicator[] {
  const named = report.indicators.filter(
    (indicator) => report.kind === 'candor' || standsInAttackLine(report, indicator),
  );
  const commands = report.claims.flatMap((claim) =>
    analyseCommand(claim.text).indicators.flatMap((indicator): EarlierIndicator[] =>
      indicator.role === 'mentioned' ? [] : [{ type: indicator.type, value: indicator.value, ref: claim.ref }],
    ),
  );
  return [...named, ...commands];
}

/** People's reports name own addresses too; a line that speaks of an attack, or no claim at all, makes an indicator. */
function standsInAttackLine(report: EarlierReport, indicator: EarlierIndicator): boolean {
  if (indicator.type === 'sha256' || indicator.type === 'md5' || indicator.type === 'wallet') return true;
  const text = report.claims.find((claim) => claim.ref.line === indicator.ref.line)?.text ?? '';
  return attackWords.test(text);
}

/** The address or name behind an indicator; null for those of files and wallets. */
export function hostOf(indicator: Pick<CaseIndicator, 'type' | 'value'>): string | null {
  if (indicator.type === 'ipv4' || indicator.type === 'ipv6' || indicator.type === 'domain')
    return indicator.value.toLowerCase();
  if (indicator.type !== 'url') return null;
  return (
    /^[a-z+\d]{2,20}:\/\/(?:[^@/]{0,200}@)?(\[[^\]]{1,64}\]|[^/:?#]{1,255})/i
      .exec(indicator.value)?.[1]
      ?.toLowerCase() ?? null
  );
}

function isForeignHost(host: string): boolean {
  if (/^[\d.]+$|:/.test(host)) {
    const scope = addressScope(host);
    return scope === 'public';
  }
  return /^[\w-]+(?:\.[\w-]+)+$/.test(host) && !/\.(?:local|internal|lan|localhost|js|ts|json|md|sh|yml)$/.test(host);
}

function isTelling(indicator: EarlierIndicator): boolean {
  if (indicator.type === 'path') return isForeignPlace(indicator.value);
  if (indicator.type === 'size') return Number(indicator.value) >= telltaleSizeBytes;
  return true;
}
