"""What the pages show as kijk and signaal, to hold the command `signals` against."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import polars as pl
from streamlit.testing.v1 import AppTest

from dashboard import words

COLUMNS = "school,kind,part,student_id,measure,level,since,value,expected,compared"
BEYOND = ["kijk", "signaal"]
Said = tuple[str, str, str, str]


# A step of weeks as the pages say it: `Havo hoger sinds ma 9 nov (…)`.
STEP = re.compile(r"(?:^|: |, | en )([^:,.]*?) ?(hoger|lager) sinds (\w\w \d+ \w{3})")


def steps_said(text: str) -> set[tuple[str, str, str]]:
    """Name of the afdeling (or empty), since when, and the word, of every step in the sentences of a page."""
    found = set()
    for word in BEYOND:
        for said in re.findall(rf"{word.capitalize()}: ([^.]*)\.", text):
            found |= {(name, since, word) for name, _, since in STEP.findall(f": {said}")}
    return found


def on_trends(page: AppTest, category: str, by: str) -> set[Said]:
    """Kind, part (or name and since when), category and word of every mark, row and step of Trends that is kijk or signaal."""
    tables = [
        pl.read_ipc_stream(data.data.data) for chart in page.get("vega_lite_chart") for data in chart.proto.datasets
    ]
    text = [str(element.value) for element in (*page.header, *page.markdown)]
    found: set[Said] = {
        ("weektrend", f"{name} {since}".strip(), category, word)
        for said in text
        for name, since, word in steps_said(said)
    }
    for table in tables:
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


def of_trends(
    rows: Iterable[Mapping[str, str]], by: str, categories: Collection[str], names: Mapping[str, str]
) -> set[Said]:
    """The same of the rows that the command printed; `names` of the afdelingen."""
    kinds = ("weektrend", by, "lesuur", "vak")

    def about(row: Mapping[str, str]) -> str:
        if row["kind"] != "weektrend":
            return row["part"]
        return f"{names.get(row['part'], '')} {words.day(date.fromisoformat(row['since']))}".strip()

    return {
        (row["kind"], about(row), row["measure"], row["level"])
        for row in rows
        if row["kind"] in kinds and row["measure"] in categories
    }


def on_the_list(page: AppTest, column: str) -> list[str]:
    """The numbers of the pupils on the list with a column, in order."""
    lists = [table.value for table in page.dataframe if {"nummer", column} <= set(table.value.columns)]
    return sorted(str(number) for found in lists for number in found["nummer"])
