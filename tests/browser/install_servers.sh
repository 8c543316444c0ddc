#!/usr/bin/env bash
# Makes sure that nginx and Caddy are there for the test that puts each of them before the dashboard.
set -euo pipefail

present() { (PATH="$PATH:/usr/sbin" && command -v nginx && command -v caddy) >/dev/null 2>&1; }

if present; then
  exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  echo "Installing nginx and Caddy for the test of a dashboard behind them ..." >&2
  apt-get update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends nginx-light caddy </dev/null >/dev/null
fi
if ! present; then
  echo "The test of a dashboard behind a web server needs nginx and Caddy." >&2
  echo "On Debian or Ubuntu: sudo apt-get install nginx-light caddy" >&2
  exit 1
fi
