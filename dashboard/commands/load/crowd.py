"""Many persons at once: arriving together, and working beside each other for a time."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from dashboard.commands.load.school import Person
from dashboard.commands.load.server import Server, Work
from dashboard.commands.load.visitor import Answer, Visitor

# Everybody does something once in so many seconds.
EVERY = 10.0
SEED = 20_261_130


@dataclass(frozen=True)
class Measured:
    """What was asked in a stretch of time, in seconds, and what the server did and held before and after it."""

    answers: Sequence[Answer]
    seconds: float
    before: Work
    after: Work

    @property
    def wrong(self) -> list[Answer]:
        """The answers that were none."""
        return [each for each in self.answers if each.wrong]

    @property
    def cpu(self) -> float:
        """Seconds of processor for an answer."""
        return (self.after.cpu - self.before.cpu) / max(len(self.answers), 1)

    def within(self, share: float) -> float:
        """In how many seconds that share of the answers came (nearest rank); 0 without answers."""
        waited = sorted(each.seconds for each in self.answers)
        return waited[max(0, -int(-share * len(waited) // 1) - 1)] if waited else 0.0


async def measured(server: Server, asking: Callable[[], Awaitable[Sequence[Answer]]]) -> Measured:
    """What came of asking, and what it cost."""
    before, start = server.work(), time.monotonic()
    answers = await asking()
    return Measured(answers, time.monotonic() - start, before, server.work())


async def arriving(server: Server, people: Sequence[Person]) -> Sequence[Answer]:
    """All of them open the dashboard within a second, and wait for their first page."""

    async def one(place: int, person: Person) -> Answer:
        await asyncio.sleep(place / len(people))
        async with Visitor(server.address, person, server.cookies[person.id], SEED + place) as visitor:
            return await visitor.open(person.first)

    return await asyncio.gather(*(one(*each) for each in enumerate(people)))


async def working(
    server: Server, people: Sequence[Person], until: Callable[[float], bool], every: float
) -> Sequence[Answer]:
    """Each of them does something every so many seconds; `until` is told the seconds since the start, and ends it."""
    start, answers = time.monotonic(), list[Answer]()

    async def one(place: int, person: Person) -> None:
        moment = random.Random(SEED + place)  # noqa: S311  # who acts when, not a secret
        due = start + moment.random() * every
        async with Visitor(server.address, person, server.cookies[person.id], SEED + place) as visitor:
            while True:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if until(time.monotonic() - start):
                    return
                answers.append(await visitor.act())
                # Who waited long does not do two things at once afterwards.
                due = max(due + every * moment.uniform(0.5, 1.5), time.monotonic())

    await asyncio.gather(*(one(*each) for each in enumerate(people)))
    return answers
