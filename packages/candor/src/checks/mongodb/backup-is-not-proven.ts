import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleNow, exampleRef, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type MongoBackup, type MongoServer, mongoServers } from '../../facts/mongo.js';
import { policy } from '../../facts/policy.js';
import { exampleMongo, forEachMongo } from './judge-mongo.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Oldest newest backup, and oldest restore, that still prove something (checks.md, MDB-13). */
const freshMs = 48 * hourMs;
const restoredMs = 90 * dayMs;

function judge(server: MongoServer, restoredAt: Date | null, now: Date): Outcome {
  const { subject, backup } = server;
  if (backup === null)
    return cannotTell('not-collected', 'where backups of the database arrive is not declared', {
      subject,
      settle: 'candor.yaml: database: { backups: /path/of/the/folder, restoredAt: 2026-01-31 }',
    });
  if (backup.newestAt === null)
    return fail([backup.ref], {
      subject,
      what: `${backup.folder}: ${backup.problem ?? 'no file'}`,
      location: backup.folder,
    });
  const ageMs = now.getTime() - backup.newestAt.getTime();
  const hours = Math.round(ageMs / hourMs);
  if (ageMs > freshMs)
    return fail([backup.ref], {
      subject,
      what: `the newest file in ${backup.folder} is ${hours} hours old`,
      location: backup.folder,
    });
  return judgeRestore(server, backup, restoredAt, now, hours);
}

/** A copy that was never read back may be none; only the operator can tell when one was. */
function judgeRestore(
  { subject }: MongoServer,
  { ref, folder, newestBytes }: MongoBackup,
  restoredAt: Date | null,
  now: Date,
  hours: number,
): Outcome {
  if (restoredAt === null)
    return cannotTell(
      'not-collected',
      `the newest file is ${hours} hours old; when one was last restored is not declared`,
      {
        subject,
        evidence: [ref],
        settle: 'candor.yaml: database: { restoredAt: 2026-01-31 }',
      },
    );
  const days = Math.floor((now.getTime() - restoredAt.getTime()) / dayMs);
  if (now.getTime() - restoredAt.getTime() > restoredMs)
    return fail([ref], {
      subject,
      severity: 'medium',
      what: `by candor.yaml a backup was last restored ${days} days ago`,
      location: 'candor.yaml: database.restoredAt',
    });
  return pass([ref], {
    subject,
    what: `${folder}: newest file ${hours} hours old, ${newestBytes} bytes; one was restored ${days} days ago, by candor.yaml`,
  });
}

/** MDB-13: a fresh backup that was restored once. */
export const backupIsNotProven = defineCheck({
  id: 'MDB-13',
  title: 'No backup of the database is proven',
  questions: ['Q2'],
  severity: 'high',
  required: false,

  needs: { mongoServers, policy },
  decide: ({ mongoServers: servers, policy: declared }, { now }) =>
    forEachMongo(servers, (server) => judge(server, declared.value.database.restoredAt, now)),
  whyItMatters: 'After a ransom note or a broken disk, what was never restored may be no backup.',
  verifyByHand: 'ls -l --time-sort BACKUP_FOLDER | head -3',
  remediation: { text: 'Run mongodump every night to another machine and restore one copy each quarter.' },
  references: ['MongoDB documentation: backup methods'],
  examples: {
    pass: [
      { title: 'of last night, restored a month ago', facts: facts(backup(9), 30) },
      {
        title: 'no database',
        facts: { mongoServers: seen([]), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'three days old', facts: facts(backup(73), 30) },
      {
        title: 'an empty folder',
        facts: facts({ ...backup(0), newestAt: null, problem: 'the folder holds no file' }, 30),
      },
      { title: 'never restored since last year', facts: facts(backup(9), 200) },
    ],
    blind: [
      { title: 'nothing could be read', facts: { mongoServers: unseen(), policy: seen(defaultPolicy) } },
      { title: 'no folder is declared', facts: facts(null, 30) },
      { title: 'nobody says when one was restored', facts: facts(backup(9), null) },
    ],
  },
});

function backup(hours: number): MongoBackup {
  const newestAt = new Date(exampleNow.getTime() - hours * hourMs);
  return { folder: '/var/backups/mongo', newestAt, newestBytes: 48_213, problem: null, ref: exampleRef('mongo.probe') };
}

function facts(found: MongoBackup | null, restoredDaysAgo: number | null) {
  const restoredAt = restoredDaysAgo === null ? null : new Date(exampleNow.getTime() - restoredDaysAgo * dayMs);
  return {
    mongoServers: seen([exampleMongo({ backup: found })]),
    policy: seen({ ...defaultPolicy, database: { ...defaultPolicy.database, restoredAt } }),
  };
}
