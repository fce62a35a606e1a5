import { cannotTell, defineCheck, type Outcome } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, shellOf } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  return cannotTell('not-collected', 'the feature compatibility version is not told without a login', {
    subject: server.subject,
    settle: shellOf(server, 'db.adminCommand({ getParameter: 1, featureCompatibilityVersion: 1 })'),
  });
}

/** MDB-17: the feature compatibility version is that of the server. */
export const databaseFormatLags = defineCheck({
  id: 'MDB-17',
  title: 'The format of the data lags behind the server',
  questions: ['Q2'],
  severity: 'low',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'The next upgrade fails when the format is one line behind.',
  verifyByHand:
    "docker exec CONTAINER mongosh -u root -p --quiet --eval 'db.adminCommand({ getParameter: 1, featureCompatibilityVersion: 1 })'",
  remediation: { text: 'Set it with db.adminCommand({ setFeatureCompatibilityVersion: "8.0", confirm: true }).' },
  references: ['MongoDB documentation: upgrade'],
  examples: {
    pass: [{ title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' }],
    fail: [],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'a server', facts: { mongoServers: seen([exampleMongo()]) } },
    ],
  },
});
