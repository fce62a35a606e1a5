import { type CollectorSelf, collectorSelf } from '../../facts/host.js';
import {
  booleanOrNull,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
} from '../../formats/text/json-values.js';
import { readOneObject } from '../../formats/text/lined-objects.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** The collector's own report on what it could see. */
export const collectorSelfParser = defineParser(collectorSelf, (context) => {
  const readings = readArtifacts(context, 'collector.self', (text) =>
    readOneObject(text, ({ object }) => toSelf(object), "not a collector's report on itself"),
  );
  const last = readings.rows.at(-1)?.value ?? toSelf({});
  return factOf(readings, last);
});

function toSelf(object: JsonObject): CollectorSelf {
  return {
    uid: numberOrNull(member(object, 'uid')),
    controls: listOf(member(object, 'controls')).slice(0, 1000).flatMap(controlOf),
    containersByEngine: numberOrNull(member(object, 'containersByEngine')),
    containersByCgroup: numberOrNull(member(object, 'containersByCgroup')),
    durationMs: numberOrNull(member(object, 'durationMs')),
  };
}

function controlOf(value: unknown): CollectorSelf['controls'] {
  const object = objectOf(value);
  const name = filledOrNull(member(object, 'name'));
  const seen = booleanOrNull(member(object, 'seen'));
  return name === null || seen === null ? [] : [{ name, seen, detail: filledOrNull(member(object, 'detail')) ?? '' }];
}
