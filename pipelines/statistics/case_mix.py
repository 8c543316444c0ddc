"""What the groups of its pupils alone give a part: a klas is held against other klassen of its leerjaar and afdeling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ROUNDS = 12


@dataclass(frozen=True)
class Mix:
    """What each part would have by its groups, 1 as the school, and the share of what is known that finding it took."""

    of: Mapping[str, float]
    lost: float


def case_mix(
    rates: Sequence[float],
    parts: Sequence[str],
    groups: Sequence[Sequence[str]],
    parts_per_group: float,
    between: float,
) -> Mix | None:
    """Per part the product of a factor per group, found in the other parts; `groups` are lists of labels, as leerjaar.

    One row per pupil. The factors give every group its own mean, as far as the groups differ more than pupils and parts
    (`between`, as a share of the mean) do by themselves: what is only chance changes nothing. None where there are too
    few parts to each group: then little would be left to hold a part against.
    """
    values = np.asarray(rates, dtype=np.float64)
    return _mix(parts, groups, np.ones(len(values)), values, values**2, parts_per_group, between)


def cell_mix(
    parts: Sequence[str],
    groups: Sequence[Sequence[str]],
    pupils: Sequence[float],
    totals: Sequence[float],
    squares: Sequence[float],
    parts_per_group: float,
    between: float,
) -> Mix | None:
    """The same of pupils who were added up: one row per part and group, with the sum of their rates and of the squares."""
    counted, added, squared = (np.asarray(each, dtype=np.float64) for each in (pupils, totals, squares))
    return _mix(parts, groups, counted, added, squared, parts_per_group, between)


def _mix(
    parts: Sequence[str],
    groups: Sequence[Sequence[str]],
    counted: Floats,
    added: Floats,
    squared: Floats,
    parts_per_group: float,
    between: float,
) -> Mix | None:
    names, part = np.unique(np.asarray(parts, dtype=str), return_inverse=True)
    labels = [np.unique(np.asarray(group, dtype=str), return_inverse=True)[1] for group in groups]
    sizes = [int(label.max(initial=-1)) + 1 for label in labels]
    if not len(names) or len(names) < parts_per_group * sum(sizes) or not added.sum() > 0:
        return None
    # Pupils of one part and the same groups are one row, and those of the same groups one place.
    keys, row = np.unique(np.column_stack([part, *labels]), axis=0, return_inverse=True)
    pupils, hours = (
        np.asarray(np.bincount(row.reshape(-1), weights=each), dtype=np.float64) for each in (counted, added)
    )
    places, place = np.unique(keys[:, 1:], axis=0, return_inverse=True)
    place = place.reshape(-1)
    all_pupils, all_hours = (
        np.asarray(np.bincount(place, weights=each, minlength=len(places)), dtype=np.float64)
        for each in (pupils, hours)
    )
    mean = added.sum() / counted.sum()
    own_noise = max(squared.sum() / counted.sum() - mean**2, 0.0) / mean**2
    weights = []
    for factors, group, size in zip(_factors(all_pupils, all_hours, places, sizes), keys[:, 1:].T, sizes, strict=True):
        noise = own_noise / np.bincount(group, weights=pupils, minlength=size) + between**2 / np.array(
            [len(np.unique(keys[group == n, 0])) for n in range(size)]
        )
        seen = float(((factors - factors.mean()) ** 2).sum()) / max(size - 1, 1)
        weights.append(max(0.0, 1 - float(noise.mean()) / seen) if seen > 0 else 0.0)
    found = {}
    for number, name in enumerate(names):
        own = keys[:, 0] == number
        given = np.ones(int(own.sum()))
        rest_pupils, rest_hours = all_pupils.copy(), all_hours.copy()
        rest_pupils[place[own]] -= pupils[own]
        rest_hours[place[own]] -= hours[own]
        # What rounding leaves of a group that nobody else is in is nothing.
        rest_hours = np.where(rest_pupils > 0, np.maximum(rest_hours, 0.0), 0.0)
        others = _factors(rest_pupils, rest_hours, places, sizes)
        for factors, group, weight in zip(others, keys[own, 1:].T, weights, strict=True):
            given *= factors[group] ** weight
        value = float((given * pupils[own]).sum() / pupils[own].sum())
        if value > 0:
            found[str(name)] = value
    lost = sum(weight * (size - 1) for weight, size in zip(weights, sizes, strict=True)) / len(names)
    return Mix(found, lost)


def _factors(pupils: Floats, hours: Floats, groups: npt.NDArray[np.int64], sizes: Sequence[int]) -> list[Floats]:
    """A factor for every group of each kind, around the mean of the rows with pupils; 1 of a group without pupils."""
    found = [np.ones(size) for size in sizes]
    if not hours.sum() > 0:
        return found
    given = np.full(len(pupils), hours.sum() / pupils.sum())
    for _ in range(ROUNDS):
        for factors, group in zip(found, groups.T, strict=True):
            own, expected = (
                np.bincount(group, weights=each, minlength=len(factors)) for each in (hours, given * pupils)
            )
            step = np.divide(own, expected, out=np.ones(len(factors)), where=expected > 0)
            given *= step[group]
            factors *= step
    return found
