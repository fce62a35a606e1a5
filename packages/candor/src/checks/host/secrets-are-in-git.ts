import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { leakedSecrets } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** HST-12: gitleaks finds none, in the tree and in the history. */
export const secretsAreInGit = defineCheck({
  id: 'HST-12',
  title: 'Secrets are tracked in git',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { leaks: leakedSecrets },

  decide({ leaks }) {
    const first = leaks.value[0];
    if (!first) return pass(leaks.evidence, { what: 'gitleaks found nothing' });
    return fail([first.ref, ...leaks.value.slice(1, 20).map(({ ref }) => ref)], {
      what: `${leaks.value.length} secret(s), such as ${first.rule} in ${first.file}${first.commit === null ? '' : ` (${first.commit})`}`,
      location: first.file,
    });
  },
  whyItMatters: 'A repository is copied to more places than anybody knows; what was ever in it is public one day.',
  verifyByHand: 'gitleaks detect --redact --report-format json',
  remediation: {
    text: 'Change the secret first, then remove it from the history.',
    commands: ['git filter-repo --invert-paths --path .env'],
  },
  references: ['github.com/gitleaks/gitleaks'],
  examples: {
    pass: [{ title: 'none', facts: { leaks: seen([], hostRef('scan.gitleaks')) } }],
    fail: [
      {
        title: 'a key',
        facts: {
          leaks: seen(
            [{ rule: 'aws-access-token', file: '.env', commit: 'abc123', ref: hostRef('scan.gitleaks') }],
            hostRef('scan.gitleaks'),
          ),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { leaks: unseen() } },
      { title: 'a part', facts: { leaks: partlySeen([]) } },
    ],
  },
});
