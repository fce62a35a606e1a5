import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, withMongoLog } from './judge-mongo.js';

/** An app with a wrong password fails at each start; a guesser fails far more often. */
const many = 50;

function judge(server: MongoServer): Outcome {
  const { subject, log } = server;
  const settle = `docker logs ${server.container ?? 'CONTAINER'} 2>&1 | grep -c "Authentication failed"`;
  if (log === null) return cannotTell('not-collected', 'the log of the database was not seen', { subject, settle });
  if (log.loginFailures >= many)
    return fail([log.ref], {
      subject,
      what: `${log.loginFailures} logins failed`,
      location: server.container ?? 'mongod',
    });
  if (!log.whole) return cannotTell('not-collected', 'only a part of the log was seen', { subject, settle });
  return pass([log.ref], { subject, what: `${log.loginFailures} logins failed` });
}

/** MDB-15: few logins fail. */
export const databaseLoginsFail = defineCheck({
  id: 'MDB-15',
  title: 'Logins to the database fail again and again',
  questions: ['Q4'],
  severity: 'medium',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'Somebody on the network of the database is guessing passwords.',
  verifyByHand: 'docker logs CONTAINER 2>&1 | grep -c "Authentication failed"',
  remediation: { text: 'Find the address in the log lines, and take it off the network of the database.' },
  references: ['MongoDB documentation: log messages'],
  examples: {
    pass: [
      { title: 'none', facts: { mongoServers: seen([exampleMongo()]) } },
      { title: 'a wrong password at a start', facts: { mongoServers: seen([withMongoLog({ loginFailures: 4 })]) } },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'many', facts: { mongoServers: seen([withMongoLog({ loginFailures: 800 })]) } }],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'no log', facts: { mongoServers: seen([exampleMongo({ log: null })]) } },
      { title: 'a part of the log', facts: { mongoServers: seen([withMongoLog({ whole: false })]) } },
    ],
  },
});
