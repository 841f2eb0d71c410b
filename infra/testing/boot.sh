#!/bin/bash
# Boots a machine for its user data, as far as that goes without one: runs it as root on a copy-on-write view of this
# machine's files, in mount and process namespaces of its own. Everything is gone, and every process ended, when this ends.
#
#   unshare --mount --pid --fork --kill-child bash boot.sh USER_DATA PYTHON DEVICE RELEASES
#
# The last three may be empty.
#
# Stand-ins: systemctl (see that file), apt-get and dpkg (the machine has what they would install), aws (the real client of
# PYTHON's environment, against AWS_ENDPOINT_URL), curl (the real one; GitHub's releases come from RELEASES, a server on
# loopback, and no other address is reached). DEVICE, the data volume, is a file that mount puts behind a loop device.
set -euo pipefail
user_data=$1 python=$2 device=$3 releases=$4
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
mount -t tmpfs -o size=2g tmpfs "$work"
mkdir "$work/changes" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/changes,workdir=$work/work" "$work/root"
root=$work/root
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for node in null zero full random urandom loop-control $(cd /dev && echo loop[0-9]*); do
  touch "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir -p "$root/tmp" "$root/run"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
if [ -n "$device" ]; then
  mkdir -p "$root$(dirname "$device")"
  truncate -s 128M "$root$device"
fi
mkdir -p "$root/run/bin"
if [ -n "$python" ]; then
  venv=$(dirname "$(dirname "$python")")
  mkdir -p "$root$venv"
  mount --bind -o ro "$venv" "$root$venv"
fi
cp "$here/systemctl" "$root/run/bin/systemctl"
cp "$user_data" "$root/run/user-data"

stand_in() {
  { echo '#!/bin/bash'; cat; } >"$root/run/bin/$1"
}
stand_in apt-get <<'SH'
echo "apt-get $*"
SH
stand_in dpkg <<'SH'
echo "dpkg $*"
SH
stand_in aws <<SH
exec env AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_ENDPOINT_URL=$AWS_ENDPOINT_URL $python -m awscli "\$@"
SH
stand_in curl <<SH
words=()
for word in "\$@"; do
  case \$word in
    https://github.com/*/releases/*) word=$releases/\${word#https://github.com/*/releases/} ;;
    http://127.0.0.1:*) ;;
    http*) echo "curl: no network here for \$word" >&2; exit 6 ;;
  esac
  words+=("\$word")
done
exec $(command -v curl) "\${words[@]}"
SH
chmod 755 "$root"/run/bin/*
cd "$root"
chroot . env -i HOME=/root PATH=/run/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash /run/user-data
echo BOOTED
# What a timer would do is asked for on stdin: a line is a command, and the answer ends with a line of its exit code.
while read -r line; do
  code=0
  chroot . env -i PATH=/run/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash -c "$line" </dev/null || code=$?
  printf '\nEXIT %d\n' "$code"
done
