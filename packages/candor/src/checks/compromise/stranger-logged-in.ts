import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleNow, exampleRef, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { history } from '../../facts/history.js';
import { sshConfig } from '../../facts/host.js';
import { type LogOf, logs } from '../../facts/logs.js';
import type { LogRecord } from '../../formats/logs/log-record.js';
import { caseIndicators, hostOf } from '../shared/case-indicators.js';
import { attackHistory } from '../shared/example-history.js';
import { exampleLog } from '../shared/example-log.js';

interface Login {
  readonly log: LogOf;
  readonly record: LogRecord;
  readonly address: string;
}

function accepted(all: readonly LogOf[]): readonly Login[] {
  return all.flatMap((log) =>
    log.reading.records
      .filter((record) => record.kind === 'login' && record.fields.result === 'accepted')
      .map((record) => ({ log, record, address: record.fields.address ?? '' })),
  );
}

/** More failed logins than a person makes by mistake before the right one. */
const guessing = 20;

/** Failed logins from the address of a login, before it. */
function guessesBefore({ log, record, address }: Login, all: readonly LogOf[]): number {
  if (addressScope(address) !== 'public') return 0;
  return all
    .filter((each) => each.subject === log.subject)
    .flatMap((each) => each.reading.records)
    .filter(
      (each) =>
        each.kind === 'login' &&
        each.fields.result === 'failed' &&
        each.fields.address === address &&
        (each.at === null || record.at === null || each.at <= record.at),
    ).length;
}

function describe({ record, address }: Login): string {
  const at = record.at === null ? '' : ` at ${record.at.toISOString()}`;
  return `${record.fields.user ?? '?'} from ${address} by ${record.fields.method ?? '?'}${at}`;
}

/** RTC-22: who logged in by SSH. Guessing that fails is noise of the Internet and is not counted here. */
export const strangerLoggedIn = defineCheck({
  id: 'RTC-22',
  title: 'Somebody unknown logged in',
  questions: ['Q4'],
  severity: 'high',
  required: false,
  needs: { logs },
  uses: { history, sshConfig },
  decide: (facts) => {
    const own = facts.logs.value.filter((log) => log.artifact === 'auth.log');
    if (own.length === 0) {
      if (facts.sshConfig.status === 'known' && facts.sshConfig.value === null)
        return notApplicable(facts.sshConfig.evidence, 'no SSH server runs');
      return cannotTell('not-collected', 'the log of logins was not collected', {
        settle: 'sudo journalctl -u ssh --since -24h | grep Accepted',
      });
    }
    const logins = accepted(own);
    const known = facts.history.status === 'known' ? caseIndicators(facts.history.value) : [];
    const bad = logins.filter(({ address }) => known.some((indicator) => hostOf(indicator) === address));
    if (bad.length > 0) {
      return bad.map(
        (login): Outcome =>
          fail([{ ...login.log.ref, line: login.record.line }], {
            severity: 'critical',
            what: `${describe(login)}: an earlier report names this address as the attacker's`,
            location: `sshd, ${login.address}`,
          }),
      );
    }
    const guessed = logins.filter((login) => guessesBefore(login, own) >= guessing);
    if (guessed.length > 0) {
      return guessed.slice(0, 20).map(
        (login): Outcome =>
          fail([{ ...login.log.ref, line: login.record.line }], {
            severity: 'critical',
            what: `${describe(login)}, after ${guessesBefore(login, own)} failed logins from there`,
            location: `sshd, ${login.address}`,
          }),
      );
    }
    const outside = logins.filter(({ address }) => addressScope(address) === 'public');
    const byPassword = outside.filter(
      ({ record }) => record.fields.method === 'password' || record.fields.method === 'keyboard-interactive/pam',
    );
    if (byPassword.length > 0) {
      const list = [...new Set(byPassword.map(({ address }) => address))].slice(0, 8).join(', ');
      return cannotTell('not-collected', `${byPassword.length} logins by password from ${list}`, {
        evidence: byPassword.slice(0, 5).map(({ log, record }) => ({ ...log.ref, line: record.line })),
        settle: `Were these you? ${list}`,
      });
    }
    const [first] = own;
    const evidence = first ? ([first.ref, ...facts.logs.evidence] as const) : facts.logs.evidence;
    return pass(evidence, {
      what: `${logins.length} logins, ${outside.length} of them by key from other networks; guessing is not counted`,
    });
  },
  whyItMatters: 'One guessed password ends every other precaution.',
  verifyByHand: 'sudo journalctl -u ssh --since -7d | grep Accepted; last -F | head',
  remediation: {
    text: 'Switch passwords off for SSH, and look what the login did.',
    commands: [
      "sudo sed -i 's/^#\\?PasswordAuthentication.*/PasswordAuthentication no/' /etc/ssh/sshd_config",
      'sudo systemctl reload ssh',
    ],
  },
  references: ['ATT&CK T1078'],
  examples: {
    pass: [
      { title: 'guessing only', facts: { logs: seen([authLog('failed', 'password')]) } },
      { title: 'a login by key', facts: { logs: seen([authLog('accepted', 'publickey')]) } },
      { title: 'no SSH server', facts: { logs: seen([]), sshConfig: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: "from the attacker's address",
        facts: {
          logs: seen([authLog('accepted', 'publickey')]),
          history: seen(attackHistory([{ type: 'ipv4', value: '198.51.100.7' }])),
        },
      },
    ],
    blind: [
      { title: 'logs not read', facts: { logs: unseen() } },
      { title: 'no log of logins', facts: { logs: seen([exampleLog()]) } },
      { title: 'by password from another network', facts: { logs: seen([authLog('accepted', 'password')]) } },
    ],
  },
});

function authLog(result: string, method: string): LogOf {
  const record: LogRecord = {
    line: 4,
    lines: 1,
    at: exampleNow,
    atMicros: null,
    kind: 'login',
    source: null,
    fields: { result, method, user: 'you', address: '198.51.100.7' },
    raw: '',
  };
  return exampleLog({ artifact: 'auth.log', subject: 'host', ref: exampleRef('auth.log') }, [record]);
}
