"""What is past its term in a workspace: counted per kind before anything is taken away, and what a purge takes away."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.audit.shorten import older_lines, years_before
from pipelines.calendar import school_year
from pipelines.keeping.person import Person, called
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.file import notes_path
from pipelines.notes.old_rows import Past, counted
from pipelines.questions.keeping import last_known
from pipelines.settings.terms import Terms, terms_of
from pipelines.store.list_stays import joined
from pipelines.store.recovery import imported_by_all
from pipelines.store.stores import Store
from pipelines.store.workspace import Workspace
from pipelines.today import today
from pipelines.viewer import RIGHTS, of_schools

# Rows about pupils with a day, and what they are.
NAMES = ("roepnaam", "tussenvoegsel", "achternaam")
DATED = ("registrations", "lessons", "followups", "corrections")
KEYS = ["school", "student_id"]


@dataclass(frozen=True)
class Due:
    """What is past its term on a day. `people` left too long ago, `left` says how many per school year; `rows` counts per
    table what is of before `kept_from`, `years` are those school years; `notes` counts per reason, `log` lines."""

    on: date
    terms: Terms
    people: tuple[Person, ...]
    left: Mapping[str, int]
    rows: Mapping[str, int]
    years: tuple[str, ...]
    notes: Mapping[str, int]
    log: int

    @property
    def kept_from(self) -> date:
        """The first day of the oldest school year with pupils in it."""
        return self.terms.kept_from(self.on)

    @property
    def anything(self) -> bool:
        """Whether there is something to take away."""
        return bool(self.people or self.rows or sum(self.notes.values()) or self.log)


def due(workspace: Workspace) -> Due:
    """What is past its term today. Raises WorkspaceError when the settings, the import or the notes cannot be read."""
    on, terms = today(), terms_of(workspace.path)
    store = imported_by_all(workspace)
    people, left = (
        _left(workspace, store, terms, on) if any(frame.height for frame in store.values()) else ((), Counter[str]())
    )
    rows, years = _old(store, terms.kept_from(on))
    log = older_lines(workspace.path, years_before(on, terms.log_years))
    notes = counted(notes_path(workspace), past(workspace, people, terms, on))
    return Due(on, terms, people, left, rows, years, notes, log)


def past(workspace: Workspace, people: tuple[Person, ...], terms: Terms, on: date) -> Past:
    """What of the notes is past its term, when these pupils go."""
    return Past(
        {(who.school, number) for who in people for number in who.numbers},
        {school.id: terms.kept_from(on) for school in workspace.schools},
        lambda noted: terms.care_is_due(noted, on),
    )


def _left(workspace: Workspace, store: Store, terms: Terms, on: date) -> tuple[tuple[Person, ...], Mapping[str, int]]:
    """Who left too long ago, and how many per school year in which they left."""
    snapshot = open_snapshot(workspace)
    try:
        rows = gone(snapshot, workspace, terms, on)
    finally:
        snapshot.close()
    numbers = {(school, number) for school, number, _ in rows.select(*KEYS, "last_day").iter_rows()}
    stay = store["pupils"].join(rows, on=KEYS, how="anti")
    names = set(stay.select("school", *NAMES).fill_null("").iter_rows())
    people = tuple(_named(called(store, *key), names) for key in sorted(numbers))
    return people, dict(sorted(Counter(school_year(day) for day in rows["last_day"]).items()))


def gone(snapshot: Snapshot, workspace: Workspace, terms: Terms, on: date) -> pl.DataFrame:
    """One row per pupil who left too long ago: `last_day`. Of whom no list tells a placement the registrations do, and with
    the last of those nothing is left of him or her."""
    viewer = of_schools(*(school.id for school in workspace.schools), rights=RIGHTS)
    before = pl.when("listed").then(pl.lit(terms.left_from(on))).otherwise(pl.lit(terms.kept_from(on)))
    return last_known(snapshot, viewer).filter((pl.col("last_day") < before).fill_null(False))


def _named(who: Person, stay: set[tuple[str, ...]]) -> Person:
    """The pupil as texts tell of him or her: a surname alone tells nothing, nor does the name of somebody who stays."""
    if (who.school, who.roepnaam, who.tussenvoegsel, who.achternaam) in stay:
        return Person(who.school, who.student_id, who.leerling_id)
    return replace(who, shared=True)


def _old(store: Store, kept_from: date) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Rows per table of before the first school year that is kept, and which school years those are."""
    new = since(store, kept_from)
    counts = {name: store[name].height - new[name].height for name in (*DATED, "placements")}
    # Some stays on lists last longer without them.
    counts["list_stays"] = store["list_stays"].join(new["list_stays"], on=[*KEYS, "first"], how="anti").height
    rows = {name: count for name, count in counts.items() if count}
    days = {day for name in DATED for day in store[name]["date"].unique() if day < kept_from}
    return rows, tuple(sorted({school_year(day) for day in days}))


def since(store: Store, kept_from: date) -> Store:
    """The import without what is of before a day. A placement that is over goes when a later one of its kind follows."""
    kind = [*KEYS, "listed", pl.col("valid_from").is_null()]
    follows = pl.col("valid_from").shift(-1).over(kind, order_by="valid_from")
    over = pl.min_horizontal("valid_until", follows) <= kept_from
    placements = store["placements"].filter(~(over & follows.is_not_null()).fill_null(False))
    kept = {name: store[name].filter((pl.col("date") >= kept_from).fill_null(True)) for name in DATED}
    return {**store, **kept, "placements": placements, "list_stays": _stays(store, kept_from)}


def _stays(store: Store, kept_from: date) -> pl.DataFrame:
    """The days on which lists showed pupils, by which `stg_left` goes on to say of everybody who is kept what it said.

    Who is on no list and was registered after it has not left: when those registrations go, the stay lasts until the last of
    them. A stay goes when the next one began by that day; the lists of the whole school stand, to end who is not shown.
    """
    stays = joined(pl.concat([store["list_stays"], _registered_since(store, kept_from)]))
    follows = pl.col("first").shift(-1).over(KEYS, order_by="first")
    return stays.filter(~(follows <= kept_from).fill_null(False))


def _registered_since(store: Store, kept_from: date) -> pl.DataFrame:
    """From the last day on which a list showed a pupil, or else placed him or her, to the last registration that goes."""
    beforehand = pl.col("spread").fill_null(False) | pl.col("ahead").fill_null(False)
    goes = store["registrations"].filter(pl.col("date") < kept_from, ~beforehand).select(*KEYS, "date").sort("date")
    shown = store["list_stays"].select(*KEYS, "first", pl.col("last").alias("seen")).sort("first")
    on_list = goes.join_asof(shown, left_on="date", right_on="first", by=KEYS, check_sortedness=False)
    placed = store["placements"].group_by(KEYS).agg(pl.col("valid_from").max().alias("seen"))
    elsewhere = goes.join(placed.join(shown, on=KEYS, how="anti"), on=KEYS)
    return (
        pl.concat([on_list.filter(pl.col("seen").is_not_null()).select(elsewhere.columns), elsewhere])
        .group_by(*KEYS, "seen")
        .agg(pl.col("date").max().alias("last"))
        .filter((pl.col("last") > pl.col("seen")).fill_null(True))
        .select(*KEYS, pl.coalesce("seen", "last").alias("first"), "last")
    )
