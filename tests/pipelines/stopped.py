"""Runs one step on copies of a workspace and kills each run, at every place where it touches a file and at odd moments.

`python -m tests.pipelines.stopped FOLDER RANDOM STEP`: copies FOLDER/begin to FOLDER/1, 2, ...; STEP is adopt or undo.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipelines.settings.in_force import adopt, undo
from pipelines.store.workspace import open_workspace
from protocols.load import load_protocols

TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"}
NEW, SCHOOL, BY, TODAY = "kgc-strenger", "s", "De rector", date(2026, 11, 24)
STEPS: dict[str, Callable[[Path], object]] = {
    "adopt": lambda folder: adopt(open_workspace(folder), NEW, SCHOOL, BY, TODAY),
    "undo": lambda folder: undo(open_workspace(folder), SCHOOL, BY, TODAY),
}


def killed_at(folder: Path, place: int, step: str) -> bool:
    """Runs the step in a process that ends just before its touch of that number; whether it came that far."""
    child = os.fork()
    if child == 0:
        left = [place]

        def count(event: str, arguments: tuple[object, ...]) -> None:
            if event in TOUCHES and str(arguments[0]).startswith(str(folder)):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        STEPS[step](folder)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def killed_after(folder: Path, seconds: float, step: str) -> None:
    """Runs the step in a process that is killed after a time."""
    child = os.fork()
    if child == 0:
        STEPS[step](folder)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(root: Path, times: int, step: str) -> None:
    """Makes the copies and prints how many there are."""
    load_protocols()
    number, going = 0, True
    while going and number < 200:
        number += 1
        folder = root / str(number)
        shutil.copytree(root / "begin", folder)
        going = killed_at(folder, number, step)
    chance = random.Random(times)
    for _ in range(times):
        number += 1
        folder = root / str(number)
        shutil.copytree(root / "begin", folder)
        killed_after(folder, chance.uniform(0, 0.3), step)
    print(number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
