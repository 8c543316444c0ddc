"""A school of four school years: two klassen that stay, a klas of two, and pupils who left just before and just after a term."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from pipelines.calendar import school_days
from pipelines.notes.file import notes_path
from pipelines.notes.notes import choose_code
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.histories import AFDELINGEN, settings
from tests.shared import copied, key, once

YEARS = (2023, 2024, 2025, 2026)
# Today of the tests is the end of the last year: the first of the four is past its term.
KEPT_FROM = date(2024, 8, 1)
# Last day 31 July, and 1 August; by a list, and by registrations alone.
GONE, STAYED = "748213", "748214"
GONE_UNLISTED, STAYED_UNLISTED = "748215", "748216"
GONE_NAME = "Zebedeus Quastenberg"
NAMESAKE = "Anna Zomer"
GONE_NAMESAKE, PRESENT_NAMESAKE = "748217", "101"
SMALL = ("748218", "748219")
CODES = ("ongeoorloofd", "ziek", "te_laat_ongeoorloofd", "medisch", "spijbelen")


def pupil_list(last: int = YEARS[-1]) -> str:
    """The list as it was at the end of a school year, with every stay until then."""
    rows = ["Stamnr;Naam;Klas;Mentor;Begindatum;Einddatum"]
    for number, year in enumerate(each for each in YEARS if each <= last):
        begin, end = f"01-08-{year}", f"31-07-{year + 1}"
        for pupil in range(1, 7):
            name = NAMESAKE if pupil == 1 else f"Havo {pupil} Proef"
            rows.append(f"10{pupil};{name};H{number + 1}a;HAA;{begin};{end if year < last else ''}")
            rows.append(f"20{pupil};Vwo {pupil} Proef;V{number + 1}b;VBB;{begin};{end if year < last else ''}")
        rows += [
            f"{pupil};Klein {pupil} Proef;{'Z1' if not number else f'H{number + 1}a'};ZZZ;{begin};{end}"
            for pupil in SMALL
        ]
    rows.append(f"{GONE};{GONE_NAME};H1a;HAA;01-08-2023;31-07-2024")
    rows.append(f"{GONE_NAMESAKE};{NAMESAKE};V1b;VBB;01-08-2023;05-02-2024")
    rows.append(f"{STAYED};Bram Later;H1a;HAA;01-08-2023;01-08-2024")
    return "\n".join(rows) + "\n"


def registered(first: int = YEARS[0], last: int = YEARS[-1]) -> str:
    """What every pupil missed in some school years."""
    rows = ["Stamnr;Datum;Lesuur;Code"]
    for year in (each for each in YEARS if first <= each <= last):
        days = school_days("midden", date(year, 8, 1), date(year + 1, 7, 31))
        there = [f"{line}0{pupil}" for line in "12" for pupil in range(1, 7)] + list(SMALL)
        there += [GONE, GONE_NAMESAKE, STAYED, GONE_UNLISTED, STAYED_UNLISTED] if year == YEARS[0] else []
        for place, pupil in enumerate(there):
            own = [day for day in days if pupil != GONE_NAMESAKE or day < date(2024, 2, 1)]
            for turn, day in enumerate(own[place % 7 :: 7]):
                code = CODES[(turn + place) % len(CODES)]
                hours = [""] if code == "ziek" else range(1, 2 + (turn + year) % 4)
                rows += [f"{pupil};{day:%d-%m-%Y};{hour};{code}" for hour in hours]
    if last > YEARS[0]:
        rows.append(f"{STAYED_UNLISTED};02-09-2024;1;medisch")
    return "\n".join(rows) + "\n"


def files(folder: Path, **years: int) -> list[Path]:
    """The list and the registrations as files."""
    made = {"lijst.csv": pupil_list(years.get("last", YEARS[-1])), "verzuim.csv": registered(**years)}
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in made]


def school(folder: Path, table: bool = True, more: str = "") -> Workspace:
    """A workspace of one's own, with a lesson table or without any hours; `more` is the end of its settings."""
    text = settings("nl-leerplicht") + AFDELINGEN
    text = text if table else text.replace("lessons_per_week = 30\n", "")

    def make(place: Path) -> None:
        workspace = create_workspace(place / "werkmap", text)
        choose_code(workspace, "s", "QX", "spijbelen", "iemand")  # so that there are notes
        import_files(workspace, files(place))

    place = copied(once(key("years", text), make), folder) / "werkmap"
    if more:
        (place / "school.toml").write_text(text + more)
    return open_workspace(place)


def note(workspace: Workspace, table: str, **values: object) -> None:
    """A row of the notes."""
    names = ", ".join(("school", *values))
    with closing(sqlite3.connect(notes_path(workspace))) as notes, notes:
        places = ", ".join("?" * (len(values) + 1))
        notes.execute(f"insert into {table} ({names}) values ({places})", ("s", *values.values()))
