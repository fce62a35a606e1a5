import { defineCheck } from '../../core/check.js';
import type { ConfigValue, PayloadConfig } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleConfig,
  examplePlace,
  exampleUnclear,
  noPayload,
  withSettings,
  withSource,
} from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

function read(config: ConfigValue, notes: Notes, source: PayloadConfig): void {
  const debug = settingOf(config, 'debug');
  if (literalOf(debug) === true) notes.bad.push({ what: 'debug is on: errors show their inner parts', ref: debug.ref });
  else if (debug.state === 'unknown') unclearNote(notes, debug, 'debug');
  for (const sign of source.secretLogging.slice(0, 20)) notes.bad.push({ what: sign.what, ref: sign.ref });
}

/** PAY-29: debug is off, and no password or whole request is logged. */
export const debuggingIsOn = defineCheck({
  id: 'PAY-29',
  title: 'Debugging or logging of secrets is on',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'debug is off, and no password or whole request is logged',
      settle: 'grep -rnE "console\\.(log|info)\\(.*(password|req\\.body|token)" src',
    }),
  whyItMatters: 'A log with passwords is a list of passwords, for everybody who reads logs.',
  verifyByHand: 'grep -rnE "console\\.(log|info)\\(.*(password|req\\.body|token)" src',
  remediation: { text: 'Take the logging of bodies, passwords and tokens out, and set debug to false.' },
  references: ['Dec-2025 case'],
  examples: {
    pass: [
      { title: 'quiet', facts: withSettings({}) },
      { title: 'debug off', facts: withSettings({ debug: false }) },
      noPayload,
    ],
    fail: [
      { title: 'debug', facts: withSettings({ debug: true }) },
      {
        title: 'a password in the log',
        facts: withSource(
          exampleConfig({}, { secretLogging: [{ what: 'console.log() writes password', ref: examplePlace }] }),
        ),
      },
    ],
    blind: [...blindToSource, { title: 'a variable', facts: withSettings({ debug: exampleUnclear() }) }],
  },
});
