import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type SystemdTimer, systemdTimers } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** HST-03: the timer of unattended upgrades is planned and ran in the last three days. */
export const updatesAreNotAutomatic = defineCheck({
  id: 'HST-03',
  title: 'Security updates do not install themselves',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { timers: systemdTimers },

  decide({ timers }, { now }) {
    const daily = timers.value.find(({ unit }) =>
      /^(?:apt-daily-upgrade|dnf-automatic(?:-install)?)\.timer$/.test(unit),
    );
    const late = daily?.lastRunAt != null && now.getTime() - daily.lastRunAt.getTime() > 3 * 86_400_000;
    if (daily?.planned && !late) return pass([daily.ref], { what: `${daily.unit} is planned` });
    const what = !daily
      ? 'there is no timer for unattended upgrades'
      : late
        ? `${daily.unit} last ran on ${daily.lastRunAt?.toISOString() ?? ''}`
        : `${daily.unit} is not planned`;
    return fail(daily ? [daily.ref] : timers.evidence, { what, location: daily?.unit ?? 'systemd timers' });
  },
  whyItMatters: 'Between a fix and an attack lie days; nobody reads mailing lists every day.',
  verifyByHand:
    'systemctl list-timers apt-daily-upgrade.timer; tail /var/log/unattended-upgrades/unattended-upgrades.log',
  remediation: {
    text: 'Install and enable them.',
    commands: ['sudo apt-get install unattended-upgrades', 'sudo dpkg-reconfigure -plow unattended-upgrades'],
  },
  references: ['wiki.debian.org/UnattendedUpgrades'],
  examples: {
    pass: [{ title: 'planned', facts: { timers: seen([timer({})], hostRef('host.systemd-timers')) } }],
    fail: [
      { title: 'none', facts: { timers: seen([], hostRef('host.systemd-timers')) } },
      { title: 'not planned', facts: { timers: seen([timer({ planned: false })], hostRef('host.systemd-timers')) } },
      {
        title: 'not for a week',
        facts: {
          timers: seen([timer({ lastRunAt: new Date('2026-11-12T06:00:00Z') })], hostRef('host.systemd-timers')),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { timers: unseen() } },
      { title: 'a part', facts: { timers: partlySeen([timer({})]) } },
    ],
  },
});

function timer(change: Partial<SystemdTimer>): SystemdTimer {
  return {
    unit: 'apt-daily-upgrade.timer',
    activates: 'apt-daily-upgrade.service',
    planned: true,
    lastRunAt: new Date('2026-11-20T06:00:00Z'),
    ref: hostRef('host.systemd-timers'),
    ...change,
  };
}
