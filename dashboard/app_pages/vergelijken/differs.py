"""The part Wie verschilt: who stands at another height under B than under A, with the rules."""

import streamlit as st

from dashboard import components, navigation, plain
from dashboard.app_pages.vergelijken import doors
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.variants.differing import differing
from dashboard.view import View


def who_differs(view: View, more: list[Variant]) -> str:
    """Who stands at another height under B than under A, with the rules; the answer."""
    choices = {each.text: each for each in (*catalogue.choices(view), *more)}
    names = {text: catalogue.name(each) for text, each in choices.items()}
    left, right = st.columns(2)
    own = list(names).index(view.protocol)
    first = left.selectbox(
        "Protocol A", list(names), index=own, format_func=plain.shown(names), key="a", bind="query-params"
    )
    others = [text for text in names if text != first]
    second = right.selectbox(
        "Protocol B",
        others,
        index=len(others) - 1 if more else 0,
        format_func=plain.shown(names),
        key="b",
        bind="query-params",
    )
    one, other = choices[first], choices[second]
    if not differing(view, one, other).is_empty():
        event = st.vega_lite_chart(
            spec=doors.differ_chart(view, one, other),
            key="verschillen",
            on_select="rerun",
            selection_mode="verschil",
            alt="Leerlingen die onder B hoger of lager staan dan onder A, per spoor.",
        )
        navigation.follow(event, "verschil", "verschil", first, second)
        st.caption(
            "Per spoor telt de hoogste trede van een leerling. De hoogte is het volgnummer van de trede op zijn ladder: "
            "trede 3 van de ene school is niet even zwaar als trede 3 van de andere. Kies een balk voor die leerlingen; "
            "een naam opent de leerling, met beide ladders en de registraties erachter."
        )
        tracks = doors.differing_tracks(view, one, other)
        track = st.segmented_control(
            "Leerlingen van het spoor",
            list(tracks),
            default=next(iter(tracks)),
            required=True,
            format_func=lambda key: plain.text(tracks[key]),
            key=f"verschil-{'-'.join(tracks)}",
        )
        components.pupil_list(doors.differ_list(view, first, second, track), key="verschil-leerlingen", row_height=92)
    return doors.differ_answer(view, one, other)
