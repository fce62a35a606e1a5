import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type CollectorSelf, collectorSelf } from '../../facts/host.js';

/** RTC-14: one question by several ways (the engine, cgroups, /proc): a process that one of them hides (ATT&CK T1014). */
export const processHides = defineCheck({
  id: 'RTC-14',
  title: 'A process or container shows in one listing and hides in another',
  questions: ['Q3', 'Q8'],
  severity: 'critical',
  required: false,
  needs: { collectorSelf },
  decide: ({ collectorSelf: self }) => {
    const { controls, containersByEngine, containersByCgroup } = self.value;
    const missing = controls.filter(({ seen: found }) => !found);
    const names = missing.map(({ name, detail }) => `${name} (${detail})`);
    if (missing.some(({ name }) => /^(?:hidden|pid-scan)/.test(name))) {
      return fail(self.evidence, {
        what: `missing in the process listing: ${names.slice(0, 5).join(', ')}`,
        location: 'host, /proc',
      });
    }
    const more = containersByEngine !== null && containersByCgroup !== null && containersByCgroup > containersByEngine;
    if (missing.length > 0 || more) {
      // A container that starts or stops while the listings are made looks the same: look twice.
      const what = more
        ? `cgroups show ${containersByCgroup} containers, the engine ${containersByEngine}`
        : `not found in the process listing: ${names.slice(0, 5).join(', ')}`;
      return cannotTell('unsupported', what, {
        settle: 'sudo candor check (again: the difference must not stay)',
        evidence: self.evidence,
      });
    }
    if (containersByEngine === null || containersByCgroup === null || controls.length === 0) {
      return cannotTell('not-collected', 'the listings were not compared with each other', {
        settle: 'sudo candor check',
        evidence: self.evidence,
      });
    }
    return pass(self.evidence, {
      what: `${controls.length} controls found in the listings; engine and cgroups show ${containersByEngine} containers`,
    });
  },
  whyItMatters: 'A rootkit lies to the tools of the host. It seldom lies the same way to all of them.',
  verifyByHand: 'ls /sys/fs/cgroup/system.slice | grep -c docker-; docker ps -q | wc -l',
  remediation: {
    text: 'Trust no tool of this host any more: look at its disk from a rescue system.',
    commands: ['sudo candor collect -o evidence.tar.gz'],
  },
  references: ['ATT&CK T1014'],
  examples: {
    pass: [{ title: 'all agree', facts: { collectorSelf: seen(self()) } }],
    fail: [
      {
        title: 'a pid that answers and is not listed',
        facts: {
          collectorSelf: seen(
            self({ controls: [{ name: 'hidden:771', seen: false, detail: 'pid 771 answers kill(2)' }] }),
          ),
        },
      },
    ],
    blind: [
      { title: 'no report of the collector', facts: { collectorSelf: unseen() } },
      {
        title: 'a container stopped meanwhile, or hides',
        facts: {
          collectorSelf: seen(self({ controls: [{ name: 'init:site-app-1', seen: false, detail: 'pid 4200' }] })),
        },
      },
      {
        title: 'a container that the engine does not know',
        facts: { collectorSelf: seen(self({ containersByCgroup: 3 })) },
      },
      { title: 'not compared', facts: { collectorSelf: seen(self({ containersByEngine: null })) } },
    ],
  },
});

function self(change: Partial<CollectorSelf> = {}): CollectorSelf {
  return {
    uid: 0,
    controls: [{ name: 'init:site-app-1', seen: true, detail: 'pid 4200' }],
    containersByEngine: 2,
    containersByCgroup: 2,
    durationMs: 900,
    ...change,
  };
}
