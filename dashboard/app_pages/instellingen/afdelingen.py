"""The afdelingen of a school: proposed from the klassen that were read, to change one by one."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import components, plain, words
from dashboard.app_pages.instellingen import items, saving
from dashboard.app_pages.instellingen.fields import Field, by_key
from dashboard.app_pages.instellingen.items import Item, Kind
from dashboard.app_pages.instellingen.subject import Subject
from dashboard.school import parts
from pipelines.settings.afdelingen import afdeling_id, klassen_by_afdeling, proposed
from pipelines.settings.edit import with_items
from pipelines.settings.schema import Afdeling
from pipelines.settings.settings import FALLBACK_AFDELING, School
from pipelines.viewer import EVERYTHING

PART = "Afdelingen"
AFDELING = Kind(
    "afdeling",
    "afdeling",
    "Nieuwe afdeling",
    by_key(
        Field("name", "Naam", "text"),
        Field(
            "classes",
            "Klassen",
            "patterns",
            help="Met komma's ertussen; * staat voor wat er ook volgt, zoals H4*. De eerste afdeling die past, krijgt de klas.",
        ),
    ),
    listed=False,
)


def klassen(about: Subject) -> list[str]:
    """The klassen of the school year that were read, of the whole school."""
    if about.view is None:
        return []
    found = parts(about.view.choosing(EVERYTHING))["klas"].drop_nulls().unique().to_list()
    return sorted(map(str, found))


def spread(school: School, names: Sequence[str]) -> pl.DataFrame:
    """One row per afdeling, and one for what fits none: its klassen, and how many."""
    title = {each.id: each.name for each in school.afdeling} | {FALLBACK_AFDELING: "overig (past bij geen afdeling)"}
    patterns = {each.id: ", ".join(each.classes) for each in school.afdeling}
    return pl.DataFrame(
        [
            {
                "Afdeling": title[key],
                "Patronen": patterns.get(key),
                "Klassen": len(found),
                "Welke": ", ".join(found) or None,
            }
            for key, found in klassen_by_afdeling(school, names).items()
        ],
        schema={"Afdeling": pl.String, "Patronen": pl.String, "Klassen": pl.Int64, "Welke": pl.String},
    )


def draw(about: Subject) -> None:
    """What falls under which afdeling, the proposal, and a form for one afdeling."""
    names = klassen(about)
    if not names:
        st.info("Er zijn nog geen klassen ingelezen. Daarna stelt deze pagina afdelingen voor.")
    components.plain_table(spread(about.school, names), alt="Welke klassen onder welke afdeling vallen.", whole=True)
    _proposal(about, names)
    st.subheader("Een afdeling", anchor=False)
    taken = [each.id for each in about.school.afdeling]

    def fill(item: Item, before: Item) -> Item:
        return {"id": before.get("id") or afdeling_id(str(item.get("name") or ""), taken), **item}

    items.draw(about, AFDELING, PART, fill)


def _proposal(about: Subject, names: Sequence[str]) -> None:
    wanted = proposed(names)
    if not wanted or _same(wanted, about.school.afdeling):
        return
    with st.expander("Voorstel uit de klassen", expanded=not about.school.afdeling):
        there = about.school.model_copy(update={"afdeling": wanted})
        components.plain_table(
            spread(there, names), alt="Het voorstel: welke klassen onder welke afdeling vallen.", whole=True
        )
        if about.school.afdeling:
            st.caption("Overnemen vervangt de afdelingen die er nu zijn.")
        if saving.button("Neem dit voorstel over", about.seen, "voorstel", form=False):
            # Links and choices hang on the id of an afdeling that stays.
            ids = {each.name: each.id for each in about.school.afdeling}
            new = [
                {"id": ids.get(each.name, each.id), "name": each.name, "classes": list(each.classes)} for each in wanted
            ]
            what = f"voorstel overgenomen: {words.listed([each.name for each in wanted])}"

            def edit(text: str, path: Path) -> str:
                return with_items(text, path, about.school.id, AFDELING.name, new)

            saving.store(about.school.id, PART, plain.visible(what), about.seen, edit)


def _same(wanted: Sequence[Afdeling], there: Sequence[Afdeling]) -> bool:
    return [(each.name, each.classes) for each in wanted] == [(each.name, each.classes) for each in there]
