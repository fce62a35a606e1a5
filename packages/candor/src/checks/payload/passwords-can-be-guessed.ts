import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, exampleUsers, noPayload, withEntities } from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

/** Attempts, and shortest lock in milliseconds (Payload documentation: 5 and 10 minutes by default). */
const most = 10;
const shortestMs = 600_000;
function read(entity: PayloadEntity, notes: Notes): void {
  if (entity.auth === false || entity.kind === 'global') return;
  const attempts = settingOf(entity.value, 'auth.maxLoginAttempts');
  const lock = settingOf(entity.value, 'auth.lockTime');
  const count = literalOf(attempts);
  const time = literalOf(lock);
  if (attempts.state !== 'absent') {
    if (typeof count !== 'number') unclearNote(notes, attempts, `maxLoginAttempts of ${entity.slug}`);
    else if (count < 1 || count > most)
      notes.bad.push({
        what: `${entity.slug} allows ${count === 0 ? 'any number of' : count} attempts`,
        ref: attempts.ref,
      });
  }
  if (lock.state !== 'absent') {
    if (typeof time !== 'number') unclearNote(notes, lock, `lockTime of ${entity.slug}`);
    else if (time < shortestMs)
      notes.bad.push({ what: `${entity.slug} is locked for ${time / 1000} s only`, ref: lock.ref });
  }
}

/** PAY-15: accounts are locked after a few wrong passwords. */
export const passwordsCanBeGuessed = defineCheck({
  id: 'PAY-15',
  title: 'Passwords may be guessed without end',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'accounts are locked after a few wrong passwords',
      settle: 'grep -rnE "maxLoginAttempts|lockTime" src',
    }),
  whyItMatters: 'Without a lock a list of common passwords is tried in minutes.',
  verifyByHand: 'grep -rnE "maxLoginAttempts|lockTime" src',
  remediation: { text: 'Set auth.maxLoginAttempts to 5 and auth.lockTime to 600000.' },
  references: ['Payload documentation: authentication'],
  examples: {
    pass: [
      { title: 'five attempts', facts: withEntities(exampleUsers()) },
      { title: 'the defaults', facts: withEntities(exampleUsers({ auth: true })) },
      noPayload,
    ],
    fail: [
      { title: 'switched off', facts: withEntities(exampleUsers({ auth: { maxLoginAttempts: 0 } })) },
      { title: 'a lock of ten seconds', facts: withEntities(exampleUsers({ auth: { lockTime: 10_000 } })) },
    ],
    blind: [
      ...blindToSource,
      { title: 'a variable', facts: withEntities(exampleUsers({ auth: { lockTime: exampleEnv('LOCK') } })) },
    ],
  },
});
