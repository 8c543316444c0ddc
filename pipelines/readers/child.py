"""The process in which the files of one import are read; `apart` starts it, watches it and ends it.

It is a program of its own that is started by its name, so that it loads the readers and nothing of who asked: neither the
pages nor the database.
"""

import os
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, BinaryIO

from pipelines.readers.here import Asked, head_of, read_one
from pipelines.readers.passed import asked_of, receive, send, send_result
from protocols.errors import VerzuimbeeldError


def main() -> None:
    """Answers one message on standard input, and ends; also as soon as who asked is gone."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    message = receive(sys.stdin.buffer)
    if message is None:
        return
    threading.Thread(target=_end_with_the_other_side, daemon=True).start()
    answer(answers, *message)


def answer(answers: BinaryIO, head: Mapping[str, Any], parts: list[bytes]) -> None:
    """Does what a message asks, file by file, and says what became of each."""
    for place, one in enumerate(asked_of(head, parts)):
        send(answers, {"begins": place})
        try:
            {"read": _read, "head": _head}[head["task"]](answers, place, one)
        except VerzuimbeeldError as error:
            told = {"refused": [error.what, error.remedy], "named": type(error).__name__, "trace": _trace(error)}
            send(answers, told | {"head": head_of(one)})
        except Exception as error:  # noqa: BLE001  # a fault of ours is told on the other side
            send(answers, {"fault": type(error).__name__, "trace": _trace(error)})


def _trace(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _end_with_the_other_side() -> None:
    """Nothing more is asked: what there is to read here is the end of who asked."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _read(answers: BinaryIO, place: int, one: Asked) -> None:
    def progress(done: int, total: int) -> None:
        send(answers, {"progress": [place, done, total]})

    send_result(answers, read_one(one, progress))


def _head(answers: BinaryIO, _: int, one: Asked) -> None:
    send(answers, {"rows": head_of(one)})


if __name__ == "__main__":
    main()
