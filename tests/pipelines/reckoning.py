"""A protocol reckoned in plain Python on one invented pupil: the yardstick beside the models."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pipelines.calendar import school_year
from pipelines.whatif.days import Days, Event
from pipelines.whatif.histories import Pupil
from protocols.counters import CanonicalCounter, CanonicalTerm, canonical
from protocols.ladders import Group, Stage
from protocols.late_minutes import Minutes
from protocols.schema import Protocol
from protocols.task_keys import keys_of

# Units that count what lies in a window, whatever lies beside it.
PLAIN = {"keer", "lesuur", "dag"}


def spells(dates: Iterable[date], days: Days) -> list[list[date]]:
    """Runs of consecutive school days."""
    found: list[list[date]] = []
    for each in sorted(set(dates)):
        if found and days.of[found[-1][-1]].number == days.of[each].number - 1:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def value(counter: CanonicalCounter, events: Sequence[Event], on: date, days: Days, after: date = date.min) -> float:
    """The counter on a school day, knowing what is dated up to and including it; only what lies after a day, if told.

    A lesson that several terms count in lesson hours counts once, by the larger weight.
    """
    lessons: dict[tuple[date, int], float] = {}
    total = 0.0
    for term in counter.terms:
        if term.unit == "procent":
            # An invented pupil has no timetable: no number is met by an unknown share.
            return float("nan")
        mine = [event for event in events if _counts(term, event) and event.date <= on]
        # Finding spells takes most of the time, and plain units ask for none.
        plain = term.unit in PLAIN and term.max_spell_days is None
        runs = [] if plain else spells((event.date for event in mine), days)
        if term.max_spell_days is not None:
            runs = [run for run in runs if len(run) <= term.max_spell_days]
            mine = [event for event in mine if any(event.date in run for run in runs)]
        inside = [event for event in mine if event.date > after and _inside(counter, event.date, on, days)]
        if term.day_filter is not None:
            inside = [event for event in inside if days.of[event.date].vacation_edge]
        if term.same:
            # A counter that counts each subject by itself has no other terms.
            subjects = {event.subject for event in inside} - {""}
            return max((_of_subject(term, inside, subject) for subject in subjects), default=0.0)
        if term.unit == "week_na_week":
            total += term.weight * _weeks({e.date for e in mine}, on, days)
            continue
        if term.unit == "lesuur":
            for event in inside:
                lessons[event.date, event.hour] = max(term.weight, lessons.get((event.date, event.hour), 0.0))
        elif term.unit == "keer":
            total += term.weight * len(set(inside))
        elif term.unit == "dag":
            total += term.weight * len({event.date for event in inside})
        elif term.unit == "melding":
            total += term.weight * sum(run[0] > after and _inside(counter, run[0], on, days) for run in runs)
        else:
            total += term.weight * _length(term.unit, next((run for run in runs if on in run), []), on, days)
    return total + sum(lessons.values())


def _counts(term: CanonicalTerm, event: Event) -> bool:
    kept = ((term.subjects, event.subject), (term.hours, event.hour), (term.weekdays, event.date.isoweekday()))
    if term.handled is not None and event.handled != ("ja" if term.handled else "nee"):
        return False
    in_lesson = event.category in term.categories and all(not told or each in told for told, each in kept)
    return in_lesson and (term.minutes is None or _late_enough(term.minutes, event.minutes))


def _late_enough(minutes: Minutes, told: int) -> bool:
    if not told:
        return minutes.unknown
    return told >= minutes.first and (minutes.last is None or told <= minutes.last)


def _of_subject(term: CanonicalTerm, events: Sequence[Event], subject: str) -> float:
    mine = {event for event in events if event.subject == subject}
    amounts = {"keer": len(mine), "lesuur": len({(e.date, e.hour) for e in mine}), "dag": len({e.date for e in mine})}
    return term.weight * amounts[term.unit]


def _length(unit: str, run: list[date], on: date, days: Days) -> float:
    if unit == "aaneengesloten_dag" or not run:
        return run.index(on) + 1 if run else 0
    return (days.of[on].t - days.of[run[0]].t + 1) / 7


def _weeks(dates: set[date], on: date, days: Days) -> int:
    """School weeks on end with one of the dates, told on the first of them in its week."""
    weeks: dict[int, date] = {}
    for each in sorted(dates, reverse=True):
        if days.of[each].school_year == days.of[on].school_year:
            weeks[(days.of[each].t - 1) // 7] = each
    here = (days.of[on].t - 1) // 7
    run = 0
    while here - run in weeks:
        run += 1
    return run if weeks.get(here) == on else 0


def _inside(counter: CanonicalCounter, each: date, on: date, days: Days) -> bool:
    if counter.window_kind == "dag":
        return True
    number = counter.window_number or 0
    if counter.window_kind == "lesweken" and days.of[each].t <= days.of[on].t - 7 * number:
        return False
    if counter.window_kind == "maanden" and _months_later(each, number) <= on:
        return False
    return days.of[each].keys[counter.window_kind] == days.of[on].keys[counter.window_kind]


def _months_later(day: date, months: int) -> date:
    """The first day on which a day is so many months ago: the same day of that month, or the first of the next."""
    month = day.month - 1 + months
    year, number = day.year + month // 12, month % 12 + 1
    later = [date(year, number, 1) + timedelta(n) for n in range(32)]
    return next(each for each in later if each.month != number or each.day >= day.day)


def holds(
    protocol: Protocol, stage: Stage, group: Group, events: Sequence[Event], on: date, days: Days, pupil: Pupil
) -> bool:
    """Whether all conditions of a group of a stage hold on a school day."""
    if not _is_of(group, pupil, on) or not _is_done(protocol, group, pupil, on, days):
        return False
    counters = [canonical(protocol.counters[condition.counter]) for condition in group.conditions]
    after = _begun(protocol, stage, group, events, on, days, pupil)
    if after is None:
        return False
    if group.trigger_after is not None and not _triggers(stage, group, counters[0], events, on, days):
        return False
    for condition, counter in zip(group.conditions, counters, strict=True):
        now = value(counter, events, on, days, after)
        if not (now >= condition.number if condition.operator == ">=" else now > condition.number):
            return False
    return True


def _is_of(group: Group, pupil: Pupil, on: date) -> bool:
    """Whether a group is for this pupil, on a school day; nobody is older than a birth date tells."""
    age = 0
    if pupil.born is not None:
        age = on.year - pupil.born.year - ((on.month, on.day) < (pupil.born.month, pupil.born.day))
    studies = [studie.lower() for studie in group.studie]
    return (
        (not group.leerjaar or pupil.leerjaar in group.leerjaar)
        and pupil.leerjaar not in group.leerjaar_except
        and (not group.afdeling or pupil.afdeling in group.afdeling)
        and pupil.afdeling not in group.afdeling_except
        and (not studies or (pupil.studie or "").lower() in studies)
        and age >= (group.age_from or 0)
        and (group.age_until is None or age < group.age_until)
    )


def _is_done(protocol: Protocol, group: Group, pupil: Pupil, on: date, days: Days) -> bool:
    """Whether the tasks on which a group hangs were done by then, in the school year of the day."""

    def done(names: Sequence[str]) -> bool:
        keys = keys_of(protocol, names)
        year = days.of[on].school_year
        return any(key in keys and day <= on and school_year(day) == year for key, day in pupil.done)

    return (not group.done or done(group.done)) and not done(group.not_done)


def _begun(
    protocol: Protocol, stage: Stage, group: Group, events: Sequence[Event], on: date, days: Days, pupil: Pupil
) -> date | None:
    """The day after which a group counts: the first of all where it does not count anew, None where nothing began."""
    if group.since_done:
        keys, year = keys_of(protocol, group.done), days.of[on].school_year
        return min((day for key, day in pupil.done if key in keys and school_year(day) == year), default=None)
    if group.since is None:
        return date.min
    ladder = next(ladder for ladder in protocol.ladder if any(each.id == stage.id for each in ladder.stage))
    named = next(each for each in ladder.stage if each.id == group.since)
    key = _lasts(protocol, group)
    here = days.of[on].keys[key]
    known = [event for event in events if event.date <= on]
    found = [first for first, _ in stretches(protocol, named, known, days, pupil)]
    return max((first for first in found if first <= on and days.of[first].keys[key] == here), default=None)


def _lasts(protocol: Protocol, group: Group) -> str:
    """Over which window a group stays reached."""
    windows = {protocol.counters[condition.counter].window for condition in group.conditions}
    moving = windows & {"lesweken", "maanden", "dag"}
    return next(iter(windows)) if len(windows) == 1 and not moving else "schooljaar"


def _triggers(
    stage: Stage, group: Group, counter: CanonicalCounter, events: Sequence[Event], on: date, days: Days
) -> bool:
    """Whether a registration of a day after the named holiday is one at which the stage acts."""
    ended = days.ends.get((days.of[on].school_year, group.trigger_after or ""))
    if ended is None or on <= ended:
        return False
    number, every = group.conditions[0].number, stage.repeat_every or 1
    now, before = (value(counter, [e for e in events if e.date < on or same], on, days) for same in (True, False))
    return (now - number) // every > (before - number) // every


def stretches(
    protocol: Protocol, stage: Stage, events: Sequence[Event], days: Days, pupil: Pupil
) -> list[tuple[date, date]]:
    """The unbroken stretches of days on which the stage is reached, each with its first and last school day."""
    found = []
    for group in stage.group:
        lasts = _lasts(protocol, group)
        over: set[str] = set()
        # A value rises by a registration only: on other days no group begins to hold, but on a birthday or by a task.
        for each in sorted({e.date for e in events} | {*_turns(pupil, events, days)}):
            key = days.of[each].keys[lasts]
            if key not in over and holds(protocol, stage, group, events, each, days, pupil):
                over.add(key)
                found.append((each, max(day for day in days.dates if days.of[day].keys[lasts] == key)))
    merged: list[tuple[date, date]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _turns(pupil: Pupil, events: Sequence[Event], days: Days) -> Iterator[date]:
    """The first school day of every age of a pupil, and with every task done, after a registration of its school year."""
    turns = [on for _, on in pupil.done]
    if pupil.born is not None and events:
        born = pupil.born
        years = range(events[0].date.year, events[-1].date.year + 2)
        leap = (born.month, born.day) == (2, 29)
        turns += [date(year, 3, 1) if leap else born.replace(year=year) for year in years]
    for turn in turns:
        later = [day for day in days.dates if day >= turn]
        earlier = [event for event in events if later and event.date < later[0]]
        same_year = any(days.of[event.date].school_year == days.of[later[0]].school_year for event in earlier)
        if same_year:
            yield later[0]


def reached(
    protocol: Protocol, stage: Stage, events: Sequence[Event], on: date, days: Days, pupil: Pupil
) -> date | None:
    """The day on which the stage was reached that holds on a school day, or None."""
    known = [event for event in events if event.date <= on]
    found = stretches(protocol, stage, known, days, pupil)
    return next((first for first, last in found if first <= on <= last), None)
