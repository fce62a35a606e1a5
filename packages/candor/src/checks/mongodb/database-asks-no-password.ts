import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, optionOf, shellOf } from './judge-mongo.js';

/** Options that switch authentication on (mongod(1)): `--keyFile` and `clusterAuthMode` imply it. */
const switches = ['auth', 'keyFile', 'clusterAuthMode'];

function judge(server: MongoServer): Outcome {
  const { subject, probe, ref } = server;
  const location = server.container ?? 'mongod';
  if (probe?.authRequired === false)
    return fail([probe.ref, ref], {
      subject,
      location,
      what: 'the database lists its content to anybody who connects',
    });
  if (probe?.authRequired === true)
    return pass([probe.ref], { subject, what: 'a question without login is refused (code 13, Unauthorized)' });
  const given = switches.find((name) => optionOf(server, name) !== null);
  if (given !== undefined) return pass([ref], { subject, what: `mongod was started with --${given}` });
  const settle = shellOf(server, 'db.adminCommand({ listDatabases: 1 })');
  if (server.configFile)
    return cannotTell('not-collected', 'the configuration file of mongod was not read', { subject, settle });
  if (server.rootUser !== null && server.rootPassword !== null && startsByEntrypoint(server))
    return pass([ref], { subject, what: 'the image switches --auth on, for a root user and password are set' });
  if (server.commandLine.length === 0)
    return cannotTell('not-collected', 'the command line of mongod was not seen', { subject, settle });
  const what = 'mongod was started without --auth and without a root user: the image asks for no password';
  return fail([ref], { subject, location, what });
}

/** Only the image's own entry point turns the two variables into `--auth` (docker-library/mongo, docker-entrypoint.sh). */
function startsByEntrypoint(server: MongoServer): boolean {
  const [first = ''] = server.commandLine;
  return first.endsWith('docker-entrypoint.sh') || first === 'mongod' || first.startsWith('-');
}

/** MDB-01: the database lets nobody in without login. */
export const databaseAsksNoPassword = defineCheck({
  id: 'MDB-01',
  title: 'The database asks for no password',
  questions: ['Q1', 'Q2'],
  severity: 'critical',
  required: true,
  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters:
    'Every program on its network reads and changes all accounts; code that runs in the app needs no secret to do so.',
  verifyByHand: "docker exec CONTAINER mongosh --quiet --eval 'db.adminCommand({ listDatabases: 1 })'",
  remediation: {
    text: 'Create a user for the app with readWrite on its own database, then start mongod with --auth.',
    commands: [
      'docker exec CONTAINER mongosh admin --eval \'db.createUser({user:"root",pwd:passwordPrompt(),roles:["root"]})\'',
      'docker compose up -d mongo',
    ],
  },
  references: ['MongoDB security checklist', 'docker-library/docs#2399'],
  examples: {
    pass: [
      { title: 'refuses', facts: { mongoServers: seen([exampleMongo()]) } },
      { title: 'not probed, started with --auth', facts: { mongoServers: seen([exampleMongo({ probe: null })]) } },
      {
        title: 'root user and password by the image',
        facts: {
          mongoServers: seen([
            exampleMongo({ probe: null, commandLine: ['docker-entrypoint.sh', 'mongod'], ...root() }),
          ]),
        },
      },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'lists its content', facts: { mongoServers: seen([exampleMongo({ probe: open() })]) } },
      {
        title: 'not probed, started without --auth',
        facts: {
          mongoServers: seen([
            exampleMongo({
              probe: null,
              commandLine: ['docker-entrypoint.sh', 'mongod', '--storageEngine=wiredTiger'],
            }),
          ]),
        },
      },
      {
        title: 'one of several, in a part of the list',
        facts: { mongoServers: partlySeen([exampleMongo({ probe: open() })]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      {
        title: 'a configuration file decides',
        facts: {
          mongoServers: seen([
            exampleMongo({ probe: null, configFile: true, commandLine: ['mongod', '-f', '/etc/mongod.conf'] }),
          ]),
        },
      },
      { title: 'no command line', facts: { mongoServers: seen([exampleMongo({ probe: null, commandLine: [] })]) } },
      { title: 'a part of the list', facts: { mongoServers: partlySeen([exampleMongo()]) } },
    ],
  },
});

function open() {
  const probe = exampleMongo().probe;
  return probe === null ? null : { ...probe, authRequired: false };
}

function root() {
  const entry = { value: 'hmac-sha256:0d5c1f9a7be3:20', strength: 'strong' as const, length: 20 };
  return {
    rootUser: { name: 'MONGO_INITDB_ROOT_USERNAME', ...entry },
    rootPassword: { name: 'MONGO_INITDB_ROOT_PASSWORD', ...entry },
  };
}
