"""Draws a document of `blocks` on the screen, and the button that prints it."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from dashboard import plain, saving
from dashboard.app_pages.protocollen.blocks import Document, Item, Pairs, Section, Step, Table
from dashboard.view import View


def head(document: Document) -> None:
    """What the document is, and what must not be missed."""
    st.markdown(f"**{plain.text(document.title)}**  \n{plain.text(document.status)}")
    _pairs(document.pairs)
    for warning in document.warnings:
        st.warning(warning)


def section(shown: Section) -> None:
    """One chapter without its own title."""
    for text in shown.text:
        st.markdown(plain.text(text))
    _pairs(shown.pairs)
    for table in shown.tables:
        _table(table)
    for step in shown.steps:
        _step(step)
    for item in shown.items:
        _item(item)
    for inner in shown.sections:
        st.subheader(inner.title, anchor=False)
        section(inner)


def _pairs(pairs: Pairs) -> None:
    if pairs:
        st.markdown("\n".join(f"- **{plain.text(name)}**: {plain.text(text)}" for name, text in pairs))


def _table(table: Table) -> None:
    st.markdown(f"**{plain.text(table.caption)}**")
    cells = [[plain.text(cell) for cell in row] for row in table.rows]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(table.head, pl.String), orient="row")
    st.table(frame, border="horizontal", hide_index=True, alt=table.caption)


def _step(step: Step) -> None:
    with st.container(border=True):
        marks = "".join(f" :orange-badge[{plain.text(mark)}]" for mark in step.marks)
        st.markdown(f"**{plain.text(step.title)}** `{plain.text(step.key)}`{marks}")
        left, right = st.columns([2, 3])
        when = "\n\nof ".join(f"{plain.text(way.rule)}  \n:small[{plain.text(way.basis)}]" for way in step.when)
        left.markdown(f"**Wanneer**\n\n{when}" + (f"\n\n{plain.text(step.again)}" if step.again else ""))
        tasks = "\n".join(
            f"- **{plain.text(task.who)}**: {plain.text(task.what)} – *{plain.text(task.until)}*"
            + (f"  \n:small[{plain.text(task.more)}]" if task.more else "")
            for task in step.tasks
        )
        right.markdown(f"**Wie doet wat**\n\n{tasks}")
        if step.warning:
            st.warning(step.warning)
        st.caption(step.place)


def _item(item: Item) -> None:
    pairs = "\n".join(f"- **{plain.text(name)}**: {plain.text(text)}" for name, text in item.pairs)
    place = f"\n\n:small[{plain.text(item.place)}]" if item.place else ""
    st.markdown(f"**{plain.text(item.title)}**\n\n{pairs}{place}" if item.pairs else f"- {plain.text(item.title)}")


def download(view: View, name: str, make: Callable[[], bytes]) -> None:
    """The button that prints; the PDF is made when it is asked for."""
    saving.download(
        view,
        "Afdrukken (PDF)",
        make,
        "protocol",
        name,
        key="protocol-pdf",
        help="Het hele protocol op A4, met koppen en paginanummers.",
    )
