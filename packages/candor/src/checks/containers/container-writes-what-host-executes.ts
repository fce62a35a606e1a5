import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type ScheduledCommand, scheduledCommands, type Unit, units } from '../../facts/host.js';
import { executedPaths } from '../shared/executed-paths.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { isInside, mountText, writableMounts } from '../shared/mount-source.js';
import { exampleMount } from './example-mount.js';

interface Execution {
  readonly by: string;
  readonly user: string | null;
  readonly path: string;
  readonly ref: EvidenceRef;
}

function executionsOf(cron: Fact<readonly ScheduledCommand[]>, services: Fact<readonly Unit[]>): readonly Execution[] {
  const found: Execution[] = [];
  for (const { subject, file, user, command, ref } of cron.status === 'known' ? cron.value : []) {
    if (subject !== 'host') continue;
    for (const path of executedPaths(command)) found.push({ by: file, user, path, ref });
  }
  for (const unit of services.status === 'known' ? services.value : []) {
    for (const path of unit.execStart.flatMap(executedPaths)) {
      found.push({ by: unit.name, user: unit.user, path, ref: unit.ref });
    }
  }
  return found;
}

function judge(container: Container, executions: readonly Execution[], blind: string | null): Outcome {
  const mounts = writableMounts(container);
  const subject = subjectOf(container);
  for (const mount of mounts) {
    const hit = executions.find(({ path }) => isInside(path, mount.source));
    if (!hit) continue;
    return fail([hit.ref, ...evidenceOf(container)], {
      subject,
      what: `${container.name} can write ${hit.path} (${mountText(mount)}), and ${hit.by} executes it on the host as ${hit.user ?? 'root'}`,
      location: `${hit.by} → ${hit.path}`,
      severity: hit.user === null || hit.user === 'root' ? 'critical' : 'high',
    });
  }
  if (mounts.length === 0) return passFor(container, 'it can write no folder of the host');
  if (blind !== null) {
    const settle =
      'sudo tail -n +1 -v /etc/crontab /etc/cron.d/* /var/spool/cron/crontabs/* /etc/systemd/system/*.service';
    return cannotTell('not-collected', `what the host executes is not known: ${blind}`, { subject, settle });
  }
  return passFor(container, `nothing that the host executes lies in its ${mounts.length} writable mounts`);
}

function blindSpot(fact: Fact<unknown>): string | null {
  if (fact.status === 'unknown') return fact.detail;
  return fact.complete ? null : (fact.gap?.detail ?? 'only a part was seen');
}

/** CTR-11: the way from a container to root through cron or systemd (rule RW_MOUNT_ROOT_EXEC). */
export const containerWritesWhatHostExecutes = defineCheck({
  id: 'CTR-11',
  title: 'A container can write a file that the host executes',
  questions: ['Q7', 'Q6'],
  severity: 'critical',
  required: true,
  needs: { containers },
  uses: { scheduledCommands, units },
  decide: ({ containers: all, scheduledCommands: cron, units: services }) => {
    const executions = executionsOf(cron, services);
    const blind = blindSpot(cron) ?? blindSpot(services);
    return judgeContainers(all, (container) => judge(container, executions, blind));
  },
  whyItMatters:
    'An intruder in the container changes the script, waits for cron, and is root on the host. No hole in the kernel is needed.',
  verifyByHand: 'sudo grep -rn "/srv" /etc/crontab /etc/cron.d /var/spool/cron /etc/systemd/system',
  remediation: {
    text: 'Move the script to a folder that no container mounts, owned by root, or mount that folder read-only.',
    commands: [
      'sudo install -d -m 0755 /usr/local/lib/site-jobs',
      'sudo cp -a /srv/site/scripts/. /usr/local/lib/site-jobs/',
      'sudo chown -R root:root /usr/local/lib/site-jobs',
    ],
  },
  references: ['ATT&CK T1611', 'ATT&CK T1053.003'],
  examples: {
    pass: [
      {
        title: 'no writable mount',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site', { readWrite: false })] })]) },
      },
      {
        title: 'a backup that reads the mounted folder as data',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/media')] })]),
          scheduledCommands: seen([cronLine('rsync -a /srv/media /backup')]),
          units: seen([]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: "root's cron runs a script in the mounted project",
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]),
          scheduledCommands: seen([cronLine('cd /srv/site && bash scripts/backup.sh')]),
        },
      },
      {
        title: 'a unit starts a program in it',
        facts: {
          containers: partlySeen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]),
          units: seen([
            {
              name: 'jobs.service',
              file: '/etc/systemd/system/jobs.service',
              execStart: ['/srv/site/scripts/jobs'],
              user: null,
              packageOwned: false,
              ref: exampleRef('host.systemd-units'),
            },
          ]),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      {
        title: 'cron was not read',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]), units: seen([]) },
      },
      {
        title: 'only a part of cron was read',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]),
          scheduledCommands: partlySeen([]),
          units: seen([]),
        },
      },
    ],
  },
});

function cronLine(command: string): ScheduledCommand {
  return {
    kind: 'cron',
    file: '/etc/cron.d/site',
    user: 'root',
    schedule: '*/5 * * * *',
    command,
    packageOwned: false,
    subject: 'host',
    ref: exampleRef('host.cron'),
  };
}
