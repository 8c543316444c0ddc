"""What the pages show as kijk and signaal, to hold the command `signals` against."""

from collections.abc import Collection, Iterable, Mapping

import polars as pl
from streamlit.testing.v1 import AppTest

COLUMNS = "school,kind,part,student_id,measure,level,since,value,expected,compared"
BEYOND = ["kijk", "signaal"]
Said = tuple[str, str, str, str]


def on_trends(page: AppTest, category: str, by: str) -> set[Said]:
    """Kind, part (or week), category and word of every mark and row of Trends that is kijk or signaal."""
    tables = [
        pl.read_ipc_stream(data.data.data) for chart in page.get("vega_lite_chart") for data in chart.proto.datasets
    ]
    found = set()
    for table in tables:
        if "status" in table.columns:
            weeks = table.filter(pl.col("status").is_in(["signaal", "reeks"]))["key"]
            found |= {("weektrend", str(key), category, "signaal") for key in weeks}
        if "enrolled" in table.columns:
            judged = table.filter(pl.col("verdict").is_in(BEYOND)).select("key", "verdict")
            found |= {(by, str(key), category, str(word)) for key, word in judged.iter_rows()}
        if "lesson_hour" in table.columns:
            judged = table.filter(pl.col("verdict").is_in(BEYOND)).select("day", "lesson_hour", "verdict")
            found |= {("lesuur", f"{day} {hour}e uur", category, str(word)) for day, hour, word in judged.iter_rows()}
    for read in page.dataframe:
        if {"Vak", "Oordeel"} <= set(read.value.columns):
            rows = zip(read.value["Vak"], read.value["Oordeel"], strict=True)
            found |= {("vak", str(name), category, str(word)) for name, word in rows if word in BEYOND}
    return found


def of_trends(rows: Iterable[Mapping[str, str]], by: str, categories: Collection[str]) -> set[Said]:
    """The same of the rows that the command printed."""
    kinds = ("weektrend", by, "lesuur", "vak")
    return {
        (row["kind"], row["since"] or row["part"], row["measure"], row["level"])
        for row in rows
        if row["kind"] in kinds and row["measure"] in categories
    }


def on_the_list(page: AppTest, column: str) -> list[str]:
    """The numbers of the pupils on the list with a column, in order."""
    lists = [table.value for table in page.dataframe if {"nummer", column} <= set(table.value.columns)]
    return sorted(str(number) for found in lists for number in found["nummer"])
