"""The tasks of one pupil, of every role: what is open, each done in one click, and what was done, taken back in one."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import components, plain, words
from dashboard.steps import doing
from dashboard.steps.doors import tasks_of_pupil
from dashboard.view import View
from pipelines.each import each

KEY = "taken"
LINE, ROUND, HEADER, MOST_HEIGHT = 18, 20, 36, 640
# Streamlit breaks a text into lines in rows of at least this height.
WRAPS = 76
# Letters that a line of a column holds, and how wide that column is.
LETTERS, WIDTHS = {"Wat": 26, "Waarom": 36, "Trede": 14}, {"Wat": 196, "Waarom": 250, "Trede": 114}
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
        "knop": st.column_config.ButtonColumn("Doen", width=144, key=key, on_click=_clicked, args=(key, view, tasks)),
        "Wie": st.column_config.TextColumn(width=150),
        **{name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
        "Stand": st.column_config.TextColumn(width=96),
        "Uiterlijk": st.column_config.DateColumn(format="DD-MM-YYYY", width=82),
    }
    rows = shown(tasks)
    high = row_height(rows)
    st.dataframe(
        plain.table(rows),
        hide_index=True,
        column_config=config,
        row_height=high,
        height=min(HEADER + high * rows.height + 2, MOST_HEIGHT),
        key=KEY,
        placeholder=words.UNKNOWN,
        alt="Taken met wie ze doet en uiterlijk wanneer, elk met een knop om ze op gedaan te zetten of weer te openen.",
    )


def shown(tasks: pl.DataFrame) -> pl.DataFrame:
    """One row per task as the page draws it: a button where a click can change something."""
    label = pl.when(~pl.col("is_done")).then(pl.lit(DO)).when("by_mark").then(pl.lit(UNDO))
    by = pl.when(pl.col("done_by") == "vinkje").then(pl.format(" ({})", "initials")).otherwise(pl.lit(""))
    done = pl.concat_str(pl.col("done_by").replace(SAID), pl.lit(" ") + pl.col("day"), by, ignore_nulls=True)
    often = pl.when(pl.col("times") > 1).then(pl.format(" ({}×)", "times")).otherwise(pl.lit(""))
    legal = pl.when(pl.col("legal").is_not_null()).then(pl.lit(" (juridisch bezwaar)")).otherwise(pl.lit(""))
    return tasks.with_columns(each(tasks["done_on"], words.day, pl.String).alias("day")).select(
        # A list without anything in it is a cell without a button.
        pl.concat_list(label).list.drop_nulls().alias("knop"),
        (pl.col("what") + often + legal).alias("Wat"),
        pl.col("role").alias("Wie"),
        pl.col("reason").alias("Waarom"),
        (pl.col("ladder_name") + ": " + pl.col("stage")).alias("Trede"),
        pl.coalesce(pl.when("is_done").then(done), "group").alias("Stand"),
        pl.col("deadline").alias("Uiterlijk"),
    )


def row_height(rows: pl.DataFrame) -> int:
    """How high a row is, in pixels, in which the longest task, reason and stage are read whole."""
    longest = {name: max(map(len, rows[name].drop_nulls()), default=0) for name in LETTERS}
    lines = max(-(-longest[name] // most) for name, most in LETTERS.items())
    whole = LINE * lines + ROUND
    return whole if lines == 1 else max(WRAPS, whole)


def _clicked(key: str, view: View, tasks: pl.DataFrame) -> None:
    click = components.clicked(key)
    if click is None:
        return
    task = tasks[[click[0]]]
    if task["is_done"].item():
        doing.click_undo(view, task)
    else:
        doing.click(view, task)
