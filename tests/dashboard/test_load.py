"""The measurement of many persons at once: everybody gets an answer, the own page, and is told when it is not."""

import asyncio
import re
import sys
from asyncio import start_server
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from signal import SIGTERM
from types import ModuleType

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from dashboard.commands.load.beside import Beside, beside
from dashboard.commands.load.crowd import Measured, arriving
from dashboard.commands.load.run import IMPORT_NICE, Plan, measure
from dashboard.commands.load.school import IN_A_HUNDRED, MENTOR, MOST_USED, PAGES, Person, crowd, with_people
from dashboard.commands.load.server import Server, Work, _tell, free_port, serving
from dashboard.commands.load.visitor import Answer, Visitor, _Seen
from dashboard.words import NOTHING
from pipelines.access.people import file_of
from pipelines.audit.key import VARIABLE
from pipelines.errors import UsageError
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.rights_school import EVERYBODY, OWN, rights_school
from tests.shared import copied, once

# The last one's row goes in between.
ROLES = [MENTOR, "zorgcoördinator", MENTOR, "rector", "ict", MENTOR]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("belasting")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder / "sleutels"))
        # A page that another test opened is still called the program; a new process would begin with it.
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        made = once("belasting", lambda place: rights_school(place, demo=True))
        yield open_workspace(copied(made, folder) / "werkmap")


@pytest.fixture(scope="module")
def everybody(whole: Workspace) -> Iterator[tuple[Server, Workspace, list[Person]]]:
    port = free_port()
    folder = whole.path.with_name("ingelogd")
    workspace, people = with_people(whole, folder, f"http://localhost:{port}", ROLES)
    with serving(workspace.path, port, [person.id for person in people]) as server:
        yield server, workspace, people


@pytest.fixture
def served(everybody: tuple[Server, Workspace, list[Person]]) -> tuple[Server, list[Person]]:
    server, _, people = everybody
    return server, people[:-1]


class Reader(Visitor):
    """A visitor who keeps all that the server sent."""

    def __init__(self, server: Server, person: Person) -> None:
        super().__init__(server.address, person, server.cookies[person.id])
        self.read = b""

    def _look(self, message: ForwardMsg, seen: _Seen) -> None:
        self.read += message.SerializeToString()
        super()._look(message, seen)


async def does(server: Server, person: Person, cookie: str, *pages: str) -> list[Answer]:
    async with Visitor(server.address, person, cookie) as visitor:
        found = [await visitor.open(page) for page in pages]
        return [*found, await visitor.again(), await visitor.narrow()]


def test_everybody_who_arrives_gets_the_own_first_page(served: tuple[Server, list[Person]]) -> None:
    server, people = served
    answers = asyncio.run(arriving(server, people))
    assert [(each.page, each.wrong) for each in answers] == [(person.first, "") for person in people]
    assert people[-1].first not in PAGES or people[-1].first != people[0].first


def test_each_of_the_own_pages_is_answered_and_chosen_on(served: tuple[Server, list[Person]]) -> None:
    server, (mentor, *_) = served
    assert set(mentor.pupils) <= OWN["MA"]
    pages = list(mentor.pages)
    assert [page for page in MOST_USED if page in pages] == pages[:5]
    answers = asyncio.run(does(server, mentor, server.cookies[mentor.id], *pages))
    assert [(each.page, each.wrong) for each in answers] == [(page, "") for page in [*pages, pages[-1], pages[-1]]]


def test_a_page_of_somebody_else_is_told(served: tuple[Server, list[Person]]) -> None:
    server, (one, other, *_) = served
    found = asyncio.run(does(server, one, server.cookies[other.id], "werklijst"))
    assert {each.wrong for each in found} == {f"pagina van een ander ({other.id})"}


def test_a_page_that_is_not_ones_own_is_told(served: tuple[Server, list[Person]]) -> None:
    server, people = served
    asked = replace(people[0], pages={"nergens": 1})
    found = asyncio.run(does(server, asked, server.cookies[asked.id], "werklijst", "nergens"))
    assert [each.wrong for each in found][:2] == ["", "andere pagina (werklijst)"]


def test_who_looks_after_another_gets_the_own_pupils_all_the_same(served: tuple[Server, list[Person]]) -> None:
    """The answers that are kept for one are not told to another: who sees more looks first, then each of the others."""
    server, (one, coordinator, other, *_) = served

    async def read(person: Person) -> bytes:
        async with Reader(server, person) as reader:
            for page in (*MOST_USED, "leerplicht"):
                await reader.open(page, "lla1")
            return reader.read

    seen = {}
    for person in (coordinator, one, other):
        shown = asyncio.run(read(person))
        seen[person.id] = {pupil for pupil in EVERYBODY if pupil.encode() in shown}
    # The number that was asked for is in the address, which a page may say again.
    assert [seen[person.id] for person in (one, other)] == [OWN["MA"], OWN["MB"] | {"lla1"} & seen[other.id]]
    assert seen[coordinator.id] >= set(EVERYBODY) - {"llos"}


