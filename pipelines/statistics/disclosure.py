"""Small groups: which figures of parts of a whole stay away, so that none can be had by subtracting either.

A figure may stand in a report of the whole and in reports of its parts. Who has them all subtracts: the whole minus the
parts that are shown is the sum of the parts that are not. So when a part is hidden because it is small, others go
with it until what they are together is no small group. Which others is a matter of their order, never of their
counts: else the choice itself would give the small one away.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

Counts = Sequence[int]


def small(count: int, least: int) -> bool:
    """Whether a figure about so many pupils tells too much of each; nobody at all is no group."""
    return 0 < count < least


def tells(counts: Counts, least: int) -> bool:
    """Whether figures that rest on these numbers of pupils (who is in it, whom it counts) must stay away."""
    return any(small(count, least) for count in counts)


def together(parts: Sequence[Counts]) -> list[int]:
    """The numbers of pupils of some parts together."""
    return [sum(counts) for counts in zip(*parts, strict=True)]


@dataclass(frozen=True)
class Hidden:
    """What a figure may not be shown of: the whole, and which of its parts."""

    whole: bool
    parts: frozenset[str]


def hidden(parts: Mapping[str, Counts], least: int) -> Hidden:
    """Where a figure stays away, next to each other in reports of the whole and of every part.

    `parts` gives each part of the whole the numbers of pupils that its figure rests on, of every part the same ones, in
    an order that does not follow from them; nobody may be in no part. A figure of which the whole is small is shown
    nowhere, and of no part, the empty ones included: they would tell how few are left for the others.
    """
    gone = [name for name, counts in parts.items() if tells(counts, least)]
    if not gone:
        return Hidden(False, frozenset())
    if tells(together(list(parts.values())), least):
        return Hidden(True, frozenset(parts))
    names = list(parts)
    first = names.index(gone[0])
    # Neighbours first: a school names afdelingen that are alike next to each other.
    for name in [*names[first:], *names[:first]]:
        if _safe([parts[part] for part in gone], least):
            return Hidden(False, frozenset(gone))
        if name not in gone:
            gone.append(name)
    return Hidden(not _safe(list(parts.values()), least), frozenset(parts))


def left_out(rows: Sequence[Mapping[str, Set[str]]], least: int) -> frozenset[int]:
    """Which rows of a table stay away whole, when the sum of each column is told too.

    Every cell is given as the pupils that it rests on; one pupil may be in more rows. With a row that has a small cell
    go the next ones, until no column of what is left out together rests on few pupils.
    """
    gone = [place for place, row in enumerate(rows) if any(small(len(cell), least) for cell in row.values())]
    first = min(gone, default=0)
    for place in [*range(first, len(rows)), *range(first)]:
        if _apart([rows[n] for n in gone], least):
            break
        if place not in gone:
            gone.append(place)
    return frozenset(gone)


def _apart(rows: Sequence[Mapping[str, Set[str]]], least: int) -> bool:
    """Whether the sums of these hidden rows may be known: there are none, or two or more and no small group."""
    columns = {name for row in rows for name in row}
    together = [{pupil for row in rows for pupil in row.get(name, ())} for name in columns]
    return len(rows) != 1 and not any(small(len(pupils), least) for pupils in together)


def _safe(parts: Sequence[Counts], least: int) -> bool:
    """Whether the sum of these hidden parts may be known: it is of two or more, no small group, and leaves a choice.

    Small parts that are all at their least (one each) or all at their most leave no choice: their sum tells each. An
    empty part among them does, as nobody knows which one it is.
    """
    for counts in zip(*parts, strict=True):
        groups = [count for count in counts if count]
        extremes = (len(groups), (least - 1) * len(groups))
        if len(groups) == len(counts) and max(groups) < least and sum(groups) in extremes:
            return False
    return sum(any(counts) for counts in parts) > 1 and not tells(together(parts), least)
