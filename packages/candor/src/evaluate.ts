import { checks } from './checks/index.js';
import type { Bundle } from './core/evidence.js';
import type { Fact } from './core/fact.js';
import { known, valueIfKnown } from './core/fact.js';
import type { Policy } from './core/policy.js';
import type { Report } from './core/report.js';
import { type FactSource, runChecks } from './core/run-checks.js';
import { version } from './core/version.js';
import { type AdvisoryTable, advisoryTable } from './facts/advisories.js';
import { type CaseRecords, caseRecords, noCaseRecords } from './facts/case-records.js';
import { exposurePaths } from './facts/exposure.js';
import { history } from './facts/history.js';
import { hostIdentity } from './facts/host.js';
import { policy } from './facts/policy.js';
import { planFixes } from './fix/plan-fixes.js';
import { diffsOf, fixable, withDiffs } from './fix/report-fixes.js';
import { sourcesOf } from './fix/sources-of.js';
import { factStore } from './parsers/fact-store.js';
import { parsers } from './parsers/index.js';
import { answerQuestions } from './verdict/answer-questions.js';
import { decideVerdict } from './verdict/decide-verdict.js';
import { applyDismissals } from './verdict/dismissals/apply-dismissals.js';
import { effectiveWindow } from './verdict/effective-window.js';
import { buildIncidents } from './verdict/incidents/build-incidents.js';
import { judge } from './verdict/judge.js';
import { openWatches } from './verdict/open-watches.js';
import { recommend } from './verdict/recommend.js';
import { summarise } from './verdict/summarise.js';
import { toDecide } from './verdict/to-decide.js';

/** What is judged with: the site's policy (when the bundle carries none), advisory data, the earlier report's hash. */
export interface EvaluationInput {
  readonly policy?: Policy | null;
  readonly advisories: AdvisoryTable;
  readonly previous?: string | null;
  /** What people recorded in the case (dismissals, acceptances, amendments, indicators); nothing when absent. */
  readonly caseRecords?: CaseRecords | null;
  /** Start of the window that was asked for; the bundle's own when absent. */
  readonly since?: Date | null;
}

/** Longest list of evidence lines that a report quotes per artefact. */
const loggedLines = 20;

/** The facts of a bundle, memoised: for a judgement, and for what follows from it. */
export function factsOf(bundle: Bundle, input: EvaluationInput): FactSource {
  return factStore(bundle, parsers, givenFacts(bundle, input));
}

