import { fitsLogSource } from './match/fits-log-source.js';
import type { RuleLogSource } from './rule.js';

const linux = (category: string | null, service: string | null) => ({ product: 'linux', category, service });
const services = ['sshd', 'sudo', 'su', 'cron', 'systemd', 'kernel', 'syslog'];

/** Log sources of the watcher's events (`core/event.ts`). Audit records come as program starts, not as they are. */
const sources = [
  { product: 'nginx', category: 'webserver', service: 'access' },
  { product: 'nginx', category: 'application', service: 'error' },
  { product: 'nodejs', category: 'application', service: null },
  { product: 'mongodb', category: 'database', service: 'mongodb' },
  { product: 'docker', category: 'application', service: 'events' },
  ...['process', 'container', 'sensor'].map((service) => ({ product: 'candor', category: 'health', service })),
  ...['codegen', 'worker', 'dlopen'].map((category) => ({ product: 'candor', category, service: 'sensor' })),
  ...services.map((service) => linux(null, service)),
  ...['process_creation', 'file_event', 'network_connection', 'dns_query'].flatMap((category) =>
    [null, 'audit', 'sensor', 'falco', 'tetragon', 'integrity', 'proc', 'conntrack'].map((service) =>
      linux(category, service),
    ),
  ),
];

/** Services and products of other systems that SigmaHQ has rules for, and that no container's name stands for. */
const ELSEWHERE =
  /^(?:windows|macos|aws|azure|gcp|m365|okta|onelogin|google_workspace|github|bitbucket|cisco|zeek|juniper|huawei|fortios|paloalto|kubernetes|opencanary|antivirus)$/;

/**
 * Whether the watcher makes events that a rule of this log source could look at. Lines of other containers have the
 * container's name as product and service, so that a rule for `product: django` fits a container of that name.
 */
export function hasEvents(rule: RuleLogSource): boolean {
  if (sources.some((source) => fitsLogSource(rule, source))) return true;
  if (rule.category !== null && rule.category !== 'application') return false;
  return rule.product !== 'linux' && !ELSEWHERE.test(rule.product ?? '') && !ELSEWHERE.test(rule.service ?? '');
}
