
# The index of processes: pid, comm, exe, deleted, container id, cgroup, mount and pid namespace, one tab-separated line each.
collect_pids() {
  cat /proc/[0-9]*/stat >"$W/t/stat1" 2>/dev/null
  read -r UP1 _ </proc/uptime
  ls -l /proc/[0-9]*/exe /proc/[0-9]*/ns/mnt /proc/[0-9]*/ns/pid 2>/dev/null |
    awk '{ if (match($0, /\/proc\/[0-9]+\/(exe|ns\/mnt|ns\/pid)( -> |$)/) && $0 ~ /^l[rwx-]/) { k = substr($0, RSTART + 6, RLENGTH - 6); sub(/ -> $/, "", k); if (k in s) bad = 1; s[k] = 1; print k "\t" substr($0, RSTART + RLENGTH) } else bad = 1 } END { exit bad }' >"$W/t/ls"
  if [ $? != 0 ]; then
    # A file name with a line break in it: each link is read by itself.
    for link in /proc/[0-9]*/exe /proc/[0-9]*/ns/mnt /proc/[0-9]*/ns/pid; do
      printf '%s\t%s\n' "${link#/proc/}" "$(readlink "$link" 2>/dev/null | tr '\n\t' '??')"
    done >"$W/t/ls"
  fi
  PIDS_CUT=0
  until_whole list_pids || PIDS_CUT=1
  awk -F'\t' '$3 != "" && $5 == "" && $4 == 0 { print $3 }' "$W/t/pids" | sort -u >>"$W/t/ask"
}

# mawk ends at once when a process disappears between the opening of its file and the reading (ESRCH, proc(5)): what was
# written till then is a part of the truth, so the whole is read again.
until_whole() {
  tries=0
  until "$@" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 8 ] || return 1
  done
}

