import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleContainer } from '../../facts/examples.js';

/** Blind examples of checks that read the containers alone. */
export const blindContainers = [
  { title: 'the engine may not be asked', facts: { containers: unseen() } },
  { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
  { title: 'an empty, incomplete list', facts: { containers: partlySeen([]) } },
] as const;

/** A host without an engine: the check has no object. */
export const noEngine = { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' } as const;
