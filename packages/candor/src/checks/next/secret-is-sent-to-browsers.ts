import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { nextSources } from '../../facts/next-source.js';
import { exampleSource } from './next-example.js';

/** NXT-15: `NEXT_PUBLIC_` values are copied into the browser's code. */
export const secretIsSentToBrowsers = defineCheck({
  id: 'NXT-15',
  title: 'A secret is built into the code for browsers',
  questions: ['Q2'],
  severity: 'critical',
  required: false,
  needs: { nextSources },
  decide: ({ nextSources: sources }) => {
    if (sources.value.length === 0) return notApplicable(sources.evidence, 'no source of an app');
    return sources.value.map((source): Outcome => {
      const { subject } = source;
      const refs = source.publicSecrets.map((each) => each.ref);
      if (isNonEmpty(refs)) {
        const names = [...new Set(source.publicSecrets.map((each) => each.name))].join(', ');
        return fail(refs, {
          subject,
          what: `${names} reads as a secret and is sent to every visitor`,
          location: refs[0].excerpt ?? 'source',
        });
      }
      if (!source.whole)
        return cannotTell('not-collected', 'not the whole source was read', {
          subject,
          settle: 'grep -rn NEXT_PUBLIC_ src',
        });
      return pass([source.ref], { subject });
    });
  },
  whyItMatters: 'Anyone who opens the page can read it in the scripts, and so can everyone who saved them.',
  verifyByHand: 'grep -rnE "NEXT_PUBLIC_[A-Z_]*(SECRET|PASSWORD|DATABASE)" src .env*',
  remediation: {
    text: 'Drop the NEXT_PUBLIC_ prefix, read the value on the server alone, build anew and change the secret.',
  },
  references: ['Next.js documentation: environment variables'],
  examples: {
    pass: [
      { title: 'none in the whole source', facts: { nextSources: seen([exampleSource()]) } },
      { title: 'no app', facts: { nextSources: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a secret by its name',
        facts: {
          nextSources: seen([
            exampleSource({ publicSecrets: [{ name: 'NEXT_PUBLIC_PAYLOAD_SECRET', ref: exampleRef('app.source') }] }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'no source', facts: { nextSources: unseen() } },
      { title: 'a part of the source', facts: { nextSources: seen([exampleSource({ whole: false })]) } },
    ],
  },
});
