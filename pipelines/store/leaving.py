"""Who leaves by a list of the whole school, worked out before anything is stored by the models of the build themselves.

A list of half the school is a commoner accident than half a school that leaves: then somebody has to say how many left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.errors import InputError
from pipelines.models.build import load, run_aside
from pipelines.models.database import connect
from pipelines.models.model import model
from pipelines.models.reference import protocol_tables, school_tables
from pipelines.notes.notes import code_choices
from pipelines.readers.base import ReadResult
from pipelines.settings.drafts import known_protocols
from pipelines.settings.settings import School
from pipelines.store.list_stays import list_day
from pipelines.store.stores import Store
from pipelines.store.workspace import Workspace
from pipelines.today import today
from protocols.load import load_settings

# So many pupils are named one by one.
_SHOWN = 20
_MODELS = ("stg_left", "stg_placement")
_NEVER = pl.lit(date.max)
_LISTS = ("whole_lists", "list_stays")
Lists = Sequence[tuple[Path, ReadResult]]


@dataclass(frozen=True)
class Leaving:
    """Who leaves by the lists of an import, and whether that has to be confirmed first.

    `pupils` has a row per leaver: student_id, name, klas, list_date, last_day, the last day enrolled, and back_on, the first
    day on a later list that was imported before; null for none. `enrolled` counts who was enrolled before. `doubts` are why
    it is asked, in sentences; empty when it is not. `back` are the numbers of who had left by a list and is on one again;
    `registered` of who is on none and has registrations since, `elsewhere` of who is on another list of that day or later:
    they stay. `path` is the list, of several the shortest.
    """

    path: Path
    pupils: pl.DataFrame
    enrolled: int
    doubts: tuple[str, ...]
    back: tuple[str, ...]
    registered: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many leave."""
        return self.pupils.height

    def insist(self, confirmed: int | None) -> None:
        """Raises InputError when somebody has to say first how many leave, and has not, or said another number."""
        if confirmed == self.number or not (self.doubts or confirmed is not None):
            return
        told = f" Bevestigd is {confirmed}." if confirmed is not None else ""
        raise InputError(
            f"{self.path.name}: {left_words(self.number)} niet meer op deze lijst.{told} {' '.join(self.doubts)}".rstrip(),
            f"Zijn zij van school, lees de lijst dan in met --whole --left {self.number}, of op de pagina Inlezen met het "
            "vinkje. Is het geen lijst van de hele school, laat --whole dan weg.",
            self.path,
        )


def left_words(number: int) -> str:
    """`1 leerling staat`, `2 leerlingen staan`."""
    return "1 leerling staat" if number == 1 else f"{number} leerlingen staan"


def sentences(found: Leaving, named: bool) -> tuple[str, ...]:
    """What an import ends and takes up again, for people; with the names and numbers of pupils when they may be `named`."""
    said = []
    if found.number:
        day = max(found.pupils["list_date"])
        until = day - timedelta(1)
        others = any(found.pupils["last_day"] != until)
        said.append(
            f"LET OP: {left_words(found.number)} niet meer op de lijst van {day:%d-%m-%Y}: van school, met als laatste dag "
            f"{until:%d-%m-%Y}"
            + (", of eerder als zij dit schooljaar of op een eerdere lijst al niet zijn gezien" if others else "")
            + (f": {_names(found.pupils, until)}." if named else ".")
        )
    if found.registered:
        number = len(found.registered)
        said.append(
            f"LET OP: {left_words(number)} niet op de lijst, met registraties van die dag of later: "
            f"{'blijft' if number == 1 else 'blijven'} ingeschreven. Kijk na wat er klopt"
            + _numbers(found.registered, named)
        )
    if found.elsewhere:
        number = len(found.elsewhere)
        said.append(
            f"LET OP: {left_words(number)} niet op deze lijst, maar wel op een andere van die dag of later, en "
            f"{'blijft' if number == 1 else 'blijven'} ingeschreven" + _numbers(found.elsewhere, named)
        )
    if found.back:
        number = len(found.back)
        said.append(
            f"{'1 leerling die' if number == 1 else f'{number} leerlingen die'} van school "
            f"{'was, is' if number == 1 else 'waren, zijn'} weer ingeschreven; de tijd ertussen telt niet als inschrijving"
            + _numbers(found.back, named)
        )
    return tuple(said)


