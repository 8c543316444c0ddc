"""Cached doors to what a draft changes against the protocol that it starts from."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard.app_pages.vergelijken import charts, cost, what_if_shapes
from dashboard.doors import KEPT, door, drawing
from dashboard.listing import Listing, Pick, one_of
from dashboard.marks import Drawing
from dashboard.school import mondays, week_ends
from dashboard.variants import answers, catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.questions import whatif
from pipelines.whatif.changes import changed_ladders
from protocols.differences import differences
from protocols.lint import new_doubts


@st.cache_data(max_entries=KEPT, show_spinner=False)
def in_words(variant: Variant) -> list[str]:
    """What a variant changes against its base, a sentence for each difference."""
    return differences(catalogue.base(variant), catalogue.protocol(variant))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def doubts(variant: Variant) -> list[str]:
    """Stages of a variant that do not rise, or are called after another number, a sentence for each."""
    return new_doubts(catalogue.protocol(variant), catalogue.base(variant))


def prepare(view: View, variant: Variant) -> None:
    """Opens what answers a change, so that the first one is answered as quickly as the next."""
    answers.ask(view, "action_weeks", (Variant(answers.bench(view, variant).base.id),))


def ladders(view: View, variant: Variant) -> dict[str, str]:
    """The ladders that a variant changed, with their names; those with sickness in them for care only."""
    draft, base = catalogue.protocol(variant), catalogue.base(variant)
    seen = set(changed_ladders(base, draft)) - whatif.unseen_ladders(view.viewer, base, draft)
    return {ladder.id: ladder.name for ladder in draft.ladder if ladder.id in seen}


def hides(view: View, variant: Variant) -> bool:
    """Whether a variant changes a ladder of which the viewer may see nothing."""
    draft, base = catalogue.protocol(variant), catalogue.base(variant)
    return not whatif.unseen_ladders(view.viewer, base, draft).isdisjoint(changed_ladders(base, draft))


@door()
def _moved(view: View, variant: Variant) -> pl.DataFrame:
    bench = answers.bench(view, variant)
    return whatif.moved(bench, view.viewer, view.on, catalogue.protocol(variant), view.selection)


@door()
def _asked(view: View, variant: Variant) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the base asks on all its ladders, and what base and variant ask on the ladders that changed."""
    bench = answers.bench(view, variant)
    asked = whatif.asked_weeks(bench, view.viewer, view.on, catalogue.protocol(variant), view.selection)
    return answers.ask(view, "action_weeks", (Variant(bench.base.id),)), asked


def _ids(variant: Variant) -> tuple[str, str]:
    return catalogue.base(variant).id, catalogue.protocol(variant).id


@door()
def _roles(view: View, variant: Variant, minutes: int) -> pl.DataFrame:
    return what_if_shapes.roles(*_asked(view, variant), *_ids(variant), len(week_ends(view)), minutes)


def roles(view: View, variant: Variant) -> pl.DataFrame:
    """Actions per school week by role, now and under the variant, and the difference in hours."""
    return _roles(view, variant, cost.minutes(view))


@drawing()
def role_chart(view: View, variant: Variant, role: str) -> Drawing:
    """What one role has to do in each school week, now and under the variant."""
    weeks = what_if_shapes.role_weeks(*_asked(view, variant), *_ids(variant), role, mondays(view))
    return charts.role_weeks(weeks)


def answer(view: View, variant: Variant) -> str:
    """Who moves and what it costs, in a sentence."""
    return what_if_shapes.answer(_moved(view, variant), roles(view, variant))


@drawing()
def chart(view: View, variant: Variant, ladder: str) -> Drawing:
    """Pupils per stage of a changed ladder, now and under the variant."""
    rows = _moved(view, variant)
    bars = what_if_shapes.bars(rows, catalogue.base(variant), catalogue.protocol(variant), ladder)
    return charts.draft_bars(bars)


def movers(view: View, text: str) -> Listing:
    """Who stands on another stage under a variant. Raises StaleLinkError for a variant that does not exist."""
    variant = catalogue.find(view, text)
    return Listing(
        Pick("verschoven", (text,)),
        f"Wie van trede verandert: {catalogue.base(variant).id} (nu) en {catalogue.short(variant)} (wordt)",
        what_if_shapes.movers(what_if_shapes.moving(_moved(view, variant)), ladders(view, variant)),
        "Niemand verandert van trede.",
        beside=text,
    )


def on_side(view: View, text: str, side: str, ladder: str, stage: str) -> Listing:
    """Who stands on one stage now or under a variant. Raises StaleLinkError for a variant, side, ladder or stage that is none."""
    variant = catalogue.find(view, text)
    sides = {what_if_shapes.NOW: "base_stage", what_if_shapes.THEN: "draft_stage"}
    column, changed = sides[one_of(side, sides, "de kant")], ladders(view, variant)
    name = changed[one_of(ladder, changed, "de veranderde ladder")]
    both = (catalogue.base(variant), catalogue.protocol(variant))
    one_of(stage, {s.id for p in both for each in p.ladder if each.id == ladder for s in each.stage}, "de trede")
    who = catalogue.base(variant).id if side == what_if_shapes.NOW else catalogue.short(variant)
    return Listing(
        Pick("wat-als", (text, side, ladder, stage)),
        f"Op trede {stage} van de ladder '{name}' volgens {who}",
        what_if_shapes.movers(
            _moved(view, variant).filter(pl.col("ladder") == ladder, pl.col(column) == stage), ladders(view, variant)
        ),
        "Niemand staat op deze trede.",
        beside=text,
    )


@door()
def _price(view: View, variant: Variant, norm: str, number: int, fresh: list[int]) -> pl.DataFrame:
    fresh.append(number)
    bench = answers.bench(view, variant)
    return whatif.open_norm_prices(bench, view.viewer, view.on, view.selection, (norm, number))


@dataclass(frozen=True)
class Prices:
    """What other readings would change, as a table, and how many of them are still to be computed."""

    table: pl.DataFrame
    left: int


def prices(view: View, variant: Variant) -> Prices:
    """What other readings of the open norms of a built protocol would change.

    Each takes as long as a draft, so a call computes at most one that nobody asked before.
    """
    fresh: list[int] = []
    protocol = catalogue.protocol(variant)
    wanted = [(norm.id, n) for norm in protocol.open_norm for n in range(1, len(norm.alternatives) + 1)]
    found = {}
    for norm, number in wanted:
        if not fresh:
            found[norm, number] = _price(view, variant, norm, number, fresh).row(0, named=True)
    return Prices(what_if_shapes.prices(protocol, found), len(wanted) - len(found))
