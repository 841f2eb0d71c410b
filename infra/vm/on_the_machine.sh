#!/bin/sh
# The half of install.sh that runs as root on the machine. $1 is the folder with what was sent; settings are in the
# environment: VERSION, PORT, ADDRESS, TAXI_REPOSITORY, TAXI_RELEASES.
set -eu

stage=$1
binary=/usr/local/bin/taxi
unit=/etc/systemd/system/taxi.service
settings=/etc/taxi/taxi.env
model=/var/lib/taxi/taxi-duration.taxi
tokens=/var/lib/taxi/tokens.json
all="$binary $unit $settings $model $tokens"

fail() {
  echo "taxi: $1" >&2
  exit 1
}

main() {
  command -v systemctl >/dev/null || fail "there is no systemctl on this machine, expected systemd"
  find_new
  create_user
  keep_former
  trap 'take_back' EXIT
  place
  guard
  systemctl daemon-reload
  systemctl enable taxi.service
  systemctl restart taxi.service
  is_ready || fail "it does not answer at http://$probe/readyz; see journalctl -u taxi"
  trap - EXIT
  forget_former
  echo "taxi $("$binary" --version | sed -n '1s/^taxi //p') answers at http://$probe"
}

# The binary that was sent, or that of the release, or the one that is there.
find_new() {
  if [ -n "$VERSION" ]; then sh "$stage/fetch.sh" --version "$VERSION" --prefix "$stage/release" >&2; fi
  if [ -f "$stage/release/bin/taxi" ]; then mv "$stage/release/bin/taxi" "$stage/taxi"; fi
  if [ -f "$stage/taxi" ]; then
    chmod 755 "$stage/taxi"
    "$stage/taxi" --version >/dev/null || fail "what was sent does not run on this machine"
  else
    [ -f "$binary" ] || fail "taxi is not on this machine, expected --version or --binary"
  fi
  [ -f "$stage/model.taxi" ] || [ -f "$model" ] || fail "there is no model on this machine, expected --model"
}

create_user() {
  getent passwd taxi >/dev/null ||
    useradd --system --user-group --home-dir /var/lib/taxi --no-create-home --shell /usr/sbin/nologin taxi
  mkdir -p /var/lib/taxi /etc/taxi
  chown taxi:taxi /var/lib/taxi
}

keep_former() {
  for file in $all; do
    rm -f "$file.former"
    if [ -f "$file" ]; then cp -p "$file" "$file.former"; fi
  done
}

forget_former() {
  for file in $all; do rm -f "$file.former"; done
}

# By renames, so that a running program is never written to.
place() {
  if [ -f "$stage/taxi" ]; then put 755 "$stage/taxi" "$binary"; fi
  if [ -f "$stage/model.taxi" ]; then put 644 "$stage/model.taxi" "$model"; fi
  put 644 "$stage/taxi.service" "$unit"
  port=${PORT:-$(setting TAXI_PORT 8000)}
  address=${ADDRESS:-$(setting TAXI_HOST 127.0.0.1)}
  case "$address" in 0.0.0.0 | ::) probe=127.0.0.1:$port ;; *) probe=$address:$port ;; esac
  printf 'TAXI_MODEL=%s\nTAXI_HOST=%s\nTAXI_PORT=%s\nTAXI_OPTIONS=%s\n' \
    "$model" "$address" "$port" "$(setting TAXI_OPTIONS "")" >"$stage/taxi.env"
  put 644 "$stage/taxi.env" "$settings"
}

# Who listens for others needs a token. The first one is made here and told to whoever installs, and to nobody else.
guard() {
  case "$address" in 127.* | ::1 | localhost) return 0 ;; esac
  if [ ! -f "$tokens" ]; then
    runuser -u taxi -- env TAXI_HOME=/var/lib/taxi "$binary" tokens create first
  fi
}

put() {
  cp "$2" "$3.new"
  chmod "$1" "$3.new"
  mv -f "$3.new" "$3"
}

# A setting of the former installation, or else $2.
setting() {
  value=""
  if [ -f "$settings" ]; then value=$(sed -n "s/^$1=//p" "$settings"); fi
  echo "${value:-$2}"
}

# Waits half a minute; gives up earlier on a service that ends again and again.
is_ready() {
  tries=0
  down=0
  while [ "$tries" -lt 30 ] && [ "$down" -lt 5 ]; do
    if "$binary" health --url "http://$probe" >/dev/null 2>&1; then return 0; fi
    if systemctl is-active --quiet taxi.service; then down=0; else down=$((down + 1)); fi
    tries=$((tries + 1))
    sleep 1
  done
  return 1
}

take_back() {
  systemctl stop taxi.service || true # it may never have started
  had=false
  for file in $all; do
    rm -f "$file.new"
    if [ -f "$file.former" ]; then
      mv -f "$file.former" "$file"
      had=true
    else
      rm -f "$file"
    fi
  done
  systemctl daemon-reload
  if $had && [ -f "$unit" ]; then
    systemctl restart taxi.service
    echo "taxi: the former installation is back" >&2
  else
    echo "taxi: nothing was left behind" >&2
  fi
}

main
