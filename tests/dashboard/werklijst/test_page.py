"""Mijn week: whose tasks, in which group, in which order, counted once more in plain Python; and what a click does."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.proto.Common_pb2 import StringTriggerValue

from dashboard.app_pages.werklijst import shapes
from dashboard.export import workbook
from dashboard.listing import Listing, Pick
from dashboard.pdf import printed
from dashboard.steps.tasks import GROUPS
from pipelines.errors import UsageError
from pipelines.notes.marks import mark_done, marks, tasks_of
from pipelines.notes.settlements import settle
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School
from tests.dashboard.pdf_text import pages as on_paper
from tests.dashboard.test_pages import answer
from tests.dashboard.werklijst.test_steps import DAYS, expected, tasks
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, spread, write_csv

# What kgc-2021 asks at each stage: role, how many tasks, and whether the protocol or the law gives the term.
ASKED = {
    "tl-3": [("conciërge", 1, True)],
    "tl-5": [("mentor", 1, False), ("absentieadministratie", 1, False)],
    "tl-10": [("verzuimcoördinator", 1, True), ("absentieadministratie", 1, False)],
    "oa-1": [("verzuimcoördinator", 3, False)],
    "oa-3": [("verzuimcoördinator", 1, False)],
    "melding": [("verzuimcoördinator", 1, True)],
    "duo": [("verzuimcoördinator", 1, True)],
    "zk-5d": [("mentor", 1, False)],
}
ROLES = ("mentor", "verzuimcoördinator", "absentieadministratie", "conciërge")
# A day on which the twelve pupils with three lates wait for the conciërge, and those with five for two other roles.
ON = DAYS[27]
URGENCY = {group: place for place, group in enumerate(GROUPS)}
NO_WEEKS = pl.DataFrame(schema={"student_id": pl.String, "hours": pl.List(pl.Int64)})
NO_CONTACTS = pl.DataFrame(schema={"student_id": pl.String, "contact_on": pl.Date, "kind": pl.String})


def group(deadline: date, on: date, by_protocol: bool) -> str:
    """The group of a task, by its day alone."""
    if deadline < on:
        return "te laat" if by_protocol else "blijft liggen"
    if deadline == on:
        return "vandaag"
    return "deze week" if deadline <= on + timedelta(6 - on.weekday()) else "later"


def week(on: date, role: str) -> dict[str, tuple[str, int]]:
    """Pupil -> the most urgent group and how many tasks there are for a role; empty text is every role."""
    found: dict[str, list[str]] = {}
    for student, _, stage, _, deadline, _, _ in expected(on):
        for who, amount, by_protocol in ASKED[stage]:
            if not role or who == role:
                found.setdefault(student, []).extend([group(deadline, on, by_protocol)] * amount)
    return {student: (min(groups, key=URGENCY.__getitem__), len(groups)) for student, groups in found.items()}


@pytest.mark.parametrize("role", ["", *ROLES])
@pytest.mark.parametrize("on", [DAYS[12], DAYS[31], DAYS[-3], DAYS[-1]], ids=str)
def test_who_is_whose_and_in_which_group(school: School, on: date, role: str) -> None:
    rows = shapes.pupils(tasks(school("normaal"), on), NO_WEEKS, NO_CONTACTS, role)
    shown = {row["nummer"]: (row["Wanneer"], len(row["taken"])) for row in rows.iter_rows(named=True)}
    assert shown == week(on, role)
    assert rows["nummer"].is_unique().all()


def test_plain_python_saw_every_group() -> None:
    seen = {group for on in DAYS for role in ROLES for group, _ in week(on, role).values()}
    assert seen == set(GROUPS)


# --- small tables ----------------------------------------------------------------------------------------------------

TASK: dict[str, Any] = {
    "student_id": "1",
    "name": "Een",
    "sort_name": "Een",
    "klas": "H4a",
    "mentor": "ABC",
    "role": "mentor",
    "what": "belt",
    "times": 1,
    "stage": "tl-3",
    "level": 1,
    "reason": "3e keer te laat",
    "norm_hours": None,
    "deadline": date(2026, 12, 10),
    "days_left": -1,
    "is_default": False,
    "group": "te laat",
}


def given(*changes: dict[str, Any]) -> pl.DataFrame:
    found = pl.DataFrame([TASK | change for change in changes], infer_schema_length=None)
    return found.with_columns(pl.col("norm_hours").cast(pl.Float64), pl.col("group").cast(pl.String))


def one(number: str, **change: Any) -> dict[str, Any]:
    return {"student_id": number, "sort_name": number, **change}


def order(*changes: dict[str, Any], hours: dict[str, list[int]] | None = None, role: str = "mentor") -> list[str]:
    weeks = pl.DataFrame(
        {"student_id": list(hours or {}), "hours": list((hours or {}).values())}, schema=NO_WEEKS.schema
    )
    return shapes.pupils(given(*changes), weeks, NO_CONTACTS, role)["nummer"].to_list()


def test_the_group_comes_before_every_weight() -> None:
    rows = [one(f"{place}", group=group, level=place) for place, group in enumerate(GROUPS)]
    assert order(*reversed(rows)) == ["0", "1", "2", "3", "4"]


def test_the_norm_then_the_stage_then_the_hours_and_never_the_days_late() -> None:
    rows = [one("late", days_left=-9), one("hours"), one("high", level=2), one("norm", level=1, norm_hours=16.0)]
    assert order(*rows, hours={"hours": [0, 3], "late": [2, 0]}) == ["norm", "high", "hours", "late"]


def test_a_report_that_another_role_makes_weighs_too() -> None:
    report = one("2", role="verzuimcoördinator", norm_hours=16.0)
    assert order(one("1"), one("2"), report) == ["2", "1"]
    assert order(one("1"), one("2"), {**report, "group": None}) == ["2", "1"]


def test_a_row_holds_the_open_tasks_of_one_role_only() -> None:
    rows = given(
        {},
        {"what": "mailt", "group": "vandaag", "times": 2},
        {"what": "schrijft", "group": None},
        {"role": "conciërge"},
    )
    (row,) = shapes.pupils(rows, NO_WEEKS, NO_CONTACTS, "mentor").to_dicts()
    assert (row["taken"], row["Wanneer"], row["Wat u doet"]) == (
        ["belt", "mailt (2×)"],
        "te laat",
        "1. belt · 2. mailt (2×)",
    )
    (row,) = shapes.pupils(rows, NO_WEEKS, NO_CONTACTS, "").to_dicts()
    assert row["taken"] == ["mentor: belt", "conciërge: belt", "mentor: mailt (2×)"]
    assert shapes.pupils(rows, NO_WEEKS, NO_CONTACTS, "zorgcoördinator").is_empty()


@pytest.mark.parametrize(("amount", "first", "others"), [(1, 0, None), (2, 0, [1]), (3, 0, [1, 2])])
def test_every_task_has_its_button(amount: int, first: int, others: list[int] | None) -> None:
    rows = shapes.pupils(
        given(*[{"what": f"taak {place}"} for place in range(amount)]), NO_WEEKS, NO_CONTACTS, "mentor"
    )
    drawn = shapes.shown(rows, {})
    [label] = drawn["knop"].to_list()[0]
    assert shapes.clicked_task(label) == first
    if others is None:
        assert "knop voor meer" not in drawn.columns
    else:
        assert [shapes.clicked_task(each) for each in drawn["knop voor meer"].to_list()[0]] == others


@pytest.mark.parametrize(
    ("amount", "letters", "labels"),
    [
        (1, [], []),
        (1, [0], [":material/mail:"]),
        (2, [1], [":material/check: 2 taak 1", ":material/mail: 2 Brief of mail: taak 1"]),
    ],
)
def test_a_task_that_is_a_letter_has_a_way_to_its_draft(amount: int, letters: list[int], labels: list[str]) -> None:
    rows = shapes.pupils(
        given(*[{"what": f"taak {place}"} for place in range(amount)]), NO_WEEKS, NO_CONTACTS, "mentor"
    )
    drawn = shapes.shown(rows, {rows["nummer"].item(): letters})
    assert (drawn["knop voor meer"].to_list()[0] if labels else []) == labels
    assert ("knop voor meer" in drawn.columns) == bool(labels)
    mails = [label for label in labels if shapes.is_letter(label)]
    assert [shapes.clicked_task(label) for label in mails] == letters


@pytest.mark.parametrize(
    ("changes", "role", "said"),
    [
        ([], "mentor", "Er staat niets open voor de mentor."),
        ([{}], "mentor", "1 leerling met 1 taak voor de mentor: 1 te laat."),
        ([{"group": "blijft liggen"}], "", "1 leerling met 1 taak: 1 blijft liggen."),
        (
            [one("1"), one("2", group="blijft liggen"), one("3", group="blijft liggen"), one("3", group="vandaag")],
            "mentor",
            "3 leerlingen met 4 taken voor de mentor: 1 te laat, 1 vandaag en 1 blijft liggen.",
        ),
    ],
)
def test_the_sentence_counts_pupils_and_tasks(changes: list[dict[str, Any]], role: str, said: str) -> None:
    every = given(*changes) if changes else given({}).clear()
    assert shapes.answer(shapes.pupils(every, NO_WEEKS, NO_CONTACTS, role), role) == said


# --- the page --------------------------------------------------------------------------------------------------------


def table(page: Any) -> pl.DataFrame:
    """The list as it is drawn."""
    return pl.from_pandas(page.dataframe[0].value)


def looked(open_page: OpenPage, workspace: Workspace, **query: str) -> Any:
    """The page on the day of these tests."""
    return open_page(workspace, "werklijst", **{"peildatum": str(ON), **query})


def press(page: Any, row: int, label: str = shapes.DONE_LABEL, column: str = "knop", place: int = 0) -> Any:
    """Clicks the button in a row of a table, as a browser reports it."""
    states = page._tree.get_widget_states()
    button = page.dataframe[place].proto.button_click_widgets[column]
    states.widgets.add(
        id=button, string_trigger_value=StringTriggerValue(data=json.dumps({"row": row, "label": label}))
    )
    return page._run(states)


def signed(page: Any) -> Any:
    """The page of somebody who gave the initials before."""
    page.session_state["paraaf"] = "JdV"
    return page.run()


def kept(workspace: Workspace) -> list[tuple[str, str, date, str]]:
    return sorted(marks(workspace, SCOPE, TODAY).select("student_id", "role", "done_on", "initials").rows())


def toggles(page: Any) -> dict[str, int]:
    group = next(each for each in page.main.button_group if each.label == "Toon")
    return {text.partition(" (")[0]: int(text.partition(" (")[2].rstrip(")")) for text in group.options}


def test_the_page_counts_what_plain_python_counts(school: School, open_page: OpenPage) -> None:
    want = week(ON, "absentieadministratie")
    page = looked(open_page, school("normaal"), rol="absentieadministratie")
    assert not page.exception
    assert table(page).height == len(want)
    assert answer(page).startswith(f"{len(want)} leerlingen met ")
    assert toggles(page) == {name: sum(group == name for group, _ in want.values()) for name in GROUPS}
    group, amount = next((name, amount) for name, amount in toggles(page).items() if amount)
    assert table(looked(open_page, school("normaal"), rol="absentieadministratie", toon=group)).height == amount


def test_without_a_role_the_page_asks_for_one_and_shows_all(school: School, open_page: OpenPage) -> None:
    page = looked(open_page, school("normaal"))
    assert table(page).height == len(week(ON, ""))
    assert any("Kies hierboven uw rol" in each.value for each in page.main.caption)


def test_nobody_in_a_role_has_words_and_a_button(school: School, open_page: OpenPage) -> None:
    page = looked(open_page, school("normaal"), rol="schoolarts")
    assert "Voor de schoolarts staat er binnen deze keuze niets open" in page.info[0].value
    page = next(each for each in page.button if each.label == "Toon alle rollen").click().run()
    assert table(page).height == len(week(ON, ""))


def test_an_old_link_says_what_is_gone_and_keeps_the_role(school: School, open_page: OpenPage) -> None:
    page = looked(open_page, school("normaal"), rol="conciërge", toon="nieuw", **{"op-ladder": "Te laat"})
    assert not page.exception
    assert "‘nieuw’" in page.warning[0].value
    assert "‘Te laat’" in page.warning[0].value
    assert table(page).height == len(week(ON, "conciërge"))
    assert not looked(open_page, school("normaal"), rol="conciërge").warning


def test_the_list_behind_a_link_is_the_list_of_the_page(school: School, open_page: OpenPage) -> None:
    page = looked(open_page, school("normaal"), rol="conciërge")
    linked = open_page(school("normaal"), "leerlingen", peildatum=str(ON), lijst="werklijst~~conci%C3%ABrge")
    assert linked.dataframe[0].value["Leerling"].to_list() == table(page)["Leerling"].to_list()
    numbers = linked.dataframe[0].value["nummer"].to_list()
    pupil = open_page(
        school("normaal"), "leerling", peildatum=str(ON), leerling=numbers[1], lijst="werklijst~~conci%C3%ABrge"
    )
    assert f"2 van {len(numbers)} · Mijn week" in "\n".join(caption.value for caption in pupil.main.caption)


@pytest.mark.parametrize(
    ("case", "day", "said"),
    [
        ("een leerling", None, "1 leerling met 2 taken: 1 "),
        ("eerste week", None, "30 leerlingen met 30 taken: 30 "),
        ("eerste week", YEAR[1], "Er staat niets open."),
        ("zonder lessentabel", None, " leerlingen met "),
    ],
)
def test_the_answer_in_other_cases(school: School, open_page: OpenPage, case: str, day: date | None, said: str) -> None:
    page = open_page(school(case), "werklijst", **({"peildatum": day.isoformat()} if day else {}))
    assert not page.exception
    assert said in answer(page)


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    return schools.whole_school(tmp_path)


def test_one_click_does_one_task_of_one_role(own: Workspace, open_page: OpenPage) -> None:
    page = signed(looked(open_page, own, rol="absentieadministratie"))
    before = table(page)
    page = press(page, 1)
    assert not page.exception
    assert next(toast.value for toast in page.toast).startswith(f"Gedaan: {before['Leerling'][1]}")
    assert table(page)["Leerling"].to_list() == [name for place, name in enumerate(before["Leerling"]) if place != 1]
    [(_, role, day, by)] = kept(own)
    assert (role, day, by) == ("absentieadministratie", ON, "JdV")
    # Of the other role of the same step nothing is done.
    other = looked(open_page, own, rol="mentor")
    assert table(other).height == len(week(ON, "mentor"))
    undone = next(each for each in page.button if each.label.startswith("Ongedaan maken")).click().run()
    assert kept(own) == []
    assert table(undone)["Leerling"].to_list() == before["Leerling"].to_list()


def test_the_first_click_asks_the_initials_once(own: Workspace, open_page: OpenPage) -> None:
    page = press(looked(open_page, own, rol="conciërge"), 0)
    assert kept(own) == []
    asked = next(box for box in page.text_input if box.label.startswith("Gedaan: "))
    asked.set_value("J")
    page = next(each for each in page.button if each.label == "Verder").click().run()
    assert kept(own) == []


def test_two_people_mark_at_once_and_nobody_slides_under_a_click(own: Workspace, open_page: OpenPage) -> None:
    first = signed(looked(open_page, own, rol="conciërge"))
    second = signed(looked(open_page, own, rol="conciërge"))
    names = table(first)["Leerling"].to_list()
    press(first, 0)
    # The second still sees the old list, and clicks on the second row of that.
    after = press(second, 1)
    assert table(after)["Leerling"].to_list() == names[2:]
    assert len(kept(own)) == 2
    third = signed(looked(open_page, own, rol="conciërge"))
    fourth = signed(looked(open_page, own, rol="conciërge"))
    press(third, 0)
    assert next(toast.value for toast in press(fourth, 0).toast).startswith("Stond al op gedaan: ")
    assert len(kept(own)) == 3


def test_ticked_pupils_are_done_together_and_the_ticks_are_in_the_address(own: Workspace, open_page: OpenPage) -> None:
    order = (
        open_page(own, "leerlingen", peildatum=str(ON), lijst="werklijst~~conci%C3%ABrge")
        .dataframe[0]
        .value["nummer"]
        .to_list()
    )
    page = signed(looked(open_page, own, rol="conciërge", vink=f"{order[2]} {order[0]} 9999"))
    button = next(each for each in page.button if each.label == "Gedaan: 2 taken van 2 leerlingen")
    page = button.click().run()
    assert [student for student, *_ in kept(own)] == sorted([order[0], order[2]])
    assert table(page).height == len(order) - 2
    assert not any(each.label.startswith("Gedaan: ") for each in page.button)


def test_what_was_done_this_week_can_be_taken_back(own: Workspace, open_page: OpenPage) -> None:
    page = looked(open_page, own, rol="conciërge")
    assert not any("Gedaan deze week" in each.label for each in page.expander)
    page = press(signed(page), 0)
    assert next(each.label for each in page.expander) == "Gedaan deze week (1)"
    page.session_state["gedaan-open"] = True
    page = page.run()
    page = press(page, 0, column="Terug", place=1, label=":material/undo: Ongedaan maken")
    assert kept(own) == []


def test_a_clean_start_empties_the_list_and_can_be_undone(own: Workspace, open_page: OpenPage) -> None:
    settle(own, SCOPE, "s", ON, "JdV", ON, role="conciërge")
    assert "Voor de conciërge staat" in looked(open_page, own, rol="conciërge").info[0].value
    assert table(looked(open_page, own, rol="mentor")).height == len(week(ON, "mentor"))


def test_an_earlier_peildatum_does_not_know_the_mark(own: Workspace, open_page: OpenPage) -> None:
    task = tasks(own, ON).filter(pl.col("role") == "conciërge", pl.col("reached_on") < DAYS[26]).head(1)
    mark_done(own, SCOPE, tasks_of(task), ON, "AB", TODAY)
    name = task["name"].item()
    assert name not in table(looked(open_page, own, rol="conciërge"))["Leerling"]
    assert name in table(looked(open_page, own, rol="conciërge", peildatum=str(DAYS[26])))["Leerling"]


# While its task stands on the list, and when that is weeks ago.
@pytest.mark.parametrize("until", [pytest.param(YEAR[9], marks=pytest.mark.long), YEAR[50]], ids=str)
def test_a_mark_without_its_step_is_shown_apart_and_can_be_taken_back(
    open_page: OpenPage, tmp_path: Path, until: date
) -> None:
    workspace = make_workspace(tmp_path, spread("1", "laat", 4), "kgc-2021", until=until)
    mark_done(
        workspace, SCOPE, tasks_of_step("1", "kgc-2021", "te-laat", "tl-3", YEAR[2], hours=[1]), YEAR[4], "AB", YEAR[9]
    )
    labels = [each.label for each in open_page(workspace, "werklijst").expander]
    assert not any("Vinkjes zonder stap" in label for label in labels)
    # The second time late proves to be excused, so the third is a day later.
    rows = [replace(r, code="te_laat_geoorloofd") if r.date == YEAR[1] else r for r in spread("1", "laat", 4)]
    import_files(workspace, [write_csv(tmp_path / "export.csv", rows)])
    page = signed(open_page(workspace, "werklijst"))
    place = [each.label for each in page.expander].index("Vinkjes zonder stap (1)")
    lost = page.expander[place].dataframe[0].value
    assert lost[["Trede", "Paraaf"]].to_numpy().tolist() == [["te-laat: tl-3", "AB"]]


def test_the_page_of_the_pupil_does_and_undoes_a_task(own: Workspace, open_page: OpenPage) -> None:
    page = signed(open_page(own, "leerling", leerling=schools.SICK))
    place = next(n for n, each in enumerate(page.dataframe) if "knop" in each.value)
    assert page.dataframe[place].value[["Wie", "Wat"]].to_numpy().tolist() == [["mentor", "belt uit zorg met thuis"]]
    page = press(page, 0, place=place)
    assert [student for student, *_ in kept(own)] == [schools.SICK]
    assert page.dataframe[place].value["Stand"].to_list() == ["gedaan di 15 dec (JdV)"]
    press(page, 0, place=place)
    assert kept(own) == []


def test_a_task_and_a_report_are_kept_together_or_not_at_all(
    own: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"rol": "verzuimcoördinator", "peildatum": str(schools.LAST)}
    page = signed(looked(open_page, own, **query, vink=schools.REPORTED))
    every = next(each for each in page.button if each.label.startswith("Gedaan: "))
    assert every.label == "Gedaan: 13 taken van 1 leerling"

    def refused(*_: Any) -> int:
        raise UsageError("Dit kan niet.", "Doe het anders.")

    with monkeypatch.context() as patched:
        patched.setattr("dashboard.steps.doing.enter", refused)
        page = every.click().run()
    assert [error.value for error in page.error] == ["Dit kan niet. Doe het anders."]
    assert kept(own) == []


# --- on paper and in Excel -------------------------------------------------------------------------------------------


def listed(workspace: Workspace) -> pl.DataFrame:
    return shapes.pupils(tasks(workspace, schools.LAST), NO_WEEKS, NO_CONTACTS, "")


def test_the_excel_has_every_column_and_says_its_filters(school: School) -> None:
    listing = Listing(Pick("werklijst"), "Mijn week: te laat voor mentor", listed(school("normaal")))
    data = io.BytesIO(workbook(listing, "Klas H4a · peildatum vr 11 dec 2026"))
    top = pl.read_excel(data, has_header=False, read_options={"n_rows": 4})
    assert top.rows()[0][0] == "Mijn week: te laat voor mentor"
    assert "Klas H4a" in str(top.rows()[1][0])
    assert list(top.rows()[-1]) == [
        "Leerlingnummer", "Leerling", "Klas", "Wat u doet", "Wanneer", "Uiterlijk", "Trede", "Waarom", "Laatste contact",
        "Soort contact", "Mentor", "Rol",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["Klas", "Mentor"])
def test_the_sheets_hold_every_pupil_once_and_every_task(school: School, by: str) -> None:
    rows = listed(school("normaal"))
    groups = shapes.sheets(rows, by)
    assert [group["name"] for group in groups] == (["Klas H4a", "Klas V5b"] if by == "Klas" else ["Mentor onbekend"])
    assert sorted(row["Leerling"] for group in groups for row in group["rows"]) == sorted(rows["Leerling"])
    assert sum(len(row["tasks"]) for group in groups for row in group["rows"]) == rows["taken"].list.len().sum()


def test_a_row_on_paper_is_never_cut() -> None:
    tall = {
        "Leerling": "Lang",
        "Klas": "H4a",
        "Trede": "x",
        "Waarom": "w",
        "Wanneer": "te laat",
        "by": "",
        "contact": "",
    }
    rows = [tall | {"Leerling": f"Leerling {n}", "tasks": [f"rij {n} taak {k}" for k in range(9)]} for n in range(6)]
    sheet = {"title": "Mijn week", "described": "", "groups": [{"name": "Klas H4a", "rows": rows}]}
    found = on_paper(printed("werklijst/werklijst.typ", sheet))
    assert len(found) > 1
    for n in range(6):
        assert sorted(page.count(f"rij {n} taak") for page in found)[-2:] == [0, 9]


def test_a_name_on_the_sheet_is_no_markup(school: School) -> None:
    rows = listed(school("normaal")).with_columns(pl.lit("#panic() *x* $1 @y <z>").alias("Leerling"))
    values = {"title": "#panic()", "described": "*", "groups": shapes.sheets(rows, "Klas")}
    assert printed("werklijst/werklijst.typ", values).startswith(b"%PDF-")
