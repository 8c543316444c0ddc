"""One person in one browser, without a screen: what is asked, how long the answer took, and whether it was the right one."""

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import quote

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from dashboard.commands.load.school import Person
from dashboard.words import NOT_YOURS, NOTHING

# The line that each page ends with where people sign in (`dashboard/signed_in.py`).
SIGNED_IN = re.compile(r"Ingelogd als (\S+?)\. ")
# Choices of the sidebar with which somebody narrows what he or she looks at.
FILTERS = ("Afdeling", "Leerjaar", "Klas")
DONE = frozenset({ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR})
# Longer than anybody waits, in seconds: what has not come by then does not come.
PATIENCE = 120.0


@dataclass(frozen=True)
class Answer:
    """One answer: the page that was asked for, when (seconds of `time.monotonic`), how long it took, what was wrong."""

    page: str
    asked: float
    seconds: float
    wrong: str = ""


@dataclass
class _Seen:
    """What came by of one answer."""

    page: str = ""
    names: set[str] = field(default_factory=set)
    trouble: str = ""
    ended: bool = False


class Visitor:
    """A person with a line to the server, used as `async with`; without an id where nobody signs in.

    The line is opened with the first question, and anew with the first one after it broke or nothing came for `patience`
    seconds: neither stops anybody, and each is told of the answer that it cost.
    """

    def __init__(self, address: str, person: Person, cookie: str, seed: int = 0, patience: float = PATIENCE) -> None:
        self.person, self._address, self._cookie, self._patience = person, address, cookie, patience
        self._random = random.Random(seed)  # noqa: S311  # who opens what, not a secret
        self._pages: dict[str, str] = {}
        self._filters: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._chosen: dict[str, str] = {}
        self._page, self._query = "", ""
        self._line: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._hang_up()

    async def act(self) -> Answer:
        """Does something as this person does: mostly opens a page, and now and then narrows the choice on it."""
        if self._page and self._filters and self._random.random() < 1 / 3:
            return await self.narrow()
        pages = self.person.pages
        (page,) = self._random.choices(list(pages), list(pages.values()))
        return await self.open(page)

    async def open(self, page: str, pupil: str = "") -> Answer:
        """Opens a page; of a pupil one of the person's own unless it is said which one."""
        own = self.person.pupils
        pupil = pupil or (self._random.choice(own) if own else "")
        self._page, self._query = page, f"leerling={quote(pupil)}" if page == "leerling" and pupil else ""
        return await self._ask()

    async def again(self) -> Answer:
        """The same page once more."""
        return await self._ask()

    async def narrow(self) -> Answer:
        """Chooses something in one of the filters, or takes the choice back."""
        name = self._random.choice(list(self._filters))
        options = self._filters[name][1]
        if not options or name in self._chosen:
            self._chosen.pop(name, None)
        else:
            self._chosen = {name: self._random.choice(options)}
        return await self._ask()

    async def _ask(self) -> Answer:
        ask = BackMsg()
        if self._page in self._pages:
            ask.rerun_script.page_script_hash = self._pages[self._page]
        else:
            ask.rerun_script.page_name = self._page
        ask.rerun_script.query_string = self._query
        for name, option in self._chosen.items():
            state = ask.rerun_script.widget_states.widgets.add(id=self._filters[name][0])
            state.string_array_value.data.append(option)
        start = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                wrong = self._wrong(await self._answer(ask.SerializeToString()))
        except (OSError, WebSocketException) as error:
            late = f"geen antwoord binnen {self._patience:g} s".replace(".", ",")
            wrong = late if isinstance(error, TimeoutError) else f"verbinding verbroken ({type(error).__name__})"
            # What still comes along this line belongs to no later question.
            await self._hang_up()
        return Answer(self._page, start, time.monotonic() - start, wrong)

    async def _answer(self, question: bytes) -> _Seen:
        seen = _Seen()
        line = self._line = self._line or await self._called()
        await line.send(question)
        while not seen.ended:
            data = await line.recv()
            self._look(ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode()), seen)
        return seen

    async def _called(self) -> ClientConnection:
        return await connect(
            f"ws://{self._address}/_stcore/stream",
            origin=Origin(f"http://{self._address}"),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": self._cookie} if self._cookie else {},
            max_size=None,
            compression=None,
            # How long anything may take says `patience`.
            open_timeout=None,
            close_timeout=1,
        )

    async def _hang_up(self) -> None:
        if self._line is not None:
            await self._line.close()
            self._line = None

    def _look(self, message: ForwardMsg, seen: _Seen) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            # The page that opens first has no address of its own.
            pages = message.navigation.app_pages
            self._pages = {each.url_pathname or self.person.first: each.page_script_hash for each in pages}
            found = {each: name for name, each in self._pages.items()}
            seen.page = found.get(message.navigation.page_script_hash, "")
        elif kind == "delta":
            self._look_at_element(message, seen)
        elif kind == "auth_redirect":
            seen.trouble = "uitgelogd"
        elif kind == "script_finished":
            seen.ended = message.script_finished in DONE
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                seen.trouble = "de pagina is kapot"

    def _look_at_element(self, message: ForwardMsg, seen: _Seen) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            seen.trouble = f"fout op de pagina ({element.exception.type})"
        elif kind == "alert":
            # A page that refuses is drawn at once, and would pass for a swift one.
            shut = element.alert.body.startswith((NOTHING, NOT_YOURS))
            if shut or element.alert.format == element.alert.ERROR:
                seen.trouble = element.alert.body
        elif kind == "html":
            seen.names |= set(SIGNED_IN.findall(element.html.body))
        elif kind == "multiselect" and element.multiselect.label in FILTERS:
            options = tuple(element.multiselect.options)
            self._filters[element.multiselect.label] = element.multiselect.id, options

    def _wrong(self, seen: _Seen) -> str:
        """What is wrong with an answer: an error on it, another page than was asked for, or the page of another person."""
        if seen.trouble:
            return seen.trouble
        if seen.page != self._page:
            return f"andere pagina ({seen.page or 'geen'})"
        names = {self.person.id} - {""}
        return "" if seen.names == names else f"pagina van een ander ({', '.join(sorted(seen.names)) or 'niemand'})"
