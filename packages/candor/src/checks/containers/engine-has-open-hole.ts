import { matchAdvisories } from '../../advisories/match.js';
import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import type { Severity } from '../../core/severity.js';
import { severityRank } from '../../core/severity.js';
import { type Advisory, type AdvisoryTable, advisoryTable } from '../../facts/advisories.js';
import { type Engine, engine } from '../../facts/containers.js';
import { exampleAdvisory, exampleTable } from '../../facts/examples.js';
import { backportedFixes } from '../../facts/host.js';
import { exampleEngine } from './example-engine.js';

interface Hole {
  readonly part: string;
  readonly version: string;
  readonly advisory: Advisory;
}

/** The engine's parts by the name of their advisories; a part whose version was not read is null. */
function partsOf(value: Engine): readonly (readonly [string, string | null])[] {
  return [
    ['docker', value.engineVersion],
    ['containerd', value.containerdVersion],
    ['runc', value.runcVersion],
  ];
}

/** EXP-07 judges ports published on loopback; a hole of runc is judged by runc's own version where it is known. */
function holesOf(value: Engine, table: AdvisoryTable): readonly Hole[] {
  const runcIds = new Set(table.rows.filter((row) => row.package === 'runc').map((row) => row.id));
  return partsOf(value).flatMap(([part, version]) =>
    (version === null ? [] : matchAdvisories(table, part, version))
      .filter((row) => row.precondition !== 'loopback-publish')
      .filter((row) => part !== 'docker' || value.runcVersion === null || !runcIds.has(row.id))
      .map((advisory) => ({ part, version: version ?? '', advisory })),
  );
}

function worstOf(holes: readonly Hole[]): Severity {
  return holes
    .map(({ advisory }) => advisory.severity)
    .reduce<Severity>((a, b) => (severityRank(a) >= severityRank(b) ? a : b), 'low');
}

/** CTR-30: known holes of the engine, containerd and runc; a fix that the distribution carried back counts. */
export const engineHasOpenHole = defineCheck({
  id: 'CTR-30',
  title: 'The container engine has a known hole',
  questions: ['Q2', 'Q7'],
  severity: 'high',
  required: true,
  needs: { engine, advisoryTable },
  uses: { backportedFixes },
  decide: ({ engine: found, advisoryTable: table, backportedFixes: changelogs }) => {
    const value = found.value;
    if (value === null) return notApplicable(found.evidence, 'no container engine here');
    const fixes = changelogs.status === 'known' ? changelogs.value : [];
    const carried: EvidenceRef[] = [];
    const open = holesOf(value, table.value).filter(({ part, advisory }) => {
      const names = new Set([advisory.id, ...advisory.aliases]);
      const fix = fixes.find((entry) => entry.package.includes(part) && names.has(entry.cve));
      if (fix) carried.push(fix.ref);
      return !fix;
    });
    const first = open[0];
    const ids = [...new Set(open.map(({ advisory }) => advisory.id))];
    if (first) {
      return fail([value.ref, ...found.evidence], {
        what: `${first.part} ${first.version} has ${ids.length} known hole(s): ${ids.join(', ')}; fixed in ${first.advisory.fixed.join(', ')}`,
        location: `${first.part} ${first.version}`,
        severity: worstOf(open),
      });
    }
    if (value.runcVersion === null && value.containerdVersion === null) {
      return cannotTell('not-collected', 'the versions of containerd and runc were not read', {
        settle: 'docker version --format json',
      });
    }
    const what =
      carried.length > 0
        ? `${carried.length} fix(es) carried back by the distribution`
        : `engine ${value.engineVersion}`;
    return pass([value.ref, ...carried], { what });
  },
  whyItMatters:
    'A hole in runc or the engine lets code in one container write on the host, whatever else is set up well.',
  verifyByHand: 'docker version; runc --version; containerd --version',
  remediation: {
    text: 'Update the engine from the repository that it was installed from; containers keep running with live-restore, else plan a minute.',
    commands: [
      'sudo apt-get update',
      'sudo apt-get install --only-upgrade docker-ce docker-ce-cli containerd.io || sudo apt-get install --only-upgrade docker.io runc containerd',
      'docker version',
    ],
  },
  references: ['GHSA-9493-h29p-rfm2', 'CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881'],
  examples: {
    pass: [
      {
        title: 'fixed versions',
        facts: { engine: seen(exampleEngine()), advisoryTable: seen(exampleTable([runcHole(), engineHole()])) },
      },
      {
        title: 'an old number whose fix the distribution carried back',
        facts: {
          engine: seen(exampleEngine({ engineVersion: '20.10.24+dfsg1', runcVersion: '1.1.5+ds1' })),
          advisoryTable: seen(exampleTable([runcHole(), engineHole()])),
          backportedFixes: seen([
            {
              package: 'runc',
              cve: 'CVE-2025-31133',
              version: '1.1.5+ds1-1+deb12u2',
              ref: exampleRef('host.package-changelogs'),
            },
          ]),
        },
      },
      {
        title: 'no engine',
        facts: { engine: seen(null), advisoryTable: seen(exampleTable([runcHole()])) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'runc before the fix',
        facts: {
          engine: seen(exampleEngine({ runcVersion: '1.2.7' })),
          advisoryTable: seen(exampleTable([runcHole(), engineHole()])),
        },
      },
      {
        title: 'an old engine whose runc was not asked',
        facts: {
          engine: partlySeen(exampleEngine({ engineVersion: '28.5.1', runcVersion: null })),
          advisoryTable: seen(exampleTable([runcHole(), engineHole()])),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { engine: unseen(), advisoryTable: seen(exampleTable()) } },
      { title: 'no advisory data', facts: { engine: seen(exampleEngine()) } },
      {
        title: 'only the version of the engine is known',
        facts: {
          engine: seen(exampleEngine({ runcVersion: null, containerdVersion: null })),
          advisoryTable: seen(exampleTable([runcHole()])),
        },
      },
    ],
  },
});

function runcHole(): Advisory {
  return exampleAdvisory({
    id: 'CVE-2025-31133',
    package: 'runc',
    ecosystem: 'runc',
    severity: 'high',
    affected: ['<1.2.8', '>=1.3.0-0 <1.3.3'],
    fixed: ['1.2.8', '1.3.3'],
  });
}

function engineHole(): Advisory {
  return { ...runcHole(), package: 'docker', ecosystem: 'docker', affected: ['<28.5.2'], fixed: ['28.5.2'] };
}
