import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleLog } from '../../facts/examples-history.js';
import { logs } from '../../facts/logs.js';

/** LOG-01: the log begins after the window, so the hours before it are blind. */
export const logDoesNotCoverWindow = defineCheck({
  id: 'LOG-01',
  title: 'A log does not reach back to the start of the window',
  questions: ['Q4', 'Q8'],
  severity: 'high',
  required: true,
  gate: true,
  needs: { containers },
  uses: { logs },
  decide({ containers: all, logs: read }, { windowSince }): readonly Outcome[] {
    const apps = all.value.filter((container) => container.running && container.kinds.includes('node'));
    if (apps.length === 0) return [notApplicable(all.evidence, 'no container runs a Node application')];
    return apps.map((container) => {
      const subject = `container:${container.name}`;
      if (read.status === 'unknown') return cannotTell(read.reason, read.detail, { subject });
      const log = read.value.find((one) => one.subject === subject && one.artifact === 'docker.logs');
      if (!log) return cannotTell('not-collected', `the log of ${container.name} was not read`, { subject });
      const begins = log.reading.first;
      const startOfLife = container.createdAt;
      // Collectors ask for the window alone (`since`): an app that was quiet in it has an empty log. LOG-03 names that.
      if (log.reading.lines === 0 || (begins !== null && begins <= windowSince)) return pass([log.ref], { subject });
      if (
        !log.partial &&
        begins !== null &&
        startOfLife !== null &&
        begins.getTime() - startOfLife.getTime() < 3_600_000
      )
        return pass([log.ref, container.ref], { subject, what: 'the log begins with the container' });
      return cannotTell(
        'out-of-window',
        `the log of ${container.name} begins ${begins?.toISOString().slice(0, 16) ?? 'without a time'}Z; the window begins ${windowSince.toISOString().slice(0, 16)}Z`,
        { subject, evidence: [log.ref] },
      );
    });
  },
  whyItMatters: 'A search in a log that begins after the attack finds nothing, and says nothing.',
  verifyByHand: 'docker logs --timestamps CONTAINER | head -n 1',
  remediation: {
    text: 'Keep more: raise max-size and max-file, or ship logs to another place; the check settles by itself once the log covers the window.',
  },
  references: ['Dec-2025 case G3', 'WINDOW_COVERS'],
  examples: {
    pass: [
      { title: 'the log reaches back', facts: { containers: seen([exampleContainer()]), logs: seen([exampleLog()]) } },
      {
        title: 'the log begins with the container',
        facts: {
          containers: seen([exampleContainer({ createdAt: new Date('2026-11-20T08:00:00Z') })]),
          logs: seen([exampleLog({}, { first: new Date('2026-11-20T08:00:05Z') })]),
        },
      },
    ],
    fail: [
      {
        title: 'cut after the window began',
        facts: {
          containers: seen([exampleContainer()]),
          logs: seen([exampleLog({ partial: true }, { first: new Date('2026-11-20T11:00:00Z') })]),
        },
      },
    ],
    blind: [
      { title: 'no log was read', facts: { containers: seen([exampleContainer()]), logs: unseen() } },
      {
        title: 'another container was read',
        facts: { containers: seen([exampleContainer()]), logs: seen([exampleLog({ subject: 'container:other' })]) },
      },
      { title: 'containers unknown', facts: { containers: unseen() } },
      {
        title: 'a part of the containers',
        facts: { containers: partlySeen([exampleContainer()]), logs: seen([exampleLog()]) },
      },
    ],
  },
});
