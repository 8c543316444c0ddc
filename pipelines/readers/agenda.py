"""An agenda (ICS): the holidays and days without lessons of the school, and nothing else of it.

An agenda is full of other things, and a day that is wrongly free moves deadlines and counters. So an entry is taken only
when its title consists of words for a day without lessons ('Herfstvakantie 2026', 'Studiedag, leerlingen vrij') and it
lasts whole days; what is taken and what is not are both said. Row numbers are the lines at which entries begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import values
from pipelines.readers.base import VACATIONS, Progress, ReadResult, conform
from pipelines.readers.checks import Check, refuse
from pipelines.readers.source import Source
from pipelines.readers.zermelo import holiday_checks
from protocols.settings_page import on_page

kind = "agenda"
title = "Agenda (ICS): vakanties en vrije dagen van de school"

_SHOWN_TAKEN, _SHOWN_LEFT, _SHOWN_SIGNS = 12, 6, 40
_REGIONS = frozenset({"noord", "midden", "zuid"})
_FREE = re.compile(r"\w*vakantie|studiedag(en)?|(les|rooster)vrije?|gesloten")
# 'Vrij' alone may be anybody's day off: it has to say whose.
_WHOSE = frozenset({"leerlingen", "dag", "dagen", "school"})
_BESIDE = _WHOSE | _REGIONS | {"alle", "docenten", "personeel", "team", "regio", "en", "vrij", "vrije"}
_AMSTERDAM = ZoneInfo(values.AMSTERDAM)
# What Windows calls our time.
_OURS = frozenset({"w. europe standard time", "romance standard time", "central europe standard time"})
_ON_PAGE = on_page("Vakanties", "[[school.holiday]] of [[school.free_day]]")
_REMEDY = f"Zet hem als hele dag in de agenda, of {_ON_PAGE}."
_ONE_DAY, _DATE = timedelta(days=1), re.compile(r"\d{8}")


@dataclass
class _Event:
    """One entry: the line at which it begins, and its properties by name, each with its parameters."""

    row: int
    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        text = re.sub(
            r"\\([nN;,\\])", lambda sign: " " if sign[1] in "nN" else sign[1], self.found.get("SUMMARY", ("", ""))[1]
        )
        return " ".join(text.split())


def recognise(source: Source) -> bool:
    """By its first line."""
    return not source.is_excel and source.text[:200].lstrip().lower().startswith("begin:vcalendar")


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Holidays and days without lessons. Raises InputError when it has none, is cut off, or is about several regions."""
    if not re.search(r"^END:VCALENDAR\s*$", source.text, re.I | re.M):
        raise InputError(f"{source.name}: de agenda is afgebroken.", "Maak de export van de agenda opnieuw.")
    events = [event for event in _events(source.text) if event.found.get("STATUS", ("", ""))[1].upper() != "CANCELLED"]
    free = [event for event in events if is_free(event.name)]
    _insist_on_one_region(source.name, free)
    rows = [_row(event) for event in free]
    columns = {"name": pl.String, "first": pl.Date, "last": pl.Date, "wrong": pl.String, "row": pl.Int64}
    raw = pl.DataFrame(rows, schema=columns, orient="row").with_columns(start="first", end="last")
    good, refused = refuse(raw, _checks(), {"name": "SUMMARY", "start": "DTSTART", "end": "DTEND"})
    vacations = _joined(good)
    if not vacations and refused.is_empty():
        raise InputError(
            f"{source.name}: in deze agenda staat geen vakantie of vrije dag die als zodanig te herkennen is.",
            f"Noem ze in de agenda zoals 'Herfstvakantie', 'Studiedag' of 'Leerlingen vrij', of zet ze {_ON_PAGE}.",
        )
    if progress:
        progress(len(events), len(events))
    frame = pl.DataFrame(vacations, schema=["name", "start", "end", "row"], orient="row") if vacations else None
    return ReadResult(
        kind=kind,
        refused=refused,
        rows_read=len(events),
        warnings=_said(vacations, [event.name for event in events if event not in free]),
        whole_school=True,
        vacations=conform(frame if frame is not None else pl.DataFrame(schema=VACATIONS), VACATIONS),
    )


def is_free(name: str) -> bool:
    """Whether a title says that there are no lessons, and says nothing else."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    free = [word for word in words if _FREE.fullmatch(word)]
    said = bool(free) or (bool({"vrij", "vrije"} & set(words)) and bool(_WHOSE & set(words)))
    return said and all(word in free or word in _BESIDE for word in words)


def _events(text: str) -> Iterator[_Event]:
    """The VEVENT parts; what lies inside one (an alarm) is not of it."""
    inside: list[str] = []
    event: _Event | None = None
    for row, line in _unfolded(text):
        name, parameters, value = _property(line)
        if name == "BEGIN":
            inside.append(value.strip().upper())
            event = _Event(row) if inside[-1] == "VEVENT" else event
        elif name == "END":
            ended = inside.pop() if inside else ""
            if ended == "VEVENT" and event:
                yield event
                event = None
        elif event and inside and inside[-1] == "VEVENT":
            event.found.setdefault(name, (parameters, value.strip()))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; a line that begins with a space goes on with the one before."""
    held, began = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in (" ", "\t") and began:
            held += line[1:]
            continue
        if began:
            yield began, held
        held, began = line, number
    yield began, held


def _property(line: str) -> tuple[str, str, str]:
    """Name, parameters and value; a parameter may hold a colon inside quotes."""
    found = re.match(r'([\w-]+)((?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):(.*)', line, re.S)
    return (found[1].upper(), found[2], found[3]) if found else ("", "", "")


