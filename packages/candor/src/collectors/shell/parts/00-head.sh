# Candor's collector for a host without Node: POSIX sh, awk and coreutils (or busybox) alone.
# It reads, writes only into its own temporary folder (removed at the end), and prints a bundle as tar.
#   sh collect.sh > bundle.tar        sudo -n sh collect.sh > bundle.tar
# Secrets are replaced by keyed fingerprints before anything leaves this host.

# Time and size limits: seconds of a command, bytes of an artefact.
candor_setup() {
  LC_ALL=C
  PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  export LC_ALL PATH
  unset CDPATH GREP_OPTIONS POSIXLY_CORRECT TAR_OPTIONS
  IFS=' 	
'
  NL='
'
  SEP=$(printf '\001')
  umask 077
  case ${CANDOR_SINCE:-86400} in *[!0-9]* | '') CANDOR_SINCE=86400 ;; *) CANDOR_SINCE=${CANDOR_SINCE:-86400} ;; esac
  for tool in awk tar mktemp tr cat rm head; do
    command -v "$tool" >/dev/null 2>&1 || { echo "candor: $tool is not there; the collector needs it" >&2; exit 69; }
  done
  W=$(mktemp -d "${TMPDIR:-/tmp}/candor.XXXXXXXX") || { echo 'candor: no temporary folder can be made; set TMPDIR' >&2; exit 73; }
  trap 'cd / && rm -rf "$W"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
  mkdir -p "$W/b/artifacts" "$W/t"
  NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  NOW_S=$(date +%s)
  SINCE_S=$((NOW_S - CANDOR_SINCE))
  SINCE=$(date -u -d "@$SINCE_S" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)
  MYUID=$(id -u)
  COUNT=0
  if command -v timeout >/dev/null 2>&1 && timeout 5 true 2>/dev/null; then HAS_TIMEOUT=1; else HAS_TIMEOUT=0; fi
  if [ "$MYUID" = 0 ]; then MORE='root here lacks a capability (see capabilities(7))'; else MORE='run with sudo to see it'; fi
}

# say TEXT: one line, whatever is in it (echo of some shells reads backslashes).
say() { printf '%s\n' "$1"; }

have() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND…: its exit status, 124 when it was ended for taking too long.
limited() {
  limit_s=$1
  shift
  if [ "$HAS_TIMEOUT" = 1 ]; then
    timeout "$limit_s" "$@"
  else
    exec 3<&0
    "$@" <&3 3<&- &
    limit_pid=$!
    exec 3<&-
    (
      waited=0
      while [ "$waited" -lt "$limit_s" ]; do
        sleep 1
        waited=$((waited + 1))
        kill -0 "$limit_pid" 2>/dev/null || exit 0
      done
      kill -9 "$limit_pid"
    ) >/dev/null 2>&1 &
    { wait "$limit_pid"; } 2>/dev/null
  fi
}

# artifact ID [SUBJECT]: begins one; F is the file for its content.
artifact() {
  COUNT=$((COUNT + 1))
  A_ID=$1 A_SUBJECT=${2:-host} A_ORDER=1 A_SOURCE='' A_KIND='' A_CODE='' A_FILTERED=''
  case $COUNT in ?) N=00$COUNT ;; ??) N=0$COUNT ;; *) N=$COUNT ;; esac
  case $1 in
    *.*) A_PATH="artifacts/$N-${1%%.*}-${1#*.}" ;;
    *) A_PATH="artifacts/$N-$1" ;;
  esac
  F="$W/b/$A_PATH"
}

from_file() { A_KIND=file A_SOURCE=$1; }
from_api() { A_KIND=api A_SOURCE=$1; }

