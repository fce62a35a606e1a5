
# Apps: compose projects, containers that run Node, Node apps on the host. P_ROOT is empty on the host.
collect_apps() {
  APPS_SEEN=''
  : >"$W/t/secretdirs"
  awk -F'\t' '$7 != "-" && $8 ~ /^\// && !seen[$7]++ { print $7 "\t" $8 "\t" $9 }' "$W/t/containers" >"$W/t/projects"
  [ -z "${CANDOR_PROJECTS:-}" ] || printf '%s\n' "$CANDOR_PROJECTS" | awk -F'\t' -v known="$W/t/projects" 'BEGIN { while ((getline line < known) > 0) { split(line, f, "\t"); seen[f[1]] = 1 } } !($1 in seen) && $2 ~ /^\// { print $1 "\t" $2 "\t-" }' >>"$W/t/projects"
  while IFS='	' read -r p_name p_folder p_files; do
    P_SUBJECT="project:$p_name" P_ROOT='' P_FOLDER=$p_folder P_PID=''
    say "$p_folder" >>"$W/t/secretdirs"
    declared
    installed
    compose_files "$p_files"
    project_git
  done <"$W/t/projects"
  while IFS='	' read -r c_id c_name c_running c_pid c_driver c_dir c_project c_folder c_files; do
    [ "$c_running" = true ] || continue
    node_pid=$(awk -F'\t' -v id="$c_id" '$5 == id { n = $3 == "" ? $2 : $3; sub(/.*\//, "", n); if (n ~ /^(node|nodejs|bun|next-server.*)$/) { print $1; exit } }' "$W/t/pids")
    [ -n "$node_pid" ] || continue
    P_SUBJECT="container:$c_name" P_ROOT="/proc/$node_pid/root" P_PID=$node_pid
    P_FOLDER=$c_dir
    [ "$P_FOLDER" != - ] || P_FOLDER=/
    if ! { rooted "$P_ROOT" "$P_FOLDER/package.json"; }; then
      cwd=$(readlink "/proc/$node_pid/cwd" 2>/dev/null)
      if [ -n "$cwd" ] && rooted "$P_ROOT" "$cwd/package.json"; then P_FOLDER=$cwd; fi
    fi
    # A container's source is its project's, where the project's folder on the host has it.
    if [ "$c_folder" = - ] || [ ! -f "$c_folder/package.json" ]; then declared; fi
    installed
  done <"$W/t/containers"
  awk -F'\t' '$5 == "" { n = $3 == "" ? $2 : $3; sub(/.*\//, "", n); if (n ~ /^(node|nodejs|bun|next-server.*)$/) print $1 }' "$W/t/pids" | head -n 40 |
    while IFS= read -r pid; do readlink "/proc/$pid/cwd" 2>/dev/null; done | awk '!seen[$0]++' | head -n 20 >"$W/t/cwds"
  while IFS= read -r P_FOLDER; do
    [ -f "$P_FOLDER/package.json" ] || continue
    cut -f2 "$W/t/projects" | grep -Fqx -e "$P_FOLDER" && continue
    if [ -d "$P_FOLDER/.next" ] || ls "$P_FOLDER"/next.config.* >/dev/null 2>&1 || ls "$P_FOLDER"/payload.config.* >/dev/null 2>&1; then
      P_SUBJECT="project:${P_FOLDER##*/}" P_ROOT='' P_PID=''
      say "$P_FOLDER" >>"$W/t/secretdirs"
      declared
      installed
      project_git
    fi
  done <"$W/t/cwds"
  for id in app.package-json app.lockfile app.installed app.build app.source compose.file compose.env project.git; do
    case " $APPS_SEEN " in
      *" $id "*) ;;
      *)
        case $ENGINE_STATUS in
          ok | absent) lacking "$id" absent 'nothing of this kind was found on the host' ;;
          *) lacking "$id" "$ENGINE_STATUS" "the containers could not be seen: $ENGINE_DETAIL" ;;
        esac
        ;;
    esac
  done
}

