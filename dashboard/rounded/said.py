"""Published figures in words."""

from dashboard import words
from pipelines.statistics.disclosure import Shown
from protocols.settings_page import on_page

UNKNOWN_DAYS = (
    f"Van hele dagen zijn de lesuren onbekend: zet de lesuren per week {on_page('Algemeen', 'lessons_per_week')}, of lees het "
    "rooster in."
)


def said(shown: Shown, least: int) -> str:
    """A published count in words."""
    return f"< {least}" if shown.few else words.number(shown.value, 0)
