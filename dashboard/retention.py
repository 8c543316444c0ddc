"""What is past its term, in words: counts and school years, and nobody by name."""

from collections.abc import Mapping

from dashboard import words
from pipelines.errors import in_command
from pipelines.keeping.due import Due, due
from pipelines.notes.old_rows import CARE, OLD, PUPILS
from pipelines.store.workspace import Workspace

ROWS = {
    "registrations": ("registratie", "registraties"),
    "lessons": ("les uit het rooster", "lessen uit het rooster"),
    "followups": ("afspraak om te komen", "afspraken om te komen"),
    "corrections": ("correctie", "correcties"),
    "placements": ("plaatsing in een klas", "plaatsingen in een klas"),
}
NOTES = {
    PUPILS: ("notitie over wie vertrok", "notities over wie vertrok"),
    OLD: ("vinkje, contact of melding", "vinkjes, contacten of meldingen"),
    CARE: ("zorgnotitie", "zorgnotities"),
}
NOTHING = "Er is niets ouder dan de bewaartermijnen van de school."


def due_lines(found: Due) -> list[str]:
    """A sentence per kind of what is past its term."""
    lines = []
    if found.people:
        years = words.listed([f"{count} in {year}" for year, count in found.left.items()])
        lines.append(
            f"{words.count(len(found.people), 'leerling die vertrok', 'leerlingen die vertrokken')} ({years}), met alles wat "
            "over hen is ingelezen en genoteerd."
        )
    if found.rows:
        years = f" ({words.listed(list(found.years))})" if found.years else ""
        lines.append(
            f"Van voor {found.kept_from:%d-%m-%Y}{years}: {_counted(ROWS, found.rows)}. De weekcijfers van die schooljaren "
            "blijven."
        )
    if sum(found.notes.values()):
        lines.append(f"{words.capital(_counted(NOTES, found.notes))}.")
    if found.log:
        lines.append(f"{words.count(found.log, 'regel', 'regels')} van het logboek.")
    return lines


def _counted(names: Mapping[str, tuple[str, str]], counts: Mapping[str, int]) -> str:
    return words.listed([words.count(counts[name], *both) for name, both in names.items() if counts.get(name)])


def due_line(workspace: Workspace) -> str:
    """One sentence that says what is past its term and what to do; empty when nothing is.

    Raises WorkspaceError when it cannot be told.
    """
    found = due(workspace)
    if not found.anything:
        return ""
    rows = sum(found.rows.values())
    parts = [
        words.count(len(found.people), "leerling die vertrok", "leerlingen die vertrokken") if found.people else "",
        words.count(rows, "rij", "rijen") + f" van voor {found.kept_from:%d-%m-%Y}" if rows else "",
        words.count(sum(found.notes.values()), "notitie", "notities") if sum(found.notes.values()) else "",
        words.count(found.log, "regel van het logboek", "regels van het logboek") if found.log else "",
    ]
    return (
        f"Ouder dan de bewaartermijnen: {words.listed([part for part in parts if part])}. Bekijk het met: "
        f"{in_command('purge', workspace.path)}"
    )