/** The one door to the judging half: a pure function of bundle, policy, advisory data and history. */
export function evaluate(bundle: Bundle, input: EvaluationInput, facts = factsOf(bundle, input)): Report {
  const now = bundle.header.capturedAt;
  const window = effectiveWindow(bundle, input.since ?? bundle.header.window.since, facts);
  const context = { now, windowSince: window.effectiveSince };
  const found = runChecks(checks, facts, context);
  const dismissed = applyDismissals(input.caseRecords ?? noCaseRecords, {
    results: found,
    incidents: (results) => buildIncidents(results, facts, bundle),
    facts,
    bundle,
    now,
  });
  const judged = judge(
    {
      results: dismissed.results,
      incidents: dismissed.incidents,
      amendments: [],
      caps: [],
      limits: [],
      traces: [],
      notes: [],
    },
    { facts, bundle, ...context },
  );
  const answers = answerQuestions(judged.results, judged.incidents, judged.limits);
  const decision = decideVerdict({ ...judged, answers, now });
  const { cpus, memoryBytes } = bundle.header.host;
  const plan = planFixes({
    results: judged.results,
    facts,
    sources: sourcesOf(bundle, facts),
    host: { cpus, memoryBytes },
  });
  const required = judged.results.filter((result) => result.required);
  const steps = toDecide(judged.results, bundle);
  const host = facts(hostIdentity);
  const exposure = facts(exposurePaths);
  return {
    format: 'candor-report/1',
    id: `${now
      .toISOString()
      .replace(/[:]/g, '')
      .replace(/\.\d+Z/, 'Z')}-${bundle.header.host.name}`,
    previous: input.previous ?? null,
    candorVersion: version,
    capturedAt: now,
    window,
    host: {
      name: bundle.header.host.name,
      os: host.status === 'known' ? host.value.osName : null,
      kernel: host.status === 'known' ? host.value.kernel : null,
      cpus: bundle.header.host.cpus,
      memoryBytes: bundle.header.host.memoryBytes,
    },
    collector: { ...bundle.header.collector, uid: bundle.header.privileges.uid },
    scope: [
      ...new Set(
        bundle.artifacts.map((artifact) => artifact.subject).filter((subject) => subject.startsWith('project:')),
      ),
    ],
    verdict: {
      ...decision,
      summary: summarise(decision, judged, answers, steps),
      toDecide: steps,
      notes: judged.notes,
    },
    rules: judged.traces,
    questions: answers,
    results: withDiffs(judged.results, plan),
    incidents: judged.incidents,
    exposure:
      exposure.status === 'known'
        ? exposure.value.map(({ from, to, path, blockedBy }) => ({ from, to, path, blockedBy }))
        : [],
    diffs: diffsOf(plan),
    logs: evidenceLines(
      judged.results,
      judged.incidents.flatMap((incident) => incident.evidence),
    ),
    recommendations: recommend(judged.results, judged.incidents, fixable(plan)),
    questionsAndRisks: [
      ...steps.map((step) => ({
        q: step.text,
        risk: `${step.settles.length} unanswered: ${step.settles.slice(0, 6).join(', ')}`,
        recommendation: step.commands.join(' && '),
      })),
      ...openWatches(input.caseRecords ?? noCaseRecords, now),
    ],
    dismissals: dismissed.dismissals,
    amendments: judged.amendments,
    ledger: (valueIfKnown(facts(history))?.changes ?? []).map(({ at, what, by }) => ({ at, what, by })),
    coverage: {
      requiredAnswered: required.filter((result) => !['unknown', 'error', 'stale'].includes(result.state)).length,
      requiredTotal: required.length,
      artifacts: bundle.artifacts.map(({ id, subject, status, detail, capturedAt }) => ({
        id,
        subject,
        status,
        detail,
        capturedAt,
      })),
      warnings: bundle.warnings,
      advisoryDate: input.advisories.retrievedAt,
    },
    nextReview: new Date(now.getTime() + (decision.status === 'SAFE' ? 7 : 1) * 86_400_000),
  };
}

function givenFacts(bundle: Bundle, input: EvaluationInput): Map<string, Fact<unknown>> {
  const given = new Map<string, Fact<unknown>>();
  const at = bundle.header.capturedAt;
  given.set(
    advisoryTable.id,
    known(
      input.advisories,
      [
        {
          artifact: 'advisories',
          subject: 'candor',
          excerpt: `retrieved ${input.advisories.retrievedAt.toISOString().slice(0, 10)}`,
        },
      ],
      at,
    ),
  );
  const records = input.caseRecords ?? noCaseRecords;
  given.set(caseRecords.id, known(records, [records.ref], at));
  if (input.policy)
    given.set(policy.id, known(input.policy, [{ artifact: 'policy', subject: 'host', excerpt: 'candor.yaml' }], at));
  return given;
}

function evidenceLines(
  results: Report['results'],
  more: readonly Report['results'][number]['evidence'][number][],
): Report['logs'] {
  const groups = new Map<string, { artifact: string; subject: string; path: string | null; lines: string[] }>();
  const refs = [...results.filter((result) => result.state === 'fail').flatMap((result) => result.evidence), ...more];
  for (const ref of refs) {
    if (!ref.excerpt) continue;
    const key = `${ref.artifact}@${ref.subject}`;
    const group = groups.get(key) ?? {
      artifact: ref.artifact,
      subject: ref.subject,
      path: ref.path ?? null,
      lines: [],
    };
    const line = `${ref.line ? `${ref.line}: ` : ''}${ref.excerpt}`;
    if (group.lines.length < loggedLines && !group.lines.includes(line)) group.lines.push(line);
    groups.set(key, group);
  }
  return [...groups.values()];
}
