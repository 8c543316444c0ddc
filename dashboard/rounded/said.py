"""Published figures in words."""

from collections.abc import Iterable

from dashboard import words
from pipelines.statistics.disclosure import Shown, reach, total
from protocols.settings_page import on_page

# Between the two numbers that a count of few pupils lies between.
TO = "\u00a0tot\u00a0"
UNKNOWN_DAYS = (
    f"Van hele dagen zijn de lesuren onbekend: zet de lesuren per week {on_page('Algemeen', 'lessons_per_week')}, of lees het "
    "rooster in."
)


def said(shown: Shown, least: int) -> str:
    """A published count in words."""
    return f"< {least}" if shown.few else words.number(shown.value, 0)


def total_said(cells: Iterable[Shown], least: int, share: float) -> str:
    """The sum of published counts of pupils, with how far it may be off where much of it is of few pupils."""
    every = [*cells]
    ends = reach(every, least, share)
    return said(total(every), least) + (f" ({ends[0]}{TO}{ends[1]})" if ends else "")
