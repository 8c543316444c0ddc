"""The table of schools, with a line through the weeks of each."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import components, plain, words
from dashboard.app_pages.bestuur import shapes


def schools(found: pl.DataFrame) -> None:
    """One row per school; the columns of figures stand to the right."""
    column = st.column_config
    config: dict[str, Any] = {name: column.TextColumn(alignment="right") for name in found.columns}
    config |= {
        "School": column.TextColumn(pinned=True),
        shapes.LINE: column.LineChartColumn(width=160),
        shapes.UNTIL: components.DATE_COLUMN,
    }
    st.dataframe(
        plain.table(found),
        hide_index=True,
        column_config=config,
        placeholder=words.UNKNOWN,
        alt="Per school ongeoorloofd en te laat per 100 lesuren naast vorig jaar, een lijn door het schooljaar, en hoeveel "
        "leerlingen de norm bereikten.",
    )
