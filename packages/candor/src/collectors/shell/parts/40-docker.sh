
ENGINE_IDS='docker.version docker.info docker.ps docker.inspect docker.networks docker.images docker.events'
CONTAINER_IDS='docker.logs docker.stats docker.diff docker.top docker.files container.exec container.cron container.sockets'

# Finds the engine's client; sets ENGINE, ENGINE_STATUS, ENGINE_DETAIL and the table of containers (t/containers).
find_engine() {
  ENGINE='' ENGINE_STATUS=ok ENGINE_DETAIL=''
  : >"$W/t/containers"
  for client in docker podman; do have "$client" && { ENGINE=$client; break; }; done
  socket=''
  for place in /var/run/docker.sock "${XDG_RUNTIME_DIR:-/run/user/$MYUID}/docker.sock" /run/podman/podman.sock; do [ -S "$place" ] && { socket=$place; break; }; done
  if [ -z "$ENGINE" ]; then
    if [ -z "$socket" ]; then ENGINE_STATUS=absent ENGINE_DETAIL='no container engine: neither a client nor a socket'; else ENGINE_STATUS=error ENGINE_DETAIL="$socket is there, but no docker client to ask it with"; fi
    return 1
  fi
  if [ "$ENGINE" = docker ] && [ -z "$socket" ] && [ -z "${DOCKER_HOST:-}" ]; then
    ENGINE_STATUS=absent ENGINE_DETAIL='no socket of a container engine; the daemon does not run'
    return 1
  fi
  limited 6 "$ENGINE" ps -aq --no-trunc >"$W/t/ids" 2>"$W/t/err" </dev/null
  case $? in
    0) ;;
    124 | 137 | 143) ENGINE_STATUS=timeout ENGINE_DETAIL='the daemon did not answer in time'; return 1 ;;
    *)
      if grep -qi 'permission denied' "$W/t/err"; then
        ENGINE_STATUS=denied ENGINE_DETAIL="$socket: permission denied; run with sudo to see the containers"
      else
        ENGINE_STATUS=unreachable ENGINE_DETAIL="$(head -c 200 "$W/t/err" | head -n 1)"
      fi
      return 1
      ;;
  esac
  grep -E '^[0-9a-f]{12,64}$' "$W/t/ids" | head -n 200 >"$W/t/ids.ok"
  [ -s "$W/t/ids.ok" ] || return 0
  # One line a container; what others wrote (names, folders) is quoted as JSON and unquoted by the reader.
  xargs -r "$ENGINE" inspect --format '{{.Id}}	{{json .Name}}	{{.State.Running}}	{{.State.Pid}}	{{.HostConfig.LogConfig.Type}}	{{json .Config.WorkingDir}}	{{json (index .Config.Labels "com.docker.compose.project")}}	{{json (index .Config.Labels "com.docker.compose.project.working_dir")}}	{{json (index .Config.Labels "com.docker.compose.project.config_files")}}' <"$W/t/ids.ok" 2>/dev/null |
    awk -v MODE=none -f "$W/redact.awk" -f "$W/containers.awk" >"$W/t/containers"
}

