
write_text_rules() {
  cat >>"$W/redact.awk" <<'AWK'
function meet(s) {
  if (length(s) >= 8 && length(s) <= 4096 && MET < 500 && s !~ /[\n\r]/ && !is_fingerprint(s) && !(s in MEETINGS))
    if (s ~ /[0-9]/ || (s ~ /[A-Z]/ && s ~ /[a-z]/) || strength(s) == "strong") {
      MEETINGS[s] = 1
      MET++
      print s >> "/proc/self/fd/9"
    }
}
function secret(s) { meet(s); return fingerprint(s) }
function is_clear_name(name) { return name ~ /^(NODE_ENV|NODE_OPTIONS|LD_PRELOAD|DISABLE_SUBPROC_DIAG|CANDOR_[A-Z0-9_]+)$/ }
function is_secret_name(name) {
  return tolower(name) ~ /pass(w|phrase|$|_)|secret|token|api[_-]?key|private|credential|salt|signing|(^|[_-])(auth|key|pwd)$|_key_|pwd/
}
# An environment variable's value.
function env_value(name, value,  m) {
  if (is_clear_name(name)) return text(value)
  if (match(value, /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^ \t\/:@]*:[^ \t\/]+@/)) {
    m = substr(value, 1, RLENGTH - 1)
    sub(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^ \t\/:@]*:/, "", m)
    meet(m)
  }
  return is_secret_name(name) ? secret(value) : fingerprint(value)
}
function is_reference(s) { return s ~ /^(\$|\*\*\*|hmac-sha256:|%[A-Z(]|process\.env|<redacted)/ }
function generated(s) { return length(s) >= 6 && s ~ /[0-9]/ && s !~ /^[0-9]+$/ }
function word_before(s, at) { return at > 1 && substr(s, at - 1, 1) ~ /[A-Za-z0-9_]/ }

# replaced(s, whole, skip, least, test): in each match of the rule the text after its head is the secret.
# HEAD and WHOLE are patterns over the lower-case text; the head is the longest that ends in one of ENDS.
function rule(s, whole, head, least, test, boundary,  low, out, m, h, at, len, sec) {
  low = tolower(s)
  if (low !~ whole) return s
  out = ""
  while (match(low, whole)) {
    at = RSTART; len = RLENGTH
    m = substr(low, at, len)
    h = match(m, head) == 1 ? RLENGTH : len
    sec = substr(s, at + h, len - h)
    if ((boundary && word_before(s, at)) || length(sec) < least || is_reference(sec) || (test && !generated(sec))) {
      out = out substr(s, 1, at + (h > 0 ? h : 1) - 1)
      s = substr(s, at + (h > 0 ? h : 1))
    } else {
      out = out substr(s, 1, at + h - 1) fingerprint(sec)
      s = substr(s, at + len)
    }
    low = tolower(s)
  }
  return out s
}
function uri_rule(s,  out, m, at, len, p, user, pass, i) {
  out = ""
  while (match(s, /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^ \t\/:@"'<>]*:[^ \t\/"'<>]+@/)) {
    at = RSTART; len = RLENGTH
    m = substr(s, at, len)
    p = index(m, "://") + 3
    i = index(substr(m, p), ":")
    user = substr(m, p, i - 1)
    pass = substr(m, p + i, length(m) - p - i)
    if (user != "" && !is_reference(user) && user !~ /\$/) user = fingerprint(user)
    if (!is_reference(pass)) pass = fingerprint(pass)
    out = out substr(s, 1, at - 1) substr(m, 1, p - 1) user ":" pass "@"
    s = substr(s, at + len)
  }
  return out s
}
# Tokens that show by their own shape; case counts.
function token_rule(s, pattern, least,  out, at, len, m) {
  out = ""
  while (match(s, pattern)) {
    at = RSTART; len = RLENGTH
    m = substr(s, at, len)
    if (len < least || word_before(s, at)) { out = out substr(s, 1, at); s = substr(s, at + 1) }
    else { out = out substr(s, 1, at - 1) fingerprint(m); s = substr(s, at + len) }
  }
  return out s
}
function shapes(s) {
  if (index(s, "://")) s = uri_rule(s)
  if (tolower(s) ~ /(bearer|basic|api-key)[ \t]/) s = rule(s, "(bearer|basic|api-key)[ \t]+[a-z0-9+\\/_=.~-]+", "^(bearer|basic|api-key)[ \t]+", 16, 0, 1)
  if (index(s, "eyJ")) s = token_rule(s, "eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]*", 17)
  if (s ~ /gh[pousr]_|github_pat_|npm_|AKIA|ASIA|xox[abeprs]-|[sr]k_(live|test)_|sk-|AIza|SG\.|glpat-|dop_v1_|re_/) {
    s = token_rule(s, "gh[pousr]_[A-Za-z0-9]+", 24)
    s = token_rule(s, "github_pat_[A-Za-z0-9_]+", 31)
    s = token_rule(s, "npm_[A-Za-z0-9]+", 34)
    s = token_rule(s, "(AKIA|ASIA)[0-9A-Z]+", 20)
    s = token_rule(s, "xox[abeprs]-[A-Za-z0-9-]+", 15)
    s = token_rule(s, "[sr]k_(live|test)_[A-Za-z0-9]+", 18)
    s = token_rule(s, "sk-[A-Za-z0-9_-]+", 23)
    s = token_rule(s, "AIza[A-Za-z0-9_-]+", 39)
    s = token_rule(s, "SG[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+", 36)
    s = token_rule(s, "(glpat-|dop_v1_)[A-Za-z0-9_-]+", 26)
    s = token_rule(s, "re_[A-Za-z0-9_]+", 23)
  }
  if (index(s, "$")) s = token_rule(s, "[$](2[abxy]|apr1|1|5|6|y|argon2id?)[$][A-Za-z0-9.\\/$=,+]+", 19)
  return s
}
function text(s,  low, word) {
  low = tolower(s)
  if (low !~ /passw|passphrase|secret|token|key|credential|authorization|cookie|bearer|basic|:\/\/|auth|secure_link|[?&](code|sig|session|sid|jwt)|eyj|gh[pousr]_|github_pat|npm_|akia|asia|xox|[sr]k[_-]|aiza|sg\.|glpat|dop_v1|re_|\$(2|apr1|1|5|6|y|argon)/) return s
  word = "(passw(or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)"
  if (index(low, "authorization")) s = rule(s, "authorization[\"']?[ \t]*[:=][ \t]*[\"']?[^\"'\r,;]+", "^authorization[\"']?[ \t]*[:=][ \t]*[\"']?", 4, 0, 1)
  s = shapes(s)
  if (index(low, "cookie")) s = rule(s, "cookie[\"']?[ \t]*[:=][ \t]*[\"']?[^\"'\r]+", "^cookie[\"']?[ \t]*[:=][ \t]*[\"']?", 4, 0, 1)
  if (low ~ word) {
    s = rule(s, word "[a-z0-9_.-]*[\"']?[ \t]*[=:][ \t]*[\\\\]?[\"'][^\"'\\\\\r]+", "^" word "[a-z0-9_.-]*[\"']?[ \t]*[=:][ \t]*[\\\\]?[\"']", 1, 0, 0)
    s = rule(s, word "[a-z0-9_.-]*[\"']?[ \t]*=[^] \t\"'&;,)}>=]+", "^" word "[a-z0-9_.-]*[\"']?[ \t]*=", 1, 0, 0)
    s = rule(s, word "[a-z0-9_.-]*[\"']?[ \t]*:[ \t]*[^] \t\"',;)}]+", "^" word "[a-z0-9_.-]*[\"']?[ \t]*:[ \t]*", 6, 1, 0)
    s = rule(s, "[ \t]--?[a-z0-9_-]*" word "[a-z0-9_-]*[ \t]+[\"']?[^ \t\"'-][^ \t\"']*", "^[ \t]--?[a-z0-9_-]*[ \t]+[\"']?", 1, 0, 0)
  }
  if (low ~ /[?&][a-z]+=/) s = rule(s, "[?&](key|code|sig|signature|auth|session|sid|jwt)=[^ \t&\"'#]+", "^[?&][a-z]+=", 8, 0, 0)
  if (low ~ /(header|_param)/) s = rule(s, "(set_header|add_header|set_headers|_param)[ \t]+[\"']?[a-z0-9_-]*(key|token|secret|auth|password)[a-z0-9_-]*[\"']?[ \t]+[\"']?[^\"';\r$]+", "^[a-z_]+[ \t]+[\"']?[a-z0-9_-]+[\"']?[ \t]+[\"']?", 1, 0, 0)
  if (index(low, "$")) s = rule(s, "[$][a-z0-9_]*(key|token|secret|auth|password)[a-z0-9_]*[ \t]+(!?[=~][*]?[ \t]*)?[\"']?[^\"';) \t\r$]+", "^[$][a-z0-9_]+[ \t]+(!?[=~][*]?[ \t]*)?[\"']?", 4, 1, 0)
  if (index(low, "secure_link_")) s = rule(s, "secure_link_(md5|secret|hmac_secret)[ \t]+[^;\r]+", "^secure_link_[a-z0-9_]+[ \t]+", 1, 0, 0)
  return s
}
# Lines of a text; a private key may go over several.
function text_line(s,  at, len, rest, end) {
  if (IN_KEY) {
    if (s ~ /-----END/ || ++KEY_LINES > 2000) { IN_KEY = 0; print fingerprint(KEY_TEXT); print s }
    else KEY_TEXT = KEY_TEXT s
    return
  }
  if (match(s, /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/)) {
    at = RSTART; len = RLENGTH
    rest = substr(s, at + len)
    if (rest ~ /^[ \t\r]*$/) { IN_KEY = 1; KEY_LINES = 0; KEY_TEXT = ""; print s; return }
    end = match(rest, /-/) ? RSTART : length(rest) + 1
    print text(substr(s, 1, at + len - 1)) fingerprint(substr(rest, 1, end - 1)) substr(rest, end)
    return
  }
  print MODE == "shapes" ? shapes(s) : LINES == "source" ? source(s) : text(s)
}
# String literals that stand for a secret in program text; words of field types stay.
function source(s,  low, out, at, len, m, q, i, lit, head) {
  s = shapes(s)
  low = tolower(s)
  if (low !~ /secret|passw|passphrase|token|api_?key|private_?key|credential|database_?ur[il]|mongo/) return s
  out = ""
  while (match(tolower(s), /(secret|password|passwd|passphrase|token|api_?key|private_?key|credential|database_?ur[il]|mongo[a-z0-9_]*ur[il])[a-z0-9_]*["']?\]?!?[ \t]*([:=]|\|\||\?\?)[ \t]*([][a-z0-9_.$"'!]+[ \t]*(\|\||\?\?)[ \t]*)?["'`][^"'`]+["'`]/)) {
    at = RSTART; len = RLENGTH
    m = substr(s, at, len)
    q = substr(m, len, 1)
    i = len - 1
    while (i > 0 && substr(m, i, 1) !~ /["'`]/) i--
    lit = substr(m, i + 1, len - i - 1)
    head = substr(m, 1, i)
    if (lit ~ /^[a-z]+$/ && length(lit) <= 12 && tolower(substr(head, 1, 40)) !~ /secret|passw/) out = out substr(s, 1, at - 1) m
    else out = out substr(s, 1, at - 1) head fingerprint(lit) q
    s = substr(s, at + len)
  }
  return out s
}
AWK
}
