import { cannotTell, fail, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import type { NodeApp } from '../../facts/app.js';
import { settle } from './known-holes.js';
import { forEachAppWith } from './node-app-outcomes.js';

/** One version for `payload` and every `@payloadcms` package (Payload documentation: they are released together). */
export function judgePayloadFamily(apps: Known<readonly NodeApp[]>): readonly Outcome[] {
  return forEachAppWith('payload', apps, (app, payload): Outcome => {
    const { subject } = app;
    const family = app.packages.filter((row) => row.name === 'payload' || row.name.startsWith('@payloadcms/'));
    const refs = family.map((row) => row.ref);
    const versions = [...new Set(family.map((row) => row.version))];
    if (isNonEmpty(refs) && versions.length > 1) {
      const odd = family.filter((row) => row.version !== payload?.version).map((row) => `${row.name} ${row.version}`);
      const what = `payload is ${payload?.version ?? '(not seen)'}, but ${odd.slice(0, 6).join(', ')}`;
      return fail(refs, { subject, what, location: app.container ?? subject });
    }
    if (payload === null || !app.packagesComplete || !isNonEmpty(refs)) {
      return cannotTell('not-collected', 'the packages of Payload were not all seen', {
        subject,
        settle: settle(app, 'payload'),
      });
    }
    return pass(refs, { subject, what: `${family.length} packages of ${payload.version}` });
  });
}
