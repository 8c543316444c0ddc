"""The sheet for a talk with parents: what stands on it, for whom, and that it always is one page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard import access, pdf, school
from dashboard.app_pages.leerling import doors, talk
from dashboard.view import WITHOUT_CARE, View
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.contacts import Contact, add_contact, kinds
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import CARE, EVERYTHING, of_schools
from tests.dashboard.pdf_text import pages, squeezed
from tests.pipelines.histories import YEAR, Registration, make_workspace, spread

LAST = YEAR[60]
ROWS = [
    *spread("7", "laat", 12, start=0, step=4),
    *spread("7", "weg", 30, start=1, step=2, hours=3),
    *spread("7", "uit", 14, start=20, step=1),
    *(Registration("7", YEAR[day], hour, "ziek") for day in range(40, 56) for hour in range(1, 8)),
    Registration("7", LAST, 3, "onbekend"),
    Registration("8", YEAR[0], 1, "medisch"),
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Somebody with more of everything than fits, and somebody with nothing."""
    made = make_workspace(tmp_path_factory.mktemp("s"), ROWS, "leerlingenbureau-2020")
    snapshot, viewer = open_snapshot(made), of_schools("s", rights=CARE)
    for place, kind in enumerate(kinds("absence")):
        add_contact(made, snapshot, viewer, Contact("s", "7", LAST - timedelta(place), kind, "abcd"), LAST)
    add_contact(made, snapshot, viewer, Contact("s", "7", LAST, "jeugdarts", "cd", side="care"), LAST)
    return made


@pytest.fixture
def view(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    who = of_schools("s", rights=CARE)
    return View(str(part_of(workspace).current()), who, EVERYTHING, "s", "leerlingenbureau-2020", LAST, YEAR[0], LAST)


def values(view: View, student_id: str, **more: Any) -> dict[str, Any]:
    who = school.students(view)[student_id] | more
    return talk.values(view, who, doors.pupil(view, student_id))


def test_it_is_one_page_with_all_that_fits_and_the_rest_counted(view: View) -> None:
    told = values(view, "7")
    assert (len(told["weken"]), len(told["contacten"])) == (talk.MOST_WEEKS + 1, talk.MOST_CONTACTS)
    assert told["meer"]["contacten"] == f"en nog {len(kinds('absence')) + 1 - talk.MOST_CONTACTS} contacten"
    full = told | {
        name: (told[name] * 9)[:most]
        for name, most in (
            ("tellers", talk.MOST_COUNTERS),
            ("stappen", talk.MOST_STEPS),
            ("contacten", talk.MOST_CONTACTS),
        )
    }
    full["stappen"] = [[stage, "x" * 10 + " woord" * 23, day] for stage, _, day in full["stappen"]]
    [page] = pages(pdf.printed("leerling/gesprek.typ", full))
    for part in ("Afspraken", "Ouderofverzorger,datum", told["contacten"][0][1]):
        assert squeezed(part) in squeezed(page)


def test_without_care_there_is_nothing_of_sickness(view: View) -> None:
    without = replace(view, viewer=of_schools("s"))
    assert "Ziek" in str(values(view, "7"))
    assert "jeugdarts" in str(values(view, "7")["contacten"])
    said = str(values(without, "7")).replace(WITHOUT_CARE, "")
    assert "ziek" not in said.lower()
    assert "arts" not in said


def test_weeks_are_counted(view: View) -> None:
    """In the last week one hour without a known reason; in the year all hours."""
    told = values(view, "7")
    assert told["kolommen"] == ["Schoolweek", "Ongeoorloofd", "Reden onbekend", "Te laat", "Uitgestuurd", "Ziek"]
    assert told["weken"][-1] == ["Dit schooljaar", "30", "1", "12", "14", "112"]
    assert told["weken"][-2][2] == "1"


def test_somebody_without_anything_has_a_sheet_too(view: View) -> None:
    told = values(view, "8")
    assert (told["tellers"], told["stappen"], told["contacten"]) == ([], [], [])
    [page] = pages(pdf.printed("leerling/gesprek.typ", told))
    assert squeezed("Er is nog geen contact vastgelegd.") in squeezed(page)


def test_a_name_is_text(view: View) -> None:
    told = values(view, "7", name="#strong[x] $1$ *a* \u202e {b}")
    [page] = pages(pdf.printed("leerling/gesprek.typ", told))
    assert squeezed("#strong[x] $1$ *a* ‹U+202E› {b}") in squeezed(page)
