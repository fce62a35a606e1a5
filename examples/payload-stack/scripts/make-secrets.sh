#!/bin/sh
# make-secrets.sh [FOLDER] : makes the secret files of compose.yaml in FOLDER (default: secrets beside it), once.
# Each file belongs to the user of the one container that reads it (Compose mounts it with its owner and mode), 0400,
# in a folder that only root enters. A file that is there stays as it is; remove it to make it anew.
set -eu
umask 077
folder=${1:-"$(dirname "$0")/../secrets"}
app=1000
database=999

[ "$(id -u)" = 0 ] || { echo "make-secrets.sh: needs root, to give the files to the containers' users (hint: sudo $0)" >&2; exit 77; }
mkdir -p "$folder"
chmod 700 "$folder"

random() { od -An -N36 -tx1 /dev/urandom | tr -d ' \n'; }

# place NAME OWNER TEXT
place() {
  file=$folder/$1
  [ ! -e "$file" ] || { echo "kept    $1"; return 0; }
  printf '%s' "$3" >"$file.new"
  chown "$2:$2" "$file.new"
  chmod 400 "$file.new"
  mv "$file.new" "$file"
  echo "made    $1"
}

place payload_secret "$app" "$(random)"
# Whoever makes the first account types this in; read it with: sudo cat secrets/setup_code
place setup_code "$app" "$(random)"
place development_secret "$app" "$(random)"
place mongo_root_password "$database" "$(random)"
place mongo_app_password "$database" "$(random)"
place mongo_audit_password "$database" "$(random)"
place database_uri "$app" "mongodb://station:$(cat "$folder/mongo_app_password")@mongo:27017/station?authSource=station"
# host:port:database:user:password of the statistics (libpq, pgpass): write the real line into it.
place stats_pgpass "$app" "stats.invalid:5432:stats:report:unset"
# What Candor reads the database's own settings with (candor.yaml, database.uriFile); only root may.
place audit_uri 0 "mongodb://candor:$(cat "$folder/mongo_audit_password")@mongo:27017/admin?authSource=admin"