def _names(pupils: pl.DataFrame, until: date) -> str:
    who = []
    for row in pupils.head(_SHOWN).iter_rows(named=True):
        last = "" if row["last_day"] == until else f", laatste dag {row['last_day']:%d-%m-%Y}"
        back = f", weer terug op {row['back_on']:%d-%m-%Y}" if row["back_on"] else ""
        who.append(f"{row['name']} ({row['klas'] or 'zonder klas'}{last}{back})")
    return ", ".join(who) + (f" en nog {pupils.height - _SHOWN}" if pupils.height > _SHOWN else "")


def _numbers(numbers: Sequence[str], named: bool) -> str:
    shown = [*numbers[:_SHOWN], *(["..."] if len(numbers) > _SHOWN else [])]
    return f": {', '.join(shown)}." if named else "."


def leaving(
    workspace: Workspace, school: School, old: Store, new: Store, results: Lists, whole: bool
) -> Leaving | None:
    """What the lists in these files end; None when that is nobody, and nobody comes back.

    `old` is the store before, `new` the one with the files laid over it; `whole` as in `import_files`.
    """
    own, before = ({n: f.filter(pl.col("school") == school.id) for n, f in each.items()} for each in (new, old))
    days = own["whole_lists"].join(before["whole_lists"], on="date", how="anti")["date"].sort().to_list()
    lists = [(path, result) for path, result in results if result.is_list]
    same = not whole and all(own[name].equals(before[name]) for name in _LISTS)
    if not lists or own["whole_lists"].is_empty() or same:
        return None
    choices, protocols = code_choices(workspace), known_protocols(workspace)
    with connect(":memory:") as connection:
        load(connection, {f"raw_{name[:-1]}": frame for name, frame in own.items() if name not in _LISTS})
        load(connection, protocol_tables(protocols) | school_tables([school], own, choices, protocols))
        was, is_ = (_by_lists(connection, store) for store in (before, own))
    pupils = _leavers(was, is_, days, own["pupils"])
    there = _on(was.placed, days[-1]) if days else was.placed.clear()
    registered = is_.left.filter(pl.col("left_on").is_null()).join(there, on="student_id", how="semi")
    open_end = pl.col("left_on").is_not_null() & pl.col("back_on").is_null()
    back = was.left.filter(open_end).join(is_.left.filter(open_end), on="student_id", how="anti")
    found = Leaving(
        min(lists, key=lambda each: 0 if each[1].pupils is None else each[1].pupils.height)[0],
        pupils,
        there.height,
        _doubts(pupils, there, days[-1], lists) if pupils.height else (),
        tuple(back["student_id"].unique().sort()),
        tuple(registered["student_id"].unique().sort()),
        tuple(sorted(_elsewhere(is_, own["list_stays"], lists) - set(registered["student_id"]))) if whole else (),
    )
    return found if found.number or found.back or found.registered or found.elsewhere else None


@dataclass(frozen=True)
class _ByLists:
    """What the lists of a store make of its pupils: who left, and where everybody is placed."""

    left: pl.DataFrame
    placed: pl.DataFrame


def _by_lists(connection: duckdb.DuckDBPyConnection, store: Store) -> _ByLists:
    for name in _LISTS:
        connection.execute(f"drop table if exists raw_{name.removesuffix('s')}")  # names are ours
    load(connection, {f"raw_{name[:-1]}": store[name] for name in _LISTS})
    for each in _MODELS:
        run_aside(connection, model(each))
    return _ByLists(*(pl.DataFrame(connection.table(each).to_arrow_table()) for each in _MODELS))


