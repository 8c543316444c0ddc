"""Everything that a workspace holds of one pupil, as it is kept: for the parents, or the pupil, who ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.audit.asked import Found, about_pupil
from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
from pipelines.errors import UsageError
from pipelines.keeping.person import Person, person
from pipelines.keeping.requests import requests_about
from pipelines.models.snapshot import Snapshot
from pipelines.notes.file import insist_on_notes, notes_path
from pipelines.notes.one_pupil import numbers_in, rows_about
from pipelines.questions import held
from pipelines.settings.drafts import known_protocols
from pipelines.settings.settings import School
from pipelines.store.recovery import imported_by_all
from pipelines.store.workspace import Workspace
from pipelines.viewer import RIGHTS, of_schools
from protocols.rule_words import stage_words
from protocols.schema import Protocol

# Of the log everything is told, however much.
EVERY_LINE = 10**9


@dataclass(frozen=True)
class PupilData:
    """What is held of a pupil. `store` are the imported rows by table and `notes` the rows that people entered, both as they
    are kept; `codes` what the codes of the registrations mean; `stages` every stretch on a ladder of the protocol in force,
    with `name` and `rule` in words; `reports` those of the norm; `requests` what was asked about
    the pupil and decided, newest first; `looked` who looked, newest first. `until` is the last day
    of the data."""

    person: Person
    school: School
    protocol: str
    until: date
    store: Mapping[str, pl.DataFrame]
    notes: Mapping[str, pl.DataFrame]
    codes: pl.DataFrame
    stages: pl.DataFrame
    reports: pl.DataFrame
    requests: pl.DataFrame
    looked: Found


def pupil_data(workspace: Workspace, snapshot: Snapshot, student_id: str, school_id: str | None, by: str) -> PupilData:
    """Gathers what is held of a pupil, and writes down first that `by` asked for it.

    Raises InputError for a number that nothing is held of, UsageError without who asks, WorkspaceError when it cannot be
    written down.
    """
    if not by.strip():
        raise UsageError(
            "Er staat niet bij wie de inzage geeft.", "Geef met --by uw naam of paraaf: die komt in het logboek."
        )
    store, path = imported_by_all(workspace), notes_path(workspace)
    insist_on_notes(workspace)
    noted = any(number == student_id.strip() for _, number in numbers_in(path))
    who = person(workspace, store, student_id, school_id, noted)
    school = workspace.school(who.school)
    record(workspace.path, Event("inzage", school.id, (who.student_id,)), actor=Actor(by.strip()))
    viewer = of_schools(school.id, rights=RIGHTS)
    protocol = known_protocols(workspace)[school.protocol]
    first_and_last = snapshot.ranges.get(school.id)
    until = first_and_last[1] if first_and_last else date.min
    of = (snapshot, viewer, until, school.id, who.student_id)
    return PupilData(
        who,
        school,
        protocol.name,
        until,
        _own_rows(store, who),
        rows_about(path, school.id, who.numbers, who.in_text),
        held.codes(*of),
        _with_rules(held.stages(*of, school.protocol), protocol),
        held.reports(*of),
        requests_about(workspace, school.id, who.student_id),
        about_pupil(workspace.path, viewer, school.id, who.student_id, EVERY_LINE),
    )


def _own_rows(store: Mapping[str, pl.DataFrame], who: Person) -> dict[str, pl.DataFrame]:
    """The rows of each imported table that are about the pupil; tables about nobody are left out."""
    own = pl.col("school") == who.school, pl.col("student_id").is_in(who.numbers)
    return {name: frame.filter(*own) for name, frame in store.items() if "student_id" in frame.columns}


def _with_rules(stages: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    known = {
        (ladder.id, stage.id): (f"{ladder.name}, {stage.name}", stage_words(protocol, stage), stage.place)
        for ladder in protocol.ladder
        for stage in ladder.stage
    }
    said = [known[row] for row in stages.select("ladder", "stage").iter_rows()]
    words = pl.DataFrame(said, schema=dict.fromkeys(["name", "rule", "place"], pl.String), orient="row")
    return pl.concat([stages, words], how="horizontal")
