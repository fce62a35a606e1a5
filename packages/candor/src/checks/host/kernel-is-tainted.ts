import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type KernelState, kernelState } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** Forced loads (bit 1), modules from outside the tree (bit 12) and without a signature (bit 13). */
const foreignBits = 0x2 | 0x1000 | 0x2000;
/** Drivers that distributions and clouds build outside the tree. */
const ordinary =
  /^(?:nvidia|zfs|spl|zunicode|zcommon|znvpair|zavl|icp|zlua|zzstd|vbox|vmw|vmmon|vmnet|wireguard|virtio|ena|gve|mlx|falco|scap|lttng|v4l2loopback|r8168|wl|broadcom|drbd|openafs|xt_|ipt_|prl_|hv_|amzn)/;

/** HST-14: no module without a signature or from out of the tree. */
export const kernelIsTainted = defineCheck({
  id: 'HST-14',
  title: 'The kernel was loaded with foreign code',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { kernel: kernelState },

  decide({ kernel }) {
    const { tainted, modules, ref } = kernel.value;
    const foreign = modules.filter(({ taint }) => /[OEFP]/.test(taint));
    const unknown = foreign.filter(({ name }) => !ordinary.test(name));
    const [first] = unknown;
    if (first) {
      return fail([ref], {
        what: `module ${unknown
          .slice(0, 5)
          .map(({ name, taint }) => `${name} (${taint})`)
          .join(', ')} is not of the kernel's own tree`,
        location: first.name,
      });
    }
    if (tainted === null)
      return cannotTell('not-collected', 'the taint of the kernel was not read', {
        settle: 'cat /proc/sys/kernel/tainted',
      });
    const bits = tainted & foreignBits;
    // The taint stays after a module has gone, so that alone it says little.
    if (bits !== 0 && foreign.length === 0)
      return fail([ref], {
        what: `the kernel is tainted (${tainted}), and no loaded module says by what`,
        location: '/proc/sys/kernel/tainted',
        severity: 'medium',
      });
    return pass([ref], {
      what:
        foreign.length === 0
          ? 'no foreign module'
          : `known drivers alone: ${foreign.map(({ name }) => name).join(', ')}`,
    });
  },
  whyItMatters: 'A module sees and hides everything; that is where a rootkit lives.',
  verifyByHand: 'cat /proc/sys/kernel/tainted; grep -E "\\(.*[OEF].*\\)" /proc/modules',
  remediation: {
    text: 'Find out which package brought the module (dkms status, modinfo NAME); without an answer, keep the disk and rebuild.',
    commands: ['modinfo NAME', 'dkms status'],
  },
  references: ['docs.kernel.org/admin-guide/tainted-kernels.html'],
  examples: {
    pass: [
      { title: 'clean', facts: { kernel: seen(state({}), hostRef('host.kernel')) } },
      {
        title: 'a known driver',
        facts: {
          kernel: seen(state({ tainted: 4096, modules: [{ name: 'nvidia', taint: 'POE' }] }), hostRef('host.kernel')),
        },
      },
    ],
    fail: [
      {
        title: 'an unknown module',
        facts: {
          kernel: seen(
            state({ tainted: 12288, modules: [{ name: 'diamorphine', taint: 'OE' }] }),
            hostRef('host.kernel'),
          ),
        },
      },
      { title: 'taint without a module', facts: { kernel: seen(state({ tainted: 4096 }), hostRef('host.kernel')) } },
    ],
    blind: [
      { title: 'denied', facts: { kernel: unseen() } },
      { title: 'a part', facts: { kernel: partlySeen(state({})) } },
      { title: 'no taint', facts: { kernel: seen(state({ tainted: null })) } },
    ],
  },
});

function state(change: Partial<KernelState>): KernelState {
  return {
    running: '6.1.0-40-amd64',
    installed: ['6.1.0-39-amd64', '6.1.0-40-amd64'],
    tainted: 0,
    modules: [{ name: 'nf_tables', taint: '' }],
    ref: hostRef('host.kernel'),
    ...change,
  };
}
