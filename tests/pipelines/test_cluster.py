"""Schools built on a Dask cluster: a real scheduler, and workers that are processes of their own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.store.part import parts_of
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.test_many import _made, rows
from tests.shared import copied, once

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens to now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    copied(once("three schools", _made), tmp_path)
    return open_workspace(tmp_path / "werkmap")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with two workers, each of which begins in a folder of its own."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "dask"]
    commands = [[*dask, "scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"]]
    commands += [[*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]] * 2
    with ExitStack() as running:
        for number, command in enumerate(commands):
            (place := tmp_path / f"{number}").mkdir()
            own = {**os.environ, "PYTHONPATH": str(ROOT)}
            process = running.enter_context(
                subprocess.Popen(command, cwd=place, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )
            running.callback(process.terminate)
        from distributed import Client

        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield address


def test_a_cluster_makes_the_rows_that_one_process_makes(
    board: Workspace, scheduler: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_of(board)[:3]
    before = {part.id: (part.current(), rows(part)) for part in parts}
    # The name of the workspace as somebody types it says nothing to a worker in another folder.
    monkeypatch.chdir(board.path.parent)
    assert main(["build", board.path.name, "--scheduler", scheduler]) == 0
    assert "van s, t, u" in capsys.readouterr().out
    for part in parts:
        old, own = before[part.id]
        assert part.current() != old
        assert rows(part) == own


def test_a_scheduler_that_is_not_there_is_named(
    board: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    monkeypatch.setattr("pipelines.models.cluster.SECONDS", 1)
    before = {part.id: part.current() for part in parts_of(board)}
    assert main(["build", str(board.path), "--scheduler", address]) == 1
    assert f"Op {address} antwoordt geen scheduler" in capsys.readouterr().err
    assert {part.id: part.current() for part in parts_of(board)} == before
    assert main(["build", str(board.path), "--scheduler", address, "--workers", "2"]) == 2


def test_without_the_package_it_is_said_what_to_install(
    board: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "pipelines.models.cluster", raising=False)
    assert main(["build", str(board.path), "--scheduler", "tcp://nergens.test:1"]) == 2
    assert "verzuimbeeld[cluster]" in capsys.readouterr().err