write_containers_awk() {
  cat >"$W/containers.awk" <<'AWK'
function field(f,  s) {
  s = f == "null" || f == "" ? "" : json_plain(substr(f, 2, length(f) - 2))
  gsub(/[\001-\037\177]/, "?", s)
  return s == "" ? "-" : s
}
BEGIN { FS = "\t" }
{ name = field($2); sub(/^\//, "", name); print $1 "\t" name "\t" $3 "\t" $4 "\t" ($5 == "" ? "-" : $5) "\t" field($6) "\t" field($7) "\t" field($8) "\t" field($9) }
AWK
}

collect_engine() {
  if [ "$ENGINE_STATUS" != ok ]; then
    for id in $ENGINE_IDS $CONTAINER_IDS; do lacking "$id" "$ENGINE_STATUS" "$ENGINE_DETAIL"; done
  else
    run_artifact docker.version 5 1048576 redact_json "$ENGINE" version --format '{{json .}}'
    run_artifact docker.info 6 4194304 redact_json "$ENGINE" info --format '{{json .}}'
    run_artifact docker.ps 6 16777216 redact_json "$ENGINE" ps -a --no-trunc --format '{{json .}}'
    artifact docker.inspect
    A_KIND=command A_SOURCE="$ENGINE$(printf '\037')inspect"
    if [ -s "$W/t/ids.ok" ]; then
      find_secret_files
      { limited 10 xargs -r "$ENGINE" inspect <"$W/t/ids.ok" 2>/dev/null; echo $? >"$W/t/code"; } | head -c 67108864 | redact_json >"$F"
      A_CODE=$(cat "$W/t/code")
      if [ "$A_CODE" = 0 ]; then done_as ok; elif [ -s "$F" ]; then done_as truncated 'some containers could not be inspected'; else done_as error 'the containers could not be inspected'; fi
    else
      echo '[]' >"$F"
      done_as ok
    fi
    artifact docker.networks
    A_KIND=command A_SOURCE="$ENGINE$(printf '\037')network$(printf '\037')inspect"
    "$ENGINE" network ls -q --no-trunc 2>/dev/null </dev/null | limited 6 xargs -r "$ENGINE" network inspect 2>/dev/null | redact_json >"$F"
    if [ -s "$F" ]; then done_as ok; else done_as error 'no networks were listed'; fi
    artifact docker.images
    A_KIND=command A_SOURCE="$ENGINE$(printf '\037')image$(printf '\037')inspect"
    "$ENGINE" images -aq --no-trunc 2>/dev/null </dev/null | sort -u | limited 6 xargs -r "$ENGINE" image inspect --format '{"Id":{{json .Id}},"RepoTags":{{json .RepoTags}},"RepoDigests":{{json .RepoDigests}},"Created":{{json .Created}}}' 2>/dev/null |
      awk 'BEGIN { print "[" } { print (NR > 1 ? "," : "") $0 } END { print "]" }' >"$F"
    done_as ok
    run_artifact docker.events 6 16777216 redact_text "$ENGINE" events --since "$SINCE_S" --until "$NOW_S" --format '{{json .}}'
    artifact docker.stats
    A_KIND=command A_SOURCE="$ENGINE$(printf '\037')stats$(printf '\037')--no-stream"
    { limited 8 "$ENGINE" stats --no-stream --format '{{json .}}' 2>/dev/null </dev/null; echo $? >"$W/t/code"; } >"$F"
    A_CODE=$(cat "$W/t/code")
    if [ "$A_CODE" = 0 ]; then done_as ok; else done_as timeout 'no figures of CPU and memory in time'; fi
    while IFS='	' read -r c_id c_name c_running c_pid c_driver c_dir c_project c_folder c_files; do
      one_container
    done <"$W/t/containers"
    lacking docker.top not-collected 'host.processes shows the processes of every container'
  fi
  file_artifact docker.daemon-json /etc/docker/daemon.json 1048576 redact_text
}

# Which variables of running containers name a file with a secret, and where it is, its links resolved inside the
# container (t/secret-files: id, variable, path). Paths alone: the content goes through redact_json, never into a file.
find_secret_files() {
  : >"$W/t/secret-files"
  while IFS='	' read -r c_id c_name c_running c_pid c_rest; do
    [ "$c_running" = true ] && [ "$c_pid" -gt 0 ] 2>/dev/null || continue
    limited 4 "$ENGINE" inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$c_id" 2>/dev/null </dev/null |
      grep -E '^[A-Z][A-Z0-9_]{0,80}(SECRET|PASSWORD|USERNAME|TOKEN|KEY|URI|URL|DSN)_FILE=/' | head -n 20 |
      while IFS='=' read -r variable place; do
        rooted "/proc/$c_pid/root" "$place" && [ -f "$ROOTED" ] && [ -r "$ROOTED" ] || continue
        [ "$(size_of "$ROOTED")" -le 4096 ] || continue
        printf '%s\t%s\t%s\n' "$c_id" "$variable" "$ROOTED" >>"$W/t/secret-files"
      done
  done <"$W/t/containers"
}

one_container() {
  subject="container:$c_name"
  artifact docker.logs "$subject"
  if [ "$c_driver" = none ]; then
    done_as disabled "the log driver of $subject is none: nothing that it prints is kept"
  else
    from_api "the engine's log of both streams, with timestamps, in the window"
    { limited 10 "$ENGINE" logs --timestamps --since "$SINCE_S" "$c_id" 2>&1 </dev/null; echo $? >"$W/t/code"; } | head -c 67108865 | redact_text >"$F"
    A_CODE=$(cat "$W/t/code")
    case $A_CODE in
      0) if [ "$(size_of "$F")" -gt 67108864 ]; then done_as truncated 'only the beginning was kept'; else done_as ok; fi ;;
      124 | 137 | 143) done_as truncated 'not all of the log came in time' ;;
      *) done_as error 'the engine gave no log' ;;
    esac
  fi
  [ "$c_running" = true ] || return 0
  artifact docker.diff "$subject"
  A_KIND=command A_SOURCE=$(printf '%s\037' "$ENGINE" diff "$c_id")
  { limited 8 "$ENGINE" diff "$c_id" 2>/dev/null </dev/null; echo $? >"$W/t/code"; } | head -c 33554432 >"$F"
  A_CODE=$(cat "$W/t/code")
  DIFF_CODE=$A_CODE
  cp "$F" "$W/t/diff"
  if [ "$A_CODE" = 0 ]; then done_as ok; else done_as error 'the engine gave no list of changes'; fi
  container_sockets
  R="/proc/$c_pid/root"
  if grep -q "^$c_pid	[^	]*	[^	]*	[^	]*	$c_id	" "$W/t/pids" && ls "$R/" >/dev/null 2>&1; then
    container_system
    container_files
  else
    lacking container.exec denied 'its files cannot be read from here; run with sudo on the host of the engine' "$subject"
    lacking container.cron denied 'its files cannot be read from here; run with sudo on the host of the engine' "$subject"
    lacking docker.files denied 'its files cannot be read from here; run with sudo on the host of the engine' "$subject"
  fi
}

