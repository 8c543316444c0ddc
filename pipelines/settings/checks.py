"""What the models of `school.toml` cannot say: names that must exist or be unique, days and times that must fit."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

from pipelines.calendar import SchoolYear
from pipelines.readers.values import FIRST_DATE, LAST_DATE
from pipelines.settings.schema import FALLBACK_AFDELING, FreeDay, Holiday, School, SettingsFile, Toetsweek
from protocols.load import category_file, shipped_names

Key = tuple[int | str, ...]
# Where, what is wrong with it, and what to do.
Fault = tuple[Key, str, str]


def first_fault(content: SettingsFile, folder: Path) -> Fault | None:
    """The first fault of the settings of a workspace in `folder`, or None when they can be used."""
    return next(_faults(content, folder), None)


def _faults(content: SettingsFile, folder: Path) -> Iterator[Fault]:
    yield from _days((), content.holiday, content.free_day)
    for place, school in enumerate(content.school):
        key: Key = ("school", place)
        yield from _names(key, school, folder)
        yield from _days(key, (*school.holiday,), school.free_day)
        yield from _spans((*key, "test_week"), school.test_week)
        yield from _periods((*key, "period"), school)
        yield from _lessons((*key, "lesson"), school)
        yield from _references((*key, "reference"), school)
    yield from _doubles("school", "id", (), (school.id for school in content.school))


def _names(key: Key, school: School, folder: Path) -> Iterator[Fault]:
    own = {path.stem for path in (folder / "protocols").glob("*.toml")}
    if school.protocol not in shipped_names() | own:
        known = ", ".join(sorted(shipped_names() | own))
        yield (*key, "protocol"), f"is '{school.protocol}', dat er niet is", f"Kies een van: {known}."
    yield from _doubles("afdeling", "id", key, (each.id for each in school.afdeling))
    for place, each in enumerate(school.afdeling):
        if each.id == FALLBACK_AFDELING:
            yield (
                (*key, "afdeling", place, "id"),
                f"is '{FALLBACK_AFDELING}', zo heet al wat bij geen afdeling past",
                "Geef deze afdeling een andere id.",
            )
    yield from _doubles("code", "code", key, (each.code for each in school.code))
    categories = [each.category for each in category_file().category]
    for place, choice in enumerate(school.code):
        if choice.category not in categories:
            yield (
                (*key, "code", place, "category"),
                f"is '{choice.category}', geen bekende categorie",
                f"Kies een van: {', '.join(categories)}.",
            )


def _days(key: Key, holidays: Iterable[Holiday], free_days: Iterable[FreeDay]) -> Iterator[Fault]:
    yield from _spans((*key, "holiday"), holidays)
    for place, each in enumerate(free_days):
        yield from _plausible((*key, "free_day", place, "date"), each.date)


def _spans(key: Key, spans: Iterable[Holiday | Toetsweek]) -> Iterator[Fault]:
    for place, each in enumerate(spans):
        yield from _plausible((*key, place, "start"), each.start)
        yield from _plausible((*key, place, "end"), each.end)
        if each.end < each.start:
            yield (
                (*key, place, "end"),
                f"is {each.end}, voor start ({each.start})",
                "Zet de eerste dag bij start en de laatste bij end.",
            )


def _plausible(key: Key, day: date) -> Iterator[Fault]:
    if not FIRST_DATE <= day <= LAST_DATE:
        yield key, f"is {day}, buiten {FIRST_DATE.year}-{LAST_DATE.year}", "Controleer het jaartal."


def _periods(key: Key, school: School) -> Iterator[Fault]:
    for place, each in enumerate(school.period):
        yield from _plausible((*key, place, "start"), each.start)
    for place, (first, second) in enumerate(pairwise(school.period), 1):
        if second.start <= first.start:
            yield (
                (*key, place, "start"),
                f"is {second.start}, niet na de vorige periode ({first.start})",
                "Zet de perioden op volgorde, elk met een eigen eerste dag.",
            )


def _lessons(key: Key, school: School) -> Iterator[Fault]:
    yield from _doubles("lesson", "hour", key[:-1], (str(each.hour) for each in school.lesson))
    ordered = sorted(enumerate(school.lesson), key=lambda each: each[1].hour)
    for place, each in ordered:
        if each.end <= each.start:
            yield (
                (*key, place, "end"),
                f"is {each.end:%H:%M}, niet na start ({each.start:%H:%M})",
                "Zet het begin van het lesuur bij start en het einde bij end.",
            )
    for (_, first), (place, second) in pairwise(ordered):
        if second.start < first.end:
            yield (
                (*key, place, "start"),
                f"is {second.start:%H:%M}, terwijl lesuur {first.hour} duurt tot {first.end:%H:%M}",
                "Een lesuur begint niet voor het einde van het lesuur ervoor.",
            )


def _references(key: Key, school: School) -> Iterator[Fault]:
    for place, each in enumerate(school.reference):
        try:
            SchoolYear.labelled(each.year)
        except ValueError:
            yield (*key, place, "year"), f"is '{each.year}', geen schooljaar", "Schrijf het schooljaar als 2024-2025."
    yield from _doubles("reference", "year", key[:-1], (f"{each.year} {each.area}" for each in school.reference))


def _doubles(heading: str, name: str, key: Key, values: Iterable[str]) -> Iterator[Fault]:
    found = list(values)
    for value, times in Counter(found).items():
        if times > 1:
            place = [at for at, each in enumerate(found) if each == value][1]
            yield (
                (*key, heading, place, name),
                f"'{value}' komt tweemaal voor",
                "Laat er een staan of geef ze elk een eigen naam.",
            )
