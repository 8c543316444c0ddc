"""Toegang: the table of persons, edited, approved and taken back; and looking through the eyes of another."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, looking_as, signed_in
from pipelines.access import keep
from pipelines.access.people import load, person_called
from pipelines.audit.log import log_path
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace
from pipelines.today import today
from pipelines.viewer import NOBODY, Scope
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage

SIGN_IN = (
    '[signin]\nprovider = "entra"\nissuer = "https://localhost/in"\nclient_id = "a"\nurl = "https://localhost"\n\n'
)
TABLE = """# onze mentor
[[person]]
id = "m@x.nl"
initials = "MEN"
role = "mentor"
mentors = ["BRG"]

[[person]]
id = "r@x.nl"
initials = "REC"
role = "rector"

[[person]]
id = "i@x.nl"
initials = "ICT"
role = "ict"

[[person]]
id = "f@x.nl"
initials = "FG"
role = "fg"

[[person]]
id = "v@x.nl"
initials = "VER"
role = "verzuimcoördinator"
"""
Put = Callable[[str], Workspace]
SignIn = Callable[[str], None]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """A workspace of thirty pupils, with a table."""

    def make(text: str) -> Workspace:
        workspace = schools.whole_school(tmp_path)
        path = workspace.path / "toegang.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return workspace

    return make


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Lets somebody be signed in."""

    def as_(person: str) -> None:
        monkeypatch.setattr(signed_in, "person", lambda: person)

    return as_


@pytest.fixture
def approved(put: Put) -> Workspace:
    """A school where people sign in and everybody is approved, but the mentor."""
    workspace = put(SIGN_IN + TABLE)
    give(workspace, "r@x.nl")
    give(workspace, "i@x.nl", "f@x.nl", "v@x.nl", by="r@x.nl")
    return workspace


def give(workspace: Workspace, *persons: str, by: str = "") -> None:
    found = [person_called(load(workspace), person) for person in persons]
    keep.approve(workspace, [person for person in found if person], by, today())


def field(page: AppTest, kind: str, label: str) -> Any:
    found: list[Any] = list(page.get(kind))
    return next(each for each in found if each.label == label)


def press(page: AppTest, label: str) -> AppTest:
    shown = next(each for each in page.button if each.label == label).click().run()
    assert not shown.exception
    return shown


def plainly(shown: str) -> str:
    """Without the joints that keep a browser from making a link of an address."""
    return shown.replace("\u2060", "")


def text(workspace: Workspace) -> str:
    return (workspace.path / "toegang.toml").read_text(encoding="utf-8")


def test_a_row_is_added_changed_taken_away_and_back(put: Put, open_page: OpenPage) -> None:
    workspace = put(TABLE)
    page = open_page(workspace, "toegang", **{"toegang-deel": "Toevoegen of wijzigen"})
    assert not page.exception
    assert page.header[0].value.startswith("5 personen, van wie er 5 vandaag toegang hebben.")
    field(page, "selectbox", "Rol").set_value("afdelingsleider").run()
    field(page, "text_input", "Account").set_value("l@x.nl")
    field(page, "text_input", "Paraaf").set_value("LEI")
    assert field(page, "multiselect", "Afdelingen").options == ["havo", "vwo", "overig"]
    # A leader without an afdeling would see nobody: it is refused, and nothing is kept.
    page = press(page, "Toevoegen")
    assert "Een afdelingsleider heeft een lijst nodig" in page.error[0].value
    assert text(workspace) == TABLE
    field(page, "multiselect", "Afdelingen").set_value(["vwo"])
    page = press(page, "Toevoegen")
    assert text(workspace) == TABLE + (
        '[[person]]\nid = "l@x.nl"\ninitials = "LEI"\nrole = "afdelingsleider"\nafdelingen = ["vwo"]\n'
    )
    field(page, "selectbox", "Wie").set_value("m@x.nl").run()
    field(page, "text_input", "Paraaf").set_value("MTR")
    page = press(page, "Bewaren")
    assert text(workspace).startswith('# onze mentor\n[[person]]\nid = "m@x.nl"\ninitials = "MTR"\n')
    field(page, "selectbox", "Wie").set_value("l@x.nl").run()
    page = press(page, "Verwijderen")
    assert "l@x.nl" not in text(workspace)
    assert any("Laatste wijziging: l@x.nl verwijderd" in plainly(caption.value) for caption in page.caption)
    page = press(page, "Draai terug")
    assert "l@x.nl" in text(workspace)
    assert [change.what for change in keep.history(workspace)][-1] == "l@x.nl toegevoegd"


