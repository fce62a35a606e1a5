import { matchAdvisories } from '../../advisories/match.js';
import { describePlan, upgradeTarget } from '../../advisories/upgrade-target.js';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Remediation } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import type { Fact, Known } from '../../core/fact.js';
import { type Severity, severityRank } from '../../core/severity.js';
import { shellWord } from '../../core/shell-word.js';
import type { Advisory, AdvisoryTable } from '../../facts/advisories.js';
import type { AppPackage, NodeApp } from '../../facts/app.js';
import type { NextSource } from '../../facts/next-source.js';
import { type Condition, conditionOf, sourceOf, unprovenOf } from './app-conditions.js';

/** What a check about known holes looks at. */
export interface HoleQuestion {
  readonly apps: Known<readonly NodeApp[]>;
  readonly table: AdvisoryTable;
  readonly sources: Fact<readonly NextSource[]>;
  /** The package whose absence makes the check inapplicable; null = any package of the table. */
  readonly packageName: string | null;
  /** Which rows count, by id or by a predicate. */
  readonly rows: readonly string[] | ((row: Advisory) => boolean);
  readonly now: Date;
  /** Proof from elsewhere (nginx strips the header) that a hole cannot be reached; null = none. */
  readonly mitigation?: (app: NodeApp, row: Advisory) => Condition | null;
}

interface Hole {
  readonly found: AppPackage;
  readonly row: Advisory;
  readonly condition: Condition;
}

/**
 * Effective version first, then the precondition; the finding says which of the two decided. A vulnerable version fails
 * from any grade. A fixed one passes from what is loaded, installed or locked, never from a manifest or a banner alone.
 */
export function judgeHoles(question: HoleQuestion): Outcome | readonly Outcome[] {
  const rows = question.table.rows.filter((row) =>
    typeof question.rows === 'function' ? question.rows(row) : question.rows.includes(row.id),
  );
  if (rows.length === 0) return cannotTell('unsupported', 'the advisory table in force has no row for this hole');
  if (question.apps.value.length === 0) return notApplicable(question.apps.evidence, 'no Node application runs here');
  return question.apps.value.map((app) => judgeApp(app, rows, question));
}

function judgeApp(app: NodeApp, rows: readonly Advisory[], question: HoleQuestion): Outcome {
  const { subject } = app;
  const names = new Set(rows.map((row) => row.package));
  const found = app.packages.filter((row) => names.has(row.name));
  const holes = found.flatMap((each) => holesOf(each, rows, app, question));
  const open = holes.filter((hole) => hole.condition.state !== 'absent');
  if (open.length > 0) return failed(app, open, question);
  const missing = judgeMissing(app, found, question.packageName);
  if (missing !== null) return missing;
  const absent = holes.flatMap(({ condition }) => (condition.state === 'absent' ? [condition] : []));
  const [first] = holes;
  const refs: EvidenceRef[] = [...found.map((row) => row.ref), ...absent.map((each) => each.ref)];
  if (!isNonEmpty(refs)) return pass([app.ref], { subject, what: 'no package of the table is installed' });
  if (first !== undefined && absent[0] !== undefined) {
    return notApplicable(
      refs,
      `${first.found.name} ${first.found.version} is affected, but ${absent[0].because}`,
      subject,
    );
  }
  const weak = unprovenOf(found);
  if (weak !== null) {
    const detail = `${weak.name} ${weak.version} is only ${weak.grade === 'banner' ? 'what a line of the log says' : 'declared in package.json'}; what is installed was not seen`;
    return cannotTell('not-collected', detail, { subject, settle: settle(app, weak.name), evidence: refs });
  }
  return pass(refs, {
    subject,
    what: found
      .map((row) => `${row.name} ${row.version} (${row.grade})`)
      .slice(0, 6)
      .join(', '),
  });
}

/** The version of the package in question was not seen: absent by proof, or not known. */
function judgeMissing(app: NodeApp, found: readonly AppPackage[], packageName: string | null): Outcome | null {
  const { subject } = app;
  if (packageName === null) {
    if (app.packagesComplete) return null;
    return cannotTell('not-collected', `the package list of ${subject} was not collected`, {
      subject,
      settle: settle(app, 'next'),
    });
  }
  if (found.some((row) => row.name === packageName)) return null;
  if (app.packagesComplete) return notApplicable([app.ref], `${packageName} is not in the package list`, subject);
  return cannotTell('not-collected', `the version of ${packageName} was not seen`, {
    subject,
    settle: settle(app, packageName),
  });
}

function holesOf(found: AppPackage, rows: readonly Advisory[], app: NodeApp, question: HoleQuestion): Hole[] {
  const source = sourceOf(app, question.sources);
  return matchAdvisories({ rows }, found.name, found.version).map((row) => {
    const condition = question.mitigation?.(app, row) ?? conditionOf(row.precondition, app, source);
    return { found, row, condition };
  });
}

function failed(app: NodeApp, open: readonly Hole[], question: HoleQuestion): Outcome {
  const worst = open.reduce((a, b) => (weight(b) > weight(a) ? b : a));
  const refs: EvidenceRef[] = [
    worst.found.ref,
    ...open.map((hole) => hole.found.ref).filter((ref) => ref !== worst.found.ref),
  ];
  const others = new Set(open.map((hole) => hole.row.id));
  others.delete(worst.row.id);
  return fail(isNonEmpty(refs) ? refs : [worst.found.ref], {
    subject: app.subject,
    what: `${describeHole(worst, question.now)}${others.size === 0 ? '' : `; also ${[...others].slice(0, 8).join(', ')}`}`,
    location: `${app.container ?? app.subject}: ${worst.found.name} ${worst.found.version} (${worst.found.grade})`,
    severity: worst.row.severity satisfies Severity,
    fix: fixOf(app, worst, question.table),
  });
}

/** The severest first; among equals the one whose precondition was seen to hold. */
function weight({ row, condition }: Hole): number {
  return 2 * severityRank(row.severity) + (condition.state === 'met' ? 1 : 0);
}

function describeHole({ found, row, condition }: Hole, now: Date): string {
  const fixed = row.fixed.length === 0 ? 'no fixed version is listed' : `fixed in ${row.fixed.join(', ')}`;
  const marks = [
    ...(row.confidence === 'inferred' ? ['range inferred'] : []),
    ...(row.published !== null && row.published > now ? ['known later than this evidence'] : []),
    ...(row.knownExploited ? ['exploited in the wild'] : []),
    ...(condition.state === 'unknown' ? [condition.because] : []),
  ];
  return `${found.name} ${found.version} has ${row.id}: ${row.title} (${[fixed, ...marks].join('; ')})`;
}

/** The remedy names a version that is itself clean and fits what is installed (UPGRADE_TARGET). */
function fixOf(app: NodeApp, hole: Hole, table: AdvisoryTable): Remediation {
  const installed = Object.fromEntries(app.packages.map((row) => [row.name, row.version]));
  const plan = upgradeTarget(table, hole.found.name, { ...installed, [hole.found.name]: hole.found.version });
  const text = `${describePlan(plan)}; build the image anew, start it, and check that the new version is the one that runs.`;
  if (!plan.found) return { text };
  const wanted = plan.steps.map((step) => `${step.package}@${step.to}`).join(' ');
  return { text: text.charAt(0).toUpperCase() + text.slice(1), commands: [`npm install --save-exact ${wanted}`] };
}

/** The one command that shows a version where the process runs. */
export function settle(app: NodeApp, packageName: string): string {
  const inner = `node -p "require('${packageName}/package.json').version"`;
  return app.container === null ? inner : `docker exec ${shellWord(app.container)} ${inner}`;
}
