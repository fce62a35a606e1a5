import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo, shellOf, withMongoLog } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  const { subject, ref, log } = server;
  if (log?.noUsers === true)
    return fail([log.ref], {
      subject,
      what: 'mongod says that it has no users and lets localhost in',
      location: server.container ?? 'mongod',
    });
  if (server.rootUser !== null && server.rootPassword !== null)
    return pass([ref], { subject, what: 'the image makes a root user at the first start' });
  return cannotTell('not-collected', 'whether the database has users was not seen', {
    subject,
    settle: shellOf(server, 'db.getSiblingDB("admin").system.users.countDocuments()'),
  });
}

/** MDB-07: users exist, so the localhost exception is over. */
export const localhostMakesFirstUser = defineCheck({
  id: 'MDB-07',
  title: 'Whoever is on the machine may make the first database user',
  questions: ['Q2'],
  severity: 'high',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'Until a user exists, code on the machine makes itself the administrator of the database.',
  verifyByHand: "docker exec CONTAINER mongosh admin --quiet --eval 'db.system.users.countDocuments()'",
  remediation: { text: 'Create the first user, then start mongod with --auth.' },
  references: ['MongoDB documentation: localhost exception'],
  examples: {
    pass: [
      { title: 'a root user by the image', facts: { mongoServers: seen([exampleMongo(root())]) } },
      { title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'mongod says so', facts: { mongoServers: seen([withMongoLog({ noUsers: true })]) } }],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'a part of the list', facts: { mongoServers: partlySeen([exampleMongo()]) } },
      { title: 'no user was seen', facts: { mongoServers: seen([exampleMongo()]) } },
    ],
  },
});

function root() {
  const entry = { value: 'hmac-sha256:0d5c1f9a7be3:20', strength: 'strong' as const, length: 20 };
  return {
    rootUser: { name: 'MONGO_INITDB_ROOT_USERNAME', ...entry },
    rootPassword: { name: 'MONGO_INITDB_ROOT_PASSWORD', ...entry },
  };
}
