"""Who has not the right to care meets nothing of sickness: on no page, list behind a bar, link or file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from dashboard import access, lists
from dashboard.app_pages.datakwaliteit.shapes import ISSUES
from dashboard.app_pages.mt_rapport import doors as mt_rapport
from dashboard.app_pages.mt_rapport.figures import UNKNOWN
from dashboard.listing import StaleLinkError, parse_pick
from dashboard.steps import doors as steps
from dashboard.view import WITHOUT_CARE, View
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import mark_done, tasks_of
from pipelines.questions.worklist import worklist
from pipelines.store.workspace import Workspace
from pipelines.viewer import RIGHTS, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage
from tests.dashboard.trends.test_page import view_of
from tests.pages import PAGES
from tests.pipelines.histories import SCOPE
from tests.pipelines.test_care_apart import ILL, OFTEN_ILL, sick_school

WITHOUT = of_schools("s", rights=RIGHTS - {"care"})
PUPILS = re.compile(f"{ILL}|{OFTEN_ILL}".encode())
KGC = schools.PROTOCOL
STAGES = re.compile(rb"\bzk-|\bgym-|\bli-", re.I)
WORDS = re.compile(STAGES.pattern + rb"|ziek|M@ZL", re.I)
NOBODY = re.compile(rb"(?!)")
# These pages say the word of nobody: that there is no right to it, or as a rule, a code or a setting.
OF_NOBODY = {"ziekte": STAGES, "mt_rapport": STAGES, "datakwaliteit": STAGES}
# Of a large group Trends has the weeks of sickness.
OF_NOBODY |= {"trends": STAGES}
OF_NOBODY |= dict.fromkeys(("instellingen", "inlezen", "nieuwe_school", "protocollen"), NOBODY)
YEAR = "2026-2027"
SOONER = f"{KGC}%3Bgetal:ziek:zk-10d:1:1:2"
LINKS = [
    *(f"{kind}~{KGC}~{ladder}" for kind in ("trede", "bijna") for ladder in ("ziek", "gym")),
    "trede~nl-mazl~ziek",
    f"stroom~{KGC}~ziek~2026-09-04~omhoog",
    f"van-naar~{KGC}~ziek~2026-09-04~geen trede~zk-5d",
    *(f"week~{kind}~2026-12-07" for kind in ("ziek", "ziek_naar_huis", "ziekrooster", "totaal_afwezig")),
    f"deel~ziek~{YEAR}~klas~H4a",
    f"cel~ziek~{YEAR}~1~1",
    f"vak~ziek~{YEAR}~ne",
    f"verschil~{KGC}~mlg-2020~ziek",
    f"verschil~{KGC}~mlg-2020~alles",
    "variant~mlg-2020~ziek~zk-5d",
    f"wat-als~{SOONER}~wordt~ziek~zk-10d",
    f"verschoven~{SOONER}",
    f"verschil~{KGC}~{SOONER}~alles",
    f"variant~{SOONER}~ziek~zk-10d",
    "gemist~mlg-2020",
    "zonder-nadering~mlg-2020",
    "duo~maand",
    *(f"nalopen~{finding}" for finding in ISSUES),
    "ziek-signaal~nl-mazl",
    "ziek-afdeling~havo",
    *lists.LISTS,
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The school, in which somebody marked a task about sickness: of who may not see that task it is no lost mark."""
    found = sick_school(tmp_path_factory.mktemp("zorg"))
    snapshot = open_snapshot(found)
    asked = worklist(snapshot, SCOPE, schools.LAST).filter(track="ziek").drop("times")
    snapshot.close()
    tasks = tasks_of(asked.explode("actions").unnest("actions"))
    assert mark_done(found, SCOPE, tasks, schools.LAST, "AB", schools.LAST)
    return found


@pytest.fixture
def view(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    return replace(view_of(workspace), viewer=WITHOUT)


def drawn(block: Block) -> Iterator[tuple[str, bytes]]:
    """Every element of a page: its kind, and all that the browser gets of it."""
    for element in block.children.values():
        yield element.type, element.proto.SerializeToString() if element.proto else b""
        if isinstance(element, Block):
            yield from drawn(element)


def told(page: AppTest, words: re.Pattern[bytes]) -> list[tuple[str, bytes]]:
    """The elements of a page that tell of sickness, or of a pupil who is nothing but ill outside the choice of pupils."""
    found = []
    for kind, raw in (*drawn(page.main), *drawn(page.sidebar)):
        data = raw.replace(WITHOUT_CARE.encode(), b"")
        hit = words.search(data) or (kind not in ("selectbox", "multiselect") and PUPILS.search(data))
        if hit:
            found.append((kind, data[max(0, hit.start() - 80) : hit.end() + 80]))
    return found


# What somebody may ask by hand in the address of a page.
ADDRESSES: list[tuple[str, dict[str, str], re.Pattern[bytes]]] = [
    *((page, {"leerling": "1024"}, OF_NOBODY.get(page, WORDS)) for page in PAGES),
    ("trends", {"soort": "ziek"}, STAGES),
    ("trends", {"soort": "ziek", "klas": "V5b"}, WORDS),
    ("ladders", {"ladder": "ziek", "leerlingen": "near"}, WORDS),
    ("leerling", {"leerling": "1024", "ernaast": "mlg-2020"}, WORDS),
    ("vergelijken", {"deel": "Wie verschilt"}, WORDS),
    # The editor has every rule of the protocol.
    ("vergelijken", {"deel": "Wat als", "concept": unquote(SOONER)}, NOBODY),
    ("vergelijken", {"deel": "Open normen"}, WORDS),
]


@pytest.mark.parametrize(("page", "query", "words"), ADDRESSES)
def test_a_page_tells_nothing_of_sickness(
    workspace: Workspace,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    query: dict[str, str],
    words: re.Pattern[bytes],
) -> None:
    monkeypatch.setattr(access, "viewer", lambda _: WITHOUT)
    shown = open_page(workspace, page, **query)
    assert not shown.exception
    assert told(shown, words) == []


@pytest.mark.parametrize("link", LINKS)
def test_a_list_tells_nothing_of_sickness(view: View, link: str) -> None:
    try:
        listing = lists.find(view, parse_pick(link))
    except StaleLinkError:
        return
    written = repr(listing.frame.rows()).encode()
    assert not PUPILS.search(written), written
    assert not WORDS.search(written), written


def test_a_file_tells_nothing_of_sickness(view: View) -> None:
    assert not WORDS.search(repr(steps.tasks(view).rows()).encode())
    report = mt_rapport.report(view)
    assert not STAGES.search(mt_rapport.html(view))
    assert [figure.said for figure in report.figures if "iek" in figure.name] == [(UNKNOWN,) * 3] * 2
    assert [sentence for sentence in report.statements if "iek" in sentence] == []
