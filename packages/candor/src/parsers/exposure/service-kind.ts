import type { Container } from '../../facts/containers.js';
import type { ServiceKind } from '../../facts/exposure.js';

const databasePorts = new Set([27017, 27018, 27019, 5432, 3306, 6379, 9200, 9300, 11211, 5984, 1433, 8529, 9042, 7687]);
const databaseProcess =
  /^(?:mongod|mongos|postgres|postmaster|mysqld|mariadbd|redis-server|valkey-server|memcached|couchdb|clickhouse)/;
const databaseImage =
  /(?:^|\/)(?:mongo|postgres|mysql|mariadb|redis|valkey|memcached|couchdb|elasticsearch|opensearch)(?=[:@]|$)/;
const panelImage =
  /mongo-express|portainer|dozzle|adminer|phpmyadmin|pgadmin|redis-commander|redisinsight|yacht|dockge|filebrowser/;
const panelProcess = /^(?:portainer|dozzle|cockpit-ws|cockpit-tls|webmin|miniserv)/;
const proxyProcess = /^(?:nginx|caddy|traefik|haproxy|apache2|httpd|envoy|lighttpd)$/;
const nodeProcess = /^(?:node|next-server|next-router|bun|deno|MainThread)/;

/** What answers, as far as one can see it from the outside of it. */
export interface Answering {
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly containerPort: number | null;
  readonly processName: string | null;
  readonly container: Container | null;
}

/** The kind of a service by container, process and port; the dangerous kinds come first, so that doubt is not hidden. */
export function serviceKind(service: Answering): ServiceKind {
  const port = service.containerPort ?? service.port;
  const process = service.processName ?? '';
  const image = service.container?.image ?? '';
  const kinds = service.container?.kinds ?? [];
  if (panelImage.test(image) || panelProcess.test(process)) return 'admin-panel';
  if (isDatabase(service)) return 'database';
  if (service.proto === 'tcp' && (process === 'dockerd' || port === 2375 || port === 2376)) return 'docker-api';
  if (service.proto === 'tcp' && (port === 9229 || port === 9230)) return 'debugger';
  if (process === 'sshd' || (service.proto === 'tcp' && service.port === 22)) return 'ssh';
  if (proxyProcess.test(process) || kinds.includes('proxy')) return 'web';
  if (nodeProcess.test(process) || kinds.some((kind) => kind === 'node' || kind === 'next' || kind === 'payload')) {
    return 'app';
  }
  if (service.proto === 'tcp' && port === 3000) return 'app';
  return service.port === 80 || service.port === 443 ? 'web' : 'unknown';
}

function isDatabase({ proto, port, containerPort, processName, container }: Answering): boolean {
  if (databaseProcess.test(processName ?? '')) return true;
  if (container?.kinds.some((kind) => kind === 'mongodb' || kind === 'postgres') === true) return true;
  return databaseImage.test(container?.image ?? '') || (proto === 'tcp' && databasePorts.has(containerPort ?? port));
}

/**
 * Why a socket is an ordinary part of a Linux host that nobody declares; null when it is not: DHCP and DHCPv6 clients
 * (RFC 2131, RFC 8415), multicast DNS and LLMNR (RFC 6762, RFC 4795), and the client side of UDP (RFC 6056).
 */
export function ordinarySocket(proto: 'tcp' | 'udp', port: number, processName: string | null): string | null {
  const process = processName ?? '';
  if (proto === 'tcp') return port === 5355 && process.startsWith('systemd-resol') ? 'LLMNR of systemd-resolved' : null;
  if (port === 68 || port === 546) return 'the DHCP client';
  if (port === 5353 && /^(?:avahi|systemd-resol|mdnsd|$)/.test(process)) return 'multicast DNS';
  if (port === 5355) return 'LLMNR of systemd-resolved';
  if (port === 123 && /^(?:ntpd|chronyd|ntpsec|systemd-timesyn)/.test(process)) return 'the NTP client';
  const served = process === 'docker-proxy' || process === '';
  return port >= 32_768 && !served ? `an ephemeral port of ${process}, as clients use them` : null;
}
