/** Every artefact id of evidence.md; ids that a manifest does not list count as `not-collected`. */
export const artifactIds = [
  'host.os-release', 'host.uname', 'host.uptime', 'host.loadavg', 'host.meminfo', 'host.cpu',
  'host.processes', 'host.sockets', 'container.sockets', 'host.listen-probe', 'http.probe',
  'docker.version', 'docker.info', 'docker.ps', 'docker.inspect', 'docker.top', 'docker.stats', 'docker.diff',
  'container.exec', 'container.cron', 'docker.files', 'docker.logs', 'docker.events', 'docker.images',
  'docker.networks', 'docker.daemon-json', 'compose.file', 'compose.env', 'app.package-json', 'app.lockfile',
  'app.installed', 'app.source', 'app.build', 'nginx.config', 'nginx.version', 'nginx.access-log', 'nginx.error-log',
  'firewall.nft', 'firewall.iptables', 'firewall.ip6tables', 'firewall.ufw', 'firewall.cloud', 'edge.cloudflare',
  'tls.certificate', 'ssh.config', 'ssh.authorized-keys', 'auth.log', 'host.users', 'host.sudoers', 'host.cron',
  'host.systemd-units', 'host.profile-scripts', 'host.ld-preload', 'host.packages', 'host.package-verify',
  'host.pending-updates', 'host.package-changelogs', 'host.files', 'host.sysctl', 'host.mounts', 'host.disk',
  'host.kernel', 'host.time-sync', 'host.systemd-timers', 'host.persistence', 'host.package-owners',
  'host.resolver', 'audit.log', 'falco.events', 'tetragon.events', 'sensor.events', 'suricata.eve', 'fail2ban.status',
  'crowdsec.decisions', 'scan.trivy', 'scan.grype', 'sbom.cyclonedx', 'scan.gitleaks', 'scan.testssl', 'scan.lynis',
  'scan.gixy', 'sensor.state', 'mongo.probe', 'fim.baseline', 'fim.scan', 'case.reports', 'case.changes', 'policy',
  'collector.self',
] as const;

/** An id of {@link artifactIds}. */
export type ArtifactId = (typeof artifactIds)[number];

/** True for an id of the catalogue. */
export function isArtifactId(id: string): id is ArtifactId {
  return (artifactIds as readonly string[]).includes(id);
}
