import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type KernelState, kernelState } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

const collator = new Intl.Collator('en', { numeric: true });

/** `amd64` of `6.1.0-40-amd64`, `generic` of `6.8.0-60-generic`. */
function flavourOf(release: string): string {
  return release.replace(/^[\d.]+(?:[-+.][\d.]+)*-?/, '');
}

/** HST-04: the newest installed kernel of the same kind runs. */
export const newerKernelWaits = defineCheck({
  id: 'HST-04',
  title: 'A newer kernel is installed and does not run',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { kernel: kernelState },

  decide({ kernel }) {
    const { running, installed, ref } = kernel.value;
    const flavour = flavourOf(running);
    const own = installed.filter((release) => flavourOf(release) === flavour);
    if (own.length === 0)
      return cannotTell('not-collected', 'no installed kernel of this kind was seen', {
        settle: 'uname -r; ls /lib/modules',
      });
    const newest = own.reduce((a, b) => (collator.compare(b, a) > 0 ? b : a));
    if (collator.compare(newest, running) <= 0) return pass([ref], { what: `${running} runs, the newest installed` });
    return fail([ref], { what: `${running} runs, ${newest} is installed`, location: 'kernel' });
  },
  whyItMatters: 'The holes that the update closed are still open in the kernel that runs.',
  verifyByHand: 'uname -r; ls /lib/modules',
  remediation: {
    text: 'Restart at a quiet hour; keep evidence first if something is being investigated.',
    commands: ['sudo systemctl reboot'],
  },
  references: ['Lynis KRNL-5830'],
  examples: {
    pass: [
      { title: 'the newest', facts: { kernel: seen(state({}), hostRef('host.kernel')) } },
      {
        title: 'another flavour beside',
        facts: {
          kernel: seen(state({ installed: ['6.1.0-40-amd64', '6.12.0-1-cloud-amd64'] }), hostRef('host.kernel')),
        },
      },
    ],
    fail: [
      {
        title: 'a newer one',
        facts: { kernel: seen(state({ installed: ['6.1.0-40-amd64', '6.1.0-41-amd64'] }), hostRef('host.kernel')) },
      },
    ],
    blind: [
      { title: 'denied', facts: { kernel: unseen() } },
      { title: 'a part', facts: { kernel: partlySeen(state({})) } },
      { title: 'no list', facts: { kernel: seen(state({ installed: [] })) } },
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
