import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type LogOf, logs } from '../../facts/logs.js';
import { blindSpot, valueOr } from '../shared/blind-spot.js';
import { exampleLog } from '../shared/example-log.js';
import { judgeContainers, subjectOf } from '../shared/judge-containers.js';

/** Restarts by the engine that a healthy container does not have. */
const crashLoop = 5;
/** Stack overflows of one log that are no accident. */
const overflowBurst = 20;

function overflows(container: Container, all: readonly LogOf[]): number {
  return all
    .filter((log) => log.artifact === 'docker.logs' && log.subject === `container:${container.name}`)
    .flatMap((log) => log.reading.records)
    .filter((record) => record.kind === 'error' && /Maximum call stack size exceeded/.test(record.raw)).length;
}

function judge(container: Container, all: readonly LogOf[], blind: ReturnType<typeof blindSpot>): Outcome {
  const subject = subjectOf(container);
  if (container.restartCount >= crashLoop) {
    return fail([container.ref], {
      subject,
      what: `${container.name} was restarted ${container.restartCount} times by the engine (last exit code ${container.exitCode ?? '?'})`,
      location: container.name,
    });
  }
  const count = overflows(container, all);
  if (count >= overflowBurst) {
    return fail([container.ref], {
      subject,
      what: `${count} stack overflows in the log of ${container.name}: something in it recurses, perhaps a monitor around one call`,
      location: `${container.name}, log`,
    });
  }
  if (blind && container.kinds.includes('node'))
    return cannotTell(blind.reason, blind.detail, { subject, settle: 'docker logs CONTAINER' });
  return pass([container.ref], { subject, what: `${container.restartCount} restarts, ${count} stack overflows` });
}

/** RTC-21: crash loops and bursts of errors, which attacks and broken monitors leave behind. */
export const appCrashesInBursts = defineCheck({
  id: 'RTC-21',
  title: 'An app crashes again and again',
  questions: ['Q4'],
  severity: 'medium',
  required: false,
  needs: { containers },
  uses: { logs },
  decide: (facts) => {
    const gap = blindSpot(facts.logs);
    return judgeContainers(facts.containers, (container) => judge(container, valueOr(facts.logs, []), gap));
  },
  whyItMatters:
    'An exploit that fails crashes what it meets. A burst of the same error is a trace, even if nothing ran.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.RestartCount}} {{.State.ExitCode}}' $(docker ps -aq)",
  remediation: {
    text: 'Read the first error of the burst, not the last.',
    commands: ['docker logs --timestamps CONTAINER 2>&1 | grep -n -m1 -A20 RangeError'],
  },
  references: ['verdict.md, rule BURST_COLLAPSE'],
  examples: {
    pass: [
      { title: 'a healthy app', facts: { containers: seen([exampleContainer()]), logs: seen([exampleLog()]) } },
      {
        title: 'stopped by its operator with 137',
        facts: { containers: seen([exampleContainer({ exitCode: 137, running: false })]), logs: seen([]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'a crash loop',
        facts: { containers: partlySeen([exampleContainer({ restartCount: 41, exitCode: 139 })]) },
      },
      {
        title: 'a burst of stack overflows',
        facts: {
          containers: seen([exampleContainer()]),
          logs: seen([
            exampleLog(
              {},
              Array.from({ length: 25 }, (_, line) => ({
                line,
                lines: 1,
                at: null,
                atMicros: null,
                kind: 'error' as const,
                source: null,
                fields: {},
                raw: 'RangeError: Maximum call stack size exceeded',
              })),
            ),
          ]),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      {
        title: 'a part',
        facts: { containers: partlySeen([exampleContainer({ ref: exampleRef() })]), logs: seen([exampleLog()]) },
      },
      { title: 'logs not read', facts: { containers: seen([exampleContainer()]), logs: unseen() } },
    ],
  },
});
