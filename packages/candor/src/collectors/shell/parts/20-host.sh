
# Kernel, release, memory, mounts, settings.
collect_kernel() {
  proc_artifact host.os-release /etc/os-release
  proc_artifact host.uptime /proc/uptime
  proc_artifact host.loadavg /proc/loadavg
  proc_artifact host.meminfo /proc/meminfo
  proc_artifact host.cpu /proc/cpuinfo
  proc_artifact host.mounts /proc/mounts
  run_artifact host.uname 5 10000 cat uname -a
  artifact host.sysctl
  from_file /proc/sys
  A_FILTERED=1
  for name in kernel/kptr_restrict kernel/dmesg_restrict kernel/unprivileged_bpf_disabled kernel/yama/ptrace_scope kernel/core_pattern \
    kernel/modules_disabled kernel/randomize_va_space kernel/tainted kernel/perf_event_paranoid fs/protected_hardlinks fs/protected_symlinks \
    fs/protected_fifos fs/protected_regular fs/suid_dumpable net/ipv4/ip_forward net/ipv4/tcp_syncookies net/ipv4/conf/all/rp_filter \
    net/ipv4/conf/default/rp_filter net/ipv4/conf/all/route_localnet net/ipv4/conf/all/accept_redirects net/ipv4/conf/all/accept_source_route \
    net/ipv6/conf/all/accept_redirects net/ipv6/conf/all/forwarding net/ipv6/bindv6only; do
    value=$(cat "/proc/sys/$name" 2>/dev/null) && say "$(say "$name" | tr / .) = $value"
  done >"$F"
  if [ -s "$F" ]; then done_as ok; else done_as absent '/proc/sys could not be read'; fi
  artifact host.kernel
  from_file /proc/modules
  {
    for name in /proc/sys/kernel/tainted /proc/sys/kernel/osrelease /proc/modules /proc/cmdline; do
      say "==> $name <=="
      cat "$name" 2>/dev/null
      echo
    done
    echo '==> /lib/modules <=='
    ls /lib/modules 2>/dev/null
  } | redact_text >"$F"
  done_as ok
  artifact host.disk
  from_api 'df(1)'
  {
    echo 'Filesystem 1-blocks Used Available Capacity Mounted-on Inodes IFree'
    for place in / /var /var/log /var/lib/docker /tmp /home /srv; do
      [ -d "$place" ] || continue
      inodes=$(df -Pi "$place" 2>/dev/null | awk 'NR == 2 { print $2, $4 }')
      df -Pk "$place" 2>/dev/null | awk -v place="$place" -v inodes="${inodes:-0 0}" 'NR == 2 && $2 > 0 { u = ($2 - $4) * 1024; c = u / ($2 * 1024) * 100; printf "- %.0f %.0f %.0f %d%% %s %s\n", $2 * 1024, u, $4 * 1024, c == int(c) ? c : int(c) + 1, place, inodes }'
    done
  } >"$F"
  done_as ok
}

# files_below PATH…: regular files and links below, sorted; no name with a line break.
files_below() {
  for fb_path; do
    if [ -d "$fb_path" ]; then
      find "$fb_path/" -maxdepth 7 \( -type f -o -type l \) ! -name '*
*' 2>"$W/t/finderr" </dev/null | sed 's,//,/,g' | sort
      sed -n 's/^find: [^/]*\(\/.*[^:’'"'"']\)[’'"'"']*: Permission denied$/\1/p' "$W/t/finderr" >>"$W/t/denied"
    elif [ -e "$fb_path" ]; then
      say "$fb_path"
    fi
  done | head -n 2000
}

# sections ID FILTER < list of paths: files joined with ==> path <== headers; a line that looks like one is left to the reader.
sections() {
  artifact "$1"
  sec_first=''
  : >>"$W/t/denied"
  sec_n=0
  while IFS= read -r sec_path; do
    [ -n "$sec_first" ] || sec_first=$sec_path
    if [ -f "$sec_path" ]; then
      if [ -r "$sec_path" ]; then
        [ "$sec_n" = 0 ] || echo
        sec_n=1
        say "==> $sec_path <=="
        head -c 1048576 "$sec_path" 2>/dev/null
      else
        say "$sec_path" >>"$W/t/denied"
      fi
    fi
  done >"$W/t/sections"
  $2 <"$W/t/sections" >"$F"
  IFS= read -r sec_first <"$W/t/denied" || sec_first=$(sed -n '1s/^==> \(.*\) <==$/\1/p' "$F")
  from_file "${sec_first:-/}"
  sec_denied=$(wc -l <"$W/t/denied" | tr -d ' ')
  sec_names=$(head -n 3 "$W/t/denied" | tr '\n' ' ')
  rm -f "$W/t/denied" "$W/t/sections"
  if [ "$sec_denied" = 0 ]; then
    done_as ok
  elif [ -s "$F" ]; then
    done_as truncated "$sec_denied more ($sec_names): permission denied; $MORE"
  else
    done_as denied "$sec_names: permission denied; $MORE"
  fi
}

