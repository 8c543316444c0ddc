"""Protocols, saved drafts and edits that nobody saved yet, as something of which every question can be asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import access
from dashboard.app_pages.vergelijken import edits
from dashboard.doors import KEPT
from dashboard.listing import StaleLinkError, one_of, said
from dashboard.school import opened
from dashboard.stages.doors import ladders
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.questions import differs, lead, stages
from pipelines.questions import protocols_compared as variants
from pipelines.settings.drafts import files_version, readable
from pipelines.trial import Workbench
from pipelines.viewer import Selection, Viewer
from protocols.consistency import first_fault
from protocols.errors import ProtocolError
from protocols.load import category_file
from protocols.schema import Draft, Protocol

UNSAVED = "in-bewerking"
# A workbench holds a school year in memory; drafts of the same base take turns on one.
BENCHES = 3


@dataclass(frozen=True)
class Variant:
    """A protocol, a draft or one of them with edits, as a URL names it: `mlg-2020`, `mlg-2020;getal:te-laat:tl-3:1:1:4`.

    `stamp` is when the file of a draft last changed, so that a remembered answer is never that of an earlier file.
    """

    text: str
    stamp: int = 0

    @property
    def start(self) -> str:
        """The protocol or draft that the edits start from."""
        return self.text.partition(";")[0]

    @property
    def edits(self) -> str:
        """The edits as a text (`dashboard.shapes.edits`), empty for one that is saved."""
        return self.text.partition(";")[2]


@lru_cache(maxsize=4)
def _files(_path: Path, _changed: object) -> tuple[dict[str, Protocol], dict[str, Protocol], str]:
    every, wrong = readable(access.workspace())
    known = {name: each for name, each in every.items() if each.draft is None}
    own = {name: each for name, each in every.items() if each.draft is not None}
    return known, own, " ".join(f"{error.what} {error.remedy}" for error in wrong.values())


def _now() -> tuple[dict[str, Protocol], dict[str, Protocol], str]:
    """The protocols, the drafts, and what is wrong with the files that are neither."""
    workspace = access.workspace()
    return _files(workspace.path, files_version(workspace))


def problem() -> str:
    """What is wrong with the files of the workspace's own protocols, so that they are left out; empty when nothing."""
    return _now()[2]


@lru_cache(maxsize=KEPT)
def _made(path: Path, changed: object, text: str) -> Protocol:
    known, own, _ = _files(path, changed)
    start, _, changes = text.partition(";")
    found = (known | own)[start]
    if not changes:
        return found
    # What nobody saved is a draft as well.
    unsaved = Draft(base=found.draft.base if found.draft else start, author="?", reason="?", made_on=found.checked)
    edited = edits.made(found, changes, UNSAVED).model_copy(update={"draft": unsaved})
    fault = first_fault(edited, category_file())
    if fault is not None:
        raise ProtocolError(f"Zo klopt het protocol niet: {fault.key} {fault.problem}.", fault.remedy)
    return edited


def protocol(variant: Variant) -> Protocol:
    """What a variant holds. Raises KeyError when it is gone, ProtocolError when its edits do not fit."""
    workspace = access.workspace()
    return _made(workspace.path, files_version(workspace), variant.text)


def base(variant: Variant) -> Protocol:
    """The built protocol that a variant starts from in the end; of a built one that protocol itself."""
    draft = protocol(variant).draft
    return _now()[0][draft.base if draft else variant.start]


def find(view: View, text: str) -> Variant:
    """The variant that a URL names. Raises StaleLinkError when there is none, or when its edits do not fit."""
    there = {each.text: each for each in choices(view)}
    found = replace(there[one_of(text.partition(";")[0], there, "het protocol of concept")], text=text)
    try:
        protocol(found)
    except ProtocolError as error:
        raise StaleLinkError(f"de wijzigingen van {said(found.start)} passen niet (meer)") from error
    return found


def choices(view: View) -> list[Variant]:
    """The built protocols, and the drafts that start from one of them."""
    known, own, _ = _now()
    stamps = dict(files_version(access.workspace()))
    there = [name for name in ladders(view)["protocol"].unique(maintain_order=True) if name in known]
    usable = [name for name, each in own.items() if each.draft and each.draft.base in there]
    return [Variant(name, stamps.get(f"{name}.toml", 0)) for name in (*there, *usable)]


