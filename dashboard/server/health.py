"""`/gezond`: whether the dashboard can be worked with, for a program that watches over it. No figures, names or places."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

from dashboard.server.answers import Answer, Json
from dashboard.server.site import Site
from pipelines.keeping.health import Health, health
from pipelines.models.program import program_version

# However often it is asked, the workspace is looked at this often at most, in seconds.
KEPT_SECONDS = 5.0
WHOLE, NOT_WHOLE = 200, 503


class Watched:
    """The health of the workspace in a folder. `site` is where a program on this computer asks it: by the number or name
    of the computer, past the web server that stands in front."""

    def __init__(self, folder: Path, site: Site, clock: Callable[[], float] = time.monotonic) -> None:
        self.site, self._clock = site, clock
        self._folder, self._known, self._until = folder, Json(NOT_WHOLE, ""), 0.0
        self._one = asyncio.Lock()

    async def answer(self) -> Answer:
        """Status 200 with JSON when every part is whole, else 503; who asks meanwhile gets the same answer."""
        async with self._one:
            if self._clock() >= self._until:
                self._known = said(await asyncio.to_thread(health, self._folder))
                self._until = self._clock() + KEPT_SECONDS
            return self._known


def said(found: Health) -> Json:
    """What is told of it; the moment in the time of this computer."""
    last = found.last_import and found.last_import.astimezone().isoformat(timespec="minutes")
    told = {"heel": found.is_whole, "laatste_import": last, "delen": found.parts, "versie": program_version()}
    return Json(WHOLE if found.is_whole else NOT_WHOLE, json.dumps(told))
