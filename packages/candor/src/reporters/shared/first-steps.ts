import type { Report, ResponseStep } from '../../core/report.js';

/** What a container may be called (docker/docker `RestrictedNamePattern`): safe to print inside a command. */
const containerName = /^container:([a-zA-Z0-9][a-zA-Z0-9_.-]*)$/;

/** How the three steps are recognised among those that an incident brings. */
const kinds = [/^keep the evidence/i, /^cut .*off/i, /^do not restart/i] as const;

/**
 * The three steps that a break-in begins with: keep the evidence, cut it off, do not restart or delete yet.
 * An incident's own step of a kind wins over the general one; empty when the verdict is not COMPROMISED.
 */
export function firstSteps(report: Report): readonly ResponseStep[] {
  if (report.verdict.status !== 'COMPROMISED') return [];
  const own = report.incidents.filter((one) => one.open).flatMap((one) => one.response);
  const name = affectedContainer(report);
  const general = name ? containerSteps(name) : hostSteps;
  return kinds.flatMap((kind, index) => own.find((step) => kind.test(step.text)) ?? general[index] ?? []);
}

function affectedContainer(report: Report): string | null {
  const subjects = [
    ...report.incidents.filter((one) => one.open).flatMap((one) => one.subjects),
    ...report.results
      .filter((result) => result.state === 'fail' && /^(?:RTC|PER)-/.test(result.check))
      .map((result) => result.subject),
  ];
  for (const subject of subjects) {
    const match = containerName.exec(subject);
    if (match?.[1]) return match[1];
  }
  return null;
}

const keep = 'Keep the evidence: once it is gone, nobody can say what happened.';
const cut = 'Cut it off: no more commands in, no more data out. What runs keeps running, where it can be looked at.';
const hold = 'Do not restart or delete anything yet: a restart empties memory and a new container forgets its files.';

function containerSteps(name: string): ResponseStep[] {
  const networks = `docker inspect -f '{{range $n, $_ := .NetworkSettings.Networks}}{{println $n}}{{end}}' ${name}`;
  return [
    {
      text: keep,
      commands: [
        'mkdir -p -m 700 ~/evidence',
        `docker logs --timestamps ${name} > ~/evidence/${name}.log 2>&1`,
        `docker top ${name} -eo pid,ppid,user,lstart,args > ~/evidence/${name}.processes`,
        `docker diff ${name} > ~/evidence/${name}.diff`,
        `docker export ${name} -o ~/evidence/${name}.tar`,
      ],
      undo: [],
      whyNot: 'Killing the process first destroys the one copy of it that may exist.',
    },
    {
      text: cut,
      commands: [`${networks} | tee ~/evidence/${name}.networks | xargs -r -I{} docker network disconnect {} ${name}`],
      undo: [`xargs -r -I{} docker network connect {} ${name} < ~/evidence/${name}.networks`],
      whyNot: 'A firewall rule on INPUT does not stop a container: its traffic is forwarded.',
    },
    {
      text: hold,
      commands: [`docker update --restart=no ${name}`],
      undo: [`docker update --restart=unless-stopped ${name}`],
      whyNot: 'Rebuilding now brings the same hole back and throws the trace away.',
    },
  ];
}

const hostSteps: readonly ResponseStep[] = [
  {
    text: keep,
    commands: [
      'mkdir -p -m 700 ~/evidence',
      'ps -eo pid,ppid,user,lstart,args > ~/evidence/processes; ss -tunap > ~/evidence/sockets',
      'sudo tar -C / -czf ~/evidence/host.tar.gz var/log etc var/spool/cron',
    ],
    undo: [],
    whyNot: 'Killing the process first destroys the one copy of it that may exist.',
  },
  {
    text: cut,
    commands: [
      'sudo nft add table inet cut_off',
      "sudo nft add chain inet cut_off out '{ type filter hook output priority -300 ; policy accept ; }'",
      'sudo nft add rule inet cut_off out ct state new oifname != lo drop',
    ],
    undo: ['sudo nft delete table inet cut_off'],
    whyNot: 'Replies to your own SSH session are let through; pulling its network would lock you out.',
  },
  {
    text: hold,
    commands: ['sudo systemctl mask --runtime reboot.target poweroff.target'],
    undo: ['sudo systemctl unmask --runtime reboot.target poweroff.target'],
    whyNot: 'A restart empties memory and /tmp, and starts whatever was left behind.',
  },
];
