
collect_nginx() {
  run_artifact nginx.config 5 16777216 redact_text nginx -T
  cp "$F" "$W/t/nginx" 2>/dev/null || : >"$W/t/nginx"
  NGINX_STATUS=$(awk -F"$SEP" '$1 == "nginx.config" { print $4 }' "$W/list")
  artifact nginx.version
  if have nginx; then
    A_KIND=command A_SOURCE="nginx$(printf '\037')-V"
    limited 4 nginx -V >"$F" 2>&1 </dev/null
    A_CODE=$?
    if [ "$A_CODE" = 0 ]; then done_as ok; else done_as error 'nginx -V failed'; fi
  else
    done_as absent 'nginx is not installed'
  fi
  nginx_logs nginx.access-log access_log /var/log/nginx/access.log
  nginx_logs nginx.error-log error_log /var/log/nginx/error.log
}

nginx_logs() {
  sed -n "s/^[[:space:]]*$2[[:space:]][[:space:]]*[\"']\{0,1\}\(\/[^[:space:];\"']*\).*/\1/p" "$W/t/nginx" | grep -v -e '[$]' -e '^/dev/' | awk '!seen[$0]++' >"$W/t/logs"
  [ -s "$W/t/logs" ] || say "$3" >"$W/t/logs"
  order=0
  listed=0
  for log in $(awk '{ print; print $0 ".1" }' "$W/t/logs" | head -n 12); do
    order=$((order + 1))
    case $log in
      *.1)
        [ -e "$log" ] || continue
        changed=$(stat -c %Y "$log" 2>/dev/null)
        [ "${changed:-0}" -ge "$SINCE_S" ] || continue
        ;;
      *) if [ ! -e "$log" ] && { [ ! -d /etc/nginx ] || [ -x "${log%/*}" ]; }; then [ -d /etc/nginx ] || continue; fi ;;
    esac
    listed=1
    artifact "$1"
    from_file "$log"
    A_ORDER=$order
    if [ ! -e "$log" ] && [ -d "${log%/*}" ] && [ ! -x "${log%/*}" ]; then done_as denied "$log: permission denied; $MORE"; else read_into "$log" 33554432 redact_text; fi
  done
  [ "$listed" = 1 ] || lacking "$1" absent "$(head -n 1 "$W/t/logs"): not there"
}

listens_on() { grep -qE "^tcp +LISTEN +[0-9]+ +[0-9]+ +(0\.0\.0\.0|\*|127\.0\.0\.1):$1 " "$W/t/sockets"; }

site_names() {
  {
    [ -z "${CANDOR_NAMES:-}" ] || printf '%s\n' "$CANDOR_NAMES"
    sed -n 's/^[[:space:]]*server_name[[:space:]][[:space:]]*\([^;{}]*\);.*/\1/p' "$W/t/nginx" | tr -s ' \t' '\n\n'
  } | grep -E '^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$' | awk '!seen[$0]++'
}

# Certificates of the configuration's files (never the key of the same file), and as served on loopback.
collect_certificates() {
  tls_count=0
  sed -n "s/^[[:space:]]*ssl_certificate[[:space:]][[:space:]]*[\"']\{0,1\}\(\/[^[:space:];\"']*\).*/\1/p" "$W/t/nginx" | grep -v '[$]' | awk '!seen[$0]++' | head -n 40 >"$W/t/certs"
  while IFS= read -r path; do
    tls_count=$((tls_count + 1))
    artifact tls.certificate
    from_file "$path"
    A_ORDER=$tls_count
    read_into "$path" 1048576 'awk /-----BEGIN.CERTIFICATE-----/,/-----END.CERTIFICATE-----/'
  done <"$W/t/certs"
  if listens_on 443 && have openssl; then
    for name in $(site_names | head -n 10); do
      tls_count=$((tls_count + 1))
      artifact tls.certificate
      from_api "TLS 127.0.0.1:443 $name"
      A_ORDER=$tls_count
      limited 4 openssl s_client -connect 127.0.0.1:443 -servername "$name" 2>/dev/null </dev/null | awk '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/' >"$F"
      if [ -s "$F" ]; then done_as ok; else done_as unreachable "TLS for $name: no certificate was shown"; fi
    done
  fi
  [ "$tls_count" -gt 0 ] || case $NGINX_STATUS in
    ok | absent) lacking tls.certificate absent 'nothing of this kind was found on the host' ;;
    *) lacking tls.certificate "$NGINX_STATUS" 'nginx could not be asked for its certificates' ;;
  esac
}

