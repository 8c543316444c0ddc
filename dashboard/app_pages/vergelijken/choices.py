"""What can be chosen in a protocol that is being written: a line for each key of the schema, in the words of a school.

What kind of field it is, and its bounds, follow from the schema; the options of a key without words are its own values.
Any other key (those of `ONLY_IN_FILE`, and one that nobody gave a line yet) is kept as it is, and the form says so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import words
from protocols.counters import UNIT_WORDS, WEEKDAYS
from protocols.letters import shipped_letters
from protocols.load import category_file, comparison_file, load_named_holidays
from protocols.national import age_group, norm_name
from protocols.roles import FIXED_ROLES
from protocols.windows import FIXED, MOVING

Options = Callable[[], Mapping[Any, str]]
# Keys that are drawn as rows of their own, or follow from what is chosen.
STRUCTURE = {
    "ladder": {"id", "stage"},
    "stage": {"id", "level", "group", "action"},
    "group": {"conditions"},
    "condition": {"counter", "basis"},
    "counter": {"terms", "unit_basis", "window_basis", "name"},
    "term": set[str](),
    "action": set[str](),
}
# Keys that only a file sets, with what they are called where the form says that they stand there.
ONLY_IN_FILE = {"repeat_counter": "de teller van de herhaling"}
# Keys that are words of a sentence too.
DUTCH = {"per", "basis"}
YEARS = {year: f"leerjaar {year}" for year in range(1, 7)}
HOURS = {hour: f"lesuur {hour}" for hour in range(15)}
DAYS = dict(enumerate(WEEKDAYS, 1))
# What of the school has no list here.
AS_READ = "Zoals het in de ingelezen bestanden staat."
OF_TASK = "De naam die de taak bij Meer heeft. Een vinkje telt vanaf de volgende keer inlezen."


@dataclass(frozen=True)
class Choice:
    """One field of the form. `first`: always in sight; the others stand behind Meer. `empty`: what no number means.

    `more`: another word may be typed.
    """

    part: str
    key: str
    label: str
    options: Options | None = None
    first: bool = False
    help: str | None = None
    empty: str = "–"
    more: bool = False


def _categories() -> dict[str, str]:
    file = category_file()
    return {each.id: each.label for each in file.set} | {each.category: each.label for each in file.category}


def _windows() -> dict[str, str]:
    fixed = {kind: of.per for kind, of in FIXED.items()}
    return fixed | {kind: f"in … {of.more}" for kind, of in MOVING.items()}


CHOICES = (
    Choice("ladder", "name", "Naam van de ladder", first=True),
    Choice("ladder", "track", "Spoor", lambda: {t.track: t.label for t in comparison_file().track}, True),
    Choice("condition", "operator", "Wanneer", lambda: {">=": "vanaf", ">": "meer dan"}, True),
    Choice("condition", "number", "Aantal", first=True),
    Choice("term", "unit", "Geteld in", lambda: UNIT_WORDS, True),
    Choice("term", "count", "Wat telt", _categories, True),
    Choice("counter", "window", "Over welke tijd", _windows, True),
    *(Choice("counter", of.field, words.capital(of.more), first=True) for of in MOVING.values()),
    Choice(
        "action",
        "role",
        "Wie",
        lambda: {role: role for role in FIXED_ROLES},
        first=True,
        more=True,
        help="Typ een naam voor een rol van de school zelf, en zeg bij Meer als welke rol zij werkt.",
    ),
    Choice("action", "what", "Doet wat", first=True),
    Choice(
        "action",
        "deadline_school_days",
        "Binnen hoeveel schooldagen",
        first=True,
        help="0 is dezelfde dag. Leeg: de termijn die de school zelf heeft ingesteld.",
        empty="eigen termijn",
    ),
    Choice("stage", "name", "Naam van de trede", help="Leeg: de trede heet naar haar regel."),
    Choice("stage", "place", "Plaats in het document"),
    Choice("stage", "basis", "Rust op", lambda: {"document": "het document", "lezing": "een eigen lezing"}),
    Choice(
        "stage",
        "rule",
        "Wie er staat, volgt uit",
        lambda: {
            "groups": "de voorwaarden hieronder",
            "pattern": "een getoetst patroon van ziekmeldingen",
            "norm_near": f"het naderen van de {norm_name()}",
            "norm_report": f"de {norm_name()}",
        },
    ),
    Choice(
        "stage",
        "repeat",
        "Vraagt opnieuw",
        lambda: (
            {"each": "bij elke volgende registratie", "week": "in elke volgende schoolweek waarin het doorgaat"}
            | {step: f"bij elke {step}e registratie" for step in range(2, 11)}
        ),
    ),
    Choice("stage", "repeat_until", "Opnieuw tot en met nummer"),
    Choice("stage", "computable", "Te berekenen uit wat er geregistreerd is"),
    Choice("stage", "needs", "Anders nodig", help="Staat er in plaats van een aantal als dit niet te berekenen is."),
    Choice("stage", "legal", "De wet", lambda: {"conflict": "laat dit niet zomaar toe"}),
    Choice(
        "stage", "legal_reason", "Bezwaar van de wet", help="Uit deze trede volgt dan geen uitvoer voor leerplicht."
    ),
    Choice("condition", "written", "Zo staat het getal in het document", help="Bijvoorbeeld > 20 of 1-5."),
    Choice("condition", "place", "Plaats van dit getal"),
    Choice("group", "leerjaar", "Alleen voor", lambda: YEARS),
    Choice("group", "leerjaar_except", "Niet voor", lambda: YEARS),
    Choice("group", "afdeling", "Alleen voor afdeling", help="Het kenmerk van de afdeling op Instellingen."),
    Choice("group", "afdeling_except", "Niet voor afdeling", help="Het kenmerk van de afdeling op Instellingen."),
    Choice("group", "studie", "Alleen voor opleiding", help=AS_READ),
    Choice("group", "age_from", "Vanaf leeftijd"),
    Choice("group", "age_until", "Tot leeftijd"),
    Choice("group", "done", "Pas na de gedane taak", help=OF_TASK),
    Choice("group", "not_done", "Niet na de gedane taak", help=OF_TASK),
    Choice("group", "since", "Telt opnieuw na de trede", help="Het kenmerk van die trede, op dezelfde ladder."),
    Choice("group", "since_done", "Telt opnieuw na de dag van die gedane taak"),
    Choice(
        "group", "trigger_after", "Alleen na de", lambda: {key: of.label for key, of in load_named_holidays().items()}
    ),
    Choice("term", "weight", "Weegt"),
    Choice("term", "max_spell_days", "Alleen ziekteperioden tot en met (schooldagen)"),
    Choice("term", "day_filter", "Alleen op", lambda: {"vakantierand": "de schooldag voor of na een vakantie"}),
    Choice("term", "subject", "Alleen bij het vak", help=AS_READ),
    Choice("term", "hours", "Alleen in lesuur", lambda: HOURS),
    Choice("term", "weekdays", "Alleen op weekdag", lambda: DAYS),
    Choice("term", "same", "Elk vak apart", lambda: {"vak": "het hoogste van één vak telt"}),
    Choice("term", "minutes_from", "Alleen vanaf zoveel minuten te laat"),
    Choice("term", "minutes_below", "Alleen onder zoveel minuten te laat"),
    Choice(
        "term", "minutes_unknown", "Ook te laat zonder minuten", help="Anders telt die bij geen aantal minuten mee."
    ),
    Choice("term", "handled", "Alleen wat", lambda: {True: "is afgehandeld", False: "niet is afgehandeld"}),
    Choice(
        "action", "like", "Een eigen rol: werkt als", help="Eén keer is genoeg. Wie deze rol heeft, doet haar taken."
    ),
    Choice("action", "deadline_text", "De termijn in woorden"),
    Choice("action", "deadline_norm", "Termijn van de wet", lambda: {"due_working_days": f"die van de {norm_name()}"}),
    Choice("action", "adult", "Leeftijd", lambda: {adult: age_group(adult) for adult in (False, True)}),
    Choice("action", "leerjaar_from", "Vanaf leerjaar"),
    Choice("action", "leerjaar_until", "Tot en met leerjaar"),
    Choice("action", "followup", "Afspraak", lambda: {a.kind: a.label for a in category_file().appointment}),
    Choice("action", "hours", "Lesuren per keer"),
    Choice("action", "weekdays", "Op", lambda: DAYS),
    Choice("action", "planned", "De dag wordt met de leerling afgesproken"),
    Choice("action", "per", "Hoe vaak", lambda: {"dag": "één keer per dag", "registratie": "voor elke registratie"}),
    Choice("action", "after", "Alleen na", _categories),
    Choice("action", "recurring", "Ook bij elke herhaling van de trede"),
    Choice("action", "first", "Ook de eerste keer"),
    Choice("action", "task", "Naam van de taak", help="Eén naam voor wat meer treden vragen: dan één keer gevraagd."),
    Choice("action", "letter", "Brief", lambda: {key: of.title for key, of in shipped_letters().items()}),
    Choice("action", "report", "Dit is een melding bij leerplicht (DUO)"),
)


def of_part(part: str, first: bool) -> list[Choice]:
    """The fields of a part, in their order."""
    return [each for each in CHOICES if each.part == part and each.first == first]


def kept(part: str, row: Mapping[str, Any]) -> list[str]:
    """The keys of a row that no field shows: they stay as they are."""
    known = {each.key for each in CHOICES if each.part == part} | STRUCTURE[part]
    return [key for key in row if key not in known]


def in_labels(said: str) -> str:
    """A sentence about keys of a file, with the words of their fields."""
    for choice in CHOICES:
        if choice.key not in DUTCH:
            said = re.sub(rf"\b{choice.key}\b", choice.label, said)
    return said
