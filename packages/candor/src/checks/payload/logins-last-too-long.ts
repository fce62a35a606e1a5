import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, exampleUsers, noPayload, withEntities } from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

/** Longest life of a token, in seconds: one day (checks.md). The default is two hours. */
const longestSec = 86_400;
function read(entity: PayloadEntity, notes: Notes): void {
  if (entity.auth === false || entity.kind === 'global') return;
  const setting = settingOf(entity.value, 'auth.tokenExpiration');
  const seconds = literalOf(setting);
  if (setting.state === 'absent') notes.good.push(setting.ref);
  else if (typeof seconds !== 'number') unclearNote(notes, setting, `tokenExpiration of ${entity.slug}`);
  else if (seconds > longestSec) {
    const days = Math.round(seconds / 8640) / 10;
    notes.bad.push({ what: `a login of ${entity.slug} lasts ${days} days`, ref: setting.ref });
  } else notes.good.push(setting.ref);
}

/** PAY-14: logins end within a day. */
export const loginsLastTooLong = defineCheck({
  id: 'PAY-14',
  title: 'A login lasts too long',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, { what: 'logins end within a day', settle: 'grep -rn tokenExpiration src' }),
  whyItMatters: 'A stolen token is a key for as long as it lives.',
  verifyByHand: 'grep -rn tokenExpiration src',
  remediation: { text: 'Set auth.tokenExpiration to 7200 (two hours), at most 86400.' },
  references: ['Payload documentation: authentication', 'Dec-2025 case'],
  examples: {
    pass: [
      { title: 'two hours', facts: withEntities(exampleUsers()) },
      { title: 'the default', facts: withEntities(exampleUsers({ auth: true })) },
      noPayload,
    ],
    fail: [{ title: '60 days', facts: withEntities(exampleUsers({ auth: { tokenExpiration: 5_184_000 } })) }],
    blind: [
      ...blindToSource,
      { title: 'a variable', facts: withEntities(exampleUsers({ auth: { tokenExpiration: exampleEnv('TTL') } })) },
    ],
  },
});
