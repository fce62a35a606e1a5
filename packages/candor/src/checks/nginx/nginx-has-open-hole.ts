import { matchAdvisories } from '../../advisories/match.js';
import { defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import type { Known, ValueOf } from '../../core/fact.js';
import { type Severity, severityRank } from '../../core/severity.js';
import { type Advisory, advisoryTable } from '../../facts/advisories.js';
import { exampleAdvisory, exampleTable } from '../../facts/examples.js';
import { backportedFixes } from '../../facts/host.js';
import { type NginxView, nginxConfig, nginxVersion } from '../../facts/nginx.js';
import { nginxPartly, nginxSeen, siteOf } from './example-nginx.js';
import { noNginx } from './judge-nginx.js';
import { exampleNginxVersion, nginxConditionOf } from './nginx-conditions.js';

type Fixes = ValueOf<typeof backportedFixes>;

/** So many further fixes of its year in the changelog show that the distribution follows a collective advisory. */
const followsAdvisory = 10;

/** The line of the changelog that carries a fix back; a row without a CVE of its own stands for several. */
function carried(row: Advisory, rows: readonly Advisory[], fixes: Fixes): EvidenceRef | null {
  const own = fixes.filter((fix) => /^(?:lib)?nginx/.test(fix.package));
  const exact = own.find(({ cve }) => cve === row.id || row.aliases.includes(cve));
  if (exact || row.id.startsWith('CVE-') || row.precondition !== null) return exact?.ref ?? null;
  const year = /\d{4}/.exec(row.id)?.[0] ?? '';
  const known = new Set(rows.map(({ id }) => id));
  const others = new Set(own.map(({ cve }) => cve).filter((cve) => cve.startsWith(`CVE-${year}-`) && !known.has(cve)));
  return others.size >= followsAdvisory ? (own[0]?.ref ?? null) : null;
}

/** NGX-02: each known hole of nginx is fixed, carried back by the distribution, or out of reach of this configuration. */
export const nginxHasOpenHole = defineCheck({
  id: 'NGX-02',
  title: 'nginx has a known hole',
  questions: ['Q1', 'Q2'],
  severity: 'high',
  required: true,
  needs: { version: nginxVersion, table: advisoryTable },
  uses: { fixes: backportedFixes, nginx: nginxConfig },
  decide({ version, table, fixes, nginx }) {
    const found = version.value;
    if (found === null) return notApplicable(version.evidence, noNginx);
    const rows = matchAdvisories(table.value, 'nginx', found.version);
    const carriedBack = fixes.status === 'known' ? fixes.value : [];
    const harmless: EvidenceRef[] = [];
    const open = rows.flatMap((row) => {
      const backport = carried(row, rows, carriedBack);
      const condition = nginxConditionOf(row.precondition, nginx);
      const ref = backport ?? (condition.state === 'absent' ? condition.ref : null);
      if (ref !== null) harmless.push(ref);
      return ref === null ? [{ row, condition }] : [];
    });
    const first = open[0];
    if (first === undefined) {
      const what =
        harmless.length === 0
          ? 'no known hole'
          : `${harmless.length} hole(s) of this number are carried back or out of reach`;
      return pass([found.ref, ...unique(harmless)], { what: `nginx ${found.version}: ${what}` });
    }
    const severity = open
      .map(({ row }) => row.severity)
      .reduce<Severity>((a, b) => (severityRank(a) >= severityRank(b) ? a : b), 'low');
    const why = first.condition.state === 'unknown' ? `; ${first.condition.because}` : '';
    return fail([found.ref], {
      what: `nginx ${found.version} has ${open
        .map(({ row }) => row.id)
        .slice(0, 8)
        .join(', ')} (fixed in ${first.row.fixed.join(', ')}${why}), and no changelog names the fix`,
      location: `nginx ${found.version}`,
      severity,
    });
  },
  whyItMatters: 'nginx is what every stranger talks to first; it reads their bytes before anything else does.',
  verifyByHand: 'nginx -v; zgrep -oh "CVE-2026-[0-9]*" /usr/share/doc/nginx*/changelog.Debian.gz | sort -u',
  remediation: {
    text: 'Install the update of the distribution (its number may stay old, its changelog names the fixes) and restart nginx.',
    commands: [
      'sudo apt-get update && sudo apt-get install --only-upgrade nginx nginx-common',
      'sudo systemctl restart nginx',
    ],
  },
  references: ['nginx.org/en/security_advisories.html', 'security-tracker.debian.org/tracker/source-package/nginx'],
  examples: {
    pass: [
      { title: 'a fixed version', facts: facts('1.30.7', siteOf('')) },
      { title: 'the precondition is absent', facts: facts('1.22.1', siteOf('return 204;')) },
      {
        title: "Debian's 1.22.1 with the fix carried back",
        facts: {
          ...facts('1.22.1', mapped()),
          fixes: seen([
            {
              package: 'nginx',
              cve: 'CVE-2026-42533',
              version: '1.22.1-9+deb12u11',
              ref: exampleRef('host.package-changelogs'),
            },
          ]),
        },
      },
      { title: 'no nginx', facts: { version: seen(null), table: table() }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'old, and a map with a regular expression', facts: facts('1.22.1', mapped()) },
      { title: 'old, configuration not seen', facts: { ...facts('1.22.1', ''), nginx: unseen() } },
      {
        title: 'old, and only a part of the configuration',
        facts: { ...facts('1.22.1', ''), nginx: nginxPartly(siteOf('')) },
      },
    ],
    blind: [
      { title: 'no version', facts: { version: unseen(), table: table() } },
      {
        title: 'no advisory data',
        facts: { version: seen(exampleNginxVersion('1.30.7', exampleRef('nginx.version'))) },
      },
    ],
  },
});

function unique(refs: readonly EvidenceRef[]): readonly EvidenceRef[] {
  return [...new Map(refs.map((ref) => [`${ref.artifact}:${ref.line ?? ''}`, ref])).values()];
}

function mapped(): string {
  return 'map $uri $app { default 1; ~^/old 0; }';
}

function table() {
  const row = exampleAdvisory({
    id: 'CVE-2026-42533',
    aliases: [],
    package: 'nginx',
    ecosystem: 'nginx',
    severity: 'medium',
    affected: ['<1.30.4'],
    fixed: ['1.30.4'],
    precondition: 'map-with-regex',
  });
  return seen(exampleTable([row]));
}

function facts(version: string, http: string) {
  const nginx: Known<NginxView | null> = nginxSeen(http);
  return { version: seen(exampleNginxVersion(version, exampleRef('nginx.version'))), table: table(), nginx };
}
