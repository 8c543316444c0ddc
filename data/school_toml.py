"""The settings of the demo school as the text of its school.toml."""

from collections.abc import Collection
from datetime import timedelta

from data import figures
from data.codes import CODES
from data.klassen import AFDELINGEN, STUDIES, lessons_per_week
from data.timetable import LESSON_MINUTES

SCHOOL_ID = "demo"
NAME = "Het Denkbeeldig College"
PROTOCOL = "leerlingenbureau-2020"


def school_toml(
    school_id: str = SCHOOL_ID,
    name: str = NAME,
    protocol: str = PROTOCOL,
    region: str = figures.REGION,
    tracks: Collection[str] = tuple(STUDIES),
) -> str:
    """TOML text with one [[school]]: afdelingen of these leerwegen, lesson table, study days, test weeks and the category of
    every code."""
    hours = ", ".join(f"{leerjaar} = {number}" for leerjaar, number in lessons_per_week().items())
    lines = [
        "[[school]]",
        f'id = "{school_id}"',
        f'name = "{name}"',
        f'region = "{region}"',
        f'protocol = "{protocol}"',
        f"lesson_minutes = {LESSON_MINUTES}",
        f"lessons_per_week = {{ {hours} }}",
    ]
    for afdeling in AFDELINGEN:
        if afdeling.classes[0][0] not in tracks:
            continue
        patterns = ", ".join(f'"{pattern}"' for pattern in afdeling.classes)
        lines += ["", "[[school.afdeling]]", f'id = "{afdeling.id}"', f'name = "{afdeling.name}"']
        lines += [f"classes = [{patterns}]"]
    for day in figures.STUDY_DAYS:
        lines += ["", "[[school.free_day]]", f"date = {day.isoformat()}", 'name = "studiedag"']
    for monday in figures.TEST_WEEKS:
        friday = monday + timedelta(days=4)
        lines += ["", "[[school.test_week]]", f'name = "Toetsweek van {monday.isoformat()}"']
        lines += [f"start = {monday.isoformat()}", f"end = {friday.isoformat()}"]
    for code in CODES:
        lines += ["", "[[school.code]]", f'code = "{code.code}"', f'category = "{code.category}"']
    return "\n".join(lines) + "\n"
