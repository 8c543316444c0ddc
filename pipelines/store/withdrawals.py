"""Registrations that are gone at the source: worked out per pupil and day, from the rows that could be read."""

from dataclasses import dataclass

import polars as pl

from pipelines.readers.base import ReadResult

# Kinds that hold all that there is of the whole school on their days.
WHOLE_SCHOOL_KINDS = frozenset({"magister-m6-dag"})


@dataclass(frozen=True)
class Gone:
    """The old rows that a file no longer holds, and a sentence about days that could not be checked."""

    rows: pl.DataFrame
    told: tuple[str, ...]


def withdrawn(old: pl.DataFrame, new: pl.DataFrame, placements: pl.DataFrame, result: ReadResult, whole: bool) -> Gone:
    """Old rows of the same source, period and pupils that the file no longer holds.

    A row that was refused may be the very one that seems to be missing: the day of its pupil is not checked, all others
    are. `whole` says that the file holds the whole school, so also pupils of whom it has no row left.
    """
    if not new.height:
        return Gone(old.clear(), ())
    first, last = new["date"].min(), new["date"].max()
    found = old.filter((pl.col("source") == new["source"][0]) & pl.col("date").is_between(pl.lit(first), pl.lit(last)))
    if not (whole or result.kind in WHOLE_SCHOOL_KINDS):
        found = found.join(_covered(new, placements, result.whole_school), on="student_id", how="semi")
    found = found.join(new.select("place").drop_nulls(), on="place", how="anti")
    refused = result.refused.select("student_id", "date")
    open_days = refused.drop_nulls().unique()
    open_pupils = refused.filter(pl.col("date").is_null()).drop_nulls("student_id").select("student_id").unique()
    left = found.join(open_days, on=["student_id", "date"], how="anti").join(open_pupils, on="student_id", how="anti")
    return Gone(left, _told(found.height - left.height, refused.filter(pl.col("student_id").is_null()).height))


def _covered(new: pl.DataFrame, placements: pl.DataFrame, whole_school: bool) -> pl.DataFrame:
    covered = new.select("student_id").unique()
    if not whole_school:
        return covered
    # A list of one klas says nothing of the others: only klassen that occur in the file are covered.
    klassen = placements.join(covered, on="student_id", how="semi").select("klas").unique()
    same_klas = placements.join(klassen, on="klas", how="semi", nulls_equal=True).select("student_id")
    return pl.concat([covered, same_klas]).unique()


def _told(kept: int, nameless: int) -> tuple[str, ...]:
    told = []
    if kept:
        what = "1 eerdere registratie is" if kept == 1 else f"{kept} eerdere registraties zijn"
        told.append(
            f"LET OP: of {what} ingetrokken, is niet na te gaan: van die leerling en dag is een rij geweigerd. Ze tellen nog."
        )
    if nameless:
        rows = "1 geweigerde rij noemt" if nameless == 1 else f"{nameless} geweigerde rijen noemen"
        told.append(f"{rows} geen leerling; daarvan is niet na te gaan of er iets is ingetrokken.")
    return tuple(told)
