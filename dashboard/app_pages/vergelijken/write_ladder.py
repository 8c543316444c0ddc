"""One ladder of a protocol that is written: the choice of it, its stages in sentences, and the buttons between them."""

from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import plain, words
from dashboard.app_pages.vergelijken import form, write_rows, write_stage
from dashboard.app_pages.vergelijken.write_rows import TRACKS
from dashboard.app_pages.vergelijken.write_stage import Slots
from dashboard.app_pages.vergelijken.write_state import Written, again, key
from protocols.writing import Row


@dataclass(frozen=True)
class Head:
    """The line of a stage: its sentence, how many pupils stand there, and the button that opens it."""

    first: DeltaGenerator
    second: DeltaGenerator
    third: DeltaGenerator


def choose(written: Written, at: int) -> int | None:
    """Draws the choice of a ladder and the way to one more; the number of the ladder, None when there is none."""
    names = dict(enumerate(row.get("name") or "zonder naam" for row in written.rows))
    found = None
    if names:
        # What is chosen is a place: two ladders may have one name for a moment.
        found = st.segmented_control(
            "Ladder",
            list(names),
            default=at if at in names else 0,
            required=True,
            format_func=lambda place: plain.text(names[place]),
            key=key("ladder"),
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = {track: row.label for track, row in TRACKS.items()}
        label = "Nog een ladder, over" if names else "Eerste ladder, over"
        track = st.selectbox(label, list(labels), 0, plain.shown(labels), key=key("spoor"), width=260)
        if st.button("Ladder erbij", key=key("ladder-erbij"), icon=":material/add:"):
            written.then.append(partial(_new, written, track))
    if found is not None and found != at:
        # What was typed on the ladder before is read once more.
        written.then.append(partial(_open, written, found, -1))
    return at if at in names else found


def draw(written: Written, ladder: int, at: int, slots: Slots) -> list[Head]:
    """Draws the stages of a ladder, one of them with its fields; the place for what is known of each when all is read."""
    row = written.rows[ladder]
    head, tail = st.columns([6, 4], vertical_alignment="bottom")
    slots[("ladder", ladder)] = st.container()
    row = form.fields("ladder", row, key("kop", ladder), True, list(head.columns(2)))
    row["stage"], heads = list(row["stage"]), []
    written.rows[ladder] = row
    with tail.container(horizontal=True, horizontal_alignment="right"):
        _ladder_moves(written, ladder)
    for m, stage in enumerate(row["stage"]):
        with st.container(border=True):
            heads.append(Head(*st.columns([8, 2, 2], vertical_alignment="center")))
            label, icon, there = ("Klaar", "check", -1) if m == at else ("Wijzig", "edit", m)
            if heads[-1].third.button(label, key=key(label, ladder, m), icon=f":material/{icon}:", type="tertiary"):
                written.then.append(partial(_open, written, ladder, there))
            if m == at:
                about = write_stage.Drawn(row["track"], (ladder, m), key, slots)
                row["stage"][m] = write_stage.draw(stage, about, partial(_moves, written, row, ladder, m))
                if about.steps:
                    row["stage"][m] = about.steps[0](row["stage"][m])
                    again(written.text, (ladder, m))
            else:
                slots[("ladder", ladder, "stage", m)] = st.container()
            _say(heads[-1], m, row["stage"][m])
    if st.button("Trede erbij", key=key("trede-erbij"), icon=":material/add:"):
        row["stage"].append(write_rows.new_stage(row))
        again(written.text, (ladder, len(row["stage"]) - 1))
    return heads


def _open(written: Written, ladder: int, stage: int) -> None:
    again(written.text, (ladder, stage))


def _new(written: Written, track: str) -> None:
    written.rows.append(write_rows.new_ladder(written.rows, track))
    again(written.text, (len(written.rows) - 1, 0))


def _say(head: Head, number: int, stage: Row) -> None:
    when, tasks = write_rows.sentence(stage)
    rule, asked = f"{number + 1}. {words.capital(when)}", "; ".join(tasks) or "niemand"
    head.first.markdown(f"**{plain.text(rule)}** → {plain.text(asked)}")


def _moves(written: Written, row: Row, ladder: int, m: int, stage: Row) -> None:
    """The buttons that move or remove a stage, and that say that it is as high as the one before."""
    row["stage"][m] = stage
    stages, height = row["stage"], write_rows.ties(row["stage"])
    for label, icon, by in (("Omhoog", "arrow_upward", -1), ("Omlaag", "arrow_downward", 1)):
        there = 0 <= m + by < len(stages)
        if st.button(label, key=key(label, m), icon=f":material/{icon}:", type="tertiary", disabled=not there):
            row["stage"] = write_rows.levelled(write_rows.moved(stages, m, by), height)
            again(written.text, (ladder, m + by))
    if len(stages) > 1 and st.button("Trede weg", key=key("trede-weg"), icon=":material/delete:", type="tertiary"):
        row["stage"] = write_rows.without(stages, m)
        again(written.text, (ladder, -1))
    if m:
        tied = st.checkbox("Even hoog als de trede erboven", height[m], key=key("even-hoog"))
        if tied != height[m]:
            row["stage"] = write_rows.levelled(stages, [*height[:m], tied, *height[m + 1 :]])
            again(written.text, (ladder, m))


def _ladder_moves(written: Written, ladder: int) -> None:
    for label, icon, by in (("Naar voren", "arrow_back", -1), ("Naar achteren", "arrow_forward", 1)):
        there = 0 <= ladder + by < len(written.rows)
        if there and st.button(label, key=key(label), icon=f":material/{icon}:", type="tertiary"):
            written.then.append(partial(_move, written, ladder, by))
    if st.button("Ladder weg", key=key("ladder-weg"), icon=":material/delete:", type="tertiary"):
        written.then.append(partial(_remove, written, ladder))


def _move(written: Written, ladder: int, by: int) -> None:
    written.rows = write_rows.moved(written.rows, ladder, by)
    again(written.text, (ladder + by, -1))


def _remove(written: Written, ladder: int) -> None:
    del written.rows[ladder]
    again(written.text, (max(0, ladder - 1), -1))
