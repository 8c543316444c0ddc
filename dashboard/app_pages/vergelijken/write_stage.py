"""The fields of one stage: a sentence for each condition, a row for each task, and buttons for more of them."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app_pages.vergelijken import form, write_rows
from protocols.writing import Row

Slots = dict[tuple[int | str, ...], DeltaGenerator]
Key = Callable[..., str]
# Operator, number, unit, what counts, window and how long it is, more, away; role, task, term, more, away.
CONDITION, TASK = [13, 11, 19, 40, 25, 13, 12, 9], [24, 52, 24, 12, 9]
SPELL = "aaneengesloten"


class Changed(Exception):  # noqa: N818  # nothing is wrong
    """A button was pressed that adds or takes away something: the stage as it is from now on."""

    def __init__(self, stage: Row) -> None:
        self.stage = stage


def draw(stage: Row, track: str, place: tuple[int, int], key: Key, slots: Slots) -> Row:
    """Draws the fields; the stage as they say it now. Raises Changed when a button was pressed in it."""
    found = {**stage, "group": list(stage.get("group", [])), "action": list(stage.get("action", []))}
    if stage.get("rule", "groups") == "groups":
        _groups(found, track, place, key, slots)
    st.markdown("**Dan doet**")
    slots[("ladder", place[0], "stage", place[1])] = st.container()
    for k in range(len(found["action"])):
        _task(found, k, place, key, slots)
    if st.button("Taak erbij", key=key("taak-erbij"), type="tertiary", icon=":material/add:"):
        raise Changed(found | {"action": [*found["action"], write_rows.new_action(found["action"])]})
    (about,) = form.more([("stage", "deze trede", found)], key("trede"), st.container())
    if about.get("rule", "groups") != "groups":
        about.pop("group", None)
    elif not about.get("group"):
        about["group"] = [{"conditions": [write_rows.new_condition(write_rows.new_counter(track), 1)]}]
    if "action" not in stage and not about["action"]:
        del about["action"]
    said = form.untouched([("stage", "trede", stage), *(("action", "taak", row) for row in about.get("action", []))])
    if said:
        st.caption(said)
    return about


def _groups(found: Row, track: str, place: tuple[int, int], key: Key, slots: Slots) -> None:
    for g, group in enumerate(found["group"]):
        if g:
            st.markdown("**of**")
        group = {**group, "conditions": list(group["conditions"])}
        found["group"][g] = group
        for c in range(len(group["conditions"])):
            if c:
                st.markdown("**en ook**")
            _condition(found, group, c, (*place, g), key, slots)
        with st.container(horizontal=True):
            last = group["conditions"][-1]
            one_more = write_rows.new_condition({**last["counter"]}, last["number"])
            if st.button("En ook …", key=key("en", g), type="tertiary", icon=":material/add:"):
                raise Changed(_with(found, g, group | {"conditions": [*group["conditions"], one_more]}))
            if g == len(found["group"]) - 1 and st.button(
                "Of …", key=key("of"), type="tertiary", icon=":material/add:"
            ):
                raise Changed(found | {"group": [*found["group"], {"conditions": [one_more]}]})
            if st.button("Tel er iets bij op", key=key("plus", g), type="tertiary", icon=":material/add:"):
                terms = [*last["counter"]["terms"], *write_rows.new_counter(track)["terms"]]
                summed = last | {"counter": last["counter"] | {"terms": terms}}
                raise Changed(_with(found, g, group | {"conditions": [*group["conditions"][:-1], summed]}))


def _with(found: Row, place: int, group: Row | None) -> Row:
    others = [*found["group"]]
    others[place : place + 1] = [group] if group else []
    return found | {"group": others}


def _condition(found: Row, group: Row, c: int, place: tuple[int, int, int], key: Key, slots: Slots) -> None:
    g, before = place[2], group["conditions"][c]
    columns = st.columns(CONDITION, vertical_alignment="bottom")
    slots[("ladder", place[0], "stage", place[1], "group", g, "conditions", c)] = st.container()
    after = form.fields("condition", before, key("voorwaarde", g, c), True, list(columns[:2]))
    counter = {**before["counter"], "terms": list(before["counter"]["terms"])}
    away = None
    for t, term in enumerate(counter["terms"]):
        row = columns if not t else st.columns(CONDITION, vertical_alignment="bottom")
        if t:
            row[1].markdown("plus")
            if row[-1].button("", key=key("term-weg", g, c, t), icon=":material/delete:", help="Tel dit niet mee"):
                away = t
        counter["terms"][t] = form.fields("term", term, key("term", g, c, t), True, list(row[2:4]))
    if any(str(term.get("unit")).startswith(SPELL) for term in counter["terms"]):
        counter = {name: value for name, value in counter.items() if name not in form.USUAL_LENGTH} | {"window": "dag"}
    else:
        counter["window"] = "schooljaar" if counter["window"] == "dag" else counter["window"]
        counter = form.fields("counter", counter, key("teller", g, c), True, list(columns[4:6]))
    parts = [("condition", "dit getal", after), ("counter", "de teller", counter)]
    parts += [("term", "wat telt", term) for term in counter["terms"]]
    parts += [("group", "voor wie", group)] if not c else []
    after, counter, *others = form.more(parts, key("meer", g, c), columns[-2])
    terms = others[: len(counter["terms"])]
    if away is not None:
        del terms[away]
    # A counter that only has other terms has them in a list of its own, or it would be another one than that of the file.
    counter = write_rows.counted(before["counter"], counter | {"terms": terms})
    if not c:
        group |= {name: value for name, value in others[-1].items() if name != "conditions"}
        for name in set(group) - set(others[-1]):
            del group[name]
    group["conditions"][c] = write_rows.changed(before, after | {"counter": counter})
    if away is not None or ("written" in before and "written" not in group["conditions"][c]):
        raise Changed(found)
    several = len(group["conditions"]) > 1 or len(found["group"]) > 1
    if several and columns[-1].button("", key=key("weg", g, c), icon=":material/delete:", help="Voorwaarde weg"):
        left = [*group["conditions"][:c], *group["conditions"][c + 1 :]]
        raise Changed(_with(found, g, group | {"conditions": left} if left else None))
    said = form.untouched(parts)
    if said:
        st.caption(said)


def _task(found: Row, k: int, place: tuple[int, int], key: Key, slots: Slots) -> None:
    before = found["action"][k]
    columns = st.columns(TASK, vertical_alignment="bottom")
    slots[("ladder", place[0], "stage", place[1], "action", k)] = st.container()
    after = form.fields("action", before, key("taak", k), True, list(columns[:3]))
    (found["action"][k],) = form.more([("action", "deze taak", after)], key("taak-meer", k), columns[3])
    if before.get("deadline_school_days") != after.get("deadline_school_days") and "deadline_text" in before:
        # What the document says in words was about the other number.
        del found["action"][k]["deadline_text"]
        raise Changed(found)
    if columns[-1].button("", key=key("taak-weg", k), icon=":material/delete:", help="Taak weg"):
        del found["action"][k]
        raise Changed(found)
