"""How a pupil near the 16-hour norm stands at the end of a day, beyond how often he or she has such hours.

Absence comes in stretches: who has been away for days comes back later than the rate of the last weeks says, or does
not come near the norm again. Nothing here looks beyond the day itself.
"""

import numpy as np

from pipelines.norm.history import Bools, Floats, Ints, NormHistory, summed

# School days on end, that day the last one; days in which hours count as recent, and days looked at for whole ones.
ON_END, RECENT, LATELY = (1, 2, 3), 5, 10


def state(history: NormHistory, student: Ints, place: Ints, start: Ints) -> Floats:
    """One row per pupil and day, whose counting began at `start`; hours as part of the norm.

    Columns: had hours on the day itself, on two and on three or more school days on end; hours of the last five school
    days; days with a full day's hours of the last ten; hours still missing; hours that leave within the days ahead.
    """
    rule, sums, until = history.rule, history.sums, place + 1
    inside = sums[student, until] - sums[student, start]
    coming = np.minimum(place + rule.horizon, len(history.days) - 1)
    begin = np.clip(history.first_in_window[coming], start, until)
    those, row = np.unique(student, return_inverse=True)
    hours = history.counted[those]
    run, full = _on_end(hours > 0)[row, place], summed(hours >= rule.full_day)
    columns = [
        *(run >= days for days in ON_END),
        (sums[student, until] - sums[student, np.maximum(until - RECENT, 0)]) / rule.hours,
        full[row, until] - full[row, np.maximum(until - LATELY, 0)],
        (rule.hours - inside) / rule.hours,
        (sums[student, begin] - sums[student, start]) / rule.hours,
    ]
    return np.column_stack(columns).astype(np.float64)


def _on_end(had: Bools) -> Ints:
    """Per pupil and day how many days on end, up to and including that one, had hours."""
    days = np.arange(had.shape[1])
    found: Ints = days - np.maximum.accumulate(np.where(had, -1, days), axis=1)
    return found
