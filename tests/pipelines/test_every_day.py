"""A stage is reached on the first school day on which its condition holds: every school day tried in plain Python."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from pipelines.calendar import school_calendar
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.whatif.days import Days, Event
from pipelines.whatif.histories import Pupil
from protocols.load import load_protocols
from protocols.schema import Protocol
from tests.pipelines.histories import Registration, settings, write_csv
from tests.pipelines.reckoning import holds

CALENDAR = Days(school_calendar("midden", date(2026, 5, 1), date(2026, 10, 30)))
SPAN = [day for day in CALENDAR.dates if date(2026, 5, 18) <= day <= date(2026, 10, 30)]
KINDS = ("te_laat_ongeoorloofd", "ongeoorloofd", "onbekend", "uitgestuurd", "ziek", "ziek_naar_huis", "luxeverzuim")
HEAD = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)
# Klas by day: pupil 102 moves from leerjaar 1 to 2 in the middle of September, on a day without a registration.
KLAS = {
    "101": [(date(2025, 8, 1), 8), (date(2026, 8, 1), 9)],
    "102": [(date(2025, 8, 1), 7), (date(2026, 9, 16), 8)],
    "103": [(date(2025, 8, 1), 7)],
}


def registrations() -> list[Registration]:
    """Days of all kinds on both sides of the summer, busy enough to reach most stages; a slot may have several kinds."""
    chance = random.Random(20261129)
    rows = {
        Registration(student, day, hour, chance.choices(KINDS, weights=(6, 5, 2, 3, 5, 1, 0.2))[0])
        for student in KLAS
        for day in SPAN
        if chance.random() < 0.4
        for hour in chance.choices(range(1, 9), k=chance.choice((1, 1, 2, 3, 6)))
    }
    quiet = date(2026, 9, 16)
    return sorted((row for row in rows if row.date != quiet), key=lambda row: (row.student, row.date, row.hour or 0))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The pupils at a school that numbers its klassen 7 to 12."""
    folder = tmp_path_factory.mktemp("elke-dag")
    lines = [
        f"{student};Noor;;Veld;;;{klas}a;VWO/{klas};;{klas};BRK;;{start:%d-%m-%Y};"
        for student, stays in KLAS.items()
        for start, klas in stays
    ]
    pupils = folder / "leerlingen.csv"
    pupils.write_text(HEAD + "\n".join(lines) + "\n")
    workspace = create_workspace(folder / "map", settings("kgc-2021"))
    closing = Registration("101", SPAN[-1], 8, "medisch")
    import_files(workspace, [pupils, write_csv(folder / "a.csv", [*registrations(), closing])])
    opened = open_snapshot(workspace)
    yield opened
    opened.close()


def leerjaar(student: str, day: date) -> int:
    """The leerjaar of a pupil on a day; klas 7 is the first."""
    return max((start, klas) for start, klas in KLAS[student] if start <= day)[1] - 6


@pytest.mark.parametrize("protocol", load_protocols().values(), ids=lambda protocol: protocol.id)
def test_every_group_is_reached_on_the_first_day_on_which_it_holds(snapshot: Snapshot, protocol: Protocol) -> None:
    found = {
        tuple(row)
        for row in snapshot.rows(
            "select ladder, stage, group_no, student_id, reached_on from int_group_reached where protocol = $protocol",
            {"protocol": protocol.id},
        ).iter_rows()
    }
    expected = set()
    for student in KLAS:
        events = [Event(r.date, r.hour or 0, r.code) for r in registrations() if r.student == student]
        for ladder in protocol.ladder:
            for stage in ladder.stage:
                for number, group in enumerate(stage.group if stage.computable else (), 1):
                    kinds = {protocol.counters[condition.counter].window for condition in group.conditions}
                    moving = kinds & {"lesweken", "maanden", "dag"}
                    lasts = next(iter(kinds)) if len(kinds) == 1 and not moving else "schooljaar"
                    reached: dict[str, date] = {}
                    for day in SPAN:
                        key = CALENDAR.of[day].keys[lasts]
                        if key not in reached and holds(
                            protocol, stage, group, events, day, CALENDAR, Pupil(leerjaar(student, day))
                        ):
                            reached[key] = day
                    expected |= {(ladder.id, stage.id, number, student, day) for day in reached.values()}
    assert found == expected


def test_the_pupils_reach_much_and_the_move_decides_something(snapshot: Snapshot) -> None:
    """Else the test above would prove little."""
    rows = snapshot.rows("select protocol, ladder, stage, student_id, reached_on from int_group_reached order by all")
    assert rows.height > 150
    assert ("kgc-2021", "te-laat", "tl-3", "102", date(2026, 9, 16)) in set(rows.iter_rows())
