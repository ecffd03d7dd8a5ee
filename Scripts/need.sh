#!/bin/sh
# Sees to it that the Debian packages named as arguments, and Swift, are there.
#
# Installs what is missing as root or with `sudo -n`; otherwise prints the exact line to type and ends with status 1.
# Never waits at a prompt.
set -eu

missing=""
for package in "$@"; do
  if command -v dpkg-query >/dev/null 2>&1; then
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  fi
done
# A tool that came another way (pyenv, Homebrew) is as good as its package.
keep=""
for package in $missing; do
  case "$package" in
    python3) command -v python3 >/dev/null 2>&1 || keep="$keep $package" ;;
    nano) command -v nano >/dev/null 2>&1 || keep="$keep $package" ;;
    *) keep="$keep $package" ;;
  esac
done
missing="${keep# }"

if [ -n "$missing" ]; then
  line="apt-get install -y --no-install-recommends $missing"
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "These packages are missing (Debian names): $missing" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  if [ "$(id -u)" = 0 ]; then
    echo "Installing: $missing"
    { apt-get update -qq && $line; } </dev/null >/dev/null || { echo "This did not work: $line" >&2; exit 1; }
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    echo "Installing with sudo: $missing"
    { sudo -n apt-get update -qq && sudo -n env DEBIAN_FRONTEND=noninteractive $line; } </dev/null >/dev/null ||
      { echo "This did not work: sudo $line" >&2; exit 1; }
  else
    echo "Packages are missing. Type this, then run make again:" >&2
    echo "  sudo apt-get update && sudo $line" >&2
    exit 1
  fi
fi

if ! command -v swift >/dev/null 2>&1; then
  echo "Swift 6.1 or newer is missing. Install it as https://www.swift.org/install/linux/ says, then run make again." >&2
  exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
major=${version%%.*}
minor=${version#*.}
if [ "${major:-0}" -lt 6 ] || { [ "$major" = 6 ] && [ "${minor:-0}" -lt 1 ]; }; then
  echo "Swift ${version:-of an unknown version} is here, 6.1 or newer is needed: https://www.swift.org/install/linux/" >&2
  exit 1
fi
