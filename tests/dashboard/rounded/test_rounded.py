"""Trends and Ladders of who names no pupils: the figures of the MT-rapport, rounded, of whole weeks, and nothing finer."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, lists, words
from dashboard.app_pages.ladders import rounded_doors as ladders
from dashboard.app_pages.mt_rapport import doors as mt_rapport
from dashboard.app_pages.trends import rounded_doors as trends
from dashboard.app_pages.vergelijken import doors as beside, rounded_doors as compared
from dashboard.listing import StaleLinkError, parse_pick
from dashboard.rounded.asked import REACH, SCHOOL, whole_weeks
from dashboard.rounded.weekly import CATEGORY, MEASURES
from dashboard.school import week_ends
from dashboard.variants import answers, catalogue
from dashboard.view import View
from pipelines.store.workspace import Workspace
from pipelines.viewer import Scope, Selection, Viewer
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.test_care_apart import drawn
from tests.dashboard.trends.test_page import text, view_of
from tests.shared import amount, some

CASE, PARTS = "kleine afdeling", ("havo", "vwo", "tl")
RECTOR = Viewer(aggregates=("s",), at=("s",), offices=("rector",))
LEADER = replace(RECTOR, scope=Scope(afdelingen=(("s", "vwo"),)), offices=("afdelingsleider",))
LATE_LABEL = "te laat, ongeoorloofd"
EVERY = ("", *PARTS)


@pytest.fixture
def workspace(school: School, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = school(CASE)
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(made.path))
    return made


def figures(workspace: Workspace, *afdelingen: str) -> View:
    """What a rector looks at: the rounded figures of the school or of some afdelingen."""
    view = replace(view_of(workspace), viewer=RECTOR.for_figures(), selection=Selection(afdelingen=afdelingen))
    return whole_weeks(view)


def shown(
    open_page: OpenPage, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, who: Viewer, page: str, **query: Any
) -> AppTest:
    monkeypatch.setattr(access, "viewer", lambda _: who)
    found = open_page(workspace, page, **query)
    assert not found.exception
    return found


def datasets(page: AppTest) -> list[pl.DataFrame]:
    """Every table that the browser gets of the charts."""
    return [
        pl.read_ipc_stream(dataset.data.data)
        for chart in page.get("vega_lite_chart")
        for dataset in chart.proto.datasets
    ]


@pytest.mark.parametrize("part", some(EVERY, "", "tl"))
def test_the_stages_are_those_of_the_report(workspace: Workspace, part: str) -> None:
    """So nothing can be had from the difference of two pages."""
    view = figures(workspace, *filter(None, [part]))
    of_report = dict(mt_rapport.report(view).stages.select("key", "said").iter_rows())
    found = [
        dict(ladders.bars(view, ladder).select("key", "said").iter_rows()) for ladder in ladders.ladder_names(view)
    ]
    assert len(found) > 1
    assert all(found)
    assert of_report == {key: said for bars in found for key, said in bars.items()}


def test_the_stages_through_the_weeks_are_those_of_the_report_of_each_week(workspace: Workspace) -> None:
    now = figures(workspace)
    ends = list(week_ends(now))
    for end in ends[:: max(1, len(ends) // amount(2, 40))]:
        for part in EVERY:
            view = replace(figures(workspace, *filter(None, [part])), on=date.fromisoformat(end))
            for ladder in ladders.ladder_names(view):
                weeks, _ = ladders.weeks(replace(now, selection=view.selection), ladder)
                then = dict(weeks.filter(date=view.on).select("stage", "said").iter_rows())
                bars = ladders.bars(view, ladder)
                assert then == {stage: said for stage, said in bars.select("key", "said").iter_rows() if said != "0"}


def test_the_weeks_are_those_of_the_report(workspace: Workspace) -> None:
    now = figures(workspace)
    by_part = {part: weeks for part, weeks, _ in trends._told(now, CATEGORY)}
    assert list(by_part) == list(EVERY)
    for part in EVERY[: amount(2, 4)]:
        report = mt_rapport.report(replace(now, selection=Selection(afdelingen=tuple(filter(None, [part])))))
        assert by_part[part].equals(report.trend), part
    assert set(by_part["tl"]["rate"].drop_nulls()) <= {0.0}


def test_of_two_afdelingen_it_is_the_sum_of_what_each_shows(workspace: Workspace) -> None:
    both = figures(workspace, "havo", "vwo")
    for ladder in ladders.ladder_names(both):
        single = [ladders.bars(both, ladder, (part,))["students"] for part in ("havo", "vwo")]
        assert ladders.bars(both, ladder)["students"].to_list() == (single[0] + single[1]).to_list()
    for category in MEASURES:
        of = {part: weeks for part, weeks, _ in trends._told(both, category)}
        assert list(of) == ["", "havo", "vwo"]
        for column in ("missed_hours", "registered"):
            weeks = [of[part][column].fill_null(0) for part in ("havo", "vwo")]
            assert of[""][column].fill_null(0).to_list() == (weeks[0] + weeks[1]).to_list()


def test_nothing_finer_reaches_the_browser(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In no dataset, tooltip or word; the exact figures of the same school are finer, so the test can see it."""

    def coarse(page: AppTest) -> bool:
        told = []
        for frame in datasets(page):
            # Of three afdelingen: fives, and two for each of few pupils; never one of them alone.
            for name in {"registered", "students"} & set(frame.columns):
                told += [count % 5 in (0, 2, 4, 1) and count not in (1, 3, 6) for count in frame[name].drop_nulls()]
            for name in {"rate", "last_year", "sure_rate"} & set(frame.columns):
                told += [rate == round(rate, 2 if rate < 2 else 1) for rate in frame[name].drop_nulls()]
        assert told
        return all(told)

    whole = view_of(workspace).viewer
    for page, query in (("trends", {}), ("trends", {"soort": LATE_LABEL}), ("ladders", {})):
        rounded = shown(open_page, workspace, monkeypatch, RECTOR, page, **query)
        assert coarse(rounded), page
        assert "fgerond" in text(rounded)
        assert not coarse(shown(open_page, workspace, monkeypatch, whole, page, **query)), page
        assert not {"rang", "nummer"} & {name for frame in datasets(rounded) for name in frame.columns}
        assert not any(button.key and "excel" in button.key for button in rounded.button)


