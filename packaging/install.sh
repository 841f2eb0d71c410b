#!/bin/sh
# Installs taxi for Linux (glibc) or macOS: fetches the archive of a release, checks its SHA-256, unpacks it below a prefix.
#
#   install.sh [--version VERSION] [--prefix FOLDER]
#
# VERSION is the release that this file came with, else the latest; FOLDER is ~/.local, for root /usr/local.
# Settings: TAXI_REPOSITORY (owner/name on GitHub), TAXI_RELEASES (the address of a mirror laid out like GitHub's releases).
# Everything is in functions that are called in the last line, so that a file cut short by the network does nothing.
set -eu

repository="${TAXI_REPOSITORY:-}"
released=""

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

has_command() {
  command -v "$1" >/dev/null 2>&1
}

main() {
  version="$released"
  if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix="${HOME:?}/.local"; fi
  while [ $# -gt 0 ]; do
    case "$1" in
      --version | --prefix)
        [ $# -ge 2 ] || fail "$1 has no value, expected one after it"
        if [ "$1" = --version ]; then version="${2#v}"; else prefix="$2"; fi
        shift 2
        ;;
      *) fail "unknown option \"$1\", expected --version VERSION or --prefix FOLDER" ;;
    esac
  done
  releases="${TAXI_RELEASES:-}"
  if [ -z "$releases" ]; then
    [ -n "$repository" ] || fail "cannot tell where taxi is released, expected TAXI_REPOSITORY=owner/name"
    releases="https://github.com/$repository/releases"
  fi
  target=$(find_target)

  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  from="$releases/latest/download"
  [ -z "$version" ] || from="$releases/download/v$version"
  fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
  find_archive "$target" "$version"
  fetch "$from/$archive" "$work/$archive"
  (cd "$work" && verify "$sum" "$archive")
  tar -xzf "$work/$archive" -C "$work"
  place "$work/${archive%.tar.gz}" "$prefix"
}

find_target() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    *) fail "taxi is not made for $(uname -s) on $(uname -m), expected Linux or macOS on x86-64 or arm64" ;;
  esac
  if [ "$(uname -s)" = Linux ] && (ldd --version 2>&1 || true) | grep -qi musl; then
    fail "taxi needs glibc and this is a musl system, expected Debian, Ubuntu, Fedora or the like; the container image runs anywhere"
  fi
  echo "$target"
}

# Sets `archive`, its name, and `sum`, its SHA-256, from the release's list of checksums.
find_archive() {
  line=$(grep -E "^[0-9a-f]{64} [ *]taxi-${2:-[^ ]*}-$1\.tar\.gz$" "$work/SHA256SUMS" | head -n 1) ||
    fail "the release at $from has no archive for $1"
  sum=${line%% *}
  archive=${line##*[ *]}
}

fetch() {
  if has_command curl; then
    curl --fail --silent --show-error --location --retry 3 --output "$2" "$1" || fail "cannot fetch $1"
  elif has_command wget; then
    wget -q -O "$2" "$1" || fail "cannot fetch $1"
  else
    fail "neither curl nor wget is installed, expected one of them"
  fi
}

verify() {
  if has_command sha256sum; then found=$(sha256sum "$2"); else found=$(shasum -a 256 "$2"); fi
  found=${found%% *}
  [ "$found" = "$1" ] || fail "$2 is damaged: its SHA-256 is $found, expected $1"
}

# Copies an unpacked archive below a prefix; the executable last, by a rename, once it has run.
place() {
  mkdir -p "$2/bin"
  copy "$1/man/man1" "$2/share/man/man1"
  copy "$1/completions/bash" "$2/share/bash-completion/completions"
  copy "$1/completions/zsh" "$2/share/zsh/site-functions"
  copy "$1/completions/fish" "$2/share/fish/vendor_completions.d"
  new="$2/bin/.taxi.$$"
  trap 'rm -rf "$work" "$new"' EXIT
  cp "$1/taxi" "$new"
  chmod 755 "$new"
  said=$("$new" --version) || fail "the fetched taxi does not run on this machine"
  mv -f "$new" "$2/bin/taxi"
  echo "Installed $2/bin/taxi: $(echo "$said" | head -n 1)"
  case ":$PATH:" in
    *":$2/bin:"*) echo "Next: taxi demo" ;;
    *) echo "Next: put $2/bin on your PATH, then: taxi demo" ;;
  esac
}

copy() {
  mkdir -p "$2"
  cp "$1"/* "$2/"
}

main "$@"
