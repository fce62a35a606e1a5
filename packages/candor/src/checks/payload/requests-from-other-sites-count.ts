import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, exampleUnclear, noPayload, withSettings } from './payload-example.js';
import { settingOf, textsOf, unclearNote } from './read-config.js';
import { wrongOrigin } from './wrong-origin.js';

function read(config: ConfigValue, notes: Notes): void {
  const setting = settingOf(config, 'csrf');
  if (setting.state === 'unknown') {
    unclearNote(notes, setting, 'csrf');
    return;
  }
  if (
    setting.state === 'absent' ||
    (setting.value.kind === 'list' && setting.value.items.length === 0 && !setting.value.open)
  ) {
    notes.bad.push({ what: 'csrf is empty: the cookie counts whatever site a request comes from', ref: setting.ref });
    return;
  }
  const { texts, whole } = textsOf(setting.value);
  for (const text of texts) {
    const wrong = wrongOrigin(text);
    if (wrong !== null) notes.bad.push({ what: `csrf has ${text.slice(0, 80)}: ${wrong}`, ref: setting.ref });
  }
  if (!whole) notes.unclear.push({ because: 'not all of csrf was understood', ref: setting.ref });
}

/** PAY-11: csrf names the sites whose requests count. */
export const requestsFromOtherSitesCount = defineCheck({
  id: 'PAY-11',
  title: 'Requests from other sites count as the user',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'csrf names the sites whose requests count',
      settle: 'grep -n "csrf" src/payload.config.ts',
    }),
  whyItMatters: 'With an empty list a foreign page can act as the administrator who opens it.',
  verifyByHand: 'grep -n "csrf" src/payload.config.ts',
  remediation: { text: 'List the public https addresses of the site in csrf.' },
  references: ['Payload documentation: CSRF prevention'],
  examples: {
    pass: [{ title: 'one address', facts: withSettings({ csrf: ['https://cms.example.org'] }) }, noPayload],
    fail: [
      { title: 'none', facts: withSettings({}) },
      { title: 'empty', facts: withSettings({ csrf: [] }) },
      { title: 'localhost', facts: withSettings({ csrf: ['https://cms.example.org', 'http://localhost:3000'] }) },
    ],
    blind: [
      ...blindToSource,
      { title: 'a variable', facts: withSettings({ csrf: [exampleEnv('SITE'), exampleUnclear()] }) },
    ],
  },
});
