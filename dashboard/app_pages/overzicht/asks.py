"""What asks somebody to do or decide something, with the page on which that is done."""

from dataclasses import dataclass

from dashboard import words

NOTHING = "Er ligt niets dat op u wacht."


@dataclass(frozen=True)
class Ask:
    """One line, and the page with `choices` of it that shows what it counts."""

    said: str
    page: str
    choices: tuple[tuple[str, str], ...] = ()


def lines(tasks: bool, role: str, late: int, unexplained: int, decisions: int) -> list[Ask]:
    """What there is to do: the own tasks (`tasks`: whether that page is open), and of the rest what is not nought."""
    found = []
    if tasks:
        whose = f"taken voor de {role}" if role else "open taken"
        found.append(Ask(f"Mijn week: {whose}", "werklijst", (("rol", role),) if role else ()))
    if late:
        found.append(Ask(f"{words.count(late, 'melding', 'meldingen')} bij leerplicht te laat", "leerplicht"))
    if unexplained:
        pupils = words.count(unexplained, "leerling", "leerlingen")
        found.append(Ask(f"{pupils} zonder bekende reden, vandaag en gisteren", "onverklaard"))
    if decisions:
        found.append(Ask(f"{words.count(decisions, 'besluit', 'besluiten')} over de afgesproken dag", "mt-rapport"))
    return found
