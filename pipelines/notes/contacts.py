"""Contacts with pupils, parents and others, entered by hand: a day, a kind out of a list, initials and no words.

A contact about absence is for everybody who sees the pupil; one about sickness is care, and without that right (`Viewer.care`)
neither it nor its kind is seen, and none is written. What a contact was about is a rule of a protocol: its ladder, or a
stage of it. Nothing is ever deleted: what was a mistake is withdrawn, and both moments stay.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.notes.notes import Schema, keep, now, read, take_back, version
from pipelines.notes.signing import signed
from pipelines.questions.ladders import stage_rules
from pipelines.questions.pupil import students
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, Selection, Viewer
from protocols.load import contact_kinds
from protocols.reference import Side

CONTACTS: Schema = {
    "contact": pl.Int64,
    "student_id": pl.String,
    "contact_on": pl.Date,
    "side": pl.String,
    "kind": pl.String,
    "protocol": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "initials": pl.String,
    "review_on": pl.Date,
}
# What has to be open to who writes on a side.
PARTS: dict[str, str] = {"absence": "contacten", "care": "zorg"}
PUPIL = ("student_id", "name", "sort_name", "klas", "leerjaar", "afdeling", "mentor")


@dataclass(frozen=True)
class About:
    """What a contact was about: a ladder of a protocol, or one stage of it."""

    protocol: str
    ladder: str
    stage: str | None = None


@dataclass(frozen=True)
class Contact:
    """A contact to keep: `kind` is one of `contacts.toml`; `review_on` is the day on which somebody looks again."""

    school: str
    student_id: str
    contact_on: date
    kind: str
    initials: str
    side: Side = "absence"
    about: About | None = None
    review_on: date | None = None


def kinds(side: Side) -> dict[str, str]:
    """Kind -> its Dutch label, of those that can be kept on a side."""
    return {kind.id: kind.label for kind in contact_kinds().values() if side in kind.sides}


def labels() -> dict[str, str]:
    """Kind -> its Dutch label."""
    return {kind.id: kind.label for kind in contact_kinds().values()}


def add_contact(workspace: Workspace, snapshot: Snapshot, viewer: Viewer, contact: Contact, today: date) -> bool:
    """Keeps a contact; whether it did not stand there yet. Raises as `add_contacts` does."""
    return add_contacts(workspace, snapshot, viewer, [contact], today) > 0


def add_contacts(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, several: Sequence[Contact], today: date
) -> int:
    """Keeps contacts, all or none; how many did not stand there yet: one that is kept twice is there once.

    Raises UsageError for a pupil whom the viewer does not see, a side without the right to it, a rule that is not there or
    counts sickness on the side of absence, a kind outside the list, odd initials, a contact after today, or a review that
    is not after it.
    """
    for contact in several:
        _check_kind(contact)
        _check_days(contact, today)
        _signed(viewer, contact)
    _check_pupils(snapshot, viewer, several)
    _check_about(snapshot, several)
    rows = [
        {
            **{name: value for name, value in asdict(contact).items() if name not in ("about", "initials")},
            "protocol": contact.about.protocol if contact.about else None,
            "ladder": contact.about.ladder if contact.about else None,
            "stage": contact.about.stage if contact.about else None,
            "initials": _signed(viewer, contact),
            "entered_at": now(),
        }
        for contact in several
    ]
    return keep(workspace, "contact", rows)


def withdraw_contact(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, school: str, contact: int, initials: str, today: date
) -> None:
    """Takes a contact back that was a mistake. Raises UsageError when there is none such that the viewer sees."""
    found = contacts(workspace, snapshot, viewer, today, school).filter(contact=contact)
    if found.is_empty():
        raise UsageError("Dit contact is er niet (meer).", "Ververs de pagina.")
    by = signed(viewer, PARTS[found["side"].item()], initials)
    take_back(workspace, "contact", [{"school": school, "contact": contact}], by)


def contacts(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    selection: Selection = EVERYTHING,
    noted_until: date | None = None,
) -> pl.DataFrame:
    """One row per contact that stands, up to and including the day, with pupils of the viewer; newest first.

    Pupils are where they are on the day; contacts count up to `noted_until`, else the day. Those of care are there only
    for who may see care.
    """
    # Two static texts: what a viewer may not see is not read at all.
    both = (
        "select contact, student_id, contact_on, side, kind, protocol, ladder, stage, initials, review_on from contact"
        " where school = ? and contact_on <= ? and withdrawn_at is null order by contact_on desc, contact desc"
    )
    absence = both.replace(" order by", " and side = 'absence' order by")
    found = read(workspace, both if viewer.may("care") else absence, CONTACTS, (school, noted_until or on))
    pupils = students(snapshot, viewer, on, selection).filter(school=school).select(PUPIL)
    return found.join(pupils, on="student_id", maintain_order="left")


def last_contacts(found: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil of `contacts`: the latest one that stands among them."""
    return found.unique("student_id", keep="first", maintain_order=True)


def contact_version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every contact and withdrawal."""
    return version(workspace, "select count(*), count(withdrawn_at) from contact")


def _signed(viewer: Viewer, contact: Contact) -> str:
    return signed(viewer, PARTS[contact.side], contact.initials)


def _check_kind(contact: Contact) -> None:
    offered = kinds(contact.side)
    if contact.kind not in offered:
        raise UsageError(f"'{contact.kind}' is geen soort contact.", f"Kies een van: {', '.join(offered.values())}.")


def _check_days(contact: Contact, today: date) -> None:
    if contact.contact_on > today:
        raise UsageError(f"{contact.contact_on:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")
    if contact.review_on is not None and contact.review_on <= contact.contact_on:
        raise UsageError(
            f"De evaluatie van {contact.review_on:%d-%m-%Y} valt niet na het contact van {contact.contact_on:%d-%m-%Y}.",
            "Kies een latere dag, of laat de evaluatie leeg.",
        )


def _check_about(snapshot: Snapshot, several: Sequence[Contact]) -> None:
    about = {(contact.about, contact.side) for contact in several if contact.about}
    rules = stage_rules(snapshot) if about else pl.DataFrame()
    for rule, side in about:
        found = rules.filter(protocol=rule.protocol, ladder=rule.ladder)
        if rule.stage is not None:
            found = found.filter(stage=rule.stage)
        if found.is_empty():
            raise UsageError("De trede waar dit contact over ging, is er niet (meer).", "Laat leeg waar het over ging.")
        if side == "absence" and found["sick"].any():
            raise UsageError(
                "Deze trede gaat over ziekte: zo'n contact is zorg en geen verzuim.",
                "Leg het vast bij de zorg, of laat leeg waar het over ging.",
            )


def _check_pupils(snapshot: Snapshot, viewer: Viewer, several: Sequence[Contact]) -> None:
    seen: dict[tuple[Viewer, date], set[tuple[str, str]]] = {}
    for contact in several:
        who = viewer if contact.side == "absence" else viewer.for_care()
        key = who, contact.contact_on
        if key not in seen:
            found = students(snapshot, who, contact.contact_on).select("school", "student_id")
            seen[key] = {(school, student_id) for school, student_id in found.iter_rows()}
        if (contact.school, contact.student_id) not in seen[key]:
            raise UsageError(
                "Bij deze leerling kunt u niets vastleggen.",
                "Kies een leerling die op die dag ingeschreven staat en van wie u "
                + ("het verzuim" if contact.side == "absence" else "de zorg")
                + " mag zien.",
            )
