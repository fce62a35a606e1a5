#!/bin/sh
# server-init.sh REPO : the first process of the lab's server. It runs in fresh mount, pid, net, uts and ipc namespaces,
# gives them a root of their own (an overlay whose changes live in a tmpfs), and becomes busybox' init.
# Nothing that is done on this server reaches the machine below, and nothing is left when its last process ends.
set -eu
repo=$1

mount --make-rprivate /
base=/mnt
mount -t tmpfs -o mode=755,size=6g lab "$base"
mkdir "$base/upper" "$base/work" "$base/root"
root=$base/root
mount -t overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" lab-root "$root"

# What belongs to the machine and not to a server: hidden, each behind an empty folder.
for folder in home mnt opt root run srv usr/local var/lib/containerd var/lib/docker var/log; do
  [ -d "$root/$folder" ] || mkdir -p "$root/$folder"
  mount -t tmpfs -o mode=755 lab "$root/$folder"
done
chmod 700 "$root/root"
[ ! -d "$root/work" ] || mount -t tmpfs -o mode=755 lab "$root/work"
for folder in tmp var/tmp; do mount -t tmpfs -o mode=1777,noexec,nosuid,nodev lab "$root/$folder"; done

mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o nosuid,nodev,noexec sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755,nosuid dev "$root/dev"
for node in null zero full random urandom tty kmsg; do : >"$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=666,mode=600 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,noexec,nosuid,nodev lab "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%%:*}" "$root/dev/${stream#*:}"; done

# The program under test, read-only and straight from its file system (an overlay would keep old inodes of rebuilt files).
mkdir -p "$root/$repo"
mount --bind "$repo" "$root/$repo"
mount -o remount,bind,ro "$root/$repo"

hostname web-1
ip link set lo up
mkdir -p "$root/run/lock" "$root/run/sshd" "$root/var/log/nginx" "$root/var/lib/nginx/body"
ln -s /run "$root/var/run" 2>/dev/null || :
printf '::sysinit:/bin/true\n' >"$root/etc/inittab"

cd "$root"
mkdir -p mnt/old
pivot_root . mnt/old
cd /
umount -l /mnt/old
rmdir /mnt/old
exec /usr/bin/busybox init </dev/null >/dev/null 2>&1
