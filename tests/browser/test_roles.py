"""Somebody of each role signs in with Chromium at a real provider, and opens every page: of the menu and by its address."""

import json
import re
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from pipelines.store.workspace import open_workspace
from protocols.access_pages import access_parts
from protocols.access_roles import ScopeKind, access_roles
from tests.browser.screen import Screen
from tests.browser.test_sign_in import body, sign_in, stranger
from tests.pipelines.rights_school import EVERYBODY, HAVO, OWN, rights_school
from tests.serving import Started
from tests.shared import copied, once
from tests.signing_in import dashboard, provider

# Of which pupils somebody is asked the list: what stands in his or her row, and whose pupils those are on the last day.
SCOPES: dict[ScopeKind, tuple[dict[str, list[str]], set[str]]] = {
    "mentors": ({"mentors": ["MA"]}, OWN["MA"]),
    "own": ({"mentors": ["MB"]}, OWN["MB"]),
    "afdelingen": ({"afdelingen": ["havo"]}, HAVO),
    "school": ({}, set(EVERYBODY)),
    "none": ({}, set()),
}
# Pages that are reached from another page, and the one that the menu calls by less than the matrix does.
UNLISTED = {"leerlingen", "brief", "nieuwe-school"}
SHORTER = {"Verzoeken van ouders": "Verzoeken"}
PAGES = [part for part in access_parts().values() if part.page]
# By its address, with the number of a pupil who left, on a day when he or she was there.
REFUSED, ASKED = "Deze pagina is niet voor uw rol", "leerling=lla4&peildatum=2026-10-02"
BORN = re.compile(r"0?3-0?2-2008|2008-02-03|3 (februari|feb) 2008")
ENGLISH = re.compile(r"Traceback|Error|Exception|not found|went wrong|Oh no|Oops|Loading", re.IGNORECASE)
WRONG = "[data-testid=stException], [data-testid=stAlertContentError], [data-testid=stDialog]"


def person(role: str) -> str:
    """What somebody of a role is called at the provider."""
    return f"rol{list(access_roles()).index(role)}@school.test"


def row(role: str) -> str:
    """The row of that person in the table of the school."""
    fields = {"id": person(role), "initials": "ABC", "role": role} | SCOPES[access_roles()[role].scope][0]
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return "[[person]]\n" + "".join(lines)


@pytest.fixture(scope="module")
def server_of_roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """The dashboard of a school with one person of every role."""
    made = copied(once("rechten op pagina's", rights_school), tmp_path_factory.mktemp("rollen"))
    claims = [{"sub": person(role), "email": person(role)} for role in access_roles()]
    rows = "\n".join(map(row, access_roles()))
    with provider(*claims) as found, dashboard(open_workspace(made / "werkmap"), found.issuer, rows=rows) as server:
        yield server


def menu(seen: Screen) -> list[str]:
    """The names of the pages in the sidebar."""
    return [link.text for link in seen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stSidebarNavLink]")]


def named(role: str) -> list[str]:
    """Those that the matrix gives a role, in its order."""
    names = [part.label.split(" (")[0] for part in PAGES if part.reads(role) and part.id not in UNLISTED]
    return [SHORTER.get(name, name) for name in names]


@pytest.mark.long
@pytest.mark.parametrize("role", access_roles())
def test_a_role_sees_its_pages_and_its_pupils(browser: Chrome, server_of_roles: Started, role: str) -> None:
    seen, own, sees = stranger(browser, server_of_roles.address), SCOPES[access_roles()[role].scope][1], set[str]()
    sign_in(seen, person(role))
    seen.until(lambda: f"Ingelogd als {person(role)}" in body(seen))
    seen.rest()
    assert sorted(menu(seen)) == sorted(named(role))
    for part in PAGES:
        browser.get(f"{seen.address}/{part.id}?{'' if part.reads(role) else ASKED}")
        seen.until(seen.title)
        seen.rest()
        words, raw = body(seen), str(browser.execute_script("return document.documentElement.outerHTML"))
        assert (REFUSED in words) == (not part.reads(role)), (part.id, words)
        assert not browser.find_elements(By.CSS_SELECTOR, WRONG), (part.id, words)
        assert not ENGLISH.search(words), (part.id, words)
        found = {pupil for pupil in EVERYBODY if pupil in raw}
        assert found <= own, (part.id, words)
        assert access_parts()["geboortedatum"].reads(role) or not BORN.search(raw), (part.id, words)
        sees |= found
    # What is looked for is there to be found; tasks may be nobody's of this role today.
    assert bool(sees) == (access_roles()[role].sees == "pupils") or access_roles()[role].sees == "tasks"