def test_a_row_that_becomes_narrower_or_goes_holds_from_the_next_look_of_an_open_page(
    everybody: tuple[Server, Workspace, list[Person]],
) -> None:
    server, workspace, (*_, leaver) = everybody
    table = file_of(workspace)
    before, begins, row = table.read_text(encoding="utf-8").rpartition("\n[[person]]\n")

    async def looks() -> list[tuple[str, set[str]]]:
        found = []
        async with Reader(server, replace(leaver, pupils=())) as reader:
            for now in (begins + row, begins + row.replace('"MC"', '"MB"'), ""):
                table.write_text(before + now, encoding="utf-8")
                reader.read = b""
                answer = await reader.open("leerling")
                found.append((answer.wrong, {pupil for pupil in EVERYBODY if pupil.encode() in reader.read}))
        return found

    first, narrower, gone = asyncio.run(looks())
    # Of a changed row holds what both it and the approved one allow.
    assert [first, narrower] == [("", OWN["MC"]), ("", set())]
    # Within a second or at once, whichever of the guard and the page is first.
    assert gone[0].startswith((NOTHING, "verbinding verbroken"))
    assert gone[1] == set()


def test_a_server_says_what_it_did(served: tuple[Server, list[Person]]) -> None:
    server, people = served
    before = server.work()
    asyncio.run(arriving(server, people))
    assert server.work().cpu > before.cpu > 0


def test_a_server_whose_bench_was_killed_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    line, bench = Pipe()
    ended: list[int] = []
    monkeypatch.setattr("dashboard.commands.load.server.signal.raise_signal", ended.append)
    bench.send(None)
    bench.close()
    _tell(line)
    assert ended == [SIGTERM]


def test_a_server_that_stands_still_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    line, silent = Pipe()
    monkeypatch.setattr("dashboard.commands.load.server.START_SECONDS", 0.1)
    with silent, line, pytest.raises(UsageError, match="staat stil"):
        Server(0, {}, line).work()


def test_an_import_goes_behind_the_people_as_on_a_server() -> None:
    unit = (Path(__file__).parents[2] / "deploy" / "verzuimbeeld-import.service").read_text(encoding="utf-8")
    assert f"Nice={IMPORT_NICE}" in unit.splitlines()


def test_a_folder_that_is_not_the_demo_is_not_served(tmp_path: Path) -> None:
    real = rights_school(tmp_path)
    with pytest.raises(UsageError, match="niet"), serving(real.path, free_port()):
        pass


def test_a_small_crowd_is_measured_with_an_import_meanwhile(
    whole: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(persons=3, minutes=0.05, together=3, every=0.5, afterwards=1)
    assert asyncio.run(measure(whole, whole.path.with_name("uren.csv"), tmp_path, plan)) == 0
    told = capsys.readouterr().out
    counts = [int(count) for count in re.findall(r"^\S.* (\d+) antwoorden", told, re.MULTILINE)]
    assert counts[:2] == [3, 3]
    assert min(counts[2:]) >= 3
    assert len(counts) == 4
    assert "inlezen duurde" in told


def test_a_crowd_is_mixed() -> None:
    assert Counter(crowd(100)) == {**IN_A_HUNDRED, MENTOR: 74}
    assert crowd(80)[:50].count(MENTOR) == 38
    assert set(crowd(20)) == {*IN_A_HUNDRED, MENTOR}
    assert (crowd(1), crowd(3).count(MENTOR)) == ([MENTOR], 2)


@pytest.mark.parametrize(("share", "seconds"), [(0.5, 10.0), (0.95, 19.0), (0.951, 20.0), (1.0, 20.0), (0.05, 1.0)])
def test_in_how_many_seconds_a_share_was_answered(share: float, seconds: float) -> None:
    answers = [Answer("werklijst", 0, float(seconds)) for seconds in range(20, 0, -1)]
    found = Measured(answers, 1, Work(1, 0), Work(3, 0))
    assert found.within(share) == seconds
    assert found.cpu == pytest.approx(0.1)
    assert Measured([], 1, Work(1, 0), Work(1, 0)).within(0.5) == 0


@pytest.mark.long
def test_signing_in_is_laid_beside_not_signing_in(whole: Workspace, tmp_path: Path) -> None:
    told: list[Beside] = []
    beside(whole, tmp_path, told.append, times=1)
    assert [each.page for each in told] == [page for page in PAGES if page not in ("inlezen",)]
    assert all(each.without > 0 and each.ratio > 0 for each in told)


@pytest.mark.parametrize("answers", [True, False])
def test_somebody_who_waits_in_vain_is_told_and_goes_on(answers: bool) -> None:
    """A server that takes a call and says nothing more, or does not even answer the call, holds up nobody's measurement."""
    person = Person("persoon1@school.invalid", MENTOR, "werklijst", {"werklijst": 1}, ())
    called: list[object] = []

    async def silent(line: ServerConnection) -> None:
        called.append(line)
        await line.wait_closed()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.append(reader)
        await reader.read()
        writer.close()

    async def wait() -> list[Answer]:
        protocol = Subprotocol("streamlit")
        server = (
            serve(silent, "localhost", 0, subprotocols=[protocol]) if answers else start_server(deaf, "localhost", 0)
        )
        async with await server as listening:
            port = next(iter(listening.sockets)).getsockname()[1]
            async with Visitor(f"localhost:{port}", person, "", patience=0.2) as visitor:
                found = [await visitor.open("werklijst"), await visitor.again()]
        async with Visitor(f"localhost:{port}", person, "") as visitor:
            return [*found, await visitor.open("werklijst")]

    found = asyncio.run(wait())
    assert [each.wrong for each in found[:2]] == ["geen antwoord binnen 0,2 s"] * 2
    assert len(called) == 2
    # Where nobody listens any more nobody waits.
    assert found[2].wrong.startswith("verbinding verbroken")
