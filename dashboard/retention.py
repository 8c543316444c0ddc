"""What is past its term, in words: counts and school years, and nobody by name."""

from collections.abc import Mapping

from dashboard import words
from dashboard.law import norm_name
from pipelines.calendar import SchoolYear
from pipelines.errors import in_command
from pipelines.keeping.due import Due, due
from pipelines.notes.old_rows import CARE, OLD, PUPILS
from pipelines.store.workspace import Workspace
from protocols.errors import VerzuimbeeldError

ROWS = {
    "registrations": ("registratie", "registraties"),
    "lessons": ("les uit het rooster", "lessen uit het rooster"),
    "followups": ("afspraak om te komen", "afspraken om te komen"),
    "corrections": ("correctie", "correcties"),
    "placements": ("plaatsing in een klas", "plaatsingen in een klas"),
    "list_stays": ("tijd op leerlingenlijsten", "tijden op leerlingenlijsten"),
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
        if found.kept_from == SchoolYear.of(found.on).before.first_day:
            lines.append(
                f"Let op: vorig jaar is dan het oudste jaar met leerlingen. Wie de {norm_name()} bereikte met uren van voor die "
                "zomer, telt daarin niet meer mee; in het MT-rapport kan dat aantal van vorig jaar iets lager worden."
            )
    if sum(found.notes.values()):
        lines.append(f"{words.capital(_counted(NOTES, found.notes))}.")
    if found.log:
        lines.append(f"{words.count(found.log, 'regel', 'regels')} van het logboek.")
    return lines


def _counted(names: Mapping[str, tuple[str, str]], counts: Mapping[str, int]) -> str:
    return words.listed([words.count(counts[name], *both) for name, both in names.items() if counts.get(name)])


def due_line(workspace: Workspace) -> str:
    """One sentence that says what is past its term and what to do, or why that cannot be told; empty when nothing is.

    Of invented pupils nothing has to go, however old the demo school grows.
    """
    if workspace.demo:
        return ""
    try:
        found = due(workspace)
    except VerzuimbeeldError as error:
        return f"Wat ouder is dan de bewaartermijnen, is niet na te gaan. {error.what} {error.remedy}"
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
