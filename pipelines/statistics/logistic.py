"""Logistic regression with a ridge: what is not seen often enough stays near what was thought before."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# Cases of one pupil on days that follow each other tell much the same, so a ridge for so many cases is a light one.
RIDGE = 500.0
# The level of all cases is learned nearly freely.
LEVEL_RIDGE = 0.1
STEPS, SMALLEST, CLOSE = 50, 1e-6, 1e-8


@dataclass(frozen=True)
class Logistic:
    """Chances from features: the log odds are `level` and `slopes` times the features."""

    level: float
    slopes: Floats

    def chances(self, features: Floats) -> Floats:
        """One chance per row of features."""
        found: Floats = expit(self.level + features @ self.slopes)
        return found


def fit(features: Floats, came: Bools, before: Floats, ridge: float = RIDGE) -> Logistic:
    """Learns from cases (rows); `before` are the slopes, level 0, to which the ridge pulls, and that hold without cases.

    The ridge weighs each feature by how much it differs between the cases. By Newton's method, halving a step that
    makes it worse.
    """
    if not came.size:
        return Logistic(0.0, before)
    middle, width = features.mean(axis=0), features.std(axis=0)
    # A feature in which the cases are alike teaches nothing.
    width[width == 0] = 1.0
    table = np.column_stack([np.ones(came.size), (features - middle) / width])
    target = np.append(middle @ before, before * width)
    weight = np.append(LEVEL_RIDGE, np.full(before.size, ridge))
    true = came.astype(np.float64)

    def badness(at: Floats) -> float:
        odds = table @ at
        return float((np.logaddexp(0.0, odds) - true * odds).sum() + (weight * (at - target) ** 2).sum() / 2)

    found, worst = target, badness(target)
    for _ in range(STEPS):
        chance = expit(table @ found)
        slope = table.T @ (chance - true) + weight * (found - target)
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(weight)
        step, part = np.linalg.solve(curve, slope), 1.0
        while (better := badness(found - part * step)) > worst and part > SMALLEST:
            part /= 2
        if better > worst:
            break
        found, gained, worst = found - part * step, worst - better, better
        if gained <= CLOSE * worst:
            break
    slopes: Floats = found[1:] / width
    return Logistic(float(found[0] - middle @ slopes), slopes)
