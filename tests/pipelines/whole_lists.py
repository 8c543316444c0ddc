"""A school of sixty pupils who were all on a list of 1 September, and lists of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.histories import make_workspace, spread
from tests.shared import copied, once

PUPILS = range(101, 161)
TODAY = "2026-12-01"


def klas_of(number: int) -> str:
    """Four pupils in H1A, five in H2A, six in H3A, the others in H4A."""
    return next(klas for klas, until in (("H1A", 105), ("H2A", 110), ("H3A", 116), ("H4A", 161)) if number < until)


def rows(numbers: Sequence[int], more: str = "") -> str:
    """A list of these pupils."""
    lines = "".join(f"{number},Leerling {number},{klas_of(number)}\n" for number in numbers)
    return f"Stamnummer,Achternaam,Klas\n{lines}{more}"


def written(folder: Path, numbers: Sequence[int], day: str = "2026-11-02", more: str = "") -> Path:
    """The file of a list of these pupils, of a day."""
    path = folder / f"leerlingen {day}.csv"
    path.write_text(rows(numbers, more), encoding="utf-8")
    return path


def without(*gone: int) -> list[int]:
    """Everybody else."""
    return [number for number in PUPILS if number not in gone]


def _make(folder: Path) -> None:
    made = make_workspace(folder, spread("101", "laat", 3), until=date(2026, 11, 13))
    import_files(made, [written(folder, PUPILS, "2026-09-01")], whole=True)


def sixty(folder: Path) -> Workspace:
    """The school, to be changed; its data run to 13 November."""
    return open_workspace(copied(once("whole-lists", _make), folder) / "werkmap")
