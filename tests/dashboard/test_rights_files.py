"""Every file that a page offers, in every role: taken apart, it names no pupil of another, nor a date of birth not to be seen."""

import ast
import email
import email.policy
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, saving, signed_in
from pipelines.settings.drafts import save_draft
from pipelines.store.workspace import Workspace, open_workspace
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.dashboard.conftest import OpenPage
from tests.dashboard.pdf_text import pages, squeezed
from tests.dashboard.test_care_apart import LINKS
from tests.dashboard.test_rights_pages import BORN, ROLES, let_in, opens, others
from tests.pages import PAGES
from tests.pipelines.rights_school import DAYS, LAST, rights_school
from tests.shared import amount, copied, once

# Of the five the one with letters of most roles, and with pupils who have to come back.
PROTOCOL = "leerlingenbureau-2020"
DRAFT = "minder-laat"
LETTERS = [
    {"ladder": ladder.id, "trede": stage.id, "brief": action.letter}
    for ladder in load_protocols()[PROTOCOL].ladder
    for stage in ladder.stage
    for action in stage.action
    if action.letter
]
LADDERS = tuple(ladder.id for ladder in load_protocols()[PROTOCOL].ladder)
LISTS = [*(link.replace("kgc-2021", PROTOCOL) for link in LINKS), *(f"trede~{PROTOCOL}~{ladder}" for ladder in LADDERS)]
# Of a pupil who is the mentor's, one who is another's by now and one who left.
ASKED = ("lla1", "lla3", "lla4")
EVERY_GROUP = ["op deze dag", "eerder gemist", "niet vastgelegd", "zonder vaste dag"]
# All that is held of one pupil, for the parents: who gets it, and after whose word, tests/dashboard/verzoeken holds.
FOR_PARENTS, OF_ONE = "app_pages/verzoeken/", "zip"
Place = tuple[str, dict[str, str | list[str]]]


class File(NamedTuple):
    """A file that a page offered: where in the program its button stands, what it is called, and all it tells."""

    button: str
    name: str
    told: bytes


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = once("rechten op bestanden", lambda folder: rights_school(folder, protocol=PROTOCOL))
    there = open_workspace(copied(made, tmp_path_factory.mktemp("rechten")) / "werkmap")
    draft = apply(load_protocols()[PROTOCOL], [Edit(ladder="ongeoorloofd", stage="oa-10", number=9)], DRAFT)
    save_draft(there, draft, PROTOCOL, "AB", "om te zien", LAST)
    let_in(there)
    return there


def excel(data: bytes) -> bytes:
    """Every part of the book, also what no sheet shows."""
    with ZipFile(BytesIO(data)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())


def letter(data: bytes) -> bytes:
    """The heads and every part of a mail."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join([*map(str, message.values()), *map(str, parts)]).encode()


TOLD: dict[str, Callable[[bytes], bytes]] = {
    "xlsx": excel,
    "eml": letter,
    "pdf": lambda data: squeezed("".join(pages(data))).encode(),
    **dict.fromkeys(("csv", "html", "toml"), lambda data: data),
}


def place(page: str, **query: str | list[str]) -> Place:
    """A page with an address."""
    return page, query


# What an address may ask: every page, the form, list and letter of somebody, on each day.
PLACES = [
    *(place(page, leerling=pupil) for page in PAGES for pupil in (ASKED if page == "leerling" else ASKED[1:2])),
    *(place("leerlingen", lijst=link) for link in LISTS),
    *(place("brief", leerling=pupil, **letter) for letter in LETTERS for pupil in ASKED),
    place("vergelijken", deel="Wat als"),
    place("vergelijken", deel="Wie verschilt"),
    place("terugkomlijst", toon=EVERY_GROUP),
    place("logboek", onderdeel="Verwerkingen"),
]


def buttons() -> set[str]:
    """Where in the program something leaves as a file: every call of `saving.download` but for parents, as file and line."""
    root = Path(access.__file__).parent
    return {
        f"{path.relative_to(root)}:{node.lineno}"
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "saving.download"
        if not str(path.relative_to(root)).startswith(FOR_PARENTS)
    }


class Offered:
    """Stands in for the button, and keeps what it would hand over."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str, Callable[[], bytes]]] = []

    def __call__(self, _label: str, data: Callable[[], bytes], *, file_name: str, disabled: bool, **_: Any) -> None:
        caller = sys._getframe(2)
        where = Path(caller.f_code.co_filename).relative_to(Path(access.__file__).parent)
        if not disabled:
            self.made.append((f"{where}:{caller.f_lineno}", file_name, data))

    def files(self) -> Iterator[File]:
        """The files of the buttons drawn since last time, each made now."""
        made, self.made = self.made, []
        for button, name, make in {each[:2]: each for each in made}.values():
            yield File(button, name, TOLD[name.rpartition(".")[2]](make()))


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offered:
    found = Offered()
    monkeypatch.setattr("streamlit.download_button", found)
    return found


