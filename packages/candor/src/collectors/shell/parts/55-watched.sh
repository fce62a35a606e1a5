
# What the proxy reads, the keys that it serves with, and what root runs by itself, parents included.
write_watched_awk() {
  cat >"$W/runs.awk" <<'AWK'
# Paths that a command names, those that it only writes to left out.
function paths_of(s,  at, p) {
  gsub(/>>?[ \t]*&?[^ \t;|&<>()]+/, " ", s)
  s = " " s
  while (match(s, /[ \t"'`=(;&|!@+:-]\/[^ \t;"'`|&<>(){}$,*?\\]+/)) {
    p = substr(s, RSTART + 1, RLENGTH - 1)
    s = substr(s, RSTART + RLENGTH)
    if (p !~ /^\/(dev|proc|sys)\//) print p
  }
}
{
  file = $0; n = 0; other = 0
  unit = file ~ /\.service$/
  if (file ~ /\/cron\.[a-z]+ly\//) next
  while ((getline line < file) > 0 && n < 5000) {
    LINES_OF[++n] = line
    if (unit && (line ~ /^[ \t]*User[ \t]*=/ && line !~ /=[ \t]*(root|0)?[ \t]*$/)) other = 1
    if (unit && line ~ /^[ \t]*DynamicUser[ \t]*=[ \t]*(yes|true|1)/) other = 1
  }
  close(file)
  if (other) next
  for (i = 1; i <= n; i++) {
    line = LINES_OF[i]
    if (unit) { if (sub(/^[ \t]*Exec(StartPre|StartPost|StopPost|Start|Stop|Reload|Condition)[ \t]*=/, "", line)) paths_of(line) }
    else if (line !~ /^[ \t]*#/) paths_of(line)
  }
}
AWK
  cat >"$W/watched.awk" <<'AWK'
# kind, path: with stat of the file (t/w.stat) and of the link (t/w.link).
BEGIN {
  FS = "\t"
  while ((getline line < "/etc/passwd") > 0) { split(line, f, ":"); PRIMARY[f[4]] = 1 }
  while ((getline line < "/etc/group") > 0) { split(line, f, ":"); if (f[3] ~ /^[0-9]+$/) { GNAME[f[3]] = f[1]; PEOPLED[f[3]] = f[4] ~ /[^ \t]/ || (f[3] != 0 && f[3] in PRIMARY) } }
  while ((getline line < (T "/w.stat")) > 0) { split(line, f, "\t"); STAT[f[5]] = line }
  while ((getline line < (T "/w.link")) > 0) { i = index(line, "\t"); LINK[substr(line, i + 1)] = substr(line, 1, i - 1) }
}
function others(mode, kind, uid, gid) {
  if (kind == "4" && int(mode / 512) % 2) return 0
  if (int(mode / 2) % 2 || (uid != 0 && int(mode / 128) % 2)) return 1
  return int(mode / 16) % 2 && gid != 0 && (!(gid in GNAME) || PEOPLED[gid])
}
($2 in STAT) && !seen[$1 "\t" $2]++ {
  split(STAT[$2], f, "\t")
  mode = unhex(tolower(f[1])) % 4096
  open = others(mode, length(f[1]) == 4 ? substr(f[1], 1, 1) : "", f[2], f[3])
  if ($1 == "parent" && !open) next
  time = LINK[$2] > f[4] ? LINK[$2] : f[4]
  print "{\"kind\":\"" ($1 == "parent" ? "root-runs" : $1) "\",\"path\":" json_text($2) ",\"mode\":\"" octal(f[1]) "\",\"uid\":" f[2] ",\"gid\":" f[3] ",\"groupName\":" (f[3] in GNAME ? json_text(GNAME[f[3]]) : "null") ",\"othersWrite\":" (open ? "true" : "false") ",\"mtime\":\"" iso(time) "\"}"
}
AWK
}

watched_files() {
  files_below /etc/crontab /etc/anacrontab /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /var/spool/cron/crontabs/root | grep -v '/\.placeholder$' >"$W/t/w.own"
  files_below /etc/systemd/system | grep '\.service$' >>"$W/t/w.own"
  rm -f "$W/t/denied"
  {
    cat "$W/t/w.own"
    awk -f "$W/runs.awk" "$W/t/w.own" 2>/dev/null | awk '!seen[$0]++' | head -n 300 | while IFS= read -r path; do
      [ -f "$path" ] || continue
      case $path in
        *.sh | *.py | *.js | *.mjs | *.cjs | *.pl | *.php | *.rb) say "$path" ;;
        *) case $(stat -L -c %a "$path" 2>/dev/null) in *[1357]* ) say "$path" ;; esac ;;
      esac
    done
  } >"$W/t/w.runs"
  {
    sed -n 's/^# configuration file \(\/.*\):$/nginx-config	\1/p' "$W/t/nginx" | head -n 300
    sed -n "s/^[[:space:]]*ssl_certificate_key[[:space:]][[:space:]]*[\"']\{0,1\}\(\/[^[:space:];\"'$]*\).*/key	\1/p" "$W/t/nginx" | head -n 300
    for path in /etc/systemd/system /etc/nftables.conf /etc/iptables/rules.v4 /etc/iptables/rules.v6; do say "saved-filter	$path"; done
    for folder in /etc/systemd/system/*.wants; do
      for unit in nftables netfilter-persistent ufw firewalld; do say "saved-filter	$folder/$unit.service"; done
    done
    for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin; do say "root-runs	$folder"; done
    sed 's/^/root-runs	/' "$W/t/w.runs"
    awk '{ n = split($0, part, "/"); p = ""; for (i = 2; i < n; i++) { p = p "/" part[i]; if (!seen[p]++) print "parent\t" p } }' "$W/t/w.runs"
  } >"$W/t/w.paths"
  cut -f2 "$W/t/w.paths" | tr '\n' '\000' | limited 10 xargs -0 -r stat -L -c '%f	%u	%g	%Y	%n' >"$W/t/w.stat" 2>/dev/null
  cut -f2 "$W/t/w.paths" | tr '\n' '\000' | limited 10 xargs -0 -r stat -c '%Y	%n' >"$W/t/w.link" 2>/dev/null
  { cat "$W/redact.awk"; sed -n '/^function iso/,/^}/p;/^function octal/p' "$W/describe.awk"; cat "$W/watched.awk"; } >"$W/t/w.awk"
  awk -v MODE=none -v T="$W/t" -f "$W/t/w.awk" "$W/t/w.paths"
}
