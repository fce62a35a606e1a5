import { exampleNow, exampleRef } from '../../core/example.js';
import type { SystemdTimer } from '../../facts/host-settings.js';

const clients =
  /(?:^|[^a-z])(?:certbot|acme(?:\.sh|-client|sh)?|dehydrated|lego|getssl|step-ca|snap\.certbot)(?:[^a-z]|$)/i;

/** True for the name of a timer, or a command, of a client that renews certificates (RFC 8555). */
export function renewsCertificates(text: string): boolean {
  return clients.test(text);
}

/** Debian's `certbot.timer`, which ran an hour ago, for examples. */
export function exampleTimer(change: Partial<SystemdTimer> = {}): SystemdTimer {
  return {
    unit: 'certbot.timer',
    activates: 'certbot.service',
    planned: true,
    lastRunAt: new Date(exampleNow.getTime() - 3_600_000),
    ref: exampleRef('host.systemd-timers'),
    ...change,
  };
}
