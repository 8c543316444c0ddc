"""With which page somebody begins, and that its address leads to the first one."""

from pathlib import Path

import pytest

from dashboard.first_page import first_page
from dashboard.server.guard import Guard
from dashboard.server.health import Watched
from dashboard.server.invitation import own_site
from tests.dashboard.test_rights_pages import viewer


async def nothing(*_: object) -> None:
    """What stands behind the guard here."""


@pytest.mark.parametrize(
    ("role", "page"),
    [
        *((role, "werklijst") for role in ("mentor", "conciërge")),
        *(
            (role, "overzicht")
            for role in ("afdelingsleider", "zorgcoördinator", "verzuimcoördinator", "rector", "bestuur")
        ),
        ("ict", "protocollen"),
    ],
)
def test_who_has_only_own_tasks_begins_with_those_and_others_with_the_whole(role: str, page: str) -> None:
    assert first_page(viewer(role)) == page


@pytest.mark.parametrize(
    ("path", "query", "where"),
    [
        ("/mt-rapport", "klas=H3a", "/?klas=H3a"),
        ("/werklijst", "", None),
        ("/werklijst", "als=mentor", "/?als=mentor"),
        ("/mt-rapport", "als=mentor", None),
    ],
)
def test_the_address_of_the_own_first_page_leads_to_it(path: str, query: str, where: str | None) -> None:
    site = own_site("localhost", 8501)
    guard = Guard(
        nothing, site, Watched(Path(), site), None, begins=lambda _, other: "werklijst" if other else "mt-rapport"
    )
    found = guard._to_the_start({"method": "GET", "query_string": query.encode()}, path)
    assert (dict(found.headers)[b"location"].decode() if found else None) == where