def built(view: View) -> tuple[Variant, ...]:
    """The protocols that a build knows: those that somebody may be measured by."""
    return tuple(each for each in choices(view) if not is_draft(each))


def is_draft(variant: Variant) -> bool:
    """Whether a variant is not in force anywhere: a saved draft, or edits."""
    return bool(variant.edits) or variant.start in _now()[1]


def is_preset(variant: Variant) -> bool:
    """Whether a variant is a national norm."""
    return not variant.edits and protocol(variant).preset


def name(variant: Variant) -> str:
    """How a variant is called where there is room."""
    if variant.edits:
        return f"in bewerking, uit {variant.start}"
    return ("concept " if is_draft(variant) else "") + f"{protocol(variant).name} ({variant.text})"


def short(variant: Variant) -> str:
    """How a variant is called in a chart or a column."""
    return "in bewerking" if variant.edits else variant.text


def _sides(
    snapshot: Snapshot, _scope: Viewer, _on: date, protocols: Sequence[str], _selection: Selection
) -> pl.DataFrame:
    return variants.side_by_side(snapshot, protocols)


def _standing(
    snapshot: Snapshot, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection
) -> pl.DataFrame:
    return pl.concat(stages.stages(snapshot, viewer, on, name, selection=selection) for name in protocols)


QUESTIONS: dict[str, Callable[..., pl.DataFrame]] = {
    "compare": variants.compare,
    "action_weeks": variants.action_weeks,
    "report_counts": variants.report_counts,
    "stage_weeks": variants.stage_weeks,
    "side_by_side": _sides,
    "lead": lead.lead,
    "steps": lead.steps,
    "heights": differs.heights,
    "standing": _standing,
}


# Nothing closes a workbench that is no longer kept: somebody may be waiting for its answer. The last user does.
@st.cache_resource(max_entries=BENCHES, show_spinner=False)
def _bench(_view: View, _base: Protocol, snapshot: str, base_id: str, school: str, on: date) -> Workbench:
    return Workbench(opened(_view), _base, school, on)


def bench(view: View, variant: Variant) -> Workbench:
    """The workbench of the school year on which a variant is computed, opened once for each base and day."""
    start = base(variant)
    return _bench(view, start, view.snapshot, start.id, view.school, view.on)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _of_built(view: View, question: str, names: tuple[str, ...]) -> pl.DataFrame:
    return QUESTIONS[question](opened(view), view.viewer, view.on, names, view.selection)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _of_draft(view: View, question: str, variant: Variant) -> pl.DataFrame:
    draft = protocol(variant)
    with bench(view, variant).holding(draft) as trial:
        found = QUESTIONS[question](trial, view.viewer, view.on, [draft.id], view.selection)
    return found.with_columns(pl.lit(variant.text).alias("protocol"))


def ask(view: View, question: str, chosen: Sequence[Variant]) -> pl.DataFrame:
    """The rows of one of `QUESTIONS`, with the text of the variant in `protocol`, in the order of the choice."""
    frames = [_of_draft(view, question, each) for each in chosen if is_draft(each)]
    if len(frames) < len(chosen):
        # An answer about all protocols takes hardly longer than about some, and fits the next choice as well; only the
        # rows of single pupils are many.
        wanted = chosen if question == "heights" else built(view)
        frames.append(_of_built(view, question, tuple(each.text for each in wanted if not is_draft(each))))
    order = {each.text: place for place, each in enumerate(chosen)}
    place = pl.col("protocol").replace_strict(order, default=None, return_dtype=pl.Int64)
    return pl.concat(frames).filter(place.is_not_null()).sort(place, maintain_order=True)


def behind(view: View, variant: Variant, student_id: str, ladder: str, stage: str) -> pl.DataFrame:
    """The registrations that made a pupil reach a stage under a variant, as `pipelines.questions.differs.behind`."""
    one = (view.viewer, view.on, view.school, student_id)
    if not is_draft(variant):
        return differs.behind(opened(view), *one, variant.text, ladder, stage)
    draft = protocol(variant)
    with bench(view, variant).holding(draft) as trial:
        return differs.behind(trial, *one, draft.id, ladder, stage)