def test_two_days_of_one_week_tell_the_same(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day before a week ends, its last day and the days after it."""
    last = figures(workspace).on
    for page in ("trends", "ladders"):
        on = {
            day: [
                frame.rows()
                for frame in datasets(
                    shown(open_page, workspace, monkeypatch, RECTOR, page, peildatum=str(last + timedelta(day)))
                )
            ]
            for day in (-7, -1, 0)
        }
        assert on[-7] == on[-1] != on[0], page


@pytest.mark.parametrize("page", ["trends", "ladders"])
def test_an_afdelingsleider_chooses_between_own_pupils_and_the_school(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    own = shown(open_page, workspace, monkeypatch, LEADER, page)
    assert "waarover" in {each.key for each in own.get("button_group")}
    assert "Afgerond, tot en met" not in text(own)
    school = shown(open_page, workspace, monkeypatch, LEADER, page, waarover=REACH[SCHOOL], klas="V4b")
    rector = shown(open_page, workspace, monkeypatch, RECTOR, page)
    assert [frame.rows() for frame in datasets(school)] == [frame.rows() for frame in datasets(rector)]
    assert school.header[0].value == rector.header[0].value
    for kind, raw in drawn(school.main):
        assert b"nummer" not in raw, kind


@pytest.mark.parametrize("page", ["trends", "ladders"])
def test_who_has_no_figures_of_the_school_gets_no_choice(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """A mentor, and who sees all of the school, who has every figure as it is."""
    mentor = replace(LEADER, aggregates=(), offices=("mentor",))
    whole = view_of(workspace).viewer
    for who in (mentor, whole):
        found = shown(open_page, workspace, monkeypatch, who, page, waarover=REACH[SCHOOL])
        assert "waarover" not in {each.key for each in found.get("button_group")}
        assert "Afgerond, tot en met" not in text(found)


@pytest.mark.parametrize("link", ["week~totaal_ongeoorloofd~2026-09-07", "trede~kgc-2021~te-laat", "valt-op"])
def test_a_rector_opens_no_list(workspace: Workspace, link: str) -> None:
    view = replace(view_of(workspace), viewer=RECTOR)
    with pytest.raises(StaleLinkError, match="niet voor uw rol"):
        lists.find(view, parse_pick(link))


def test_protocols_beside_each_other_are_the_sums_of_rounded_afdelingen(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the protocol in force as on Ladders; no number is as it is, none opens a list, nothing can be changed."""
    page = shown(open_page, workspace, monkeypatch, RECTOR, "vergelijken")
    view = figures(workspace)
    table = page.dataframe[2].value
    told = {
        (ladder, stage.partition(":")[0]): said
        for ladder, stage, said in table.itertuples(index=False)
        if ladder.startswith(view.protocol)
    }
    names = ladders.ladder_names(view)
    expected = {
        (f"{view.protocol}: {names[ladder]}", stage): said
        for ladder in names
        for stage, said in ladders.bars(view, ladder).select("key", "said").iter_rows()
    }
    assert told
    assert told.items() <= expected.items()
    assert not set(table["Leerlingen"]) & {"1", "3", "6", "8"}
    assert not page.get("vega_lite_chart")
    assert "deel" not in {each.key for each in page.get("button_group")}


def test_actions_are_rounded_before_they_are_divided_by_weeks(workspace: Workspace) -> None:
    view = figures(workspace)
    chosen = beside.beside(view, [each for each in catalogue.built(view) if each.text == view.protocol])
    row = compared.key_figures(view, chosen, 15).row(0, named=True)
    weeks = len(week_ends(view))
    rounded = round(float(row["Acties per week"].replace(",", ".")) * weeks)
    assert rounded % 5 in (0, 2, 4, 1)
    # Rounded, with one afdeling of few that counts as two.
    assert compared.pupils(view) % 5 == 2
    assert row["Uren per week"] == words.rate(rounded / weeks / 4, 1)
    told = compared.role_hours(view, chosen, 15)
    few = told.filter(pl.col(view.protocol).str.starts_with("< 5"))
    hours = sum(float(each.replace(",", ".")) for each in told.join(few, on="Rol", how="anti")[view.protocol])
    # What roles are told adds up to what all are told, but for few actions and the decimals.
    assert abs(hours - rounded / weeks / 4) <= 0.05 * told.height + few.height * 2 * len(PARTS) / weeks / 4
    whole = int(answers.ask(view, "action_weeks", chosen).filter(protocol=view.protocol)["actions"].sum())
    assert 0 < abs(rounded - whole) <= 2 * len(PARTS) * 4
