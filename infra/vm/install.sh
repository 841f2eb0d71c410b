#!/bin/sh
# Installs or upgrades taxi on a machine with systemd, over ssh, and takes the former state back when it does not answer.
#
#   install.sh HOST [--version VERSION | --binary FILE] [--model FILE] [--port PORT] [--host ADDRESS]
#
# HOST is what ssh takes; its user is root or may use sudo without a password. Say it again to upgrade, or to bring
# another model. --version fetches that release on the machine itself; TAXI_REPOSITORY (owner/name on GitHub), or
# TAXI_RELEASES (the address of a mirror), says where from. --host is the address to listen on, 127.0.0.1 unless told; for
# another one a token is made and shown, unless there is one.
# TAXI_SSH holds options of ssh, such as "-p 2222 -i key".
set -eu

here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

usage() {
  echo "install.sh: $1" >&2
  sed -n 's/^#   \(install\.sh .*\)/Usage: \1/p' "$0" >&2
  exit 2
}

main() {
  target="" version="" binary="" model="" port="" address=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --version | --binary | --model | --port | --host)
        [ $# -ge 2 ] || usage "$1 has no value"
        case "$1" in
          --version) version=${2#v} ;;
          --binary) binary=$2 ;;
          --model) model=$2 ;;
          --port) port=$2 ;;
          --host) address=$2 ;;
        esac
        shift 2
        ;;
      -*) usage "unknown option \"$1\"" ;;
      *)
        [ -z "$target" ] || usage "two machines, \"$target\" and \"$1\", expected one"
        target=$1
        shift
        ;;
    esac
  done
  check_words
  stage=$(remote 'mktemp -d /tmp/taxi-install.XXXXXX') || fail "cannot reach \"$target\" by ssh"
  trap 'remote "rm -rf $stage" </dev/null' EXIT
  trap 'exit 130' INT TERM
  send "$here/../../packaging/taxi.service" taxi.service
  send "$here/on_the_machine.sh" on_the_machine.sh
  if [ -n "$model" ]; then send "$model" model.taxi; fi
  if [ -n "$binary" ]; then send "$binary" taxi; fi
  if [ -n "$version" ]; then send "$here/../../packaging/install.sh" fetch.sh; fi
  settings="TAXI_REPOSITORY='${TAXI_REPOSITORY:-}' TAXI_RELEASES='${TAXI_RELEASES:-}' VERSION='$version' PORT='$port' ADDRESS='$address'"
  remote "if [ \"\$(id -u)\" = 0 ]; then as=env; else as='sudo -n env'; fi; \$as $settings sh $stage/on_the_machine.sh $stage"
}

# What is put into a remote command line must need no quotes.
check_words() {
  [ -n "$target" ] || usage "no machine given"
  [ -z "$version" ] || [ -z "$binary" ] || usage "--version and --binary exclude each other"
  for file in "$binary" "$model"; do
    [ -z "$file" ] || [ -f "$file" ] || fail "there is no file \"$file\""
  done
  case "$version$address${TAXI_REPOSITORY:-}${TAXI_RELEASES:-}" in
    *[!A-Za-z0-9._/:+-]*) usage "a version, an address or a place of releases has a character that none has" ;;
  esac
  case "$port" in *[!0-9]*) usage "--port \"$port\" is no number" ;; esac
}

remote() {
  # shellcheck disable=SC2086,SC2029 # TAXI_SSH is several words; what is run is put together here
  ssh -o BatchMode=yes ${TAXI_SSH:-} "$target" "$1"
}

send() {
  remote "cat > $stage/$2" <"$1" || fail "cannot copy \"$1\" to \"$target\""
}

main "$@"
