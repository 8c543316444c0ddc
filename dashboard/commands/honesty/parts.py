"""Afdelingen, klassen, lesson hours and subjects: how often each is called kijk or signaal in a year without any cause."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from dashboard.commands.honesty.measure import Line
from data.worlds.pupils import (
    AFDELING,
    IN_AFDELING,
    IN_CELL,
    IN_KLAS,
    IN_SUBJECT,
    LEERJAAR,
    SICK,
    UNAUTHORISED,
    Floats,
    Hours,
    Ints,
    Planted,
    school_year,
)
from data.worlds.world import WORLDS
from pipelines.statistics.case_mix import case_mix
from pipelines.statistics.cells import Cell, Taught, of_subjects, of_week
from pipelines.statistics.funnel import Levels, funnel
from pipelines.statistics.normal import LOOK, SIGNAL, by_chance
from pipelines.statistics.together import together
from protocols.load import load_settings

KINDS = (SICK, UNAUTHORISED)
PARTS = ("afdelingen", "klassen", "lesuren", "vakken")
# Upper limits of "any signaal" in a school, and the least shares that are seen of what is there (worlds as in `ORDINARY`).
LIMITS = {"afdelingen": 0.018, "klassen": 0.13, "lesuren": 0.115}
# In these pupils differ so much, or absence comes in such lumps, that a real difference is often not told from chance.
LUMPY = frozenset({"skewed", "bouts", "hard"})
# What is planted, where it is judged, and of which kind and word at least so much is seen.
EFFECTS: tuple[tuple[str, Planted, str, object, dict[tuple[str, str], float]], ...] = (
    ("afdeling x 1,5", Planted(afdeling=1.5), "afdelingen", IN_AFDELING, {(UNAUTHORISED, LOOK): 0.65}),
    ("afdeling x 2", Planted(afdeling=2.0), "afdelingen", IN_AFDELING, {(UNAUTHORISED, SIGNAL): 0.85}),
    ("klas x 2", Planted(klas=2.0), "klassen", IN_KLAS, {(SICK, LOOK): 0.6, (UNAUTHORISED, LOOK): 0.6}),
    (
        "lesuur x 1,5",
        Planted(cell=1.5),
        "lesuren",
        IN_CELL,
        {(SICK, SIGNAL): 0.9, (UNAUTHORISED, LOOK): 0.85, (UNAUTHORISED, SIGNAL): 0.45},
    ),
    ("vak x 1,5", Planted(subject=1.5), "vakken", IN_SUBJECT, {}),
)
# Schools with an effect are a quarter: a share of three in four asks for fewer than one in a hundred.
FEWER = 4
Verdicts = dict[str, Mapping[object, str | None]]


@dataclass(frozen=True)
class Numbers:
    """The numbers of the settings that the product judges by."""

    levels: Levels
    mix_parts: float
    pupils: int
    chance: float
    cells: int

    @classmethod
    def now(cls) -> "Numbers":
        """Those of now."""
        found: dict[str, float] = dict(load_settings().select("name", "value").iter_rows())
        return cls(
            Levels.of(found),
            found["mix_parts"],
            int(found["together_pupils"]),
            found["together_chance"],
            int(found["cells_min"]),
        )


def measure(seed: int, schools: int) -> Iterator[Line]:
    """A line per kind of part, kind of absence, word and world, without a cause and with one."""
    numbers = Numbers.now()
    for place, (name, world) in enumerate(WORLDS.items()):
        for number, kind in enumerate(KINDS):

            def judged(count: int, planted: Planted, salt: int) -> list[Verdicts]:
                keys = ((seed, place, number, salt, school) for school in range(count))  # noqa: B023
                return [
                    judge(school_year(np.random.default_rng(key), world, kind, planted), numbers)  # noqa: B023
                    for key in keys
                ]

            yield from _without(name, kind, judged(schools, Planted(), 0), numbers)
            for salt, (effect, planted, part, where, least) in enumerate(EFFECTS, 1):
                found = [year[part].get(where) for year in judged(max(schools // FEWER, 1), planted, salt)]
                for word, words in ((LOOK, (LOOK, SIGNAL)), (SIGNAL, (SIGNAL,))):
                    seen = sum(said in words for said in found)
                    promised = None if name in LUMPY else least.get((kind, word))
                    yield Line(f"{part}, {kind}: {word}", name, seen, len(found), effect=effect, least=promised)
    yield from _case_mix(seed, schools, numbers)


def _without(world: str, kind: str, years: list[Verdicts], numbers: Numbers) -> Iterator[Line]:
    look, signal = by_chance(numbers.levels.look), by_chance(numbers.levels.signal)
    for part in PARTS:
        said = [[word for word in year[part].values() if word] for year in years]
        counted = Counter(word for words in said for word in words)
        every = sum(counted.values())
        signals = sum(SIGNAL in words for words in said)
        size = round(every / len(years))
        yield Line(
            f"{part}, {kind}: signaal",
            world,
            signals,
            len(years),
            nominal=1 - (1 - signal) ** size,
            limit=LIMITS.get(part),
        )
        yield Line(f"{part}, {kind}: kijk", world, counted[LOOK] + counted[SIGNAL], every, nominal=look)


def _case_mix(seed: int, schools: int, numbers: Numbers) -> Iterator[Line]:
    """Leerjaren that differ as in the demo school: klassen have their like, afdelingen are what they are."""
    years = [
        judge(
            school_year(np.random.default_rng((seed, 99, n)), WORLDS["flat"], UNAUTHORISED, Planted(case_mix=True)),
            numbers,
        )
        for n in range(max(schools // FEWER, 1))
    ]
    for part in ("afdelingen", "klassen"):
        found = sum(SIGNAL in year[part].values() for year in years)
        yield Line(f"{part}, {UNAUTHORISED}: signaal", "leerjaren", found, len(years))


def judge(year: Hours, numbers: Numbers) -> Verdicts:
    """The verdicts on one school year, by the functions that the pages ask."""
    levels = numbers.levels
    lessons, missed = year.of_klassen()
    klas, day, hour = np.nonzero(lessons)
    rows, away = lessons[klas, day, hour], missed[klas, day, hour]
    offered, gone = lessons.sum(axis=2), missed.sum(axis=2)
    of_day = (gone.sum(axis=0) - gone) / np.maximum(offered.sum(axis=0) - offered, 1)
    of_hour = (missed.sum(axis=0) - missed) / np.maximum(lessons.sum(axis=0) - lessons, 1)
    usual = np.maximum(np.maximum(of_day[:, :, None], of_hour), gone.sum() / offered.sum())
    out = together(away, rows, usual[klas, day, hour], numbers.pupils, numbers.chance)
    kept = np.ones(lessons.shape, dtype=bool)
    kept[klas[out], day[out], hour[out]] = False
    of_pupils = kept[year.klas]
    present = (year.present & of_pupils).sum(axis=(1, 2))
    known = present > 0
    rates = 100 * (year.away & of_pupils).sum(axis=(1, 2))[known] / present[known]
    own = year.klas[known]
    capped = np.minimum(rates, np.quantile(rates, levels.cap))
    mix = case_mix(
        capped.tolist(),
        [f"{n:02}" for n in own],
        [[str(n) for n in LEERJAAR[own]], [str(n) for n in AFDELING[own]]],
        numbers.mix_parts,
        levels.between,
    )
    everyone = rates.tolist()
    afdelingen = funnel(everyone, _of(rates, AFDELING[own]), levels)
    klassen = funnel(everyone, _of(rates, own), levels, mix)
    klas, day, hour = klas[~out], day[~out], hour[~out]
    taught = Taught(klas, day, year.weekday[day], hour, year.subject[klas, day, hour], rows[~out], away[~out])
    asked = (levels.look, levels.signal, numbers.cells)
    return {
        "afdelingen": {n: part.verdict for n, part in enumerate(afdelingen.parts)} if afdelingen else {},
        "klassen": {n: part.verdict for n, part in enumerate(klassen.parts)} if klassen else {},
        "lesuren": _words(of_week(taught, *asked)),
        "vakken": _words(of_subjects(taught, *asked)),
    }


def _of(rates: Floats, part: Ints) -> dict[str, list[float]]:
    return {f"{n:02}": rates[part == n].tolist() for n in range(int(part.max()) + 1)}


def _words(cells: Mapping[tuple[int, int], Cell] | Mapping[int, Cell]) -> Mapping[object, str | None]:
    return {place: cell.verdict for place, cell in cells.items()}
