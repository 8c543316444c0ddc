"""The page Overzicht: a tile says what its page says, news is exactly the pupils it counts, and rights hold."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, lists, words
from dashboard.access import WORKSPACE_VARIABLE
from dashboard.app_pages.mt_rapport import doors as mt_report
from dashboard.app_pages.overzicht import doors, news
from dashboard.app_pages.trends import doors as trends, rounded_doors
from dashboard.listing import Pick, StaleLinkError
from dashboard.rounded.asked import only_figures, whole_weeks
from dashboard.school import opened
from dashboard.steps.doors import tasks
from dashboard.view import View
from pipelines.notes.own_overview import Looked, keep_choice, keep_look, kept
from pipelines.notes.saved_views import Whose, saved_views
from pipelines.questions.new_stages import new_stages
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import NOBODY
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School
from tests.dashboard.test_rights_pages import viewer
from tests.dashboard.trends.test_page import text, view_of
from tests.pipelines.rights_school import rights_school
from tests.shared import copied, once

WEDNESDAY, BEFORE = date(2026, 12, 9), date(2026, 12, 4)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The whole school, for a test of its own: a look is kept."""
    return open_workspace(copied(once("school normaal", schools.whole_school), tmp_path) / "werkmap")


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    found = open_workspace(copied(once("rechten op pagina's", rights_school), tmp_path) / "werkmap")
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(found.path))
    return found


def sees(people: Workspace, role: str, monkeypatch: pytest.MonkeyPatch) -> View:
    who = viewer(role)
    monkeypatch.setattr(access, "viewer", lambda _: who)
    found = view_of(people)
    return View(**{**found.__dict__, "viewer": who.within("s")})


def tiles(page: AppTest) -> dict[str, tuple[str, str]]:
    return {tile.label: (tile.value, tile.delta) for tile in page.metric}


def news_of(page: AppTest) -> Iterator[tuple[str, str]]:
    for button in page.button:
        if button.key and button.key.startswith("nieuw-"):
            yield button.key.removeprefix("nieuw-"), button.label


@pytest.mark.parametrize(
    ("name", "page", "query", "says"),
    [
        ("Afwezig", "trends", {"soort": "Alle afwezigheid"}, "{} per 100 lesuren in de week van ma 7 dec"),
        ("Te laat", "trends", {"soort": "te laat, ongeoorloofd"}, "{} per 100 lesuren in de week van ma 7 dec"),
        ("Zorgwekkend ziek", "ziekte", {}, "{} van de 30 leerlingen "),
        ("16 uur: te melden", "leerplicht", {}, "Te melden: {}, te laat: 0"),
    ],
)
def test_a_tile_says_what_its_page_says(
    school: School, open_page: OpenPage, name: str, page: str, query: dict[str, str], says: str
) -> None:
    figure, _ = tiles(open_page(school("normaal"), "overzicht"))[name]
    assert float(figure.replace(",", ".")) >= 0
    assert says.format(figure) in str(open_page(school("normaal"), page, **query).header[0].value)


def test_the_afdelingen_are_those_of_trends(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(school("normaal").path))
    found = doors.afdelingen(view_of(school("normaal")), rounded=False)
    assert found["Afdeling"].to_list() == ["Havo bovenbouw", "Vwo bovenbouw"]
    weeks, _ = trends.part_trends(view_of(school("normaal")), doors.MEASURE)
    last = weeks.filter(week_start=date(2026, 12, 7))
    assert found["Nu"].to_list() == [words.rate(rate) for rate in last["rate"]]


@pytest.mark.parametrize("case", ["een leerling", "eerste week", "zonder lessentabel"])
def test_a_small_school_has_tiles_without_a_year_before(school: School, open_page: OpenPage, case: str) -> None:
    shown = open_page(school(case), "overzicht")
    assert not shown.exception
    assert {tile.label for tile in shown.metric} >= {"Te laat", "16 uur: te melden"}
    assert {tile.delta for tile in shown.metric} <= {"vorig jaar onbekend", "waarvan te laat: 0"}


