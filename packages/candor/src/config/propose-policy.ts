import { stringify } from 'yaml';
import { valueIfKnown } from '../core/fact.js';
import type { Policy } from '../core/policy.js';
import type { FactSource } from '../core/run-checks.js';
import { containers } from '../facts/containers.js';
import { exposurePaths } from '../facts/exposure.js';
import { type Account, accounts, authorizedKeys, scheduledCommands, units } from '../facts/host.js';
import { nginxConfig } from '../facts/nginx.js';
import { connections } from '../facts/sockets.js';
import { isRoutablePeer } from './routable-peer.js';

/** A commented `candor.yaml` from what the host shows. What it lists is a question to the operator, not an approval. */
export function proposePolicy(facts: FactSource, at: Date): string {
  const sections = [
    `# candor.yaml, proposed by \`candor init\` on ${at.toISOString().slice(0, 10)}. Everything here is what the host shows now:`,
    '# read each line, delete what is not yours, and keep the file under version control.',
    '',
    '# Ports that anybody may reach. What answers today:',
    block({ ports: ports(facts) }),
    '# Names that this host serves to the public (from nginx server_name).',
    block({ publicNames: publicNames(facts) }),
    '# The proxy in front of it: cloudflare, or { name, ranges, asOf }. null = none.',
    block({ edge: null }),
    '# Where your apps may connect to. Open connections right now are listed; delete what you do not know.',
    block({ destinations: destinations(facts) }),
    '# Programs that your app starts, beside those of its image (ffprobe, psql, rsync are known).',
    block({ subprocesses: [] }),
    '# Compose projects and their folders.',
    block({ projects: projects(facts) }),
    '# SSH keys that may log in. Compare each with your own before you keep it; null = do not judge keys.',
    block({ sshKeys: keys(facts) }),
    '# Containers outside any project, cron files, units and users that no package owns. An entry is trusted from now on,',
    '# and what appears beside a list that is not empty is a finding: look at each file before you keep its line.',
    block({ approved: approved(facts) }),
    '# true when your app carries @candor/sensor: its absence is then a finding.',
    block({ sensor: { expected: false } }),
    '# For candor watch: who is told, and when. Addresses with a secret belong into a file of root (urlFile).',
    ...watchExample,
    '# Of MongoDB: a file (0600, root) with the connection string of a user that may only look, its users as name@database,',
    '# the folder where backups arrive, and the day when one was last restored. null = not said.',
    block({ database: { uriFile: null, users: null, backups: null, restoredAt: null } }),
  ];
  return `${sections.join('\n')}`;
}

function block(value: object): string {
  return stringify(value, { lineWidth: 0 });
}

function ports(facts: FactSource): object[] {
  const open = (valueIfKnown(facts(exposurePaths)) ?? []).filter(
    (path) => path.from === 'internet' && path.blockedBy === null,
  );
  const seen = new Map(
    open
      .filter((path) => path.kind !== 'database' && path.kind !== 'docker-api' && path.kind !== 'debugger')
      .map((path) => [
        `${path.port}/${path.proto}`,
        { port: path.port, proto: path.proto, service: path.to.split(':')[1] ?? '' },
      ]),
  );
  return [...seen.values()].sort((a, b) => a.port - b.port);
}

function publicNames(facts: FactSource): string[] {
  const nginx = valueIfKnown(facts(nginxConfig));
  const names = (nginx?.model.servers ?? [])
    .flatMap((server) => server.names.map(String))
    .filter((name) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name));
  return [...new Set(names)].sort();
}

function destinations(facts: FactSource): object[] {
  const outbound = (valueIfKnown(facts(connections)) ?? []).filter(
    (connection) => connection.outbound && connection.subject !== 'host' && isRoutablePeer(connection.peerAddress),
  );
  const unique = new Map(
    outbound.map((connection) => [
      `${connection.peerAddress}:${connection.peerPort}:${connection.subject}`,
      { to: connection.peerAddress, port: connection.peerPort, from: connection.subject.replace('container:', '') },
    ]),
  );
  return [...unique.values()];
}

function projects(facts: FactSource): object[] {
  const found = new Map<string, string>();
  for (const container of valueIfKnown(facts(containers)) ?? []) {
    const folder = container.labels['com.docker.compose.project.working_dir'];
    if (container.project && folder) found.set(container.project, folder);
  }
  return [...found].map(([name, path]) => ({ name, path }));
}

/** What the checks of persistence would ask about (PER-01, PER-02, PER-07, PER-12). */
function approved(facts: FactSource): Policy['approved'] {
  const cron = (valueIfKnown(facts(scheduledCommands)) ?? []).filter(({ packageOwned }) => packageOwned !== true);
  const own = (valueIfKnown(facts(units)) ?? []).filter(
    ({ packageOwned, execStart }) => packageOwned !== true && execStart.length > 0,
  );
  const alone = (valueIfKnown(facts(containers)) ?? []).filter(
    ({ project, restartPolicy }) => project === null && restartPolicy !== 'no' && restartPolicy !== '',
  );
  const people = (valueIfKnown(facts(accounts)) ?? []).filter(isPerson);
  const sorted = (names: readonly string[]) => [...new Set(names)].sort();
  return {
    containers: sorted(alone.map(({ name }) => name)),
    cron: sorted(cron.map(({ file }) => file)),
    units: sorted(own.map(({ file }) => file)),
    users: sorted(people.map(({ name }) => name)),
  };
}

/** An account that somebody logs in with: numbered as a person's (adduser.conf(5)), with a shell. */
function isPerson({ uid, shell }: Account): boolean {
  return uid >= 1000 && uid !== 65_534 && shell !== '' && !/(?:nologin|false|sync)$/.test(shell);
}

function keys(facts: FactSource): string[] | null {
  const all = valueIfKnown(facts(authorizedKeys));
  return all && all.length > 0 ? [...new Set(all.map((key) => key.fingerprint))] : null;
}

/** The `watch:` part as comments: it has defaults for everything but whom to tell. */
const watchExample = [
  '# watch:',
  '#   checkEveryMinutes: 15',
  '#   logs: [{ path: /var/log/my-proxy/access.log, kind: nginx-access }]',
  '#   alerts:',
  '#     minSeverity: medium',
  '#     quiet: { fromHour: 22, toHour: 7 }   # only critical ones at night',
  '#     channels:',
  '#       - { type: ntfy, urlFile: /etc/candor/ntfy-url }',
  '#     heartbeat: { urlFile: /etc/candor/heartbeat-url }',
  '',
];
