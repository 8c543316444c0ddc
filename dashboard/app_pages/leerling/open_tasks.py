"""The tasks of one pupil, of every role: what is open, each done in one click, and what was done, taken back in one."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import components, plain, words
from dashboard.steps import doing
from dashboard.steps.doors import tasks_of_pupil
from dashboard.view import View

KEY = "taken"
ROW, HEADER, MOST_ROWS = 78, 36, 8
DO, UNDO = ":material/check: Gedaan", ":material/undo: Ongedaan maken"
SAID = {"vinkje": "gedaan", "teruggekomen": "teruggekomen", "afgehandeld": "afgehandeld"}


def draw(view: View, student_id: str) -> None:
    """Draws the tasks with their buttons, what is open first; words where there are none."""
    tasks = tasks_of_pupil(view, student_id).sort("is_done", "days_left", nulls_last=True, maintain_order=True)
    left = tasks.filter(~pl.col("is_done")).height
    st.markdown(f"**Taken** in de laatste schoolweken: {words.number(left, 0)} open")
    if tasks.is_empty():
        st.info("Er is in de laatste schoolweken geen stap bereikt.")
        return
    doing.initials_field()
    key = f"{KEY}-knop"
    config: dict[str, Any] = {
        "knop": st.column_config.ButtonColumn(" ", width=144, key=key, on_click=_clicked, args=(key, view, tasks)),
        "Wie": st.column_config.TextColumn(width=128),
        "Wat": st.column_config.TextColumn(width=214),
        "Waarom": st.column_config.TextColumn(width=244),
        "Trede": st.column_config.TextColumn(width=114),
        "Stand": st.column_config.TextColumn(width=106),
        "Uiterlijk": st.column_config.DateColumn(format="DD-MM-YYYY", width=82),
    }
    st.dataframe(
        plain.cells(shown(tasks)),
        hide_index=True,
        column_config=config,
        # A task and its reason are read whole: the rows are as high as the longest text asks.
        row_height=ROW,
        height=HEADER + ROW * min(tasks.height, MOST_ROWS) + 2,
        key=KEY,
        placeholder=words.UNKNOWN,
        alt="Taken met wie ze doet en uiterlijk wanneer, elk met een knop om ze op gedaan te zetten of weer te openen.",
    )


def shown(tasks: pl.DataFrame) -> pl.DataFrame:
    """One row per task as the page draws it: a button where a click can change something."""
    label = pl.when(~pl.col("is_done")).then(pl.lit(DO)).when("by_mark").then(pl.lit(UNDO))
    day = pl.col("done_on").map_elements(words.day, pl.String)
    by = pl.when(pl.col("done_by") == "vinkje").then(pl.format(" ({})", "initials")).otherwise(pl.lit(""))
    done = pl.concat_str(pl.col("done_by").replace(SAID), pl.lit(" ") + day, by, ignore_nulls=True)
    often = pl.when(pl.col("times") > 1).then(pl.format(" ({}×)", "times")).otherwise(pl.lit(""))
    legal = pl.when(pl.col("legal").is_not_null()).then(pl.lit(" (juridisch bezwaar)")).otherwise(pl.lit(""))
    return tasks.select(
        # A list without anything in it is a cell without a button.
        pl.concat_list(label).list.drop_nulls().alias("knop"),
        pl.col("role").alias("Wie"),
        (pl.col("what") + often + legal).alias("Wat"),
        pl.col("reason").alias("Waarom"),
        (pl.col("ladder_name") + ": " + pl.col("stage")).alias("Trede"),
        pl.coalesce(pl.when("is_done").then(done), "group").alias("Stand"),
        pl.col("deadline").alias("Uiterlijk"),
    )


def _clicked(key: str, view: View, tasks: pl.DataFrame) -> None:
    click = components.clicked(key)
    if click is None:
        return
    task = tasks[[click[0]]]
    if task["is_done"].item():
        doing.click_undo(view, task)
    else:
        doing.click(view, task)