def test_the_first_visit_says_so_and_the_next_day_has_news(workspace: Workspace, open_page: OpenPage) -> None:
    shown = open_page(workspace, "overzicht")
    assert news.FIRST in text(shown)
    assert kept(workspace, "", "s").last == Looked(TODAY, schools.LAST)
    # A second look on the same day, and one on a later day without new data.
    assert news.FIRST in text(open_page(workspace, "overzicht"))
    keep_look(workspace, "", "s", Looked(TODAY, schools.LAST))
    assert not list(news_of(shown))


def test_news_is_exactly_the_pupils_that_it_counts(workspace: Workspace, open_page: OpenPage) -> None:
    keep_look(workspace, "", "s", Looked(WEDNESDAY, BEFORE))
    shown = open_page(workspace, "overzicht")
    assert "Sinds uw vorige bezoek op wo 9 dec, met gegevens tot en met vr 4 dec" in text(shown)
    found, view = dict(news_of(shown)), view_of(workspace)
    assert set(found) == {news.STAGES, news.DUE, news.NEAR}
    for which, label in found.items():
        listing = lists.find(view, Pick("nieuw", (which, str(BEFORE))))
        assert label.startswith(f"{listing.pupils()} leerling")
    assert schools.REPORTED in lists.find(view, Pick("nieuw", (news.DUE, str(BEFORE)))).frame["nummer"].to_list()
    assert lists.find(view, Pick("nieuw", (news.NEAR, str(BEFORE)))).frame["nummer"].to_list() == [schools.NEAR]


@pytest.mark.parametrize(
    ("since", "told"), [("2026-12-07", 2), ("2026-12-08", 2), ("2026-12-09", 1), ("2026-12-10", 0)]
)
def test_a_term_passed_when_it_was_not_over_on_the_day_of_the_last_look(since: str, told: int) -> None:
    rows = [
        ("1", "mentor", "te laat", date(2026, 12, 8)),
        ("1", "mentor", "te laat", date(2026, 12, 7)),
        ("2", "conrector", "te laat", date(2026, 12, 9)),
        ("3", "mentor", "blijft liggen", date(2026, 12, 11)),
        ("4", "mentor", "vandaag", date(2026, 12, 11)),
    ]
    found = pl.DataFrame(rows, ["student_id", "role", "group", "deadline"], orient="row").with_columns(
        name="student_id", klas="student_id", mentor="student_id", what=pl.lit("belt")
    )
    day = date.fromisoformat(since)
    assert news.of_passed(found, day, "")["nummer"].to_list() == ["1", "2"][2 - told :]
    assert news.of_passed(found, day, "conrector")["nummer"].to_list() == ["2"][: min(told, 1)]
    assert news.of_passed(found, day, "conciërge").is_empty()