def _leavers(was: _ByLists, now: _ByLists, days: Sequence[date], pupils: pl.DataFrame) -> pl.DataFrame:
    """Who was placed on the day of one of these lists, and is not any more."""
    rows = [
        _on(was.placed, day)
        .join(_on(now.placed, day), on="student_id", how="anti")
        .select("student_id", "klas")
        .join(
            now.left.filter(pl.lit(day).is_between("left_on", pl.coalesce("back_on", _NEVER), closed="left")),
            on="student_id",
        )
        .select("student_id", "klas", "list_date", (pl.col("left_on") - timedelta(1)).alias("last_day"), "back_on")
        for day in days
    ]
    dates = dict.fromkeys(("list_date", "last_day", "back_on"), pl.Date)
    nobody = pl.DataFrame(schema={"student_id": pl.String, "klas": pl.String, **dates})
    return (
        pl.concat([nobody, *rows])
        .unique("student_id", keep="last", maintain_order=True)
        .join(_named(pupils), on="student_id", how="left")
        .select("student_id", pl.coalesce("name", "student_id").alias("name"), "klas", *dates)
        .sort("klas", "name", "student_id")
    )


def _on(placements: pl.DataFrame, day: date) -> pl.DataFrame:
    return placements.filter((pl.col("valid_from") <= day) & (pl.col("valid_until") > day))


def _elsewhere(now: _ByLists, stays: pl.DataFrame, lists: Lists) -> set[str]:
    """Who is placed on the day of one of these lists and on none of that day: another list says so."""
    named: dict[date, set[str]] = {}
    for path, result in lists:
        there = set() if result.pupils is None else set(result.pupils["student_id"]) - set(result.gone)
        named.setdefault(list_day(path, result, today()), set()).update(there)
    told = {day: stays.filter(pl.col("last") >= day).join(_on(now.placed, day), on="student_id") for day in named}
    return {number for day, there in named.items() for number in told[day]["student_id"] if number not in there}


def _named(pupils: pl.DataFrame) -> pl.DataFrame:
    parts = [pl.col(name).replace("", None) for name in ("roepnaam", "tussenvoegsel", "achternaam")]
    name = pl.concat_str(parts, separator=" ", ignore_nulls=True).replace("", None)
    return pupils.select("student_id", name.alias("name"))


def _doubts(pupils: pl.DataFrame, there: pl.DataFrame, day: date, lists: Lists) -> tuple[str, ...]:
    """Why somebody has to say that this is right, in sentences."""
    limits: Mapping[str, float] = dict(load_settings().select("name", "value").iter_rows())
    found = []
    if pupils.height > max(limits["left_most"], limits["left_most_share"] * there.height):
        found.append(f"Dat is {round(100 * pupils.height / there.height)} % van wie er ingeschreven stond.")
    counts = there.group_by("klas").len("there").join(pupils.group_by("klas").len("gone"), on="klas")
    empty = counts.filter((pl.col("there") == pl.col("gone")) & (pl.col("there") >= limits["left_klas"]))
    if empty.height:
        klassen = empty["klas"].sort().to_list()
        found.append(
            f"Van {', '.join(klassen[:5])}{' en andere klassen' if len(klassen) > 5 else ''} staat niemand erop."
        )
    nameless = sum(result.refused.filter(pl.col("student_id").is_null()).height for _, result in lists)
    if nameless:
        rows = "1 geweigerde rij noemt" if nameless == 1 else f"{nameless} geweigerde rijen noemen"
        found.append(f"{rows} geen leerling; wie daar staat is niet na te gaan.")
    begins = SchoolYear.of(day).first_day
    if found and pupils.filter(pl.col("last_day") < begins).height * 2 > pupils.height:
        found.append(
            "De meesten zijn dit schooljaar nog nergens gezien; na een zomer gaan er meer van school dan anders."
        )
    return tuple(found)
