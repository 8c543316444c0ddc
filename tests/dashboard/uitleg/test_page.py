"""The page Uitleg: its numbers are those of the school and its protocol."""

from dataclasses import replace

import pytest

from dashboard import law
from dashboard.app_pages.uitleg import doors, texts
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.trends.test_page import text, view_of


def test_the_page_says_both(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "uitleg")
    assert not shown.exception
    assert [title.value for title in shown.subheader] == ["Zo rekent Verzuimbeeld", "Waarom een cijfer kan verschillen"]
    for subhead in ("Kijk en signaal", "Anders dan bij DUO"):
        assert subhead in text(shown)


def test_it_explains_before_there_is_data(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("leeg"), "uitleg")
    assert not shown.exception
    assert [title.value for title in shown.subheader] == ["Zo rekent Verzuimbeeld", "Waarom een cijfer kan verschillen"]
    # What the school counts by, of the protocol that it chose.
    assert text(shown).count("kgc-2021") == 1
    assert "tellen bij dit protocol wel mee voor de norm" in text(shown)


@pytest.mark.parametrize(("counts", "says"), [(True, "wel mee"), (False, "niet mee")])
def test_the_numbers_are_those_of_the_settings(school: School, counts: bool, says: str) -> None:
    view = replace(view_of(school("normaal")), protocol="proef-2026")
    found = texts.methods({"small_group": 7}, view.protocol, counts, view.viewer.may("care"))
    assert "proef-2026" in found["Wat telt"][0]
    assert says in found["Wat telt"][1]
    assert "minder dan 7 " in found["Afgerond"][0]
    assert law.weeks() in found["16 uur"][0]
    assert list(doors.methods(view)) == list(found)
