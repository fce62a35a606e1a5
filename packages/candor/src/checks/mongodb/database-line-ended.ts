import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { advisoryTable, type EndOfLife } from '../../facts/advisories.js';
import { type DatabaseVersion, databaseVersions } from '../../facts/database-versions.js';
import { exampleTable } from '../../facts/examples.js';
import { forEachDatabase, settleVersion } from './judge-databases.js';

function judge(database: DatabaseVersion, lines: readonly EndOfLife[], now: Date): Outcome {
  const { subject, version, ref } = database;
  const name = version?.split('.').slice(0, 2).join('.');
  const line = lines.find((each) => each.product === 'mongodb' && each.line === name);
  if (name === undefined || line === undefined) {
    const detail =
      name === undefined ? 'the version of the server was not seen' : `the end of MongoDB ${name} is not in the table`;
    return cannotTell(name === undefined ? 'not-collected' : 'unsupported', detail, {
      subject,
      settle: settleVersion(database),
    });
  }
  const day = line.endsAt.toISOString().slice(0, 10);
  if (line.endsAt > now) return pass([ref], { subject, what: `MongoDB ${version}, maintained until ${day}` });
  return fail([ref], { subject, what: `MongoDB ${version}: line ${name} ended on ${day}`, location: subject });
}

/** MDB-02: the line of the database still gets fixes. */
export const databaseLineEnded = defineCheck({
  id: 'MDB-02',
  title: 'The database gets no more fixes',
  questions: ['Q2'],
  severity: 'high',
  required: true,
  needs: { databaseVersions, advisoryTable },
  decide: ({ databaseVersions: databases, advisoryTable: table }, { now }) =>
    forEachDatabase(databases, (database) => judge(database, table.value.endOfLife, now)),
  whyItMatters: 'The next hole of the database stays open; 8.2 ended after less than a year.',
  verifyByHand: 'docker exec CONTAINER mongod --version',
  remediation: { text: 'Move to 8.0 (until 2029) or 8.3, one line at a time, after a backup.' },
  references: ['endoflife.date'],
  examples: {
    pass: [
      { title: 'line 8.0', facts: { databaseVersions: seen([database('8.0.17')]), advisoryTable: seen(table()) } },
      {
        title: 'no database',
        facts: { databaseVersions: seen([]), advisoryTable: seen(table()) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'line 8.2, by its tag',
        facts: { databaseVersions: seen([database('8.2')]), advisoryTable: seen(table()) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { databaseVersions: unseen(), advisoryTable: seen(table()) } },
      { title: 'no version', facts: { databaseVersions: seen([database(null)]), advisoryTable: seen(table()) } },
      { title: 'an unknown line', facts: { databaseVersions: seen([database('99.1')]), advisoryTable: seen(table()) } },
    ],
  },
});

function database(version: string | null): DatabaseVersion {
  return { subject: 'container:site-mongo-1', version, grade: 'tag', zlibOff: null, ref: exampleRef('docker.inspect') };
}

function table() {
  const endOfLife: EndOfLife[] = [
    { product: 'mongodb', line: '8.0', endsAt: new Date('2029-10-31T00:00:00Z') },
    { product: 'mongodb', line: '8.2', endsAt: new Date('2026-07-31T00:00:00Z') },
  ];
  return exampleTable([], { endOfLife });
}
