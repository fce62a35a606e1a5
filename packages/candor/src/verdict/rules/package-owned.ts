import { valueIfKnown } from '../../core/fact.js';
import { layerChanges } from '../../facts/containers.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 46: an executable whose checksum matches its package is not foreign because of its place. */
export const packageOwned = defineRule({
  id: 'PACKAGE_OWNED',
  number: 46,
  reason: 'ffmpeg added by apk at the start is a hardening finding, not an intruder.',
  apply: (judgement, { facts }) => {
    const owned = (valueIfKnown(facts(layerChanges)) ?? []).filter((change) => change.file?.packageOwned === true);
    const first = owned[0];
    if (!first) return judgement;
    const names = [...new Set(owned.flatMap((change) => change.file?.packageName ?? []))].slice(0, 5);
    return traced(
      judgement,
      'PACKAGE_OWNED',
      `container:${first.container}`,
      `${owned.length} new executables are not foreign`,
      `their checksums are those of ${names.join(', ') || 'installed packages'}`,
      [first.ref],
    );
  },
});
