"""The command `signals` on a small school: every row is what a page or the report shows, and nothing of theirs is left out."""

import csv
import io
import os
from contextlib import redirect_stdout
from datetime import date

import pytest

from dashboard import words
from dashboard.access import WORKSPACE_VARIABLE
from dashboard.commands.cli import main
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.test_pages import everything_shown
from tests.pipelines.histories import YEAR, Registration, make_workspace, settings
from tests.signals import COLUMNS, Said, of_trends, on_the_list, on_trends, steps_said

HAVO, VWO = [f"{number}" for number in range(1000, 1040, 2)], [f"{number}" for number in range(1001, 1041, 2)]
# Category -> what it is called in the address of Trends.
CATEGORIES = {
    "totaal_afwezig": "Alle afwezigheid",
    "totaal_ongeoorloofd": "Ongeoorloofd samen (volgens het protocol)",
    "te_laat_ongeoorloofd": "te laat, ongeoorloofd",
    "ongeoorloofd": "ongeoorloofd afwezig",
    "les_incident": "voorval in de les",
    "ziek": "ziek",
}
MONDAYS, BUSY = ("1000", "1002", "1004"), date(2026, 11, 2)
NAMES = {"havo": "Havo bovenbouw", "vwo": "Vwo bovenbouw"}


def registrations() -> list[Registration]:
    """Vwo is late once a week, a few a day; all miss an hour a week and have two incidents, havo of late six.

    Three are ill on Mondays.
    """
    days = [day for day in YEAR if day <= date(2026, 12, 11)]
    late = [
        Registration(student, day, 1, "te_laat_ongeoorloofd")
        for day in days
        for place, student in enumerate(VWO)
        if day.weekday() == place % 5
    ]
    away = [
        Registration(student, day, 2, "ongeoorloofd") for day in days if day.weekday() == 3 for student in (*HAVO, *VWO)
    ]
    mondays = [day for day in days if day.weekday() == 0][:9]
    ill = [Registration(student, day, 5, "ziek") for day in mondays for student in MONDAYS]
    others = [
        Registration(student, day, 5, "ziek")
        for weekday in range(5)
        for day in [day for day in days if day.weekday() == weekday][weekday::7][:2]
        for student in (*HAVO, *VWO)
        if student not in MONDAYS
    ]
    incidents = [
        Registration(student, day, hour, "les_incident")
        for day in days
        for place, student in enumerate((*HAVO, *VWO))
        if (day.weekday() - place - day.isocalendar().week) % 5 in (0, 2)
        for hour in (range(3, 6) if student in HAVO and day >= BUSY else range(3, 4))
    ]
    return [*late, *away, *ill, *others, *incidents]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    klassen = dict.fromkeys(HAVO, "H4a") | dict.fromkeys(VWO, "V5b")
    toml = settings(schools.PROTOCOL, more=schools.AFDELINGEN)
    return make_workspace(tmp_path_factory.mktemp("signalen"), registrations(), klas=klassen, toml=toml)


@pytest.fixture(scope="module")
def rows(workspace: Workspace) -> list[dict[str, str]]:
    """What the command prints on the last day of the data."""
    return printed(workspace)


def printed(workspace: Workspace) -> list[dict[str, str]]:
    with redirect_stdout(io.StringIO()) as out:
        assert main(["signals", str(workspace.path), "--on", "2026-12-10", "--format", "csv"]) == 0
    assert out.getvalue().splitlines()[0] == COLUMNS
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_row_tells_what_is_found_beside_what_is_usual(rows: list[dict[str, str]]) -> None:
    lines = [",".join(row.values()) for row in rows]
    assert lines == sorted(lines, key=lambda line: [line.split(",")[n] for n in (0, 3, 1, 2, 4, 6)])
    assert set(lines) > {
        # Havo against the rest, with 20 incidents where a third was usual; two charts were judged.
        "s,weektrend,havo,,les_incident,signaal,2026-11-02,20,6.8313,2",
        "s,afdeling,vwo,,te_laat_ongeoorloofd,signaal,,3.3333,1.6667,2",
        "s,afdeling,vwo,,rapport_te_laat,signaal,2026-08-31,3.3333,1.6667,2",
        "s,klas,H4a,,te_laat_ongeoorloofd,signaal,,0,1.6667,2",
        *(f"s,patroon,weekdag 1,{student},ziek,signaal,,9,2.2897,40" for student in MONDAYS),
    }