def runs(shown: AppTest) -> Iterator[AppTest]:
    """The page as it opens, and with each choice of a form that names a pupil."""
    yield shown
    for n, box in enumerate(shown.selectbox):
        if "Formulier" in box.label:
            for option in range(amount(1, len(box.options))):
                yield shown.selectbox[n].select_index(option).run()


def walk(
    workspace: Workspace,
    open_page: OpenPage,
    offered: Offered,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    on: date,
    places: list[Place],
) -> list[File]:
    """All files that somebody of a role can get on a day; none of them tells of another's pupil."""
    found = []
    monkeypatch.setattr(signed_in, "person", lambda: role)
    for page, query in places:
        for shown in runs(open_page(workspace, page, peildatum=str(on), **query)):
            assert not shown.exception, (page, query)
            for file in offered.files():
                assert not others(role).search(file.told), (file.name, page, query)
                assert opens(role, "geboortedatum") or not BORN.search(file.told), (file.name, page, query)
                found.append(file)
    return found


# Who gets what where, so that every button is tried in `make test` as well.
SHORT: dict[str, list[Place]] = {
    "mentor": [place("werklijst"), place("leerling", leerling="lla1"), place("leerling", leerling="lla3")],
    "afdelingsleider": [place("brief", leerling="llc1", **LETTERS[0]), place("brief", leerling="llb1", **LETTERS[0])],
    "verzuimcoördinator": [
        place("leerplicht"),
        place("terugkomlijst", toon=EVERY_GROUP),
        place("inlezen"),
        place("vergelijken", deel="Wat als"),
    ],
    "zorgcoördinator": [place("ziekte")],
    "rector": [place("mt_rapport"), place("protocollen")],
    "fg": [place("logboek", onderdeel="Verwerkingen")],
}


def test_every_button_gives_a_file_about_own_pupils(
    workspace: Workspace, open_page: OpenPage, offered: Offered, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {
        role: walk(workspace, open_page, offered, monkeypatch, role, LAST, places) for role, places in SHORT.items()
    }
    assert {file.button for files in found.values() for file in files} == buttons()
    kinds = {file.name.rpartition(".")[2] for files in found.values() for file in files}
    assert set(TOLD) == set(saving.TYPES) - {OF_ONE} == kinds
    # What finds nobody in a file would find nobody else in it either.
    naming = {
        file.button.split(":")[0]
        for role, files in found.items()
        for file in files
        if any(pupil.encode() in file.told for pupil in ROLES[role][1])
    }
    assert naming == {
        "components.py",
        "letters/panel.py",
        "app_pages/leerling/talk.py",
        "app_pages/leerplicht/panel.py",
        "app_pages/terugkomlijst/panel.py",
        "app_pages/werklijst/printing.py",
        "app_pages/ziekte/printing.py",
    }


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("on", DAYS)
def test_no_file_names_a_pupil_of_another(
    workspace: Workspace, open_page: OpenPage, offered: Offered, monkeypatch: pytest.MonkeyPatch, role: str, on: date
) -> None:
    """The lists on the last day only: what a file of one holds on the others, `test_a_list_names_no_pupil_of_another` asks."""
    places = PLACES if on == LAST else [each for each in PLACES if "lijst" not in each[1]]
    walk(workspace, open_page, offered, monkeypatch, role, on, places)