def _row(event: _Event) -> tuple[str, date | None, date | None, str | None, int]:
    """Name, first and last whole day, what of the entry cannot be read, and its line."""
    repeats = next((each for each in ("RRULE", "RDATE", "RECURRENCE-ID") if each in event.found), None)
    begins, ends = _moment(event, "DTSTART"), _end(event)
    if repeats:
        return event.name, None, None, repeats, event.row
    if begins is None or ends is None:
        return event.name, None, None, "DTSTART" if begins is None else "DTEND", event.row
    # Only days that are free from midnight to midnight; 23:59 is the end of its day.
    first = begins.date() if begins.time() == time() else begins.date() + _ONE_DAY
    last = ends.date() if ends.time() >= time(23, 59) else ends.date() - _ONE_DAY
    return event.name, first, last, "uren" if last < first and ends > begins else None, event.row


def _end(event: _Event) -> datetime | None:
    """When an entry is over: DTEND, or DTSTART and DURATION; without either an entry without a time is one day."""
    begins = _moment(event, "DTSTART")
    dated = _DATE.fullmatch(event.found.get("DTSTART", ("", ""))[1])
    if "DTEND" in event.found:
        ends = _moment(event, "DTEND")
        return ends + _ONE_DAY if ends and dated and ends == begins else ends
    if begins is None or "DURATION" not in event.found:
        return begins + _ONE_DAY if begins and dated else begins
    lasts = re.fullmatch(
        r"\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:\d+S)?)?", event.found["DURATION"][1]
    )
    weeks, days, hours, minutes = (int(part or 0) for part in lasts.groups()) if lasts else (0, 0, 0, 0)
    return begins + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes) if lasts else None


def _moment(event: _Event, name: str) -> datetime | None:
    """A moment in Amsterdam time; a day is its midnight. None for what is no date, or in a time zone nobody knows."""
    parameters, text = event.found.get(name, ("", ""))
    written = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", text)
    if not written:
        return None
    try:
        moment = datetime.strptime(written[1] + (written[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007  # the zone follows
        if written[3]:
            return moment.replace(tzinfo=UTC).astimezone(_AMSTERDAM).replace(tzinfo=None)
        zone = re.search(r';TZID="?([^";]+)', parameters, re.I)
        if zone is None or not written[2] or zone[1].lower() in _OURS:
            return moment
        return moment.replace(tzinfo=ZoneInfo(zone[1])).astimezone(_AMSTERDAM).replace(tzinfo=None)
    except (ValueError, OSError, KeyError, OverflowError):
        return None


def _checks() -> list[Check]:
    wrong = pl.col("wrong")
    again = wrong.is_in(["RRULE", "RDATE", "RECURRENCE-ID"])
    return [
        Check(again, "name", "Deze vrije dag herhaalt zich in de agenda (RRULE); dat wordt niet gelezen.", _REMEDY),
        Check(wrong == "uren", "name", "Deze vrije dag duurt in de agenda geen hele dag.", _REMEDY),
        Check(wrong.is_not_null(), "name", "De datum of tijdzone van deze vrije dag is niet te lezen.", _REMEDY),
        *holiday_checks(),
    ]


def _insist_on_one_region(name: str, free: list[_Event]) -> None:
    regions = sorted({word for event in free for word in re.findall(r"\w+", event.name.lower()) if word in _REGIONS})
    if len(regions) > 1:
        raise InputError(
            f"{name}: deze agenda heeft vakanties van meer regio's ({', '.join(regions)}).",
            "Gebruik de agenda van de school zelf. De vakanties van de regio kent het programma al.",
        )


def _joined(good: pl.DataFrame) -> list[tuple[str, date, date, int]]:
    """One row per holiday: entries of the same name that touch or overlap are one."""
    joined: list[tuple[str, date, date, int]] = []
    for name, first, last, row in good.sort("name", "first").select("name", "first", "last", "row").iter_rows():
        if joined and joined[-1][0] == name and first <= joined[-1][2] + _ONE_DAY:
            joined[-1] = (name, joined[-1][1], max(last, joined[-1][2]), joined[-1][3])
        else:
            joined.append((name, first, last, row))
    return sorted(joined, key=lambda each: each[1])


def _said(taken: list[tuple[str, date, date, int]], left: list[str]) -> tuple[str, ...]:
    said = []
    if taken:
        days = [
            f"{name[:_SHOWN_SIGNS]} ({first:%d-%m-%Y}{f' t/m {last:%d-%m-%Y}' if last > first else ''})"
            for name, first, last, _ in taken
        ]
        more = f" en nog {len(days) - _SHOWN_TAKEN}" if len(days) > _SHOWN_TAKEN else ""
        said.append(f"Als dagen zonder les gelezen: {', '.join(days[:_SHOWN_TAKEN])}{more}.")
    if left:
        names = list(dict.fromkeys(f"'{name[:_SHOWN_SIGNS] or 'zonder titel'}'" for name in left))
        more = f" en nog {len(names) - _SHOWN_LEFT}" if len(names) > _SHOWN_LEFT else ""
        count = "1 afspraak is" if len(left) == 1 else f"{len(left)} afspraken zijn"
        said.append(
            f"{count} niet als vrije dag gelezen: {', '.join(names[:_SHOWN_LEFT])}{more}. Is er toch geen les, zet die dag "
            f"dan {_ON_PAGE}."
        )
    return tuple(said)
