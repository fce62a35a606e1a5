import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleUnclear, exampleUsers, noPayload, withEntities } from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

function read(entity: PayloadEntity, notes: Notes): void {
  if (entity.auth === false || entity.kind === 'global') return;
  const secure = settingOf(entity.value, 'auth.cookies.secure');
  const sameSite = settingOf(entity.value, 'auth.cookies.sameSite');
  const isSecure = literalOf(secure);
  if (secure.state === 'unknown' || isSecure === null) unclearNote(notes, secure, `cookies.secure of ${entity.slug}`);
  else if (isSecure !== true)
    notes.bad.push({ what: `the cookie of ${entity.slug} is not secure: it is sent over plain HTTP`, ref: secure.ref });
  else notes.good.push(secure.ref);
  if (sameSite.state === 'unknown') unclearNote(notes, sameSite, `cookies.sameSite of ${entity.slug}`);
  else if (/^none$/i.test(String(literalOf(sameSite))))
    notes.bad.push({
      what: `the cookie of ${entity.slug} is sent with requests of every site (sameSite None)`,
      ref: sameSite.ref,
    });
}

/** PAY-10: login cookies are secure and stay on the site. */
export const loginCookieIsNotSecure = defineCheck({
  id: 'PAY-10',
  title: 'The login cookie travels without protection',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'login cookies are secure and stay on the site',
      settle: 'grep -rn -A6 "cookies:" src/collections',
    }),
  whyItMatters: 'Payload leaves secure off by default: one plain HTTP request gives the session to whoever listens.',
  verifyByHand: 'curl -sI https://SITE/api/users/login | grep -i set-cookie',
  remediation: { text: "Set auth.cookies to { secure: true, sameSite: 'Lax' }." },
  references: ['Payload documentation: authentication cookies'],
  examples: {
    pass: [{ title: 'secure', facts: withEntities(exampleUsers()) }, noPayload],
    fail: [
      { title: 'auth: true, the default', facts: withEntities(exampleUsers({ auth: true })) },
      { title: 'off', facts: withEntities(exampleUsers({ auth: { cookies: { secure: false } } })) },
      { title: 'None', facts: withEntities(exampleUsers({ auth: { cookies: { secure: true, sameSite: 'None' } } })) },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a variable decides',
        facts: withEntities(exampleUsers({ auth: { cookies: { secure: exampleUnclear(), sameSite: 'Lax' } } })),
      },
    ],
  },
});
