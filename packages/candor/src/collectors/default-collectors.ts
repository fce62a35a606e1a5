import { appCollector } from './app/app-collector.js';
import { gitCollector } from './app/git-collector.js';
import type { Collector } from './collected.js';
import { diffCollector } from './docker/diff-collector.js';
import { engineCollector } from './docker/engine-collector.js';
import { containerFilesCollector } from './docker/files-collector.js';
import { logsCollector } from './docker/logs-collector.js';
import { statsCollector } from './docker/stats-collector.js';
import { containerSystemCollector } from './docker/system-collector.js';
import { topCollector } from './docker/top-collector.js';
import { firewallCollector } from './firewall/firewall-collector.js';
import { accountsCollector } from './host/accounts-collector.js';
import { filesCollector } from './host/files-collector.js';
import { loginsCollector } from './host/logins-collector.js';
import { packagesCollector } from './host/packages-collector.js';
import { resolverCollector } from './host/resolver-collector.js';
import { scheduleCollector } from './host/schedule-collector.js';
import { nginxCollector } from './nginx/nginx-collector.js';
import { httpCollector } from './probes/http-collector.js';
import { mongoCollector } from './probes/mongo-collector.js';
import { tlsCollector } from './probes/tls-collector.js';
import { kernelCollector } from './proc/kernel-collector.js';
import { processesCollector } from './proc/processes-collector.js';
import { selfCollector } from './proc/self-collector.js';
import { socketsCollector } from './proc/sockets-collector.js';
import { sensorsCollector } from './sensor/sensors-collector.js';

/** Everything that `candor check` collects on this host. */
export const defaultCollectors: readonly Collector[] = [
  processesCollector,
  socketsCollector,
  kernelCollector,
  engineCollector,
  logsCollector,
  statsCollector,
  diffCollector,
  topCollector,
  containerFilesCollector,
  containerSystemCollector,
  appCollector,
  gitCollector,
  accountsCollector,
  scheduleCollector,
  packagesCollector,
  resolverCollector,
  loginsCollector,
  sensorsCollector,
  filesCollector,
  nginxCollector,
  firewallCollector,
  tlsCollector,
  httpCollector,
  mongoCollector,
  selfCollector,
];
