import type { EventLogSource } from '../../core/event.js';
import type { RuleLogSource } from '../rule.js';

/** Services of Linux whose lines classic syslog keeps in `auth.log` (Debian's rsyslog.conf: `auth,authpriv.*`). */
const AUTH = new Set(['sshd', 'sudo', 'su', 'login', 'systemd-logind', 'polkitd', 'useradd', 'usermod', 'passwd']);
/** Services that are no syslog text. */
const NOT_SYSLOG = new Set(['auditd']);

/** Whether events of `event` are what a rule for `rule` is about: all that the rule names must be the event's. */
export function fitsLogSource(rule: RuleLogSource, event: EventLogSource): boolean {
  return (
    (rule.product === null || rule.product === event.product) &&
    (rule.category === null || rule.category === event.category) &&
    (rule.service === null || fitsService(rule.service, event))
  );
}

function fitsService(service: string, event: EventLogSource): boolean {
  if (service === event.service) return true;
  // SigmaHQ names some products as services: `service: nginx`.
  if (service === event.product) return true;
  if (event.product !== 'linux' || event.category !== null || event.service === null) return false;
  if (service === 'auth') return AUTH.has(event.service);
  return service === 'syslog' && !NOT_SYSLOG.has(event.service);
}
