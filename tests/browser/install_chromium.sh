#!/usr/bin/env bash
# Makes sure that a Chromium and its driver are there for the browser tests.
set -euo pipefail

has() { command -v "$1" >/dev/null 2>&1; }

present() { { has chromium || has chromium-browser || has google-chrome; } && has chromedriver; }

if present; then
  exit 0
fi
if [ "$(id -u)" -eq 0 ] && has apt-get; then
  export DEBIAN_FRONTEND=noninteractive
  echo "Installing Chromium for the browser tests ..." >&2
  # Another installation may be running: wait for it.
  apt-get update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends chromium chromium-driver </dev/null >/dev/null
fi
if ! present; then
  echo "The browser tests need Chromium and chromedriver." >&2
  echo "On Debian or Ubuntu: sudo apt-get install chromium chromium-driver" >&2
  exit 1
fi
