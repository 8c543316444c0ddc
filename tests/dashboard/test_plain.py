"""Data are text: a school that calls everything by markup is drawn as it is written, on every page and on paper."""

import json
from argparse import Namespace
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import pdf, plain
from dashboard.commands.report_command import run as write_report
from dashboard.export import workbook
from dashboard.listing import Listing, Pick
from pipelines.models.rebuild import rebuild
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage
from tests.dashboard.pdf_text import pages
from tests.pages import PAGES

JOINT = "\u2060"
# The markup of the school as it has to be sent to a place that reads Markdown, in small letters.
DRAWN = f"!\\[i\\](http:{JOINT}//{schools.ELSEWHERE}/i.png) \\:red\\[r\\] \\$x\\$ \\<b\\> ‹u+202e›."
# What Streamlit draws as Markdown: the fields of its messages by the name of the message.
READ_AS_MARKDOWN = {"body", "help", "label", "text", "title", "content", "delta", "caption"}
MORE = {
    "leerling": [{"leerling": "1001"}, {"leerling": schools.SICK, "naast": "vijandig"}],
    "leerlingen": [{"lijst": "trede~kgc-2021~te-laat~tl-5"}],
    "protocollen": [{"document": f"Concept {schools.MARKUP}"}],
    "vergelijken": [{"concept": "vijandig;getal:te-laat:tl-10:1:1:6", "deel": "Wat als"}],
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A school where everything is called by markup."""
    return schools.hostile(tmp_path_factory.mktemp("vijandig"))


def texts(message: Any, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Message, field and text of every text that is sent to the browser with an element."""
    for field, value in message.ListFields():
        for part in value if isinstance(value, list) or hasattr(value, "extend") else [value]:
            if isinstance(part, str):
                yield message.DESCRIPTOR.name, field.name, part
            elif hasattr(part, "ListFields"):
                yield from texts(part, field.name)


def elements(page: AppTest) -> Iterator[Any]:
    """Every element and container of a page, as the message that the browser gets."""
    waiting: list[Any] = [page._tree]
    while waiting:
        node = waiting.pop()
        waiting += list(getattr(node, "children", {}).values())
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "ListFields"):
            yield proto


def frames(page: AppTest) -> Iterator[pl.DataFrame]:
    """The tables of a page and those behind its charts."""
    for table in page.dataframe:
        yield pl.from_pandas(table.value.astype(str))
    for chart in page.get("vega_lite_chart"):
        for dataset in chart.proto.datasets:
            yield pl.read_ipc_stream(dataset.data.data).drop("key", strict=False)


@pytest.fixture(scope="module")
def hostile_board(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three schools that are called by markup, each with a summary."""
    workspace = schools.board(tmp_path_factory.mktemp("bestuur"), f" {schools.MARKUP}")
    for school in workspace.schools:
        rebuild(part_of(workspace, school.id))
    return workspace


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_school_is_drawn_as_it_is_written(
    request: pytest.FixtureRequest, open_page: OpenPage, page: str
) -> None:
    seen, place = 0, request.getfixturevalue("hostile_board" if page == "bestuur" else "hostile")
    for query in [{}, *MORE.get(page, [])]:
        shown = open_page(place, page, **query)
        assert not shown.exception
        for element in elements(shown):
            for _, field, value in texts(element):
                if field in READ_AS_MARKDOWN:
                    assert value.lower().count(schools.ELSEWHERE) == value.lower().count(DRAWN), value
                assert "\u202e" not in value or field in {"id", "key", "file_name"}, (field, value)
                seen += value.count(schools.ELSEWHERE)
        assert [frame for frame in frames(shown) if "\u202e" in json.dumps(frame.to_dicts(), default=str)] == []
    assert seen


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        ("![i](x)", "!\\[i\\](x)"),
        (
            "[x](y) <b> *a* _b_ `c` ~~d~~ $e$ |f|",
            "\\[x\\](y) \\<b\\> \\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\$e\\$ \\|f\\|",
        ),
        ("a&lt;b \\* {x}", "a\\&lt;b \\\\\\* \\{x\\}"),
        (":red[x] :help :material/bolt: :smile:", f"\\:red\\[x\\] \\:help :{JOINT}material/bolt: :{JOINT}smile:"),
        ("# kop", "\\# kop"),
        ("- punt", "\\- punt"),
        ("+ punt", "\\+ punt"),
        ("12. punt", "12\\. punt"),
        ("12) punt", "12\\) punt"),
        ("---", f"-{JOINT}--"),
        ("===", "\\==="),
        ("a\n\n# b\tc", "a \\# b c"),
        ("www.x.nl https" + "://x a.b@c.nl", f"www{JOINT}.x.nl https:{JOINT}//x a.b@{JOINT}c.nl"),
        ("a -> b -- c", f"a -{JOINT}\\> b -{JOINT}- c"),
        ("a\u200bb\u2066c\u00add\u2028e", "a‹U+200B›b‹U+2066›c‹U+00AD›d‹U+2028›e"),
        # What needs nothing stays as it is.
        ("M@ZL, 12:30 uur: 5 % (-3,5); 1.234 van 2.", "M@ZL, 12:30 uur: 5 % (-3,5); 1.234 van 2."),
        ("-3 en +4", "-3 en +4"),
        ("lessons_per_week", "lessons_per_week"),
        ("_a_b__c_", "\\_a_b\\_\\_c\\_"),
    ],
)
def test_one_escape(value: str, drawn: str) -> None:
    assert plain.text(value) == drawn


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_is_lost_or_hidden(value: str) -> None:
    shown = plain.visible(value)
    assert plain.visible(shown) == shown
    assert plain.text(value).replace(JOINT, "").replace("\\", "") == " ".join(shown.split()).replace("\\", "")


def test_a_cell_with_a_button_holds_one_name() -> None:
    frame = pl.DataFrame({"Leerling": ["[a, b]", ":material/bolt: c", "d", "e\u202e", None], "nummer": ["[1]"] * 5})
    shown = plain.cells(frame, program=["nummer"])
    assert shown["Leerling"].to_list() == [f"{JOINT}[a, b]", f"{JOINT}:material/bolt: c", "d", "e‹U+202E›", None]
    assert shown["nummer"].to_list() == ["[1]"] * 5
    assert plain.cells(frame.clear()).is_empty()


def test_paper_and_files_show_hidden_marks(hostile: Workspace, tmp_path: Path) -> None:
    for name in ("rapport.html", "rapport.pdf"):
        write_report(
            Namespace(map=hostile.path, on=schools.LAST, out=tmp_path / name, school=None, afdeling=None, person=None)
        )
    page = (tmp_path / "rapport.html").read_text(encoding="utf-8")
    assert schools.ELSEWHERE in page
    assert "\u202e" not in page
    assert "<b> " not in page
    assert f'"http://{schools.ELSEWHERE}' not in page
    (printed,) = pages(
        pdf.printed("werklijst/werklijst.typ", {"title": f"*a* #b {schools.MARKUP}", "described": "", "groups": []})
    )
    assert "*a* #b ![i](" in printed
    assert "\u202e" not in printed
    listing = Listing(
        Pick("x"), schools.MARKUP, pl.DataFrame({"nummer": ["=1+1"], "Leerling": [f"=1+1 {schools.MARKUP}"]})
    )
    cells = pl.read_excel(BytesIO(workbook(listing, schools.MARKUP)), has_header=False).to_dicts()
    assert "=1+1" in str(cells)
    assert "\u202e" not in str(cells)
