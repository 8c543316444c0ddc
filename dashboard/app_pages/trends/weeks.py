"""The weeks of Trends as charts of which no mark opens a list: there are no names to show."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import plain
from dashboard.rates.weekly import Reading

QUESTION = "Hoe loopt het verzuim per week, en is dat meer dan toeval?"


def draw(
    label: str,
    reading: Reading,
    week: dict[str, Any] | None,
    part: dict[str, Any] | None,
    said: str,
    remarks: Sequence[str],
) -> None:
    """The weeks of a whole and of its afdelingen, as far as there are any to show; `said` is what the latter say."""
    st.markdown(f"**{plain.text(label)}** per schoolweek, {plain.text(reading.unit)}")
    if week:
        st.vega_lite_chart(spec=week, key="weektrend", alt=f"Lijn van {label} per week. {reading.sentence}")
    for remark in remarks:
        st.warning(remark)
    st.caption(
        f"Groen: dit schooljaar. Grijs: het jaar ervoor in dezelfde schoolweek. {reading.legend}Een kruis is de week die nog "
        f"loopt, een grijs vierkant een week met onvolledige gegevens. {reading.denominator}"
    )
    st.markdown("**Per afdeling**, op dezelfde schaal vanaf nul; het getal is de laatste week")
    if part:
        st.markdown(plain.text(said))
        st.vega_lite_chart(
            spec=part, key="afdelingstrend", alt=f"Lijnen van {label} per week voor elke afdeling. {said}"
        )
        st.caption("Een gat in een lijn is vakantie, of een week waarin het cijfer op te weinig leerlingen zou rusten.")
    else:
        st.info("De afdelingen staan er niet: hun weken zouden op te weinig leerlingen rusten.")
