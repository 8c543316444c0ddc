"""What signing in costs: the same page of the same school drawn again, with and without, turn by turn."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from dashboard.commands.load.school import PAGES, Person, with_people
from dashboard.commands.load.server import Server, free_port, serving
from dashboard.commands.load.visitor import Visitor
from pipelines.audit.key import VARIABLE
from pipelines.errors import UsageError
from pipelines.store.workspace import Workspace

# Who opens nearly every page of the whole school, and so sees about what is seen without signing in.
ROLE = "zorgcoördinator"
TIMES = 15


@dataclass(frozen=True)
class Beside:
    """Seconds of processor for one more look at a page, in the middle of some; without and with signing in."""

    page: str
    without: float
    signed_in: float

    @property
    def ratio(self) -> float:
        return self.signed_in / self.without


def beside(whole: Workspace, root: Path, told: Callable[[Beside], object], times: int = TIMES) -> None:
    """Tells of each page that both can open what it costs."""
    # The log of the school in which people sign in has a key of its own, which goes with it.
    os.environ[VARIABLE] = str(root / "sleutels")
    port = free_port()
    workspace, (person,) = with_people(whole, root / "ingelogd", f"http://localhost:{port}", [ROLE])
    everybody = Person("", "", person.first, person.pages, person.pupils)
    with ExitStack() as stack:
        open_one = stack.enter_context(serving(whole.path, free_port()))
        closed = stack.enter_context(serving(workspace.path, port, [person.id]))
        asyncio.run(_compare((open_one, everybody), (closed, person), told, times))


async def _compare(
    one: tuple[Server, Person], other: tuple[Server, Person], told: Callable[[Beside], object], times: int
) -> None:
    async with AsyncExitStack() as stack:
        visitors = []
        for server, person in (one, other):
            cookie = server.cookies.get(person.id, "")
            visitors.append((server, await stack.enter_async_context(Visitor(server.address, person, cookie))))
        for page in (each for each in PAGES if each in one[1].pages):
            for _, visitor in visitors:
                await visitor.open(page, one[1].pupils[0])
                await visitor.again()
            spent: tuple[list[float], list[float]] = ([], [])
            for _ in range(times):
                for (server, visitor), own in zip(visitors, spent, strict=True):
                    own.append(await _again(server, visitor))
            told(Beside(page, *(median(each) for each in spent)))


async def _again(server: Server, visitor: Visitor) -> float:
    before = server.work().cpu
    answer = await visitor.again()
    if answer.wrong:
        raise UsageError(
            f"De pagina {answer.page} gaf geen antwoord om te meten: {answer.wrong}.", "Bekijk die pagina."
        )
    return server.work().cpu - before
