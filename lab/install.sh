#!/bin/sh
# install.sh [chromium] [postgres] : what the lab needs from Debian, in one apt call; returns at once when all is there.
# No service is started: a policy-rc.d answers 101 ("not allowed", invoke-rc.d) while the call runs.
set -eu

packages='auditd busybox-static conntrack cron curl dash docker-compose docker.io iproute2 iptables lynis nftables nginx-light openssh-client openssh-server procps rsyslog sudo systemd ufw util-linux'
for extra in "$@"; do
  case $extra in
    chromium) packages="$packages chromium" ;;
    postgres) packages="$packages postgresql" ;;
    *) echo "install.sh: unknown part '$extra' (known: chromium, postgres)" >&2; exit 64 ;;
  esac
done

missing=''
for package in $packages; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

[ "$(id -u)" = 0 ] || { echo "install.sh: missing:$missing (run as root)" >&2; exit 1; }
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
wait_for_lock='-o DPkg::Lock::Timeout=300'
# shellcheck disable=SC2086 — both lists are split on purpose
apt-get $wait_for_lock -qq install -y --no-install-recommends $missing >/dev/null 2>&1 && exit 0
apt-get $wait_for_lock -qq update
# shellcheck disable=SC2086
exec_status=0; apt-get $wait_for_lock -qq install -y --no-install-recommends $missing >/dev/null || exec_status=$?
exit $exec_status