# place_file ID NAME FILTER ORDER: a file of the app's folder; 1 when it is not there (nothing is listed then).
place_file() {
  case $2 in /*) pf_path=$2 ;; *) pf_path="$P_FOLDER/$2" ;; esac
  if [ -n "$P_ROOT" ]; then rooted "$P_ROOT" "$pf_path" || return 1; pf_file=$ROOTED; else pf_file=$pf_path; fi
  [ -e "$pf_file" ] || return 1
  artifact "$1" "$P_SUBJECT"
  from_file "$pf_path"
  A_ORDER=$4
  APPS_SEEN="$APPS_SEEN $1"
  read_into "$pf_file" 33554432 "$3"
  return 0
}

# The index of git is binary; git itself would run what a hostile repository names, so it is not asked.
project_git() {
  APPS_SEEN="$APPS_SEEN project.git"
  if [ -e "$P_FOLDER/.git" ]; then
    lacking project.git not-collected 'the shell collector does not read the index of git; run candor on the host for it' "$P_SUBJECT"
  else
    lacking project.git absent "$P_FOLDER is no git work tree" "$P_SUBJECT"
  fi
}

absent_file() {
  artifact "$1" "$P_SUBJECT"
  from_file "$P_FOLDER/$2"
  APPS_SEEN="$APPS_SEEN $1"
  done_as absent "$P_FOLDER/$2: not there"
}

# Scripts are command lines; names and ranges of dependencies are left as they are.
redact_package_json() {
  { cat "$W/redact.awk"; cat <<'AWK'
/"scripts"[ \t]*:/ { IN_SCRIPTS = 1 }
{
  s = $0
  if (IN_SCRIPTS) {
    out = ""
    while (match(s, /[A-Z][A-Z0-9_]+=[^ \t"'\\]+/)) { m = substr(s, RSTART, RLENGTH); out = out substr(s, 1, RSTART - 1); s = substr(s, RSTART + RLENGTH); i = index(m, "="); out = out substr(m, 1, i) env_value(substr(m, 1, i - 1), substr(m, i + 1)) }
    s = text(out s)
  }
  print shapes(s)
  if (IN_SCRIPTS && index($0, "}")) IN_SCRIPTS = 0
}
AWK
  } >"$W/t/pj.awk"
  awk -v MODE=none -f "$W/t/pj.awk"
}

declared() {
  if place_file app.package-json package.json redact_package_json 1; then
    order=0
    for name in package-lock.json pnpm-lock.yaml yarn.lock npm-shrinkwrap.json; do
      place_file app.lockfile "$name" redact_shapes $((order + 1)) && order=$((order + 1))
    done
    [ "$order" -gt 0 ] || absent_file app.lockfile package-lock.json
  fi
  app_source
}

app_source() {
  so_base="$P_ROOT$P_FOLDER"
  if [ -n "$P_ROOT" ]; then rooted "$P_ROOT" "$P_FOLDER" || return 0; so_base=$ROOTED; fi
  [ -d "$so_base" ] || return 0
  limited 10 find "$so_base/" -type d \( -name node_modules -o -name .next -o -name .git -o -name dist -o -name build -o -name out -o -name coverage -o -name public -o -name media -o -name uploads -o -name .turbo -o -name .vercel -o -name .cache -o -name test -o -name tests -o -name __tests__ \) -prune -o -type f ! -name '*
*' -print 2>/dev/null </dev/null | sed "s,^$so_base//*,," |
    grep -E '\.[cm]?[jt]sx?$|(^|/)((Dockerfile|Containerfile)(\.[A-Za-z0-9_-]+)?|\.dockerignore|\.npmrc)$|^package\.json$' | grep -vE '\.d\.[cm]?ts$|\.(test|spec)\.[^/]*$' |
    awk '{ l = tolower($0); r = 5
      if ($0 ~ /(^|\/)(pages\/api|endpoints|hooks|jobs|actions)\//) r = 4
      if ($0 ~ /(^|\/)(middleware|proxy|instrumentation)\.[cm]?[jt]s$/) r = 3
      if ($0 ~ /(^|\/)app\/(.*\/)?route\.[cm]?[jt]sx?$/) r = 2
      if (l ~ /(^|\/)(collections|globals|access|fields|blocks|plugins)\//) r = 1
      if (l ~ /(^|\/)((dockerfile|containerfile)[a-z0-9_.-]*|\.dockerignore|\.npmrc|package\.json)$/) r = 0
      if ($0 ~ /(^|\/)(payload|next)\.config\.[cm]?[jt]s$/) r = 0
      print r "\t" $0 }' | sort | cut -f2 >"$W/t/sources"
  [ -s "$W/t/sources" ] || return 0
  artifact app.source "$P_SUBJECT"
  from_file "$P_FOLDER"
  APPS_SEEN="$APPS_SEEN app.source"
  head -n 400 "$W/t/sources" | while IFS= read -r path; do
    say "H$path"
    head -c 524288 "$so_base/$path" 2>/dev/null | sed 's/^/L/'
    echo
  done | head -c 6291456 | awk -v MODE=none -v LINES=source -f "$W/redact.awk" -f "$W/source.awk" >"$F"
  if [ "$(wc -l <"$W/t/sources")" -gt 400 ]; then done_as truncated 'more source than is read (400 files, 5 MB)'; else done_as ok; fi
}

write_source_awk() {
  cat >"$W/source.awk" <<'AWK'
# A variable of a Dockerfile whose name promises a secret; a reference stays.
function docker_line(s,  out, m, eq, name, value) {
  if (tolower(s) !~ /^[ \t]*(env|arg)[ \t]/ && s !~ /^[ \t]+[A-Za-z_][A-Za-z0-9_]*=/) return text(s)
  if (match(s, /^[ \t]*[Ee][Nn][Vv][ \t]+[A-Za-z_][A-Za-z0-9_]*[ \t]+/)) {
    m = substr(s, 1, RLENGTH); value = substr(s, RLENGTH + 1)
    name = m; sub(/[ \t]+$/, "", name); sub(/.*[ \t]/, "", name)
    return is_secret_name(name) && value !~ /^\$/ ? m secret(value) : text(s)
  }
  out = ""
  while (match(s, /[A-Za-z_][A-Za-z0-9_]*=("[^"]*"|'[^']*'|[^ \t"']+)/)) {
    m = substr(s, RSTART, RLENGTH); eq = index(m, "=")
    out = out substr(s, 1, RSTART - 1); s = substr(s, RSTART + RLENGTH)
    name = substr(m, 1, eq - 1); value = substr(m, eq + 1)
    if (value ~ /^["']/) value = substr(value, 2, length(value) - 2)
    out = out (is_secret_name(name) && value !~ /^\$/ ? name "=" secret(value) : m)
  }
  return text(out s)
}
function npmrc_line(s,  eq) {
  eq = index(s, "=")
  if (eq && tolower(substr(s, 1, eq - 1)) ~ /_auth|_password|token|secret/ && substr(s, eq + 1) !~ /^[ \t]*\$/) return substr(s, 1, eq) secret(substr(s, eq + 1))
  return shapes(s)
}
/^H/ {
  if (FILES++) print ""
  print "==> " substr($0, 2) " <=="
  FORM = $0 ~ /[\/H]\.npmrc$/ ? "npmrc" : $0 ~ /[\/H](Dockerfile|Containerfile)[^\/]*$|\.dockerignore$/ ? "docker" : $0 == "Hpackage.json" ? "package" : "source"
  next
}
/^L/ && FORM == "npmrc" { print npmrc_line(substr($0, 2)); next }
/^L/ && FORM == "docker" { print docker_line(substr($0, 2)); next }
/^L/ && FORM == "package" { s = substr($0, 2); print (s ~ /"[^"]*"[ \t]*:[ \t]*"[^"]*[A-Z][A-Z0-9_]+=/ ? substr(docker_line(" " s), 2) : shapes(s)); next }
/^L==> / { print " " substr($0, 2); next }
/^L/ { text_line(substr($0, 2)) }
AWK
  cat >"$W/installed.awk" <<'AWK'
# Name and version at the top level of each package.json listed as "file<TAB>path".
BEGIN { FS = "\t" }
{
  depth = 0; name = version = key = ""; lines = 0
  while ((getline s < $1) > 0 && ++lines < 4000) {
    if (depth > 1 && s !~ /[{}]/) continue
    while (match(s, /"([^"\\]|\\.)*"|[][{}]/)) {
      tok = substr(s, RSTART, RLENGTH); s = substr(s, RSTART + RLENGTH)
      if (tok == "{" || tok == "[") { depth++; key = "" }
      else if (tok == "}" || tok == "]") depth--
      else if (depth == 1) {
        if (s ~ /^[ \t]*:/) key = tok
        else { if (key == "\"name\"") name = tok; if (key == "\"version\"") version = tok; key = "" }
      }
    }
    if (name != "" && version != "") break
  }
  close($1)
  if (name != "" && version != "") print "{\"name\":" name ",\"version\":" version ",\"path\":" json_text($2) "}"
}
AWK
}

installed() {
  in_base="$P_ROOT$P_FOLDER"
  if [ -n "$P_ROOT" ]; then rooted "$P_ROOT" "$P_FOLDER" || return 0; in_base=$ROOTED; fi
  artifact app.installed "$P_SUBJECT"
  from_file "$P_FOLDER/node_modules"
  runtime=''
  if [ -n "$P_PID" ]; then
    version=$(limited 10 grep -aom1 '/download/release/v[0-9]*\.[0-9]*\.[0-9]*/' "/proc/$P_PID/exe" 2>/dev/null | head -n 1 | sed 's,.*/v\(.*\)/$,\1,')
    [ -z "$version" ] || runtime="{\"name\":\"node\",\"version\":\"$version\",\"path\":\"$(readlink "/proc/$P_PID/exe" | tr -d '\001-\037"\\')\"}"
  fi
  {
    [ -z "$runtime" ] || say "$runtime"
    if [ -d "$in_base/node_modules" ] && [ ! -L "$in_base/node_modules" ]; then
      {
        limited 15 find "$in_base/node_modules/" -name package.json -type f ! -name '*
*' 2>/dev/null </dev/null | sed "s,^$in_base//*\(.*\)/package\.json$,\1," | grep -E '(^|/)node_modules/(@[^/]+/)?[^/@.][^/]*$' | sort | head -n 6000 | awk -v b="$in_base" '{ print b "/" $0 "/package.json\t" $0 }'
        for link in "$in_base"/node_modules/* "$in_base"/node_modules/@*/*; do
          [ -L "$link" ] || continue
          inner=${link#"$in_base"/}
          if [ -n "$P_ROOT" ]; then rooted "$P_ROOT" "$P_FOLDER/$inner/package.json" && [ -f "$ROOTED" ] && printf '%s\t%s\n' "$ROOTED" "$inner"; else [ -f "$link/package.json" ] && printf '%s\t%s\n' "$link/package.json" "$inner"; fi
        done
      } | awk -v MODE=none -f "$W/redact.awk" -f "$W/installed.awk"
    fi
  } >"$F"
  if [ -s "$F" ]; then
    APPS_SEEN="$APPS_SEEN app.installed"
    done_as ok
  else
    COUNT=$((COUNT - 1))
    rm -f "$F"
  fi
  build_lines
}

# The build on disk: Next's package and vendored decoder, the build's id, hashes of its server files, the libc.
build_lines() {
  decoder=node_modules/next/dist/compiled/react-server-dom-webpack
  : >"$W/t/build"
  for name in $decoder/cjs/react-server-dom-webpack-server.node.production.js $decoder/cjs/react-server-dom-webpack-server.node.production.min.js node_modules/next/package.json .next/BUILD_ID; do
    if [ -n "$P_ROOT" ]; then rooted "$P_ROOT" "$P_FOLDER/$name" || continue; file=$ROOTED; else file="$in_base/$name"; fi
    [ -f "$file" ] || continue
    version='' own=''
    case $name in
      $decoder/*)
        [ -z "${HAS_DECODER:-}" ] || continue
        HAS_DECODER=1
        own=$(grep -o hasOwnProperty "$file" | wc -l | tr -d ' ')
        version=$(sed -n 's/.*"version"[[:space:]]*:[[:space:]]*"\([A-Za-z0-9_.+-]*\)".*/\1/p' "${file%/cjs/*}/package.json" 2>/dev/null | head -n 1)
        ;;
      *package.json) version=$(sed -n 's/.*"version"[[:space:]]*:[[:space:]]*"\([A-Za-z0-9_.+-]*\)".*/\1/p' "$file" | head -n 1) ;;
    esac
    printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$(stat -c %Y "$file")" "$(sha256sum "$file" | cut -c1-64)" "$version" "$own" >>"$W/t/build"
  done
  HAS_DECODER=''
  if [ -d "$in_base/.next/server" ] && [ ! -L "$in_base/.next" ]; then
    limited 10 find "$in_base/.next/server/" -type f 2>/dev/null </dev/null | grep -E '\.(js|json|mjs|cjs)$' | grep -v '[^A-Za-z0-9_./@()+, -]' | head -n 800 >"$W/t/server"
    tr '\n' '\000' <"$W/t/server" | xargs -0 -r stat -c '%Y	%n' >"$W/t/mtimes" 2>/dev/null
    tr '\n' '\000' <"$W/t/server" | limited 15 xargs -0 -r sha256sum 2>/dev/null | awk -v base="$in_base/" -v times="$W/t/mtimes" '
      BEGIN { while ((getline line < times) > 0) { i = index(line, "\t"); at[substr(line, i + 1)] = substr(line, 1, i - 1) } }
      { path = substr($0, 67); rel = substr(path, length(base) + 1); sub(/^\/+/, "", rel); gsub(/\/\/+/, "/", rel); print rel "\t" at[path] "\t" substr($0, 1, 64) "\t\t" }' >>"$W/t/build"
  fi
  [ -s "$W/t/build" ] || return 0
  for folder in /lib /lib64; do
    if [ -n "$P_ROOT" ]; then rooted "$P_ROOT" "$folder" || continue; found=$ROOTED; else found=$folder; fi
    for loader in "$found"/ld-musl-* "$found"/ld-linux-*; do
      if [ -e "$loader" ] || [ -L "$loader" ]; then printf '%s\t\t\t\t\n' "$folder/${loader##*/}" >>"$W/t/build"; fi
    done
  done
  artifact app.build "$P_SUBJECT"
  from_file "$P_FOLDER/node_modules"
  APPS_SEEN="$APPS_SEEN app.build"
  { cat "$W/redact.awk"; sed -n '/^function iso/,/^}/p' "$W/t/p.awk"; echo 'BEGIN { FS = "\t" } { print "{\"path\":" json_text($1) ",\"mtime\":" ($2 == "" ? "null" : "\"" iso($2) "\"") ",\"sha256\":" ($3 == "" ? "null" : "\"" $3 "\"") ",\"version\":" ($4 == "" ? "null" : json_text($4)) ",\"hasOwnProperty\":" ($5 == "" ? "null" : $5) "}" }'; } >"$W/t/b.awk"
  awk -v MODE=none -f "$W/t/b.awk" "$W/t/build" >"$F"
  done_as ok
}

