"""Afdelingen, klassen, lesson hours and subjects in invented school years: no more signals than promised, and seen what is there.

The whole of it is `verzuimbeeld bench --honesty`; here a few schools, and one that goes through readers, build and pages.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.commands.honesty import parts
from dashboard.commands.honesty.measure import Line
from dashboard.rates.funnel import held
from data.klassen import AFDELINGEN, KLASSEN
from data.timetable import SUBJECTS
from data.worlds.pupils import (
    IN_AFDELING,
    IN_CELL,
    IN_KLAS,
    IN_SUBJECT,
    SICK,
    UNAUTHORISED,
    Hours,
    Planted,
    school_year,
)
from data.worlds.world import WORLDS, World
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.lesson_hours import subject_cells, taught, week_cells
from pipelines.questions.pupil_rates import pupil_rates
from pipelines.questions.together import together
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import Dimension
from tests.pipelines.histories import SCOPE, YEAR, settings
from tests.shared import amount

NUMBERS = parts.Numbers.now()
SEED, NOTHING = 16, Planted()


def years(world: str, kind: str, schools: int, planted: Planted = NOTHING) -> Iterator[parts.Verdicts]:
    for school in range(schools):
        yield parts.judge(school_year(np.random.default_rng((SEED, school)), WORLDS[world], kind, planted), NUMBERS)


@pytest.mark.parametrize("kind", [SICK, UNAUTHORISED])
@pytest.mark.parametrize("world", ["hard", "activities", "high flu"])
def test_hardly_a_school_without_a_cause_is_told_of_a_signal(world: str, kind: str) -> None:
    """Of four kinds of comparison; by chance alone a signaal is one in fourteen schools for the busiest of them."""
    schools = amount(4, 60)
    found = dict.fromkeys(parts.PARTS, 0)
    looks = compared = 0
    for year in years(world, kind, schools):
        for part in parts.PARTS:
            found[part] += "signaal" in year[part].values()
            looks += sum(word in ("kijk", "signaal") for word in year[part].values())
            compared += len(year[part])
    assert compared > 100 * schools
    assert looks < 0.05 * compared
    assert found["afdelingen"] <= amount(0, 1)
    assert all(number <= amount(2, 8) for number in found.values()), found


@pytest.mark.parametrize(
    ("planted", "part", "where"),
    [
        (Planted(afdeling=2.0), "afdelingen", IN_AFDELING),
        (Planted(klas=2.5), "klassen", IN_KLAS),
        (Planted(cell=1.5), "lesuren", IN_CELL),
        (Planted(subject=1.5), "vakken", IN_SUBJECT),
    ],
)
def test_what_is_there_is_seen_and_where_it_is(planted: Planted, part: str, where: object) -> None:
    schools = amount(3, 30)
    seen = [year[part][where] for year in years("season", UNAUTHORISED, schools, planted)]
    assert seen.count("signaal") >= 0.8 * schools, seen


def test_a_klas_that_is_away_together_decides_when_it_is_not_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The taking out is the method: without it nearly every school is told of klassen."""
    monkeypatch.setattr(parts, "together", lambda missed, *_: np.zeros(len(missed), dtype=bool))
    found = ["signaal" in year["klassen"].values() for year in years("activities", UNAUTHORISED, 4)]
    assert sum(found) >= 2


def test_the_measure_has_a_line_for_every_word_world_and_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "WORLDS", {"flat": WORLDS["flat"]})
    lines = list(parts.measure(SEED, 1))
    assert {(line.signal, line.effect) for line in lines} >= {
        ("afdelingen, ziek: signaal", ""),
        ("klassen, ongeoorloofd: kijk", ""),
        ("lesuren, ongeoorloofd: signaal", "lesuur x 1,5"),
    }
    assert all(isinstance(line, Line) and 0 <= line.found <= line.of for line in lines)


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKS = 12
HEADER = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)


