#!/usr/bin/env bash
# Makes sure that what reads the files of deploy/ on a server is there: systemd-analyze, nginx, Caddy, and YAML for Python.
set -euo pipefail

present() {
  PATH="$PATH:/usr/sbin"
  command -v systemd-analyze >/dev/null 2>&1 && command -v nginx >/dev/null 2>&1 && command -v caddy >/dev/null 2>&1 &&
    /usr/bin/python3 -c "import yaml" 2>/dev/null
}

if present; then
  exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  echo "Installing systemd, nginx and Caddy for the tests of deploy/ ..." >&2
  apt-get update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends systemd nginx-light caddy python3-yaml </dev/null >/dev/null
fi
if ! present; then
  echo "The tests of deploy/ need systemd, nginx, Caddy and YAML for the Python of the system." >&2
  echo "On Debian: sudo apt-get install systemd nginx-light caddy python3-yaml" >&2
  exit 1
fi
