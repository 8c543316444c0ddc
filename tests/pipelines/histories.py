"""Small schools for tests: written as the tables a school would recognise, imported through the real reader."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import CARE, of_schools
from tests.shared import copied, key, once

# The end of a school.toml with two afdelingen.
AFDELINGEN = """
[[school.afdeling]]
id = "havo"
name = "Havo"
classes = ["H*"]
[[school.afdeling]]
id = "vwo"
name = "Vwo"
classes = ["V*"]
"""
CATEGORIES = (
    "ongeoorloofd",
    "spijbelen",
    "onbekend",
    "luxeverzuim",
    "niet_toegelaten",
    "te_laat_ongeoorloofd",
    "te_laat_geoorloofd",
    "uitgestuurd",
    "ziek",
    "ziek_naar_huis",
    "ziekrooster",
    "medisch",
    "verlof",
    "schorsing",
    "betermelding",
    "les_incident",
    "niet_gemeld",
    "niet_ingehaald",
    "corvee_gemist",
)
SHORT = {"weg": "ongeoorloofd", "laat": "te_laat_ongeoorloofd", "uit": "uitgestuurd", "zh": "ziek_naar_huis"}
SCOPE = of_schools("s", rights=CARE)
YEAR = school_days("midden", date(2026, 8, 31), date(2027, 7, 16))


@dataclass(frozen=True)
class Registration:
    """One registration of a test pupil; the code is the name of the category, what is empty is not told."""

    student: str
    date: date
    hour: int | None
    code: str
    subject: str = ""
    minutes: int | None = None
    handled: bool | None = None


def settings(protocol: str, codes: bool = True, more: str = "") -> str:
    """A school.toml of a school that writes categories as codes."""
    rows = "".join(f'[[school.code]]\ncode = "{c}"\ncategory = "{c}"\n' for c in CATEGORIES) if codes else ""
    return (
        f'[[school]]\nid = "s"\nname = "School"\nregion = "midden"\nprotocol = "{protocol}"\nlessons_per_week = 30\n'
        f"{more}\n{rows}"
    )


def table(text: str) -> list[Registration]:
    """Rows `leerling | datum | uren | code`; hours as `1`, `1-4` or `1,3`; short words stand for categories."""
    found = []
    for line in text.strip().splitlines():
        student, day, hours, code = (part.strip() for part in line.split("|"))
        for part in hours.split(","):
            first, _, last = part.partition("-")
            hours_ = range(int(first), int(last or first) + 1)
            found += [Registration(student, date.fromisoformat(day), hour, SHORT.get(code, code)) for hour in hours_]
    return found


def write_csv(path: Path, rows: Iterable[Registration], klas: dict[str, str] | None = None) -> Path:
    """The rows as a generic Excel-like export."""
    every = list(rows)
    told, late = any(r.subject for r in every), any(r.minutes is not None for r in every)
    done = any(r.handled is not None for r in every)
    lines = ["Stamnr;Klas;Datum;Lesuur;Code" + ";Vak" * told + ";Minuten te laat" * late + ";Afgehandeld" * done]
    for r in every:
        hour, subject = "" if r.hour is None else str(r.hour), f";{r.subject}" * told
        minutes = f";{'' if r.minutes is None else r.minutes}" * late
        minutes += f";{'' if r.handled is None else 'ja' if r.handled else 'nee'}" * done
        lines.append(
            f"{r.student};{(klas or {}).get(r.student, 'H3a')};{r.date:%d-%m-%Y};{hour};{r.code}{subject}{minutes}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def make_workspace(
    folder: Path,
    rows: Sequence[Registration],
    protocol: str = "nl-leerplicht",
    klas: dict[str, str] | None = None,
    toml: str | None = None,
    until: date | None = None,
    demo: bool = False,
) -> Workspace:
    """A workspace with these registrations; `until` adds a pupil `slot` so that the data run to that day.

    `demo` imports them as the launcher of the demo does. The same school is built once a run, and copied.
    """
    closing = [Registration("slot", until, 1, "medisch")] if until else []
    every, text = [*rows, *closing], toml or settings(protocol)

    def make(place: Path) -> None:
        workspace = create_workspace(place / "werkmap", text)
        import_files(workspace, [write_csv(place / "export.csv", every, klas)], demo=demo)

    copied(once(key(every, text, klas, demo), make), folder)
    return open_workspace(folder / "werkmap")


def make_snapshot(folder: Path, rows: Sequence[Registration], **more: object) -> Snapshot:
    """The opened snapshot of `make_workspace`."""
    return open_snapshot(make_workspace(folder, rows, **more))  # type: ignore[arg-type]


class School:
    """One school in which every case of a module has pupils of its own: a build for all of them, at the first question.

    A case is written beside its test, where the module is read, so that the school knows them all when it is built.
    `beside` holds the text of the files that are imported with its registrations, by name.
    """

    def __init__(self, protocol: str = "nl-leerplicht", until: date | None = None, toml: str | None = None) -> None:
        self.toml = toml or settings(protocol)
        self.rows = [Registration("slot", until, 1, "medisch")] if until else []
        self.klas: dict[str, str] = {}
        self.beside: dict[str, str] = {}
        self.cases = 0

    def case(self, rows: Iterable[Registration], klas: dict[str, str] | None = None) -> "Case":
        """Adds pupils to the school; those of another case may have the same names."""
        assert "made" not in vars(self), "a case is added before the school is built"
        self.cases += 1
        added = Case(self, f"{self.cases}-")
        self.rows += [replace(row, student=added.pupil(row.student)) for row in rows]
        self.klas |= {added.pupil(student): name for student, name in (klas or {}).items()}
        return added

    def files(self, folder: Path) -> list[Path]:
        """Writes the files that are imported."""
        for name, text in self.beside.items():
            (folder / name).write_text(text, encoding="utf-8")
        return [write_csv(folder / "export.csv", self.rows, self.klas), *(folder / name for name in self.beside)]

    @cached_property
    def made(self) -> Path:
        """The folder in which it is built, with all cases; only to be read."""

        def make(place: Path) -> None:
            import_files(create_workspace(place / "werkmap", self.toml), self.files(place))

        return once(key(type(self), vars(self)), make)

    @cached_property
    def workspace(self) -> Workspace:
        """Its workspace; only to be read."""
        return open_workspace(self.made / "werkmap")

    @cached_property
    def snapshot(self) -> Snapshot:
        """Its opened snapshot; only to be read."""
        return open_snapshot(self.workspace)

    def copy(self, folder: Path) -> Workspace:
        """A workspace of one test, in which it may write."""
        return open_workspace(copied(self.made, folder) / "werkmap")


@dataclass(frozen=True)
class Case:
    """The pupils of one case in a school that it shares."""

    school: School
    prefix: str

    @property
    def snapshot(self) -> Snapshot:
        return self.school.snapshot

    def pupil(self, student: str) -> str:
        """The number that a pupil of this case has in the school."""
        return f"{self.prefix}{student}"

    def of(self, answer: pl.DataFrame) -> pl.DataFrame:
        """The rows of an answer about the pupils of this case, under the names that the case gave them."""
        student = pl.col("student_id")
        return answer.filter(student.str.starts_with(self.prefix)).with_columns(student.str.strip_prefix(self.prefix))

    def ask(self, question: Callable[..., pl.DataFrame], *values: object, **more: object) -> pl.DataFrame:
        """What a question answers about the pupils of this case."""
        return self.of(question(self.snapshot, *values, **more))


def spread(student: str, code: str, amount: int, start: int = 0, step: int = 1, hours: int = 1) -> list[Registration]:
    """`amount` registrations, `hours` a day, on every `step`-th school day from the `start`-th of the year."""
    category = SHORT.get(code, code)
    return [Registration(student, YEAR[start + step * (n // hours)], n % hours + 1, category) for n in range(amount)]


def rows_of(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The named columns as tuples."""
    return frame.select(columns).rows()


def weekdays(start: date, days: int) -> list[date]:
    """That many weekdays from a day on, without regard to any calendar."""
    found = [start + timedelta(n) for n in range(2 * days + 7)]
    return [day for day in found if day.isoweekday() <= 5][:days]
