import { fakeEngine, freeze, hide } from '../lib/blinding.mjs';

const modes = ['truncated', 'garbage', 'error', 'empty', 'wrong-shape', 'silent', 'slow', 'endless'];

/** @type {import('../lib/blinding.mjs').Blinding[]} */
export const blindings = [
  { id: 'docker-socket-gone', apply: (lab) => hide(lab, '/run/docker.sock') },
  { id: 'docker-daemon-hung', apply: (lab) => freeze(lab, 'dockerd') },
  ...modes.map((mode) => ({
    id: `docker-answers-${mode}`,
    apply: (/** @type {import('../lib/lab.mjs').Lab} */ lab) => fakeEngine(lab, mode),
  })),
];