compose_files() {
  order=0
  if [ "$1" = - ]; then
    list=''
    for name in compose.yaml compose.yml docker-compose.yml docker-compose.yaml; do [ -f "$P_FOLDER/$name" ] && { list=$name; break; }; done
    for name in compose.override.yaml compose.override.yml docker-compose.override.yml; do [ -f "$P_FOLDER/$name" ] && { list="$list${list:+,}$name"; break; }; done
  else
    list=$1
  fi
  envs=.env
  rest=$list
  while [ -n "$rest" ]; do
    name=${rest%%,*}
    case $rest in *,*) rest=${rest#*,} ;; *) rest='' ;; esac
    order=$((order + 1))
    place_file compose.file "$name" redact_compose "$order" || absent_file compose.file "$name"
    [ -e "$F" ] && envs="$envs $(grep -oE '(env_file:[[:space:]]*|path:[[:space:]]*|^[[:space:]]+-[[:space:]]+)["'"'"']?[A-Za-z0-9_./-]*\.env[A-Za-z0-9_.-]*["'"'"']?[[:space:]]*$' "$F" | sed 's/["'"'"'[:space:]]*$//; s/^.*["'"'"'[:space:]]//; s,^\./,,' | grep -v '\.\.' | tr '\n' ' ')"
  done
  order=0
  for name in $(say "$envs" | tr ' ' '\n' | awk 'NF && !seen[$0]++' | head -n 20); do
    place_file compose.env "$name" redact_env $((order + 1)) && order=$((order + 1))
  done
}
