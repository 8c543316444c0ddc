"""Whether a file belongs to the school that it is imported for: by the numbers of its pupils."""

from contextlib import suppress
from pathlib import Path

import polars as pl

from pipelines.errors import InputError, WorkspaceError
from pipelines.readers.base import ReadResult
from pipelines.settings.settings import School
from pipelines.store.merge import resolve_pupils
from pipelines.store.part import parts_of
from pipelines.store.stores import read_manifest, read_table
from pipelines.store.workspace import Workspace
from protocols.load import load_settings

NOBODY = pl.DataFrame(schema=dict.fromkeys(("school", "student_id"), pl.String))


def of_this_school(
    path: Path, result: ReadResult, own: pl.DataFrame, others: pl.DataFrame, before: pl.DataFrame, school: School
) -> tuple[str, ...]:
    """A sentence about a file of which nobody is known, of a few pupils who may be newcomers.

    `own` are the pupils of the school, `others` those of other schools, `before` its registrations so far. Raises
    InputError for a file of which the pupils are on the list of another school, or on none and too many to be newcomers.
    """
    named = result.registrations if result.registrations is not None else result.pupils
    if named is None or not named.height:
        return ()
    numbers = resolve_pupils(named, own).select("student_id", "row").unique("student_id", keep="first")
    listed = numbers.join(own, on="student_id", how="semi").height
    elsewhere = numbers.join(others, on="student_id", how="semi").join(own, on="student_id", how="anti").height
    known = listed + numbers.join(own, on="student_id", how="anti").join(before, on="student_id", how="semi").height
    # A file that brings its own pupils may hold nothing but newcomers, unless those are another school's.
    strangers = result.pupils is None and known == 0 and own.height > 0
    few = numbers.height <= _most_newcomers(own.height)
    if (strangers and not few) or ((own.height or result.pupils is None) and elsewhere > listed):
        first = numbers.sort("row").row(0, named=True)
        raise InputError(
            f"{path.name}, rij {first['row']}: leerling {first['student_id']} en de anderen in dit bestand staan niet"
            f" op de leerlingenlijst van school '{school.id}'.",
            "Hoort het bestand bij een andere school, kies die met --school; lees anders eerst de leerlingenlijst in.",
            path,
        )
    return (_nobody_known(numbers),) if strangers else ()


def pupils_elsewhere(workspace: Workspace, school: str) -> pl.DataFrame:
    """One row per pupil of the other schools: school, student_id. A school of which that cannot be read is left out: what is
    wrong there keeps no other school from going on, and `check` says it."""
    found = [NOBODY]
    for part in parts_of(workspace):
        with suppress(WorkspaceError):
            version = None if part.id == school else part.newest_store()
            if version is not None:
                folder = part.store_folder(version)
                found.append(read_table(folder, "pupils", read_manifest(folder)).select("school", "student_id"))
    return pl.concat(found)


def _most_newcomers(listed: int) -> int:
    """How many pupils at most may be newcomers when nobody else is in a file: a day, or a klas, of a school of that size."""
    number = dict(load_settings().select("name", "value").iter_rows())
    return max(1, min(int(number["newcomers_most"]), int(listed * number["newcomers_most_share"])))


def _nobody_known(numbers: pl.DataFrame) -> str:
    first = numbers.sort("row").row(0, named=True)
    who = (
        f"leerling {first['student_id']} (rij {first['row']}) staat"
        if numbers.height == 1
        else f"alle {numbers.height} leerlingen in dit bestand (de eerste is {first['student_id']}, rij {first['row']}) staan"
    )
    return (
        f"LET OP: {who} niet op de leerlingenlijst. Als nieuwkomers gelezen; lees de leerlingenlijst opnieuw in. Is het een "
        "bestand van een andere school, zet de import dan terug."
    )
