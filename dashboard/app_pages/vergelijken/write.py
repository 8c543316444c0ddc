"""The part Schrijven: a protocol in sentences, ladder by ladder, with who stands where under it."""

from dataclasses import replace

import streamlit as st

from dashboard import law, navigation, plain, words
from dashboard.app_pages.vergelijken import saving, what_if_doors, write_doors, write_ladder, write_state
from dashboard.app_pages.vergelijken.choices import in_labels
from dashboard.app_pages.vergelijken.write_ladder import Head
from dashboard.app_pages.vergelijken.write_stage import Slots
from dashboard.app_pages.vergelijken.write_state import Written
from dashboard.listing import Pick
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from protocols.ladders import Ladder
from protocols.writing import Place, tried, unfinished

NOTHING = "niets"
AGES = "Wie waar staat bij een leeftijd, ziet alleen wie geboortedatums mag zien."


def part(view: View) -> str:
    """Draws the whole part; the sentence that answers it."""
    written = write_state.written(view)
    _start(view, written)
    place = write_state.place()
    ladder = write_ladder.choose(written, place[0])
    slots: Slots = {(): st.empty()}
    heads = [] if ladder is None else write_ladder.draw(written, ladder, place[1] if ladder == place[0] else -1, slots)
    for step in written.then:
        step()
    if written.text != st.query_params.get(write_state.PARAMETER):
        st.query_params[write_state.PARAMETER] = written.text
    if ladder is None:
        return "Begin met een ladder: waarover gaat hij?"
    made, faults = tried(written.base, written.rows, written.from_nothing, catalogue.UNSAVED)
    missing = unfinished(written.rows)
    for where, said in faults:
        _tell(slots, where, in_labels(said), written)
    for where, said in missing:
        if where in slots:
            slots[where].caption(said)
    if made is None:
        return "Er klopt nog iets niet: het staat bij het veld."
    variant = replace(catalogue.find(view, written.start), text=written.text)
    ages = catalogue.tells_age(view, variant)
    if not ages:
        _counts(view, variant, made.ladder[ladder], heads)
    for doubt in what_if_doors.doubts(variant):
        st.warning(doubt)
    _findings(variant, made.ladder[ladder].id)
    why = (
        "Vul eerst in wat er bij elke trede gedaan wordt."
        if missing
        else "Verander eerst iets; dan is het als concept te bewaren."
    )
    saving.forms(view, variant, [] if missing else [written.text], write_state.restart, why)
    return AGES if ages else write_doors.answer(view, variant)


def _start(view: View, written: Written) -> None:
    names = {NOTHING: "Niets: een leeg protocol"}
    names |= {each.text: catalogue.name(each) for each in catalogue.choices(view)}
    now = NOTHING if written.from_nothing else written.start
    start = st.selectbox(
        "Begin met", list(names), list(names).index(now), plain.shown(names), key=write_state.key("begin")
    )
    if start != now:
        write_state.restart("" if start == NOTHING else start)
    st.caption(
        f"Codes, klassen en wat voor de {law.norm_name()} telt, zijn die van {written.base.name}; die wijzigt u hier niet."
        if written.from_nothing
        else "Codes, open normen en wat niet te berekenen is, staan in het bestand en zijn hier niet te wijzigen: zij blijven "
        "zoals zij zijn."
    )


def _tell(slots: Slots, place: Place, said: str, written: Written) -> None:
    """Says what is wrong at the field that is drawn closest to it; of a ladder that is not in sight above all."""
    for end in range(len(place), 0, -1):
        if place[:end] in slots:
            slots[place[:end]].error(said)
            return
    ladder = next((part for part in place if isinstance(part, int)), None)
    name = written.rows[ladder].get("name") if ladder is not None else ""
    slots[()].error(f"Ladder {name}: {said}" if name else said)


def _counts(view: View, variant: Variant, ladder: Ladder, heads: list[Head]) -> None:
    """How many pupils stand on each stage, as the way to the list of them."""
    if ladder.id in write_doors.hidden(view, variant):
        st.caption("Wie bij ziekte op een trede staat, ziet alleen wie zorg mag zien.")
        return
    found = write_doors.counts(view, variant)
    for head, stage in zip(heads, ladder.stage, strict=True):
        count = found.get((ladder.id, stage.id), 0)
        said = words.count(count, "leerling", "leerlingen") if stage.computable else "niet te berekenen"
        if head.second.button(said, key=write_state.key("wie", stage.id), disabled=not count, help="Wie hier staat"):
            navigation.open_list(Pick("variant", (variant.text, ladder.id, stage.id)))


def _findings(variant: Variant, ladder: str) -> None:
    """What the linter finds on this ladder."""
    found = [each for each in write_doors.findings(variant) if each.ladder == ladder]
    if found:
        with st.expander(f"Nog te beslissen bij deze ladder ({len(found)})", key="schrijf-bevindingen"):
            st.markdown(plain.bullets(f"{each.stage or 'de ladder'}: {each.what} {each.decide}" for each in found))