container_sockets() {
  artifact container.sockets "$subject"
  from_file "/proc/$c_pid/net"
  if ! grep -q "^$c_pid	" "$W/t/pids"; then
    done_as unreachable 'its first process is not in this /proc (the engine runs elsewhere)'
  elif sockets_of "/proc/$c_pid/net" "$c_pid"; then
    done_as ok
  else
    done_as denied "/proc/$c_pid/net could not be read; $MORE"
  fi
}

# rooted ROOT PATH: the path with its links resolved as chroot(2) would, inside ROOT; empty when there is none.
# A link in a container must not lead to the host's own files.
rooted() {
  ro_root=$1 ro_rest=${2#/} ro_at='' ro_links=0
  while [ -n "$ro_rest" ]; do
    ro_part=${ro_rest%%/*}
    case $ro_rest in */*) ro_rest=${ro_rest#*/} ;; *) ro_rest='' ;; esac
    case $ro_part in
      '' | .) continue ;;
      ..) ro_at=${ro_at%/*}; continue ;;
    esac
    if [ -L "$ro_root$ro_at/$ro_part" ]; then
      ro_links=$((ro_links + 1))
      [ "$ro_links" -le 40 ] || return 1
      ro_target=$(readlink "$ro_root$ro_at/$ro_part") || return 1
      case $ro_target in /*) ro_at='' ;; esac
      ro_rest="$ro_target/$ro_rest"
    else
      ro_at="$ro_at/$ro_part"
    fi
  done
  ROOTED="$ro_root$ro_at"
  [ -e "$ROOTED" ]
}

container_system() {
  artifact container.exec "$subject"
  from_file "$R/etc/os-release"
  if { rooted "$R" /etc/os-release || rooted "$R" /usr/lib/os-release; } && [ -f "$ROOTED" ] && head -c 65536 "$ROOTED" >"$F" 2>/dev/null; then
    done_as ok
  else
    done_as absent 'the image has no os-release file'
  fi
  artifact container.cron "$subject"
  from_file /etc/crontab
  {
    echo /etc/crontab
    for folder in /etc/cron.d /var/spool/cron /var/spool/cron/crontabs /etc/crontabs; do
      rooted "$R" "$folder" && [ -d "$ROOTED" ] && find "$ROOTED/" -maxdepth 1 -type f ! -name '*
*' 2>/dev/null </dev/null | sed "s,^$ROOTED//*,$folder/,"
    done
  } | head -n 200 | while IFS= read -r path; do
    rooted "$R" "$path" && [ -f "$ROOTED" ] || continue
    say "==> $path <=="
    head -c 1048576 "$ROOTED" | redact_text
    echo
  done >"$F"
  done_as ok
}

# describe ROOT KIND < paths below ROOT, > kind, mode (hex), size, uid, gid, mtime, magic, sha256, path of each file of interest.
# Hashed when it may be a program or lies in an odd place. All files are asked for at once: a fork for each would take minutes.
describe() {
  while IFS= read -r d_path; do
    if [ -z "$1" ]; then
      say "$d_path	$d_path"
    elif rooted "$1" "${d_path%/*}"; then
      say "$ROOTED/${d_path##*/}	$d_path"
    fi
  done >"$W/t/d.files"
  cut -f1 "$W/t/d.files" | tr '\n' '\000' | limited 10 xargs -0 -r stat -c '%f	%s	%u	%g	%Y	%n' >"$W/t/d.stat" 2>/dev/null
  awk -F'\t' '$1 ~ /^8/ && length($1) == 4 && $2 > 0 { print $6 }' "$W/t/d.stat" >"$W/t/d.regular"
  # Four bytes of each: less than a header of head(1), so that no content can look like one.
  tr '\n' '\000' <"$W/t/d.regular" | limited 15 xargs -0 -r head -c 4 -v 2>/dev/null | tr '\000' '\001' >"$W/t/d.heads"
  tr '\n' '\000' <"$W/t/d.regular" | limited 15 xargs -0 -r grep -lI '' >"$W/t/d.text" 2>/dev/null
  awk -F'\t' -v T="$W/t" -v WANTED="$2" -v MODE=none -f "$W/redact.awk" -f "$W/magic.awk" "$W/t/d.files" >"$W/t/d.lines"
  awk -F'\t' '$8 == "?" { print $10 }' "$W/t/d.lines" | tr '\n' '\000' | limited 20 xargs -0 -r sha256sum >"$W/t/d.sums" 2>/dev/null
  awk -F'\t' -v sums="$W/t/d.sums" "$UNQUOTE"'BEGIN { while ((getline line < sums) > 0) { sum_line(line); sum[PATHNAME] = DIGESTED } } { print $1 "\t" $2 "\t" $3 "\t" $4 "\t" $5 "\t" $6 "\t" $7 "\t" ($8 == "?" ? sum[$10] : "") "\t" $9 }' "$W/t/d.lines"
}

