import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleUnclear, noPayload, withSettings } from './payload-example.js';
import { settingOf, textsOf, unclearNote } from './read-config.js';
import { wrongOrigin } from './wrong-origin.js';

function read(config: ConfigValue, notes: Notes): void {
  const setting = settingOf(config, 'cors');
  if (setting.state === 'unknown') {
    unclearNote(notes, setting, 'cors');
    return;
  }
  if (setting.state === 'absent') {
    notes.good.push(setting.ref);
    return;
  }
  if (setting.value.kind === 'object') {
    read({ ...setting.value, members: { cors: setting.value.members.origins ?? setting.value } }, notes);
    return;
  }
  const { texts, whole } = textsOf(setting.value);
  for (const text of texts) {
    const wrong = wrongOrigin(text);
    if (wrong !== null) notes.bad.push({ what: `cors has ${text.slice(0, 80)}: ${wrong}`, ref: setting.ref });
  }
  if (!whole) notes.unclear.push({ because: 'not all of cors was understood', ref: setting.ref });
}

/** PAY-12: cors names the sites that may read answers. */
export const everySiteMayReadAnswers = defineCheck({
  id: 'PAY-12',
  title: 'Other sites may read the answers of the API',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'cors names the sites that may read answers',
      settle: 'grep -n "cors" src/payload.config.ts',
    }),
  whyItMatters: 'Every page that a user opens may read what the API answers to that user.',
  verifyByHand: 'grep -n "cors" src/payload.config.ts',
  remediation: { text: 'List the public https addresses of the site in cors instead of *.' },
  references: ['Payload documentation: CORS'],
  examples: {
    pass: [
      { title: 'one address', facts: withSettings({ cors: ['https://www.example.org'] }) },
      { title: 'none: no other site', facts: withSettings({}) },
      noPayload,
    ],
    fail: [
      { title: 'every site', facts: withSettings({ cors: '*' }) },
      { title: 'localhost', facts: withSettings({ cors: ['http://localhost:3000'] }) },
      { title: 'every site, as origins', facts: withSettings({ cors: { origins: '*', headers: ['x-custom'] } }) },
    ],
    blind: [...blindToSource, { title: 'a function', facts: withSettings({ cors: exampleUnclear() }) }],
  },
});
