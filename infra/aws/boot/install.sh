#!/bin/bash
# Installs taxi on Debian and starts it. Settings come from /etc/taxi/aws.env, which the user data wrote.
set -euo pipefail
set -a
# shellcheck source=/dev/null
. /etc/taxi/aws.env
set +a

# A fresh instance may be faster than its network: packages and releases are asked for again.
again() {
  for _ in 1 2 3 4 5 6; do
    if "$@"; then return; fi
    sleep 10
  done
  "$@"
}

fail() {
  echo "taxi: $1" >&2
  exit 1
}

install_packages() {
  local packages=(awscli ca-certificates curl)
  [ "$RUN_AS" = binary ] || packages+=(docker.io)
  export DEBIAN_FRONTEND=noninteractive
  again apt-get update -q
  again apt-get install -q -y --no-install-recommends "${packages[@]}"
}

# The way to look into an instance that has no ssh. Without it the service runs all the same.
install_session_manager() {
  local package=/var/tmp/amazon-ssm-agent.deb
  local from="https://s3.$REGION.amazonaws.com/amazon-ssm-$REGION/latest/debian_$ARCHITECTURE/amazon-ssm-agent.deb"
  if curl --fail --silent --show-error --location --retry 3 --output "$package" "$from" && dpkg --install "$package"; then
    rm -f "$package"
  else
    echo "taxi: Session Manager's agent could not be installed from $from" >&2
  fi
}

# The prediction log lives on a volume of its own, attached after the instance started.
mount_data() {
  for _ in $(seq 60); do
    [ ! -e "$VOLUME_DEVICE" ] || break
    sleep 5
  done
  [ -e "$VOLUME_DEVICE" ] || fail "the data volume did not come, expected it at $VOLUME_DEVICE"
  blkid "$VOLUME_DEVICE" >/dev/null || mkfs.ext4 -q -L taxi "$VOLUME_DEVICE"
  mkdir -p /var/lib/taxi
  echo "$VOLUME_DEVICE /var/lib/taxi ext4 defaults,nofail,noexec,nosuid,nodev 0 2" >>/etc/fstab
  mount /var/lib/taxi
}

# The same number on each instance, for the files on the volume are this user's.
create_user() {
  groupadd --system --gid 970 taxi
  useradd --system --uid 970 --gid 970 --home-dir /var/lib/taxi --no-create-home --shell /usr/sbin/nologin taxi
  chown taxi:taxi /var/lib/taxi
  chmod 750 /var/lib/taxi
}

fetch() {
  if [ -n "$RELEASE_URL" ]; then
    again curl --fail --silent --show-error --location --output "$1" "$RELEASE_URL/$1"
  else
    again aws s3 cp --only-show-errors --region "$REGION" "s3://$BUCKET/releases/$1" "$1"
  fi
}

install_binary() {
  local work sum
  work=$(mktemp -d)
  cd "$work"
  fetch "$ARCHIVE"
  sum=$SHA256
  if [ "$sum" = none ]; then
    fetch SHA256SUMS
    sum=$(awk -v name="$ARCHIVE" '$2 == name { print $1 }' SHA256SUMS)
    [ -n "$sum" ] || fail "SHA256SUMS of $RELEASE_URL has no line for $ARCHIVE"
  fi
  echo "$sum  $ARCHIVE" | sha256sum --check --quiet || fail "$ARCHIVE is damaged, expected SHA-256 $sum"
  tar -xzf "$ARCHIVE" --strip-components=1 --no-same-owner
  install -m 755 taxi /usr/local/bin/taxi
  cd /
  rm -rf "$work"
}

write_settings() {
  cat >/etc/taxi/taxi.env <<SETTINGS
TAXI_MODEL=/var/lib/taxi/taxi-duration.taxi
TAXI_HOST=0.0.0.0
TAXI_PORT=$API_PORT
TAXI_OPTIONS="--token-file /etc/taxi/tokens.json"
TAXI_IMAGE=$IMAGE
TAXI_USER=970:970
SETTINGS
}

# NAME:SHA256,NAME:SHA256 as the file that `taxi tokens` keeps. Terraform has the say of who may call: nobody else writes it.
write_tokens() {
  local made pair entries=()
  made=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  for pair in ${TOKENS//,/ }; do
    entries+=("{\"name\": \"${pair%%:*}\", \"sha256\": \"${pair#*:}\", \"created_at\": \"$made\"}")
  done
  (IFS=, && echo "{\"tokens\": [${entries[*]}]}") >/etc/taxi/tokens.json
  chown taxi:taxi /etc/taxi/tokens.json
  chmod 600 /etc/taxi/tokens.json
}

install_packages
install_session_manager
mount_data
create_user
if [ "$RUN_AS" = binary ]; then install_binary; else again docker pull --quiet "$IMAGE"; fi
write_settings
write_tokens
systemctl daemon-reload
systemctl enable taxi.service
systemctl enable --now taxi-model.timer
systemctl start taxi-model.service
