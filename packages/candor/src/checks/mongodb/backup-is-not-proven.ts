import { cannotTell, defineCheck, type Outcome } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type MongoServer, mongoServers } from '../../facts/mongo.js';
import { exampleMongo, forEachMongo } from './judge-mongo.js';

function judge(server: MongoServer): Outcome {
  return cannotTell(
    'not-collected',
    'the age of the newest backup, and of the last restore, is known to the operator alone',
    {
      subject: server.subject,
      settle: 'When was the newest backup made, and when was one last restored?',
    },
  );
}

/** MDB-13: a fresh backup that was restored once. */
export const backupIsNotProven = defineCheck({
  id: 'MDB-13',
  title: 'No backup of the database is proven',
  questions: ['Q2'],
  severity: 'high',
  required: false,

  needs: { mongoServers },
  decide: ({ mongoServers: servers }) => forEachMongo(servers, judge),
  whyItMatters: 'After a ransom note or a broken disk, what was never restored may be no backup.',
  verifyByHand: 'ls -l --time-sort BACKUP_FOLDER | head -3',
  remediation: { text: 'Run mongodump every night to another machine and restore one copy each quarter.' },
  references: ['MongoDB documentation: backup methods'],
  examples: {
    pass: [{ title: 'no database', facts: { mongoServers: seen([]) }, expect: 'not-applicable' }],
    fail: [],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen() } },
      { title: 'a server', facts: { mongoServers: seen([exampleMongo()]) } },
    ],
  },
});