write_magic_awk() {
  cat >"$W/magic.awk" <<'AWK'
function executable(hex,  n) { n = unhex(tolower(hex)); return n % 2 || int(n / 8) % 2 || int(n / 64) % 2 }
BEGIN {
  while ((getline line < (T "/d.stat")) > 0) { split(line, f, "\t"); STAT[f[6]] = line }
  while ((getline line < (T "/d.text")) > 0) TEXT[line] = 1
  at = ""
  while ((getline line < (T "/d.heads")) > 0) {
    if (line ~ /^==> .* <==$/) { at = substr(line, 5, length(line) - 8); continue }
    if (at == "" || at in HEAD4) continue
    HEAD4[at] = line
  }
  ELF = sprintf("%c", 127) "ELF"; GZIP = sprintf("%c%c", 31, 139); ZIP = "PK" sprintf("%c%c", 3, 4)
}
{
  if (!($1 in STAT)) next
  split(STAT[$1], f, "\t")
  kind = substr(f[1], 1, 1); magic = "other"
  if (length(f[1]) == 4 && kind == "a") magic = "link"
  else if (length(f[1]) == 4 && kind == "c") magic = "socket"
  else if (length(f[1]) == 4 && kind == "4") magic = "directory"
  else if (length(f[1]) == 4 && kind == "8") {
    head = $1 in HEAD4 ? HEAD4[$1] : ""
    if (f[2] == 0) magic = "empty"
    else if (!($1 in HEAD4)) magic = ""
    else if (head == ELF) magic = "elf"
    else if (substr(head, 1, 2) == "#!") magic = "script"
    else if (substr(head, 1, 2) == GZIP) magic = "gzip"
    else if (head == ZIP) magic = "zip"
    else magic = $1 in TEXT ? "text" : "data"
  }
  if (magic == "directory" && WANTED != "engine") next
  runs = executable(f[1])
  if (WANTED == "stray" && magic != "elf" && !(magic == "script" && runs)) next
  want = kind == "8" && length(f[1]) == 4 && WANTED != "engine" && f[2] <= 67108864 && (runs || magic == "elf" || magic == "script" || (WANTED == "changed" && $2 ~ /^\/([^\/]+$|(tmp|var\/tmp|dev|run|root|home)\/)/))
  print WANTED "\t" f[1] "\t" f[2] "\t" f[3] "\t" f[4] "\t" f[5] "\t" magic "\t" (want ? "?" : "") "\t" $2 "\t" $1
}
AWK
}

