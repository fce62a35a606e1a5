import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, optionOf } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, ref, logDriver } = server;
  if (logDriver === 'none') {
    const what = 'the log driver of the database is none: who logged in and what failed is gone at once';
    return fail([ref], { subject, what, location: server.container ?? 'mongod' });
  }
  const toFile = optionOf(server, 'logpath');
  if (toFile === '/dev/null')
    return fail([ref], { subject, what: 'mongod writes its log to /dev/null', location: server.container ?? 'mongod' });
  if (logDriver !== null) return pass([ref], { subject, what: `log driver ${logDriver || 'default'}` });
  if (toFile !== null || optionOf(server, 'syslog') !== null)
    return pass([ref], { subject, what: 'mongod writes a log' });
  return cannotTell('not-collected', 'where mongod writes its log was not seen', {
    subject,
    settle: 'grep -A4 systemLog /etc/mongod.conf',
  });
}

/** MDB-11: the database keeps its log. */
export const databaseKeepsNoLog = defineCheck({
  id: 'MDB-11',
  title: 'The database keeps no log',
  questions: ['Q8'],
  severity: 'high',
  required: true,
  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'When the database is suspected, no evidence can exist, neither for nor against.',
  verifyByHand: "docker inspect -f '{{.HostConfig.LogConfig.Type}}' CONTAINER",
  remediation: {
    text: 'Set logging.driver of the service to json-file with max-size and max-file, then recreate it.',
    commands: ['docker compose up -d --force-recreate mongo'],
  },
  references: ['Dec-2025 case'],
  examples: {
    pass: [
      { title: 'json-file', facts: { mongoServers: seen([exampleMongo()]) } },
      {
        title: 'a file, on the host',
        facts: {
          mongoServers: seen([
            exampleMongo({ logDriver: null, commandLine: ['mongod', '--logpath', '/var/log/mongodb/mongod.log'] }),
          ]),
        },
      },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'none', facts: { mongoServers: seen([exampleMongo({ logDriver: 'none' })]) } },
      {
        title: 'none, in a part of the list',
        facts: { mongoServers: partlySeen([exampleMongo({ logDriver: 'none' })]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'a part of the list', facts: { mongoServers: partlySeen([exampleMongo()]) } },
      {
        title: 'a configuration file decides',
        facts: {
          mongoServers: seen([exampleMongo({ logDriver: null, commandLine: ['mongod', '-f', '/etc/mongod.conf'] })]),
        },
      },
    ],
  },
});
