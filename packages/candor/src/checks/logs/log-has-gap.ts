import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleLog } from '../../facts/examples-history.js';
import { logs } from '../../facts/logs.js';

/** LOG-03: the log of a running app that was cut. An empty one alone says little: a quiet app prints nothing for days. */
export const logHasGap = defineCheck({
  id: 'LOG-03',
  title: 'A log was cut',
  questions: ['Q8'],
  severity: 'high',
  required: false,
  needs: { logs, containers },
  decide({ logs: read, containers: all }, { now }): readonly Outcome[] {
    const apps = all.value.filter(
      (container) => container.running && container.kinds.includes('node') && container.logDriver !== 'none',
    );
    const judged = apps.flatMap((container): Outcome[] => {
      const log = read.value.find((one) => one.subject === `container:${container.name}`);
      if (!log || log.partial) return [];
      const subject = `container:${container.name}`;
      const upMs = container.startedAt ? now.getTime() - container.startedAt.getTime() : 0;
      const late =
        log.reading.first !== null &&
        container.startedAt !== null &&
        log.reading.first > container.startedAt &&
        log.reading.first.getTime() - container.startedAt.getTime() > 3_600_000 &&
        container.logOptions['max-size'] === undefined;
      if (log.reading.lines === 0 && upMs > 86_400_000)
        return [
          cannotTell(
            'not-collected',
            `the log of ${container.name} is empty: whether it was emptied or the app is quiet cannot be told from it`,
            { subject, evidence: [log.ref, container.ref], settle: 'docker logs CONTAINER 2>&1 | wc -l' },
          ),
        ];
      if (late)
        return [
          fail([log.ref, container.ref], {
            subject,
            what: `the log of ${container.name} begins ${log.reading.first?.toISOString().slice(0, 16)}Z, an hour or more after the start, and nothing rotates it`,
            severity: 'medium',
            location: log.path ?? container.name,
          }),
        ];
      return [pass([log.ref], { subject })];
    });
    return judged.length > 0 ? judged : [notApplicable(read.evidence, 'no whole log of a running application')];
  },
  whyItMatters: 'Who cleans up after a break-in empties the log first (T1070).',
  verifyByHand: 'docker logs --timestamps CONTAINER | head -n 3',
  remediation: {
    text: 'Find out who cut the log and when; keep the file’s inode and times as evidence, and ship logs off the host.',
    commands: ["ls -li $(docker inspect -f '{{.LogPath}}' CONTAINER)*"],
  },
  references: ['T1070'],
  examples: {
    pass: [
      {
        title: 'lines from the start',
        facts: {
          logs: seen([exampleLog({}, { first: new Date('2026-11-01T00:00:02Z') })]),
          containers: seen([exampleContainer()]),
        },
      },
      { title: 'rotated by size', facts: { logs: seen([exampleLog()]), containers: seen([exampleContainer()]) } },
    ],
    fail: [
      {
        title: 'begins late without rotation',
        facts: { logs: seen([exampleLog()]), containers: seen([exampleContainer({ logOptions: {} })]) },
      },
    ],
    blind: [
      {
        title: 'empty after weeks',
        facts: {
          logs: seen([exampleLog({}, { lines: 0, first: null, last: null })]),
          containers: seen([exampleContainer()]),
        },
      },
      { title: 'no log', facts: { logs: unseen(), containers: seen([exampleContainer()]) } },
      {
        title: 'a part of the logs',
        facts: { logs: partlySeen([exampleLog()]), containers: seen([exampleContainer()]) },
      },
    ],
  },
});
