
# Files on the host that a check asks about: programs where none belong, foreign running ones, secrets, the engine's own.
prepare_files() {
  for folder in /tmp /var/tmp /dev/shm /dev /run/user /run/shm /var/www; do
    [ -d "$folder" ] && [ ! -L "$folder" ] && find "$folder/" -maxdepth 4 -path "$W" -prune -o -type f ! -name '*
*' -print 2>/dev/null </dev/null | sed 's,//*,/,g'
  done | awk '!seen[$0]++' | head -n 1500 | describe '' stray >"$W/t/stray"
  awk -F'\t' '{ print $9 }' "$W/t/stray" >>"$W/t/ask"
}

collect_files() {
  artifact host.files
  from_api 'lstat(2)'
  {
    for path in /var/run/docker.sock /run/containerd/containerd.sock /etc/docker /etc/docker/daemon.json /etc/containerd /etc/containerd/config.toml /etc/default/docker \
      /lib/systemd/system/docker.service /lib/systemd/system/docker.socket /lib/systemd/system/containerd.service /var/lib/docker; do say "$path"; done |
      describe '' engine | awk -v MODE=none -v T="$W/t" -v DPKG="$HAS_DPKG" -f "$W/describe.awk"
    watched_files
    secret_files
    { cat "$W/redact.awk"; sed -n '/^function iso/,/^}/p;/^function octal/p' "$W/describe.awk"; echo 'BEGIN { FS = "\t" } { print "{\"kind\":\"running\",\"path\":" json_text($2) ",\"pid\":" $1 ",\"exeDeleted\":" ($3 ? "true" : "false") ",\"sizeBytes\":" $5 ",\"mode\":\"" octal($4) "\",\"uid\":" $6 ",\"mtime\":\"" iso($8) "\",\"sha256\":\"" $9 "\",\"magic\":\"elf\",\"packageOwned\":false,\"packageName\":null}" }'; } >"$W/t/r.awk"
    awk -F'\t' -v T="$W/t" '
      function norm(p) { if (p ~ /^\/usr\/(bin|sbin|lib|lib32|lib64)\//) return substr(p, 5); return p }
      BEGIN { while ((getline line < (T "/owned")) > 0) { split(line, f, "\t"); known[f[1]] = 1 } }
      $5 == "" && $3 != "" && ($4 == 1 || !(norm($3) in known)) && !seen[$3 "\t" $4]++ { print $1 "\t" $3 "\t" $4 }' "$W/t/pids" | head -n 50 |
      while IFS='	' read -r pid exe gone; do
        about=$(stat -L -c '%f	%s	%u	%g	%Y' "/proc/$pid/exe" 2>/dev/null) || continue
        sum=$(limited 10 sha256sum "/proc/$pid/exe" 2>/dev/null | cut -c1-64)
        [ -n "$sum" ] && printf '%s\t%s\t%s\t%s\t%s\n' "$pid" "$exe" "$gone" "$about" "$sum"
      done | awk -v MODE=none -f "$W/t/r.awk"
    awk -v MODE=none -v T="$W/t" -v DPKG="$HAS_DPKG" -f "$W/describe.awk" "$W/t/stray"
  } | head -n 2000 >"$F"
  if [ "$MYUID" = 0 ]; then done_as ok; else done_as truncated "other users' files and executables are not seen; run with sudo to see them"; fi
}

# Files that hold secrets beside the apps, and whether every folder above lets others reach them.
secret_files() {
  awk '!seen[$0]++' "$W/t/secretdirs" | while IFS= read -r folder; do
    [ -d "$folder" ] || continue
    find "$folder/" -maxdepth 1 -type f 2>/dev/null </dev/null | sed 's,.*/,,' | grep -E '^(\.env(\.[A-Za-z0-9_-]+)?|id_(rsa|ed25519|ecdsa)|\.npmrc|\.pgpass|[A-Za-z0-9_.-]+\.(pem|key))$' | grep -vE '\.(example|sample|template|dist)$' | head -n 100 |
      while IFS= read -r name; do
        about=$(stat -c '%f	%s	%u	%g	%Y' "$folder/$name" 2>/dev/null) || continue
        reach=true
        up=$folder
        while [ -n "$up" ]; do
          case $(stat -L -c %a "$up" 2>/dev/null) in *[1357]) ;; *) reach=false ;; esac
          up=${up%/*}
        done
        case $(stat -c %a "$folder/$name") in *[4567]) ;; *) reach=false ;; esac
        printf '%s\t%s\t%s\n' "$about" "$reach" "$folder/$name"
      done
  done >"$W/t/secrets"
  { cat "$W/redact.awk"; sed -n '/^function iso/,/^}/p;/^function octal/p' "$W/describe.awk"; echo 'BEGIN { FS = "\t" } { print "{\"kind\":\"secret\",\"path\":" json_text($7) ",\"sizeBytes\":" $2 ",\"mode\":\"" octal($1) "\",\"uid\":" $3 ",\"gid\":" $4 ",\"mtime\":\"" iso($5) "\",\"othersCanRead\":" $6 "}" }'; } >"$W/t/s.awk"
  awk -v MODE=none -f "$W/t/s.awk" "$W/t/secrets"
}

# The collector about itself: who it was, and whether each listing shows what must be in it.
collect_self() {
  artifact collector.self
  own_exe=$(readlink "/proc/$$/exe" 2>/dev/null)
  own=$(awk -F'\t' -v pid="$$" '$1 == pid { print $3 }' "$W/t/pids")
  if grep -q "^$$	" "$W/t/pids"; then seen=true; else seen=false; fi
  if [ -n "$own" ] && [ "$own" = "$own_exe" ]; then exe_seen=true; else exe_seen=false; fi
  cap=$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/$$/status" 2>/dev/null)
  running=null
  [ "$ENGINE_STATUS" != ok ] || running=$(awk -F'\t' '$3 == "true"' "$W/t/containers" | wc -l | tr -d ' ')
  groups=$(awk -F'\t' '$5 != "" && !seen[$5]++' "$W/t/pids" | wc -l | tr -d ' ')
  {
    echo "{\"uid\": $MYUID, \"pid\": $$, \"capEff\": \"$cap\", \"controls\": ["
    echo "{\"name\": \"own-pid\", \"seen\": $seen, \"detail\": \"pid $$ in the process listing\"},"
    echo "{\"name\": \"own-exe\", \"seen\": $exe_seen, \"detail\": \"the executable of the collector in the listing\"}"
    [ -z "$CONTROL_PORT" ] || echo ",{\"name\": \"own-socket\", \"seen\": $CONTROL_SEEN, \"detail\": \"127.0.0.1:$CONTROL_PORT, opened for the listing\"}"
    awk -F'\t' 'NR == FNR { at[$1] = $5; next } $3 == "true" { print $4 "\t" $1 "\t" (at[$4] == $1 ? "true" : "false") "\t" $2 }' "$W/t/pids" "$W/t/containers" |
      awk -F'\t' -v MODE=none -f "$W/redact.awk" -f "$W/self.awk"
    echo "], \"containersByEngine\": $running, \"containersByCgroup\": $groups, \"redactionKeyKept\": $KEPT, \"durationMs\": $((($(date +%s) - NOW_S) * 1000))}"
  } >"$F"
  done_as ok
}

write_self_awk() {
  cat >"$W/self.awk" <<'AWK'
{ print ",{\"name\": " json_text("init:" substr($4, 1, 100)) ", \"seen\": " $3 ", \"detail\": \"pid " ($1 + 0) ", by cgroup and by the engine\"}" }
AWK
}

write_manifest() {
  ENDED=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  cd "$W/b" || exit 70
  if have sha256sum; then sha256sum artifacts/*; else openssl dgst -r -sha256 artifacts/*; fi 2>/dev/null | sed 's/ [ *]/ /' >"$W/t/digests"
  wc -c artifacts/* 2>/dev/null >"$W/t/sizes"
  zone=$(cat /etc/timezone 2>/dev/null || readlink /etc/localtime 2>/dev/null | sed 's,.*/zoneinfo/,,')
  awk -v MODE=none -v T="$W/t" -v NOW="$ENDED" -v SINCE="$SINCE" -v MYUID="$MYUID" -v HOST="$(uname -n)" -v CPUS="$(grep -c '^processor' /proc/cpuinfo)" \
    -v MEMORY="$(awk '/^MemTotal:/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)" -v ZONE="${zone:-UTC}" -v VERSION="${CANDOR_VERSION:-0.0.0}" -f "$W/redact.awk" -f "$W/manifest.awk" "$W/list" >"$W/b/manifest.json"
}

write_manifest_awk() {
  cat >"$W/manifest.awk" <<'AWK'
BEGIN {
  FS = "\001"
  while ((getline line < (T "/digests")) > 0) { split(line, f, " "); SUM[f[2]] = f[1] }
  while ((getline line < (T "/sizes")) > 0) { split(line, f, " "); SIZE[f[2]] = f[1] }
  print "{\"format\":\"candor-evidence/1\",\"capturedAt\":\"" NOW "\",\"collector\":{\"name\":\"candor\",\"version\":" json_text(VERSION) ",\"mode\":\"shell\"},"
  print "\"host\":{\"name\":" json_text(HOST) ",\"cpus\":" (CPUS > 0 ? CPUS : "null") ",\"memoryBytes\":" (MEMORY > 0 ? MEMORY : "null") ",\"timezone\":" json_text(ZONE) "},"
  print "\"window\":{\"since\":" (SINCE == "" ? "null" : "\"" SINCE "\"") "},\"privileges\":{\"uid\":" MYUID "},\"artifacts\":["
}
{
  out = (NR > 1 ? "," : "") "{\"id\":" json_text($1) ",\"subject\":" json_text($2) ",\"order\":" $3
  if ($6 == "file") out = out ",\"source\":{\"file\":" json_text($7) "}"
  else if ($6 == "api") out = out ",\"source\":{\"api\":" json_text($7) "}"
  else if ($6 == "command") {
    sub(/\037$/, "", $7)
    n = split($7, part, "\037"); words = ""
    for (i = 1; i <= n; i++) words = words (i > 1 ? "," : "") json_text(part[i])
    out = out ",\"source\":{\"command\":[" words "],\"exitCode\":" ($8 ~ /^[0-9]+$/ ? $8 : "null") "}"
  }
  if ($9 == 1) out = out ",\"filtered\":true"
  out = out ",\"capturedAt\":\"" NOW "\",\"status\":\"" $4 "\""
  if ($5 != "") out = out ",\"detail\":" json_text($5)
  if (($4 == "ok" || $4 == "truncated") && $10 in SUM) out = out ",\"path\":\"" $10 "\",\"sha256\":\"" SUM[$10] "\",\"sizeBytes\":" SIZE[$10]
  print out "}"
}
END { print "]}" }
AWK
}

candor_main() {
  candor_setup
  start_redaction
  write_sweep
  write_containers_awk
  write_magic_awk
  write_source_awk
  write_http_awk
  write_watched_awk
  write_self_awk
  write_manifest_awk
  : >"$W/list"
  : >"$W/t/ask"
  collect_pids
  collect_schedules
  find_engine
  prepare_files
  collect_owners
  collect_processes
  write_describe_awk
  collect_sockets
  collect_ownership_lists
  collect_kernel
  collect_accounts
  collect_packages
  collect_logins
  collect_firewall
  collect_engine
  collect_apps
  collect_sensors
  collect_nginx
  collect_files
  collect_certificates
  collect_http
  collect_self
  sweep
  write_manifest
  exec 7<&- 8<&- 9>&-
  tar cf - manifest.json artifacts
}

# Read whole before anything runs, so that a cut connection runs nothing; commands below have no standard input.
candor_main </dev/null