collect_accounts() {
  artifact host.users
  from_file /etc/passwd
  if [ -r /etc/passwd ]; then
    {
      echo '==> /etc/passwd <=='
      cat /etc/passwd
      echo
      echo '==> /etc/group <=='
      cat /etc/group 2>/dev/null
      if [ -r /etc/shadow ]; then
        echo
        echo '==> /etc/shadow <=='
        redact_shadow </etc/shadow
      fi
    } >"$F"
    if [ -e /etc/shadow ] && [ ! -r /etc/shadow ]; then
      done_as truncated '/etc/shadow: permission denied; run with sudo to see empty passwords'
    else
      done_as ok
    fi
  else
    done_as absent '/etc/passwd could not be read'
  fi
  files_below /etc/sudoers /etc/sudoers.d >"$W/t/paths"
  sections host.sudoers redact_text <"$W/t/paths"
  {
    awk -F: '$6 ~ /^\// && $6 != "/" && $6 !~ /^\/nonexistent/ && !seen[$6]++ { print $6 } END { if (!("/root" in seen)) print "/root" }' /etc/passwd 2>/dev/null |
      while IFS= read -r home; do
        if [ -d "$home" ] && [ ! -x "$home" ]; then
          say "$home/.ssh" >>"$W/t/denied"
        fi
        for name in authorized_keys authorized_keys2; do
          [ -f "$home/.ssh/$name" ] && say "$home/.ssh/$name"
        done
        if [ -d "$home/.ssh" ] && [ ! -x "$home/.ssh" ]; then
          say "$home/.ssh" >>"$W/t/denied"
        fi
      done
    files_below /etc/ssh/authorized_keys.d
  } >"$W/t/paths"
  sections ssh.authorized-keys redact_keys <"$W/t/paths"
}

