"""How often the week trend is kijk or signaal in schools without any cause, and how soon it sees a step that is there.

`python -m dashboard.commands.honesty.weeks` prints the limits of `protocols/week_trend.toml`: simulated on seeds of
their own, so that no method is judged on the schools it was tuned on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np

from dashboard.commands.honesty.measure import Line
from data.worlds.weeks import HARD, HIGH_WAVES, SICK, UNAUTHORISED, Planted, Weeks, weekly_hours
from data.worlds.world import WORLDS, World
from pipelines.statistics.normal import LOOK, SIGNAL
from pipelines.statistics.week_steps import Step, Year
from pipelines.statistics.week_trend import weighed, year_of
from protocols.week_trend import WeekTrend, week_trend

ABSENCES = (UNAUTHORISED, SICK)
# Charts a school: one is cheap, and a share of 5 % takes many to know.
CHARTS = 4
# In these the promise is kept by every kind of chart, elsewhere it is measured with two earlier years only.
EVERYWHERE = ("season", "ar 0.3", "ar 0.5", "ar 0.7", "skewed", "bouts")
HARD_NAME = "ar 0.5, golf x2"
# Schools whose weeks go further by themselves than any that the limits were simulated on are tried too.
TUNED, TRIED = 1.35, 1.5
TUNING_SEED, TUNING_CHARTS = 16_000, 2500
SURE, SURE_HARD = 0.075, 0.10
# The share of charts that may be signaal when the limits are made, elsewhere and in the hard worlds: a little under the promise.
WISHED = {"school": (0.05, 0.065), "afdeling": (0.05, 0.06)}
SEASON_OF_FLU = range(17, 29)


@dataclass(frozen=True)
class Kind:
    """A kind of chart: of the whole school or of the first afdeling, with so many earlier years."""

    chart: str
    earlier: int

    @property
    def rest(self) -> bool:
        """Whether it is a part, held against the rest."""
        return self.chart == "afdeling"

    @property
    def name(self) -> str:
        """How it is called in a line: with its number of earlier years."""
        return f"{self.chart} {self.earlier}"


KINDS = tuple(Kind(limit.chart, limit.earlier) for limit in week_trend().limit if not limit.sick)
BEST = (Kind("school", 2), Kind("afdeling", 2))
# The least share of +50 % that is seen, by kind of chart and of absence: elsewhere, and in the hard world.
LEAST = {
    ("school", UNAUTHORISED): (0.78, 0.65),
    ("school", SICK): (0.57, 0.50),
    ("afdeling", UNAUTHORISED): (0.50, None),
}


def measure(seed: int, schools: int) -> Iterator[Line]:
    """False kijk and signaal a chart and school year in every world, and of planted steps how many are seen."""
    numbers = week_trend()
    for absence in ABSENCES:
        for name, world, waves in (
            *((name, world, 1.0) for name, world in WORLDS.items()),
            (HARD_NAME, HARD, HIGH_WAVES),
        ):
            rng = np.random.default_rng([seed, *name.encode()])
            made = weekly_hours(rng, world, absence, CHARTS * schools, waves=waves, stronger=TRIED)
            hard = name in ("hard", HARD_NAME)
            for kind in KINDS if hard or name in EVERYWHERE else BEST:
                yield from _false_ones(made, absence, kind, name, hard, numbers)
        for name, world, waves in (
            ("ar 0.3", WORLDS["ar 0.3"], 1.0),
            (HARD_NAME, HARD, HIGH_WAVES),
            ("hard", WORLDS["hard"], 1.0),
        ):
            for kind in BEST:
                for factor in (1.5, 1.25):
                    rng = np.random.default_rng([seed, 1, *name.encode()])
                    planted = Planted(factor, kind.rest)
                    made = weekly_hours(rng, world, absence, CHARTS * schools, planted, waves, TRIED)
                    yield seen(made, absence, kind, name, factor, numbers)


def _years(made: Weeks, school: int, rest: bool, event: float) -> list[Year]:
    """The rows of one chart, this year first."""
    found = []
    for year in reversed(range(made.complete.shape[1])):
        known = made.complete[school, year]
        missed, scheduled = made.missed[school, :, year, known].T, made.scheduled[school, :, year, known].T
        parts = (missed[0], scheduled[0], missed[1:].sum(0), scheduled[1:].sum(0))
        whole = (missed.sum(0), scheduled.sum(0))
        found.append(year_of(np.flatnonzero(known) + 1, *(parts if rest else whole), event=event))
    return found


def charts(made: Weeks, absence: str, kind: Kind, numbers: WeekTrend) -> Iterator[list[tuple[Step, str]]]:
    """The judged weeks of one chart of each school; none where it is not judged."""
    event = (numbers.afdeling if kind.rest else numbers.school).event(absence == SICK)
    for school in range(made.missed.shape[0]):
        years = _years(made, school, kind.rest, event)[: kind.earlier + 1]
        found = weighed(years, numbers, absence == SICK, kind.rest)
        yield [] if isinstance(found, str) else found


def _false_ones(made: Weeks, absence: str, kind: Kind, world: str, hard: bool, numbers: WeekTrend) -> Iterator[Line]:
    told = [{word for _, word in found} for found in charts(made, absence, kind, numbers) if found]
    signal = f"weektrend {absence} {kind.name}"
    limit = SURE_HARD if hard else SURE
    if told:
        signals, looks = (sum(bool(found & words) for found in told) for words in ({SIGNAL}, {LOOK, SIGNAL}))
        yield Line(f"{signal} signaal", world, signals, len(told), nominal=numbers.signaal_a_year, limit=limit)
        yield Line(f"{signal} kijk", world, looks, len(told), nominal=numbers.kijk_a_year)


def seen(made: Weeks, absence: str, kind: Kind, world: str, factor: float, numbers: WeekTrend) -> Line:
    """Steps that were signaal, upwards, in one of their weeks; sick ones outside the season of flu only."""
    delays, judged = [], 0
    for school, found in enumerate(charts(made, absence, kind, numbers)):
        start = int(made.start[school])
        weeks = range(start + 1, start + 1 + Planted(factor).length)
        if not found or (absence == SICK and not kind.rest and any(week in SEASON_OF_FLU for week in weeks)):
            continue
        judged += 1
        # Places of weeks that are there, and numbers of weeks: the same but for missing ones.
        hits = [step.place - start + 1 for step, word in found if word == SIGNAL and step.score > 0]
        delays += [hit for hit in hits if 1 <= hit <= len(weeks)][:1]
    least = (
        LEAST.get((kind.chart, absence), (None, None))[world == HARD_NAME]
        if factor == 1.5 and world != "hard"
        else None
    )
    after = f", na {median(delays):.0f}" if delays else ""
    effect = f"+{100 * (factor - 1):.0f} %, {Planted(factor).length} weken{after}"
    return Line(f"weektrend {absence} {kind.name}", world, len(delays), judged, effect, least=least)


def limits() -> None:
    """Prints the scores that so many charts pass in a school year by chance, as `[[limit]]` of the numbers."""
    numbers = week_trend()
    never = numbers.model_copy(
        update={"limit": tuple(limit.model_copy(update={"kijk": 0.0, "signaal": 0.0}) for limit in numbers.limit)}
    )
    worlds: list[tuple[str, World, float]] = [(name, WORLDS[name], 1.0) for name in (*EVERYWHERE, "hard")]
    worlds.append((HARD_NAME, HARD, HIGH_WAVES))
    for absence in ABSENCES:
        highest: dict[Kind, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
        for name, world, waves in worlds:
            rng = np.random.default_rng([TUNING_SEED, *name.encode()])
            made = weekly_hours(rng, world, absence, TUNING_CHARTS, waves=waves, stronger=TUNED)
            for kind in KINDS:
                judged = [found for found in charts(made, absence, kind, never) if found]
                top = [max(numbers.weight(step.score) for step, _ in found) for found in judged]
                wished = WISHED[kind.chart][name not in EVERYWHERE]
                look, signal = np.quantile(top, [1 - numbers.kijk_a_year * wished / numbers.signaal_a_year, 1 - wished])
                highest[kind].append((float(look), float(signal)))
                print(f"# {absence}, {kind.name}, {name}: {look:.2f} {signal:.2f} ({len(top)})", flush=True)
        for kind, scores in highest.items():
            look, signal = (max(score) for score in zip(*scores, strict=True))
            print(f"{absence}, {kind.name}: kijk = {look:.2f}, signaal = {signal:.2f}", flush=True)


if __name__ == "__main__":
    limits()
