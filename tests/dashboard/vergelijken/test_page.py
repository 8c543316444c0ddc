"""The page Protocollen vergelijken: its figures, the pupils behind them, what-if, and drafts up to being in force."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, lists, plain, words
from dashboard.app_pages.vergelijken import doors, saving, what_if_doors, what_if_shapes
from dashboard.in_force.panel import put_in_force
from dashboard.listing import Pick, StaleLinkError
from dashboard.school import opened, snapshot_path
from dashboard.variants import answers, catalogue, differing
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.questions import whatif as whatif_queries
from pipelines.questions.differs import differences, heights
from pipelines.questions.protocols_compared import action_weeks, compare as compared, report_counts
from pipelines.settings.drafts import drafts, export_draft, known_protocols
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, EVERYTHING, RIGHTS, Viewer, of_afdelingen, of_mentors, of_schools
from pipelines.whatif.workbench import Workbench
from protocols.edits import Edit, apply
from protocols.errors import VerzuimbeeldError
from protocols.load import load_protocol, load_protocols
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.test_pages import answer, captions, drawn, everything_shown
from tests.pipelines.histories import YEAR

KGC = "kgc-2021"
SCOPE = of_schools("s", rights=CARE)
NAMES = list(load_protocols())
SIX, FIVE = (f"{KGC};getal:te-laat:tl-10:1:1:{number}" for number in (6, 5))
NUMBER = f"wat-{KGC}-0-getal-te-laat-tl-10-1-1"
ASKED = {"protocol": pl.String, "role": pl.String, "actions": pl.Int64}
TODAY = date(2026, 11, 26)


@pytest.fixture
def view_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Workspace], View]:
    def make(workspace: Workspace) -> View:
        monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
        return View(snapshot_path(part_of(workspace)), SCOPE, EVERYTHING, "s", KGC, schools.LAST, YEAR[0], schools.LAST)

    return make


@pytest.fixture
def view(school: School, view_of: Callable[[Workspace], View]) -> View:
    return view_of(school("normaal"))


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """A school of its own for a test that keeps something."""
    return schools.whole_school(tmp_path)


def table(page: AppTest, column: str) -> pl.DataFrame:
    """The first table of the page with a column."""
    return pl.from_pandas(next(each.value for each in page.dataframe if column in each.value))


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return page.run()


def concept(page: AppTest) -> str:
    """What is being edited, as the URL holds it."""
    return str(page.query_params["concept"])


def save(view: View, text: str, name: str = "Strenger") -> str:
    return saving.save(view, catalogue.find(view, text), name, "ab", "Eerder praten", TODAY)


def number_of(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def test_key_figures_are_those_of_the_functions(school: School, open_page: OpenPage, view: View) -> None:
    shown = open_page(school("normaal"), "vergelijken")
    rows = {row["Protocol"]: row for row in table(shown, "Acties per week").iter_rows(named=True)}
    assert list(rows) == NAMES
    weeks = pl.col("actions").sum() / len({day.isocalendar()[:2] for day in YEAR if day <= schools.LAST})
    asked = action_weeks(opened(view), SCOPE, schools.LAST, NAMES).group_by("protocol").agg(weeks)
    for name, actions in asked.iter_rows():
        assert number_of(rows[name]["Acties per week"]) == pytest.approx(actions, abs=0.05)
    reports = report_counts(opened(view), SCOPE, schools.LAST, NAMES)
    assert {name: row["Meldingen"] for name, row in rows.items()} == {
        name: str(count) for name, count in reports.select("protocol", "reports").iter_rows()
    }
    # One pupil reached the sixteen hours; criteria for sickness say nothing of it.
    assert rows[KGC]["Gemist"].endswith("van 1")
    assert rows["nl-mazl"]["Gemist"] == "–"
    assert "Het geldende protocol vraagt" in answer(shown)


def test_hours_are_actions_times_an_assumption_that_is_said(
    own: Workspace, open_page: OpenPage, view_of: Callable[[Workspace], View]
) -> None:
    """Without a setting our assumption, with one that of the school; and figures of DUO only where the school gave them."""
    shown = open_page(own, "vergelijken")
    asked = int(action_weeks(opened(view_of(own)), SCOPE, schools.LAST, [KGC])["actions"].sum())
    weeks = len({day.isocalendar()[:2] for day in YEAR if day <= schools.LAST})

    def hours(page: AppTest) -> str:
        return str(
            table(page, "Uren per week").row(by_predicate=pl.col("Protocol") == KGC, named=True)["Uren per week"]
        )

    assert number_of(hours(shown)) == pytest.approx(asked / weeks / 4, abs=0.05)
    assert "15 minuten per actie: een aanname van het programma, niet gemeten" in captions(shown)
    assert "DUO" not in everything_shown(shown)
    roles = table(open_page(own, "vergelijken", tonen="acties per rol"), "Rol")
    assert roles[KGC][0] == f"{words.rate(asked / weeks, 1)} ({hours(shown)})"
    path = own.path / "school.toml"
    more = '[[school.reference]]\nyear = "2024-2025"\narea = "land"\nreported_per_100 = 5.1\nsource = "DUO *Verzuim*"\n'
    path.write_text(
        path.read_text(encoding="utf-8").replace("lessons_per_week", "task_minutes = 60\nlessons_per_week") + more
    )
    shown = open_page(own, "vergelijken")
    assert number_of(hours(shown)) == pytest.approx(asked / weeks, abs=0.05)
    assert "60 minuten per actie: een aanname van de school" in captions(shown)
    said = "Nederland 2024-2025: 5,1 per 100 leerlingen; hier zouden dat er 2 zijn. Bron: DUO *Verzuim*"
    assert plain.text(said) in everything_shown(shown)


def test_the_national_norms_lie_under_every_choice(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken")
    shown.pills(key="naast-elkaar").set_value(["mlg-2020"]).run()
    assert not shown.exception
    assert table(shown, "Acties per week")["Protocol"].to_list() == ["mlg-2020", "nl-leerplicht", "nl-mazl"]
    shown.pills(key="naast-elkaar").set_value([]).run()
    assert not shown.exception
    assert table(shown, "Acties per week")["Protocol"].to_list() == ["nl-leerplicht", "nl-mazl"]


def test_who_first_steps_in_stands_by_track(school: School, open_page: OpenPage) -> None:
    rows = table(open_page(school("normaal"), "vergelijken"), "Spoor")
    late = rows.row(by_predicate=pl.col("Spoor") == "Te laat", named=True)
    assert (late[KGC], late["cgu-2024"], late["leerlingenbureau-2020"]) == ("tl-5: mentor", "Te laat: niemand", "–")


def test_only_what_is_shown_is_asked_for(
    school: School, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, view: View
) -> None:
    asked: list[str] = []
    ask = answers.ask

    def noted(view: View, question: str, chosen: Sequence[Variant]) -> pl.DataFrame:
        asked.append(question)
        return ask(view, question, chosen)

    monkeypatch.setattr(answers, "ask", noted)
    later = (view.on.replace(day=4)).isoformat()
    open_page(school("normaal"), "vergelijken", peildatum=later)
    assert {"heights", "stage_weeks"} & set(asked) == set()
    asked.clear()
    open_page(school("normaal"), "vergelijken", peildatum=later, deel="Wie verschilt")
    assert set(asked) == {"heights"}


def test_bars_are_the_counts_and_open_lists_as_long(school: School, open_page: OpenPage, view: View) -> None:
    shown = open_page(school("normaal"), "vergelijken", tonen="leerlingen per trede")
    bars = drawn(shown.get("vega_lite_chart")[0], "stage_label")
    counts = compared(opened(view), SCOPE, schools.LAST, NAMES).filter(track="te_laat")
    expected = {
        f"{row['protocol']}~{row['ladder']}~{row['stage']}": row["students"]
        for row in counts.iter_rows(named=True)
        if row["students"] is not None
    }
    assert dict(bars.select("key", "students").iter_rows()) == expected
    for key, students in expected.items():
        listing = lists.find(view, Pick("variant", tuple(key.split("~"))))
        assert listing.pupils() == students


def test_a_stage_of_edits_opens_as_many_as_it_counts(view: View) -> None:
    chosen = (catalogue.find(view, FIVE),)
    bars = doors.stage_bars(view, chosen, "te_laat")
    assert bars["students"].to_list() == [12, 0, 11]
    for key, students in bars.select("key", "students").iter_rows():
        listing = lists.find(view, Pick("variant", (FIVE, *key.split("~")[1:])))
        assert listing.pupils() == students
    for text, stage, gone in ((FIVE, "tl-99", "tl-99"), (f"{KGC};onzin", "tl-3", f"wijzigingen van ‘{KGC}’")):
        with pytest.raises(StaleLinkError, match=gone):
            lists.find(view, Pick("variant", (text, "te-laat", stage)))


def test_who_missed_the_norm_is_a_list(view: View) -> None:
    listing = lists.find(view, Pick("gemist", ("nl-mazl",)))
    assert listing.frame["nummer"].to_list() == [schools.REPORTED]
    assert lists.find(view, Pick("gemist", (KGC,))).frame.is_empty()


def test_who_had_a_step_and_never_came_near_is_a_list(school: School, open_page: OpenPage, view: View) -> None:
    shown = open_page(school("normaal"), "vergelijken")
    figures = {row["key"]: row["Zonder nadering"] for row in shown.dataframe[0].value.to_dict("records")}
    for key in (KGC, "mlg-2020", "leerlingenbureau-2020"):
        listing = lists.find(view, Pick("zonder-nadering", (key,)))
        assert figures[key].startswith(f"{listing.pupils()} van ")
        assert schools.REPORTED not in listing.frame["nummer"].to_list()
    assert figures["nl-mazl"] == "–"


def test_roles_add_up(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", tonen="acties per rol")
    rows = table(shown, "Rol")
    total, parts = rows.filter(Rol="alle rollen"), rows.filter(pl.col("Rol") != "alle rollen")
    # Actions, and between brackets hours; what asks nothing is 0.
    for name in NAMES:
        for place in (0, 1):
            told = [number_of((cell.strip(")").split(" (") * 2)[place]) for cell in (*parts[name], *total[name])]
            assert sum(told[:-1]) == pytest.approx(told[-1], abs=0.05 * parts.height)
    weeks = drawn(shown.get("vega_lite_chart")[0], "variant")
    assert weeks["actions"].null_count() == 0


def test_who_differs_is_who_the_functions_say(school: School, open_page: OpenPage, view: View) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wie verschilt", b="Verzuimregistratie MLG (mlg-2020)")
    rows = heights(opened(view), SCOPE, schools.LAST, [KGC, "mlg-2020"])
    expected = differences(rows.filter(protocol=KGC), rows.filter(protocol="mlg-2020"))
    bars = drawn(shown.get("vega_lite_chart")[0], "key")
    assert bars["students"].sum() == expected.height > 0
    for key, students in bars.select("key", "students").iter_rows():
        listing = lists.find(view, Pick("verschil", (KGC, "mlg-2020", *key.split("~"))))
        assert listing.pupils() == students
    assert "onder B op een andere hoogte" in answer(shown)


def test_a_protocol_is_never_laid_beside_itself(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wie verschilt")
    shown.selectbox(key="a").set_value("cgu-2024").run()
    assert not shown.exception
    assert (shown.selectbox(key="a").value, shown.selectbox(key="b").value) == ("cgu-2024", KGC)


@pytest.mark.parametrize(
    "values", [("geen", KGC), (KGC, "geen"), (KGC, "mlg-2020", "geen"), (KGC, "mlg-2020", "ziek", "x")]
)
def test_a_difference_of_nothing_is_no_list(view: View, values: tuple[str, ...]) -> None:
    with pytest.raises(StaleLinkError):
        lists.find(view, Pick("verschil", values))


def test_a_track_without_a_ladder_is_no_lower_stage(view: View) -> None:
    rows = differing.differing(view, Variant(KGC), catalogue.find(view, "leerlingenbureau-2020"))
    late = rows.filter(track="te_laat")
    assert set(late["direction"]) == {differing.ALONE}
    assert set(late["said_second"]) == {"geen ladder"}


def test_of_a_draft_the_stages_differ_and_not_the_heights(view: View) -> None:
    """A stage under all others lifts everybody one level: only who comes on it stands elsewhere."""
    text = f"{KGC};trede:te-laat:1:tweede keer:te_laat_keer:2:mentor:praat"
    rows = differing.differing(view, Variant(KGC), catalogue.find(view, text))
    assert rows.is_empty()
    assert what_if_doors.movers(view, text).frame.is_empty()


# number of the highest stage | pupils who move to it: four had ten lates, seven had five, twelve three
MOVES = [("11", 4), ("10", 0), ("6", 0), ("5", 7), ("4", 7), ("3", 19)]


@pytest.mark.parametrize(("number", "pupils"), MOVES)
def test_a_changed_number_moves_exactly_those_pupils(
    school: School, open_page: OpenPage, number: str, pupils: int
) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als")
    assert "Verander links" in answer(shown)
    shown.number_input(key=NUMBER).set_value(float(number)).run()
    assert not shown.exception
    if number == "10":
        assert "Verander links" in answer(shown)
        return
    assert concept(shown) == f"{KGC};getal:te-laat:tl-10:1:1:{number}"
    assert ("Geen leerling" if not pupils else f"{pupils} leerlingen staan") in answer(shown)
    moved = [list(each.value["nummer"]) for each in shown.dataframe if "Wordt" in each.value and "nummer" in each.value]
    assert [len(rows) for rows in moved] == ([pupils] if pupils else [])


@pytest.mark.parametrize(("number", "rises"), [("6", True), ("5", False)])
def test_the_editor_says_at_once_when_numbers_do_not_rise(
    school: School, open_page: OpenPage, number: str, rises: bool
) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als")
    assert [each.value for each in shown.warning] == []
    assert any(each.value == "**tl-10: 10e keer te laat**" for each in shown.markdown)
    shown.number_input(key=NUMBER).set_value(float(number)).run()
    assert any(each.value == f"**tl-10: {number}e keer te laat**" for each in shown.markdown)
    told = [each.value for each in shown.warning]
    assert told == [] if rises else "Trede tl-10 staat hoger dan tl-5" in told[0]
    bars = drawn(shown.get("vega_lite_chart")[0], "side")
    assert f"tl-10: {number}e keer te laat" in set(bars["stage_label"])


def test_a_link_to_numbers_that_do_not_rise_says_so_too(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als", concept=FIVE)
    assert ["niet na vanaf 5 keer te laat" in each.value for each in shown.warning] == [True]


def test_an_added_stage_is_named_after_its_number_as_well(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als")
    form = {each.label: each for each in shown.text_input}
    form["Naam van de trede"].input("8e keer te laat")
    form["Doet wat"].input("belt de ouders")
    next(each for each in shown.number_input if each.label == "Vanaf").set_value(9.0)
    press(shown, "Toevoegen")
    assert ["8e is geen getal" in each.value for each in shown.warning] == [False, True]
    next(each for each in shown.number_input if each.label == "8e keer te laat: vanaf").set_value(11.0).run()
    next(each for each in shown.number_input if each.label == "8e keer te laat: vanaf").set_value(8.0).run()
    assert "trede:te-laat:4:8e%20keer%20te%20laat:te_laat_keer:8" in concept(shown)
    next(each for each in shown.number_input if each.label == "8e keer te laat: vanaf").set_value(12.0).run()
    assert not shown.exception
    assert "trede:te-laat:4:12e%20keer%20te%20laat:te_laat_keer:12" in concept(shown)
    assert any(each.label == "12e keer te laat: vanaf" for each in shown.number_input)
    assert [each.value for each in shown.warning] == []


def test_a_saved_draft_still_says_that_its_numbers_do_not_rise(
    own: Workspace, open_page: OpenPage, view_of: Callable[[Workspace], View]
) -> None:
    save(view_of(own), FIVE)
    shown = open_page(own, "vergelijken", deel="Wat als")
    assert ["Trede tl-10 staat hoger dan tl-5" in each.value for each in shown.warning] == [True]


def test_the_answer_is_that_of_the_functions(school: School, open_page: OpenPage, view: View) -> None:
    base = load_protocols()[KGC]
    draft = apply(base, [Edit(ladder="te-laat", stage="tl-10", number=5)], "zelf")
    bench = Workbench(opened(view), base, "s", schools.LAST)
    moved = whatif_queries.moved(bench, SCOPE, schools.LAST, draft)
    weeks = whatif_queries.asked_weeks(bench, SCOPE, schools.LAST, draft)
    bench.close()
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als", concept=FIVE)
    bars = drawn(shown.get("vega_lite_chart")[0], "side")
    for side, column in (("nu", "base_stage"), ("wordt", "draft_stage")):
        counts = dict(moved.drop_nulls(column).group_by(column).len().iter_rows())
        told = {key.split("~")[2]: n for key, n in bars.filter(side=side).select("key", "students").iter_rows()}
        assert {stage: n for stage, n in told.items() if n} == counts
        for stage, students in told.items():
            assert lists.find(view, Pick("wat-als", (FIVE, side, "te-laat", stage))).pupils() == students
    asked = {row[:2]: int(row[2]) for row in weeks.group_by("role", "protocol").agg(pl.col("actions").sum()).rows()}
    more = {role: asked.get((role, "zelf"), 0) - asked.get((role, KGC), 0) for role in weeks["role"].unique()}
    school_weeks = len({day.isocalendar()[:2] for day in YEAR if day <= schools.LAST})
    for role, now, then in table(shown, "Verschil").select("Rol", "Nu", "Wordt").iter_rows():
        if role in more:
            assert number_of(then) - number_of(now) == pytest.approx(more[role] / school_weeks, abs=0.11)
    assert more["verzuimcoördinator"] == 7
    shown.selectbox(key="wat-rol").set_value("verzuimcoördinator").run()
    by_week = drawn(shown.get("vega_lite_chart")[1], "variant").group_by("variant").agg(pl.col("actions").sum())
    assert dict(by_week.iter_rows())["wordt"] - dict(by_week.iter_rows())["nu"] == 7
    assert any("vanaf 5 keer te laat" in each.value for each in shown.markdown)


def test_changes_of_other_ladders_stay_and_can_be_taken_back(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als", concept=FIVE)
    shown.selectbox(key=f"wat-{KGC}-0-ladder").set_value("ongeoorloofd").run()
    shown.number_input(key=f"wat-{KGC}-0-getal-ongeoorloofd-oa-3-1-1").set_value(2.0).run()
    assert concept(shown) == f"{FIVE};getal:ongeoorloofd:oa-3:1:1:2"
    shown.selectbox(key=f"wat-{KGC}-0-ladder").set_value("te-laat").run()
    assert shown.number_input(key=NUMBER).value == 5
    shown.number_input(key=NUMBER).set_value(10.0).run()
    assert concept(shown) == f"{KGC};getal:ongeoorloofd:oa-3:1:1:2"
    press(shown, "Alle wijzigingen terugzetten")
    assert concept(shown) == KGC
    assert shown.number_input(key=NUMBER.replace("-0-", "-01-")).value == 10


def test_stages_are_added_and_dropped(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als")
    press(shown, "Toevoegen")
    assert "Geef de trede een naam" in shown.error[0].value
    form = {each.label: each for each in shown.text_input}
    form["Naam van de trede"].input("achtste keer")
    form["Doet wat"].input("belt de ouders")
    next(each for each in shown.number_input if each.label == "Vanaf").set_value(8.0)
    press(shown, "Toevoegen")
    assert not shown.exception
    assert "trede:te-laat:4:achtste%20keer:te_laat_keer:8:mentor:belt%20de%20ouders" in concept(shown)
    assert "4 leerlingen staan op een andere trede: 4 hoger" in answer(shown)
    next(each for each in shown.number_input if each.label == "achtste keer: vanaf").set_value(11.0).run()
    assert not shown.exception
    assert "trede:te-laat:4:achtste%20keer:te_laat_keer:11:mentor:belt%20de%20ouders" in concept(shown)
    assert "achtste%20keer:te_laat_keer:8" not in concept(shown)
    assert "Geen leerling verandert van trede" in answer(shown)
    press(shown, "Weghalen")
    assert concept(shown) == KGC
    shown.checkbox(key=f"wat-{KGC}-0-weg-te-laat-tl-5").check().run()
    assert "7 leerlingen staan op een andere trede: 0 hoger, 7 lager" in answer(shown)


def test_what_counts_and_how_a_norm_is_read_can_be_changed(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als", verander="Wat telt mee")
    shown.selectbox(key=f"wat-{KGC}-0-venster-te_laat_keer").set_value("lesweken").run()
    shown.number_input(key=f"wat-{KGC}-0-lesweken-te_laat_keer").set_value(8).run()
    assert not shown.exception
    assert concept(shown) == f"{KGC};venster:te_laat_keer:lesweken:8"
    shown.selectbox(key=f"wat-{KGC}-0-eenheid-te_laat_keer-1").set_value("dag").run()
    shown.number_input(key=f"wat-{KGC}-0-gewicht-te_laat_keer-1").set_value(2.0).run()
    kinds = ["te_laat_ongeoorloofd", "te_laat_geoorloofd"]
    shown.pills(key=f"wat-{KGC}-0-telt-te_laat_keer-1").set_value(kinds).run()
    assert not shown.exception
    shown.segmented_control(key="verander").set_value("readings").run()
    shown.selectbox(key=f"wat-{KGC}-0-lezing-drie-keer").set_value("1").run()
    assert concept(shown).split(";")[1:] == [
        "venster:te_laat_keer:lesweken:8",
        "eenheid:te_laat_keer:1:dag",
        "gewicht:te_laat_keer:1:2",
        "telt:te_laat_keer:1:te_laat_geoorloofd:te_laat_ongeoorloofd",
        "lezing:drie-keer:1",
    ]
    assert any("Open norm drie-keer: gelezen als" in each.value for each in shown.markdown)


def test_edits_take_part_in_the_other_parts(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wie verschilt", concept=FIVE)
    assert "7 van de 30 leerlingen staan onder B op een andere hoogte dan onder A: 7 ergens hoger" in answer(shown)
    shown = open_page(school("normaal"), "vergelijken", concept=FIVE)
    shown.pills(key="naast-elkaar").set_value([KGC, FIVE]).run()
    assert table(shown, "Acties per week")["Protocol"].to_list()[:2] == [KGC, "in bewerking"]


@pytest.mark.parametrize(
    "concept", ["geen", f"{KGC};onzin", f"{KGC};getal:te-laat:tl-99:1:1:3", f"{KGC};weg:gym:lo-20;weg:gym:lo-50"]
)
@pytest.mark.parametrize("part", ["Wat als", "Wie verschilt"])
def test_edits_that_do_not_fit_are_left_out(school: School, open_page: OpenPage, concept: str, part: str) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel=part, concept=concept)
    assert not shown.exception
    assert len(shown.header) == 1
    said = f"van ‘{KGC}’ passen niet (meer)" if concept.startswith(KGC) else "concept ‘geen’ is er niet (meer)"
    assert [said in each.value for each in shown.warning] == [True]


def test_changes_that_contradict_each_other_say_so(school: School, open_page: OpenPage) -> None:
    """Above two stages there is a third height, and no fourth."""
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als", concept=f"{KGC};weg:te-laat:tl-3")
    form = {each.label: each for each in shown.text_input}
    form["Naam van de trede"].input("hoog")
    form["Doet wat"].input("belt")
    next(each for each in shown.number_input if each.label == "Hoogte").set_value(4)
    press(shown, "Toevoegen")
    assert not shown.exception
    assert "passen niet bij elkaar" in answer(shown)
    assert "level" in shown.error[0].value
    assert concept(shown) == f"{KGC};weg:te-laat:tl-3"


def test_a_draft_is_saved_loaded_exported_and_deleted(own: Workspace, open_page: OpenPage) -> None:
    shown = open_page(own, "vergelijken", deel="Wat als", concept=FIVE)
    press(shown, "Bewaar als concept")
    assert "naam" in shown.error[0].value
    shown.text_input(key="concept-naam").input("Strenger")
    shown.text_input(key="concept-reden").input("Eerder praten")
    shown.text_input(key="concept-paraaf").input("ab")
    press(shown, "Bewaar als concept")
    assert not shown.exception
    ((name, draft),) = drafts(own).items()
    assert name == f"strenger-{date.today().isoformat()}"
    assert draft.draft is not None
    assert (draft.name, draft.valid_from, draft.draft.author, draft.draft.reason) == (
        "Strenger",
        date.today(),
        "ab",
        "Eerder praten",
    )
    assert load_protocol(own.path / "protocols" / f"{name}.toml") == draft
    # It is the start of the editor now, and still told against its base.
    assert concept(shown) == name
    assert "7 leerlingen staan op een andere trede" in answer(shown)
    assert any("vanaf 5 keer te laat" in each.value for each in shown.markdown)
    assert open_workspace(own.path).school("s").protocol == KGC
    assert name not in known_protocols(own)
    (export,) = [each for each in shown.get("download_button") if each.proto.label == "Exporteren als bestand"]
    assert export.proto.id
    assert "[draft]" in export_draft(own, name)
    press(shown, "Gooi dit concept weg")
    assert "paraaf" in shown.error[0].value.lower()
    shown.text_input(key=f"weg-paraaf-{name}").input("cd")
    press(shown, "Gooi dit concept weg")
    assert not shown.exception
    assert drafts(own) == {}
    assert "Verander links" in answer(shown)


def test_a_saved_draft_is_compared_with_the_others(
    own: Workspace, view_of: Callable[[Workspace], View], open_page: OpenPage
) -> None:
    view = view_of(own)
    name = save(view, FIVE)
    shown = open_page(own, "vergelijken")
    shown.pills(key="naast-elkaar").set_value([*NAMES[:5], name]).run()
    assert not shown.exception
    assert table(shown, "Acties per week")["Protocol"].to_list() == [*NAMES[:5], name, *NAMES[5:]]
    bars = doors.stage_bars(view, (catalogue.find(view, name),), "te_laat")
    assert bars["students"].to_list() == [12, 0, 11]
    # A second one of that name is no other version of the first.
    assert save(view, SIX) == f"{name}-2"


def test_a_file_that_changed_gives_another_answer(own: Workspace, view_of: Callable[[Workspace], View]) -> None:
    view = view_of(own)
    name = save(view, FIVE)
    assert what_if_doors.movers(view, name).pupils() == 7
    path = own.path / "protocols" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(export_draft(own, save(view, SIX)).replace(f"{name}-2", name), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    assert what_if_doors.movers(view, name).frame.is_empty()


def test_a_draft_with_a_stage_less_can_be_read_back(own: Workspace, view_of: Callable[[Workspace], View]) -> None:
    """The stage has an open norm, which is gone with it."""
    view = view_of(own)
    name = save(view, "leerlingenbureau-2020;weg:ongeoorloofd:oa-5")
    assert name in drafts(own)
    assert [norm.id for norm in drafts(own)[name].open_norm if norm.stage == "oa-5"] == []


def test_a_file_that_cannot_be_read_is_named_and_left_out(own: Workspace, open_page: OpenPage) -> None:
    folder = own.path / "protocols"
    folder.mkdir(exist_ok=True)
    (folder / "kapot.toml").write_text("id = 3", encoding="utf-8")
    shown = open_page(own, "vergelijken")
    assert not shown.exception
    assert "kapot.toml" in shown.warning[0].value
    assert table(shown, "Acties per week")["Protocol"].to_list() == NAMES


def test_a_draft_comes_into_force_by_one_logged_step(
    own: Workspace, view_of: Callable[[Workspace], View], open_page: OpenPage
) -> None:
    name = save(view_of(own), FIVE)
    shown = open_page(own, "vergelijken", deel="Wat als")
    press(shown, "Stel vast: geldt vanaf nu")
    assert "paraaf" in shown.error[0].value.lower()
    assert open_workspace(own.path).school("s").protocol == KGC
    shown.text_input(key=f"besluit-{name}").input("de")
    press(shown, "Stel vast: geldt vanaf nu")
    assert not shown.exception
    assert open_workspace(own.path).school("s").protocol == name
    log = (own.path / "audit" / "protocols.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(line["wat"], line["door"]) for line in map(json.loads, log)] == [
        ("concept bewaard", "ab"),
        ("vaststellen begonnen", "de"),
        ("van kracht bij s", "de"),
    ]
    assert name in shown.main.caption[-1].value
    shown = open_page(own, "vergelijken")
    assert name in table(shown, "Acties per week")["Protocol"].to_list()


@pytest.mark.parametrize(
    "limited",
    [
        of_schools("s", rights=RIGHTS - {"policy"}),
        of_mentors("s", "M", rights=RIGHTS),
        of_afdelingen("s", "havo", rights=RIGHTS),
        of_schools("t", rights=RIGHTS),
    ],
)
def test_without_every_right_nobody_decides(
    own: Workspace, view_of: Callable[[Workspace], View], limited: Viewer
) -> None:
    view = view_of(own)
    name = save(view, FIVE)
    assert access.may_decide(of_schools("s", rights=RIGHTS), "s")
    with pytest.raises(UsageError, match="geen protocol vaststellen"):
        put_in_force(replace(view, viewer=limited), name, "de", TODAY, lambda share, text: None)
    assert open_workspace(own.path).school("s").protocol == KGC
    assert name in drafts(own)


def test_without_every_right_the_button_is_dead(
    own: Workspace, view_of: Callable[[Workspace], View], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(view_of(own), FIVE)
    right = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(right(workspace), rights=frozenset()))
    shown = open_page(own, "vergelijken", deel="Wat als")
    (button,) = [button for button in shown.button if button.label == "Stel vast: geldt vanaf nu"]
    assert button.disabled
    assert "Alleen wie alle rechten heeft" in captions(shown)


@pytest.mark.parametrize(
    ("name", "initials", "reason", "words"),
    [
        (" ", "ab", "r", "geen naam"),
        ("n", "a", "r", "paraaf"),
        ("n", "", "r", "paraaf"),
        ("n", "ab", " ", "maker en een reden"),
    ],
)
def test_a_draft_that_lacks_something_is_refused(
    own: Workspace, view_of: Callable[[Workspace], View], name: str, initials: str, reason: str, words: str
) -> None:
    view = view_of(own)
    with pytest.raises(VerzuimbeeldError) as error:
        saving.save(view, catalogue.find(view, FIVE), name, initials, reason, TODAY)
    assert words in f"{error.value.what} {error.value.remedy}".lower()
    assert drafts(own) == {}


def test_every_open_norm_gets_its_price(school: School, open_page: OpenPage, view: View) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Open normen")
    alternatives = sum(len(norm.alternatives) for norm in load_protocols()[KGC].open_norm)
    for _ in range(alternatives):
        shown.run()
    assert not shown.exception
    assert "…" not in everything_shown(shown)
    bench = Workbench(opened(view), load_protocols()[KGC], "s", schools.LAST)
    expected = whatif_queries.open_norm_prices(bench, SCOPE, schools.LAST)
    bench.close()
    told = table(shown, "Andere lezing")
    assert told["Andere lezing"].to_list() == expected["alternative"].to_list()
    assert told["Leerlingen anders"].to_list() == [
        "–" if students is None else str(students) for students in expected["students"]
    ]
    assert [why for why in told["Waarom niet"] if why != "–"] == expected["why_not"].drop_nulls().to_list()


def test_a_pupil_stands_on_both_ladders(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerling", leerling=schools.REPORTED, naast="mlg-2020")
    assert not shown.exception
    rows = table(shown, f"Trede volgens {KGC}")
    absent = rows.row(by_predicate=pl.col("Spoor") == "Ongeoorloofd verzuim", named=True)
    assert absent[f"Trede volgens {KGC}"].startswith("oa-16:")
    assert absent["Trede volgens mlg-2020"].startswith("sp-7:")
    assert "vanaf 7" in absent["Regel volgens mlg-2020"]
    (control,) = [each for each in shown.segmented_control if "achter de trede" in each.label]
    control.set_value("Ongeoorloofd verzuim").run()
    assert not shown.exception
    behind = [each.value for each in shown.dataframe if list(each.value.columns) == ["Dag", "Soort", "Lesuren"]]
    assert [sum(len(hours.split(", ")) for hours in rows["Lesuren"]) for rows in behind] == [16, 8]


@pytest.mark.parametrize("beside", ["geen", KGC, f"{KGC};onzin", f"{KGC};weg:te-laat:tl-3"])
def test_a_pupil_beside_whatever_a_url_says(school: School, open_page: OpenPage, beside: str) -> None:
    shown = open_page(school("normaal"), "leerling", leerling="1001", naast=beside)
    assert not shown.exception
    names = [column for each in shown.dataframe for column in each.value.columns]
    assert ("Trede volgens in bewerking" in names) == beside.endswith("tl-3")
    assert ["ernaast is vervallen" in each.value for each in shown.warning] == [True] * (
        beside in ("geen", f"{KGC};onzin")
    )


@pytest.mark.parametrize("kind", ["variant", "verschil", "gemist", "zonder-nadering", "verschoven", "wat-als"])
def test_no_list_holds_anybody_without_rights(view: View, kind: str) -> None:
    values = {
        "variant": (KGC, "te-laat", "tl-3"),
        "verschil": (KGC, "mlg-2020"),
        "gemist": ("nl-mazl",),
        "verschoven": (FIVE,),
        "zonder-nadering": (KGC,),
        "wat-als": (FIVE, "nu", "te-laat", "tl-5"),
    }[kind]
    # Without the right to care a protocol about sickness only is not there at all.
    without = replace(view, viewer=of_mentors("s", "NIEMAND", rights=CARE))
    there, nobody = (lists.find(each, Pick(kind, values)) for each in (view, without))
    assert there.pupils() > 0
    assert nobody.frame.is_empty()
    with pytest.raises(StaleLinkError, match="niet voor uw rol"):
        lists.find(replace(view, viewer=Viewer(rights=CARE)), Pick(kind, values))


@pytest.mark.parametrize("part", ["Naast elkaar", "Wie verschilt", "Wat als", "Open normen"])
def test_one_pupil_and_a_first_week_have_every_part(school: School, open_page: OpenPage, part: str) -> None:
    for case in ("een leerling", "eerste week", "zonder lessentabel"):
        shown = open_page(school(case), "vergelijken", deel=part)
        assert not shown.exception
        assert answer(shown)


def test_one_pupil_is_not_called_pupils(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("een leerling"), "vergelijken", deel="Wat als", concept=f"{KGC};getal:te-laat:tl-10:1:1:5")
    assert "1 leerling staat op een andere trede" in answer(shown)


def test_stages_of_one_height_are_neither_higher_nor_lower() -> None:
    """Two stages may share a level."""
    moved = pl.DataFrame(
        {
            "student_id": ["1", "2", "3"],
            "base_stage": ["a", "a", None],
            "base_level": [2, 2, None],
            "draft_stage": ["b", None, "a"],
            "draft_level": [2, None, 2],
        }
    )
    nothing = pl.DataFrame(schema=ASKED)
    roles = what_if_shapes.roles(nothing, nothing, "p", "q", 0, 15)
    said = what_if_shapes.answer(moved, roles)
    assert said.startswith("3 leerlingen staan op een andere trede: 1 hoger, 1 lager, 1 even hoog.")
    assert said.endswith("Mentor: evenveel acties per week; alle rollen: evenveel acties per week.")


def test_an_afdeling_narrows_everything(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "vergelijken", deel="Wat als", concept=FIVE, afdeling=["Havo bovenbouw"])
    late = [student for student, stage in schools.late_pupils().items() if stage == "tl-5" and int(student) % 2 == 0]
    assert f"{len(late)} leerlingen staan op een andere trede" in answer(shown)
