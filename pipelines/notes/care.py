"""Care for pupils who are often ill, entered by hand: contacts and referrals, and a mark for a bad feeling.

Kept are dates, a kind from a fixed list and initials; there is no place for a remark, a diagnosis or a reason, and the
tables refuse anything else. Nothing is ever deleted: what was a mistake is withdrawn, and both moments stay. Who may
not see care (`Viewer.care`) reads and writes nothing.
"""

from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.notes.notes import Schema, checked_initials, keep, now, read, take_back, version
from pipelines.questions.pupil import students
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, Selection, Viewer

CONTACT_KINDS = {
    "gesprek_leerling": "gesprek met de leerling",
    "gesprek_ouders": "gesprek met de ouders",
    "intern_zorgoverleg": "intern zorgoverleg",
    "schoolarts": "verwezen naar de schoolarts",
    "jeugdarts": "verwezen naar de jeugdarts",
    "jeugdverpleegkundige": "verwezen naar de jeugdverpleegkundige",
    "schoolmaatschappelijk_werk": "verwezen naar het schoolmaatschappelijk werk",
    "plan": "plan gemaakt of bijgesteld",
}
CONTACTS: Schema = {
    "contact": pl.Int64,
    "student_id": pl.String,
    "contact_on": pl.Date,
    "kind": pl.String,
    "initials": pl.String,
    "review_on": pl.Date,
}
CONCERNS: Schema = {"student_id": pl.String, "since": pl.Date, "initials": pl.String}
PUPIL = ("student_id", "name", "sort_name", "klas", "leerjaar", "afdeling", "mentor")


def add_contact(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    school: str,
    student_id: str,
    contact_on: date,
    kind: str,
    initials: str,
    review_on: date | None,
    today: date,
) -> None:
    """Keeps a contact or referral of a pupil, with the day on which somebody looks again.

    Raises UsageError for a pupil outside the care of the viewer, a kind outside the list, odd initials, a contact after
    today, or a review that is not after it.
    """
    if kind not in CONTACT_KINDS:
        raise UsageError(f"'{kind}' is geen soort contact.", f"Kies een van: {', '.join(CONTACT_KINDS.values())}.")
    _not_ahead(contact_on, today)
    if review_on is not None and review_on <= contact_on:
        raise UsageError(
            f"De evaluatie van {review_on:%d-%m-%Y} valt niet na het contact van {contact_on:%d-%m-%Y}.",
            "Kies een latere dag, of laat de evaluatie leeg.",
        )
    by = checked_initials(initials)
    _in_care(snapshot, viewer, school, student_id, contact_on)
    row = {
        "school": school,
        "student_id": student_id,
        "contact_on": contact_on,
        "kind": kind,
        "initials": by,
        "review_on": review_on,
        "entered_at": now(),
    }
    keep(workspace, "care_contact", [row])


def withdraw_contact(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, school: str, contact: int, initials: str, today: date
) -> None:
    """Takes a contact back that was a mistake. Raises UsageError when there is none such in the care of the viewer."""
    by = checked_initials(initials)
    found = contacts(workspace, snapshot, viewer, today, school)
    if contact not in found["contact"].to_list():
        raise UsageError("Dit contact is er niet (meer).", "Ververs de pagina.")
    take_back(workspace, "care_contact", [{"school": school, "contact": contact}], by)


def mark_concern(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    school: str,
    student_id: str,
    since: date,
    initials: str,
    today: date,
) -> None:
    """Marks a pupil about whom somebody has a bad feeling ("niet-pluis"), without a word why; a second mark is none.

    Raises UsageError for a pupil outside the care of the viewer, odd initials or a day after today.
    """
    _not_ahead(since, today)
    by = checked_initials(initials)
    _in_care(snapshot, viewer, school, student_id, since)
    row = {"school": school, "student_id": student_id, "since": since, "initials": by, "entered_at": now()}
    keep(workspace, "care_concern", [row])


