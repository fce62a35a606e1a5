import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEnv, noPayload, withSettings } from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

/** Most depth, complexity and text that one request may ask for; the defaults of Payload (documentation: preventing abuse). */
const limits = [
  ['maxDepth', 10],
  ['graphQL.maxComplexity', 1000],
  ['defaultMaxTextLength', 40_000],
] as const;
function read(config: ConfigValue, notes: Notes): void {
  for (const [path, most] of limits) {
    const setting = settingOf(config, path);
    const value = literalOf(setting);
    if (setting.state === 'absent') continue;
    if (typeof value !== 'number') unclearNote(notes, setting, path);
    else if (value > most) notes.bad.push({ what: `${path} is ${value}, more than ${most}`, ref: setting.ref });
  }
}

/** PAY-19: depth, complexity and length are bounded. */
export const questionsCostTooMuch = defineCheck({
  id: 'PAY-19',
  title: 'One request may cost too much',
  questions: ['Q2'],
  severity: 'low',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'depth, complexity and length are bounded',
      settle: 'grep -nE "maxDepth|maxComplexity|defaultMaxTextLength" src/payload.config.ts',
    }),
  whyItMatters: 'A request that follows relations ten levels deep keeps the database busy for minutes.',
  verifyByHand: 'grep -nE "maxDepth|maxComplexity" src/payload.config.ts',
  remediation: { text: 'Set maxDepth to at most 10 and graphQL.maxComplexity to at most 1000.' },
  references: ['Payload documentation: preventing abuse'],
  examples: {
    pass: [
      { title: 'five levels', facts: withSettings({ maxDepth: 5 }) },
      { title: 'the defaults', facts: withSettings({}) },
      noPayload,
    ],
    fail: [{ title: 'a hundred levels', facts: withSettings({ maxDepth: 100 }) }],
    blind: [...blindToSource, { title: 'a variable', facts: withSettings({ maxDepth: exampleEnv('DEPTH') }) }],
  },
});
