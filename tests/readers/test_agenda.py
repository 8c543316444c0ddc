"""An agenda (ICS): which entries are days without lessons, and that all others are named and left."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines.errors import InputError
from pipelines.readers.agenda import is_free

Read = Callable[..., Any]
AUTUMN = "DTSTART;VALUE=DATE:20261017\nDTEND;VALUE=DATE:20261026\nSUMMARY:Herfstvakantie"


def event(days: str, name: str = "Studiedag") -> str:
    """One entry; `days` is its lines about time, after `;`."""
    return "\n".join(["BEGIN:VEVENT", *days.split(" "), f"SUMMARY:{name}", "END:VEVENT"])


@pytest.fixture
def agenda(read_bytes: Read) -> Read:
    """Reads entries as one agenda."""

    def read(*events: str, line_end: str = "\n") -> Any:
        text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""])
        return read_bytes(text.replace("\n", line_end), "school.ics")

    return read


def days(result: Any) -> list[tuple[str, str, str]]:
    return [(name, f"{start:%d-%m-%Y}", f"{end:%d-%m-%Y}") for name, start, end, _ in result.vacations.rows()]


def test_the_sample_is_read_and_the_rest_is_named(read_sample: Read) -> None:
    result = read_sample("agenda_vakanties.ics")
    assert (result.kind, result.rows_read, result.refused.height) == ("agenda", 3, 0)
    assert days(result) == [
        ("Herfstvakantie 2026", "17-10-2026", "25-10-2026"),
        ("Studiedag, leerlingen vrij", "12-11-2026", "12-11-2026"),
    ]
    assert result.vacations["row"].to_list() == [4, 10]
    assert (
        "Herfstvakantie 2026 (17-10-2026 t/m 25-10-2026), Studiedag, leerlingen vrij (12-11-2026)."
        in result.warnings[0]
    )
    assert result.warnings[1].startswith("1 afspraak is niet als vrije dag gelezen: 'Ouderavond'.")
    assert result.registrations is None


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        ("DTSTART;VALUE=DATE:20261112 DTEND;VALUE=DATE:20261114", "12-11-2026", "13-11-2026"),
        ("DTSTART;VALUE=DATE:20261112 DTEND;VALUE=DATE:20261112", "12-11-2026", "12-11-2026"),
        ("DTSTART;VALUE=DATE:20261112", "12-11-2026", "12-11-2026"),
        ("DTSTART;VALUE=DATE:20261112 DURATION:P2D", "12-11-2026", "13-11-2026"),
        ("DTSTART;VALUE=DATE:20261112 DURATION:P1W", "12-11-2026", "18-11-2026"),
        ("DTSTART:20261112T000000 DTEND:20261114T000000", "12-11-2026", "13-11-2026"),
        ("DTSTART:20261112T000000 DTEND:20261112T235900", "12-11-2026", "12-11-2026"),
        # Midnight in Amsterdam, in summer and in winter time.
        ("DTSTART:20260914T220000Z DTEND:20260915T220000Z", "15-09-2026", "15-09-2026"),
        ("DTSTART:20261111T230000Z DTEND:20261112T230000Z", "12-11-2026", "12-11-2026"),
        ("DTSTART;TZID=Europe/London:20261111T230000 DTEND;TZID=Europe/London:20261112T230000", *["12-11-2026"] * 2),
        # From the last lesson on Friday to the first on Monday: only what is wholly free.
        ("DTSTART:20261113T163000 DTEND:20261116T081500", "14-11-2026", "15-11-2026"),
    ],
)
def test_days_are_whole_days_in_amsterdam(agenda: Read, lines: str, first: str, last: str) -> None:
    assert days(agenda(event(lines), line_end="\r\n")) == [("Studiedag", first, last)]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("DTSTART;VALUE=DATE:20261112 RRULE:FREQ=WEEKLY", "herhaalt zich in de agenda (RRULE)"),
        ("DTSTART;VALUE=DATE:20261112 RDATE;VALUE=DATE:20261113", "herhaalt zich"),
        ("DTSTART:20261112T083000 DTEND:20261112T170000", "geen hele dag"),
        ("DTSTART:20261112T083000 DTEND:20261113T170000", "geen hele dag"),
        ("DTSTART;VALUE=DATE:20261131 DTEND;VALUE=DATE:20261201", "niet te lezen"),
        ("DTSTART;TZID=Nergens/Huis:20261112T000000 DTEND:20261113T000000", "niet te lezen"),
        ("DTEND;VALUE=DATE:20261113", "niet te lezen"),
        ("DTSTART;VALUE=DATE:20261113 DTEND;VALUE=DATE:20261111", "einde van de vakantie ligt voor het begin"),
        ("DTSTART;VALUE=DATE:20261113 DTEND;VALUE=DATE:20270313", "langer dan drie maanden"),
        ("DTSTART;VALUE=DATE:19001113 DTEND;VALUE=DATE:19001114", "geen bruikbaar begin"),
    ],
)
def test_a_free_day_that_cannot_be_read_is_refused(agenda: Read, lines: str, words: str) -> None:
    result = agenda(event(lines), event(AUTUMN.partition("\nSUMMARY")[0].replace("\n", " "), "Herfstvakantie"))
    assert words in result.refused["reason"].item()
    assert (result.refused["row"].item(), result.refused["remedy"].item()[:4]) in ((3, "Zet "), (3, "Verb"))
    assert [name for name, _, _ in days(result)] == ["Herfstvakantie"]


@pytest.mark.parametrize(
    "name",
    [
        *("Herfstvakantie", "Meivakantie 2027", "KERSTVAKANTIE regio Noord", "Studiedag 3", "Studiedagen", "Lesvrij"),
        *("Leerlingen vrij", "Roostervrije dag", "Studiedag (leerlingen vrij)", "Vrije dag", "School gesloten"),
    ],
)
def test_titles_that_say_there_are_no_lessons(name: str) -> None:
    assert is_free(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Goede Vrijdag",
            "Vrij",
            "Studiemiddag",
            "Toetsweek",
            "Laatste dag voor de vakantie",
            "Start na zomervakantie",
        ),
        *(
            "1e dag kerstvakantie",
            "Geen studiedag",
            "Studiedag onderbouw",
            "Leerlingen bovenbouw vrij",
            "Vakantiewerk in",
        ),
        *("Studiedag sectie wiskunde", "Vrijwilligersdag school", "", "2026", "Personeel vrij"),
    ],
)
def test_titles_that_say_anything_else(name: str) -> None:
    assert not is_free(name)


def test_entries_that_touch_are_one_and_cancelled_ones_are_none(agenda: Read) -> None:
    pieces = [
        event(f"DTSTART;VALUE=DATE:202610{day} DTEND;VALUE=DATE:202610{day + 1}", "Herfstvakantie")
        for day in (19, 17, 18)
    ]
    gone = event("STATUS:CANCELLED DTSTART;VALUE=DATE:20261112")
    assert days(agenda(*pieces, gone)) == [("Herfstvakantie", "17-10-2026", "19-10-2026")]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([event("DTSTART;VALUE=DATE:20261112", "Ouderavond")], "geen vakantie of vrije dag"),
        ([], "geen vakantie of vrije dag"),
        (
            [event("DTSTART;VALUE=DATE:20261017", f"Herfstvakantie {region}") for region in ("noord", "Zuid")],
            r"meer regio's \(noord, zuid\)",
        ),
    ],
)
def test_an_agenda_without_use_is_refused(agenda: Read, events: list[str], words: str) -> None:
    with pytest.raises(InputError, match=rf"school\.ics: .*{words}") as error:
        agenda(*events)
    assert error.value.remedy


def test_an_agenda_that_is_cut_off_is_refused(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="afgebroken"):
        read_bytes(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{AUTUMN}\nEND:VEVENT\nBEGIN:VEV", "school.ics")