def withdraw_concern(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, school: str, student_id: str, initials: str, today: date
) -> None:
    """Takes the mark of a pupil away. Raises UsageError for a pupil outside the care of the viewer or odd initials."""
    by = checked_initials(initials)
    _in_care(snapshot, viewer, school, student_id, today)
    take_back(workspace, "care_concern", [{"school": school, "student_id": student_id}], by)


def contacts(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per contact up to and including the day that stands, of pupils in the care of the viewer; newest first."""
    return _contacts(workspace, on, school, _pupils(snapshot, viewer, on, school, selection))


def concerns(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil in the care of the viewer with a standing mark of up to and including the day; newest first."""
    return _concerns(workspace, on, school, _pupils(snapshot, viewer, on, school, selection))


def cases(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    selection: Selection = EVERYTHING,
    noted_until: date | None = None,
) -> pl.DataFrame:
    """One row per pupil with a contact or a mark, by review date; pupils without one come last.

    Pupils are where they are on the day; notes count up to `noted_until`, else the day.

    `last_on`, `last_kind`, `last_initials` and `review_on` are of the latest contact: a later contact replaces an
    earlier review. `overdue`: the review lies before the day; null without one. `concern_since`: the mark, if any.
    """
    pupils, until = _pupils(snapshot, viewer, on, school, selection), noted_until or on
    latest, marks = _contacts(workspace, until, school, pupils), _concerns(workspace, until, school, pupils)
    by_pupil = latest.group_by("student_id", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("contacts"),
        pl.col("contact_on").first().alias("last_on"),
        pl.col("kind").first().alias("last_kind"),
        pl.col("initials").first().alias("last_initials"),
        pl.col("review_on").first(),
    )
    everyone = pl.concat([latest.select(PUPIL), marks.select(PUPIL)]).unique("student_id")
    since = marks.select("student_id", pl.col("since").alias("concern_since"))
    return (
        everyone.join(by_pupil, on="student_id", how="left")
        .join(since, on="student_id", how="left")
        .with_columns(pl.col("contacts").fill_null(0), (pl.col("review_on") < until).alias("overdue"))
        .sort("review_on", "sort_name", "student_id", nulls_last=True)
    )


def care_version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every contact, mark and withdrawal."""
    sql = (
        "select * from (select count(*), count(withdrawn_at) from care_contact),"
        " (select count(*), count(withdrawn_at) from care_concern)"
    )
    return version(workspace, sql)


def _contacts(workspace: Workspace, on: date, school: str, pupils: pl.DataFrame) -> pl.DataFrame:
    sql = (
        "select contact, student_id, contact_on, kind, initials, review_on from care_contact"
        " where school = ? and contact_on <= ? and withdrawn_at is null order by contact_on desc, contact desc"
    )
    found = read(workspace, sql, CONTACTS, (school, on))
    return found.join(pupils, on="student_id", maintain_order="left")


def _concerns(workspace: Workspace, on: date, school: str, pupils: pl.DataFrame) -> pl.DataFrame:
    sql = (
        "select student_id, since, initials from care_concern where school = ? and since <= ? and withdrawn_at is null"
        " order by since desc, student_id"
    )
    found = read(workspace, sql, CONCERNS, (school, on))
    return found.join(pupils, on="student_id", maintain_order="left")


def _not_ahead(day: date, today: date) -> None:
    if day > today:
        raise UsageError(f"{day:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")


def _pupils(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection) -> pl.DataFrame:
    return students(snapshot, viewer.for_care(), on, selection).filter(school=school).select(PUPIL)


def _in_care(snapshot: Snapshot, viewer: Viewer, school: str, student_id: str, on: date) -> None:
    if student_id not in _pupils(snapshot, viewer, on, school, EVERYTHING)["student_id"].to_list():
        raise UsageError(
            "Bij deze leerling kunt u niets vastleggen.",
            "Kies een leerling die op die dag ingeschreven staat en van wie u de zorg mag zien.",
        )
