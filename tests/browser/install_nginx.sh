#!/usr/bin/env bash
# Makes sure that an nginx is there for the test that puts one before the dashboard.
set -euo pipefail

present() { PATH="$PATH:/usr/sbin" command -v nginx >/dev/null 2>&1; }

if present; then
  exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  echo "Installing nginx for the test of a dashboard behind it ..." >&2
  apt-get update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends nginx-light </dev/null >/dev/null
fi
if ! present; then
  echo "The test of a dashboard behind nginx needs nginx." >&2
  echo "On Debian or Ubuntu: sudo apt-get install nginx-light" >&2
  exit 1
fi
