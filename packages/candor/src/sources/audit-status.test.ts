import { describe, expect, it } from 'vitest';
import { probeAudit } from './audit-status.js';
import type { SourcePlaces } from './live-source.js';

const status = 'enabled 1\nfailure 1\npid 77\nrate_limit 0\nbacklog_limit 8192\nlost 0\nbacklog 0\n';
const rule = '-a always,exit -F arch=b64 -S execve,execveat -F key=candor-exec';

/** A host whose `auditctl` answers so. */
function places(answers: Readonly<Record<string, string | null>>): SourcePlaces {
  return {
    auditLog: '',
    auditSocket: '',
    tracefs: '',
    proc: '',
    dockerSocket: null,
    falco: null,
    tetragon: null,
    run: async (_command, args) => answers[args.join(' ')] ?? null,
    now: () => new Date(0),
    sleep: async () => undefined,
  };
}

describe('probeAudit', () => {
  it.each<[string, string | null, string | null, boolean, RegExp]>([
    ['daemon and rule', status, rule, true, /pid 77/],
    ['an older way to write the rule', status, '-a exit,always -F arch=b64 -S execve', true, /pid 77/],
    ['no auditctl', null, null, false, /not installed/],
    ['no daemon', status.replace('pid 77', 'pid 0'), rule, false, /systemctl enable/],
    ['switched off', status.replace('enabled 1', 'enabled 0'), rule, false, /auditctl -e 1/],
    ['no rules', status, 'No rules', false, /-S execve,execveat/],
    ['a rule for one user alone', status, `${rule} -F auid>=1000`, false, /no rule that tells every/],
    ['a rule that leaves them out', status, rule.replace('always', 'never'), false, /no rule/],
    ['a watch', status, '-w /etc/passwd -p wa', false, /no rule/],
  ])('%s', async (_, s, l, works, why) => {
    const probe = await probeAudit(places({ '-s': s, '-l': l }));
    expect(probe.works).toBe(works);
    expect(probe.why).toMatch(why);
  });
});
