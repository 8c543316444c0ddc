"""What all tests share."""

import gc
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest
from hypothesis import settings

from pipelines.audit.key import VARIABLE as KEYS
from pipelines.errors import InputError
from pipelines.readers import apart, child
from pipelines.readers.here import Asked
from pipelines.readers.passed import receive, send_asked
from pipelines.store import forgotten
from pipelines.today import VARIABLE
from tests.shared import FOLDER, amount

# The invented school years end on this day: what lies behind today does not move the last day of the data.
os.environ.setdefault(VARIABLE, "2027-07-31")

# A slow shared machine is no fault of the code; a clean run on CI tries the same examples every time.
settings.register_profile("here", deadline=None, max_examples=amount(40, 1000))
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """The folder that all workers of this run share; it goes when the run ends."""
    if not hasattr(config, "workerinput"):
        folder = TemporaryDirectory(prefix="verzuimbeeld-tests-")
        config.add_cleanup(folder.cleanup)
        os.environ[FOLDER] = folder.name
        # The key of this account's own logs is no business of a test.
        os.environ[KEYS] = str(Path(folder.name) / "sleutels")


# The files that take longest begin first, so that no worker is left with one of them at the end.
FIRST = ("tests/packaging/", "tests/test_golden.py", "tests/browser/", "tests/test_damage.py", "tests/test_output.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts those first; the others stay in their order."""
    items.sort(key=lambda item: next((n for n, name in enumerate(FIRST) if item.nodeid.startswith(name)), len(FIRST)))


def pytest_collection_finish() -> None:
    """Leaves the modules and thousands of tests that were just read out of every later round of the collector.

    Streamlit has it go through all there is after each run of a page, which takes longer than most pages.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the repository."""
    return Path(__file__).parent.parent


@pytest.fixture
def own_list(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the key a list of nobody: who is forgotten here, is for other tests and workers as he or she was."""
    folder = tmp_path_factory.mktemp("sleutels")
    monkeypatch.setattr(forgotten, "key_folder", lambda: folder)


@pytest.fixture
def nobody_signed_in_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards nobody signs in here, as before: tests of pages ask the table of the server too."""
    from dashboard.server import sessions

    monkeypatch.setattr(sessions._Here, "table", sessions._Here.table)
    monkeypatch.setattr(sessions._Here, "cookie", sessions._Here.cookie)


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read apart is read in this process, with the same messages; `test_apart.py` proves the other process."""

    @contextmanager
    def reading(
        task: str, asked: Sequence[Asked], _: apart.Limits
    ) -> Iterator[tuple[BinaryIO, Callable[[str], InputError]]]:
        asks, answers = io.BytesIO(), io.BytesIO()
        send_asked(asks, task, asked)
        asks.seek(0)
        child.answer(answers, *(receive(asks) or ({}, [])))
        answers.seek(0)
        yield answers, lambda name: InputError(name, "")

    monkeypatch.setattr(apart, "_reading", reading)
