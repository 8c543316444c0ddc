"""Runs one command of the program on a copy of a workspace and kills it at its N-th touch of a file there.

`python -m tests.killed N MILLISECONDS COMMAND...`: SIGKILL so long after (0: just before) the N-th time that Python
opens, renames, makes or deletes something inside the workspace, or that the database starts a table: later is in the
midst of what the database or the tables' writer does by itself. Ends in the usual way when there are fewer.
"""

import os
import signal
import sys
import threading
from datetime import date
from pathlib import Path

import pipelines.models.build
from dashboard.commands.cli import main
from pipelines.models.model import Model
from pipelines.notes.marks import mark_done
from pipelines.store.workspace import open_workspace
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR

TOUCHES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect", "sqlite3.connect/handle"}
TASKS = tasks_of_step("102", "nl-leerplicht", "leerplicht", "melding", YEAR[1])


def kill_at(number: int, milliseconds: int, folder: Path) -> None:
    """Kills this process so long after its `number`-th touch of the folder."""
    seen = 0

    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def touched() -> None:
        nonlocal seen
        seen += 1
        if seen == number and milliseconds:
            timer = threading.Timer(milliseconds / 1000, kill)
            timer.daemon = True
            timer.start()
        elif seen == number:
            kill()

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHES and any(str(folder) in str(argument) for argument in arguments):
            touched()

    build = pipelines.models.build.run_model  # type: ignore[attr-defined]

    def run_model(connection: object, model: Model, years: object) -> None:
        touched()
        build(connection, model, years)  # type: ignore[arg-type]

    pipelines.models.build.run_model = run_model  # type: ignore[attr-defined, assignment]
    sys.addaudithook(hear)


def mark(folder: Path) -> int:
    """Marks a step as done, as the page does."""
    return mark_done(open_workspace(folder), SCOPE, TASKS, YEAR[2], "AB", date(2027, 1, 1))


if __name__ == "__main__":
    command, place, *more = sys.argv[3:]
    kill_at(int(sys.argv[1]), int(sys.argv[2]), Path(place))
    if command == "mark":
        mark(Path(place))
    elif command == "restore":
        sys.exit(main([command, *more, place]))
    else:
        sys.exit(main([command, place, *more]))
