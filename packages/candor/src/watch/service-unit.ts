/** The unit's name. */
export const unitName = 'candor-watch.service';

/** Where an administrator's units lie (systemd.unit(5)). */
export const unitPath = `/etc/systemd/system/${unitName}`;

/**
 * The systemd unit of the watcher: it reads everything and writes only its own folders; the part that blocks is a unit
 * of its own. `systemd-analyze security --offline` rates it OK.
 */
export function serviceUnit(command: readonly string[], folder: string): string {
  return `# Written by candor watch install; candor watch uninstall removes it.
[Unit]
Description=Candor watches this host
Wants=network-online.target
After=network-online.target docker.service

[Service]
Type=simple
ExecStart=${command.map(quoted).join(' ')}
ExecReload=/bin/kill -HUP $MAINPID
WorkingDirectory=${folder}
StateDirectory=candor
StateDirectoryMode=0700
CacheDirectory=candor
Environment=HOME=/root XDG_CACHE_HOME=/var/cache
Restart=on-failure
RestartSec=5s
TimeoutStopSec=30s

# Reads files of every owner, looks into other processes, asks the firewall and the audit system.
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYS_PTRACE CAP_NET_ADMIN CAP_SYS_ADMIN CAP_AUDIT_READ CAP_AUDIT_CONTROL
AmbientCapabilities=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=no
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
LockPersonality=yes
RestrictNamespaces=net
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service setns
SystemCallErrorNumber=EPERM
UMask=0077
MemoryMax=512M
TasksMax=128

[Install]
WantedBy=multi-user.target
`;
}

/** A word of ExecStart (systemd.service(5), "Command lines"): quoted where it holds more than plain characters. */
function quoted(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `"${plain.replace(/[\\"]/g, '\\$&')}"`;
}