write_describe_awk() {
  { cat "$W/redact.awk"; say "$OWNERSHIP"; sed -n '/^function iso/,/^}/p' "$W/t/p.awk"; } >"$W/describe.awk"
  cat >>"$W/describe.awk" <<'AWK'
# kind, mode (hex), size, uid, gid, mtime, magic, sha256, path
function octal(hex,  n) { n = unhex(tolower(hex)) % 4096; return sprintf("%d%d%d%d", int(n / 512), int(n / 64) % 8, int(n / 8) % 8, n % 8) }
BEGIN { FS = "\t"; load() }
{
  path = $9
  o = INSIDE ? "null" : owned(path)
  if (INSIDE && INSIDE_DB) o = (norm(path) in OWNER) ? owned(path) : "false"
  print "{" (INSIDE ? "" : "\"kind\":\"" $1 "\",") "\"path\":" json_text(path) ",\"sizeBytes\":" $3 ",\"mode\":\"" octal($2) "\",\"uid\":" $4 ",\"gid\":" $5 ",\"mtime\":\"" iso($6) "\",\"sha256\":" ($8 == "" ? "null" : "\"" $8 "\"") ",\"magic\":" ($7 == "" ? "null" : "\"" $7 "\"") ",\"packageOwned\":" o ",\"packageName\":" (INSIDE && !INSIDE_DB ? "null" : owner(path)) "}"
}
AWK
}

