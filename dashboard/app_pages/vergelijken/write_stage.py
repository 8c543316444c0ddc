"""The fields of one stage: a sentence for each condition, a row for each task, and buttons for more of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app_pages.vergelijken import form, write_rows
from protocols.consistency import OF_LENGTH
from protocols.writing import Row

Slots = dict[tuple[int | str, ...], DeltaGenerator]
Key = Callable[..., str]
Step = Callable[[Row], Row]
# Operator, number, unit, what counts, window and how long it is, more, away; role, task, term, more, away.
CONDITION, TASK = [13, 11, 27, 34, 25, 14, 12, 9], [24, 52, 24, 12, 9]


@dataclass
class Drawn:
    """A stage that is drawn: on which track and place, where to say what is wrong, and what a button asked for.

    A button comes to its turn when all fields are read: what was typed just before it was pressed is not lost.
    """

    track: str
    place: tuple[int, int]
    key: Key
    slots: Slots
    steps: list[Step] = field(default_factory=list)

    def slot(self, *more: int | str) -> None:
        """A place to say what is wrong with what was just drawn."""
        self.slots[("ladder", self.place[0], "stage", self.place[1], *more)] = st.container()

    def button(self, label: str, step: Step, *key: object, icon: str = "add", at: DeltaGenerator | None = None) -> None:
        """A button with words of its own, or a bin of which only a screen reader says them (`dashboard/look.py`)."""
        place = at if at is not None else st.container(width="content")
        if place.button(
            label,
            key=self.key(*key) if icon == "add" else self.key("bak", *key),
            icon=f":material/{icon}:",
            type="tertiary" if icon == "add" else "secondary",
            help=None if icon == "add" else label,
        ):
            self.steps.append(step)


def draw(stage: Row, about: Drawn, moves: Callable[[Row], None]) -> Row:
    """Draws the fields; the stage as they say it now. `moves` draws the buttons for the stage as a whole, when all is read.

    What a button asked for stands in the steps of `about`.
    """
    key = about.key
    found = {**stage, "group": list(stage.get("group", [])), "action": list(stage.get("action", []))}
    if stage.get("rule", "groups") == "groups":
        for g, group in enumerate(found["group"]):
            found["group"][g] = _group(group, g, len(found["group"]), about)
    st.markdown("**Dan doet**")
    about.slot()
    for k, action in enumerate(found["action"]):
        found["action"][k] = _task(action, k, about)
    about.button("Taak erbij", write_rows.with_action, "taak-erbij")
    with st.container(horizontal=True, vertical_alignment="center"):
        (found,) = form.more(
            [("stage", "deze trede", found)], key("trede"), st.container(width="content"), "Meer over deze trede"
        )
        if found.get("rule", "groups") != "groups":
            found["group"] = []
        elif not found["group"]:
            found = write_rows.with_condition(found, None, about.track)
        found = {name: value for name, value in found.items() if name in stage or value != []}
        moves(found)
    if said := form.untouched([("stage", "trede", stage)]):
        st.caption(said)
    return found


def _group(before: Row, g: int, count: int, about: Drawn) -> Row:
    if g:
        st.markdown("**of**")
    group = {**before, "conditions": list(before["conditions"])}
    for c in range(len(group["conditions"])):
        if c:
            st.markdown("**en ook**")
        group = _condition(group, (g, c), count > 1 or len(group["conditions"]) > 1, about)
    last = len(group["conditions"]) - 1
    with st.container(horizontal=True):
        about.button("En ook …", partial(write_rows.with_condition, place=g, track=about.track), "en", g)
        if g == count - 1:
            about.button("Of …", partial(write_rows.with_condition, place=None, track=about.track), "of")
        terms = [*group["conditions"][last]["counter"]["terms"], *write_rows.new_counter(about.track)["terms"]]
        about.button("Tel er iets bij op", partial(write_rows.with_terms, place=(g, last), terms=terms), "plus", g)
    return group


def _condition(group: Row, at: tuple[int, int], several: bool, about: Drawn) -> Row:
    """Draws one condition of a group; the group with what it says now."""
    c, key = at[1], about.key
    before = group["conditions"][c]
    columns = st.columns(CONDITION, vertical_alignment="bottom")
    after = form.fields("condition", before, key("voorwaarde", *at), True, list(columns[:2]))
    counter, terms = dict(before["counter"]), list(before["counter"]["terms"])
    for t, term in enumerate(terms):
        row = columns if not t else st.columns(CONDITION, vertical_alignment="bottom")
        terms[t] = form.fields("term", term, key("term", *at, t), True, list(row[2:4]))
        if t:
            row[1].markdown("plus")
            left = [*terms[:t], *before["counter"]["terms"][t + 1 :]]
            step = partial(write_rows.with_terms, place=at, terms=left)
            about.button("Tel dit niet mee", step, "term-weg", *at, t, icon="delete", at=row[-1])
    if any(term.get("unit") in OF_LENGTH for term in terms):
        # How long a spell is, is counted over no other time.
        counter = {name: value for name, value in counter.items() if name not in form.USUAL_LENGTH} | {"window": "dag"}
    else:
        counter["window"] = "schooljaar" if counter["window"] == "dag" else counter["window"]
        counter = form.fields("counter", counter, key("teller", *at), True, list(columns[4:6]))
    parts = [("condition", "dit getal", after), ("counter", "de teller", counter)]
    parts += [("term", "wat telt", term) for term in terms] + ([("group", "voor wie", group)] if not c else [])
    after, counter, *others = form.more(parts, key("meer", *at), columns[-2])
    group = {**group} if c else others.pop()
    counter = write_rows.counted(before["counter"], counter | {"terms": others})
    now = write_rows.changed(before, after | {"counter": counter})
    group["conditions"] = [*group["conditions"][:c], now, *group["conditions"][c + 1 :]]
    if "written" in before and "written" not in now:
        # A field with what no longer stands there is drawn anew.
        about.steps.append(lambda stage: stage)
    if several:
        step = partial(write_rows.without_condition, place=at[0], condition=c)
        about.button("Voorwaarde weg", step, "weg", *at, icon="delete", at=columns[-1])
    about.slot("group", at[0], "conditions", c)
    if said := form.untouched(parts):
        st.caption(said)
    return group


def _task(before: Row, k: int, about: Drawn) -> Row:
    columns = st.columns(TASK, vertical_alignment="bottom")
    after = form.fields("action", before, about.key("taak", k), True, list(columns[:3]))
    (after,) = form.more([("action", "deze taak", after)], about.key("taak-meer", k), columns[3])
    if before.get("deadline_school_days") != after.get("deadline_school_days") and "deadline_text" in before:
        # What the document says in words was about the other number.
        after.pop("deadline_text", None)
        about.steps.append(lambda stage: stage)
    step = partial(write_rows.without_action, place=k)
    about.button("Taak weg", step, "taak-weg", k, icon="delete", at=columns[-1])
    about.slot("action", k)
    if said := form.untouched([("action", "taak", before)]):
        st.caption(said)
    return after
