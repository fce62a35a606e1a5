import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type DatabaseScripts, databaseScripts } from '../facts/database-scripts.js';
import { member, stringsOf } from '../formats/text/json-values.js';
import { readOneObject } from '../formats/text/lined-objects.js';
import { defineParser } from './parser.js';
import { readArtifacts } from './readings.js';

const needsLogin = 'stored functions and jobs are read with a login only; the anonymous probe does not see them';

/** `storedScripts` of `mongo.probe`, which a probe with login adds; without it nothing can be said of that server. */
export const databaseScriptsParser = defineParser(databaseScripts, (context): Fact<readonly DatabaseScripts[]> => {
  const readings = readArtifacts(context, 'mongo.probe', (text) =>
    readOneObject(text, ({ object }) => ({ scripts: member(object, 'storedScripts') }), 'no probe'),
  );
  const read = readings.rows.filter(({ value }) => Array.isArray(value.scripts));
  const rows = read.map(({ artifact, value }) => ({
    subject: artifact.subject,
    names: stringsOf(value.scripts).slice(0, 200),
    ref: refTo(artifact),
  }));
  const evidence = rows.map((row) => row.ref);
  if (!isNonEmpty(evidence)) {
    return readings.rows.length > 0
      ? unknown('denied', needsLogin)
      : unknown(readings.gap?.reason ?? 'not-collected', readings.gap?.detail ?? 'no server was asked');
  }
  const gap = read.length < readings.rows.length ? ({ reason: 'denied', detail: needsLogin } as const) : readings.gap;
  return gap === null ? known(rows, evidence, context.now) : partial(rows, gap, evidence, context.now);
});
