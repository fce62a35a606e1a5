import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { ransomNoteIn } from '../../facts/ransom-note.js';
import { exampleMongo, forEachMongo, shellOf, withMongoLog } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, probe, log } = server;
  const name = probe?.databases?.map(ransomNoteIn).find((each) => each !== null) ?? null;
  if (probe !== null && name !== null)
    return fail([probe.ref], { subject, what: `a database is called ${name}`, location: server.container ?? 'mongod' });
  if (log !== null && log.ransomNote !== null)
    return fail([log.ref], {
      subject,
      what: `the log of the database names ${log.ransomNote}`,
      location: server.container ?? 'mongod',
    });
  if (probe !== null && probe.databases !== null)
    return pass([probe.ref], { subject, what: 'no name of a database is a demand' });
  return cannotTell('not-collected', 'the names of the databases were not seen', {
    subject,
    settle: shellOf(server, 'db.adminCommand({ listDatabases: 1, nameOnly: 1 })'),
  });
}

/** MDB-12: no database has the name of a demand. */
export const databaseHoldsRansomNote = defineCheck({
  id: 'MDB-12',
  title: 'The database holds a ransom note',
  questions: ['Q2', 'Q4'],
  severity: 'critical',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'The data was taken and deleted by somebody who got in without a password.',
  verifyByHand: "docker exec CONTAINER mongosh --quiet --eval 'db.adminCommand({ listDatabases: 1, nameOnly: 1 })'",
  remediation: {
    text: 'Keep a copy of the volume as evidence, close the port, restore a backup, change every password.',
  },
  references: ['MongoDB security checklist'],
  examples: {
    pass: [
      { title: 'ordinary names', facts: { mongoServers: seen([listing(['admin', 'payload'])]) } },
      { title: 'a page about recovery', facts: { mongoServers: seen([listing(['readme_pages'])]) } },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'a demand', facts: { mongoServers: seen([listing(['READ__ME_TO_RECOVER_YOUR_DATA'])]) } },
      {
        title: 'in the log',
        facts: { mongoServers: seen([withMongoLog({ ransomNote: 'READ_ME_TO_RECOVER_YOUR_DATA' })]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'no names', facts: { mongoServers: seen([exampleMongo()]) } },
      { title: 'a part of the list', facts: { mongoServers: partlySeen([listing(['payload'])]) } },
    ],
  },
});

function listing(databases: readonly string[]): MongoServer {
  return exampleMongo({ probe: { reachable: true, authRequired: false, databases, ref: exampleRef('mongo.probe') } });
}
