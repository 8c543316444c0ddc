#!/usr/bin/env bash
# Puts the program and its units on a Debian server, as root, the first time and at every upgrade. Argument: the wheel.
#
# Every version stands in a folder of its own, which `huidig` points to: the way back is to point to the one before.
# What is stopped stays stopped and what runs goes on with the old version until it is started again.
set -euo pipefail
# What stands here anybody may run; the folders below say themselves who may look into them.
umask 022

wheel=$(realpath -- "${1:?Noem het bestand dat make wheel heeft gemaakt, zoals: bash install.sh verzuimbeeld-0.2.0-py3-none-any.whl}")
cd "$(dirname "$(realpath -- "$0")")"
account=verzuimbeeld
programs=/usr/local/lib/verzuimbeeld

if [ "$(id -u)" -ne 0 ]; then
  echo "Dit zet een account en een programma klaar voor de hele server. Doe het als root." >&2
  exit 1
fi
if ! python3 -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Python 3.11 of nieuwer met venv ontbreekt. Op Debian 12: apt-get install python3-venv" >&2
  exit 1
fi

getent group verzuimbeeld-invoer >/dev/null || groupadd --system verzuimbeeld-invoer
getent passwd "$account" >/dev/null ||
  useradd --system --user-group --groups verzuimbeeld-invoer --home-dir /var/lib/verzuimbeeld --no-create-home \
    --shell /usr/sbin/nologin "$account"
install -d -m 0700 -o "$account" -g "$account" /var/lib/verzuimbeeld /var/backups/verzuimbeeld
# Whoever brings exports is in the group; what lies there is for the group only.
install -d -m 2770 -o "$account" -g verzuimbeeld-invoer /var/spool/verzuimbeeld
install -d -m 0755 "$programs"
install -d -m 0700 /etc/verzuimbeeld

digest=$(sha256sum "$wheel")
version=$(basename "$wheel" | cut -d- -f2)-${digest:0:8}
if [ ! -e "$programs/$version/klaar" ]; then
  rm -rf "${programs:?}/$version"
  python3 -m venv "$programs/$version"
  pip=("$programs/$version/bin/pip" --quiet --disable-pip-version-check install --no-cache-dir)
  "${pip[@]}" --require-hashes --only-binary :all: --requirement requirements.lock
  "${pip[@]}" --no-deps --no-index "$wheel"
  "$programs/$version/bin/verzuimbeeld" --help >/dev/null
  touch "$programs/$version/klaar"
fi
ln -sfn "$version" "$programs/huidig"

install -m 0755 verzuimbeeld /usr/local/bin/verzuimbeeld
install -m 0644 verzuimbeeld*.service verzuimbeeld*.timer /etc/systemd/system/
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
echo "Versie $version staat klaar. Wat al draait, gebruikt haar na: systemctl restart verzuimbeeld"