# done_as STATUS [DETAIL]: ends the artefact; content is kept only of ok and truncated.
done_as() {
  case $1 in
    ok | truncated) [ -e "$F" ] || : >"$F" ;;
    *) rm -f "$F" ;;
  esac
  printf '%s' "$A_ID$SEP$A_SUBJECT$SEP$A_ORDER$SEP$1$SEP${2:-}$SEP$A_KIND$SEP$A_SOURCE$SEP$A_CODE$SEP$A_FILTERED$SEP$A_PATH" |
    tr '\n' ' ' >>"$W/list"
  echo >>"$W/list"
}

lacking() { artifact "$1" "${4:-host}"; done_as "$2" "$3"; }

# command_into SECONDS BYTES FILTER COMMAND…: runs it, its output through FILTER into F; sets A_CODE, CUT, ERR.
command_into() {
  c_time=$1 c_bytes=$2 c_filter=$3
  shift 3
  A_KIND=command A_SOURCE=$(printf '%s\037' "$@")
  { limited "$c_time" "$@" 2>"$W/t/err" </dev/null; echo $? >"$W/t/code"; } | head -c "$((c_bytes + 1))" | $c_filter >"$F"
  A_CODE=$(cat "$W/t/code" 2>/dev/null)
  ERR=$(head -c 2000 "$W/t/err" | tail -n 1 | redact_text | tr '\001-\037' ' ' | head -c 200)
  CUT=0
  [ "$(size_of "$F")" -le "$c_bytes" ] || CUT=1
}

# run_artifact ID SECONDS BYTES FILTER COMMAND…: the output of a command as an artefact of the host.
run_artifact() {
  r_id=$1
  shift
  artifact "$r_id"
  if ! have "$4"; then
    A_KIND=command
    r_command=$4
    shift 3
    A_SOURCE=$(printf '%s\037' "$@")
    done_as absent "$r_command is not installed"
    return 1
  fi
  command_into "$@"
  conclude
}

# The status that an exit code and what was said on standard error stand for.
conclude() {
  case $A_CODE in
    0) if [ "$CUT" = 1 ]; then done_as truncated 'only the beginning was kept'; else done_as ok; fi ;;
    124 | 137 | 143) A_CODE='' ; done_as timeout 'the command did not answer in time'; return 1 ;;
    *)
      if grep -qiE 'has not been booted with systemd|failed to connect to (system scope )?bus|failed to create bus connection|^missing privilege separation directory' "$W/t/err" 2>/dev/null; then
        done_as absent "$ERR"
      elif grep -qiE 'permission denied|operation not permitted|must be root|need to be root|not permitted' "$W/t/err" 2>/dev/null; then
        done_as denied "permission denied; $MORE"
      else
        done_as error "ended with $A_CODE${ERR:+: $ERR}"
      fi
      return 1
      ;;
  esac
}

size_of() { wc -c <"$1" | tr -d ' '; }

# file_artifact ID PATH BYTES FILTER: one file, from its end when it is longer.
file_artifact() {
  artifact "$1"
  from_file "$2"
  read_into "$2" "$3" "$4"
}

read_into() {
  if [ ! -e "$1" ]; then done_as absent "$1: not there"; return 1; fi
  if [ ! -r "$1" ]; then done_as denied "$1: permission denied; $MORE"; return 1; fi
  if [ ! -f "$1" ]; then done_as error "$1: not a regular file"; return 1; fi
  limited 20 tail -c "$2" "$1" 2>"$W/t/err" </dev/null | $3 >"$F"
  if [ -s "$W/t/err" ]; then done_as denied "$1: permission denied; $MORE"; return 1; fi
  if [ "$(size_of "$1")" -gt "$2" ]; then done_as truncated 'only the end was read'; else done_as ok; fi
}

# Bytes of /proc files are read by cat: their size is 0.
proc_artifact() {
  artifact "$1"
  from_file "$2"
  if [ ! -e "$2" ]; then done_as absent "$2: not there"; elif cat "$2" >"$F" 2>/dev/null; then done_as ok; else done_as denied "$2: permission denied; $MORE"; fi
}
