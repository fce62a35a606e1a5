import ipaddr from 'ipaddr.js';
import type { Incident, Indicator, ResponseStep } from '../../core/report.js';
import type { Container } from '../../facts/containers.js';
import type { Upgrade } from './upgrade.js';

/** What a response is written from. */
export interface ResponseInput {
  readonly subjects: readonly string[];
  readonly containers: readonly Container[];
  readonly indicators: readonly Indicator[];
  readonly secrets: readonly string[];
  readonly rootCause: Incident['rootCause'];
  readonly upgrade: Upgrade | null;
  readonly succeeded: boolean;
}

/** The response in order: keep the evidence, cut it off, do not restart yet, then rebuild, rotate and verify. */
export function responseSteps(input: ResponseInput): ResponseStep[] {
  const names = input.subjects
    .filter((subject) => subject.startsWith('container:'))
    .map((subject) => subject.slice('container:'.length));
  const steps = input.succeeded
    ? [...names.flatMap((name) => [keepEvidence(name), cutOff(name, input.containers)])]
    : [];
  return [
    ...steps,
    ...blockEgress(input.indicators),
    ...(input.succeeded ? [doNotRestart(names)] : []),
    ...repair(input, names),
  ];
}

function quoted(name: string): string {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

function keepEvidence(name: string): ResponseStep {
  const safe = quoted(name);
  const folder = `evidence-${/^[\w.-]+$/.test(name) ? name : 'container'}`;
  return {
    text: `Keep the evidence of ${name} before anything is stopped or removed`,
    commands: [
      `mkdir -m 700 -p ${folder}`,
      `docker top ${safe} -eo pid,ppid,user,lstart,pcpu,rss,args > ${folder}/processes.txt`,
      `docker diff ${safe} > ${folder}/layer-changes.txt`,
      `docker logs --timestamps ${safe} > ${folder}/container.log 2>&1`,
      `docker inspect ${safe} | sed -E 's/("[A-Za-z_]+=)[^"]*"/\\1(redacted)"/' > ${folder}/inspect.json`,
      `docker export ${safe} -o ${folder}/filesystem.tar`,
      `sha256sum ${folder}/* > ${folder}.sha256`,
    ],
    undo: [`rm -r ${folder} ${folder}.sha256`],
    whyNot:
      'Killing the process or removing the container first destroys the only copy of the program and of its traces.',
  };
}

/** Disconnecting a container stops it from talking and leaves its processes to be looked at. */
function cutOff(name: string, containers: readonly Container[]): ResponseStep {
  const container = containers.find((one) => one.name === name);
  const networks = (container?.networks ?? []).map((network) => network.name);
  const safe = quoted(name);
  const known = networks.length > 0;
  return {
    text: `Cut ${name} off from every network; the site is down from here on`,
    commands: known
      ? networks.map((network) => `docker network disconnect ${quoted(network)} ${safe}`)
      : [`docker pause ${safe}`],
    undo: known
      ? networks.map((network) => `docker network connect ${quoted(network)} ${safe}`)
      : [`docker unpause ${safe}`],
    whyNot:
      'A rule on the incoming side of the host does not help: the container opens the connection itself, and its traffic is forwarded, not delivered to the host.',
  };
}

/** EGRESS_CHAIN, DIRECTION: what a container fetches from is stopped on the forwarding path, or not at all. */
function blockEgress(indicators: readonly Indicator[]): ResponseStep[] {
  const servers = indicators
    .filter((indicator) => ['payload-server', 'pool', 'c2'].includes(indicator.role))
    .map((indicator) => indicator.value);
  const v4 = [...new Set(servers.filter((value) => ipaddr.IPv4.isValidFourPartDecimal(value)))].sort();
  const v6 = [...new Set(servers.filter((value) => ipaddr.IPv6.isValid(value)))].sort();
  if (v4.length + v6.length === 0) return [];
  return [
    {
      text: `Stop all containers from reaching ${[...v4, ...v6].join(', ')} (forwarding path and host output)`,
      commands: [
        'nft add table inet candor',
        "nft 'add chain inet candor forward { type filter hook forward priority -5; policy accept; }'",
        "nft 'add chain inet candor output { type filter hook output priority -5; policy accept; }'",
        ...v4.flatMap((address) =>
          ['forward', 'output'].map((chain) => `nft add rule inet candor ${chain} ip daddr ${address} counter drop`),
        ),
        ...v6.flatMap((address) =>
          ['forward', 'output'].map((chain) => `nft add rule inet candor ${chain} ip6 daddr ${address} counter drop`),
        ),
      ],
      undo: ['nft delete table inet candor'],
      whyNot:
        'An address block is no repair: the server that answers tomorrow has another address. It buys time until the hole is closed; the incident stays open.',
    },
  ];
}

function doNotRestart(names: readonly string[]): ResponseStep {
  return {
    text: 'Do not restart, recreate or delete anything until the copies above are made and their hashes noted',
    commands: ['sha256sum -c evidence-*.sha256'],
    undo: [],
    whyNot: `A restart keeps the writable layer${names.length > 0 ? ` of ${names.join(', ')}` : ''} with everything that was dropped there, and empties memory, where the answer may be.`,
  };
}

function repair(input: ResponseInput, names: readonly string[]): ResponseStep[] {
  const steps: ResponseStep[] = [];
  if (input.upgrade) {
    steps.push({
      text: `Rebuild from a clean checkout with ${input.upgrade.targets.join(', ')}: outside every known range, accepted by what is installed beside it`,
      commands: [
        `npm install --save-exact ${input.upgrade.targets.join(' ')}`,
        'npm ci',
        'docker compose build --pull --no-cache',
      ],
      undo: ['git checkout -- package.json package-lock.json'],
      whyNot: input.upgrade.warning,
    });
  }
  for (const name of input.succeeded ? names : []) {
    const container = input.containers.find((one) => one.name === name);
    const service = quoted(container?.service ?? name);
    steps.push({
      text: `Change every secret that ${name} could read, recreate it, and verify that the running process has the new ones`,
      commands: [
        ...(input.secrets.length > 0 ? [`printf '%s\\n' ${input.secrets.map(quoted).join(' ')}`] : []),
        `docker compose up -d --force-recreate --no-deps ${service}`,
        `docker inspect -f '{{.Created}}' ${quoted(name)}`,
        'candor check',
      ],
      undo: [],
      whyNot: '`docker compose restart` does not read env_file again: the old secrets stay in the process.',
    });
  }
  return steps;
}
