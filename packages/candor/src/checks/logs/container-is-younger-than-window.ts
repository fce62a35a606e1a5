import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';

/** LOG-04: the container was created inside the window; what its predecessor logged is gone unless somebody kept it. */
export const containerIsYoungerThanWindow = defineCheck({
  id: 'LOG-04',
  title: 'A container is younger than the window',
  questions: ['Q4'],
  severity: 'medium',
  required: true,
  gate: true,
  needs: { containers },
  uses: { history },
  decide({ containers: all, history: past }, { now }): readonly Outcome[] {
    const apps = all.value.filter((container) => container.running && container.kinds.includes('node'));
    if (apps.length === 0) return [notApplicable(all.evidence, 'no container runs a Node application')];
    const dayAgo = new Date(now.getTime() - 86_400_000);
    return apps.map((container) => {
      const subject = `container:${container.name}`;
      if (container.createdAt === null)
        return cannotTell('unparseable', `when ${container.name} was created is not told`, { subject });
      if (container.createdAt <= dayAgo) return pass([container.ref], { subject });
      const covered =
        past.status === 'known' &&
        past.value.reports.some(
          (report) =>
            report.kind === 'candor' &&
            report.at !== null &&
            container.createdAt !== null &&
            Math.abs(report.at.getTime() - container.createdAt.getTime()) < 3_600_000,
        );
      if (covered)
        return pass([container.ref], { subject, what: 'a report of the hour of the deploy kept what came before' });
      const until = new Date(container.createdAt.getTime() + 86_400_000).toISOString().slice(0, 16);
      return cannotTell(
        'out-of-window',
        `${container.name} was created ${container.createdAt.toISOString().slice(0, 16)}Z and the log of its predecessor was not kept: unknown until ${until}Z`,
        {
          subject,
          evidence: [container.ref],
          settle: `Wait until ${until}Z: by then the log of ${container.name} covers a day`,
        },
      );
    });
  },
  whyItMatters: 'Recreating a container removes its log. What happened before is then not "nothing", it is unknown.',
  verifyByHand: "docker inspect -f '{{.Created}}' CONTAINER",
  remediation: {
    text: 'Run `candor check` (or the watcher) right before a deploy, so that the old log is kept.',
    commands: ['candor collect -o before-deploy.tar.gz'],
  },
  references: ['Dec-2025 case G8'],
  examples: {
    pass: [
      { title: 'weeks old', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'recreated right after a report',
        facts: {
          containers: seen([exampleContainer({ createdAt: new Date('2026-11-20T10:00:00Z') })]),
          history: seen(exampleHistory([exampleReport({ at: new Date('2026-11-20T09:50:00Z') })])),
        },
      },
    ],
    fail: [
      {
        title: 'two hours old',
        facts: {
          containers: seen([exampleContainer({ createdAt: new Date('2026-11-20T10:00:00Z') })]),
          history: seen(firstReport),
        },
      },
    ],
    blind: [
      { title: 'creation not told', facts: { containers: seen([exampleContainer({ createdAt: null })]) } },
      { title: 'no engine', facts: { containers: unseen() } },
      { title: 'a part of the list', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
