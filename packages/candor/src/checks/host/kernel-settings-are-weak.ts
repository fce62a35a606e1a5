import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { kernelSettings } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** Accepted values by setting. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'kernel.kptr_restrict': ['1', '2'],
  'kernel.dmesg_restrict': ['1'],
  'kernel.unprivileged_bpf_disabled': ['1', '2'],
  'kernel.randomize_va_space': ['2'],
  'fs.protected_symlinks': ['1'],
  'fs.protected_hardlinks': ['1'],
  'net.ipv4.conf.all.route_localnet': ['0'],
  'net.ipv4.conf.all.accept_source_route': ['0'],
};

/** HST-15: the usual hardening, with route_localnet off. */
export const kernelSettingsAreWeak = defineCheck({
  id: 'HST-15',
  title: 'Kernel settings give more than they need',
  questions: ['Q7'],
  severity: 'low',
  required: false,
  needs: { settings: kernelSettings },

  decide({ settings }) {
    const wanted = Object.entries(expected).filter(([name]) => settings.value.has(name));
    const flaws = wanted
      .filter(([name, good]) => !good.includes(settings.value.get(name) ?? ''))
      .map(([name]) => `${name} = ${settings.value.get(name) ?? ''}`);
    if (wanted.length === 0)
      return cannotTell('not-collected', 'none of these settings was read', {
        settle: `sysctl ${Object.keys(expected).join(' ')}`,
      });
    return flaws.length === 0
      ? pass(settings.evidence, { what: `${wanted.length} settings are as they should be` })
      : fail(settings.evidence, { what: flaws.join('; '), location: '/etc/sysctl.d' });
  },
  whyItMatters: 'Each is one step of a known way from a process to the kernel, or past a loopback address.',
  verifyByHand:
    'sysctl kernel.kptr_restrict kernel.dmesg_restrict kernel.unprivileged_bpf_disabled net.ipv4.conf.all.route_localnet',
  remediation: {
    text: 'Write them to /etc/sysctl.d/60-candor.conf.',
    commands: [
      "printf 'kernel.kptr_restrict=1\nkernel.dmesg_restrict=1\nkernel.unprivileged_bpf_disabled=2\nnet.ipv4.conf.all.route_localnet=0\n' | sudo tee /etc/sysctl.d/60-candor.conf",
      'sudo sysctl --system',
    ],
  },
  references: ['docs.kernel.org/admin-guide/sysctl/kernel.html'],
  examples: {
    pass: [
      {
        title: 'hardened',
        facts: {
          settings: seen(
            new Map([
              ['kernel.dmesg_restrict', '1'],
              ['net.ipv4.conf.all.route_localnet', '0'],
            ]),
            hostRef('host.sysctl'),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'open',
        facts: { settings: seen(new Map([['net.ipv4.conf.all.route_localnet', '1']]), hostRef('host.sysctl')) },
      },
    ],
    blind: [
      { title: 'denied', facts: { settings: unseen() } },
      {
        title: 'a part',
        facts: {
          settings: partlySeen(
            new Map([
              ['kernel.dmesg_restrict', '1'],
              ['net.ipv4.conf.all.route_localnet', '0'],
            ]),
          ),
        },
      },
      { title: 'none', facts: { settings: seen(new Map()) } },
    ],
  },
});
