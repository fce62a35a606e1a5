import { valueIfKnown } from '../../core/fact.js';
import { containers } from '../../facts/containers.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** A gap below this is the time between creation and the first start. */
const firstStartMs = 60_000;

/** Rule 26: created before started means that the writable layer survived the restart. */
export const createdVsStarted = defineRule({
  id: 'CREATED_VS_STARTED',
  number: 26,
  reason: 'A restart keeps the writable layer; "cleared by restart" was said of files that were still there.',
  apply: (judgement, { facts }) => {
    const restarted = (valueIfKnown(facts(containers)) ?? []).filter(
      (one) =>
        one.running &&
        one.createdAt !== null &&
        one.startedAt !== null &&
        one.startedAt.getTime() - one.createdAt.getTime() > firstStartMs,
    );
    return restarted.reduce(
      (next, one) =>
        traced(
          next,
          'CREATED_VS_STARTED',
          `container:${one.name}`,
          'the writable layer survived',
          `created ${one.createdAt?.toISOString().slice(0, 19)}Z, started ${one.startedAt?.toISOString().slice(0, 19)}Z: what was dropped before is still in it, and settings changed after creation are not applied`,
          [one.ref],
        ),
      judgement,
    );
  },
});
