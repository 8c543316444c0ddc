"""The timetable of the demo school's current year as a Zermelo export of appointments."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data import figures
from data.enrolment import Enrolment
from data.klassen import KLASSEN
from data.lessons import CANCELLED, REVISED, Change, Lessons, first_year_of
from data.timetable import FIRST_LESSON_MINUTE, HOURS, LESSON_MINUTES, NO_LESSON, SUBJECTS

_FIRST_ID = 3_000_000
_FIRST_INSTANCE = 40_000
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_PUBLISHED_DAYS_BEFORE = 21


def write_appointments(folder: Path, lessons: Lessons, enrolment: Enrolment) -> Path:
    """Zermelo_<school year>.json: one item is one version of a lesson of a klas, with its pupils of that day.

    A lesson that was cancelled, moved or written anew has two versions; the older one is no longer valid.
    """
    year = first_year_of(figures.LAST_DAY)
    changes = {(change.day, change.klas, change.hour): change for change in lessons.changes}
    found: list[dict[str, Any]] = []
    instance = _FIRST_INSTANCE
    for day, (moment, planned) in enumerate(zip(lessons.days, lessons.planned, strict=True)):
        if first_year_of(moment) != year:
            continue
        midnight, pupils = _seconds(moment), _pupils_by_klas(moment, enrolment)
        for klas, week in enumerate(planned):
            students = pupils.get(klas, [])
            for hour in range(HOURS):
                if week[hour] == NO_LESSON:
                    continue
                instance += 1
                lesson = {
                    "appointmentInstance": instance,
                    "subjects": [SUBJECTS[week[hour]]],
                    "groups": [KLASSEN[klas].name.lower()],
                    "students": students,
                }
                for version in _versions(changes.get((day, klas, hour)), hour, midnight):
                    found.append({"id": _FIRST_ID + len(found), **lesson, **version})
    answer = {"status": 200, "startRow": 0, "endRow": len(found), "totalRows": len(found), "data": found}
    path = folder / f"Zermelo_{year}-{year + 1}.json"
    path.write_text(json.dumps({"response": answer}, separators=(",", ":")), encoding="utf-8")
    return path


def _versions(change: Change | None, hour: int, midnight: int) -> list[dict[str, Any]]:
    """The versions of a lesson: as published three weeks before, and as it was changed on the evening before."""
    published = midnight - _PUBLISHED_DAYS_BEFORE * 86400
    if change is None:
        return [_version(hour, midnight, published)]
    old = _version(hour, midnight, published) | {"valid": change.kind == REVISED}
    new = _version(change.to, midnight, midnight - 5 * 3600) | {"cancelled": change.kind == CANCELLED}
    return [old, new]


def _version(hour: int, midnight: int, modified: int) -> dict[str, Any]:
    start = midnight + (FIRST_LESSON_MINUTE + LESSON_MINUTES * hour) * 60
    return {
        "start": start,
        "end": start + LESSON_MINUTES * 60,
        "startTimeSlot": hour + 1,
        "endTimeSlot": hour + 1,
        "valid": True,
        "cancelled": False,
        "lastModified": modified,
    }


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), _AMSTERDAM).timestamp())


def _pupils_by_klas(day: date, enrolment: Enrolment) -> dict[int, list[str]]:
    """Per klas the stamnummers of the pupils who are in it that day."""
    found: dict[int, list[str]] = {}
    for stay in enrolment.stays:
        if stay.first <= day <= stay.last:
            found.setdefault(stay.klas, []).append(enrolment.pupils[stay.pupil].student_id)
    return found
