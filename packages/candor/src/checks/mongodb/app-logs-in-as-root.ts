import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers, type EnvEntry } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { type DatabaseLogin, databaseLogins } from './database-logins.js';
import { exampleInside, exampleMongo, forEachMongo } from './judge-mongo.js';

/** Roles that do more than read and write one database (MongoDB documentation: built-in roles). */
const strong =
  /^(?:root|__system|dbOwner|userAdmin|dbAdmin|hostManager|clusterAdmin|clusterManager|backup|restore)$|AnyDatabase$/;

/** The rights of the app's users, where a login listed the accounts; null where it did not, or not this one. */
function byRoles({ subject, inside }: MongoServer, logins: readonly DatabaseLogin[]): Outcome | null {
  const users = inside?.users ?? [];
  const own = logins.flatMap((login) => users.filter(({ print }) => print === login.entry.value));
  if (inside === null || own.length < logins.length) return null;
  const reach = own.find(({ roles }) => roles.some((role) => strong.test(role.split('@')[0] ?? '')));
  if (reach !== undefined)
    return fail([inside.ref], {
      subject,
      what: `the app logs in as ${reach.user}, who may do more than read and write: ${reach.roles.join(', ')}`,
      location: reach.user,
    });
  return pass([inside.ref], { subject, what: own.map(({ user, roles }) => `${user}: ${roles.join(', ')}`).join('; ') });
}

function judge(server: MongoServer, all: readonly Container[]): Outcome {
  const { subject, rootUser } = server;
  const logins = databaseLogins(server, all).filter((each) => each.part === 'user');
  const same = logins.find(({ entry }) => rootUser !== null && entry.value === rootUser.value && entry.value !== '');
  if (same !== undefined) {
    const what = `${same.container.name} logs in as the root user of the database (${same.entry.name.replace('#user', '')})`;
    return fail([same.container.ref, server.ref], { subject, what, location: `${same.container.name}: environment` });
  }
  const settle = 'candor.yaml: database: { uriFile: /path/of/a/secret/file }';
  const [first] = logins;
  if (first === undefined)
    return cannotTell('not-collected', 'as whom the app logs in was not seen', { subject, settle });
  const told = byRoles(server, logins);
  if (told !== null) return told;
  if (rootUser === null || rootUser.name.endsWith('_FILE'))
    return cannotTell('not-collected', 'which rights the user of the app has was not asked', { subject, settle });
  return pass([first.container.ref, server.ref], { subject, what: 'the app logs in as another user than root' });
}

/** MDB-06: the app's user is not the root user (checks.md, amendment: not required). */
export const appLogsInAsRoot = defineCheck({
  id: 'MDB-06',
  title: 'The app logs in as the root user of the database',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: { mongoServers, containers },
  decide: ({ mongoServers: servers, containers: all }) => forEachMongo(servers, (server) => judge(server, all.value)),
  whyItMatters: 'Code that runs in the app may then read every database, create users and switch the log off.',
  verifyByHand: 'mongosh "$DATABASE_URI" --quiet --eval \'db.runCommand({ connectionStatus: 1 }).authInfo\'',
  remediation: {
    text: 'Create a user with readWrite on the one database and put it into the connection string.',
    commands: [
      'docker exec CONTAINER mongosh admin -u root -p --eval \'db.getSiblingDB("payload").createUser({user:"app",pwd:passwordPrompt(),roles:["readWrite"]})\'',
    ],
  },
  references: ['MongoDB security checklist'],
  examples: {
    pass: [
      {
        title: 'readWrite alone',
        facts: { mongoServers: seen([told(['readWrite@site'])]), containers: seen([app('bb')]) },
      },
      { title: 'another user', facts: { mongoServers: seen([withRoot()]), containers: seen([app('bb')]) } },
      { title: 'no database', facts: { mongoServers: seen([]), containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'the root user', facts: { mongoServers: seen([withRoot()]), containers: seen([app('aa')]) } },
      {
        title: 'a user with a strong role',
        facts: { mongoServers: seen([told(['root@admin'])]), containers: seen([app('bb')]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), containers: unseen() } },
      {
        title: 'no login was seen',
        facts: { mongoServers: seen([withRoot()]), containers: seen([exampleContainer()]) },
      },
      {
        title: 'the root user is not known',
        facts: { mongoServers: seen([exampleMongo()]), containers: seen([app('aa')]) },
      },
      {
        title: 'the name of the root user stands in a file',
        facts: { mongoServers: seen([withRoot('MONGO_INITDB_ROOT_USERNAME_FILE')]), containers: seen([app('bb')]) },
      },
      {
        title: 'an account that the login does not list',
        facts: { mongoServers: seen([told(['readWrite@site'])]), containers: seen([app('cc')]) },
      },
      {
        title: 'a part of the containers',
        facts: { mongoServers: seen([withRoot()]), containers: partlySeen([app('bb')]) },
      },
    ],
  },
});

function fingerprint(digest: string): string {
  return `hmac-sha256:${digest.repeat(6)}:8`;
}

function withRoot(name = 'MONGO_INITDB_ROOT_USERNAME'): MongoServer {
  const rootUser: EnvEntry = {
    name,
    value: fingerprint('aa'),
    strength: null,
    length: 8,
  };
  return exampleMongo({ rootUser });
}

function told(roles: readonly string[]): MongoServer {
  return exampleMongo(exampleInside({ users: [{ user: 'site@site', print: fingerprint('bb'), roles }] }));
}

function app(digest: string): Container {
  const entry: EnvEntry = { name: 'DATABASE_URI#user', value: fingerprint(digest), strength: 'weak', length: 8 };
  return exampleContainer({ env: [entry] });
}