def test_mentors_are_added_from_their_codes(put: Put, open_page: OpenPage, tmp_path: Path) -> None:
    workspace = put(TABLE)
    list_ = tmp_path / "lijst.csv"
    lines = [
        f"{pupil};Naam{pupil};{schools.klas_of(pupil)};{'BRG' if pupil < '1010' else 'DJK'}" for pupil in schools.PUPILS
    ]
    list_.write_text("\n".join(["Stamnr;Naam;Klas;Mentor", *lines]) + "\n", encoding="utf-8")
    import_files(workspace, [list_])
    page = open_page(workspace, "toegang", **{"toegang-deel": "Mentorcodes"})
    area = page.text_area[0]
    assert area.value == "DJK = "
    area.set_value("DJK = d.jk@x.nl\nfout")
    page = press(page, "Zet deze rijen erbij")
    assert page.error[0].value.endswith("account: fout.")
    assert text(workspace) == TABLE
    page.text_area[0].set_value("DJK = d.jk@x.nl\n")
    page = press(page, "Zet deze rijen erbij")
    assert '[[person]]\nid = "d.jk@x.nl"\ninitials = "DJK"\nrole = "mentor"\nmentors = ["DJK"]\n' in text(workspace)
    assert "Elke mentorcode" in page.info[0].value


def test_ict_edits_and_the_rector_approves(approved: Workspace, open_page: OpenPage, sign_in: SignIn) -> None:
    sign_in("i@x.nl")
    page = open_page(approved, "toegang", **{"toegang-deel": "Akkoord"})
    assert not page.exception
    assert "Akkoord" not in [button.label for button in page.button]
    assert any("Akkoord geeft een rector" in plainly(caption.value) for caption in page.caption)
    sign_in("r@x.nl")
    page = open_page(approved, "toegang", **{"toegang-deel": "Akkoord"})
    assert list(field(page, "segmented_control", "Onderdeel").options) == ["Personen", "Akkoord", "Wijzigingen"]
    assert field(page, "multiselect", "Akkoord op").options == ["m@x.nl"]
    field(page, "checkbox", "Alle 1").set_value(True)
    page = press(page, "Akkoord")
    assert access.viewer(approved).offices == ("rector",)
    sign_in("m@x.nl")
    assert access.viewer(approved).scope == Scope(mentors=(("s", "BRG"),))
    sign_in("r@x.nl")
    field(page, "selectbox", "Akkoord intrekken van").set_value("m@x.nl").run()
    press(page, "Trek in")
    sign_in("m@x.nl")
    assert access.viewer(approved) == NOBODY
    assert log_path(approved.path).read_text().count('"event": "right"') == 6


@pytest.mark.parametrize("person", ["m@x.nl", "v@x.nl", "vreemd@x.nl", ""])
def test_the_table_is_for_nobody_else(approved: Workspace, open_page: OpenPage, sign_in: SignIn, person: str) -> None:
    sign_in(person)
    page = open_page(approved, "toegang")
    assert not page.exception
    shown = " ".join(
        str(getattr(each, "value", "")) for kind in ("markdown", "caption", "info", "error") for each in page.get(kind)
    )
    assert not re.search(r"[a-z]@x\.nl", shown.replace(person or "-", ""))
    assert not page.dataframe


