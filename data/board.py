"""A board of invented schools: each has the pupils of some leerwegen of one that `make_school` invents, numbered anew.

So they differ in size and in who is in them. Their protocols and regions take turns, and of one the newest registrations
never arrived.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from data.export import write_list
from data.klassen import STUDIES
from data.school import DemoFiles, make_school
from data.school_toml import school_toml

REGIONS = ("midden", "noord", "zuid")
# The leerwegen of schools that follow each other: of an invented school every pupil goes to one of them at most.
SHAPES = ((("T", "H", "V"), 0), (("H", "V"), 1), (("T",), 1), (("V",), 2), (("T", "H"), 2))
MADE_A_ROUND = 1 + max(made for _, made in SHAPES)
# So many different ones; later ones are these again, with other numbers (`renumbered` in the store).
DIFFERENT = 4 * len(SHAPES)
KINDS = {
    "THV": "Denkbeeldig College",
    "HV": "Denkbeeldig Lyceum",
    "T": "Denkbeeldige Mavo",
    "V": "Denkbeeldig Gymnasium",
}
OTHERWISE = "Denkbeeldige Scholengemeenschap"
# The school that sends nothing any more, by its number, and the first day of which nothing arrived.
GAP, GAP_SINCE = 2, pl.date(2026, 11, 9)
# The older year takes most of the time to import, and says least.
LEFT_OUT = "Verantwoordingen_2024"
NUMBERS, MOMENTS = ("STAMNR", "stamnummer"), ("moment", "datum")
MOMENT = "%-d-%-m-%Y %H:%M:%S"


@dataclass(frozen=True)
class BoardSchool:
    """One school: its number (from 1), settings, the leerwegen it has, and which invented school its pupils come from."""

    number: int
    id: str
    name: str
    region: str
    protocol: str
    tracks: tuple[str, ...]
    made: int

    @property
    def school_toml(self) -> str:
        """Its part of `school.toml`."""
        return school_toml(self.id, self.name, self.protocol, self.region, self.tracks)


def plan(schools: int, protocols: Sequence[str]) -> tuple[BoardSchool, ...]:
    """The schools of a board of so many; the first ones are the same in a larger board."""
    found = []
    for place in range(schools):
        tracks, made = SHAPES[place % len(SHAPES)]
        kind = KINDS.get("".join(tracks), OTHERWISE)
        number, made = place + 1, made + MADE_A_ROUND * (place % DIFFERENT // len(SHAPES))
        protocol = protocols[place % len(protocols)]
        region = REGIONS[made % len(REGIONS)]
        found.append(BoardSchool(number, f"school-{number}", f"{kind} {number}", region, protocol, tracks, made))
    return tuple(found)


def make_board(
    folder: Path, schools: Sequence[BoardSchool], seed: int = 2026
) -> Iterator[tuple[BoardSchool, list[Path]]]:
    """Each school with the files of its export, in a folder of its own; nothing of a school is made before it is asked for."""
    for made, own in groupby(schools, key=lambda school: school.made):
        place = folder / f"gemaakt-{made}"
        place.mkdir()
        whole = make_school(place, seed + made, region=REGIONS[made % len(REGIONS)])
        for school in own:
            yield school, _cut(folder / school.id, school, whole)


def _cut(folder: Path, school: BoardSchool, whole: DemoFiles) -> list[Path]:
    folder.mkdir()
    lists = {path.name: _read(path) for path in whole.files if path.suffix == ".csv" and LEFT_OUT not in path.name}
    names = [STUDIES[track] for track in school.tracks]
    here = pl.col("STUDY").str.split("/").list.first().is_in(names).all().over("STAMNR")
    own = lists["Leerlingen.csv"].filter(here)["STAMNR"].unique()
    return [write_list(_of_school(rows, school, own), folder / name) for name, rows in lists.items()]


def _of_school(rows: pl.DataFrame, school: BoardSchool, own: pl.Series) -> pl.DataFrame:
    for name in set(NUMBERS) & set(rows.columns):
        mine = pl.col(name).is_in(own.implode())
        rows = rows.filter(mine).with_columns((pl.lit(str(school.number)) + pl.col(name)).alias(name))
    for name in set(MOMENTS) & set(rows.columns):
        arrived = pl.col(name).str.to_datetime(MOMENT) < GAP_SINCE
        rows = rows.filter(arrived) if school.number == GAP else rows
    return rows


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path.read_bytes().decode("cp1252").encode(), separator=";", infer_schema=False)
