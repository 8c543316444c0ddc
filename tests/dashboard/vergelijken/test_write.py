"""The part Schrijven: the form has every key of the schema, changes nothing by itself, and writes a draft from nothing."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.app_pages.vergelijken import form, write_rows, write_stage
from dashboard.app_pages.vergelijken.choices import CHOICES, ONLY_IN_FILE, STRUCTURE
from pipelines.settings.drafts import drafts
from pipelines.store.workspace import Workspace
from pipelines.viewer import of_schools
from protocols.keys import PARTS, kind
from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.writing import Row, rows
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.test_pages import answer
from tests.pipelines.own_protocol import INVENTED, invented

NAMES = sorted(path.stem for path in INVENTED.glob("*.toml"))


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
    known = {each.key for each in CHOICES if each.part == part} | STRUCTURE[part] | set(ONLY_IN_FILE)
    assert set(PARTS[part].model_fields) <= known


def test_a_key_of_words_has_words_for_each_of_its_values() -> None:
    for choice in CHOICES:
        values = kind(choice.part, choice.key).values
        if choice.options and choice.key != "window":
            assert set(values) <= set(choice.options()), choice


@pytest.mark.parametrize("rules", [*load_protocols().values(), *map(invented, NAMES)], ids=lambda rules: rules.id)
def test_the_form_changes_nothing_by_itself(rules: Protocol) -> None:
    """Every stage of a protocol, drawn and read outside a page, where a field says what it was drawn with."""
    for ladder in rows(rules):
        assert form.fields("ladder", ladder, "", True, list(st.columns(2))) == ladder
        for stage in ladder["stage"]:
            about = write_stage.Drawn(ladder["track"], (0, 0), lambda *at: str(at), {})
            assert write_stage.draw(stage, about, lambda _: None) == stage, stage["id"]
            assert about.steps == []


def test_what_no_field_shows_is_said() -> None:
    stages = [s for row in rows(load_protocols()["maastricht-2019"]) for s in row["stage"]]
    said = [form.untouched([("stage", "trede", stage)]) for stage in stages if "repeat_counter" in stage]
    start, end = "Staat in het bestand en is hier niet te wijzigen: ", ". Het blijft zo staan."
    assert said == [f"{start}de teller van de herhaling (trede){end}"]
    assert form.untouched([("stage", "trede", stages[0])]) == ""


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
    assert saved.school_name == own.school("s").name
    assert [(each.name, each.action[0].role, each.action[0].what) for each in saved.ladder[0].stage] == [
        ("2 keer te laat per halfjaar", "mentor", "belt de ouders"),
        ("3 keer te laat per halfjaar", "mentor", "nodigt de ouders uit"),
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


def test_without_care_a_ladder_about_sickness_tells_nobody(
    school: School, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladders = [ladder.id for ladder in load_protocols()["kgc-2021"].ladder]
    opened = {"deel": "Schrijven", "schrijf": "kgc-2021", "open": f"{ladders.index('ziek') + 1}.1"}
    counts = [button.label for button in open_page(school("normaal"), "vergelijken", **opened).button]
    assert any(label.endswith(("leerling", "leerlingen")) for label in counts)
    monkeypatch.setattr(access, "viewer", lambda _: of_schools("s"))
    page = open_page(school("normaal"), "vergelijken", **opened)
    assert not page.exception
    assert not [button.label for button in page.button if "leerling" in button.label]
    assert "Wie bij ziekte op een trede staat, ziet alleen wie zorg mag zien." in [each.value for each in page.caption]


def test_a_step_that_a_button_asks_for_and_its_way_back() -> None:
    ladder = rows(load_protocols()["kgc-2021"])[0]
    stage = ladder["stage"][0]
    more = write_rows.with_condition(stage, 0, ladder["track"])
    assert [len(group["conditions"]) for group in more["group"]] == [2, *[1] * (len(stage["group"]) - 1)]
    assert write_rows.without_condition(more, 0, 1) == stage
    other = write_rows.with_condition(stage, None, ladder["track"])
    assert write_rows.without_condition(other, len(stage["group"]), 0) == stage
    assert write_rows.without_action(write_rows.with_action(stage), len(stage["action"])) == stage


@pytest.mark.parametrize(
    ("levels", "place", "left"),
    [([1, 2, 3], 1, [1, 2]), ([1, 2, 2, 3], 1, [1, 2, 3]), ([1, 1, 2], 0, [1, 2]), ([1, 2, 2], 2, [1, 2])],
)
def test_levels_close_up_when_a_stage_goes(levels: list[int], place: int, left: list[int]) -> None:
    stages: list[Row] = [{"level": level} for level in levels]
    assert [row["level"] for row in write_rows.without(stages, place)] == left


def test_a_number_of_a_file_that_is_changed_is_a_reading_and_no_longer_as_written() -> None:
    stages = {s["id"]: s for row in rows(load_protocols()["leerlingenbureau-2020"]) for s in row["stage"]}
    before = stages["oa-21"]["group"][0]["conditions"][0]
    assert (before["written"], before["basis"]) == ("> 20", "document")
    after = write_rows.changed(before, before | {"number": 25.0})
    assert ("written" not in after, after["basis"]) == (True, "lezing")
    assert write_rows.changed(before, {**before}) == before
