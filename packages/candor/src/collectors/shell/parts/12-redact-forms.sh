
write_forms() {
  cat >>"$W/redact.awk" <<'AWK'
function json_escape(s,  i, c, out) {
  gsub(/\\/, "&&", s)
  gsub(/"/, "\\\"", s)
  if (s !~ /[\001-\037\177]/) return s
  out = ""
  for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1)
    if (c ~ /[\001-\037\177]/) {
      if (!ESCAPES) { for (ESCAPES = 1; ESCAPES < 128; ESCAPES++) CODES[sprintf("%c", ESCAPES)] = ESCAPES }
      c = sprintf("\\u%04x", CODES[c])
    }
    out = out c
  }
  return out
}
function json_text(s) { return "\"" json_escape(s) "\"" }
function json_plain(s,  out, at, c, code) {
  if (!index(s, "\\")) return s
  out = ""
  while (at = index(s, "\\")) {
    out = out substr(s, 1, at - 1)
    c = substr(s, at + 1, 1)
    if (c == "u") {
      code = unhex(tolower(substr(s, at + 2, 4)))
      if (code > 0 && code < 128) out = out sprintf("%c", code)
      else out = out substr(s, at, 6)
      s = substr(s, at + 6)
    } else {
      out = out (c == "n" ? "\n" : c == "t" ? "\t" : c == "r" ? "\r" : c)
      s = substr(s, at + 2)
    }
  }
  return out s
}
# One argument of a command line, knowing the one before it and the program.
function argument(program, previous, arg,  low, eq, name) {
  low = tolower(previous)
  if (arg !~ /^-/ && previous != "" && (low ~ /^--?[a-z0-9_-]*(password|passwd|passphrase|pass|secret|token|api-?key|credential)s?(-[a-z0-9_-]*)?$/ || (is_db(program) && (previous == "-p" || previous == "-a")) || (program ~ /(^|\/)(curl|wget|http)$/ && (previous == "-u" || previous == "--user")))) return secret(arg)
  if (is_db(program) && arg ~ /^-[pa]./ ) return substr(arg, 1, 2) secret(substr(arg, 3))
  # A script that begins with A=1 is no variable: hidden as one, `AA=1 wget … | sh` would leave no trace.
  if (program ~ /(^|\/)(ba|da|a|z|k)?sh$/ && previous ~ /^-[A-Za-z0-9_]*c$/) return text(arg)
  eq = index(arg, "=")
  if (eq > 1) {
    name = substr(arg, 1, eq - 1)
    if (name ~ /^[A-Z][A-Z0-9_]+$/ && !is_clear_name(name)) return name "=" env_value(name, substr(arg, eq + 1))
  }
  return text(arg)
}
function is_db(program) { return program ~ /(^|\/)(mongo[a-z0-9_]*|mysql[a-z0-9_]*|mariadb[a-z0-9_]*|sshpass|redis-cli)$/ }
# NAME=value of a container; a connection string also gives the prints of its user and its password.
function env_entry(entry,  eq, name, value, owner, m, p, i, more) {
  eq = index(entry, "=")
  if (eq == 0) return json_text(entry)
  name = substr(entry, 1, eq - 1)
  value = substr(entry, eq + 1)
  more = ""
  if (match(value, /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^ \t\/:@]+:[^ \t\/]+@/)) {
    m = substr(value, 1, RLENGTH - 1)
    p = index(m, "://") + 3
    i = index(substr(m, p), ":")
    owner = name
    sub(/#text$/, "", owner)
    more = ", " json_text(owner "#user=" secret(substr(m, p, i - 1))) ", " json_text(owner "#password=" secret(substr(m, p + i)))
  }
  return json_text(name "=" env_value(name, value)) more secret_file(name)
}
# The content of the file that NAME_FILE names, as NAME_FILE#text; the paths were resolved inside the container before.
function secret_file(name,  line, part, value, all) {
  if (name !~ /_FILE$/) return ""
  if (!FILES_READ) { FILES_READ = 1; while ((getline line < (FOLDER "/t/secret-files")) > 0) { split(line, part, "\t"); SECRET_FILE[part[1] "\t" part[2]] = part[3] } }
  if (!((CONTAINER "\t" name) in SECRET_FILE)) return ""
  all = ""
  while ((getline line < SECRET_FILE[CONTAINER "\t" name]) > 0) all = all (all == "" ? "" : "\n") line
  close(SECRET_FILE[CONTAINER "\t" name])
  return ", " env_entry(name "#text=" all)
}
# A line of JSON; where one is in the document is kept from line to line.
function json_line(s,  out, tok, key, val) {
  out = ""
  while (match(s, /"([^"\\]|\\.)*"|[][{},]/)) {
    out = out substr(s, 1, RSTART - 1)
    tok = substr(s, RSTART, RLENGTH)
    s = substr(s, RSTART + RLENGTH)
    if (tok == "{" || tok == "[") { DEPTH++; KIND[DEPTH] = tok; NAME[DEPTH] = tok == "[" ? PENDING : ""; PREVIOUS[DEPTH] = ""; PROGRAM[DEPTH] = ""; PENDING = "" }
    else if (tok == "}" || tok == "]") { if (DEPTH > 0) DEPTH--; PENDING = "" }
    else if (tok == ",") PENDING = ""
    else if (KIND[DEPTH] == "{" && s ~ /^[ \t]*:/) PENDING = json_plain(substr(tok, 2, length(tok) - 2))
    else {
      val = json_plain(substr(tok, 2, length(tok) - 2))
      if (PENDING == "Id" && DEPTH == 2) CONTAINER = val
      if (KIND[DEPTH] == "[" && NAME[DEPTH] == "Env") tok = env_entry(val)
      else if (KIND[DEPTH] == "[" && NAME[DEPTH] ~ /^(Cmd|Args|Entrypoint|Test|Command)$/) {
        tok = json_text(argument(PROGRAM[DEPTH], PREVIOUS[DEPTH], val))
        if (PROGRAM[DEPTH] == "") PROGRAM[DEPTH] = val
        PREVIOUS[DEPTH] = val
      } else {
        key = KIND[DEPTH] == "[" ? NAME[DEPTH] : PENDING
        if (is_secret_name(key) && val ~ /[A-Za-z]/ && val !~ /^(true|false)$/) tok = json_text(secret(val))
        else if (text(val) != val) tok = json_text(text(val))
      }
    }
    out = out tok
  }
  print out s
}
# A line of an env file; further lines of a quoted value become empty.
function env_line(s,  head, name, value, quote, at) {
  if (OPEN != "") {
    at = index(s, OPEN)
    ENV_VALUE = ENV_VALUE "\n" (at ? substr(s, 1, at - 1) : s)
    ENV_EMPTY++
    if (at || ENV_EMPTY > 200) { flush_env() }
    return
  }
  if (!match(s, /^[ \t]*([#;][ \t]*)?(export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]*[ \t]*[=:][ \t]*/)) { print text(s); return }
  head = substr(s, 1, RLENGTH)
  value = substr(s, RLENGTH + 1)
  name = head
  sub(/^[ \t]*([#;][ \t]*)?(export[ \t]+)?/, "", name)
  sub(/[ \t]*[=:][ \t]*$/, "", name)
  quote = substr(value, 1, 1)
  if (quote == "\"" || quote == "'") {
    at = index(substr(value, 2), quote)
    if (at) { print head env_value(name, substr(value, 2, at - 1)); return }
    OPEN = quote; ENV_HEAD = head; ENV_NAME = name; ENV_VALUE = substr(value, 2); ENV_EMPTY = 0
    return
  }
  sub(/[ \t\r]+$/, "", value)
  print head env_value(name, value)
}
function flush_env(  i) {
  if (OPEN == "") return
  print ENV_HEAD env_value(ENV_NAME, ENV_VALUE)
  for (i = 0; i < ENV_EMPTY; i++) print ""
  OPEN = ""
}
# ${NAME} stays, the default of ${NAME:-default} and all fixed text are replaced.
function template(name, value,  out, m, at, op, inner) {
  if (is_clear_name(name) || is_fingerprint(value)) return value
  out = ""
  while (match(value, /\$\{[A-Za-z_][A-Za-z0-9_]*([:]?[-+?][^{}]*)?\}|\$[A-Za-z_][A-Za-z0-9_]*/)) {
    at = RSTART
    m = substr(value, at, RLENGTH)
    out = out fixed(name, substr(value, 1, at - 1))
    value = substr(value, at + length(m))
    if (match(m, /[:]?[-+]/) && m ~ /^\$\{/ && m !~ /^\$\{[A-Za-z0-9_]*[:]?\?/) {
      op = substr(m, 1, RSTART + RLENGTH - 1)
      inner = substr(m, RSTART + RLENGTH, length(m) - RSTART - RLENGTH)
      if (inner != "" && inner !~ /^\$/) m = op env_value(name, inner) "}"
    }
    out = out m
  }
  return out fixed(name, value)
}
function fixed(name, s) { return s ~ /^[ \t\r]*$/ ? s : env_value(name, s) }
function indent(s) { match(s, /^ */); return RLENGTH }
# A line of a compose file: lines and everything but values of the environment stay.
function compose_line(s,  head, name, value, inner, out, m) {
  if (s !~ /^[ \t]*$/) {
    if (SCALAR && indent(s) <= SCALAR_INDENT) SCALAR = 0
    if (BLOCK && indent(s) <= BLOCK_INDENT && s !~ /^ *-/) BLOCK = 0
  }
  if (SCALAR && s !~ /^[ \t]*$/) { print substr(s, 1, indent(s)) template(SCALAR_NAME, substr(s, indent(s) + 1)); return }
  if (match(s, /^ *(- +)?(environment|args|x-[A-Za-z0-9_-]*env[A-Za-z0-9_-]*) *:/)) {
    head = substr(s, 1, RLENGTH)
    inner = substr(s, RLENGTH + 1)
    BLOCK = 1; BLOCK_INDENT = indent(s)
    out = ""
    while (match(inner, /[A-Za-z_][A-Za-z0-9_]*["']?(=|: *)["']?[^],}"']+/)) {
      m = substr(inner, RSTART, RLENGTH)
      out = out substr(inner, 1, RSTART - 1)
      inner = substr(inner, RSTART + RLENGTH)
      match(m, /^[A-Za-z_][A-Za-z0-9_]*["']?(=|: *)["']?/)
      value = substr(m, RLENGTH + 1); m = substr(m, 1, RLENGTH)
      name = m; sub(/[^A-Za-z0-9_].*$/, "", name)
      out = out m template(name, value)
    }
    print text(head out inner)
    return
  }
  if (match(s, /^[ \t#-]*["']?[A-Za-z_][A-Za-z0-9_.-]*["']?(=|[ \t]*:[ \t]+)/)) {
    head = substr(s, 1, RLENGTH)
    value = substr(s, RLENGTH + 1)
    name = head
    sub(/^[ \t#-]*["']?/, "", name)
    sub(/[^A-Za-z0-9_.-].*$/, "", name)
    if (value != "" && (name ~ /^[A-Z][A-Z0-9_]+$/ || BLOCK)) {
      if (value ~ /^[|>][-+0-9]*[ \t]*$/) { SCALAR = 1; SCALAR_NAME = name; SCALAR_INDENT = indent(s); print s; return }
      if (value ~ /^[&*][A-Za-z0-9_-]+[ \t]*$/) { print s; return }
      if (head ~ /["'][A-Za-z_][A-Za-z0-9_.-]*=$/) sub(/["'][ \t]*$/, "", value)
      m = ""
      if (head ~ /:[ \t]*$/ && value ~ /^["']/) {
        m = substr(value, 1, 1)
        value = substr(value, 2)
        if (index(value, m)) value = substr(value, 1, index(value, m) - 1)
      } else { sub(/[ \t]+#.*$/, "", value); sub(/[ \t\r]+$/, "", value) }
      out = template(name, value)
      if (out != value) {
        if (head ~ /["'][A-Za-z_][A-Za-z0-9_.-]*=$/) sub(/["']/, "", head)
        print head (m != "" || out ~ /^[{*&!|>%@`]/ ? "\"" out "\"" : out)
        return
      }
      print s
      return
    }
  }
  text_line(s)
}
# shadow(5) with each hash replaced: empty stays empty, ! is locked, "set" is anything else.
function shadow_line(s,  n, f, i, out) {
  n = split(s, f, ":")
  if (n < 2 || f[2] == "") { print s; return }
  out = f[1] ":" (f[2] ~ /^[!*]/ ? "!" : "set")
  for (i = 3; i <= n; i++) out = out ":" f[i]
  print out
}
# Untrusted text of audit, back to its bytes; upper-case hex where it is not plain.
function from_hex(h,  out, i) {
  out = ""
  for (i = 1; i < length(h); i += 2) out = out sprintf("%c", unhex(tolower(substr(h, i, 2))))
  return out
}
function to_audit(s,  out, i) {
  if (s ~ /^[A-Za-z0-9_.\/:=,@%+-]*$/) return "\"" s "\""
  if (!("A" in BYTE)) for (i = 1; i < 256; i++) BYTE[sprintf("%c", i)] = sprintf("%02X", i)
  out = ""
  for (i = 1; i <= length(s); i++) out = out BYTE[substr(s, i, 1)]
  return out
}
# Program starts and what happened to auditing itself; arguments are read, redacted as a command line and written again.
function audit_line(s,  at, head, out, m, name, value, program, previous) {
  if (match(s, /^type=[A-Za-z0-9_]+ msg=audit\([0-9]+\.[0-9][0-9][0-9]:[0-9]+\):/)) m = substr(s, 1, RLENGTH)
  else m = SIGN
  if (s !~ /type=(SYSCALL|EXECVE|CONFIG_CHANGE|DAEMON_[A-Z]+|1300|1309|1305|120[0-3]) /) {
    if (s ~ /audit_lost=|backlog limit exceeded|dropping event|event lost|queue (to plugins )?is full/) { print text(s); SIGN = "" }
    else SIGN = m
    return
  }
  if (s ~ /type=(SYSCALL|1300) / && s !~ /syscall=(59|322|221|281|11|358|387|362|354|execve|execveat) /) { SIGN = m; return }
  SIGN = ""
  if (s !~ /type=(EXECVE|1309) /) { print text(s); return }
  sub(/\035.*/, "", s)
  at = index(s, "):")
  head = substr(s, 1, at + 1); s = substr(s, at + 2); out = ""
  program = previous = ""
  while (match(s, /[^ =]+=("[^"]*"|[^ ]*)/)) {
    m = substr(s, RSTART, RLENGTH); s = substr(s, RSTART + RLENGTH)
    name = m; sub(/=.*/, "", name)
    value = substr(m, length(name) + 2)
    if (name == "argc" && value ~ /^[0-9]+$/) { out = out " argc=" value; continue }
    if (name !~ /^a[0-9]+$/) continue
    if (value ~ /^"/) value = substr(value, 2, length(value) - 2)
    else if (value == "(null)" || value == "?" || value == "(none)") value = ""
    else if (length(value) > 1 && length(value) % 2 == 0 && value ~ /^[0-9A-Fa-f]+$/) value = from_hex(value)
    if (program == "") { program = value; out = out " " name "=" to_audit(argument("", "", value)) }
    else out = out " " name "=" to_audit(argument(program, previous, value))
    previous = value
  }
  print head out
}
MODE == "audit" { audit_line($0) }
MODE == "text" || MODE == "shapes" { text_line($0) }
MODE == "json" { json_line($0) }
MODE == "env" { env_line($0) }
MODE == "compose" { compose_line($0) }
MODE == "shadow" { shadow_line($0) }
MODE == "keys" { if ($0 ~ /(command|environment)="/) print text($0); else print $0 }
END { if (MODE == "audit" && SIGN != "") print SIGN; if (MODE == "env") flush_env(); if (IN_KEY) print fingerprint(KEY_TEXT) }
AWK
}

redact() { awk -v MODE="$1" -v FOLDER="$W" -f "$W/redact.awk"; }
redact_text() { redact text; }
redact_json() { redact json; }
redact_shapes() { redact shapes; }
redact_env() { redact env; }
redact_compose() { redact compose; }
redact_shadow() { redact shadow; }
redact_keys() { redact keys; }
redact_audit() { redact audit; }

# The key of this host, or one of this run. Key and met secrets are in files without a name: nothing can stay behind.
start_redaction() {
  KEPT=false
  if [ -r /var/lib/candor/redaction.key ] && [ ! -L /var/lib/candor/redaction.key ]; then
    od -An -v -tx1 /var/lib/candor/redaction.key 2>/dev/null | tr -d ' \n' | head -c 64 >"$W/t/key"
    if [ "$(size_of "$W/t/key")" = 64 ]; then KEPT=true; fi
  fi
  if [ "$KEPT" = false ]; then
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$W/t/key"
    [ "$(size_of "$W/t/key")" = 64 ] || { echo 'candor: no random key can be had from /dev/urandom' >&2; exit 70; }
  fi
  : >"$W/t/met"
  exec 7<"$W/t/key" 9>>"$W/t/met" 8<"$W/t/met"
  rm -f "$W/t/key" "$W/t/met"
  write_redactor
  write_text_rules
  write_forms
}

# Every secret met anywhere is removed from all artefacts; files without one are left alone.
sweep() {
  awk '!seen[$0]++' <&8 >"$W/t/list"
  exec 8<"$W/t/list"
  rm -f "$W/t/list"
  [ -s /proc/self/fd/8 ] || return 0
  for found in $(cd "$W/b" && grep -lF -f /proc/self/fd/8 -- artifacts/* "$W/list" 2>/dev/null); do
    case $found in /*) swept=$found ;; *) swept="$W/b/$found" ;; esac
    awk -v MODE=sweep -f "$W/redact.awk" -f "$W/sweep.awk" "$swept" >"$W/t/swept" && cat "$W/t/swept" >"$swept"
    rm -f "$W/t/swept"
  done
}

write_sweep() {
  cat >"$W/sweep.awk" <<'AWK'
BEGIN {
  while ((getline one < "/proc/self/fd/8") > 0) if (one != "") SWEPT[++SWEPTS] = one
  for (i = 2; i <= SWEPTS; i++) {
    one = SWEPT[i]
    for (j = i - 1; j > 0 && length(SWEPT[j]) < length(one); j--) SWEPT[j + 1] = SWEPT[j]
    SWEPT[j + 1] = one
  }
}
{
  s = $0
  for (i = 1; i <= SWEPTS; i++) if (at = index(s, SWEPT[i])) {
    out = ""
    while (at) { out = out substr(s, 1, at - 1) fingerprint(SWEPT[i]); s = substr(s, at + length(SWEPT[i])); at = index(s, SWEPT[i]) }
    s = out s
  }
  print s
}
AWK
}
