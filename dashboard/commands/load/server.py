"""A dashboard in a process of its own, as it is served to a school, that says how much it works and remembers.

It serves the demo on this computer only, and nothing but a folder that the bench made itself. Who is signed in is decided in
that process: it begins the sessions and tells their cookies to the process that started it, along a pipe.
"""

import mmap
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from pipelines.errors import UsageError
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import open_workspace

HOST = "localhost"
START_SECONDS, STOP_SECONDS = 120, 30
STATM = Path("/proc/self/statm")


@dataclass(frozen=True)
class Work:
    """What a server did and holds: seconds of processor since it started, and bytes of memory (0 where none can tell)."""

    cpu: float
    memory: int


@dataclass(frozen=True)
class Server:
    """A dashboard that listens; `cookies` are the Cookie headers of the persons who are signed in."""

    port: int
    cookies: dict[str, str]
    _line: Connection

    @property
    def address(self) -> str:
        """Where it is, without the scheme."""
        return f"{HOST}:{self.port}"

    def work(self) -> Work:
        """What it did until now. Raises UsageError when it stands still, and so answers nobody any more."""
        self._line.send(None)
        if not self._line.poll(START_SECONDS):
            raise UsageError(
                "Het dashboard om te meten staat stil: het geeft geen enkel antwoord meer.", "Meet met minder personen."
            )
        found: Work = self._line.recv()
        return found


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        found: int = free.getsockname()[1]
    return found


@contextmanager
def serving(folder: Path, port: int, people: Sequence[str] = ()) -> Iterator[Server]:
    """The dashboard of a folder of the bench's own until the end of the block, with these people signed in.

    Raises UsageError when it does not start, with what it said last.
    """
    context, told = get_context("spawn"), folder.with_name(f"{folder.name}.log")
    own, other = context.Pipe()
    process = context.Process(target=_serve, args=(folder, port, list(people), other, told), daemon=True)
    process.start()
    other.close()
    try:
        try:
            server = Server(port, own.recv(), own)
            _wait_for(server)
        except (EOFError, TimeoutError):
            last = told.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] if told.exists() else []
            raise UsageError(
                "Het dashboard om te meten start niet.", " ".join(last) or "Probeer het nog eens."
            ) from None
        yield server
    finally:
        process.terminate()
        process.join(STOP_SECONDS)
        if process.is_alive():
            process.kill()
        own.close()


def telling_in(file: Path) -> None:
    """Lets this process tell all that it says in a file."""
    with file.open("w", encoding="utf-8") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


def _wait_for(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        server.work()  # raises EOFError when it is gone
        with suppress(OSError), socket.create_connection((HOST, server.port), timeout=5):
            return
        time.sleep(0.1)
    raise TimeoutError


def _serve(folder: Path, port: int, people: Sequence[str], line: Connection, told: Path) -> None:
    """The whole life of the process."""
    telling_in(told)
    from dashboard.commands.output import say
    from dashboard.server.serve import listen
    from dashboard.server.set_up import SECRET, signing_in
    from pipelines.access.people import sign_in_settings
    from pipelines.models.snapshot import open_snapshot

    workspace = open_workspace(folder)
    if not holds_only_the_demo(workspace):
        raise SystemExit(f"{folder} is niet van de bench")
    settings, found = sign_in_settings(workspace), None
    cookies: dict[str, str] = {}
    if settings is not None:
        os.environ[SECRET] = "bench"
        found = signing_in(workspace, settings, HOST)
        cookies = {person: f"{found.door.name}={found.sessions.begin(person)}" for person in people}
    open_snapshot(workspace, say).close()
    line.send(cookies)
    Thread(target=_tell, args=(line,), daemon=True).start()
    listen(workspace.path, port, HOST, browser=False, everybody=found is None, people=found)


def _tell(line: Connection) -> None:
    """Answers how much was done, as long as anybody can ask, and ends the server after."""
    page = mmap.PAGESIZE if STATM.exists() else 0
    with suppress(EOFError, OSError):
        while True:
            line.recv()
            memory = int(STATM.read_text(encoding="ascii").split()[1]) * page if page else 0
            line.send(Work(time.process_time(), memory))
    # A bench that was killed ends nothing itself, and nobody else asks this server anything.
    signal.raise_signal(signal.SIGTERM)
