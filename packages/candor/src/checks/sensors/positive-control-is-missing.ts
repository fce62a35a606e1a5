import { cannotTell, defineCheck, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { exampleSelf } from '../../facts/examples-collection.js';
import { collectorSelf } from '../../facts/host.js';

/** SNS-03: a listing counts only when it shows what is known to be there: the collector itself. */
export const positiveControlIsMissing = defineCheck({
  id: 'SNS-03',
  title: 'A listing does not show what is certainly there',
  questions: ['Q8'],
  severity: 'high',
  required: true,
  gate: true,
  needs: { self: collectorSelf },
  decide({ self }): Outcome {
    const missed = self.value.controls.filter((control) => !control.seen);
    const first = missed[0];
    if (self.value.controls.length === 0) return cannotTell('not-collected', 'no positive control was made');
    if (!first) return pass(self.evidence, { what: `${self.value.controls.length} positive controls were seen` });
    return cannotTell(
      'absent-sensor',
      `${missed.map((control) => control.name).join(', ')} was not in its own listing (${first.detail})`,
      { evidence: self.evidence },
    );
  },
  whyItMatters: 'A rootkit, a broken /proc or a replaced tool shows an empty list as calmly as a clean one.',
  verifyByHand: 'ps -p $$ -o pid,args',
  remediation: {
    text: 'Find out why the kernel hides the collector from itself: hidepid, a mount over /proc, a rootkit.',
    commands: ['mount | grep proc', 'cat /proc/self/status'],
  },
  references: ['SENSOR_SELFTEST', 'PATTERN_CAN_MATCH'],
  examples: {
    pass: [{ title: 'both controls seen', facts: { self: seen(exampleSelf()) } }],
    fail: [
      {
        title: 'own process not listed',
        facts: { self: seen(exampleSelf({ controls: [{ name: 'own-process', seen: false, detail: 'pid 77' }] })) },
      },
    ],
    blind: [
      { title: 'collector said nothing', facts: { self: unseen() } },
      { title: 'no control made', facts: { self: seen(exampleSelf({ controls: [] })) } },
    ],
  },
});
