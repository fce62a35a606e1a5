import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, optionOf, shellOf } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, ref } = server;
  if (optionOf(server, 'noscripting') !== null)
    return pass([ref], { subject, what: 'mongod was started with --noscripting' });
  const settle = shellOf(server, 'db.adminCommand({ getCmdLineOpts: 1 }).parsed.security');
  if (server.configFile)
    return cannotTell('not-collected', 'the configuration file of mongod was not read', { subject, settle });
  if (server.commandLine.length === 0)
    return cannotTell('not-collected', 'the command line of mongod was not seen', { subject, settle });
  return fail([ref], {
    subject,
    what: 'mongod runs JavaScript ($where, mapReduce): the default',
    location: server.container ?? 'mongod',
  });
}

/** MDB-09: server-side JavaScript is off. */
export const databaseRunsScripts = defineCheck({
  id: 'MDB-09',
  title: 'The database runs scripts that are sent to it',
  questions: ['Q2'],
  severity: 'medium',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'A query that carries script keeps the server busy, or reads more than it should.',
  verifyByHand: "docker inspect -f '{{.Config.Cmd}}' CONTAINER",
  remediation: { text: 'Start mongod with --noscripting; Payload needs no script on the server.' },
  references: ['MongoDB security checklist'],
  examples: {
    pass: [
      {
        title: 'off',
        facts: { mongoServers: seen([exampleMongo({ commandLine: ['mongod', '--auth', '--noscripting'] })]) },
      },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'the default', facts: { mongoServers: seen([exampleMongo()]) } }],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      {
        title: 'a configuration file decides',
        facts: {
          mongoServers: seen([exampleMongo({ commandLine: ['mongod', '-f', '/etc/mongod.conf'], configFile: true })]),
        },
      },
      { title: 'no command line', facts: { mongoServers: seen([exampleMongo({ commandLine: [] })]) } },
    ],
  },
});
