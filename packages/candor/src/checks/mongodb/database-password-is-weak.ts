import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers, type EnvEntry } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { databaseLogins } from './database-logins.js';
import { exampleMongo, forEachMongo } from './judge-mongo.js';

function judge(server: MongoServer, all: readonly Container[]): Outcome {
  const { subject } = server;
  const root = server.rootPassword === null ? [] : [{ entry: server.rootPassword, ref: server.ref, name: subject }];
  const logins = databaseLogins(server, all)
    .filter((each) => each.part === 'password')
    .map(({ container, entry }) => ({ entry, ref: container.ref, name: container.name }));
  const passwords = [...root, ...logins].filter(({ entry }) => !entry.name.endsWith('_FILE'));
  const bad = passwords.find(
    ({ entry }) => entry.value === '' || entry.strength === 'example' || entry.strength === 'weak',
  );
  if (bad !== undefined) {
    const kind =
      bad.entry.value === '' ? 'empty' : bad.entry.strength === 'example' ? 'one of an example' : 'easy to guess';
    const name = bad.entry.name.replace('#password', ', its password');
    return fail([bad.ref], { subject, what: `${name}: ${kind}`, location: `${bad.name}: environment` });
  }
  const strong = passwords.filter(({ entry }) => entry.strength === 'strong');
  const [first] = strong;
  if (first === undefined || strong.length < passwords.length) {
    return cannotTell('not-collected', 'how hard the passwords of the database are to guess was not seen', {
      subject,
      settle: 'sudo candor check',
    });
  }
  return pass([first.ref], { subject, what: `${strong.length} passwords without a pattern` });
}

/** MDB-08: passwords of the database are no defaults, empty or examples. */
export const databasePasswordIsWeak = defineCheck({
  id: 'MDB-08',
  title: 'The password of the database can be guessed',
  questions: ['Q2'],
  severity: 'critical',
  required: false,
  needs: { mongoServers, containers },
  decide: ({ mongoServers: servers, containers: all }) => forEachMongo(servers, (server) => judge(server, all.value)),
  whyItMatters: 'The passwords of tutorials are the first that are tried.',
  verifyByHand: "docker inspect -f '{{json .Config.Env}}' CONTAINER | tr ',' '\\n' | grep -c PASSWORD",
  remediation: {
    text: 'Make new passwords for the root user and for the app, and restart both.',
    commands: ['openssl rand -hex 24'],
  },
  references: ['MongoDB security checklist'],
  examples: {
    pass: [
      { title: 'strong', facts: { mongoServers: seen([root('strong')]), containers: seen([app('strong')]) } },
      { title: 'no database', facts: { mongoServers: seen([]), containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'the root password of an example',
        facts: { mongoServers: seen([root('example')]), containers: seen([app('strong')]) },
      },
      {
        title: 'the app with an easy one',
        facts: { mongoServers: seen([root('strong')]), containers: seen([app('weak')]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), containers: unseen() } },
      {
        title: 'no password was seen',
        facts: { mongoServers: seen([exampleMongo()]), containers: seen([exampleContainer()]) },
      },
      { title: 'no class was given', facts: { mongoServers: seen([root(null)]), containers: seen([]) } },
      {
        title: 'a part of the containers',
        facts: { mongoServers: seen([root('strong')]), containers: partlySeen([app('strong')]) },
      },
    ],
  },
});

function entry(name: string, strength: EnvEntry['strength']): EnvEntry {
  return { name, value: 'hmac-sha256:0d5c1f9a7be3:24', strength, length: 24 };
}

function root(strength: EnvEntry['strength']): MongoServer {
  return exampleMongo({ rootPassword: entry('MONGO_INITDB_ROOT_PASSWORD', strength) });
}

function app(strength: EnvEntry['strength']): Container {
  return exampleContainer({ env: [entry('DATABASE_URI#password', strength)] });
}