@pytest.mark.parametrize("by", ["afdeling", "klas"])
def test_trends_shows_the_same(rows: list[dict[str, str]], workspace: Workspace, open_page: OpenPage, by: str) -> None:
    shown = set[Said]()
    for category, label in CATEGORIES.items():
        shown |= on_trends(open_page(workspace, "trends", soort=label, vergelijk=by), category, by)
    assert shown == of_trends(rows, by, CATEGORIES, NAMES)
    assert {kind for kind, *_ in shown} == {"weektrend", by}


def test_ziekte_and_report_show_the_same(rows: list[dict[str, str]], workspace: Workspace, open_page: OpenPage) -> None:
    assert [row["student_id"] for row in rows if row["kind"] == "patroon"] == on_the_list(
        open_page(workspace, "ziekte"), "Patroon"
    )
    page = open_page(workspace, "mt_rapport", gevolg="true")
    text = everything_shown(page)
    assert "Havo bovenbouw is sinds week 36 (ma 31 aug) lager" in text
    assert "Vwo bovenbouw is sinds week 36 (ma 31 aug) hoger" in text
    assert text.count(" is sinds week ") == sum(
        row["kind"] == "afdeling" and row["measure"].startswith("rapport_") for row in rows
    )
    told = {
        (words.day(date.fromisoformat(row["since"])), row["level"])
        for row in rows
        if row["measure"] == "rapport_ongeoorloofd" and row["kind"] == "weektrend"
    }
    said = set().union(*(steps_said(str(element.value)) for element in page.markdown))
    assert {(since, word) for _, since, word in said} == told


def test_what_followed_a_step_is_a_row_and_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, open_page: OpenPage
) -> None:
    """Late in the same three weeks; to the brugklas no step is due before Christmas, and there it goes on."""
    older, brugklas = [f"{2000 + n}" for n in range(25)], [f"{2100 + n}" for n in range(25)]
    # Without anything in a week its data would be missing.
    rows = [Registration(student, day, 4, "les_incident") for day in YEAR[:74] for student in older[:5]]
    rows += [
        Registration(student, YEAR[5 * week], 1, "te_laat_ongeoorloofd")
        for student in (*older, *brugklas)
        for week in (1, 7, 8, *(range(9, 14) if student in brugklas else ()))
    ]
    klassen = dict.fromkeys(older, "H4a") | dict.fromkeys(brugklas, "H1a")
    workspace = make_workspace(
        tmp_path_factory.mktemp("gevolg"), rows, klas=klassen, toml=settings(schools.PROTOCOL, more=schools.AFDELINGEN)
    )
    (row,) = [row for row in printed(workspace) if row["kind"] == "gevolg"]
    assert (row["part"].split(":")[0], row["level"], row["value"], row["expected"]) == ("tl-3", "signaal", "0", "4")
    text = everything_shown(open_page(workspace, "mt_rapport", gevolg="true"))
    assert f"{row['part']}. In de 4 schoolweken na de stap 0 uur per leerling" in text
    assert text.count("meer verschil dan toeval geeft") == 1


def test_it_leaves_the_folder_of_the_dashboard_as_it_was(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("elders", None):
        if folder:
            monkeypatch.setenv(WORKSPACE_VARIABLE, folder)
        else:
            monkeypatch.delenv(WORKSPACE_VARIABLE)
        printed(workspace)
        assert os.environ.get(WORKSPACE_VARIABLE) == folder


def test_a_school_of_which_nothing_is_beyond_chance_has_only_a_header(
    capsys: pytest.CaptureFixture[str], school: School
) -> None:
    assert main(["signals", str(school("een leerling").path), "--on", "2026-09-04"]) == 0
    assert capsys.readouterr().out == f"{COLUMNS}\n"