# Everything that starts by itself; what a package owns unchanged is left out of units and the last list.
collect_schedules() {
  files_below /etc/crontab /etc/anacrontab /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /var/spool/cron /var/spool/anacron |
    grep -v '/\.placeholder$' >"$W/t/p.cron"
  [ ! -e "$W/t/denied" ] || mv "$W/t/denied" "$W/t/d.cron"
  files_below /etc/systemd /run/systemd/system /usr/lib/systemd/system /usr/local/lib/systemd |
    grep -E '\.(service|timer|socket|path|mount|target|conf|generator)$' | grep -vE '\.(wants|requires|upholds)/|^/etc/systemd/[^/]+\.conf$' >"$W/t/p.units"
  files_below /etc/profile /etc/profile.d /etc/bash.bashrc /etc/environment /etc/zsh /root/.bashrc /root/.profile /root/.bash_profile >"$W/t/p.profiles"
  files_below /etc/rc.local /etc/apt/apt.conf.d /etc/dpkg/dpkg.cfg.d /etc/udev/rules.d /etc/modprobe.d /etc/modules-load.d /etc/pam.d \
    /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/nsswitch.conf /etc/update-motd.d /etc/logrotate.d /etc/init.d >"$W/t/p.persistence"
  rm -f "$W/t/denied"
  # A link in /etc/systemd stands for the package's own unit that it leads to.
  while IFS= read -r link; do
    if [ -L "$link" ]; then
      target=$(readlink "$link")
      case $target in /*) ;; *) target=$(cd "${link%/*}" 2>/dev/null && cd "$(dirname "$target")" 2>/dev/null && say "$(pwd)/$(basename "$target")") ;; esac
      printf '%s\t%s\n' "$link" "${target:-$link}"
    fi
  done <"$W/t/p.units" >"$W/t/links"
  for folder in /etc/nginx/modules-enabled /usr/lib/nginx/modules; do
    [ -d "$folder" ] && { say "$folder"; find "$folder/" -maxdepth 1 ! -path "$folder/" ! -name '*
*' 2>/dev/null </dev/null | sed 's,//,/,g' | sort | head -n 200; }
  done >"$W/t/p.nginx"
  cat "$W/t/p.cron" "$W/t/p.units" "$W/t/p.profiles" "$W/t/p.persistence" "$W/t/p.nginx" | awk -F'\t' -v links="$W/t/links" 'BEGIN { while ((getline < links) > 0) to[$1] = $2 } !seen[$0]++ { print $0 "\t" ($0 in to ? to[$0] : $0) }' >"$W/t/wanted"
  cut -f2 "$W/t/wanted" >>"$W/t/ask"
  [ ! -e "$W/t/d.cron" ] || mv "$W/t/d.cron" "$W/t/denied"
  sections host.cron redact_text <"$W/t/p.cron"
  sections host.profile-scripts redact_text <"$W/t/p.profiles"
  echo /etc/ld.so.preload >"$W/t/paths"
  sections host.ld-preload redact_text <"$W/t/paths"
  run_artifact host.systemd-timers 4 1048576 redact_text systemctl list-timers --all --no-pager --no-legend --full
}

# Which package owns what: after all questions are known (file "ask"), one pass over dpkg's lists.
collect_owners() {
  : >"$W/t/owned"
  : >"$W/t/verify"
  HAS_DPKG=0
  if [ -r /var/lib/dpkg/status ]; then
    HAS_DPKG=1
    find /var/lib/dpkg/info -name '*.md5sums' 2>/dev/null >"$W/t/sums"
    # Owner lines: normal path, package, digest. /usr/bin/x and /bin/x are one file.
    {
      awk '/^Package: / { p = $2 } /^ \/[^ ]+ [0-9a-f]+( obsolete)?$/ && length($2) == 32 { print p "\t" $2 "  " $1 }' /var/lib/dpkg/status
      xargs -r grep -Hv '^[0-9a-f]*  usr/share/' <"$W/t/sums" 2>/dev/null | sed 's,^/var/lib/dpkg/info/\([^:]*\)\(:[a-z0-9]*\)\{0\,1\}\.md5sums:,\1	,'
    } | awk -F'\t' -v ask="$W/t/ask" -v verify="$W/t/verify" '
      function norm(p) { if (p ~ /^\/usr\/(bin|sbin|lib|lib32|lib64)\//) return substr(p, 5); return p }
      BEGIN { while ((getline line < ask) > 0) want[norm(line)] = 1 }
      {
        package = $1; sub(/:.*/, "", package)
        path = substr($2, 35); sub(/^\.?\//, "", path)
        if (path == "" || path ~ /^(usr\/(share|include|src|lib\/(python3|gcc|node_modules|firmware|modules))|lib\/(modules|firmware))\//) next
        path = norm("/" path)
        if (path in want) print path "\t" package "\t" substr($2, 1, 32)
        if (package ~ /^(docker[A-Za-z0-9_.-]*|containerd[A-Za-z0-9_.-]*|runc|openssh-[A-Za-z0-9_-]+|nginx[A-Za-z0-9_-]*|libnginx[A-Za-z0-9_-]*|coreutils|systemd|nodejs|procps|bash|dash|sudo|login|passwd|cron|iproute2|util-linux|libpam[A-Za-z0-9_-]*|libc-bin|libc6|findutils|grep|sed|nftables|iptables)$/ && path !~ /node_modules/ && (path ~ /^\/(bin|sbin|usr\/libexec)\// || path ~ /^\/lib\/(systemd|openssh|docker|nginx|sudo|dpkg|apt)\// || path ~ /^\/lib(32|64)?\/.*\.so(\.|$)/))
          print substr($2, 1, 32) "  " path > verify
      }' >"$W/t/owned"
  fi
  # What these files are now: digests of everything that a package knows, each read once.
  { cut -f1 "$W/t/owned"; cut -c35- "$W/t/verify"; } | sort -u >"$W/t/hash"
  limited 25 sh -c 'while IFS= read -r p; do if [ -f "$p" ]; then printf "%s\n" "$p"; elif [ -f "/usr$p" ]; then printf "%s\n" "/usr$p"; fi; done <"$1" | tr "\n" "\000" | xargs -0 -r md5sum 2>/dev/null' sh "$W/t/hash" |
    awk "$UNQUOTE"'{ sum_line($0); if (PATHNAME ~ /^\/usr\/(bin|sbin|lib|lib32|lib64)\//) PATHNAME = substr(PATHNAME, 5); print PATHNAME "\t" substr(DIGESTED, 1, 32) }' >"$W/t/md5"
}

# A line of md5sum(1) or sha256sum(1): a backslash in front says that those in the name are doubled.
UNQUOTE='function sum_line(s,  q, i, p) {
  q = substr(s, 1, 1) == "\\"
  if (q) s = substr(s, 2)
  i = index(s, " ")
  DIGESTED = substr(s, 1, i - 1); s = substr(s, i + 2); p = ""
  while (q && (i = index(s, "\\\\"))) { p = p substr(s, 1, i); s = substr(s, i + 2) }
  PATHNAME = p s
}
'

# Reads owned and md5 files into OWNER, DIGEST, NOWIS; owned(path) is true, false or null.
OWNERSHIP='
function norm(p) { if (p ~ /^\/usr\/(bin|sbin|lib|lib32|lib64)\//) return substr(p, 5); return p }
function load(  line, f) {
  while ((getline line < (T "/owned")) > 0) { split(line, f, "\t"); OWNER[f[1]] = f[2]; DIGEST[f[1]] = f[3] }
  while ((getline line < (T "/md5")) > 0) { split(line, f, "\t"); NOWIS[f[1]] = f[2] }
}
function owned(path) {
  path = norm(path)
  if (!DPKG) return "null"
  if (!(path in OWNER)) return "false"
  if (!(path in NOWIS)) return "null"
  return NOWIS[path] == DIGEST[path] ? "true" : "false"
}
function owner(path) { path = norm(path); return path in OWNER ? json_text(OWNER[path]) : "null" }
'

collect_ownership_lists() {
  awk_own="$W/own.awk"
  { cat "$W/redact.awk"; say "$OWNERSHIP"; } >"$awk_own"
  artifact host.package-owners
  from_file /var/lib/dpkg/info
  { cat "$awk_own"; echo 'BEGIN { load() } { split($0, g, "\t"); o = owned(g[2]); print "{\"path\":" json_text(g[1]) ",\"packageOwned\":" o ",\"packageName\":" owner(g[2]) "}"; if (o != "true") print g[1] > (T "/foreign") }'; } >"$W/t/a.awk"
  : >"$W/t/foreign"
  awk -v MODE=none -v T="$W/t" -v DPKG="$HAS_DPKG" -f "$W/t/a.awk" "$W/t/wanted" >"$F"
  done_as ok
  grep -Fx -f "$W/t/foreign" "$W/t/p.units" >"$W/t/paths"
  sections host.systemd-units redact_text <"$W/t/paths"
  grep -Fx -f "$W/t/foreign" "$W/t/p.persistence" >"$W/t/paths"
  sections host.persistence redact_text <"$W/t/paths"
  artifact host.package-verify
  from_file '/var/lib/dpkg/info/*.md5sums'
  if [ "$HAS_DPKG" = 1 ]; then
    awk -v T="$W/t" -v uid="$MYUID" '
      BEGIN { while ((getline line < (T "/md5")) > 0) { split(line, f, "\t"); now[f[1]] = f[2] } }
      { p = substr($0, 35); if (!(p in now)) print "?\t" p; else if (now[p] != substr($0, 1, 32)) print "??5??????   " p }' "$W/t/verify" |
      while IFS= read -r line; do
        case $line in
          '?'*"	"*)
            line=${line#*	}
            if [ -f "$line" ] || [ -f "/usr$line" ]; then
              say "$line" >>"$W/t/unread"
            elif [ ! -L "/usr$line" ] && [ ! -e "/usr$line" ]; then
              say "missing     $line"
            fi
            ;;
          *) say "$line" ;;
        esac
      done >"$F"
    if [ -e "$W/t/unread" ]; then
      done_as truncated "$(wc -l <"$W/t/unread" | tr -d ' ') files could not be read ($(head -n 1 "$W/t/unread"), …)"
      rm -f "$W/t/unread"
    else
      done_as ok
    fi
  else
    done_as absent 'no package database'
  fi
}

# newest_of PATH…: when the newest of them was changed; nothing when none is there.
newest_of() {
  newest=$(stat -c %Y "$@" 2>/dev/null | sort -n | tail -n 1)
  [ -z "$newest" ] || date -u -d "@$newest" +%Y-%m-%dT%H:%M:%S.000Z
}

collect_packages() {
  artifact host.packages
  from_file /var/lib/dpkg/status
  if [ -r /var/lib/dpkg/status ]; then
    awk -v RS='' -F'\n' '{ p = v = a = m = ""; ok = 0; for (i = 1; i <= NF; i++) { if ($i ~ /^Package: /) p = substr($i, 10); else if ($i ~ /^Version: /) v = substr($i, 10); else if ($i ~ /^Architecture: /) a = substr($i, 15); else if ($i ~ /^Multi-Arch: same/) m = 1; else if ($i ~ /^Status: .* installed$/) ok = 1 } if (ok && p != "") printf "%s%s\t%s\n", p, m ? ":" a : "", v }' /var/lib/dpkg/status >"$F"
    done_as ok
  else
    done_as absent 'no dpkg database: not a Debian or Ubuntu host'
  fi
  artifact host.pending-updates
  if have apt-get; then
    updated=$(newest_of /var/lib/apt/lists /var/lib/apt/lists/partial /var/lib/apt/periodic/update-success-stamp)
    made=$(newest_of /var/lib/apt/lists/*security*Release)
    command_into 10 4194304 cat apt-get -s -o Debug::NoLocking=true upgrade
    {
      [ -z "$updated" ] || say "# package lists updated at $updated"
      [ -z "$made" ] || say "# security lists made at $made"
      cat "$F"
    } >"$W/t/updates"
    mv "$W/t/updates" "$F"
    conclude
  else
    done_as absent 'apt-get is not installed'
  fi
  artifact host.package-changelogs
  from_file /usr/share/doc
  A_FILTERED=1
  for name in nginx nginx-common docker.io runc containerd openssh-server openssh-client nodejs libc6 sudo; do
    for log in changelog.Debian.gz changelog.gz changelog.Debian; do
      log="/usr/share/doc/$name/$log"
      [ -r "$log" ] || continue
      [ ! -s "$F" ] || echo
      say "==> $log <=="
      case $log in *.gz) gzip -dc "$log" 2>/dev/null ;; *) cat "$log" ;; esac | grep -E '^[a-z0-9][a-z0-9+.-]* \(|CVE-' | head -n 20000
      break
    done
  done >"$F"
  if [ -s "$F" ]; then done_as ok; else done_as absent 'no changelogs under /usr/share/doc'; fi
}

# journalctl ends with 0 and a hint when it may not open the system's journal, or when there is none.
login_journal() {
  artifact auth.log
  if ! have journalctl; then
    done_as absent '/var/log/auth.log is not there, and journalctl is not installed'
    return
  fi
  command_into 6 16777216 redact_text journalctl --no-pager -o short-iso -S "@$SINCE_S" -t sshd -t sudo -t su -t login
  if grep -qiE 'no journal files were found' "$W/t/err"; then
    done_as absent 'no journal files were found'
  elif grep -qiE 'not seeing messages from other users|insufficient permissions' "$W/t/err"; then
    done_as denied "journalctl shows only a part; logins in the window are not known; $MORE"
  else
    conclude
  fi
}

collect_logins() {
  run_artifact ssh.config 4 1048576 redact_text sshd -T
  if [ -e /var/log/auth.log ]; then
    file_artifact auth.log /var/log/auth.log 16777216 redact_text
  else
    login_journal
  fi
  if [ -S /run/fail2ban/fail2ban.sock ]; then run_artifact fail2ban.status 4 1048576 redact_text fail2ban-client status sshd; else lacking fail2ban.status absent 'fail2ban does not run here'; fi
  if grep -qx crowdsec /proc/[0-9]*/comm 2>/dev/null; then run_artifact crowdsec.decisions 4 4194304 redact_text cscli decisions list -o json; else lacking crowdsec.decisions absent 'CrowdSec does not run here'; fi
  run_artifact host.time-sync 4 65536 cat timedatectl show
  artifact host.resolver
  from_file /etc/hosts
  { cat /etc/hosts 2>/dev/null; echo; have getent && limited 3 getent ahosts localhost 2>/dev/null; } | sed '/^$/d' >"$F"
  done_as ok
}

collect_firewall() {
  run_artifact firewall.nft 4 16777216 redact_text nft -j list ruleset
  run_artifact firewall.iptables 4 16777216 redact_text iptables-save -c
  run_artifact firewall.ip6tables 4 16777216 redact_text ip6tables-save -c
  if [ ! -e /etc/ufw/ufw.conf ]; then
    lacking firewall.ufw absent 'ufw is not installed'
  elif [ ! -r /etc/ufw/ufw.conf ]; then
    lacking firewall.ufw denied "/etc/ufw/ufw.conf: permission denied; $MORE"
  elif grep -qiE "^[[:space:]]*ENABLED=[\"']?yes" /etc/ufw/ufw.conf; then
    run_artifact firewall.ufw 6 1048576 redact_text ufw status verbose
  else
    artifact firewall.ufw
    from_file /etc/ufw/ufw.conf
    echo 'Status: inactive' >"$F"
    done_as ok
  fi
}
