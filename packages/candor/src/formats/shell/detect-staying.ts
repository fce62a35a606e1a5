import type { Detection } from './detection.js';
import type { Invocation } from './invocation.js';

const PLACES =
  /^\/etc\/(?:cron|crontab|rc\.local|init\.d\/|ld\.so\.preload|profile|bash\.bashrc|systemd\/system\/|sudoers|pam\.d\/|passwd$|shadow$|update-motd\.d\/|anacrontab|inittab|modules-load\.d\/)|^\/var\/spool\/cron|authorized_keys2?$|\/\.(?:bashrc|bash_profile|profile|zshrc|bash_login|bash_logout)$|^~?\/?\.(?:bashrc|profile)$|\/\.config\/(?:autostart|systemd)\/|^\/(?:usr\/)?lib\/systemd\/system\//;
const WRITERS: ReadonlySet<string> = new Set(['tee', 'cp', 'mv', 'install', 'ln', 'dd', 'sed']);
const LOG_PLACES = /^\/var\/log\/|\.bash_history$|^\/var\/run\/utmp|\/\.ash_history$/;
const RIVALS =
  /xmrig|kinsing|kdevtmpfsi|minerd|cpuminer|xmr-stak|kthreaddi|c3pool|watchdogs|ddgs|sysrv|cryptonight|stratum|masscan|\.x86|nuts/i;
const SECURITY_TOOLS = /auditd|falco|apparmor|ufw|iptables|fail2ban|aliyun|qcloud|clamav|ossec|wazuh|crowdsec/i;

function writesTo(invocation: Invocation, pattern: RegExp): string | null {
  const redirected = invocation.redirects.find(
    ({ operator, target }) => operator.includes('>') && pattern.test(target),
  );
  if (redirected !== undefined) return redirected.target;
  if (!WRITERS.has(invocation.program)) return null;
  if (invocation.program === 'sed' && !invocation.args.some((arg) => arg.startsWith('-i'))) return null;
  const last = invocation.program === 'tee' ? invocation.args : invocation.args.slice(-1);
  return last.map((arg) => arg.replace(/^of=/, '')).find((arg) => pattern.test(arg)) ?? null;
}

function isUserChange({ program, args }: Invocation): boolean {
  if (program === 'useradd' || program === 'adduser')
    return args.includes('-o') || args.includes('0') || args.includes('sudo') || args.includes('-u0');
  if (program === 'usermod') return args.some((arg) => /sudo|wheel|docker|^0$/.test(arg));
  return program === 'chpasswd';
}

function stays(invocation: Invocation): { what: string; weight: 'attack' | 'sign' } | null {
  const { program, args } = invocation;
  const place = writesTo(invocation, PLACES);
  if (place !== null) return { what: `writes ${place}`, weight: 'attack' };
  if (program === 'crontab' && !args.includes('-l') && !args.includes('-e'))
    return { what: 'replaces a crontab', weight: 'attack' };
  if (program === 'systemctl' && args.some((arg) => arg === 'enable' || arg === 'link'))
    return { what: `enables ${args.at(-1) ?? ''}`, weight: 'sign' };
  if (program === 'update-rc.d' || program === 'chkconfig' || program === 'rc-update')
    return { what: 'starts a service at boot', weight: 'sign' };
  if (program === 'chattr' && args.some((arg) => /^\+[a-z]*[ia]/.test(arg)))
    return { what: 'makes a file undeletable', weight: 'attack' };
  if (isUserChange(invocation)) return { what: `changes users with ${program}`, weight: 'attack' };
  if (program === 'insmod' || program === 'modprobe') return { what: 'loads a kernel module', weight: 'sign' };
  return null;
}

function clears(invocation: Invocation): string | null {
  const { program, args } = invocation;
  if (program === 'history' && args.some((arg) => /^-\w*[cw]/.test(arg))) return 'clears the shell history';
  if (program === 'unset' && args.includes('HISTFILE')) return 'switches the shell history off';
  if (program === 'export' && args.some((arg) => /^HISTFILE=(?:\/dev\/null)?$|^HISTSIZE=0/.test(arg)))
    return 'switches the shell history off';
  if (/^(?:rm|shred|truncate|unlink)$/.test(program)) {
    const log = args.find((arg) => LOG_PLACES.test(arg) || /^\/var\/log$/.test(arg));
    if (log !== undefined) return `removes ${log}`;
  }
  const overwritten = invocation.redirects.find(
    ({ operator, target }) =>
      operator === '>' && LOG_PLACES.test(target) && /history$|wtmp|btmp|lastlog|auth\.log|secure|utmp/.test(target),
  );
  if (overwritten !== undefined) return `empties ${overwritten.target}`;
  if (
    /^(?:pkill|killall|kill|ps|grep|rm)$/.test(program) &&
    (program === 'pkill' || program === 'killall') &&
    args.some((arg) => RIVALS.test(arg))
  )
    return 'ends rival miners';
  if (program === 'xargs' || invocation.wrappers.includes('xargs')) {
    const rival = invocation.sources.some(
      (source) => source.program === 'grep' && source.args.some((arg) => RIVALS.test(arg)),
    );
    if (rival && program === 'kill') return 'ends rival miners';
  }
  if (
    /^(?:systemctl|service)$/.test(program) &&
    args.some((arg) => arg === 'stop' || arg === 'disable') &&
    args.some((arg) => SECURITY_TOOLS.test(arg))
  )
    return `stops ${args.at(-1)}`;
  if (program === 'iptables' && args[0] === '-F') return 'drops all firewall rules';
  return program === 'setenforce' && args[0] === '0' ? 'switches SELinux off' : null;
}

/** Ways to come back (T1053, T1098, T1543, T1546) and the removal of traces (T1070). */
export function detectStaying(invocation: Invocation): Detection[] {
  const found: Detection[] = [];
  const staying = stays(invocation);
  if (staying !== null) found.push({ kind: 'persistence', ...staying, span: invocation.span });
  const cleared = clears(invocation);
  if (cleared !== null) found.push({ kind: 'cleanup', weight: 'attack', what: cleared, span: invocation.span });
  return found;
}

const INSTALLERS: Readonly<Record<string, RegExp>> = {
  apk: /^add$/,
  apt: /^install$/,
  'apt-get': /^install$/,
  yum: /^install$/,
  dnf: /^install$/,
  pip: /^install$/,
  pip3: /^install$/,
};

/** Software that is installed when a container starts: not an attack, but what runs is then decided by a mirror. */
export function detectInstall(invocation: Invocation): Detection[] {
  const { program, args } = invocation;
  const verb = Object.hasOwn(INSTALLERS, program) ? INSTALLERS[program] : undefined;
  const installs =
    verb !== undefined
      ? args.some((arg) => verb.test(arg))
      : program === 'npm' && args.includes('-g') && /^i(?:nstall)?$/.test(args[0] ?? '');
  if (!installs) return [];
  return [
    {
      kind: 'package-install-at-start',
      weight: 'note',
      what: `installs packages with ${program}`,
      span: invocation.span,
    },
  ];
}
