"""The blocks of Overzicht: tiles with a button to their page, the trend per afdeling, the news and what is to be done."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, components, navigation, plain, remembered
from dashboard.app_pages.overzicht import asks, doors, news, parts
from dashboard.app_pages.overzicht.tiles import Tile
from dashboard.listing import Pick
from dashboard.view import View


def draw_tiles(shown: Sequence[Tile]) -> None:
    """The tiles beside each other."""
    for place, (column, tile) in enumerate(zip(st.columns(len(shown)), shown, strict=True)):
        with column.container(border=True, height="stretch"):
            st.metric(
                tile.name,
                tile.figure,
                tile.change,
                # Grey, its line could not be seen on a dark page.
                delta_color="primary",
                delta_arrow="off",
                # One week makes no line.
                chart_data=list(tile.line) if len(tile.line) > 1 else None,
                chart_type=tile.drawn,
            )
            st.caption(tile.unit)
            if st.button(tile.opens, key=f"tegel-{place}", type="tertiary"):
                navigation.open_page(tile.page, **dict(tile.choices))


def draw_parts(view: View, found: pl.DataFrame) -> None:
    """The trend per afdeling; a name opens Trends with that afdeling."""
    st.subheader("Ongeoorloofd per afdeling", anchor=False)
    opened = "afdelingen-open"
    column = st.column_config
    config: dict[str, Any] = {name: column.TextColumn(alignment="right", width=76) for name in parts.RATES}
    config["Afdeling"] = column.ButtonColumn(type="tertiary", alignment="left", key=opened, pinned=True)
    config[parts.LINE] = column.LineChartColumn(width=180)
    st.dataframe(
        plain.table(found),
        hide_index=True,
        column_config=config,
        key="afdelingen",
        alt="Per afdeling het ongeoorloofd verzuim van de laatste hele week, dat van vorig jaar en een lijn door het jaar.",
    )
    if click := components.clicked(opened):
        choices = {"soort": doors.label(view), "afdeling": str(found["Afdeling"][click[0]])}
        navigation.open_page("trends", **choices)


def draw_news(view: View, role: str) -> None:
    """What came since the last look, each line with the list of exactly those pupils; of tasks those of a role."""
    st.subheader("Nieuw sinds uw vorige bezoek", anchor=False)
    if not access.looks_with_own_eyes():
        st.markdown(plain.text(news.OTHERS))
        return
    # The look before this one is known once this one is kept.
    problem = remembered.look(view)
    before = remembered.own(view).before
    st.markdown(plain.text(news.since_when(before, view.on, view.last)))
    if before and before.until < view.on == view.last:
        since = max(before.until, view.first)
        found = doors.new(view, since, role)
        with st.container(gap=None):
            for line in found:
                if st.button(line.said, key=f"nieuw-{line.which}", type="tertiary"):
                    of_role = (role,) if role and line.which == news.PASSED else ()
                    navigation.open_list(Pick("nieuw", (line.which, str(since), *of_role)))
        if not found:
            st.markdown(plain.text(news.NOTHING))
    if problem:
        st.caption(problem)


def draw_asks(view: View, of_pupils: bool) -> str:
    """What is to be done or decided, each line with its page; the role whose tasks it is about, empty for all."""
    st.subheader("Wat vraagt iets van u", anchor=False)
    lines, role = st.container(gap=None), ""
    # The choice stands under the lines that hang on it.
    if roles := doors.known_roles(view) if of_pupils else set():
        role = remembered.role(view, roles)
    found = asks.lines(
        of_pupils and view.viewer.reads("werklijst"),
        role,
        doors.late_reports(view) if of_pupils else 0,
        doors.unexplained(view) if of_pupils else 0,
        doors.overdue_decisions(view),
    )
    for place, ask in enumerate(found):
        if lines.button(ask.said, key=f"vraag-{place}", type="tertiary"):
            navigation.open_page(ask.page, **dict(ask.choices))
    if not found:
        lines.markdown(plain.text(asks.NOTHING))
    return role
