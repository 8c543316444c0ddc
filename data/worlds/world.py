"""The worlds: what ordinary school life does, one thing at a time and all at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class World:
    """What happens by itself in a school year, without any cause worth acting on; 0 is "not at all".

    `season`: strength of the season and the weekdays, 1 as in the demo school. `ar`: correlation between the log of the
    rates of two weeks that follow each other. `flu`: sd of the log of a day's effect on everybody. `activities`: days in
    a year on which a klas is away as a whole. `shape`: of the gamma distribution of the pupils' rates, small is very
    skewed; `often`: share of the pupils with three times as many; `long_term`: share of the pupils who are away for
    months. `afdelingen`: sd of the log of what afdelingen really differ. `three_days`: share of pupils on a three-day
    week. `bouts`: absence comes in stretches of days. `missing_weeks`: share of weeks of which the data are missing.
    `first_hour`: how many times as many lates come on top in the first lesson of the day. `strict`: sd of the log of what
    klassen register more or less of in a subject than others; both matter to single lessons only.
    """

    season: float = 0.0
    ar: float = 0.0
    flu: float = 0.0
    activities: float = 0.0
    shape: float = 20.0
    often: float = 0.0
    long_term: float = 0.0
    afdelingen: float = 0.0
    three_days: float = 0.0
    bouts: float = 0.0
    missing_weeks: float = 0.0
    first_hour: float = 0.0
    strict: float = 0.0


WORLDS = {
    "flat": World(),
    "season": World(season=1.0),
    "ar 0.3": World(season=1.0, ar=0.3),
    "ar 0.5": World(season=1.0, ar=0.5),
    "ar 0.7": World(season=1.0, ar=0.7),
    "flu": World(flu=0.2),
    "high flu": World(flu=0.4),
    "activities": World(activities=2.5),
    "skewed": World(shape=0.6, often=0.01, long_term=0.01),
    "afdelingen": World(afdelingen=0.1),
    "three days": World(three_days=0.3),
    "bouts": World(bouts=0.7),
    "missing weeks": World(season=1.0, ar=0.3, missing_weeks=0.1),
    "hard": World(
        season=1.0,
        ar=0.5,
        flu=0.4,
        activities=2.5,
        shape=0.8,
        often=0.01,
        long_term=0.01,
        afdelingen=0.1,
        three_days=0.3,
        bouts=0.5,
        first_hour=3.0,
        strict=0.4,
    ),
}
# Worlds that only differ in which lessons are missed.
LESSONS = {"first hour": World(shape=1.0, first_hour=5.0), "strict": World(shape=1.0, strict=0.5)}
