import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known } from '../core/fact.js';
import { type ChangedFile, type WorkTree, workTrees } from '../facts/work-trees.js';
import {
  dateOrNull,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
} from '../formats/text/json-values.js';
import { readOneObject } from '../formats/text/lined-objects.js';
import { defineParser } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

/** Work trees from `project.git`. A project that is none is proven absent; then nothing can be compared. */
export const workTreesParser = defineParser(workTrees, (context): Fact<readonly WorkTree[]> => {
  const all = context.artifacts('project.git');
  const looked = all.filter((artifact) => artifact.status === 'absent' && artifact.subject !== 'host');
  const rest = {
    ...context,
    artifacts: (id: 'project.git') => context.artifacts(id).filter((each) => !looked.includes(each)),
  };
  const readings = readArtifacts(rest, 'project.git', (text) => readOneObject(text, treeOf, 'no work tree'));
  const refs = looked.map((artifact) => refTo(artifact));
  if (all.length > 0 && looked.length === all.length && isNonEmpty(refs)) return known([], refs, context.now);
  const trees = readings.rows.map(({ artifact, value }) => ({
    ...value,
    subject: artifact.subject,
    ref: refTo(artifact),
  }));
  return factOf(readings, trees, { refs });
});

function treeOf({ object }: { object: JsonObject }): Omit<WorkTree, 'subject' | 'ref'> | null {
  const folder = filledOrNull(member(object, 'folder'));
  if (folder === null) return null;
  return {
    folder,
    head: filledOrNull(member(object, 'head')),
    movedAt: dateOrNull(member(object, 'movedAt')),
    tracked: numberOrNull(member(object, 'tracked')) ?? 0,
    uncompared: numberOrNull(member(object, 'uncompared')) ?? 0,
    changed: listOf(member(object, 'changed')).flatMap((each): ChangedFile[] => {
      const path = filledOrNull(member(objectOf(each), 'path'));
      const kind = member(objectOf(each), 'kind') === 'deleted' ? 'deleted' : 'modified';
      return path === null ? [] : [{ path, kind, changedAt: dateOrNull(member(objectOf(each), 'changedAt')) }];
    }),
    settings: listOf(member(object, 'settings')).flatMap((each) => {
      const path = filledOrNull(member(objectOf(each), 'path'));
      const changedAt = dateOrNull(member(objectOf(each), 'changedAt'));
      return path === null || changedAt === null
        ? []
        : [{ path, changedAt, tracked: member(objectOf(each), 'tracked') === true }];
    }),
  };
}
