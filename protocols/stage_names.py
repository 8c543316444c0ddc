"""The name of a stage follows its rule: a number or window that the name tells changes with an edit of that rule."""

import re
from collections.abc import Iterator, Mapping, Sequence

from protocols.ladders import Condition, Counter, Stage
from protocols.windows import FIXED, MOVING, moving_words

MORE_THAN, FROM_THE = "meer dan ", ", vanaf de "
WORDS = dict(zip(("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"), range(2, 11), strict=True))
TOLD = re.compile(rf"(?P<more>{MORE_THAN})?\b(?P<number>\d+(?:,\d+)?|{'|'.join(WORDS)})(?P<nth>e?)\b")
MOVING_WINDOW = re.compile(
    rf"in (?:\d+|{'|'.join(WORDS)}) (?:{'|'.join(word for of in MOVING.values() for word in (of.more, of.one))})"
)
EVERY = re.compile(r"elke? ")


def renamed(
    before: Stage, counters_before: Mapping[str, Counter], after: Stage, counters: Mapping[str, Counter]
) -> str:
    """The name of an edited stage, with the numbers and windows that it tells as they are now.

    Where one number became two, it tells both. A stage with other groups than `before` has a name of its own.
    """
    if [len(group.conditions) for group in before.group] != [len(group.conditions) for group in after.group]:
        return after.name
    pairs = list(zip(_conditions(before), _conditions(after), strict=True))
    name = after.name
    for was, now in pairs:
        name = _other_window(name, counters_before[was.counter], counters[now.counter])
    instead: dict[Condition, list[Condition]] = {}
    for was, now in pairs:
        # The same condition of two groups is told once.
        key = Condition(counter=was.counter, operator=was.operator, number=was.number, basis="lezing")
        instead.setdefault(key, []).append(now)
    if all(_is(was, now) for was, becomes in instead.items() for now in becomes):
        return name
    if EVERY.match(name):
        return _every(name, before, after)
    return re.sub(r"\b(\w+) of \1\b", r"\1", _other_numbers(name, instead))


def other_number(stage: Stage) -> str | None:
    """The first number in the name of a stage that is none of its rule; None when the name tells no such number."""
    if not stage.group or EVERY.match(stage.name):
        return None
    for match in TOLD.finditer(stage.name):
        last = match["number"] == _plain(stage.repeat_until or 0)
        if not (last or _in_weeks(stage.name, match) or any(_means(match, each) for each in _conditions(stage))):
            return match[0]
    return None


def _conditions(stage: Stage) -> Iterator[Condition]:
    return (condition for group in stage.group for condition in group.conditions)


def _is(was: Condition, now: Condition) -> bool:
    return (was.operator, was.number) == (now.operator, now.number)


def _in_weeks(name: str, match: re.Match[str]) -> bool:
    return any(weeks.start() <= match.start() < weeks.end() for weeks in MOVING_WINDOW.finditer(name))


def _other_window(name: str, was: Counter, now: Counter) -> str:
    if (was.window, was.moving) == (now.window, now.moving) or "dag" in (was.window, now.window):
        return name
    instead = moving_words(now.window, now.moving) if now.moving else FIXED[now.window].within
    return MOVING_WINDOW.sub(instead, name, 1) if was.moving else name.replace(FIXED[was.window].within, instead, 1)


def _means(match: re.Match[str], condition: Condition) -> bool:
    """Whether a number in a name is that of a condition: `meer dan 10` is `> 10`, and `>= 11` as well."""
    text = match["number"]
    number = float(WORDS.get(text) or text.replace(",", "."))
    if match["more"]:
        return number == (condition.number if condition.operator == ">" else condition.number - 1)
    return condition.operator == ">=" and number == condition.number


def _other_numbers(name: str, instead: Mapping[Condition, Sequence[Condition]]) -> str:
    told = [match for match in TOLD.finditer(name) if not _in_weeks(name, match)]
    written: dict[int, tuple[re.Match[str], str]] = {}
    for was, becomes in instead.items():
        match = next((each for each in told if each.start() not in written and _means(each, was)), None)
        if match is not None:
            texts = {_written(now, match): now.number for now in becomes}
            written[match.start()] = (match, " of ".join(sorted(texts, key=texts.__getitem__)))
    for start in sorted(written, reverse=True):
        match, text = written[start]
        name = name[: match.start()] + text + name[match.end() :]
    return name


def _written(condition: Condition, match: re.Match[str]) -> str:
    number = condition.number
    if condition.operator == ">":
        return f"{MORE_THAN}{_plain(number)}"
    if match["more"]:
        return f"{MORE_THAN}{_plain(number - 1)}" if number.is_integer() else f"vanaf {_plain(number)}"
    return f"{_plain(number)}{match['nth']}"


def _every(name: str, before: Stage, after: Stage) -> str:
    """`elke 3e keer te laat, vanaf de 4e`: what comes back keeps its step, and says from where on."""
    plain = name.split(FROM_THE)[0]
    numbers = sorted({condition.number for condition in _conditions(after)})
    if numbers == [float(before.repeat_every or 1)]:
        return plain
    return plain + FROM_THE + " of ".join(f"{_plain(number)}e" for number in numbers)


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")
