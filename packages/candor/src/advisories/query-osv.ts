import { z } from 'zod';
import type { AdvisoryRow } from './advisory-schema.js';
import { type Fetch, type LookupOutcome, requestText } from './refresh.js';
import { severityOfWord } from './service-row.js';

/** OSV's query endpoint (osv.dev API v1). Names the package, nothing else: only on request. */
export const osvQueryUrl = 'https://api.osv.dev/v1/query';

const osvEvent = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});
const osvVulnerability = z.object({
  id: z.string().max(100),
  aliases: z.array(z.string().max(100)).max(50).default([]),
  summary: z.string().max(2_000).default(''),
  published: z.string().max(40).optional(),
  database_specific: z.object({ severity: z.string().max(20).optional() }).optional(),
  affected: z
    .array(
      z.object({
        package: z.object({ name: z.string(), ecosystem: z.string() }),
        ranges: z
          .array(z.object({ type: z.string(), events: z.array(osvEvent).max(200) }))
          .max(100)
          .default([]),
      }),
    )
    .max(200)
    .default([]),
});
const osvAnswer = z.object({ vulns: z.array(osvVulnerability).max(2_000).default([]) });

/** Advisories of one npm package, asked by name alone. */
export async function queryOsv(fetch: Fetch, packageName: string, url: string = osvQueryUrl): Promise<LookupOutcome> {
  const answer = await requestText(fetch, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ package: { name: packageName, ecosystem: 'npm' } }),
  });
  if (!answer.ok) return answer;
  const vulnerabilities = readOsv(answer.text);
  if (vulnerabilities === null) return { ok: false, reason: 'invalid', detail: `${url}: not an OSV answer` };
  return { ok: true, rows: vulnerabilities.flatMap((each) => rowOf(each, packageName)) };
}

function readOsv(text: string): z.infer<typeof osvVulnerability>[] | null {
  try {
    const checked = osvAnswer.safeParse(JSON.parse(text));
    return checked.success ? checked.data.vulns : null;
  } catch {
    return null; // not JSON
  }
}

function rowOf(found: z.infer<typeof osvVulnerability>, packageName: string): AdvisoryRow[] {
  const ranges = found.affected
    .filter((each) => each.package.name === packageName && each.package.ecosystem === 'npm')
    .flatMap((each) => each.ranges)
    .filter((range) => range.type === 'SEMVER' || range.type === 'ECOSYSTEM');
  const affected = ranges.flatMap((range) => rangesOf(range.events));
  if (affected.length === 0) return [];
  const severity = severityOfWord(found.database_specific?.severity);
  return [
    {
      id: found.aliases.find((alias) => alias.startsWith('CVE-')) ?? found.id,
      aliases: [found.id, ...found.aliases].slice(0, 20),
      package: packageName,
      ecosystem: 'npm',
      title: (found.summary || found.id).slice(0, 400),
      severity,
      cvss: null,
      knownExploited: false,
      remoteCodeExecution: false,
      affected: affected.slice(0, 60),
      fixed: ranges.flatMap((range) => range.events.flatMap((event) => event.fixed ?? [])).slice(0, 60),
      precondition: null,
      confidence: 'confirmed',
      published: /^\d{4}-\d\d-\d\d/.exec(found.published ?? '')?.[0] ?? null,
      source: `osv.dev ${found.id}`,
    },
  ];
}

/** OSV events in order: `introduced 15.0.0`, `fixed 15.0.5` → `>=15.0.0-0 <15.0.5`; 0 means the first release. */
function rangesOf(events: readonly z.infer<typeof osvEvent>[]): string[] {
  const ranges: string[] = [];
  let from: string | null = null;
  for (const event of events) {
    if (event.introduced !== undefined)
      from = event.introduced === '0' ? '' : `>=${withPrereleases(event.introduced)} `;
    if (from === null) continue;
    if (event.fixed !== undefined) ranges.push(`${from}<${event.fixed}`);
    if (event.last_affected !== undefined) ranges.push(`${from}<=${event.last_affected}`);
    if (event.fixed !== undefined || event.last_affected !== undefined) from = null;
  }
  return from === null ? ranges : [...ranges, from.trim() || '*'];
}

function withPrereleases(version: string): string {
  return /^\d+\.\d+\.\d+$/.test(version) ? `${version}-0` : version;
}
