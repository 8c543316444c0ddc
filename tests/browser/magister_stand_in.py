"""A small stand-in for Magister: a real HTTP server with invented pupils, a session, and faults on request.

It keeps the words of the staff API (formats.md 1.3), gives moments in UTC, takes the days of a request as UTC days
of which the last does not count, and gives shorter pages than it is asked for. The slow route to registrations is
throttled as that of Magister is, the fast one is not; its clock goes as fast as the page rests (`Magister.now`).
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# So many requests in so many seconds: with any more the slow route says 429.
THROTTLE, THROTTLE_SECONDS = 29, 30.0
REST = 0.2  # seconds, whatever the page asks for: time enough for a page that does not wait to show it
FIRST_ID = 5001
SESSION = "sessie=van-de-teamleider"
TEACHER, REMARK = "Docentnaam", "Ziek thuis volgens de buurvrouw"
FAMILY_NAME = "Voorbeeld"

# Every pause of the page passes by the server, which ends it soon: the order is seen, hardly any time goes by.
HOME = """<!doctype html><html lang="nl"><title>Stand-in</title><body><p>Welkom.</p><script>
const timer = window.setTimeout;
window.setTimeout = (done, ms) =>
  ms >= 1000 ? fetch(`/stand-in/pause?ms=${ms}`).then(() => done()) : timer(done, ms);
</script></body></html>"""


@dataclass(frozen=True)
class Registration:
    """One registration as the school knows it, in Amsterdam time; hours both None: the whole day."""

    leerling_id: int
    day: date
    time: str
    hours: tuple[int, int] | None
    code: str
    subject: str | None
    type: str = "absent"
    in_lesson: bool = True

    @property
    def moment(self) -> datetime:
        """The moment in UTC."""
        hour, minute = map(int, self.time.split(":"))
        local = datetime(self.day.year, self.day.month, self.day.day, hour, minute, tzinfo=AMSTERDAM)
        return local.astimezone(UTC)


@dataclass(frozen=True)
class Answer:
    """An answer that goes before the true one."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b"fout"


