import { cannotTell, defineCheck, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, optionOf, shellOf } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, ref } = server;
  if (optionOf(server, 'noscripting') !== null)
    return pass([ref], { subject, what: 'mongod runs no script, so stored functions cannot run' });
  return cannotTell('not-collected', 'system.js of the databases is not listed without a login', {
    subject,
    settle: shellOf(server, 'db.getSiblingDB("payload").system.js.countDocuments()'),
  });
}

/** MDB-16: no function is stored, or none can run. */
export const databaseKeepsFunctions = defineCheck({
  id: 'MDB-16',
  title: 'The database keeps functions of its own',
  questions: ['Q4'],
  severity: 'high',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'A stored function is a place for code that no deployment replaces.',
  verifyByHand: "docker exec CONTAINER mongosh payload -u root -p --quiet --eval 'db.system.js.find()'",
  remediation: { text: 'Remove stored functions and start mongod with --noscripting.' },
  references: ['MongoDB documentation: server-side JavaScript'],
  examples: {
    pass: [
      {
        title: 'scripts are off',
        facts: { mongoServers: seen([exampleMongo({ commandLine: ['mongod', '--noscripting'] })]) },
      },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'not listed', facts: { mongoServers: seen([exampleMongo()]) } },
      { title: 'a part of the list', facts: { mongoServers: partlySeen([exampleMongo()]) } },
    ],
  },
});
