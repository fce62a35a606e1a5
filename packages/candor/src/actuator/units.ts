/** A file that the installation writes. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
}

/** Everything that the actuator does not need is taken from it (systemd.exec(5)); the packet filter needs CAP_NET_ADMIN alone. */
const sandbox = `CapabilityBoundingSet=CAP_NET_ADMIN
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0117
`;

/**
 * Units of systemd: the actuator, the return of blocks at boot, and a look at names every five minutes.
 * \`command\` is how this program is started, absolute (ExecStart=).
 */
export function unitFiles(command: string): UnitFile[] {
  const folder = '/etc/systemd/system';
  return [
    {
      path: `${folder}/candor-actuator.service`,
      text: `[Unit]
Description=Candor actuator: adds and removes blocked addresses
After=nftables.service candor-blocks.service

[Service]
ExecStart=${command} actuator serve
Restart=on-failure
User=root
Group=candor
RuntimeDirectory=candor
RuntimeDirectoryMode=0750
StateDirectory=candor
StateDirectoryMode=0700
${sandbox}RestrictAddressFamilies=AF_UNIX AF_NETLINK
IPAddressDeny=any

[Install]
WantedBy=multi-user.target
`,
    },
    {
      path: `${folder}/candor-blocks.service`,
      text: `[Unit]
Description=Candor blocks: what still holds stands again before the network is up
After=nftables.service
Before=network-pre.target docker.service
Wants=network-pre.target
DefaultDependencies=no
RequiresMountsFor=/var/lib/candor

[Service]
Type=oneshot
ExecStart=${command} blocks restore
StateDirectory=candor
StateDirectoryMode=0700
${sandbox}RestrictAddressFamilies=AF_UNIX AF_NETLINK

[Install]
WantedBy=multi-user.target
`,
    },
    {
      path: `${folder}/candor-blocks-refresh.service`,
      text: `[Unit]
Description=Candor blocks: new addresses of blocked names and containers

[Service]
Type=oneshot
ExecStart=${command} blocks refresh
StateDirectory=candor
StateDirectoryMode=0700
${sandbox.replace('CAP_NET_ADMIN', 'CAP_NET_ADMIN CAP_DAC_OVERRIDE CAP_KILL')}ReadWritePaths=-/etc/nginx/conf.d -/var/log/nginx -/run
RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6
`,
    },
    {
      path: `${folder}/candor-blocks-refresh.timer`,
      text: `[Unit]
Description=Candor blocks: look names up again

[Timer]
OnBootSec=1min
OnUnitActiveSec=5min

[Install]
WantedBy=timers.target
`,
    },
  ];
}