def test_a_term_that_passed_is_of_the_role_that_one_calls_his_own(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All tasks of the school as if their term passed."""
    late = {"group": pl.lit("te laat"), "deadline": pl.lit(date(2026, 12, 8))}
    monkeypatch.setattr(doors, "tasks", lambda view: tasks(view).with_columns(**late))
    for role, many in (("", "3 leerlingen"), ("mentor", "1 leerling")):
        keep_look(workspace, "", "s", Looked(WEDNESDAY, BEFORE))
        keep_choice(workspace, "", "s", role, ())
        found = dict(news_of(open_page(workspace, "overzicht")))
        assert found[news.PASSED] == f"{many} met een termijn die sindsdien verstreek"
        listing = lists.find(view_of(workspace), Pick("nieuw", (news.PASSED, str(BEFORE), *filter(None, [role]))))
        assert many.startswith(f"{listing.pupils()} ")
    keep_choice(workspace, "", "s", "conciërge", ())
    assert {key for key, _ in news_of(open_page(workspace, "overzicht"))} == {news.STAGES, news.DUE, news.NEAR}
    with pytest.raises(StaleLinkError, match="de rol"):
        lists.find(view_of(workspace), Pick("nieuw", (news.PASSED, str(BEFORE), "tovenaar")))


def test_without_new_days_and_on_an_earlier_day_there_is_no_news(workspace: Workspace, open_page: OpenPage) -> None:
    keep_look(workspace, "", "s", Looked(WEDNESDAY, schools.LAST))
    assert "kwamen er geen nieuwe dagen bij" in text(open_page(workspace, "overzicht"))
    earlier = open_page(workspace, "overzicht", peildatum="2026-12-04")
    assert "U kijkt nu naar een eerdere dag" in text(earlier)
    assert not list(news_of(earlier))


def test_role_and_afdeling_are_there_again_but_a_link_goes_first(workspace: Workspace, open_page: OpenPage) -> None:
    keep_choice(workspace, "", "s", "mentor", ("havo", "weg"))
    shown = open_page(workspace, "overzicht")
    assert shown.multiselect(key="afdeling").value == ["havo"]
    assert shown.selectbox(key="mijn-rol").value == "mentor"
    linked = open_page(workspace, "overzicht", afdeling="Vwo bovenbouw")
    assert linked.multiselect(key="afdeling").value == ["vwo"]
    assert open_page(workspace, "trends").multiselect(key="afdeling").value == []


def test_what_is_chosen_there_is_kept(workspace: Workspace, open_page: OpenPage) -> None:
    shown = open_page(workspace, "overzicht")
    shown.multiselect(key="afdeling").select("vwo").run()
    shown.selectbox(key="mijn-rol").select("mentor").run()
    found = kept(workspace, "", "s")
    assert (found.role, found.afdelingen) == ("mentor", ("vwo",))


@pytest.mark.parametrize("role", ["mentor", "afdelingsleider", "verzuimcoördinator"])
def test_without_care_there_is_no_sickness(people: Workspace, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    found = {tile.name for tile in doors.of_pupils(sees(people, role, monkeypatch))}
    assert found == {"Ongeoorloofd", "Te laat", "16 uur: te melden"}


def test_who_names_nobody_gets_the_rounded_figures_of_the_other_pages(
    people: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = only_figures(sees(people, "rector", monkeypatch))
    assert view
    found = {tile.name: tile for tile in doors.of_figures(view)}
    shown = whole_weeks(view)
    assert list(found) == ["Ongeoorloofd", "Te laat", "16 uur ongeoorloofd bereikt"]
    reading = rounded_doors.reading(shown, "totaal_ongeoorloofd")
    assert found["Ongeoorloofd"].figure in reading.sentence or found["Ongeoorloofd"].unit == reading.sentence
    (row,) = (figure for figure in mt_report.report(view).figures if figure.name == "16 uur ongeoorloofd bereikt")
    assert (found[row.name].figure, found[row.name].unit) == (row.said[0], row.unit)


def test_news_of_pupils_is_for_who_sees_them(people: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    day = "2026-10-16"
    whole = lists.find(sees(people, "verzuimcoördinator", monkeypatch), Pick("nieuw", (news.STAGES, day)))
    own = lists.find(sees(people, "mentor", monkeypatch), Pick("nieuw", (news.STAGES, day)))
    assert set(own.frame["nummer"]) < set(whole.frame["nummer"])
    assert set(own.frame["nummer"]) <= {"lla1", "lla2", "lla5"}
    with pytest.raises(StaleLinkError):
        lists.find(sees(people, "rector", monkeypatch), Pick("nieuw", (news.STAGES, day)))
    assert new_stages(opened(view_of(people)), NOBODY, BEFORE, schools.LAST).is_empty()


def test_a_page_is_saved_with_its_choices_and_without_a_pupil(workspace: Workspace, open_page: OpenPage) -> None:
    shown = open_page(workspace, "trends", afdeling="Havo bovenbouw", soort="te laat, ongeoorloofd", vink="1001")
    # In AppTest a window is closed by the next run: it is opened, filled in and kept in one.
    shown.button(key="bewaar").click().run()
    shown.button(key="bewaar").click()
    shown.text_input(key="bewaar-naam").set_value("Havo laat")
    shown.button(key="bewaar-nu").click().run()
    (row,) = saved_views(workspace, Whose("", "s")).rows(named=True)
    assert (row["name"], row["page"]) == ("Havo laat", "trends")
    assert parse_qs(row["choices"]) == {"afdeling": ["Havo bovenbouw"], "soort": ["te laat, ongeoorloofd"]}
    found = open_page(workspace, "overzicht")
    found.button(key=f"bewaard-{row['saved_view']}").click().run()
    (link,) = (each.proto.body for each in found.get("html") if "data-address" in each.proto.body)
    assert "trends?" in link
    assert "Havo+bovenbouw" in link


def test_the_page_of_a_pupil_is_not_saved(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerling", leerling=schools.REPORTED)
    assert "bewaar" not in {button.key for button in shown.button}