@dataclass
class Magister:
    """What the stand-in holds, what it shall do wrong, and what it has seen.

    `faults` gives the answers that go before the true one, per pupil id or per `skip` of a page; the key `always`
    holds the ids that never get an answer. `hold` keeps each pupil's answer back for that many seconds, so that
    requests that run at once can be counted. `events` are the requests and pauses in order of arrival, `routes` how many
    requests each route to registrations got. `fast` is what the fast one gives: `whole`, nothing at all (`gone`), an
    answer of another shape (`other`), lessons alone (`bare`), or all but what lasts a whole day (`less`).
    """

    pupils: int = 23
    total: int | None = 23
    registrations: list[Registration] = field(default_factory=list)
    faults: dict[str, list[Answer]] = field(default_factory=dict)
    always: dict[str, Answer] = field(default_factory=dict)
    events: list[tuple[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    hold: float = 0
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    address: str = ""
    fast: str = "whole"
    page_size: int = 10
    home: str = HOME
    routes: Counter[str] = field(default_factory=Counter)
    slow_times: list[float] = field(default_factory=list)
    skipped: float = 0

    def now(self) -> float:
        """The seconds of a clock in which a pause of the page takes as long as the page asked for."""
        return time.monotonic() + self.skipped

    def paused(self, began: float, milliseconds: float) -> None:
        """A pause is over that began then, by that clock."""
        with self.lock:
            self.skipped += max(0.0, began + milliseconds / 1000 - self.now())

    def throttled(self) -> bool:
        """Whether the slow route has had too many requests of late."""
        with self.lock:
            now = self.now()
            self.slow_times = [moment for moment in self.slow_times if now - moment < THROTTLE_SECONDS]
            if len(self.slow_times) >= THROTTLE:
                return True
            self.slow_times.append(now)
            return False

    def page(self, skip: int, top: int) -> dict[str, Any]:
        """One page of pupils, never as long as the client asks for."""
        numbers = range(skip, min(skip + min(top, self.page_size), self.pupils))
        answer: dict[str, Any] = {"items": [_pupil(number) for number in numbers]}
        return answer if self.total is None else {**answer, "totalCount": self.total}

    def reasons(self, leerling_id: int, begin: date, end: date) -> dict[str, Any]:
        """The same lessons in the shape of the fast route."""
        lessons = []
        for item in self.lessons(leerling_id, begin, end)["items"]:
            hours = item["afspraak"].pop("lesuur")
            if hours or self.fast != "less":
                known = {"lesuurBegin": hours["begin"], "lesuurEinde": hours["einde"]} if hours else {}
                own = {} if self.fast == "bare" else {"verantwoordingen": item["verantwoordingen"]}
                lessons.append({**item["afspraak"], **known, **own})
        return {"lessen" if self.fast == "other" else "afspraken": lessons}

    def lessons(self, leerling_id: int, begin: date, end: date) -> dict[str, Any]:
        """Lessons of one pupil; registrations of one lesson stand together."""
        found: dict[tuple[datetime, str], dict[str, Any]] = {}
        for entry in self.registrations:
            if entry.leerling_id != leerling_id or not begin <= entry.moment.date() < end:
                continue
            moment = entry.moment.strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
            item = found.setdefault((entry.moment, str(entry.hours)), _lesson(entry, moment))
            item["verantwoordingen"].append(
                {
                    "moment": moment,
                    "opmerking": REMARK,
                    "reden": {
                        "code": entry.code,
                        "type": entry.type,
                        "omschrijving": f"Soort {entry.type}",
                        "isGeoorloofd": entry.code == "ZK",
                    },
                }
            )
        return {"items": list(found.values())}

    def faulty(self, key: str) -> Answer | None:
        """The wrong answer that is due for this pupil or page."""
        with self.lock:
            queue = self.faults.get(key)
            return queue.pop(0) if queue else self.always.get(key)

    def seen(self, kind: str) -> Counter[str]:
        """How often each event of a kind has been seen."""
        return Counter(what for name, what in self.events if name == kind)


def _pupil(number: int) -> dict[str, Any]:
    code = str(101001 + number) if number % 2 == 0 else f"login{number}"
    return {
        "id": FIRST_ID + number,
        "roepnaam": f"Leerling{number}",
        **({"tussenvoegsel": "van den"} if number == 1 else {}),
        "achternaam": f"{FAMILY_NAME}{number}",
        "code": code,
        "emailadres": f"{code}@school.invalid",
        "klassen": ["H4A" if number < 12 else "H4B"],
        "studies": [{"code": "HAVO/4", "mentor": TEACHER}],
        "lesgroepen": ["h4mtu1"],
    }


def _lesson(entry: Registration, moment: str) -> dict[str, Any]:
    hours = {"begin": entry.hours[0], "einde": entry.hours[1]} if entry.hours else None
    text = f"{entry.subject.upper()} - {TEACHER} - h4a" if entry.subject else REMARK
    begin = {"begin": moment} if entry.in_lesson else {}
    return {"afspraak": {**begin, "lesuur": hours, "omschrijving": text}, "verantwoordingen": []}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    magister: Magister

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that the base class gives it
        """Keeps quiet."""

    def do_GET(self) -> None:
        """Answers one request."""
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.magister.requests.append(self.path)
        parts = url.path.strip("/").split("/")
        if parts == [""]:
            headers = ("Content-Type", "text/html"), ("Set-Cookie", f"{SESSION}; HttpOnly")
            self._send(200, self.magister.home.encode(), *headers)
        elif parts[0] == "stand-in":
            self.magister.events.append(("pause", query["ms"]))
            began = self.magister.now()
            time.sleep(REST)
            self.magister.paused(began, float(query["ms"]))
            self.magister.events.append(("over", query["ms"]))
            self._send(204, b"")
        elif parts[0] != "api":
            self._send(404, b"<html>niet gevonden</html>", ("Content-Type", "text/html"))
        elif SESSION not in (self.headers["Cookie"] or ""):
            self._send(401, b"")
        elif url.path == "/api/leerlingen/zoeken":
            skip = int(query["skip"])
            self._answer(f"skip={skip}", self.magister.page(skip, int(query["top"])))
        else:
            days = date.fromisoformat(query["begin"]), date.fromisoformat(query["einde"])
            self._registrations(parts[3], parts[-1] == "afwezigheidsredenen", *days)

    def _registrations(self, key: str, fast: bool, begin: date, end: date) -> None:
        magister = self.magister
        with magister.lock:
            magister.routes["fast" if fast else "slow"] += 1
        with self._counted():
            answer = (magister.reasons if fast else magister.lessons)(int(key), begin, end)
        if fast and magister.fast == "gone":
            self._send(404, b"")
        elif not fast and magister.throttled():
            magister.events.append(("429", "throttle"))
            self._send(429, b"")
        else:
            self._answer(key, answer)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self.magister.lock:
            self.magister.at_once += 1
            self.magister.most_at_once = max(self.magister.most_at_once, self.magister.at_once)
        yield
        time.sleep(self.magister.hold)
        # Before the answer leaves: the page may ask for the next pupil as soon as it has this one.
        with self.magister.lock:
            self.magister.at_once -= 1

    def _answer(self, key: str, answer: dict[str, Any]) -> None:
        wrong = self.magister.faulty(key)
        self.magister.events.append((str(wrong.status) if wrong else "answer", key))
        if wrong:
            self._send(wrong.status, wrong.body, *wrong.headers)
        else:
            self._send(200, json.dumps(answer).encode(), ("Content-Type", "application/json"))

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(magister: Magister) -> Iterator[Magister]:
    """Serves a stand-in on a free port of this computer; `address` is where."""
    handler = type("Handler", (_Handler,), {"magister": magister})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    magister.address = f"http://localhost:{server.server_address[1]}"
    try:
        yield magister
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
