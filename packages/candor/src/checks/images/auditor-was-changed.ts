import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type CollectorSelf, collectorSelf } from '../../facts/host.js';

/** Name of the self-control that compares the collector's own files with its release manifest. */
const controlName = 'release-manifest';

/** IMG-23: the auditor itself is what was released. */
export const auditorWasChanged = defineCheck({
  id: 'IMG-23',
  title: 'The auditor is not what was released',
  questions: ['Q8'],
  severity: 'high',
  required: false,
  needs: { collectorSelf },
  decide: ({ collectorSelf: self }) => {
    const control = self.value.controls.find((each) => each.name === controlName);
    if (control === undefined) {
      return cannotTell('not-collected', 'the files of Candor were not compared with a release', {
        settle: 'npm audit signatures',
      });
    }
    if (control.seen) return pass(self.evidence, { what: control.detail });
    return fail(self.evidence, {
      what: `files of Candor differ from its release: ${control.detail}`,
      location: 'candor',
    });
  },
  whyItMatters: 'A changed auditor says what the attacker wants; scanners were taken over before.',
  verifyByHand: 'npm audit signatures',
  remediation: { text: 'Remove it, install the release anew from the registry, and check again from another machine.' },
  references: ['CVE-2026-33634'],
  examples: {
    pass: [{ title: 'as released', facts: { collectorSelf: seen(self(true), exampleRef('collector.self')) } }],
    fail: [{ title: 'a file was changed', facts: { collectorSelf: seen(self(false)) } }],
    blind: [
      { title: 'nothing known', facts: { collectorSelf: unseen() } },
      { title: 'not compared', facts: { collectorSelf: seen(self(null)) } },
    ],
  },
});

function self(seenControl: boolean | null): CollectorSelf {
  const controls = seenControl === null ? [] : [{ name: controlName, seen: seenControl, detail: 'release 0.1.0' }];
  return { uid: 0, controls, containersByEngine: null, containersByCgroup: null, durationMs: null };
}
