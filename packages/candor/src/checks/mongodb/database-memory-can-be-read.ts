import { matchAdvisories } from '../../advisories/match.js';
import { isExactVersion } from '../../advisories/version.js';
import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type AdvisoryTable, advisoryTable } from '../../facts/advisories.js';
import { type DatabaseVersion, databaseVersions } from '../../facts/database-versions.js';
import { exampleAdvisory, exampleTable } from '../../facts/examples.js';
import { forEachDatabase, settleVersion } from './judge-databases.js';

const cve = 'CVE-2025-14847';

function judge(database: DatabaseVersion, table: AdvisoryTable): Outcome {
  const { subject, version, ref, zlibOff } = database;
  if (zlibOff === true) return pass([ref], { subject, what: 'compression with zlib is off' });
  if (!table.rows.some((row) => row.id === cve)) {
    return cannotTell('unsupported', `the advisory table in force has no row for ${cve}`, { subject });
  }
  if (version === null || !isExactVersion(version)) {
    const detail =
      version === null ? 'the version of the server was not seen' : `the tag ${version} can be any patch of that line`;
    return cannotTell('not-collected', detail, { subject, settle: settleVersion(database) });
  }
  const row = matchAdvisories(table, 'mongodb', version).find((each) => each.id === cve);
  if (row === undefined) return pass([ref], { subject, what: `MongoDB ${version} is fixed` });
  const what = `MongoDB ${version} has ${cve}: ${row.title} (fixed in ${row.fixed.join(', ')}${row.knownExploited ? '; exploited in the wild' : ''})`;
  return fail([ref], { subject, what, location: subject, severity: row.severity });
}

/** MDB-03: MongoBleed, unless compression with zlib is off. */
export const databaseMemoryCanBeRead = defineCheck({
  id: 'MDB-03',
  title: 'The memory of the database can be read without login (CVE-2025-14847)',
  questions: ['Q2'],
  severity: 'critical',
  required: true,
  needs: { databaseVersions, advisoryTable },
  decide: ({ databaseVersions: databases, advisoryTable: table }) =>
    forEachDatabase(databases, (database) => judge(database, table.value)),
  whyItMatters: 'Whoever reaches the port reads passwords, tokens and documents out of the memory of the server.',
  verifyByHand: 'docker exec CONTAINER mongod --version',
  remediation: {
    text: 'Upgrade to the fixed patch of the line; until then start mongod with --networkMessageCompressors snappy,zstd.',
    commands: ['docker compose pull mongo', 'docker compose up -d mongo'],
  },
  references: ['CVE-2025-14847', 'SERVER-115508'],
  examples: {
    pass: [
      { title: 'fixed', facts: { databaseVersions: seen([database('8.0.17')]), advisoryTable: seen(table()) } },
      {
        title: 'zlib is off',
        facts: { databaseVersions: seen([database('8.0.16', true)]), advisoryTable: seen(table()) },
      },
      {
        title: 'no database',
        facts: { databaseVersions: seen([]), advisoryTable: seen(table()) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'the patch before',
        facts: { databaseVersions: seen([database('8.0.16')]), advisoryTable: seen(table()) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { databaseVersions: unseen(), advisoryTable: seen(table()) } },
      {
        title: 'a tag that leaves the patch open',
        facts: { databaseVersions: seen([database('8.0')]), advisoryTable: seen(table()) },
      },
      {
        title: 'no row',
        facts: { databaseVersions: seen([database('8.0.17')]), advisoryTable: seen(exampleTable([])) },
      },
    ],
  },
});

function database(version: string | null, zlibOff: boolean | null = null): DatabaseVersion {
  return { subject: 'container:site-mongo-1', version, grade: 'running', zlibOff, ref: exampleRef('mongo.probe') };
}

function table() {
  const row = exampleAdvisory({
    id: cve,
    package: 'mongodb',
    ecosystem: 'mongodb',
    affected: ['>=8.0.0-0 <8.0.17'],
    fixed: ['8.0.17'],
  });
  return exampleTable([row]);
}
