import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type MongoServer, type MongoUser, mongoServers } from '../../facts/mongo.js';
import { policy } from '../../facts/policy.js';
import { exampleInside, exampleMongo, forEachMongo, needsLogin } from './judge-mongo.js';

const described = ({ user, roles }: MongoUser) => `${user} (${roles.join(', ') || 'no role'})`;

function judge(server: MongoServer, declared: readonly string[] | null): Outcome | readonly Outcome[] {
  const { subject, inside } = server;
  if (inside === null || inside.users === null) return needsLogin(server, 'who has an account in the database');
  const { users, ref } = inside;
  if (declared === null)
    return cannotTell('not-collected', `accounts of the database: ${users.map(described).slice(0, 12).join('; ')}`, {
      subject,
      evidence: [ref],
      settle: 'candor.yaml: database: { users: [name@database, …] }: are these yours?',
    });
  const foreign = users.filter(({ user }) => !declared.includes(user));
  if (foreign.length > 0)
    return foreign.map((each) =>
      fail([ref], {
        subject,
        what: `an account of the database that nobody declared: ${described(each)}`,
        location: each.user,
      }),
    );
  return pass([ref], { subject, what: `${users.length} accounts, all of them declared` });
}

/** MDB-14: the accounts of the database are those that the site declares. */
export const databaseUsersChanged = defineCheck({
  id: 'MDB-14',
  title: 'The database has an account that nobody declared',
  questions: ['Q4', 'Q9'],
  severity: 'high',
  required: false,
  needs: { mongoServers, policy },
  decide: ({ mongoServers: servers, policy: declared }) =>
    forEachMongo(servers, (server) => judge(server, declared.value.database.users)),
  whyItMatters: 'An account of the attacker in the database outlives every repair of the app.',
  verifyByHand:
    "docker exec CONTAINER mongosh admin -u root -p --quiet --eval 'db.system.users.find({}, { user: 1, roles: 1 })'",
  remediation: { text: 'Revoke what nobody can explain: db.dropUser(). Declare the others in candor.yaml.' },
  references: ['MongoDB documentation: manage users and roles'],
  examples: {
    pass: [
      { title: 'all declared', facts: facts(exampleMongo(exampleInside()), ['keeper@admin', 'site@site']) },
      {
        title: 'no database',
        facts: { mongoServers: seen([]), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'one more', facts: facts(exampleMongo(exampleInside()), ['keeper@admin']) },
      {
        title: 'the same name in another database',
        facts: facts(exampleMongo(exampleInside()), ['keeper@admin', 'site@admin']),
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), policy: seen(defaultPolicy) } },
      { title: 'nobody logged in', facts: facts(exampleMongo(), []) },
      { title: 'the user may not ask', facts: facts(exampleMongo(exampleInside({ users: null })), []) },
      { title: 'the site declares none', facts: facts(exampleMongo(exampleInside()), null) },
    ],
  },
});

function facts(server: MongoServer, users: readonly string[] | null) {
  return {
    mongoServers: seen([server]),
    policy: seen({ ...defaultPolicy, database: { ...defaultPolicy.database, users } }),
  };
}