# One GET on loopback in the name of a site: no redirect followed, certificate judged apart.
ask() {
  rm -f "$W/t/head" "$W/t/body"
  if have curl; then
    curl -s -k -g --noproxy '*' --max-time 3 --max-filesize 262144 --connect-to "::127.0.0.1:$2" -A candor-check -H 'Accept: */*' -D "$W/t/head" -o "$W/t/body" "$1" >/dev/null 2>&1 </dev/null
  else
    limited 4 wget -q -S -O "$W/t/body" -U candor-check --no-check-certificate --max-redirect=0 --tries=1 --header "Host: $(say "$1" | sed 's,^[a-z]*://\([^/]*\).*,\1,')" "http://127.0.0.1:$2/${1#*://*/}" 2>"$W/t/wget" </dev/null
    sed -n 's/^  *\(HTTP\/.*\)/\1/p; s/^  *\([A-Za-z-]*: .*\)/\1/p' "$W/t/wget" >"$W/t/head"
  fi
  ask_code=$?
  : >>"$W/t/head"
  : >>"$W/t/body"
  awk -v MODE=none -v URL="$1" -v PORT="$2" -v CODE="$ask_code" -v BODY="$W/t/body" -f "$W/redact.awk" -f "$W/http.awk" "$W/t/head"
}

write_http_awk() {
  cat >"$W/http.awk" <<'AWK'
function header(name, value,  at) {
  if (name == "set-cookie") { at = index(value, "="); if (at) { if (match(substr(value, at + 1), /^[^;]*/)) value = substr(value, 1, at) secret(substr(value, at + 1, RLENGTH)) substr(value, at + 1 + RLENGTH) } }
  else value = text(value)
  if (name in HEAD_OF) HEAD_OF[name] = HEAD_OF[name] ", " value
  else { HEAD_OF[name] = value; ORDER_OF[++HEADS] = name }
}
# Of a JSON answer only keys with booleans; a query counts as {}: "limited".
function booleans(s,  out, tok, depth, key, n, skip, skipped, keys) {
  out = ""; depth = 0; key = ""; skip = 0
  if (s !~ /^[ \t\r\n]*\{/) return ""
  while (match(s, /"([^"\\]|\\.)*"|[][{},]|true|false|null|-?[0-9][0-9.eE+-]*/)) {
    tok = substr(s, RSTART, RLENGTH); s = substr(s, RSTART + RLENGTH)
    if (tok == "{" || tok == "[") {
      if (skip) { skip++; continue }
      if (tok == "[") { skip = 1; key = ""; continue }
      if (key == "\"where\"") { out = out (FIRST[depth]++ ? "," : "") key ":{}"; skip = 1; key = ""; continue }
      if (depth > 8) { skip = 1; continue }
      if (depth > 0) out = out (FIRST[depth]++ ? "," : "") key ":"
      depth++; FIRST[depth] = 0; out = out "{"; key = ""
    } else if (tok == "}" || tok == "]") {
      if (skip) { skip--; continue }
      depth--; out = out "}"; key = ""
      if (depth == 0) return out
    } else if (skip || tok == ",") { if (!skip) key = "" }
    else if (tok ~ /^"/) { if (s ~ /^[ \t\r\n]*:/ && ++keys <= 2000) key = substr(tok, 1, 100) (length(tok) > 100 ? "\"" : ""); else key = "" }
    else if ((tok == "true" || tok == "false") && key != "") { out = out (FIRST[depth]++ ? "," : "") key ":" tok; key = "" }
  }
  return ""
}
{
  sub(/\r$/, "")
  if ($0 ~ /^HTTP\//) { STATUS = $2; HEADS = 0; split("", HEAD_OF) }
  else if (i = index($0, ":")) { v = substr($0, i + 1); sub(/^[ \t]+/, "", v); header(tolower(substr($0, 1, i - 1)), v) }
}
END {
  path = URL; sub(/^[a-z]*:\/\/[^\/]*/, "", path)
  body = ""; n = 0
  while ((getline line < BODY) > 0 && n++ < 5000) body = body line "\n"
  kept = ""
  if (STATUS == 200) {
    if (path == "/api/access" || path ~ /\/init$/) kept = booleans(body)
    else if (path == "/.env") { if (("\n" body) ~ /\n(export )?[A-Z][A-Z0-9_]+=/ && body !~ /^[ \t\r\n]*</) kept = "an env file" }
    else if (path == "/.git/config") { if (("\n" body) ~ /\n\[core\]/) kept = "a git configuration" }
    else if (path == "/api/graphql-playground") { if (tolower(body) ~ /graphql/) kept = "a GraphQL playground" }
  }
  heads = ""
  for (i = 1; i <= HEADS; i++) heads = heads (i > 1 ? "," : "") json_text(ORDER_OF[i]) ":" json_text(HEAD_OF[ORDER_OF[i]])
  error = STATUS == "" ? (CODE == 7 ? "ECONNREFUSED" : CODE == 28 ? "ETIMEDOUT" : CODE == 52 || CODE == 56 ? "ECONNRESET" : "error") : ""
  print "{\"url\":" json_text(URL) ",\"method\":\"GET\",\"resolvedTo\":\"127.0.0.1\",\"port\":" PORT ",\"status\":" (STATUS == "" ? "null" : STATUS + 0) ",\"headers\":{" heads "},\"body\":" (kept == "" ? "null" : json_text(kept)) ",\"error\":" (error == "" ? "null" : json_text(error)) "}"
}
AWK
}

