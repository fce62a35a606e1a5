import semver from 'semver';
import { valueIfKnown } from '../../core/fact.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import { nodeApps } from '../../facts/app.js';
import type { Retest } from '../../facts/case-records.js';
import { layerChanges } from '../../facts/containers.js';

/** Outcome of a retest; `not-run` = the capture could not tell, which renews nothing. */
export type RetestOutcome = 'passed' | 'failed' | 'not-run';

/** What a retest may look at. */
export interface RetestContext {
  readonly results: readonly Result[];
  readonly facts: FactSource;
  /** True when the value was seen after the dismissal; null = the places could not be looked at. */
  readonly seenSince: (value: string) => boolean | null;
}

/** Runs a retest over this capture: a pure predicate, never a command. */
export function runRetest(retest: Retest, context: RetestContext): RetestOutcome {
  switch (retest.kind) {
    case 'check':
      return checkRetest(retest, context.results);
    case 'indicator-absent': {
      const seen = context.seenSince(retest.value);
      return seen === null ? 'not-run' : seen ? 'failed' : 'passed';
    }
    case 'file-hash':
      return fileRetest(retest, context.facts);
    case 'package-at-least':
      return packageRetest(retest, context.facts);
    default:
      return retest satisfies never;
  }
}

function checkRetest(retest: Extract<Retest, { kind: 'check' }>, results: readonly Result[]): RetestOutcome {
  const mine = results.filter(
    (result) => result.check === retest.check && (retest.subject === null || result.subject === retest.subject),
  );
  if (mine.some((result) => result.state === 'fail' || result.state === 'dismissed')) return 'failed';
  const answered = mine.filter((result) => result.state === 'pass' || result.state === 'not-applicable');
  if (mine.length === 0 || answered.length < mine.length) return 'not-run';
  if (retest.expect === 'pass' && !mine.every((result) => result.state === 'pass')) return 'failed';
  return 'passed';
}

function fileRetest(retest: Extract<Retest, { kind: 'file-hash' }>, facts: FactSource): RetestOutcome {
  const changes = valueIfKnown(facts(layerChanges));
  const file = changes?.find((change) => change.container === retest.container && change.path === retest.path)?.file;
  if (!file?.sha256) return 'not-run';
  return file.sha256.toLowerCase() === retest.sha256.toLowerCase() ? 'passed' : 'failed';
}

function packageRetest(retest: Extract<Retest, { kind: 'package-at-least' }>, facts: FactSource): RetestOutcome {
  const fact = facts(nodeApps);
  if (fact.status === 'unknown' || !semver.valid(retest.version)) return 'not-run';
  const versions = fact.value.flatMap((app) =>
    app.packages.flatMap((entry) => (entry.name === retest.package ? [entry.version] : [])),
  );
  if (versions.length === 0) return 'not-run';
  const holds = versions.every((version) => semver.valid(version) !== null && semver.gte(version, retest.version));
  return holds ? (fact.complete ? 'passed' : 'not-run') : 'failed';
}

/** Says a retest in words, as `candor dismiss --retest` takes it. */
export function retestText(retest: Retest): string {
  switch (retest.kind) {
    case 'check':
      return `check:${retest.check}${retest.subject === null ? '' : `@${retest.subject}`}=${retest.expect}`;
    case 'indicator-absent':
      return `indicator-absent:${retest.value}`;
    case 'file-hash':
      return `file:${retest.container}:${retest.path}=${retest.sha256}`;
    case 'package-at-least':
      return `package:${retest.package}>=${retest.version}`;
    default:
      return retest satisfies never;
  }
}

/** The forms of a retest, in words. */
export const retestForms =
  'check:ID[@SUBJECT]=not-fail|pass, indicator-absent:VALUE, file:CONTAINER:/PATH=SHA256 or package:NAME>=VERSION';

const forms: readonly [RegExp, (match: readonly string[]) => Retest][] = [
  [
    /^check:([A-Z]{3}-\d{2,3})(?:@([^=]{1,200}))?=(not-fail|pass)$/,
    ([, check = '', subject, expect]) => ({
      kind: 'check',
      check,
      subject: subject === undefined ? null : subject,
      expect: expect === 'pass' ? 'pass' : 'not-fail',
    }),
  ],
  [/^indicator-absent:(\S{3,500})$/, ([, value = '']) => ({ kind: 'indicator-absent', value })],
  [
    /^file:([\w.-]{1,100}):(\/[^=]{1,500})=([0-9a-fA-F]{64})$/,
    ([, container = '', path = '', sha256 = '']) => ({ kind: 'file-hash', container, path, sha256 }),
  ],
  [
    /^package:([@\w./-]{1,214})>=(\d[\w.+-]{0,60})$/,
    ([, name = '', version = '']) => ({ kind: 'package-at-least', package: name, version }),
  ],
];

/** Reads a retest of `candor dismiss --retest`; null when it is none (a command, a sentence). */
export function readRetest(text: string): Retest | null {
  for (const [pattern, make] of forms) {
    const match = pattern.exec(text.trim());
    if (match) return make(match);
  }
  return null;
}
