"""The numbers of the week trend: what weeks do by themselves, when they are judged, and how far a step may go by chance."""

from functools import cache

from pydantic import Field

from protocols.ladders import Many, Part, Text
from protocols.load import HERE, read_toml, validated


class WeekModel(Part):
    """What weeks of one kind of chart do by themselves; sds are of the log of a rate.

    `width`: weeks left and right in the profile; `level_sd`, `strength_sd`, `shift_sd`: of the level of a year, of the
    strength of its season and of the weeks that it comes earlier or later; `flu_sd`, `flu_first`, `flu_last`, `flu_length`:
    of waves in those school weeks that last about so long; `week_sd`, `ar`: of what weeks share beside that, and its
    correlation between two weeks that follow each other; `cluster` (`cluster_sick`: with sickness in it): of the hours of
    a week, variance over mean; `worth`: as many weeks of the school itself as both are worth.
    """

    width: float
    level_sd: float
    strength_sd: float
    shift_sd: float
    flu_sd: float
    flu_first: int
    flu_last: int
    flu_length: float
    week_sd: float
    ar: float
    cluster: float
    cluster_sick: float
    worth: float

    def event(self, sick: bool) -> float:
        """How many hours come together, as the variance of the hours of a week over their mean."""
        return self.cluster_sick if sick else self.cluster


class WeekLimit(Part):
    """From which school week a chart with so many earlier years is judged, and from which score a step is kijk and signaal.

    `sick`: with sickness in it.
    """

    chart: Text
    earlier: int
    sick: bool
    first_week: int
    kijk: float
    signaal: float


class WeekTrend(Part):
    """`week_trend.toml`. `kijk_a_year`, `signaal_a_year`: share of the charts that show one in a school year by chance.

    `lengths`: weeks of a step; `fall`: how many times as large a fall must be as a rise; `least_weeks`: of a school year that
    counts as an earlier one; `least_events`: with fewer a week on average (hours by cluster), or more than `thin_weeks` of the
    weeks with hardly any, a chart is too small to judge.
    """

    source: Text
    kijk_a_year: float
    signaal_a_year: float
    lengths: Many[int]
    fall: float
    least_weeks: int
    least_events: float
    thin_weeks: float
    school: WeekModel
    afdeling: WeekModel
    limit: Many[WeekLimit] = Field(min_length=1)

    def weight(self, score: float) -> float:
        """What is held against the limits: a fall must be larger than a rise."""
        return score if score > 0 else -score / self.fall

    def limits(self, chart: str, earlier: int, sick: bool) -> WeekLimit | None:
        """The limits of a chart with so many earlier years, or with as many as there are limits for; None: no judgement."""
        of_chart = (limit for limit in self.limit if (limit.chart, limit.sick) == (chart, sick))
        fitting = [limit for limit in of_chart if limit.earlier <= earlier]
        return max(fitting, key=lambda limit: limit.earlier, default=None)


@cache
def week_trend() -> WeekTrend:
    """The numbers of `week_trend.toml`."""
    path = HERE / "week_trend.toml"
    return validated(WeekTrend, read_toml(path), path)
