import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleInside, exampleMongo, forEachMongo, needsLogin, shellOf } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, inside } = server;
  const format = inside?.featureCompatibilityVersion ?? null;
  if (inside === null || format === null) return needsLogin(server, 'the format of the data');
  const line = /^\d+\.\d+/.exec(inside.version ?? '')?.[0];
  if (line === undefined)
    return cannotTell('unparseable', `the format is ${format}; the version of the server was not told`, {
      subject,
      settle: shellOf(server, 'db.version()'),
    });
  return format === line
    ? pass([inside.ref], { subject, what: `format ${format}, server ${inside.version}` })
    : fail([inside.ref], {
        subject,
        what: `the data is in format ${format}, the server is ${inside.version}`,
        location: format,
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
    pass: [
      { title: 'the same line', facts: { mongoServers: seen([exampleMongo(exampleInside())]) } },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'one line behind',
        facts: { mongoServers: seen([exampleMongo(exampleInside({ featureCompatibilityVersion: '7.0' }))]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      {
        title: 'the user may not ask',
        facts: { mongoServers: seen([exampleMongo(exampleInside({ featureCompatibilityVersion: null }))]) },
      },
      { title: 'no version', facts: { mongoServers: seen([exampleMongo(exampleInside({ version: null }))]) } },
      { title: 'a server', facts: { mongoServers: seen([exampleMongo()]) } },
    ],
  },
});