container_files() {
  artifact docker.files "$subject"
  from_file "$R"
  {
    sed -n 's/^[AC] //p' "$W/t/diff"
    for folder in /tmp /var/tmp /dev /run /root /home; do
      [ -d "$R$folder" ] && [ ! -L "$R$folder" ] && find "$R$folder/" -maxdepth 4 -type f ! -name '*
*' 2>/dev/null </dev/null | sed "s,^$R/*,/," | head -n 1500
    done
  } | awk '!seen[$0]++' | head -n 3000 | describe "$R" changed >"$W/t/described"
  # Programs that run from files that are gone or in odd places, read through /proc.
  awk -F'\t' -v id="$c_id" '$5 == id && $3 != "" && ($4 == 1 || $3 ~ /^\/([^\/]+$|(tmp|var\/tmp|dev|run|root|home)\/)/) && !seen[$3]++ { print $1 "\t" $3 }' "$W/t/pids" | head -n 50 |
    while IFS='	' read -r pid exe; do
      run_stat=$(stat -L -c '%f	%s	%u	%g	%Y' "/proc/$pid/exe" 2>/dev/null) || continue
      printf 'running\t%s\telf\t%s\t%s\n' "$run_stat" "$(limited 10 sha256sum "/proc/$pid/exe" 2>/dev/null | cut -c1-64)" "$exe"
    done >"$W/t/running"
  mkdir -p "$W/t/in"
  container_owners
  cat "$W/t/running" "$W/t/described" | head -n 2000 | awk -v MODE=none -v T="$W/t/in" -v DPKG=1 -v INSIDE=1 -v INSIDE_DB="$INSIDE_DB" -f "$W/describe.awk" >"$F"
  if [ "$DIFF_CODE" = 0 ]; then done_as ok; else done_as truncated 'the engine gave no list of changes: only odd places were looked at'; fi
}

# Owners inside the container: dpkg's lists, or apk's database (SHA-1 in base64), for the described paths.
container_owners() {
  INSIDE_DB=0
  : >"$W/t/in/owned"
  : >"$W/t/in/md5"
  awk -F'\t' '{ print $9 }' "$W/t/described" >"$W/t/in/ask"
  if rooted "$R" /lib/apk/db/installed && [ -f "$ROOTED" ]; then
    INSIDE_DB=1
    awk -v ask="$W/t/in/ask" '
      function norm(p) { if (p ~ /^\/usr\/(bin|sbin|lib|lib32|lib64)\//) return substr(p, 5); return p }
      function hex(b,  i, n, v, out) { out = ""; n = 0; v = 0
        for (i = 1; i <= 27; i++) { v = v * 64 + index("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", substr(b, i, 1)) - 1; if (i % 4 == 0) { out = out sprintf("%02x%02x%02x", int(v / 65536), int(v / 256) % 256, v % 256); v = 0 } }
        return out sprintf("%02x%02x", int(v / 1024) % 256, int(v / 4) % 256) }
      BEGIN { while ((getline line < ask) > 0) want[norm(line)] = 1 }
      /^P:/ { p = substr($0, 3) } /^F:/ { d = substr($0, 3) } /^R:/ { r = substr($0, 3) }
      /^Z:Q1/ { path = norm("/" d "/" r); if (path in want) print path "\t" p "\t" hex(substr($0, 5)) }' "$ROOTED" >"$W/t/in/owned"
    sum=sha1sum
  elif rooted "$R" /var/lib/dpkg && [ -d "$ROOTED" ]; then
    INSIDE_DB=1
    base=$ROOTED
    find "$base/info/" "$base/status.d/" -name '*.md5sums' -type f 2>/dev/null </dev/null | grep -v '[^A-Za-z0-9_./:+-]' | xargs -r grep -Hv '^[0-9a-f]*  usr/share/' 2>/dev/null |
      awk -v ask="$W/t/in/ask" '
        function norm(p) { if (p ~ /^\/usr\/(bin|sbin|lib|lib32|lib64)\//) return substr(p, 5); return p }
        BEGIN { while ((getline line < ask) > 0) want[norm(line)] = 1 }
        { at = index($0, ".md5sums:"); package = substr($0, 1, at - 1); sub(/.*\//, "", package); sub(/:.*/, "", package); line = substr($0, at + 9); path = substr(line, 35); sub(/^\.?\//, "", path); path = norm("/" path); if (path in want) print path "\t" package "\t" substr(line, 1, 32) }' >"$W/t/in/owned"
    sum=md5sum
  fi
  cut -f1 "$W/t/in/owned" | while IFS= read -r path; do
    { rooted "$R" "$path" || rooted "$R" "/usr$path"; } && [ -f "$ROOTED" ] && printf '%s\t%s\n' "$path" "$("$sum" "$ROOTED" 2>/dev/null | cut -d' ' -f1)"
  done >"$W/t/in/md5"
}