def exported(year: Hours, folder: Path, days: list[date]) -> list[Path]:
    """The pupils, registrations and timetable of a school year as the exports of a school."""
    pupils = [f"{1000 + n}" for n in range(len(year.klas))]
    people, absences, lessons = (folder / name for name in ("l.csv", "r.csv", "z.json"))
    people.write_text(
        HEADER
        + "".join(
            f"{pupil};A;;B{pupil};;;{KLASSEN[k].name};;;{KLASSEN[k].leerjaar};;;01-08-2026;31-07-2027\n"
            for pupil, k in zip(pupils, year.klas, strict=True)
        )
    )
    absences.write_text(
        "Stamnr;Datum;Lesuur;Code\n"
        + "".join(f"{pupils[p]};{days[d]:%d-%m-%Y};{h + 1};ongeoorloofd\n" for p, d, h in np.argwhere(year.away))
    )
    given = []
    for number, (k, d, h) in enumerate(np.argwhere(year.subject >= 0)):
        at = datetime(days[d].year, days[d].month, days[d].day, 8 + int(h), tzinfo=AMSTERDAM)
        students = [pupils[p] for p in np.flatnonzero((year.klas == k) & year.present[:, d, h])]
        given.append(
            {
                "id": number + 1,
                "appointmentInstance": number + 1,
                "start": int(at.timestamp()),
                "end": int((at + timedelta(minutes=45)).timestamp()),
                "startTimeSlot": int(h) + 1,
                "endTimeSlot": int(h) + 1,
                "subjects": [SUBJECTS[year.subject[k, d, h]]],
                "groups": [KLASSEN[k].name.lower()],
                "students": students,
                "valid": True,
                "cancelled": False,
                "lastModified": 1,
            }
        )
    lessons.write_text(json.dumps({"response": {"status": 200, "data": given}}))
    return [people, absences, lessons]


@pytest.mark.long
def test_a_whole_import_says_what_the_functions_say(tmp_path: Path) -> None:
    """One world through readers, build and questions: each verdict, and each hour that is taken out, is the same."""
    world = World(
        season=1.0, flu=0.4, activities=12.0, shape=0.8, often=0.01, long_term=0.01, afdelingen=0.1, bouts=0.5
    )
    whole = school_year(np.random.default_rng(SEED), world, UNAUTHORISED, Planted(klas=6.0, cell=5.0))
    until = 5 * WEEKS
    year = Hours(
        whole.klas, whole.away[:, :until], whole.present[:, :until], whole.subject[:, :until], whole.weekday[:until]
    )
    days = YEAR[:until]
    assert [day.weekday() for day in days] == year.weekday.tolist()
    toml = settings(
        "nl-leerplicht",
        more="".join(
            f'[[school.afdeling]]\nid = "{a.id}"\nname = "{a.name}"\nclasses = {json.dumps(a.classes)}\n'
            for a in AFDELINGEN
        ),
    )
    workspace = create_workspace(tmp_path / "map", toml)
    import_files(workspace, exported(year, tmp_path, days))
    snapshot = open_snapshot(workspace)
    asked = (snapshot, SCOPE, days[-1], "s", "ongeoorloofd")
    away = together(*asked)
    # A quiet week is one of which the product thinks that data are missing.
    known = snapshot.rows("select week_start from mart_week where complete is distinct from false")[
        "week_start"
    ].to_list()
    sure = np.array([day - timedelta(day.weekday()) in known for day in days])
    assert sure.sum() >= 5 * (WEEKS - 3)
    said = parts.judge(
        Hours(year.klas, year.away[:, sure], year.present[:, sure], year.subject[:, sure], year.weekday[sure]), NUMBERS
    )
    assert away.height > 50
    lessons = taught(*asked, away)
    cells = week_cells(snapshot.settings, lessons).select("iso_weekday", "lesson_hour", "verdict").iter_rows()
    assert {(weekday - 1, hour - 1): word for weekday, hour, word in cells} == said["lesuren"]
    assert "signaal" in said["lesuren"].values()
    subjects = subject_cells(snapshot.settings, lessons).select("subject", "verdict").iter_rows()
    assert {SUBJECTS.index(name): word for name, word in subjects} == said["vakken"]
    order = {"afdeling": [a.id for a in AFDELINGEN], "klas": [klas.name for klas in KLASSEN]}
    compared: tuple[tuple[Dimension, str], ...] = (("afdeling", "afdelingen"), ("klas", "klassen"))
    for by, part in compared:
        rows = pupil_rates(*asked, by, away=away)
        found, _ = held(rows, by, dict.fromkeys(order["afdeling"], ""), snapshot.settings)
        assert found is not None
        assert {order[by].index(each.name): each.verdict for each in found.parts} == said[part]
    assert "signaal" in said["klassen"].values()
