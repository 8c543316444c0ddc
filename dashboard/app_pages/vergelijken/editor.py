"""The widgets that change a protocol: numbers and stages, what counts, readings. The URL holds every change."""

from typing import Any

import streamlit as st

from dashboard import law, plain, words
from dashboard.app_pages.vergelijken import changeable
from dashboard.school import category_labels, settings
from dashboard.variants import edits
from dashboard.view import View
from protocols.errors import ProtocolError
from protocols.ladders import Counter, Ladder, Stage, Term
from protocols.roles import roles
from protocols.schema import Protocol
from protocols.windows import MOVING

PARAMETER, ROUND = "concept", "ronde"
Edits = dict[edits.Parts, edits.Parts]


def round_number() -> str:
    """How often the editor was started anew: a number in the keys of its widgets, so that old ones are forgotten."""
    return st.query_params.get(ROUND, "0")


def restart(start: str) -> None:
    """Draws the editor anew from a protocol or draft, without changes."""
    st.query_params[PARAMETER] = start
    st.query_params[ROUND] = f"{round_number()}1"
    st.rerun()


def _key(protocol: Protocol, *parts: str) -> str:
    # Another start, or a fresh start from the same one, has widgets of its own.
    return "-".join(("wat", protocol.id, round_number(), *parts))


def _set(wanted: Edits, place: edits.Parts, value: edits.Parts, unchanged: edits.Parts) -> None:
    """Keeps a change, or forgets it when everything is as it was."""
    if value == unchanged:
        wanted.pop(place, None)
    else:
        wanted[place] = value


def stages(protocol: Protocol, wanted: Edits) -> bool:
    """The numbers of one ladder, and which stages are there; true when a stage was added or taken away just now."""
    ladders = {ladder.id: ladder for ladder in protocol.ladder}
    chosen = st.selectbox(
        "Ladder",
        list(ladders),
        format_func=lambda ladder: plain.visible(ladders[ladder].name),
        key=_key(protocol, "ladder"),
    )
    if any(stage.by_norm for stage in ladders[chosen].stage):
        st.caption(
            f"De {law.norm_name()} telt zoals het geldende protocol zegt. Hoeveel een keer te laat daarvoor weegt en of een "
            "onbekende reden meetelt, verandert dus pas als een concept geldt."
        )
    for stage in ladders[chosen].stage:
        left, right = st.columns([3, 1], vertical_alignment="center")
        title = left.empty()
        place = (edits.DROP, chosen, stage.id)
        if len(ladders[chosen].stage) > 1:
            dropped = right.checkbox("Vervalt", value=place in wanted, key=_key(protocol, *place))
            wanted.pop(place, None)
            if dropped:
                wanted[place] = ()
        for number in changeable.numbers(protocol, chosen, stage):
            if place in wanted:
                wanted.pop(number.place, None)
                continue
            value = st.number_input(
                number.label,
                min_value=0.0,
                value=float(wanted.get(number.place, (edits.plain(number.value),))[0]),
                step=1.0,
                format="%g",
                key=_key(protocol, *number.place),
            )
            _set(wanted, number.place, (edits.plain(value),), (edits.plain(number.value),))
        title.markdown(f"**{plain.text(_title(protocol, wanted, chosen, stage))}**")
    return _added(protocol, ladders[chosen], wanted)


def _title(protocol: Protocol, wanted: Edits, ladder: str, stage: Stage) -> str:
    """What a stage is called with its numbers as they are now."""
    try:
        return changeable.stage_label(edits.stage_named(protocol, wanted, ladder, stage.id))
    except ProtocolError:
        # Edits that do not fit together are told beside the editor.
        return changeable.stage_label(stage)


def _added(protocol: Protocol, ladder: Ladder, wanted: Edits) -> bool:
    """The stages that were added, each with its number and a button to take it away, and the form for one more."""
    for row, place in enumerate([place for place in wanted if place[:2] == (edits.STAGE, ladder.id)]):
        # Number and name are no part of the key, or another number would be another widget.
        key = _key(protocol, str(row), *place[:3], place[4], *place[6:])
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        value = left.number_input(
            f"{place[3]}: vanaf", min_value=1.0, value=float(place[5]), step=1.0, format="%g", key=key
        )
        changed = edits.renumbered(protocol, place, edits.plain(value))
        if right.button("Weghalen", key=f"{key}-weg"):
            del wanted[place]
            return True
        if changed != place:
            stages = [changed if other == place else other for other in wanted]
            values = list(wanted.values())
            wanted.clear()
            wanted.update(zip(stages, values, strict=True))
            return True
    counted = changeable.counters(protocol)
    with (
        st.expander("Trede toevoegen"),
        st.form(_key(protocol, "nieuw", ladder.id), border=False, clear_on_submit=True),
    ):
        name = st.text_input("Naam van de trede", max_chars=60, placeholder="8e keer te laat")
        counter = st.selectbox("Telt", list(counted), format_func=plain.shown(counted))
        left, right = st.columns(2)
        number = left.number_input("Vanaf", min_value=1.0, value=1.0, step=1.0, format="%g")
        top = max(stage.level for stage in ladder.stage) + 1
        level = right.number_input(
            "Hoogte", min_value=1, max_value=top, value=top, help="1 is de laagste trede; hogere treden schuiven op."
        )
        role = st.selectbox("Wie", roles(protocol), format_func=plain.visible)
        what = st.text_input("Doet wat", max_chars=120, placeholder="belt de ouders")
        if st.form_submit_button("Toevoegen"):
            if name.strip() and what.strip():
                place = (
                    edits.STAGE,
                    ladder.id,
                    str(level),
                    name.strip(),
                    counter,
                    edits.plain(number),
                    role,
                    what.strip(),
                )
                wanted[place] = ()
                return True
            st.error("Geef de trede een naam, en zeg wat er dan gebeurt.")
    return False


