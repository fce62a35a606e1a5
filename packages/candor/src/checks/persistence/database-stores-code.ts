import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Unknown, unknown } from '../../core/fact.js';
import { type DatabaseScripts, databaseScripts } from '../../facts/database-scripts.js';
import { type DatabaseVersion, databaseVersions } from '../../facts/database-versions.js';

const listing = `mongosh --quiet --eval 'db.getMongo().getDBNames().forEach(n => printjson(db.getSiblingDB(n).system.js.find().toArray()))'`;

function settleOf(database: DatabaseVersion): string {
  return database.subject === 'host' ? listing : `docker exec -it CONTAINER ${listing}`;
}

function judge(database: DatabaseVersion, all: readonly DatabaseScripts[] | null, gap: Unknown): Outcome {
  const { subject } = database;
  const own = all?.find((each) => each.subject === subject);
  if (own === undefined) return cannotTell(gap.reason, gap.detail, { subject, settle: settleOf(database) });
  if (own.names.length === 0) return pass([own.ref], { subject, what: 'no stored functions and no jobs' });
  return fail([own.ref], {
    subject,
    what: `the database holds code or jobs: ${own.names.slice(0, 8).join(', ')}`,
    location: `${subject}, ${own.names[0] ?? ''}`,
    verifyByHand: settleOf(database),
  });
}

/** PER-14: functions in `system.js` and jobs inside MongoDB; reading them takes a login (ATT&CK T1505). */
export const databaseStoresCode = defineCheck({
  id: 'PER-14',
  title: 'The database stores code or jobs that nobody declared',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { databaseVersions },
  uses: { databaseScripts },
  decide: (facts) => {
    const { databaseScripts: scripts, databaseVersions: servers } = facts;
    if (servers.value.length === 0) return notApplicable(servers.evidence, 'no MongoDB server runs here');
    const gap =
      scripts.status === 'unknown'
        ? scripts
        : unknown(scripts.gap?.reason ?? 'denied', scripts.gap?.detail ?? 'this server was not asked with a login');
    const known = scripts.status === 'known' ? scripts.value : null;
    return servers.value.map((database) => judge(database, known, gap));
  },
  whyItMatters: 'A function or a job in the database outlives every new image, and no file shows it.',
  verifyByHand: listing,
  remediation: {
    text: 'Keep a dump, then remove what is not yours and switch server-side JavaScript off (security.javascriptEnabled: false).',
    commands: ['mongodump --archive=evidence.archive'],
  },
  references: ['ATT&CK T1505', 'mongodb.com/docs/manual/core/server-side-javascript'],
  examples: {
    pass: [
      {
        title: 'read with a login: nothing stored',
        facts: { databaseVersions: seen([server()]), databaseScripts: seen([stored([])]) },
      },
      { title: 'no MongoDB', facts: { databaseVersions: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a function in system.js',
        facts: { databaseVersions: seen([server()]), databaseScripts: seen([stored(['site.system.js/run'])]) },
      },
    ],
    blind: [
      { title: 'no servers known', facts: { databaseVersions: unseen() } },
      { title: 'no login', facts: { databaseVersions: seen([server()]), databaseScripts: unseen() } },
      {
        title: 'only another server was read',
        facts: {
          databaseVersions: seen([server()]),
          databaseScripts: partlySeen([{ ...stored([]), subject: 'container:other' }]),
        },
      },
    ],
  },
});

function server(): DatabaseVersion {
  const ref = exampleRef('docker.inspect', 'container:site-db-1');
  return { subject: 'container:site-db-1', version: '8.0.17', grade: 'running', zlibOff: null, ref };
}

function stored(names: readonly string[]): DatabaseScripts {
  return { subject: 'container:site-db-1', names, ref: exampleRef('mongo.probe', 'container:site-db-1') };
}
