"""Instellingen: each part as a form, checked, kept in `school.toml`, and taken back."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.settings.edit import with_values
from pipelines.settings.keep import CHANGED_SINCE, change, history, version
from pipelines.settings.settings import School, settings_in
from pipelines.store.workspace import Workspace, create_workspace, reopened
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School as Schools
from tests.pipelines.histories import make_workspace, settings, spread

TOML = "# Van de school zelf\n" + settings(schools.PROTOCOL, codes=False).replace('"School"', '"School" # zo heet zij')
Field = tuple[str, str, Any]


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "werkmap", TOML)


@pytest.fixture
def filled(tmp_path: Path) -> Workspace:
    """A school with klassen and codes, and no afdelingen."""
    klas = {"1001": "H4A", "1002": "V5A", "1003": "ISK"}
    rows = [row for student in klas for row in spread(student, "weg", 2)]
    return make_workspace(tmp_path, rows, klas=klas, toml=TOML)


def field(page: AppTest, kind: str, label: str) -> Any:
    found: list[Any] = list(page.get(kind))
    return next(each for each in found if each.label == label)


def press(page: AppTest, label: str) -> AppTest:
    found = next(each for each in page.button if each.label == label)
    shown = found.click().run()
    assert not shown.exception
    return shown


def filled_in(page: AppTest, fields: list[Field]) -> AppTest:
    for kind, label, value in fields:
        field(page, kind, label).set_value(value)
    return page


def stored(workspace: Workspace) -> School:
    return reopened(workspace.path).school("s")


def errors(page: AppTest) -> list[str]:
    return [str(error.value) for error in page.error]


# Part, what is filled in, the button, and what the school is like afterwards.
KEPT: list[tuple[str, list[Field], str, Callable[[School], Any], Any]] = [
    ("Algemeen", [("text_input", "Naam van de school", "Nieuw")], "Bewaren", lambda s: s.name, "Nieuw"),
    ("Algemeen", [("selectbox", "Vakantieregio", "zuid")], "Bewaren", lambda s: s.region, "zuid"),
    ("Algemeen", [("text_input", "Minuten per les", "45")], "Bewaren", lambda s: s.lesson_minutes, 45),
    (
        "Algemeen",
        [("text_input", "Leerjaar 4", "33")],
        "Bewaren",
        lambda s: s.lessons_per_week,
        {1: 30, 2: 30, 3: 30, 4: 33, 5: 30, 6: 30},
    ),
    (
        "Algemeen",
        [("text_input", "Schooldagen voor een taak zonder termijn", "7")],
        "Bewaren",
        lambda s: s.default_term_days,
        7,
    ),
    ("Algemeen", [("text_input", "Minuten per actie", "20")], "Bewaren", lambda s: s.task_minutes, 20),
    (
        "Vergelijken",
        [
            ("text_input", "Schooljaar", "2024-2025"),
            ("selectbox", "Van", "regio"),
            ("text_input", "Gemelde leerlingen per 100", "3,1"),
            ("text_input", "Bron", "DUO"),
        ],
        "Toevoegen",
        lambda s: [(r.year, r.area, r.reported_per_100, r.source) for r in s.reference],
        [("2024-2025", "regio", 3.1, "DUO")],
    ),
    ("Protocol", [("selectbox", "Protocol", "cgu-2024")], "Bewaren", lambda s: s.protocol, "cgu-2024"),
    (
        "Perioden",
        [("text_input", "Naam", "Een"), ("date_input", "Eerste dag", date(2026, 8, 31))],
        "Toevoegen",
        lambda s: [(p.name, p.start) for p in s.period],
        [("Een", date(2026, 8, 31))],
    ),
    (
        "Toetsweken",
        [("date_input", "Eerste dag", date(2026, 11, 2)), ("date_input", "Laatste dag", date(2026, 11, 6))],
        "Toevoegen",
        lambda s: [(t.name, t.start, t.end) for t in s.test_week],
        [("toetsweek", date(2026, 11, 2), date(2026, 11, 6))],
    ),
    (
        "Lestijden",
        [("text_input", "Lesuur", "1"), ("time_input", "Begin", time(8, 30)), ("time_input", "Einde", time(9, 15))],
        "Toevoegen",
        lambda s: s.lesson_times(),
        ((1, 510, 555),),
    ),
    (
        "Afdelingen",
        [("text_input", "Naam", "Havo boven"), ("text_input", "Klassen", "H4*, H5*")],
        "Toevoegen",
        lambda s: [(a.id, a.name, a.classes) for a in s.afdeling],
        [("havo-boven", "Havo boven", ("H4*", "H5*"))],
    ),
]


@pytest.mark.parametrize("case", range(len(KEPT)))
def test_a_part_is_kept_and_taken_back(empty: Workspace, open_page: OpenPage, signed_in: str, case: int) -> None:
    part, fields, label, asked, expected = KEPT[case]
    shown = press(filled_in(open_page(empty, "instellingen", deel=part), fields), label)
    assert errors(shown) == []
    assert asked(stored(empty)) == expected
    text = (empty.path / "school.toml").read_text(encoding="utf-8")
    assert text.startswith("# Van de school zelf\n")
    assert "# zo heet zij" in text
    (line,) = history(empty)
    assert (line.part, line.by) == (part, signed_in)
    assert line.what
    press(shown, "Draai terug")
    assert (empty.path / "school.toml").read_text(encoding="utf-8") == TOML


NO_NUMBER = "Is 'veel', van de verkeerde soort. Verwacht: een heel getal zonder aanhalingstekens."
# Part, what is filled in, and what is said; nothing is kept.
REFUSED: list[tuple[str, list[Field], str, str]] = [
    (
        "Algemeen",
        [("text_input", "Minuten per les", "5")],
        "Bewaren",
        "Is 5, buiten het toegestane bereik. Grens: 20 (ten minste).",
    ),
    ("Algemeen", [("text_input", "Naam van de school", " ")], "Bewaren", "Vul dit in."),
    (
        "Algemeen",
        [("text_input", "Leerjaar 4", "0")],
        "Bewaren",
        "Is 0, buiten het toegestane bereik. Grens: 1 (ten minste).",
    ),
    ("Perioden", [("text_input", "Naam", "Een")], "Toevoegen", "Vul dit in."),
    (
        "Toetsweken",
        [("date_input", "Eerste dag", date(2026, 11, 6)), ("date_input", "Laatste dag", date(2026, 11, 2))],
        "Toevoegen",
        "Is ma 2 nov 2026, voor eerste dag (vr 6 nov 2026). Zet de eerste dag bij eerste dag en de laatste bij laatste dag.",
    ),
    ("Afdelingen", [("text_input", "Naam", "Havo")], "Toevoegen", "Vul dit in."),
    ("Algemeen", [("text_input", "Minuten per les", "veel")], "Bewaren", NO_NUMBER),
    (
        "Bewaartermijnen",
        [("text_input", "Schooljaren na vertrek van een leerling", "40")],
        "Bewaren",
        "Is 40, buiten het toegestane bereik. Grens: 20 (ten hoogste).",
    ),
]


@pytest.mark.parametrize("case", range(len(REFUSED)))
def test_what_may_not_be_is_said_and_not_kept(empty: Workspace, open_page: OpenPage, case: int) -> None:
    part, fields, label, said = REFUSED[case]
    shown = press(filled_in(open_page(empty, "instellingen", deel=part), fields), label)
    assert errors(shown) == [said]
    assert (empty.path / "school.toml").read_text(encoding="utf-8") == TOML


def test_how_long_data_are_kept_stands_in_a_heading_of_its_own(empty: Workspace, open_page: OpenPage) -> None:
    shown = open_page(empty, "instellingen", deel="Bewaartermijnen")
    press(filled_in(shown, [("text_input", "Maanden dat zorgnotities blijven", "12")]), "Bewaren")
    path = empty.path / "school.toml"
    assert settings_in(path.read_text(encoding="utf-8"), path).retention.care_months == 12


def test_free_days_are_added_changed_and_removed_on_the_calendar(filled: Workspace, open_page: OpenPage) -> None:
    shown = open_page(filled, "instellingen", deel="Vakanties")
    before = next(caption.value for caption in shown.caption if "schooldagen in" in caption.value)
    field(shown, "date_input", "Dag").set_value(date(2026, 11, 12))
    # Of the two lists of this part the second one holds the days.
    shown = [each for each in shown.button if each.label == "Toevoegen"][1].click().run()
    assert not shown.exception
    assert [day.date for day in stored(filled).free_day] == [date(2026, 11, 12)]
    after = next(caption.value for caption in shown.caption if "schooldagen in" in caption.value)
    assert int(before.split()[0]) - int(after.split()[0]) == 1
    shown = field(shown, "selectbox", "Toevoegen of wijzigen: vrije dag").set_value(0).run()
    press(shown, "Verwijderen")
    assert stored(filled).free_day == ()


def test_the_proposed_afdelingen_are_taken_over_in_one_click(filled: Workspace, open_page: OpenPage) -> None:
    shown = open_page(filled, "instellingen", deel="Afdelingen")
    assert list(shown.dataframe[0].value["Welke"]) == ["H4A, ISK, V5A"]
    shown = press(shown, "Neem dit voorstel over")
    assert list(shown.dataframe[0].value["Welke"]) == ["H4A", "V5A", "ISK"]
    assert [each.name for each in stored(filled).afdeling] == ["Havo bovenbouw", "Vwo bovenbouw"]
    assert "Neem dit voorstel over" not in [button.label for button in shown.button]


def test_a_code_gets_a_category_and_loses_it(filled: Workspace, open_page: OpenPage) -> None:
    shown = open_page(filled, "instellingen", deel="Codes")
    (choice,) = [box for box in shown.selectbox if box.label.startswith("ongeoorloofd: 6 registraties")]
    shown = press(filled_in(shown, [("selectbox", choice.label, "les_incident")]), "Bewaren")
    assert [(each.code, each.category) for each in stored(filled).code] == [("ongeoorloofd", "les_incident")]
    press(filled_in(shown, [("selectbox", choice.label, "")]), "Bewaren")
    assert stored(filled).code == ()


def test_who_comes_second_is_told_and_nothing_is_overwritten(empty: Workspace, open_page: OpenPage) -> None:
    shown = open_page(empty, "instellingen", deel="Algemeen")
    change(empty, version(empty), "s", "x", "y", "AB", lambda t, p: with_values(t, p, "s", {"region": "zuid"}))
    shown = press(filled_in(shown, [("text_input", "Naam van de school", "Van de tweede")]), "Bewaren")
    assert len(errors(shown)) == 1
    assert CHANGED_SINCE in errors(shown)[0]
    assert (stored(empty).name, stored(empty).region) == ("School", "zuid")
    # What somebody else made of it is what stands there now.
    assert field(shown, "selectbox", "Vakantieregio").value == "zuid"


def test_one_school_of_two_is_changed(tmp_path: Path, open_page: OpenPage) -> None:
    two = create_workspace(tmp_path / "werkmap", TOML + TOML.replace('"s"', '"t"').replace('"School"', '"Tweede"'))
    shown = field(open_page(two, "instellingen", deel="Algemeen"), "selectbox", "School").set_value("t").run()
    press(filled_in(shown, [("text_input", "Naam van de school", "Nieuw")]), "Bewaren")
    assert [each.name for each in reopened(two.path).schools] == ["School", "Nieuw"]


@pytest.mark.parametrize("part", ["Protocol", "Brieven", "Wijzigingen", "Vakanties", "Codes", "Afdelingen"])
def test_every_part_opens_with_and_without_data(
    empty: Workspace, school: Schools, open_page: OpenPage, part: str
) -> None:
    for workspace in (school("normaal"), empty):
        shown = open_page(workspace, "instellingen", deel=part)
        assert not shown.exception
        assert errors(shown) == []


def test_what_cannot_be_seen_is_shown_and_stays(tmp_path: Path, open_page: OpenPage) -> None:
    made = create_workspace(tmp_path / "werkmap", TOML.replace('"School"', '"School \u202e"'))
    shown = open_page(made, "instellingen", deel="Algemeen")
    assert field(shown, "text_input", "Naam van de school").value == "School ‹U+202E›"
    press(filled_in(shown, [("selectbox", "Vakantieregio", "zuid")]), "Bewaren")
    assert (stored(made).name, stored(made).region) == ("School \u202e", "zuid")
