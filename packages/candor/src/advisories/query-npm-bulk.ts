import semver from 'semver';
import { z } from 'zod';
import type { AdvisoryRow } from './advisory-schema.js';
import { type Fetch, type LookupOutcome, requestText } from './refresh.js';
import { severityOfWord } from './service-row.js';

/** npm's bulk advisory endpoint, as `npm audit` uses it. It is told the package list: only on request. */
export const npmBulkUrl = 'https://registry.npmjs.org/-/npm/v1/security/advisories/bulk';

const bulkAdvisory = z.object({
  url: z.string().max(400).default(''),
  title: z.string().max(2_000).default(''),
  severity: z.string().max(20).optional(),
  vulnerable_versions: z.string().max(400),
  cvss: z.object({ score: z.number() }).optional(),
});
const bulkAnswer = z.record(z.string().max(214), z.array(bulkAdvisory).max(500));

/** Advisories for a whole lock file: name → versions. */
export async function queryNpmBulk(
  fetch: Fetch,
  packages: Readonly<Record<string, readonly string[]>>,
  url: string = npmBulkUrl,
): Promise<LookupOutcome> {
  const answer = await requestText(fetch, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(packages),
  });
  if (!answer.ok) return answer;
  const advisories = readBulk(answer.text);
  if (advisories === null)
    return { ok: false, reason: 'invalid', detail: `${url}: not an answer of the bulk endpoint` };
  const rows = Object.entries(advisories).flatMap(([name, list]) => list.flatMap((each) => rowOf(name, each)));
  return { ok: true, rows };
}

function readBulk(text: string): z.infer<typeof bulkAnswer> | null {
  try {
    const checked = bulkAnswer.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null; // not JSON
  }
}

function rowOf(name: string, found: z.infer<typeof bulkAdvisory>): AdvisoryRow[] {
  if (semver.validRange(found.vulnerable_versions, { loose: true }) === null) return [];
  const id = /GHSA(?:-[a-z0-9]{4}){3}/.exec(found.url)?.[0] ?? (found.title.slice(0, 100) || name);
  const score = found.cvss?.score ?? 0;
  return [
    {
      id,
      aliases: [],
      package: name,
      ecosystem: 'npm',
      title: (found.title || id).slice(0, 400),
      severity: severityOfWord(found.severity),
      cvss: score > 0 && score <= 10 ? score : null,
      knownExploited: false,
      remoteCodeExecution: false,
      affected: found.vulnerable_versions
        .split('||')
        .map((part) => part.trim())
        .slice(0, 60),
      fixed: [],
      precondition: null,
      confidence: 'confirmed',
      published: null,
      source: found.url || npmBulkUrl,
    },
  ];
}
