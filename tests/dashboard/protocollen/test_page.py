"""The page Protocollen and its printed copy: one document, wherever it is read."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.app_pages.protocollen import doors
from dashboard.app_pages.protocollen.blocks import Document, Section
from dashboard.app_pages.protocollen.boundaries import TITLE
from dashboard.plain import text as plain
from dashboard.school import snapshot_path
from dashboard.view import View
from pipelines.settings.drafts import save_draft
from pipelines.settings.in_force import adopt
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, EVERYTHING, of_schools
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.pdf_text import pages, squeezed
from tests.dashboard.protocollen.document import texts
from tests.dashboard.test_pages import answer, first_number
from tests.pipelines.histories import YEAR, make_workspace, spread

PROTOCOLS = load_protocols()
BASE = PROTOCOLS["kgc-2021"]
TODAY = date(2026, 11, 24)
NAME = "kgc-strenger"
ViewOf = Callable[[Workspace], View]


@pytest.fixture
def view_of(monkeypatch: pytest.MonkeyPatch) -> ViewOf:
    def make(workspace: Workspace) -> View:
        monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
        viewer = of_schools("s", rights=CARE)
        return View(
            snapshot_path(part_of(workspace)),
            viewer,
            EVERYTHING,
            "s",
            schools.PROTOCOL,
            schools.LAST,
            YEAR[0],
            schools.LAST,
        )

    return make


@pytest.fixture
def drafted(tmp_path: Path) -> Workspace:
    """A school with a stricter draft, whose reason has marks that mean something elsewhere."""
    workspace = make_workspace(tmp_path, spread("1", "laat", 4), protocol="kgc-2021", until=schools.LAST)
    draft = apply(BASE, [Edit(ladder="te-laat", stage="tl-5", number=4)], NAME)
    save_draft(workspace, draft, "kgc-2021", "A. Tester", "Eerder *praten* [echt] #1", TODAY)
    return workspace


@cache
def paper(view: View, name: str) -> tuple[bytes, tuple[str, ...]]:
    """A protocol printed with its boundary table, and the text of each page: what several tests read."""
    printed = doors.printed(view, name, boundary_table=True)
    return printed, tuple(pages(printed))


def label(name: str) -> str:
    return f"{PROTOCOLS[name].name} ({name})"


def screen(page: AppTest) -> str:
    """All text and all cells, without the marks of Markdown."""
    parts = [*page.main.subheader, *page.main.markdown, *page.main.caption, *page.main.warning]
    told = [str(part.value) for part in parts] + [tab.label for tab in page.main.tabs]
    for table in page.main.table:
        told += [str(cell) for cell in (*table.value.columns, *table.value.to_numpy().ravel())]
    return "\n".join(told).replace("\\", "")


def missing(wanted: Iterable[str], found: str) -> list[str]:
    """Texts that a place shows less often than they are to be read."""
    return [text for text, times in Counter(map(squeezed, wanted)).items() if found.count(text) < times]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_screen_and_paper_hold_the_whole_document(
    school: School, open_page: OpenPage, view_of: ViewOf, name: str
) -> None:
    workspace = school("normaal")
    page = open_page(workspace, "protocollen", document=label(name), grensgevallen="true")
    assert not page.exception
    view = view_of(workspace)
    wanted = [*texts(doors.document(view, name)), *texts(doors.boundary_chapter(view, name))]
    assert len(wanted) > 150
    shown = squeezed(screen(page).replace("*", ""))
    assert missing([text.replace("*", "") for text in wanted], shown) == []
    printed, text = paper(view, name)
    assert missing(wanted, squeezed("".join(text))) == []
    assert b"/MarkInfo" in printed
    assert b"/Lang(nl)" in printed


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_page_on_paper_says_what_it_is(school: School, view_of: ViewOf, name: str) -> None:
    _, printed = paper(view_of(school("normaal")), name)
    for number, text in enumerate(printed, 1):
        assert f"bladzijde {number} van {len(printed)}" in " ".join(text.split())
        assert squeezed(f"{label(name)} · afgedrukt") in squeezed(text)


def lines(part: Document | Section) -> Iterable[str]:
    """The rows of all tables, as they are read."""
    for section in part.sections if isinstance(part, Section) else part.chapters:
        yield from (squeezed("".join(row)) for table in section.tables for row in table.rows)
        yield from lines(section)


def introductions(part: Document | Section) -> Iterable[str]:
    """Headings, captions and sentences that need something below them."""
    for section in part.sections if isinstance(part, Section) else part.chapters:
        filled = section.pairs or section.tables or section.steps or section.items or section.sections
        yield from (section.title, *(section.text if filled else ()))
        yield from (text for table in section.tables for text in (table.caption, "".join(table.head)))
        yield from introductions(section)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_no_heading_stands_alone_at_the_foot_of_a_page(school: School, view_of: ViewOf, name: str) -> None:
    view = view_of(school("normaal"))
    chapters = (*doors.document(view, name).chapters, doors.boundary_chapter(view, name))
    document = replace(doors.document(view, name), chapters=chapters)
    alone = tuple(squeezed(text) for text in (*introductions(document), "Wanneer Wie doet wat", "Goedgekeurd"))
    for page in paper(view, name)[1]:
        above, footer, _ = squeezed(page).partition(squeezed(f"{label(name)} · afgedrukt"))
        assert footer
        assert len(above) > 50
        # A row of a table may end with a cell that reads like a heading.
        assert [text for text in alone if above.endswith(text) and not above.endswith(tuple(lines(document)))] == []


def test_the_boundary_table_is_printed_when_asked(school: School, view_of: ViewOf) -> None:
    view = view_of(school("normaal"))
    without, whole = (
        squeezed("".join(text))
        for text in (pages(doors.printed(view, "nl-mazl", boundary_table=False)), paper(view, "nl-mazl")[1])
    )
    assert TITLE not in without
    assert "Goedgekeurd" not in without
    assert f"{TITLE}14gevallen" in whole
    assert "Handtekening" in whole


def test_the_protocol_in_force_comes_first(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "protocollen")
    options = page.selectbox(key="document").options
    assert page.selectbox(key="document").value == schools.PROTOCOL
    assert options[0] == label(schools.PROTOCOL)
    assert options[-2:] == [label("nl-leerplicht"), label("nl-mazl")]
    assert "Van kracht bij School" in screen(page)


def test_the_answer_counts(school: School, open_page: OpenPage) -> None:
    assert answer(open_page(school("normaal"), "protocollen")).startswith("6 ladders met 14 treden; 9 open normen en ")
    conflict = answer(open_page(school("normaal"), "protocollen", document=label("cgu-2024")))
    assert "6 ladders met 9 treden, waarvan 1 in strijd met de wet;" in conflict
    assert "1 ladder met 1 trede; 2 open normen en 2 bevindingen" in answer(
        open_page(school("normaal"), "protocollen", document=label("nl-mazl"))
    )


def test_a_conflict_with_the_law_is_a_warning_above_and_at_its_stage(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "protocollen", document=label("leerlingenbureau-2020"))
    warnings = [str(warning.value).replace("\\", "") for warning in page.warning]
    assert len(warnings) == 2
    assert warnings[0].startswith("In strijd met de wet: Ziekteverzuim, trede 6 (zk-200).")
    assert warnings[1] in warnings[0]
    assert "wettelijk conflict" in screen(page)


def test_the_boundary_table_waits_until_it_is_asked_for(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "protocollen")
    tables = len(page.table)
    assert "precies genoeg" not in screen(page).lower()
    page.toggle(key="grensgevallen").set_value(True).run()
    assert "precies genoeg" in screen(page).lower()
    assert len(page.table) > tables


def test_a_tested_pattern_says_why_it_has_no_boundaries(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "protocollen", document=label("mlg-2020"), grensgevallen="true")
    assert "Trede 2 (zk-patroon): een getoetst patroon heeft geen grensgevallen." in screen(page)


def test_a_nonsense_choice_is_the_one_in_force(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "protocollen", document="geen", grensgevallen="misschien")
    assert not page.exception
    assert page.selectbox(key="document").value == schools.PROTOCOL


def test_nobody_is_named(school: School, open_page: OpenPage) -> None:
    shown = screen(open_page(school("normaal"), "protocollen", grensgevallen="true"))
    assert [student for student in schools.PUPILS if student in shown] == []


def test_a_draft_says_so_and_what_it_changes(drafted: Workspace, open_page: OpenPage, view_of: ViewOf) -> None:
    page = open_page(drafted, "protocollen", document=f"{BASE.name} (concept {NAME})")
    assert not page.exception
    shown = screen(page)
    assert page.selectbox(key="document").options[1] == f"{BASE.name} (concept {NAME})"
    assert "Concept: het doet mee in vergelijkingen en is nergens van kracht." in shown
    assert "door A. Tester op 24-11-2026, uitgaande van kgc-2021" in shown
    assert "Eerder *praten* [echt] #1" in shown
    assert "vanaf 4 keer te laat per schooljaar in plaats van vanaf 5 keer te laat per schooljaar" in shown
    assert "Lezing: het getal en over welke tijd." in shown
    wanted = texts(doors.document(view_of(drafted), NAME))
    assert missing(wanted, squeezed("".join(pages(doors.printed(view_of(drafted), NAME, boundary_table=False))))) == []


def test_a_changed_draft_shows_at_once(drafted: Workspace, open_page: OpenPage) -> None:
    chosen = f"{BASE.name} (concept {NAME})"
    assert "vanaf 4 keer te laat" in screen(open_page(drafted, "protocollen", document=chosen))
    later = apply(BASE, [Edit(ladder="te-laat", stage="tl-5", number=6)], NAME)
    save_draft(drafted, later, "kgc-2021", "A. Tester", "Later", TODAY)
    assert "vanaf 4 keer te laat" not in screen(open_page(drafted, "protocollen", document=chosen))


def test_an_adopted_draft_is_no_draft_any_more(drafted: Workspace, open_page: OpenPage) -> None:
    adopt(drafted, NAME, "s", "De directie", TODAY)
    shown = screen(open_page(drafted, "protocollen", document=f"{BASE.name} ({NAME})"))
    assert "door De directie op 24-11-2026" in shown
    assert "Concept:" not in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id = ", "is geen geldige TOML"),
        ('id = "stuk"\n', "ontbreekt"),
        ("kgc-2021", "'id' is 'kgc-2021', maar het bestand heet stuk"),
    ],
)
def test_a_draft_that_cannot_be_read_is_named_with_a_remedy(
    drafted: Workspace, open_page: OpenPage, content: str, said: str
) -> None:
    shipped = Path(__file__).parents[3] / "protocols" / "files" / "kgc-2021.toml"
    text = shipped.read_text(encoding="utf-8") if content in PROTOCOLS else content
    (drafted.path / "protocols" / "stuk.toml").write_text(text, encoding="utf-8")
    page = open_page(drafted, "protocollen")
    assert not page.exception
    (warning,) = (str(warning.value).replace("\\", "") for warning in page.warning)
    assert warning.startswith("Het bestand stuk.toml is niet te lezen en ontbreekt daarom in de keuze.")
    assert said in warning
    assert first_number(answer(page)) == 6
    assert len(page.selectbox(key="document").options) == len(PROTOCOLS) + 1


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return page.run()


def in_force(page: AppTest) -> list[tuple[str, str, str]]:
    """Protocol, how and by whom, newest first, as the page lists it."""
    (frame,) = [each.value for each in page.dataframe if "Van kracht vanaf" in each.value]
    return list(frame[["Protocol", "Hoe", "Door"]].itertuples(index=False, name=None))


def test_a_shipped_protocol_is_put_in_force_and_back_on_the_page(tmp_path: Path, open_page: OpenPage) -> None:
    own = schools.whole_school(tmp_path)
    start = open_workspace(own.path).school("s").protocol
    page = open_page(own, "protocollen", document="mlg-2020")
    assert in_force(page) == [(start, "eerste protocol", "–")]
    assert [each.key for each in page.toggle if each.key in ("terug", "vast")] == []
    page.selectbox(key="document").select("mlg-2020").run()
    page.toggle(key="vast").set_value(True).run()
    asked = " ".join(each.value for each in page.markdown)
    assert f"van: {plain(start)}" in asked
    assert "op een andere hoogte dan nu" in asked
    press(page, "Stel vast: geldt vanaf nu")
    assert "paraaf" in page.error[0].value.lower()
    assert open_workspace(own.path).school("s").protocol == start
    page.text_input(key="besluit-mlg-2020").input("de")
    press(page, "Stel vast: geldt vanaf nu")
    assert not page.exception
    assert open_workspace(own.path).school("s").protocol == "mlg-2020"
    assert in_force(page)[0] == ("mlg-2020", "vastgesteld", "de")
    page.toggle(key="terug").set_value(True).run()
    page.text_input(key="terug-paraaf").input("co")
    press(page, "Draai terug: geldt vanaf nu")
    assert not page.exception
    assert open_workspace(own.path).school("s").protocol == start
    assert [each[0] for each in in_force(page)] == [start, "mlg-2020", start]
    assert in_force(page)[0] == (start, "teruggedraaid", "co")


def test_without_every_right_nobody_goes_back(
    tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = schools.whole_school(tmp_path)
    adopt(own, "mlg-2020", "s", "De directie", TODAY)
    right = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(right(workspace), rights=frozenset()))
    page = open_page(own, "protocollen")
    page.toggle(key="terug").set_value(True).run()
    (button,) = [button for button in page.button if button.label == "Draai terug: geldt vanaf nu"]
    assert button.disabled
    assert any("Alleen wie alle rechten heeft" in each.value for each in page.caption)
