"""The dashboard as a process of its own, started as a user starts it, and what it tells on the terminal."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.store.workspace import Workspace

ROOT = Path(__file__).parents[1]
PATIENCE = 20


@dataclass(frozen=True)
class Started:
    """A dashboard that listens: its port, what it wrote so far, and its process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it is, without the key."""
        return f"http://localhost:{self.port}"

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def last_address(self) -> str:
        """The address that it told last, with the key that still works."""
        found: list[str] = re.findall(r"http://\S+", self.told())
        return found[-1]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def started(
    workspace: Workspace | Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    browser: bool = False,
    port: int | None = None,
) -> Iterator[Started]:
    """The dashboard of a workspace, or on a folder without one, on a free port, until the end of the block."""
    port, folder = port or free_port(), workspace if isinstance(workspace, Path) else workspace.path
    command = [sys.executable, "-m", "dashboard.commands.cli", "dashboard", str(folder), "--port", str(port), *options]
    log = folder.parent / f"server-{port}.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command if browser else [*command, "--no-browser"],
            cwd=ROOT,
            env=os.environ | (environment or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        found = Started(port, log, process)
        try:
            _wait_for(found)
            yield found
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _wait_for(server: Started) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.process.poll() is None:
        if "Ctrl-C" in server.told():
            return
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{server.told()}")
