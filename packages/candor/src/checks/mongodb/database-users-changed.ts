import { cannotTell, defineCheck, notApplicable, type Outcome } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { exampleHistory, firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  return cannotTell('not-collected', 'the users of the database are not listed without a login', {
    subject: server.subject,
    settle: 'candor check --with-database-login',
  });
}

/** MDB-14: users and roles are those of the last audit. */
export const databaseUsersChanged = defineCheck({
  id: 'MDB-14',
  title: 'Users of the database changed without a reason',
  questions: ['Q4', 'Q9'],
  severity: 'high',
  required: false,
  history: true,
  needs: { mongoServers, history },
  decide: ({ mongoServers: servers, history: past }) =>
    past.value.firstReport ? notApplicable(past.evidence, 'first report') : forEachMongo(servers, judge),
  whyItMatters: 'An account of the attacker in the database outlives every repair of the app.',
  verifyByHand:
    "docker exec CONTAINER mongosh admin -u root -p --quiet --eval 'db.system.users.find({}, { user: 1, roles: 1 })'",
  remediation: { text: 'Revoke what nobody can explain: db.dropUser().' },
  references: ['MongoDB documentation: manage users and roles'],
  examples: {
    pass: [
      {
        title: 'first report',
        facts: { mongoServers: seen([exampleMongo()]), history: seen(firstReport) },
        expect: 'not-applicable',
      },
      {
        title: 'no database',
        facts: { mongoServers: seen([]), history: seen(exampleHistory()) },
        expect: 'not-applicable',
      },
    ],
    fail: [],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), history: unseen() } },
      { title: 'not listed', facts: { mongoServers: seen([exampleMongo()]), history: seen(exampleHistory()) } },
    ],
  },
});