list_pids() {
  for folder in /proc/[0-9]*; do say "${folder#/proc/}"; done | awk -F'\t' -v links="$W/t/ls" '
    BEGIN { while ((getline line < links) > 0) { i = index(line, "\t"); to[substr(line, 1, i - 1)] = substr(line, i + 1) } }
    function ns(t) { return match(t, /\[[0-9]+\]/) ? substr(t, RSTART + 1, RLENGTH - 2) : "" }
    {
      comm = ""
      if ((getline comm < ("/proc/" $1 "/comm")) < 0) next
      close("/proc/" $1 "/comm")
      gsub(/[\001-\037]/, "?", comm)
      unified = longest = cid = ""
      while ((getline line < ("/proc/" $1 "/cgroup")) > 0) {
        if (unified == "" && line ~ /^0::\// && length(line) > 4) unified = line
        if (length(line) > length(longest)) longest = line
        rest = line
        while (cid == "" && match(rest, /[\/-][0-9a-f]+(\.scope)?(\/|$)/)) {
          hex = substr(rest, RSTART + 1, RLENGTH - 1); sub(/(\.scope)?\/?$/, "", hex)
          if (length(hex) == 64) cid = hex
          rest = substr(rest, RSTART + 1)
        }
      }
      close("/proc/" $1 "/cgroup")
      path = unified != "" ? unified : longest
      sub(/^[0-9]+:[^:]*:/, "", path)
      gsub(/[\001-\037]/, "?", path)
      exe = to[$1 "/exe"]; deleted = 0
      if (exe ~ / \(deleted\)$/) { deleted = 1; sub(/ \(deleted\)$/, "", exe) }
      gsub(/[\001-\037]/, "?", exe)
      print $1 "\t" comm "\t" exe "\t" deleted "\t" cid "\t" path "\t" ns(to[$1 "/ns/mnt"]) "\t" ns(to[$1 "/ns/pid"])
    }' >"$W/t/pids"
}

collect_processes() {
  artifact host.processes
  from_file /proc
  read -r up _ </proc/uptime
  case ${up%%.*} in "${UP1%%.*}") sleep 1 ;; esac
  cat /proc/[0-9]*/stat >"$W/t/stat2" 2>/dev/null
  read -r UP2 _ </proc/uptime
  write_process_awk
  # Whether a deleted executable has a successor at its path, as an upgrade or a deploy leaves one.
  awk -F'\t' '$4 == 1 && $3 ~ /^\// && $3 !~ /^\/memfd:/ { print $1 "\t" ($5 == "" ? "" : "/proc/" $1 "/root") "\t" $3 }' "$W/t/pids" |
    while IFS= read -r line; do
      pid=${line%%	*}
      line=${line#*	}
      root=${line%%	*}
      exe=${line#*	}
      if [ -n "$root" ]; then
        ls "$root/" >/dev/null 2>&1 || continue
        if rooted "$root" "$exe"; then say "$pid	true"; else say "$pid	false"; fi
      elif [ -e "$exe" ]; then
        say "$pid	true"
      else
        say "$pid	false"
      fi
    done >"$W/t/replaced"
  if ! until_whole print_processes || [ "$PIDS_CUT" = 1 ]; then
    done_as truncated 'processes came and went faster than they could be read'
    return
  fi
  blind=$(grep -c '"exe":null.*"kernelThread":false' "$F")
  if [ "$blind" = 0 ]; then
    done_as ok
  elif [ "$MYUID" = 0 ]; then
    done_as ok "the executable of $blind processes of other users could not be read; CAP_SYS_PTRACE is missing"
  else
    done_as ok "the executable of $blind processes of other users could not be read; run with sudo to see them"
  fi
}

print_processes() {
  while IFS='	' read -r pid rest; do
    printf 'P%s\nC' "$pid"
    tr '\000\n' '\036\037' <"/proc/$pid/cmdline" 2>/dev/null
    printf '\nE'
    if { tr '\000\n' '\036\037' <"/proc/$pid/environ"; } 2>/dev/null; then printf '\n+\n'
    elif grep -Eq '[)] [^ZXx] ' "/proc/$pid/stat" 2>/dev/null; then printf '\n-\n'
    else printf '\n+\n'; fi
  done <"$W/t/pids" 2>/dev/null | awk -v MODE=none -v T="$W/t" -v DPKG="$HAS_DPKG" -v UP1="$UP1" -v UP2="$UP2" -v NOW="$NOW_S" -f "$W/t/p.awk" >"$F"
}

write_process_awk() {
  { cat "$W/redact.awk"; say "$OWNERSHIP"; } >"$W/t/p.awk"
  cat >>"$W/t/p.awk" <<'AWK'
# Seconds since 1970 as RFC 3339.
function iso(t,  days, s, z, era, doe, yoe, doy, mp, d, m, y) {
  t = int(t + 0.5)
  days = int(t / 86400); s = t - days * 86400
  z = days + 719468; era = int(z / 146097); doe = z - era * 146097
  yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
  doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
  mp = int((5 * doy + 2) / 153); d = doy - int((153 * mp + 2) / 5) + 1
  m = mp < 10 ? mp + 3 : mp - 9; y = yoe + era * 400 + (m <= 2)
  return sprintf("%04d-%02d-%02dT%02d:%02d:%02d.000Z", y, m, d, int(s / 3600), int(s / 60) % 60, s % 60)
}
function after_name(s,  i) { while (i = index(s, ")")) s = substr(s, i + 1); sub(/^ /, "", s); return s }
function samples(file, into,  line, pid, f) {
  while ((getline line < file) > 0) {
    pid = line; sub(/ .*/, "", pid)
    split(after_name(line), f, " ")
    if (pid ~ /^[0-9]+$/ && line ~ /\)/) into[pid] = f[12] + f[13]
  }
}
function tenth(x) { x = int(x * 10 + 0.5) / 10; return x < 0 ? 0 : x }
function or_null(x) { return x == "" ? "null" : x }
function one_process(pid, cmd, env, readable,  line, all, f, s, n, i, a, out, kernel, prog, prev, arg, field, key, started, age) {
  all = ""
  while ((getline line < ("/proc/" pid "/stat")) > 0) all = all " " line
  close("/proc/" pid "/stat")
  if (split(after_name(all), f, " ") < 20) return
  split("", s)
  while ((getline line < ("/proc/" pid "/status")) > 0) {
    i = index(line, ":"); key = substr(line, 1, i - 1); field = substr(line, i + 1); sub(/^[ \t]+/, "", field)
    if (!(key in s)) s[key] = field
  }
  close("/proc/" pid "/status")
  kernel = int(f[7] / 2097152) % 2
  started = BOOT + f[20] / 100
  age = UP2 - f[20] / 100
  n = split(s["Uid"], a, "[ \t]+")
  out = "{\"pid\":" pid ",\"ppid\":" f[2] ",\"uid\":" (n > 1 ? a[2] : "null")
  n = split(s["Gid"], a, "[ \t]+")
  out = out ",\"gid\":" (n > 1 ? a[2] : "null") ",\"capEff\":" (s["CapEff"] == "" ? "null" : "\"" s["CapEff"] "\"") ",\"capBnd\":" (s["CapBnd"] == "" ? "null" : "\"" s["CapBnd"] "\"")
  out = out ",\"noNewPrivs\":" (s["NoNewPrivs"] == "" ? "null" : s["NoNewPrivs"] == 1 ? "true" : "false") ",\"seccomp\":" or_null(s["Seccomp"])
  out = out ",\"startedAt\":\"" iso(started) "\",\"cpuPercent\":" tenth((f[12] + f[13]) / (age < 1 ? 1 : age)) ",\"rssBytes\":" sprintf("%.0f", s["VmRSS"] * 1024)
  out = out ",\"state\":\"" f[1] "\",\"comm\":" json_text(COMM[pid]) ",\"exe\":" (EXE[pid] == "" ? "null" : json_text(EXE[pid])) ",\"exeDeleted\":" (EXE[pid] == "" ? "null" : GONE[pid] ? "true" : "false") ",\"argv\":["
  if (kernel) out = out json_text("[" COMM[pid] "]")
  else {
    sub(/\036+$/, "", cmd)
    n = cmd == "" ? 0 : split(substr(cmd, 1, 65536), a, "\036")
    prev = ""
    for (i = 1; i <= n && i <= 512; i++) {
      arg = a[i]
      gsub(/\037/, "\n", arg)
      if (i == 1) prog = arg
      out = out (i > 1 ? "," : "") json_text(argument(prog, prev, arg))
      prev = arg
    }
  }
  out = out "],\"kernelThread\":" (kernel ? "true" : "false") ",\"cgroup\":" json_text(GROUP[pid]) ",\"containerId\":" (CID[pid] == "" ? "null" : "\"" CID[pid] "\"")
  out = out ",\"mountNs\":" (MNT[pid] == "" ? "null" : "\"" MNT[pid] "\"") ",\"pidNs\":" (PIDNS[pid] == "" ? "null" : "\"" PIDNS[pid] "\"")
  line = ""; all = ""
  while ((getline line < ("/proc/" pid "/uid_map")) > 0) all = all " " line
  close("/proc/" pid "/uid_map")
  n = split(all, a, " "); field = ""
  for (i = 1; i <= n; i++) if (a[i] ~ /^[0-9]+$/) field = field (field == "" ? "" : ",") a[i]
  out = out ",\"uidMap\":" (field == "" ? "null" : "[" field "]") ",\"env\":"
  if (!readable) out = out "null"
  else {
    n = split(env, a, "\036"); field = ""
    for (i = 1; i <= n; i++) {
      key = a[i]; sub(/=.*/, "", key)
      if (index(a[i], "=") && is_clear_name(key)) { arg = substr(a[i], length(key) + 2); gsub(/\037/, "\n", arg); field = field (field == "" ? "" : ",") json_text(key) ":" json_text(text(arg)) }
    }
    out = out "{" field "}"
  }
  out = out ",\"cpuSamplePercent\":" (pid in BEFORE && pid in LATER && UP2 > UP1 ? tenth((LATER[pid] - BEFORE[pid]) / (UP2 - UP1)) : "null")
  out = out ",\"exeReplaced\":" (pid in REPLACED ? REPLACED[pid] : "null")
  out = out ",\"exePackageOwned\":" (CID[pid] == "" && EXE[pid] != "" && !GONE[pid] ? owned(EXE[pid]) : "null")
  print out "}"
}
BEGIN {
  load()
  samples(T "/stat1", BEFORE); samples(T "/stat2", LATER)
  while ((getline line < "/proc/stat") > 0) if (line ~ /^btime /) BOOT = substr(line, 7) + 0
  while ((getline line < (T "/replaced")) > 0) { split(line, g, "\t"); REPLACED[g[1]] = g[2] }
  while ((getline line < (T "/pids")) > 0) { split(line, g, "\t"); COMM[g[1]] = g[2]; EXE[g[1]] = g[3]; GONE[g[1]] = g[4] + 0; CID[g[1]] = g[5]; GROUP[g[1]] = g[6]; MNT[g[1]] = g[7]; PIDNS[g[1]] = g[8] }
}
/^P[0-9]+$/ && WANT == 0 { PID = substr($0, 2); WANT = 1; next }
WANT == 1 { CMD = substr($0, 2); WANT = 2; next }
WANT == 2 { ENVIRON_TEXT = substr($0, 2); WANT = 3; next }
WANT == 3 { WANT = 0; one_process(PID, CMD, ENVIRON_TEXT, $0 == "+") }
AWK
}

# A listener of our own on loopback while sockets are listed: a listing that does not show it cannot say that something is not there.
open_control() {
  CONTROL_PORT='' CONTROL_PID=''
  : >"$W/t/port"
  if have perl && perl -MIO::Socket::INET -e 1 2>/dev/null; then
    perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => 0) or exit 1; $| = 1; print $s->sockport, "\n"; sleep 20' >"$W/t/port" 2>/dev/null </dev/null &
    CONTROL_PID=$!
  elif have python3; then
    python3 -c 'import socket, time; s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1); print(s.getsockname()[1], flush=True); time.sleep(20)' >"$W/t/port" 2>/dev/null </dev/null &
    CONTROL_PID=$!
  elif have busybox && busybox nc 2>&1 | grep -q -e '-l'; then
    echo 48763 >"$W/t/port"
    busybox nc -l -s 127.0.0.1 -p 48763 >/dev/null 2>&1 </dev/null &
    CONTROL_PID=$!
  fi
  tries=0
  while [ -n "$CONTROL_PID" ] && [ ! -s "$W/t/port" ] && [ "$tries" -lt 20 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
  CONTROL_PORT=$(head -n 1 "$W/t/port")
}

close_control() { [ -z "$CONTROL_PID" ] || { kill "$CONTROL_PID" && wait "$CONTROL_PID"; } 2>/dev/null; }

# sockets_of FOLDER [PID]: listing of ss(8), else the kernel's tables, into F.
sockets_of() {
  if have ss && { [ -z "$2" ] || have nsenter; }; then
    if [ -z "$2" ]; then
      limited 5 ss -tuapenH >"$F" 2>/dev/null && [ -s "$F" ] && return 0
    else
      limited 5 nsenter -n -t "$2" ss -tuapenH >"$F" 2>/dev/null && return 0
    fi
  fi
  [ -r "$1/tcp" ] || return 1
  for table in tcp tcp6 udp udp6; do
    [ -r "$1/$table" ] || continue
    say "==> $1/$table <=="
    head -c 16777216 "$1/$table"
    echo
  done >"$F"
}

collect_sockets() {
  open_control
  artifact host.sockets
  from_file /proc/net
  CONTROL_SEEN=false
  if sockets_of /proc/net ''; then
    if [ -n "$CONTROL_PORT" ]; then
      grep -q -e "127\.0\.0\.1:$CONTROL_PORT " -e "0100007F:$(printf '%04X' "$CONTROL_PORT") " "$F" && CONTROL_SEEN=true
    fi
    if [ "$MYUID" = 0 ]; then done_as ok; else done_as ok 'the processes of other users are not named; run with sudo to see them'; fi
    cp "$F" "$W/t/sockets"
  else
    done_as absent '/proc/net is not there'
    : >"$W/t/sockets"
  fi
  close_control
}

# Both halves of the sensor: the end of auditd's log, and the files that sensors in Node processes write. Only lines of the
# sensor are kept: whoever sets the variable may name any file.
collect_sensors() {
  artifact audit.log
  from_file /var/log/audit/audit.log
  A_FILTERED=1
  read_into /var/log/audit/audit.log 4194304 redact_audit
  awk -F'\t' '$3 ~ /(^|\/)node(js)?$/ { print $1 "\t" $5 }' "$W/t/pids" | head -n 50 |
    while IFS='	' read -r pid cid; do
      path=$({ tr '\000\n' '\n?' <"/proc/$pid/environ"; } 2>/dev/null | sed -n 's/^CANDOR_SENSOR_FILE=//p' | head -n 1)
      case $path in /*) ;; *) continue ;; esac
      name=$(awk -F'\t' -v id="$cid" '$1 == id { print $2; exit }' "$W/t/containers" 2>/dev/null)
      if [ -n "$cid" ]; then say "container:${name:-$cid}	$pid	$path"; else say "host	$pid	$path"; fi
    done | awk -F'\t' '!seen[$1 "\t" $3]++' | head -n 8 >"$W/t/sensors"
  if [ ! -s "$W/t/sensors" ]; then lacking sensor.events absent 'no Node process here is told to write sensor events into a file'; return; fi
  while IFS='	' read -r subject pid path; do
    artifact sensor.events "$subject"
    from_file "$path"
    root=''
    [ "$subject" = host ] || root=/proc/$pid/root
    if rooted "$root" "$path"; then read_into "$ROOTED" 4194304 sensor_lines; else done_as absent "$path: not there"; fi
  done <"$W/t/sensors"
}

sensor_lines() { grep -aE '^\{"v":1,"kind":"[a-z-]+","ts":"[^"]+","pid":[0-9]+,"tid":[0-9]+,"seq":[0-9]+[,}]' | redact_text; }
