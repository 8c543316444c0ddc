"""The part Schrijven: the form has every key of the schema, changes nothing by itself, and writes a draft from nothing."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app_pages.vergelijken.choices import CHOICES, PARTS, STRUCTURE, kind
from pipelines.settings.drafts import drafts
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.test_pages import answer

# Keys that only a file sets: the form says that they stand there, and keeps them.
KEPT = {"stage": {"legal", "legal_reason", "computable", "needs", "repeat_counter"}}


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """A school of its own for a test that keeps something."""
    return schools.whole_school(tmp_path)


def press(page: AppTest, label: str, number: int = 0) -> AppTest:
    [button for button in page.button if button.label == label][number].click()
    return page.run()


def write(page: AppTest, label: str, value: object) -> AppTest:
    fields = [*page.number_input, *page.text_input, *page.selectbox, *page.multiselect]
    next(field for field in fields if field.label == label).set_value(value)
    return page.run()


def save(page: AppTest, *said: str) -> AppTest:
    for label, text in zip(("Naam", "Reden", "Paraaf"), (*said, "ab"), strict=True):
        next(field for field in page.text_input if field.label == label).set_value(text)
    return press(page, "Bewaar als concept")


@pytest.mark.parametrize("part", PARTS)
def test_every_key_of_the_schema_is_a_field_or_is_kept(part: str) -> None:
    """A new key of the rule language is one line in CHOICES."""
    known = {each.key for each in CHOICES if each.part == part} | STRUCTURE[part] | KEPT.get(part, set())
    assert set(PARTS[part].model_fields) <= known


def test_a_key_of_words_has_words_for_each_of_its_values() -> None:
    for choice in CHOICES:
        values = kind(choice.part, choice.key).values
        if choice.options and choice.key != "window":
            assert set(values) <= set(choice.options()), choice


def test_the_form_changes_nothing_by_itself() -> None:
    """Every stage of every shipped protocol, drawn and read: the rows are as they were."""

    def drawn() -> None:
        import streamlit as st

        from dashboard.app_pages.vergelijken import form, write_stage
        from protocols import load
        from protocols.writing import rows

        for name, protocol in load.load_protocols().items():
            for n, ladder in enumerate(rows(protocol)):
                head = form.fields("ladder", ladder, f"{name}-{n}", True, list(st.columns(2)))
                for m, stage in enumerate(ladder["stage"]):
                    place = f"{name}-{n}-{m}"
                    about = write_stage.Drawn(ladder["track"], (n, m), lambda *at, place=place: f"{place}-{at}", {})
                    if write_stage.draw(stage, about, lambda _: None) != stage or head != ladder or about.steps:
                        st.text(f"{name} {ladder['id']} {stage['id']}")

    page = AppTest.from_function(drawn, default_timeout=120).run()
    assert not page.exception
    assert [each.value for each in page.text] == []
    assert len(page.number_input) > 300
    kept = [each.value for each in page.caption]
    assert any("legal" in each and "hier niet te wijzigen" in each for each in kept)


def test_from_nothing_to_a_draft_that_opens_again(own: Workspace, open_page: OpenPage) -> None:
    page = open_page(own, "vergelijken", deel="Schrijven")
    assert answer(page) == "Begin met een ladder: waarover gaat hij?"
    page = press(page, "Ladder erbij")
    assert "1 ladder met 1 trede" in answer(page)
    assert "Vul eerst in wat er bij elke trede gedaan wordt." in [each.value for each in page.caption]
    page = write(page, "Aantal", 2.0)
    page = write(page, "Over welke tijd", "halfjaar")
    page = write(page, "Doet wat", "belt de ouders")
    page = press(page, "Trede erbij")
    assert [each.value for each in page.number_input if each.label == "Aantal"] == [3.0]
    page = write(page, "Doet wat", "nodigt de ouders uit")
    page = press(page, "Omhoog")
    assert (
        any("treden lopen niet op" in each.value or "volgorde" in each.value for each in page.warning) or page.warning
    )
    page = press(page, "Omlaag")
    assert not page.exception
    page = save(page, "Onze gids", "Nieuw")
    (saved,) = drafts(own).values()
    assert saved.name == saved.document.title == "Onze gids"
    assert [(each.name, each.action[0].what) for each in saved.ladder[0].stage] == [
        ("2 keer te laat per halfjaar", "belt de ouders"),
        ("3 keer te laat per halfjaar", "nodigt de ouders uit"),
    ]
    assert page.query_params["schrijf"] == saved.id
    assert next(each for each in page.selectbox if each.label == "Begin met").value == saved.id
    page = press(page, "Wijzig", 1)
    page = write(page, "Aantal", 4.0)
    page.checkbox(key="concept-vervangt").check()
    page = save(page, "Onze gids", "Ruimer")
    (again,) = drafts(own).values()
    assert (again.id, again.ladder[0].stage[1].name) == (saved.id, "4 keer te laat per halfjaar")


def test_what_is_wrong_stands_there_and_half_written_stays(school: School, open_page: OpenPage) -> None:
    page = press(open_page(school("normaal"), "vergelijken", deel="Schrijven"), "Ladder erbij")
    page = write(page, "Wat telt", [])
    assert answer(page) == "Er klopt nog iets niet: het staat bij het veld."
    assert [each.value for each in page.error] == ["Wat telt is leeg. Zet er ten minste een waarde in."]
    again = open_page(school("normaal"), "vergelijken", deel="Schrijven", schrijf=page.query_params["schrijf"])
    assert answer(again) == answer(page)
