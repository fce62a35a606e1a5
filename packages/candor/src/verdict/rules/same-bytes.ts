import { valueIfKnown } from '../../core/fact.js';
import { layerChanges } from '../../facts/containers.js';
import { history } from '../../facts/history.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Sizes below this are equal by chance. */
const leastBytes = 65_536;

/** Rule 39: equal hash or exact size of executables across events is one campaign; the later date is a re-infection. */
export const sameBytes = defineRule({
  id: 'SAME_BYTES',
  number: 39,
  reason: 'The "dormant" /tmp/123 had the byte size of /XHHEw7Gp: it was the same program, dropped again.',
  apply: (judgement, { facts }) => {
    const files = (valueIfKnown(facts(layerChanges)) ?? []).flatMap((change) =>
      change.file ? [{ change, file: change.file }] : [],
    );
    const past = valueIfKnown(facts(history))?.reports ?? [];
    return files.reduce((next, { change, file }) => {
      const report = past.find((one) =>
        one.indicators.some(
          (indicator) =>
            (indicator.type === 'sha256' && indicator.value === file.sha256) ||
            (indicator.type === 'md5' && indicator.value === file.md5) ||
            (indicator.type === 'size' &&
              (file.sizeBytes ?? 0) >= leastBytes &&
              Number(indicator.value) === file.sizeBytes),
        ),
      );
      return report
        ? traced(
            next,
            'SAME_BYTES',
            `${change.container}:${file.path}`,
            'same campaign, re-infection',
            `its bytes (${file.sizeBytes}) are those that ${report.name} tells of`,
            [change.ref, report.ref],
          )
        : next;
    }, judgement);
  },
});
