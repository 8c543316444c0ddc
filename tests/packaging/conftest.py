"""The program as a school gets it: built from the files that git keeps, installed far from them."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import browser, chromium

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
        return os.environ | {"PYTHONPATH": str(self.place), "PYTHONSAFEPATH": "1"}

    def run(self, *command: object, wait: int = 120, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs Python with these arguments, elsewhere."""
        return subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=self.elsewhere,
            env=self.environment() | more,
            capture_output=True,
            encoding="utf-8",
            timeout=wait,
            check=False,
        )


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


@pytest.fixture(scope="session")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, built by the tools of the lock and installed without asking any registry."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in kept(root):
        (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, folder / "source" / name)
    _pip("wheel", "--no-build-isolation", "--wheel-dir", folder, folder / "source")
    (wheel,) = folder.glob("*.whl")
    _pip("install", "--target", folder / "installed", wheel)
    elsewhere = folder / "elders"
    elsewhere.mkdir()
    return Installed(folder / "installed", elsewhere)


def _pip(command: str, *options: object) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", command, *quiet, *map(str, options)], check=True, timeout=300)


@pytest.fixture(scope="session")
def demo(installed: Installed) -> Path:
    """The demo school, made by the installed program."""
    made = installed.run("-c", "from dashboard.demo import demo_workspace; print(demo_workspace().path.resolve())")
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())
