import type { ArtifactId } from '../core/artifact-catalogue.js';
import type { Bundle } from '../core/evidence.js';

/** A command that an operator runs to obtain an artefact; `subject` is null where any subject will do. */
export interface EvidenceCommand {
  readonly subject: string | null;
  readonly text: string;
  readonly command: string;
}

const hostCommands: Partial<Record<ArtifactId, readonly [text: string, command: string]>> = {
  'host.processes': ['List all processes of the host', 'ps -eo pid,ppid,user,lstart,pcpu,rss,args'],
  'host.sockets': ['List all sockets with their processes', 'ss -tulpenH; ss -tanp'],
  'host.loadavg': ['Look at the load', 'cat /proc/loadavg'],
  'docker.inspect': ['Inspect every container', 'docker inspect $(docker ps -aq)'],
  'docker.ps': ['List every container', 'docker ps -a --format json'],
  'docker.version': ['Ask the engine for its version', 'docker version --format json'],
  'docker.info': ['Ask the engine for its settings', 'docker info --format json'],
  'docker.stats': ['Measure CPU and memory of the containers', 'docker stats --no-stream --format json'],
  'docker.events': ['List what the engine did', 'docker events --since 24h --until 0s --format json'],
  'nginx.config': ['Print the effective nginx configuration', 'nginx -T'],
  'nginx.version': ['Print the nginx version', 'nginx -v'],
  'nginx.access-log': ['Keep the access log', 'cp /var/log/nginx/access.log .'],
  'nginx.error-log': ['Keep the error log', 'cp /var/log/nginx/error.log .'],
  'firewall.nft': ['List the firewall rules', 'nft -j list ruleset'],
  'firewall.iptables': ['List the iptables rules', 'iptables-save -c'],
  'firewall.ip6tables': ['List the ip6tables rules', 'ip6tables-save -c'],
  'ssh.config': ['Print the effective SSH settings', 'sshd -T'],
  'ssh.authorized-keys': [
    'Collect the authorized keys',
    'tail -n +1 -v /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys',
  ],
  'host.cron': ['Collect what cron will run', 'tail -n +1 -v /etc/crontab /etc/cron.*/* /var/spool/cron/crontabs/*'],
  'host.systemd-units': [
    'Collect the systemd units',
    'tail -n +1 -v /etc/systemd/system/*.service /etc/systemd/system/*.timer',
  ],
  'host.ld-preload': ['Look for preloaded libraries', 'tail -n +1 -v /etc/ld.so.preload'],
  'host.packages': ['List the packages', 'dpkg-query -W'],
  'host.package-verify': ['Compare files with their packages', 'dpkg --verify'],
  'host.pending-updates': ['Look for waiting updates', 'apt-get -s upgrade'],
  'host.os-release': ['Print the system release', 'cat /etc/os-release'],
  'host.resolver': ['Resolve localhost', 'getent ahosts localhost'],
  'host.users': ['Collect the accounts', 'tail -n +1 -v /etc/passwd /etc/group'],
};

const containerCommands: Partial<Record<ArtifactId, readonly [text: string, command: string]>> = {
  'docker.top': [
    'List the processes of NAME as the host sees them',
    'docker top NAME -eo pid,ppid,user,lstart,pcpu,rss,args',
  ],
  'docker.diff': ['List what changed in the writable layer of NAME', 'docker diff NAME'],
  'docker.logs': ['Keep the log of NAME', 'docker logs --timestamps NAME'],
  'container.sockets': [
    'List the connections inside NAME',
    "nsenter --net=/proc/$(docker inspect -f '{{.State.Pid}}' NAME)/ns/net ss -tanp",
  ],
};

/** Commands that would obtain the artefact; one a container of the bundle where the artefact belongs to containers. */
export function commandsFor(id: ArtifactId, bundle: Bundle): EvidenceCommand[] {
  const host = hostCommands[id];
  if (host) return [{ subject: null, text: host[0], command: host[1] }];
  const each = containerCommands[id];
  if (!each) return [];
  return containerNames(bundle).map((name) => ({
    subject: `container:${name}`,
    text: each[0].replace('NAME', name),
    command: each[1].replaceAll('NAME', shellQuoted(name)),
  }));
}

function containerNames(bundle: Bundle): string[] {
  const names = bundle.artifacts
    .filter((artifact) => artifact.subject.startsWith('container:'))
    .map((artifact) => artifact.subject.slice('container:'.length));
  return [...new Set(names)].sort();
}

/** A container's name is written by others: anything but Docker's own alphabet is quoted. */
function shellQuoted(name: string): string {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
