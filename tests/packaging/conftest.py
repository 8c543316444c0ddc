"""The program as a school gets it: built from the files that git keeps, installed far from them."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import browser, chromium
from tests.browser.screen import PATIENCE
from tests.shared import copied, once

__all__ = ["browser", "chromium"]

ROOMS = ("dashboard", "data", "pipelines", "protocols")
BESIDE = ("pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True)
class Installed:
    """Where the wheel was unpacked, and a folder to work in; neither lies in the repository."""

    place: Path
    elsewhere: Path

    def environment(self) -> dict[str, str]:
        """The environment in which our modules can come from the installed files only."""
        return os.environ | {"PYTHONPATH": str(self.place)}

    def run(self, *command: object, **more: str) -> str:
        """Runs Python with these arguments, elsewhere; what it prints on standard output. It must end well."""
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=self.elsewhere,
            env=self.environment() | more,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"{command} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return done.stdout


def kept(root: Path) -> list[str]:
    """The files of the rooms that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *ROOMS, *BESIDE],
        cwd=root,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return sorted(name for name in listed.stdout.split("\0") if name and (root / name).is_file())


def unpacked(root: Path) -> Path:
    """Where the wheel is, built by the tools of the lock and installed without asking any registry; once a run."""

    def make(folder: Path) -> None:
        for name in kept(root):
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / "source" / name)
        _pip("wheel", "--no-build-isolation", "--wheel-dir", folder, folder / "source")
        (wheel,) = folder.glob("*.whl")
        _pip("install", "--target", folder / "installed", wheel)

    return once("wheel", make) / "installed"


@pytest.fixture(scope="session")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, and a folder to work in."""
    return Installed(unpacked(root), tmp_path_factory.mktemp("elders"))


def _pip(command: str, *options: object) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", command, *quiet, *map(str, options)], check=True, timeout=300)


def demo_made(root: Path) -> Path:
    """The folder in which the installed command `verzuimbeeld demo` made its school, once a run; only to be read."""

    def make(folder: Path) -> None:
        with _showing(Installed(unpacked(root), folder)):
            pass

    return once("demo", make)


@pytest.fixture(scope="session")
def demo(installed: Installed, root: Path) -> Iterator[str]:
    """The address that the installed command `verzuimbeeld demo` prints; it is served as long as the tests run."""
    copied(demo_made(root), installed.elsewhere)
    with _showing(installed) as address:
        yield address


@contextmanager
def _showing(installed: Installed) -> Iterator[str]:
    """The installed command `verzuimbeeld demo` in its folder, until the end of the block."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, installed.place / "bin" / "verzuimbeeld", "demo", "--no-browser", "--port", str(port)]
    log = installed.elsewhere / "demo.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=installed.elsewhere,
            env=installed.environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, log, port)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _address(process: subprocess.Popen[bytes], log: Path, port: int) -> str:
    end = time.monotonic() + 300
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://\S+", log.read_text(encoding="utf-8"))
        with socket.socket() as door:
            if found and door.connect_ex(("localhost", port)) == 0:
                return found[0]
        time.sleep(0.1)
    pytest.fail(f"the demo did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture
def school(installed: Installed, demo: str) -> Path:
    """The folder of the demo school, where the command puts it by itself."""
    assert demo
    return installed.elsewhere / "werkmap" / "demo"