collect_http() {
  {
    {
      grep -E '^tcp +LISTEN +[0-9]+ +[0-9]+ +(127\.0\.0\.1|0\.0\.0\.0|\*|\[::\]):[0-9]+ .*users:\(\("(node|next-server[^"]*)"' "$W/t/sockets" | awk '{ sub(/.*:/, "", $5); print $5 }'
      awk -F'\t' '$5 != "" && $2 ~ /^(node|next-server)/ { print $5 }' "$W/t/pids" | sort -u >"$W/t/nodes"
      grep -F -f "$W/t/nodes" "$W/t/containers" | cut -f1 | xargs -r "$ENGINE" inspect --format '{{range $p, $b := .NetworkSettings.Ports}}{{range $b}}{{$p}} {{.HostPort}}{{"\n"}}{{end}}{{end}}' 2>/dev/null | awk '$1 ~ /\/tcp$/ && $2 ~ /^[0-9]+$/ { print $2 }'
    } | awk '!seen[$0]++' | head -n 6 | while IFS= read -r port; do
      for path in / /api/access /api/users/init /.env /.git/config /api/graphql-playground; do say "http://127.0.0.1:$port$path $port"; done
    done
    names=$(site_names | head -n 8)
    if listens_on 80; then for name in $names candor-unknown.invalid; do say "http://$name/ 80"; done; fi
    if listens_on 443; then
      for name in $names; do for path in / /.env /.git/config /admin /api/graphql-playground; do say "https://$name$path 443"; done; done
      echo 'https://candor-unknown.invalid/ 443'
    fi
  } >"$W/t/targets"
  if [ ! -s "$W/t/targets" ] && [ "$ENGINE_STATUS" != ok ] && [ "$ENGINE_STATUS" != absent ]; then
    lacking http.probe "$ENGINE_STATUS" "the containers could not be seen: $ENGINE_DETAIL"
  elif ! have curl && ! have wget; then
    lacking http.probe absent 'neither curl nor wget is there to ask the sites on loopback'
  else
    artifact http.probe
    from_api 'GET on loopback'
    while read -r url port; do ask "$url" "$port"; done <"$W/t/targets" >"$F"
    done_as ok
  fi
  if grep -q '	mongod	' "$W/t/pids"; then
    lacking mongo.probe not-collected 'the shell collector does not speak the wire protocol of MongoDB; run candor on the host for it'
  elif [ "$ENGINE_STATUS" = ok ] || [ "$ENGINE_STATUS" = absent ]; then
    lacking mongo.probe absent 'nothing of this kind was found on the host'
  else
    lacking mongo.probe "$ENGINE_STATUS" "the containers could not be seen: $ENGINE_DETAIL"
  fi
}
