"""Afdelingen proposed from the names of the klassen that were read: H4A, H4B and H5A are havo bovenbouw, H4* and H5*."""

import re
from collections.abc import Collection, Sequence

from pipelines.settings.schema import FALLBACK_AFDELING, Afdeling, School
from protocols.klassen import klas_file

# The letters of the level before the leerjaar (H4A), or after it with the letter of the klas behind them (4HA).
BEFORE = re.compile(r"(?P<letters>[A-Za-z]+)[ .-]?(?P<year>[1-6])(?!\d)")
AFTER = re.compile(r"(?P<year>[1-6])[ .-]?(?P<letters>[A-Za-z]+)")


def proposed(klassen: Collection[str]) -> tuple[Afdeling, ...]:
    """An afdeling for each level of the upper leerjaren and one for the lower ones, as far as names tell; none for the rest.

    The longest patterns of an afdeling come first.
    """
    found: dict[str, set[str]] = {}
    for klas in klassen:
        told = _told(klas)
        if told:
            found.setdefault(told[0], set()).add(told[1])
    order = [klas_file().lower, *(level.name for level in klas_file().level)]
    return tuple(
        Afdeling(
            id=afdeling_id(name, ()), name=name, classes=tuple(sorted(found[name], key=lambda each: (-len(each), each)))
        )
        for name in order
        if name in found
    )


def klassen_by_afdeling(school: School, klassen: Collection[str]) -> dict[str, list[str]]:
    """The klassen that fall under each afdeling of a school, by its id; those of none stand under `overig`."""
    found: dict[str, list[str]] = {name: [] for name in (*(each.id for each in school.afdeling), FALLBACK_AFDELING)}
    for klas in sorted(klassen):
        found[school.afdeling_of(klas)].append(klas)
    return found


def afdeling_id(name: str, taken: Collection[str]) -> str:
    """A short id for an afdeling or a school of that name: small letters and dashes; with a number when it is taken."""
    plain = name.casefold().translate(str.maketrans("áàäâéèëêíìïîóòöôúùüûç", "aaaaeeeeiiiioooouuuuc"))
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"
    numbered: Sequence[str] = [f"{base}-{number}" for number in range(2, len(taken) + 3)]
    return next(each for each in (base, *numbered) if each not in {*taken, FALLBACK_AFDELING})


def _told(klas: str) -> tuple[str, str] | None:
    """The afdeling that the name of a klas tells, and the pattern of the klassen that begin like it."""
    begin = BEFORE.match(klas) or AFTER.match(klas)
    if begin is None:
        return None
    names, year = klas_file(), int(begin["year"])
    letters, pattern = begin["letters"], begin[0]
    level = names.level_of(letters)
    if level is None and begin.re is AFTER and len(letters) > 1 and names.level_of(letters[:-1]):
        # 4HA: the last letter is that of the klas.
        level, pattern = names.level_of(letters[:-1]), pattern[:-1]
    if level and year >= level.upper_from:
        return level.name, f"{pattern}*"
    lowest = min(each.upper_from for each in names.level)
    highest = max(each.upper_from for each in names.level)
    # Letters of several levels are a brugklas, as long as no level has upper klassen in all of these leerjaren.
    if (level and year < level.upper_from) or year < lowest or (level is None and year < highest and len(letters) > 1):
        return names.lower, f"{pattern}*"
    return None
