"""The editor of a what-if: a start, the changes that are made to it, and what they do. The URL holds the whole of it."""

from dataclasses import replace

import streamlit as st

from dashboard import components, navigation, plain
from dashboard.app_pages.vergelijken import cost, editor, saving, what_if_doors
from dashboard.app_pages.vergelijken.shapes import MENTOR
from dashboard.listing import StaleLinkError
from dashboard.variants import catalogue, edits
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from protocols.errors import ProtocolError

SECTIONS = {"stages": "Getallen en treden", "counts": "Wat telt mee", "readings": "Lezingen"}


def current(view: View) -> Variant | None:
    """The edits that the URL holds, when there are any and they fit; else says what of it was dropped."""
    linked = st.query_params.get(editor.PARAMETER, "")
    if not linked:
        return None
    try:
        found = catalogue.find(view, linked)
    except StaleLinkError as stale:
        st.warning(f"De wijzigingen in deze koppeling zijn vervallen: {stale.what}.")
        return None
    return found if found.edits else None


def draw(view: View, known: Variant | None) -> tuple[Variant, list[str]]:
    """Draws the editor, from the edits of the URL; the draft as it stands now, and its differences from its base in words.

    Raises ProtocolError when the changes do not fit together: then the URL keeps the ones of before.
    """
    names = {each.text: catalogue.name(each) for each in catalogue.choices(view)}
    linked = st.query_params.get(editor.PARAMETER, "").partition(";")[0]
    start = st.selectbox(
        "Ga uit van",
        list(names),
        index=list(names).index(linked if linked in names else view.protocol),
        format_func=plain.shown(names),
        # A link to another draft starts the choice anew.
        key=f"uitgaan-van-{editor.round_number()}",
    )
    wanted = edits.by_place(known.edits) if known and known.start == start else {}
    section = st.segmented_control(
        "Verander",
        list(SECTIONS),
        default="stages",
        required=True,
        format_func=lambda key: plain.text(SECTIONS[key]),
        key="verander",
        bind="query-params",
    )
    protocol = catalogue.protocol(catalogue.find(view, start))
    again = False
    if section == "stages":
        again = editor.stages(protocol, wanted)
    elif section == "counts":
        editor.counter(view, protocol, wanted)
    else:
        editor.readings(protocol, wanted)
    if wanted and st.button("Alle wijzigingen terugzetten", key="terugzetten"):
        editor.restart(start)
    draft = replace(catalogue.find(view, start), text=f"{start};{edits.joined(wanted)}".rstrip(";"))
    sentences = what_if_doors.in_words(draft)
    st.query_params[editor.PARAMETER] = draft.text
    if again:
        st.rerun()
    return draft, sentences


def effect(view: View, draft: Variant) -> None:
    """What a draft does: the stages of the changed ladders, the actions of each role, and who moves."""
    ladders = what_if_doors.ladders(view, draft)
    if what_if_doors.hides(view, draft):
        st.info("Wat er bij ziekte verandert, staat hier niet: u heeft geen recht om zorg te zien.")
        if not ladders:
            return
    if not ladders:
        st.info("Deze wijziging verandert geen trede, alleen de lezing.")
        return
    ladder = st.segmented_control(
        "Veranderde ladder",
        list(ladders),
        default=next(iter(ladders)),
        required=True,
        format_func=lambda key: plain.text(ladders[key]),
        key=f"veranderd-{'-'.join(ladders)}",
    )
    event = st.vega_lite_chart(
        spec=what_if_doors.chart(view, draft, ladder),
        key="wat-als",
        on_select="rerun",
        selection_mode="kant",
        alt=f"Leerlingen per trede van de ladder {ladders[ladder]}, nu en met de wijzigingen.",
    )
    navigation.follow(event, "kant", "wat-als", draft.text)
    st.markdown("**Acties per schoolweek**, op alle ladders samen")
    table = what_if_doors.roles(view, draft).drop("more")
    components.plain_table(
        table, "Acties per schoolweek en rol, nu en met de wijzigingen.", right=tuple(table.columns[1:])
    )
    st.caption(cost.assumed(view))
    names = table["Rol"].to_list()[:-1]
    role = st.selectbox("Door het jaar van", names, index=names.index(MENTOR) if MENTOR in names else 0, key="wat-rol")
    if role:
        st.vega_lite_chart(
            spec=what_if_doors.role_chart(view, draft, role),
            key=f"wat-rol-{role}",
            alt=f"Acties per schoolweek van: {role}.",
        )
    st.markdown("**Wie van trede verandert**")
    components.pupil_list(what_if_doors.movers(view, draft.text), key="verschoven")


def part(view: View, known: Variant | None) -> str:
    """Draws the whole part, from the edits of the URL; the sentence that answers it."""
    left, right = st.columns([2, 3], gap="large")
    try:
        with left:
            draft, sentences = draw(view, known)
    except ProtocolError as error:
        right.error(f"{error.what} {error.remedy}")
        return "Deze wijzigingen passen niet bij elkaar."
    with right:
        for doubt in what_if_doors.doubts(draft):
            st.warning(doubt)
        if sentences:
            st.markdown(f"**Verschil met {plain.text(catalogue.base(draft).name)}**\n\n{plain.bullets(sentences)}")
            effect(view, draft)
    saving.forms(view, draft, sentences, editor.restart)
    if sentences:
        return what_if_doors.answer(view, draft)
    what_if_doors.prepare(view, draft)
    return "Verander links een getal, venster of lezing: hier leest u wat het doet."
