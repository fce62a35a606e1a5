import { appLog } from '../../moments/bundle-builder.js';
import { ledger, monitorLine, nutsFrom, report } from '../../moments/pieces.js';
import { caseAt, edited, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const now = '2025-12-13T09:12:00Z';
const attack = appLog([monitorLine('2025-12-13T08:10:00Z', nutsFrom('51.81.104.115'))]);
const said = (text: string) =>
  report('check.md', '# Check', '**Date:** 2025-12-13 09:00 UTC', '**Status:** SECURE', `- ${text}`);
const iptables = (...rules: readonly string[]) => ({
  id: 'firewall.iptables',
  text: `*filter\n:INPUT ACCEPT [10:1000]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [5:500]\n:DOCKER-USER - [0:0]\n${rules.join('\n')}\nCOMMIT\n`,
  command: ['iptables-save', '-c'],
});

/** Rules 28 to 33: controls. */
export const controlCases: readonly RuleCase[] = [
  {
    rule: 'EGRESS_CHAIN',
    fires: [
      {
        title: 'in INPUT and OUTPUT',
        effect: /inert/,
        moment: caseAt(
          now,
          attack,
          iptables('[0:0] -A INPUT -s 51.81.104.115/32 -j DROP', '[0:0] -A OUTPUT -d 51.81.104.115/32 -j DROP'),
        ),
      },
      { title: 'the report says so', moment: caseAt(now, attack, said('51.81.104.115 blocked in INPUT and OUTPUT')) },
    ],
    silent: [
      {
        title: 'on the forwarding path',
        moment: caseAt(
          now,
          attack,
          iptables('[0:0] -A OUTPUT -d 51.81.104.115/32 -j DROP', '[7:420] -A DOCKER-USER -d 51.81.104.115/32 -j DROP'),
        ),
      },
      {
        title: 'another address',
        moment: caseAt(now, attack, iptables('[0:0] -A OUTPUT -d 151.81.104.115/32 -j DROP')),
      },
      {
        title: 'a block and no incident',
        moment: patchedAt('2026-11-20T12:00:00Z', quietLog, iptables('[0:0] -A INPUT -s 51.81.104.115/32 -j DROP')),
      },
    ],
  },
  {
    rule: 'DIRECTION',
    fires: [
      {
        title: 'ufw deny from',
        effect: /no mitigation/,
        moment: caseAt(now, attack, ledger(['2025-12-13T08:50:00Z', 'ufw deny from 51.81.104.115'])),
      },
      {
        title: 'iptables -s',
        moment: caseAt(now, attack, ledger(['2025-12-13T08:50:00Z', 'iptables -I FORWARD -s 51.81.104.115 -j DROP'])),
      },
    ],
    silent: [
      {
        title: 'the destination is refused',
        moment: caseAt(
          now,
          attack,
          ledger(['2025-12-13T08:50:00Z', 'iptables -I DOCKER-USER -d 51.81.104.115 -j DROP']),
        ),
      },
      {
        title: 'the address is only told of',
        moment: caseAt(now, attack, ledger(['2025-12-13T08:50:00Z', 'noted 51.81.104.115 as source of the download'])),
      },
    ],
  },
  {
    rule: 'FIREWALL_ACTIVE',
    fires: [
      {
        title: 'ufw is inactive',
        effect: /inert/,
        moment: caseAt(now, { id: 'firewall.ufw', text: 'Status: inactive\n', command: ['ufw', 'status', 'verbose'] }),
      },
    ],
    silent: [
      {
        title: 'ufw is active',
        moment: caseAt(now, {
          id: 'firewall.ufw',
          text: 'Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), deny (routed)\nNew profiles: skip\n\nTo                         Action      From\n--                         ------      ----\n22/tcp                     ALLOW IN    Anywhere\n',
          command: ['ufw', 'status', 'verbose'],
        }),
      },
      { title: 'no firewall was read', moment: caseAt(now) },
    ],
  },
  {
    rule: 'TESTIMONY',
    fires: [
      {
        title: 'confirmed by a person',
        effect: /not counted/,
        moment: caseAt(now, {
          id: 'firewall.cloud',
          text: 'confirmed by user: only 443 is open',
          testimony: 'confirmed by user',
        }),
      },
    ],
    silent: [{ title: 'observations only', moment: caseAt(now) }],
  },
  {
    rule: 'DECLARED_PORTS',
    fires: [
      {
        title: '"expected" in a report',
        effect: /not declared/,
        moment: caseAt(now, said('open ports as expected: 22, 80, 443, 8080')),
      },
    ],
    silent: [
      { title: '"unexpected"', moment: caseAt(now, said('unexpected: port 8080 is open')) },
      { title: 'a port that is not open', moment: caseAt(now, said('3306 is closed, as expected')) },
    ],
  },
  {
    rule: 'RW_MOUNT_ROOT_EXEC',
    fires: [
      {
        title: "root's cron runs a script from the app's mount",
        effect: /critical/,
        moment: caseAt(now, {
          id: 'host.cron',
          text: '==> /etc/cron.d/archive <==\n*/10 * * * * root bash /srv/payload/scripts/sh/archive/rsync_pull.sh\n',
          command: ['tail', '-n', '+1', '-v', '/etc/cron.d/archive'],
        }),
      },
    ],
    silent: [
      {
        title: 'a script that no container can write',
        moment: caseAt(now, {
          id: 'host.cron',
          text: '==> /etc/cron.d/certbot <==\n0 */12 * * * root certbot -q renew\n',
          command: ['tail', '-n', '+1', '-v', '/etc/cron.d/certbot'],
        }),
      },
      {
        title: 'the mount is read only',
        moment: {
          capturedAt: now,
          pieces: edited(
            edited(
              caseAt(now, {
                id: 'host.cron',
                text: '==> /etc/cron.d/archive <==\n*/10 * * * * root bash /srv/payload/scripts/sh/archive/rsync_pull.sh\n',
              }).pieces,
              'docker.inspect',
              '"RW": true',
              '"RW": false',
            ),
            'compose.file',
            'utils\n',
            'utils:ro\n',
          ),
        },
      },
    ],
  },
];
