"""A school whose own protocol has ladders of sickness only, for who has not the right to care: every page opens and says so."""

from dataclasses import replace

import pytest

from dashboard import access
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, Viewer, of_afdelingen, of_mentors, of_schools
from tests.dashboard.conftest import OpenPage
from tests.dashboard.test_care_apart import STAGES, WITHOUT, told
from tests.pages import PAGES
from tests.pipelines.test_care_apart import registrations, school_of
from tests.shared import copied, once, some

PROTOCOL = "nl-mazl"
SAID = f"Het geldende protocol ({PROTOCOL}) gaat alleen over ziekte"
VIEWERS: dict[str, Viewer] = {
    "verzuimcoördinator": WITHOUT,
    "mentor": replace(of_schools("s"), roles=frozenset({"mentor"}), offices=("mentor",)),
    "afdelingsleider": replace(of_afdelingen("s", "vwo"), offices=("afdelingsleider",)),
    "mentor van niemand": replace(of_mentors("s", "M9"), offices=("mentor",)),
}
PARTS = ("Naast elkaar", "Wie verschilt", "Wat als", "Open normen")
PLACES = [*((page, "") for page in PAGES), *(("vergelijken", part) for part in PARTS)]
# The rules of a protocol are public, and so is what the school set.
RULES = {"instellingen", "protocollen", "nieuwe_school"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = once("alleen ziekte", lambda folder: school_of(folder, registrations(), PROTOCOL))
    return open_workspace(copied(made, tmp_path_factory.mktemp("ziekte")) / "werkmap")


@pytest.mark.parametrize(
    ("page", "part"), some(PLACES, ("ladders", ""), ("leerling", ""), *(("vergelijken", part) for part in PARTS))
)
@pytest.mark.parametrize("who", some(VIEWERS, "verzuimcoördinator"))
def test_every_page_opens_without_sickness(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, page: str, part: str, who: str
) -> None:
    monkeypatch.setattr(access, "viewer", lambda _: VIEWERS[who])
    # Of nobody who is ill only: who is late as well has a page.
    shown = open_page(workspace, page, leerling="1001", **({"deel": part} if part else {}))
    assert not shown.exception
    if page in ("ladders", "vergelijken") and VIEWERS[who].reads(page):
        assert shown.header[0].value.startswith(SAID)
    if page not in RULES and part not in ("Wat als", "Open normen"):
        assert told(shown, STAGES) == []


def test_who_sees_care_is_told_the_figures(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "viewer", lambda _: of_schools("s", rights=CARE))
    for page in ("ladders", "vergelijken"):
        shown = open_page(workspace, page)
        assert not shown.exception
        assert SAID not in shown.header[0].value
    assert shown.header[0].value.startswith("Het geldende protocol vraagt ")