def counter(view: View, protocol: Protocol, wanted: Edits) -> None:
    """What one counter counts, over which time."""
    counted = changeable.counters(protocol)
    chosen = st.selectbox("Teller", list(counted), format_func=plain.shown(counted), key=_key(protocol, "teller"))
    content = protocol.counters[chosen]
    if content.window in changeable.WINDOWS:
        _window(view, protocol, wanted, chosen, content)
    for number, term in enumerate(content.terms, 1):
        _term(view, protocol, wanted, (chosen, str(number)), term)


def _window(view: View, protocol: Protocol, wanted: Edits, name: str, content: Counter) -> None:
    place = (edits.WINDOW, name)
    unchanged = (content.window, *([str(content.moving)] if content.moving else []))
    now = wanted.get(place, unchanged)
    window = st.selectbox(
        "Telt over",
        list(changeable.WINDOWS),
        index=list(changeable.WINDOWS).index(now[0]),
        format_func=changeable.WINDOWS.__getitem__,
        key=_key(protocol, *place),
    )
    value: edits.Parts = (window,)
    if window in MOVING:
        length = MOVING[window]
        usual = int(settings(view)["weeks"]) if window == "lesweken" else 1
        number = st.number_input(
            words.capital(length.more),
            min_value=1,
            max_value=length.most,
            key=_key(protocol, window, name),
            value=int(now[1]) if now[1:] and now[0] == window else usual,
        )
        value = (window, str(number))
    _set(wanted, place, value, unchanged)


def _term(view: View, protocol: Protocol, wanted: Edits, of: edits.Parts, term: Term) -> None:
    labels, whole = category_labels(view), tuple(changeable.members(term.count))
    kinds, unit, weight = ((kind, *of) for kind in (edits.COUNTS, edits.UNIT, edits.WEIGHT))
    picked = st.pills(
        "Soorten die meetellen",
        list(labels),
        selection_mode="multi",
        wrap=True,
        default=list(wanted.get(kinds, whole)),
        format_func=lambda kind: plain.text(labels[kind]),
        key=_key(protocol, *kinds),
        help="Ten minste een soort telt mee.",
    )
    _set(wanted, kinds, tuple(sorted(picked)) or whole, whole)
    if term.unit not in changeable.UNITS:
        return
    left, right = st.columns(2)
    counted = left.selectbox(
        "Geteld in",
        list(changeable.UNITS),
        index=list(changeable.UNITS).index(wanted.get(unit, (term.unit,))[0]),
        format_func=changeable.UNITS.__getitem__,
        key=_key(protocol, *unit),
    )
    _set(wanted, unit, (counted,), (term.unit,))
    unchanged = (edits.plain(term.weight),)
    weighs = right.number_input(
        "Weegt",
        min_value=0.1,
        value=float(wanted.get(weight, unchanged)[0]),
        step=0.5,
        format="%g",
        key=_key(protocol, *weight),
    )
    _set(wanted, weight, (edits.plain(weighs),), unchanged)


def readings(protocol: Protocol, wanted: Edits) -> None:
    """Which reading each open norm has."""
    drawn = False
    for norm in protocol.open_norm:
        options: dict[str, Any] = {"0": norm.reading}
        options |= {
            str(change.alternative): norm.alternatives[change.alternative - 1]
            for change in norm.change
            if change.why_not is None
        }
        if len(options) == 1:
            continue
        drawn, place = True, (edits.READING, norm.id)
        linked = wanted.get(place, ("0",))[0]
        read = st.selectbox(
            norm.question,
            list(options),
            index=list(options).index(linked) if linked in options else 0,
            format_func=plain.shown(options),
            key=_key(protocol, *place),
        )
        _set(wanted, place, (read,), ("0",))
    if not drawn:
        st.info("Dit protocol heeft geen open norm met een andere lezing die te berekenen is.")