def test_the_fg_reads_and_changes_nothing(approved: Workspace, open_page: OpenPage, sign_in: SignIn) -> None:
    sign_in("f@x.nl")
    page = open_page(approved, "toegang")
    assert len(page.dataframe[0].value) == 5
    assert [button.label for button in page.button] == ["Verzoeken van ouders"]


def test_what_changed_meanwhile_is_not_approved(approved: Workspace, open_page: OpenPage, sign_in: SignIn) -> None:
    sign_in("r@x.nl")
    page = open_page(approved, "toegang", **{"toegang-deel": "Akkoord"})
    field(page, "checkbox", "Alle 1").set_value(True)
    (approved.path / "toegang.toml").write_text(text(approved).replace('["BRG"]', '["BRG", "DJK"]'))
    page = press(page, "Akkoord")
    assert "Intussen heeft iemand anders de tabel veranderd" in page.error[0].value
    sign_in("m@x.nl")
    assert access.viewer(approved) == NOBODY


def test_looking_as_another_shows_what_both_may_see(approved: Workspace, open_page: OpenPage, sign_in: SignIn) -> None:
    give(approved, "m@x.nl", by="r@x.nl")
    sign_in("v@x.nl")
    page = open_page(approved, "werklijst")
    assert not page.warning
    assert field(page, "selectbox", "Bekijk als").options == ["m@x.nl", "r@x.nl", "i@x.nl", "f@x.nl"]
    page = open_page(approved, "werklijst", als="m@x.nl")
    assert "U bekijkt de pagina's als m@x.nl" in plainly(page.warning[0].value)
    page.run()
    lines = [line for line in log_path(approved.path).read_text().splitlines() if '"view_as"' in line]
    assert len(lines) == 1
    assert '"person": "v@x.nl"' in lines[0]
    assert '"what": "m@x.nl"' in lines[0]


def test_who_may_not_look_as_another_keeps_the_own_eyes(
    approved: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(approved, "m@x.nl", by="r@x.nl")
    monkeypatch.setattr(looking_as, "chosen", lambda: "m@x.nl")
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(approved.path))
    for person in ("f@x.nl", "m@x.nl"):
        sign_in(person)
        assert access.viewer(approved) == access.own_viewer(approved)
        assert access.people_to_look_as() == {}
    sign_in("v@x.nl")
    seen = access.viewer(approved)
    assert seen.scope == Scope(mentors=(("s", "BRG"),))
    assert (seen.person, seen.initials, seen.rights, seen.at) == ("v@x.nl", "", frozenset(), ("s",))
    # ICT sees no pupil, so neither through the eyes of a mentor.
    sign_in("i@x.nl")
    assert access.viewer(approved).scope == Scope()
    sign_in("")
    assert access.viewer(approved) == NOBODY
    assert access.people_to_look_as() == {}


def test_a_wrong_table_lets_nobody_in_on_a_page(put: Put, open_page: OpenPage) -> None:
    workspace = put(TABLE + "x = 1\n")
    page = open_page(workspace, "werklijst")
    assert not page.exception
    assert not page.dataframe
    assert "toegang.toml klopt niet" in page.info[0].value
    assert access.viewer(workspace) == NOBODY


@pytest.mark.parametrize("page", ["werklijst", "toegang"])
def test_without_a_table_all_is_as_before(put: Put, open_page: OpenPage, page: str) -> None:
    workspace = put("")
    (workspace.path / "toegang.toml").unlink()
    shown = open_page(workspace, page)
    assert not shown.exception
    assert access.viewer(workspace).sees_whole("s")
    assert "Bekijk als" not in [each.label for each in shown.selectbox]


def test_who_looks_as_another_writes_nothing(put: Put, open_page: OpenPage) -> None:
    workspace = put(TABLE)
    page = open_page(workspace, "toegang", als="m@x.nl", **{"toegang-deel": "Toevoegen of wijzigen"})
    assert not page.exception
    field(page, "selectbox", "Wie").set_value("v@x.nl").run()
    page = press(page, "Verwijderen")
    assert page.error[0].value == "U bekijkt dit als een ander. Kies links weer uzelf."
    assert text(workspace) == TABLE
