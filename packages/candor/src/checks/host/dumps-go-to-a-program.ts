import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { kernelSettings } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

const usual =
  /^(?:\/usr)?\/(?:lib\/systemd\/systemd-coredump|share\/apport\/apport|libexec\/abrt-hook-ccpp|bin\/false)$/;

/** HST-18: core_pattern names a file, or a program of the distribution. */
export const dumpsGoToAProgram = defineCheck({
  id: 'HST-18',
  title: 'Core dumps are handed to an unknown program',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { settings: kernelSettings },

  decide({ settings }) {
    const pattern = settings.value.get('kernel.core_pattern');
    if (pattern === undefined)
      return cannotTell('not-collected', 'core_pattern was not read', { settle: 'cat /proc/sys/kernel/core_pattern' });
    const program = /^\|\s*(\S{1,500})/.exec(pattern)?.[1];
    if (program === undefined || usual.test(program))
      return pass(settings.evidence, { what: `core_pattern is ${pattern}` });
    return fail(settings.evidence, {
      what: `every crash starts ${program} as root, outside all containers`,
      location: '/proc/sys/kernel/core_pattern',
      severity: /^\/(?:tmp|var\/tmp|dev\/shm|home)/.test(program) ? 'critical' : 'medium',
    });
  },
  whyItMatters: 'It is a known way out of a container: the kernel starts that program as root on the host.',
  verifyByHand: 'cat /proc/sys/kernel/core_pattern',
  remediation: {
    text: 'Set it back, and find out who changed it.',
    commands: ['sudo sysctl -w kernel.core_pattern=core'],
  },
  references: ['core(5)'],
  examples: {
    pass: [
      {
        title: 'a file',
        facts: { settings: seen(new Map([['kernel.core_pattern', 'core']]), hostRef('host.sysctl')) },
      },
      {
        title: 'systemd',
        facts: {
          settings: seen(
            new Map([['kernel.core_pattern', '|/usr/lib/systemd/systemd-coredump %P']]),
            hostRef('host.sysctl'),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'a program in /tmp',
        facts: { settings: seen(new Map([['kernel.core_pattern', '|/tmp/x %P']]), hostRef('host.sysctl')) },
      },
    ],
    blind: [
      { title: 'denied', facts: { settings: unseen() } },
      { title: 'a part', facts: { settings: partlySeen(new Map([['kernel.core_pattern', 'core']])) } },
      { title: 'not among them', facts: { settings: seen(new Map()) } },
    ],
  },
});
