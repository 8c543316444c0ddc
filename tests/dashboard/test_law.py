"""The law in words: numbers and sources from the files, the same on page, form, document and command line."""

from pathlib import Path

import pytest

from dashboard import law
from dashboard.app_pages.protocollen import shapes
from dashboard.app_pages.protocollen.wording import Defaults
from protocols import national
from protocols.load import load_protocols
from protocols.show import render
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.schools import LAST, PROTOCOL
from tests.pipelines.histories import make_workspace, settings, spread

TERM = "onverwijld (Onderwijsinspectie: binnen 5 werkdagen)"
ADDRESS = "www.onderwijsinspectie.nl/onderwerpen/registreren-en-melden-van-ongeoorloofd-verzuim"
AGES = (
    "Onder 18 jaar zonder startkwalificatie is melden een plicht",
    "met een startkwalificatie eindigt die eerder (Leerplichtwet 1969 art. 4a)",
    "Vanaf 18 jaar is melden van de 16 uur een keuze, die gemeenten met scholen afspreken",
    "Van 18 tot 23 jaar zonder startkwalificatie is er een andere plicht: vanaf 4 schoolweken achter elkaar",
    "of een kortere termijn die het bevoegd gezag stelt (WVO 2020 art. 8.19 en 8.20)",
)


def test_the_page_says_the_term_its_source_and_the_ages(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht")
    # As it is read: signs of Markdown are taken for text, and an address is no link.
    shown.button(key="uitleg").click().run()
    told = " ".join(each.value for each in shown.markdown).replace("\\", "").replace("\u2060", "")
    assert all(words in told for words in (TERM, ADDRESS, *AGES))


@pytest.mark.parametrize("name", ["nl-leerplicht", "cgu-2024", "kgc-2021"])
def test_the_document_and_the_command_line_say_the_same_term(name: str) -> None:
    protocol = load_protocols()[name]
    norms = {norm.name: norm.value for norm in load_protocols()["nl-leerplicht"].norm}
    here = shapes.Standing("De School", False, LAST)
    document = shapes.document(protocol, None, (), here, Defaults(5, norms))
    for text in (" ".join(render(protocol).split()), str(document)):
        assert TERM in text
        assert (ADDRESS in text) == (name == "nl-leerplicht")


# minutes of a lesson | hour unit | warned
LESSONS = [
    (50, "lesuur", False),
    (60, "lesuur", False),
    (61, "lesuur", True),
    (70, "lesuur", True),
    (70, "klokuur", False),
]


@pytest.mark.parametrize(("minutes", "unit", "warned"), LESSONS)
def test_long_lessons_are_warned_of(open_page: OpenPage, tmp_path: Path, minutes: int, unit: str, warned: bool) -> None:
    toml = settings(PROTOCOL).replace(
        f'protocol = "{PROTOCOL}"\n', f'protocol = "{PROTOCOL}"\nlesson_minutes = {minutes}\nhour_unit = "{unit}"\n'
    )
    assert f"lesson_minutes = {minutes}" in toml
    shown = open_page(make_workspace(tmp_path, spread("a", "weg", 3), toml=toml), "leerplicht")
    told = [each.value for each in shown.warning]
    assert [f"Een les duurt hier {minutes} minuten" in each for each in told] == [True] * warned


def test_the_words_follow_the_files() -> None:
    assert (law.hours(), law.norm_name(), law.weeks()) == ("16 uur", "16-uursnorm", "4 schoolweken")
    assert (law.long_absence(), law.adult_weeks()) == ("meer dan 4 schoolweken", "4 schoolweken achter elkaar")
    assert law.sick_criteria() == "de 4e ziekmelding in 12 schoolweken, of 7e schooldag achter elkaar ziek"
    assert law.sick_weeks() == 12
    with pytest.raises(KeyError):
        national.number("geen")
    with pytest.raises(KeyError):
        national.article("near_hours")
