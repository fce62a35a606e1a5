import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { preloadedLibraries } from '../../facts/host.js';
import { processes } from '../../facts/processes.js';
import { blindSpot } from '../shared/blind-spot.js';
import { describeProcess, isKernelThread, processSubject } from '../shared/describe-process.js';
import { isForeignPlace, isSystemPath } from '../shared/foreign-program.js';

/** Allocators that image tools such as sharp advise to preload; their folder must be one of the system. */
const allocator = /\/lib(?:jemalloc|tcmalloc(?:_minimal)?|mimalloc)[\w.-]*\.so(?:\.\d+)*$/;

function isAllocator(path: string): boolean {
  return allocator.test(path) && (isSystemPath(path) || path.startsWith('/usr/local/lib/') || !path.includes('/tmp'));
}

/** RTC-13: libraries that are loaded into every program, or into one, before its own (ATT&CK T1574.006). */
export const libraryIsPreloaded = defineCheck({
  id: 'RTC-13',
  title: 'A library is loaded into programs that did not ask for it',
  questions: ['Q3', 'Q6'],
  severity: 'critical',
  required: false,
  needs: { preloadedLibraries },
  uses: { processes },
  decide: (facts) => {
    const global = facts.preloadedLibraries.value
      .filter(({ path }) => !isAllocator(path))
      .map(({ path, ref }) =>
        fail([ref], { what: `/etc/ld.so.preload loads ${path} into every program`, location: '/etc/ld.so.preload' }),
      );
    const items = facts.processes.status === 'known' ? facts.processes.value.items : [];
    const own = items.flatMap((process): Outcome[] => {
      const paths = (process.env?.LD_PRELOAD ?? '').split(/[\s:]+/).filter((path) => path !== '' && !isAllocator(path));
      const [path] = paths;
      if (path === undefined) return [];
      const subject = processSubject(process);
      const severity = isForeignPlace(path) ? 'critical' : 'high';
      return [
        fail([process.ref], {
          subject,
          severity,
          what: `${describeProcess(process)} was started with LD_PRELOAD=${path}`,
          location: `${subject}, pid ${process.pid}`,
        }),
      ];
    });
    const found = [...global, ...own];
    if (found.length > 0) return found;
    const gap = blindSpot(facts.processes);
    const blind = items.filter((process) => process.env === null && !isKernelThread(process)).length;
    if (gap || blind > 0) {
      return cannotTell(
        gap?.reason ?? 'denied',
        gap?.detail ?? `the environment of ${blind} processes was not readable`,
        {
          settle: "sudo grep -lz '^LD_PRELOAD=' /proc/[0-9]*/environ",
          evidence: facts.preloadedLibraries.evidence,
        },
      );
    }
    return pass(facts.preloadedLibraries.evidence, {
      what: 'no foreign library in ld.so.preload or in an environment',
    });
  },
  whyItMatters: 'A preloaded library can hide files, processes and connections from every tool on the host.',
  verifyByHand: "cat /etc/ld.so.preload; sudo grep -lz '^LD_PRELOAD=' /proc/[0-9]*/environ",
  remediation: {
    text: 'Keep a copy of the library. From a rescue system, remove the entry: on the host itself its tools may lie.',
    commands: ['sudo cp LIBRARY ./evidence/ && sha256sum ./evidence/*', 'sudo mv /etc/ld.so.preload ./evidence/'],
  },
  references: ['ATT&CK T1574.006'],
  examples: {
    pass: [
      { title: 'nothing', facts: { preloadedLibraries: seen([]), processes: seen(exampleView([exampleProcess()])) } },
      {
        title: 'jemalloc for image work',
        facts: {
          preloadedLibraries: seen([]),
          processes: seen(
            exampleView([exampleProcess({ env: { LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2' } })]),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'in ld.so.preload',
        facts: {
          preloadedLibraries: seen([{ path: '/usr/lib/libprocesshider.so', ref: exampleRef('host.ld-preload') }]),
        },
      },
      {
        title: 'in an environment',
        facts: {
          preloadedLibraries: seen([]),
          processes: partlySeen(exampleView([exampleProcess({ env: { LD_PRELOAD: '/tmp/a.so' } })])),
        },
      },
    ],
    blind: [
      { title: 'not readable', facts: { preloadedLibraries: unseen() } },
      {
        title: 'environments not readable',
        facts: { preloadedLibraries: seen([]), processes: seen(exampleView([exampleProcess({ env: null })])) },
      },
    ],
  },
});
