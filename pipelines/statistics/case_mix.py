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
    # Pupils of the same groups stand in one column, those of a part in one row.
    places, place = np.unique(np.column_stack(labels), axis=0, return_inverse=True)
    cells = part * len(places) + place.reshape(-1)
    pupils, hours = (
        np.bincount(cells, weights=each, minlength=len(names) * len(places)).reshape(len(names), -1)
        for each in (counted, added)
    )
    mean = added.sum() / counted.sum()
    own_noise = max(squared.sum() / counted.sum() - mean**2, 0.0) / mean**2
    weights = []
    for factors, group, size in zip(_factors(pupils.sum(0), hours.sum(0), places, sizes), places.T, sizes, strict=True):
        member = np.eye(size)[group]
        noise = own_noise / (pupils.sum(0) @ member) + between**2 / (pupils @ member > 0).sum(0)
        seen = float(((factors - factors.mean()) ** 2).sum()) / max(size - 1, 1)
        weights.append(max(0.0, 1 - float(noise.mean()) / seen) if seen > 0 else 0.0)
    # Each part is held against the others; what rounding leaves of a group that nobody else is in is nothing.
    rest = pupils.sum(0) - pupils
    others = _factors(rest, np.where(rest > 0, np.maximum(hours.sum(0) - hours, 0.0), 0.0), places, sizes)
    given = np.ones(pupils.shape)
    for factors, group, weight in zip(others, places.T, weights, strict=True):
        given *= factors[:, group] ** weight
    values = (given * pupils).sum(1) / pupils.sum(1)
    lost = sum(weight * (size - 1) for weight, size in zip(weights, sizes, strict=True)) / len(names)
    return Mix({str(name): float(value) for name, value in zip(names, values, strict=True) if value > 0}, lost)


def _factors(pupils: Floats, hours: Floats, places: npt.NDArray[np.int64], sizes: Sequence[int]) -> list[Floats]:
    """A factor for every group of each kind, around the mean of the places with pupils; 1 of a group without pupils.

    The last axis of pupils and hours are the places, of which `places` has the group of each kind.
    """
    found = [np.ones((*pupils.shape[:-1], size)) for size in sizes]
    everybody = pupils.sum(-1, keepdims=True)
    given = np.where(everybody > 0, hours.sum(-1, keepdims=True) / np.where(everybody > 0, everybody, 1), 0) * np.ones(
        pupils.shape
    )
    for _ in range(ROUNDS):
        for factors, group in zip(found, places.T, strict=True):
            member = np.eye(factors.shape[-1])[group]
            own, expected = hours @ member, (given * pupils) @ member
            step = np.divide(own, expected, out=np.ones(own.shape), where=expected > 0)
            given *= step[..., group]
            factors *= step
    return found
