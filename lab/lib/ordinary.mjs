// Types of the ordinary hosts in lab/hosts: benign, and reported as such.

/** @typedef {{ world: import('./world.mjs').World, server: import('./world.mjs').Host, ssh: { fingerprint: string }, close: () => Promise<void> }} Opened */

/** A host of its own. `declares` is the candor.yaml that its operator would write after `candor init`.
 * @typedef {{ id: string, title: string, open: () => Promise<Opened>, declares: (opened: Opened) => string }} OwnHost */

/** A variation of the stack of the case; `declares` is added to the candor.yaml of the stack;
 * with `young` the containers keep their age of a few seconds.
 * @typedef {{ id: string, title: string, apply: (lab: import('./lab.mjs').Lab) => Promise<import('./seed.mjs').Undo>, declares?: Record<string, unknown[]>, young?: boolean }} Variation */

export {};
