"""What the registration codes of a school mean, for codes where the school says otherwise than its protocol, or alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import plain, words
from dashboard.app_pages.instellingen import saving
from dashboard.app_pages.instellingen.subject import Subject
from dashboard.school import category_labels, opened
from pipelines.notes.notes import choosable
from pipelines.questions import quality
from pipelines.settings.edit import with_items
from pipelines.store.code_proposals import proposal

PART = "Codes"
UNMAPPED = "onbekend_code"
# Who gave a code its category, of what `codes` says.
BASIS = {"protocol": "volgens het protocol", "bron": "volgens de bron", "school": "door de school gekozen"}
COLUMNS = 2
# The choice to leave a code as the protocol or the source has it.
LEFT = ""


@dataclass(frozen=True)
class Code:
    """A code that was read: what is known of it, what it counts as by itself (empty: nothing), and what is proposed."""

    code: str
    known: str
    without: str
    proposed: str | None


def codes(rows: pl.DataFrame, labels: Mapping[str, str]) -> list[Code]:
    """The codes of the registrations, those without a meaning first, then by how often they occur."""
    found = []
    for _, of_code in rows.group_by("code", maintain_order=True):
        first = of_code.row(0, named=True)
        unmapped = UNMAPPED in of_code["category"].to_list()
        description = next((str(each) for each in of_code["description"].drop_nulls()), None)
        called = f" ({description})" if description else ""
        amount = words.count(int(of_code["registrations"].sum()), "registratie", "registraties")
        counts = "" if unmapped else f"{labels[first['category']]}, {BASIS.get(first['basis'], 'zonder keuze')}"
        flag = {"true": True, "false": False}.get(str(first["flag"]))
        found.append(
            Code(
                first["code"],
                f"{first['code']}{called}: {amount}",
                counts,
                proposal(description, first["kind"] or None, flag) if unmapped else None,
            )
        )
    return sorted(found, key=lambda each: bool(each.without))


def draw(about: Subject) -> None:
    """A choice for each code that was read; a code without a meaning comes first, with what is proposed."""
    own = {str(each["code"]): str(each["category"]) for each in about.items("code")}
    if about.view is None:
        st.info("Er zijn nog geen codes ingelezen.")
        return
    labels = category_labels(about.view)
    found = codes(
        quality.codes(opened(about.view), about.view.viewer.for_data(), about.view.on, about.school.id), labels
    )
    open_codes = [each for each in found if not each.without]
    unknown = words.count(len(open_codes), "code heeft", "codes hebben")
    st.caption(
        f"{f'{words.capital(unknown)} nog geen betekenis.' if open_codes else 'Elke ingelezen code heeft een betekenis.'} "
        "Een eigen keuze gaat voor het protocol en geldt voor alle jaren."
    )
    options = [LEFT, *choosable()]
    with st.form("codes"):
        places = [place for _ in range(0, len(found), COLUMNS) for place in st.columns(COLUMNS)]
        chosen = {}
        for place, each in zip(places, found, strict=False):
            before = own.get(each.code)
            shown = before or each.proposed
            chosen[each.code] = place.selectbox(
                each.known + (" · voorstel" if each.proposed and not before else ""),
                options,
                index=options.index(shown) if shown in options else 0,
                format_func=plain.shown(labels | {LEFT: each.without or "nog niet gekozen"}),
                key=f"code-{about.seen}-{each.code}",
            )
        sent = saving.button("Bewaren", about.seen, "codes")
    if sent:
        wanted = [item | {"category": chosen.get(str(item["code"]), item["category"])} for item in about.items("code")]
        wanted += [
            {"code": code, "category": category} for code, category in chosen.items() if category and code not in own
        ]
        wanted = [item for item in wanted if item["category"]]
        now = {str(item["code"]): str(item["category"]) for item in wanted}
        changes = [
            f"{code}: {labels.get(now.get(code, ''), 'leeg')}"
            for code in {**own, **now}
            if own.get(code) != now.get(code)
        ]

        def edit(text: str, path: Path) -> str:
            return with_items(text, path, about.school.id, "code", wanted)

        saving.store(about.school.id, PART, "; ".join(changes), about.seen, edit)
