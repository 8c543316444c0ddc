"""The programs of a server read the files of `deploy/`: systemd its units, nginx and Caddy their sites, YAML the services."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.test_behind_server import certified, program

pytestmark = pytest.mark.long
DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("verzuimbeeld*.*"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
# Of 100: how much a service could do if somebody took it over, as systemd reckons. A service without any of it has 96.
MOST_EXPOSED = 20


def run(*command: object, **environment: str) -> str:
    """What a program says of a file; it must end well."""
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a program that is there."""
    (tmp_path / "verzuimbeeld").write_text("#!/bin/sh\n")
    (tmp_path / "verzuimbeeld").chmod(0o755)
    for name in UNITS:
        lines = (DEPLOY / name).read_text(encoding="utf-8")
        place = str(tmp_path / "verzuimbeeld")
        (tmp_path / name).write_text(lines.replace("/usr/local/lib/verzuimbeeld/huidig/bin/verzuimbeeld", place))
    return tmp_path


@pytest.mark.parametrize("name", UNITS)
def test_systemd_reads_every_unit_without_a_word(units: Path, name: str) -> None:
    assert run(program("systemd-analyze"), "verify", "--man=no", units / name) == ""


def test_systemd_finds_a_setting_that_does_not_exist(units: Path) -> None:
    path = units / "verzuimbeeld.service"
    path.write_text(path.read_text().replace("ProtectSystem=strict", "ProtectSytem=strict"))
    assert "ProtectSytem" in run(program("systemd-analyze"), "verify", "--man=no", path)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_is_taken_over_can_do_little(units: Path, name: str) -> None:
    run(program("systemd-analyze"), "security", "--offline=true", f"--threshold={MOST_EXPOSED}", units / name)


def test_nginx_takes_the_site(tmp_path: Path) -> None:
    certified(tmp_path)
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = re.sub(r"listen (\d+)", r"listen 127.0.0.1:1\1", site)
    site = re.sub(r"(ssl_certificate) .*;", rf"\1 {tmp_path}/certificate.pem;", site)
    site = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {tmp_path}/key.pem;", site)
    places = "".join(f"{kind}_temp_path {tmp_path}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{ }} http {{ {places}\n{site} }}", encoding="utf-8")
    said = run(program("nginx"), "-t", "-c", whole, "-e", tmp_path / "error.log")
    assert "warn" not in said


def test_caddy_takes_its_file(tmp_path: Path) -> None:
    caddy = program("caddy")
    file, home = DEPLOY / "Caddyfile", {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    assert "Valid configuration" in run(caddy, "validate", "--adapter", "caddyfile", "--config", file, **home)
    told = run(caddy, "adapt", "--adapter", "caddyfile", "--config", file, VERZUIMBEELD_NAAM="a.test", **home)
    assert '"a.test"' in told
    assert '"dial":"127.0.0.1:8501"' in told
    # Its own way of writing, so that whoever changes it sees only the change.
    run(caddy, "fmt", "--overwrite", shutil.copy(file, tmp_path / "Caddyfile"), **home)
    assert (tmp_path / "Caddyfile").read_text() == file.read_text()


def test_the_services_are_yaml_and_shut_in() -> None:
    """Debian's Python reads YAML; ours needs no package for it."""
    read = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
    found = json.loads(run("/usr/bin/python3", "-c", read, DEPLOY / "compose.yaml"))
    assert set(found["services"]) == {"verzuimbeeld", "inlezen", "caddy"}
    for name in ("verzuimbeeld", "inlezen"):
        service = found["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "no-new-privileges:true" in service["security_opt"]
        assert "ports" not in service
    named = {volume.split(":")[0] for each in found["services"].values() for volume in each["volumes"]}
    assert {name for name in named if name[0] not in "./"} == set(found["volumes"])
    assert found["services"]["verzuimbeeld"]["secrets"] == list(found["secrets"])
