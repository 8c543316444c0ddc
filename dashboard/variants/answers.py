"""Questions asked of protocols, drafts and edits alike: of built ones the snapshot answers, of a draft a workbench."""

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard.doors import door
from dashboard.school import opened
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.questions import differs, lead, protocols_compared, stages
from pipelines.viewer import Selection, Viewer
from pipelines.whatif.workbench import Workbench
from protocols.schema import Protocol

# A workbench holds a school year in memory; drafts of the same base take turns on one.
BENCHES = 3


def _sides(
    snapshot: Snapshot, viewer: Viewer, _on: date, protocols: Sequence[str], _selection: Selection
) -> pl.DataFrame:
    return protocols_compared.side_by_side(snapshot, viewer, protocols)


def _standing(
    snapshot: Snapshot, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection
) -> pl.DataFrame:
    return pl.concat(stages.stages(snapshot, viewer, on, name, selection=selection) for name in protocols)


QUESTIONS: dict[str, Callable[..., pl.DataFrame]] = {
    "compare": protocols_compared.compare,
    "action_weeks": protocols_compared.action_weeks,
    "report_counts": protocols_compared.report_counts,
    "stage_weeks": protocols_compared.stage_weeks,
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
    start = catalogue.base(variant)
    return _bench(view, start, view.snapshot, start.id, view.school, view.on)


@door()
def _of_built(view: View, question: str, names: tuple[str, ...]) -> pl.DataFrame:
    return QUESTIONS[question](opened(view), view.viewer, view.on, names, view.selection)


@door()
def _of_draft(view: View, question: str, variant: Variant) -> pl.DataFrame:
    draft = catalogue.protocol(variant)
    with bench(view, variant).holding(draft) as trial:
        found = QUESTIONS[question](trial, view.viewer, view.on, [draft.id], view.selection)
    return found.with_columns(pl.lit(variant.text).alias("protocol"))


def ask(view: View, question: str, chosen: Sequence[Variant]) -> pl.DataFrame:
    """The rows of one of `QUESTIONS`, with the text of the variant in `protocol`, in the order of the choice."""
    frames = [_of_draft(view, question, each) for each in chosen if catalogue.is_draft(each)]
    if len(frames) < len(chosen):
        # An answer about all protocols takes hardly longer than about some, and fits the next choice as well; only the
        # rows of single pupils are many.
        wanted = chosen if question == "heights" else catalogue.built(view)
        frames.append(_of_built(view, question, tuple(each.text for each in wanted if not catalogue.is_draft(each))))
    order = {each.text: place for place, each in enumerate(chosen)}
    place = pl.col("protocol").replace_strict(order, default=None, return_dtype=pl.Int64)
    return pl.concat(frames).filter(place.is_not_null()).sort(place, maintain_order=True)


def behind(view: View, variant: Variant, student_id: str, ladder: str, stage: str) -> pl.DataFrame:
    """The registrations that made a pupil reach a stage under a variant, as `pipelines.questions.differs.behind`."""
    one = (view.viewer, view.on, view.school, student_id)
    if not catalogue.is_draft(variant):
        return differs.behind(opened(view), *one, variant.text, ladder, stage)
    draft = catalogue.protocol(variant)
    with bench(view, variant).holding(draft) as trial:
        return differs.behind(trial, *one, draft.id, ladder, stage)
