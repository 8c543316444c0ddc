"""A school that registers whole days and has no lessons in its settings: every place with hours says what it misses."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app_pages.leerling import charts
from dashboard.commands.cli import main
from dashboard.whole_days import shapes
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.pipelines.histories import YEAR, Registration, make_workspace, settings, write_csv

AWAY, ILL, LUXE = "11", "12", "13"
ROWS = [
    *(Registration(AWAY, day, None, "ongeoorloofd") for day in YEAR[40:43]),
    *(Registration(AWAY, day, 0, "te_laat_ongeoorloofd") for day in YEAR[30:32]),
    *(Registration(ILL, day, None, "ziek") for day in YEAR[40:44]),
    Registration(LUXE, YEAR[45], None, "luxeverzuim"),
]
# Behind the rows and nothing else.
UNAUTHORISED = "4 dagen ongeoorloofd of zonder reden waarvan de lesuren onbekend zijn tellen niet mee in de uren."
SICK = "Van 4 ziektedagen dit schooljaar zijn de lesuren onbekend: die tellen als dag en in ziekmeldingen"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    toml = settings(schools.PROTOCOL).replace("lessons_per_week = 30\n", "")
    return make_workspace(tmp_path_factory.mktemp("dagen"), ROWS, toml=toml, until=schools.LAST)


def texts(page: AppTest) -> str:
    assert not page.exception
    return " ".join(str(element.value) for element in (*page.warning, *page.caption, *page.markdown))


def lists(page: AppTest, column: str) -> list[pl.DataFrame]:
    return [pl.from_pandas(table.value) for table in page.dataframe if column in table.value]


def test_leerplicht_says_how_many_days_are_in_no_hours_and_whose(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "leerplicht")
    assert UNAUTHORISED in texts(page)
    shown = lists(page, "Soort")[0]
    assert sorted(shown["Leerling"].to_list()) == [AWAY, AWAY, AWAY, LUXE]
    luxe = next(found for found in lists(page, "Laatste dag") if found["Leerling"].to_list() == [LUXE])
    assert luxe.select("Dagen", "Lesuren").rows() == [(1, None)]


def test_ziekte_counts_the_days_and_leaves_the_hours_empty(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "ziekte", signalen="alle zieke leerlingen")
    assert SICK in texts(page)
    shown = lists(page, "Lesuren dit jaar")[0]
    assert shown.select("Dagen dit jaar", "Meldingen dit jaar", "Lesuren dit jaar").rows() == [(4, 1, None)]


def test_leerling_shows_them_in_the_year_and_says_it(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "leerling", leerling=AWAY)
    said = texts(page)
    assert "Van 3 hele dagen zijn de lesuren onbekend: die tellen als dag en in meldingen" in said
    assert "5 registraties dit schooljaar" in str(page.header[0].value)


def test_datakwaliteit_lists_them_all(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "datakwaliteit")
    labels = [option.content for option in page.pills[0].proto.options]
    assert "Dagen zonder lesuren: 8" in labels


def test_a_school_that_says_its_lessons_has_none_of_it(school: School, open_page: OpenPage) -> None:
    for name in ("leerplicht", "ziekte"):
        assert "lesuren onbekend" not in texts(open_page(school("een leerling"), name))


def test_the_command_line_says_it_too(workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    on = ["--on", schools.LAST.isoformat()]
    assert main(["sick", str(workspace.path), *on]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[1] == f"s,{ILL},,4,1,1,0,4,false,"
    assert SICK in err
    assert main(["leerplicht", str(workspace.path), *on]) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), UNAUTHORISED in err) == (1, True)
    more = write_csv(tmp_path / "meer.csv", [Registration("14", YEAR[46], None, "ziek")])
    assert main(["import", str(workspace.path), str(more)]) == 0
    assert "Van 9 hele dagen (4 leerlingen) zijn de lesuren onbekend" in capsys.readouterr().err


def rows(*days: tuple[date, bool, bool]) -> pl.DataFrame:
    return pl.DataFrame(
        [("1", day, unauthorised, sick) for day, unauthorised, sick in days],
        schema={"student_id": pl.String, "date": pl.Date, "unauthorised": pl.Boolean, "sick": pl.Boolean},
        orient="row",
    )


def test_a_day_is_said_once_and_in_the_singular() -> None:
    """A day with two kinds of registration is one day."""
    assert shapes.unauthorised_days(rows()) == shapes.sick_days(rows()) == shapes.of_pupil(rows()) == ""
    one = rows((YEAR[0], True, False), (YEAR[0], True, False), (YEAR[1], False, True))
    assert shapes.unauthorised_days(one).startswith(
        "1 dag ongeoorloofd of zonder reden waarvan de lesuren onbekend zijn telt"
    )
    assert shapes.sick_days(one).startswith("Van 1 ziektedag dit schooljaar zijn de lesuren onbekend: die telt als dag")
    assert shapes.of_pupil(one).startswith("Van 2 hele dagen")


@pytest.mark.parametrize(
    ("hours", "first", "last"), [([1, 5], "1", "9"), ([0, 5], "0", "9"), ([5, 14], "1", "14"), ([None, 2], "dag", "9")]
)
def test_the_calendar_has_room_for_every_hour(hours: list[int | None], first: str, last: str) -> None:
    slots = pl.DataFrame(
        {
            "date": YEAR[:2],
            "lesson_hour": hours,
            "place": ["dag" if hour is None else str(hour) for hour in hours],
            "category": ["ziek"] * 2,
            "label": ["ziek"] * 2,
            "subject": [None] * 2,
        },
        schema_overrides={"lesson_hour": pl.Int64, "subject": pl.String},
    )
    nothing = {"vacation": pl.String, "first_day": pl.Date, "last_day": pl.Date}
    chart = charts.year_calendar(slots, pl.DataFrame(schema=nothing), {"ziek": "ziek"}).to_dict()
    domain = chart["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert (domain[0], domain[-1]) == (first, last)


def test_the_report_says_no_nought_where_hours_are_unknown(tmp_path: Path, open_page: OpenPage) -> None:
    """Thirty pupils in five afdelingen that are large enough; two of them have whole days of unknown hours."""
    klassen = {student: schools.klas_of(student) for student in schools.PUPILS}
    away, ill = schools.PUPILS[:2]
    by_hour = [
        *schools.registrations(),
        *(Registration(student, YEAR[65], 1, "ongeoorloofd") for student in schools.PUPILS[2:12]),
        *(Registration(student, YEAR[66], 2, "ziek") for student in schools.PUPILS[12:24]),
    ]
    rows = [
        *by_hour,
        *(Registration(away, day, None, "ongeoorloofd") for day in YEAR[65:67]),
        *(Registration(ill, day, None, "ziek") for day in YEAR[65:67]),
    ]
    toml = settings(schools.PROTOCOL, more=schools.AFDELINGEN).replace("lessons_per_week = 30\n", "")
    found = {}
    for name, registered in (("dagen", rows), ("uren", by_hour)):
        (tmp_path / name).mkdir()
        school = make_workspace(tmp_path / name, registered, klas=klassen, toml=toml)
        page = open_page(school, "mt_rapport")
        assert not page.exception
        table = page.dataframe[0].value
        found[name] = dict(zip(table["Cijfer"], table["Nu"], strict=True)), texts(page)
    figures, said = found["dagen"]
    assert (figures["Ongeoorloofd afwezig"], figures["Ziek"]) == ("–", "–")
    assert "–" not in (found["uren"][0]["Ongeoorloofd afwezig"], found["uren"][0]["Ziek"])
    assert figures["Te laat zonder geldige reden"] == found["uren"][0]["Te laat zonder geldige reden"] != "–"
    assert "Ongeoorloofd afwezig: niet te vergelijken. Van hele dagen zijn de lesuren onbekend" in said
    assert "meer af dan toeval" not in said
    assert "niet te vergelijken" not in found["uren"][1]
