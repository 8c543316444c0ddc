"""The list of Mijn week: one row per pupil, a button for each task, and boxes to tick for several pupils at once."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import by_keyboard, colours, components, navigation, words
from dashboard.app_pages.werklijst import doors, shapes
from dashboard.app_pages.werklijst.doors import Week
from dashboard.letters import panel as letters
from dashboard.steps import doing
from dashboard.steps.tasks import GROUPS
from dashboard.view import View

KEY, TICKED = "week", navigation.TICKED
ROW, HEADER, MOST_ROWS = 36, 36, 15
PILLS = ("red", "orange", "primary", "blue", "gray")


def draw(view: View, week: Week) -> None:
    """Draws the list, with above it what can be done with the ticked rows and what was done last."""
    rows = week.listing.frame
    numbers = rows["nummer"].to_list()
    wanted = set(st.query_params.get(TICKED, "").split(navigation.TICK_SEPARATOR))
    places = [place for place, number in enumerate(numbers) if number in wanted]
    _remember([numbers[place] for place in places])
    doing.tick(KEY, places)
    _above(view, week, [numbers[place] for place in places])
    _table(view, week, numbers)


def _table(view: View, week: Week, numbers: list[str]) -> None:
    rows = week.listing.frame
    opened = f"{KEY}-open"
    st.dataframe(
        week.shown.to_arrow(),
        hide_index=True,
        column_config=_columns(view, week, numbers, opened),
        on_select=partial(_ticks, numbers),
        selection_mode="multi-row",
        row_height=ROW,
        height=HEADER + ROW * min(rows.height, MOST_ROWS) + 2,
        key=KEY,
        placeholder=words.UNKNOWN,
        alt=f"{week.listing.title}. Kies een naam om de leerling te openen, of de knop om een taak als gedaan te zetten.",
    )
    by_keyboard.button(week.listing, KEY)
    if name := components.clicked(opened):
        navigation.open_pupil(numbers[name[0]], week.listing)
    for key in _button_keys(week):
        if (click := components.clicked(key)) and shapes.is_letter(click[1]):
            letters.open_draft(view, _task(week, numbers, click).row(0, named=True))


def _button_keys(week: Week) -> list[str]:
    return [f"{KEY}-{place}" for place, _ in enumerate(name for name in week.shown.columns if name in shapes.BUTTONS)]


def _task(week: Week, numbers: list[str], click: tuple[int, str]) -> pl.DataFrame:
    """The task of the button that was clicked, by its row and label."""
    place, label = click
    of_pupil = week.tasks.filter(pl.col("student_id") == numbers[place])
    return of_pupil[[shapes.clicked_task(label)]]


def _columns(view: View, week: Week, numbers: list[str], opened: str) -> dict[str, Any]:
    column = st.column_config
    found: dict[str, Any] = {
        "Leerling": column.ButtonColumn(type="tertiary", alignment="left", key=opened, pinned=True, width=136),
        "Klas": column.TextColumn(width=43),
        "Wat u doet": column.TextColumn(width=170),
        "Wanneer": column.MultiselectColumn(width=92, options=list(GROUPS), color=list(PILLS)),
        "Uiterlijk": column.TextColumn(width=78),
        "Trede": column.TextColumn(width=75),
        "Waarom": column.TextColumn(width=154),
        "Laatste contact": column.TextColumn("Contact", width=70),
        "weken": column.BarChartColumn(
            f"{words.number(week.weeks, 0)} weken",
            help=f"Lesuren zonder goede reden of te laat, per schoolweek; vanaf {words.number(week.tallest, 0)} op zijn hoogst.",
            width=56,
            y_min=0,
            y_max=week.tallest,
            color=colours.ACCENT,
        ),
    }
    for place, (key, button) in enumerate(zip(_button_keys(week), shapes.BUTTONS, strict=False)):
        found[button] = column.ButtonColumn(
            "Gedaan" if not place else "Meer",
            width=78 if not place else 44,
            key=key,
            on_click=_done,
            args=(key, view, week, numbers),
        )
    return found


def _done(key: str, view: View, week: Week, numbers: list[str]) -> None:
    """One click on one task; the draft of a letter opens when the page is drawn."""
    click = components.clicked(key)
    if click and not shapes.is_letter(click[1]):
        doing.click(view, _task(week, numbers, click))


def _ticks(numbers: list[str]) -> None:
    _remember([numbers[place] for place in doing.ticked(KEY)])


def _remember(ticked: list[str]) -> None:
    """Keeps the ticks in the address, so that they are there again on the way back from a pupil."""
    st.query_params[TICKED] = [navigation.TICK_SEPARATOR.join(ticked)] if ticked else []


def _above(view: View, week: Week, ticked: list[str]) -> None:
    """A button for all ticked rows, and one that takes the last click back."""
    tasks = week.tasks.filter(pl.col("student_id").is_in(ticked))
    last = doors.last_done(view, doing.initials())
    if tasks.is_empty() and last.is_empty():
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not tasks.is_empty():
            first = max(tasks["reached_on"])
            latest = max(view.latest, first)
            day = st.date_input(
                "Gedaan op",
                value=min(max(view.noted_until, first), latest),
                min_value=first,
                max_value=latest,
                format="DD-MM-YYYY",
                width=150,
            )
            st.button(
                f"Gedaan: {words.count(tasks.height, 'taak', 'taken')} van "
                f"{words.count(len(ticked), 'leerling', 'leerlingen')}",
                key="gedaan",
                type="primary",
                on_click=doing.click,
                args=(view, tasks, day),
            )
        if not last.is_empty():
            st.button(
                f"Ongedaan maken: {doing.named(last)}",
                key="ongedaan",
                icon=":material/undo:",
                type="tertiary",
                on_click=doing.click_undo,
                args=(view, last),
            )
