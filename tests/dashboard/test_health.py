"""Who may ask `/gezond` what: nobody signs in for it, every other rule of the guard holds, and it tells nothing of a pupil."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.server import health as server
from dashboard.server.health import KEPT_SECONDS, Watched, said
from dashboard.server.invitation import own_site
from pipelines.keeping.health import PARTS, Health
from pipelines.models.program import program_version
from tests.dashboard.test_signing_in import Around

WHOLE = Health(dict.fromkeys(PARTS, True), datetime(2026, 11, 30, 6, 10, 33, tzinfo=UTC))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each look at the workspace, which is whole."""
    found: list[Path] = []

    def looked(folder: Path) -> Health:
        found.append(folder)
        return WHOLE

    monkeypatch.setattr(server, "health", looked)
    return found


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/verzuim/gezond", "www.school.test", 200),
        ("/verzuim/gezond", "localhost:8501", 200),
        ("/verzuim/gezond", "127.0.0.1:8501", 200),
        ("/verzuim/gezond", "[::1]:8501", 200),
        ("/verzuim/gezond?x=1", "localhost:8501", 200),
        ("/verzuim/gezond", "localhost:8502", 403),
        ("/verzuim/gezond", "localhost", 403),
        ("/verzuim/gezond", "evil.test", 403),
        ("/verzuim/gezond", "evil.test:8501", 403),
        ("/gezond", "www.school.test", 404),
        ("/gezond", "localhost:8501", 403),
        ("/verzuim/gezond/", "www.school.test", 403),
        ("/verzuim/gezond/x", "localhost:8501", 403),
        ("/verzuim/", "localhost:8501", 403),
        ("/verzuim/trends", "localhost:8501", 403),
        ("/verzuim/_stcore/health", "localhost:8501", 403),
    ],
)
def test_it_is_answered_without_signing_in_under_the_names_of_the_server_too(
    asked: list[Path], path: str, host: str, status: int
) -> None:
    around = Around()
    assert around.get(path, token="", host=host)[0] == status
    assert bool(asked) == (status == 200)
    assert around.reached == []


@pytest.mark.parametrize(
    ("more", "method", "status"),
    [
        ({}, "GET", 200),
        ({}, "HEAD", 200),
        ({}, "POST", 403),
        ({}, "PUT", 403),
        ({}, "DELETE", 403),
        ({"origin": "https://www.school.test"}, "GET", 200),
        ({"origin": "https://evil.test"}, "GET", 403),
        ({"origin": "null"}, "GET", 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, "GET", 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, "GET", 403),
    ],
)
def test_a_page_elsewhere_learns_nothing(asked: list[Path], more: dict[str, str], method: str, status: int) -> None:
    around = Around()
    assert around.get("/verzuim/gezond", token="", method=method, **more)[0] == status
    assert len(asked) == (status == 200)


def test_it_is_json_that_nobody_keeps_with_the_headers_of_every_answer(asked: list[Path]) -> None:
    headers = dict(Around().get("/verzuim/gezond", token="")[1])
    assert (headers["content-type"], headers["cache-control"]) == ("application/json", "no-store")
    assert headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert asked


def test_what_is_told() -> None:
    told = json.loads(said(WHOLE).body())
    moment = datetime.fromisoformat(told.pop("laatste_import"))
    assert moment == datetime(2026, 11, 30, 6, 10, tzinfo=UTC)
    assert told == {"heel": True, "delen": dict.fromkeys(PARTS, True), "versie": program_version()}
    assert json.loads(said(Health(WHOLE.parts, None)).body())["laatste_import"] is None


@pytest.mark.parametrize("part", PARTS)
def test_one_part_that_is_not_whole_is_enough(part: str) -> None:
    answer = said(Health({**WHOLE.parts, part: False}, None))
    assert answer.status == 503
    assert json.loads(answer.body())["heel"] is False
    assert said(WHOLE).status == 200


def test_however_often_it_is_asked_the_workspace_is_looked_at_once(asked: list[Path]) -> None:
    now = 0.0

    async def many() -> None:
        nonlocal now
        watched = Watched(Path("map"), own_site("localhost", 8501), lambda: now)
        for moment, looks in ((0.0, 1), (KEPT_SECONDS - 0.01, 1), (KEPT_SECONDS, 2), (2 * KEPT_SECONDS, 3)):
            now = moment
            answers = await asyncio.gather(*(watched.answer() for _ in range(50)))
            assert {each.status for each in answers} == {200}
            assert len(asked) == looks

    asyncio.run(many())
