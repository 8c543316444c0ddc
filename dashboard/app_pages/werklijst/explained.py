"""How Mijn week is read."""

from dashboard import words
from dashboard.app_pages.werklijst import recovered
from dashboard.school import settings
from dashboard.view import View


def parts(view: View) -> dict[str, list[str]]:
    """The sentences behind the button, by the subhead above them."""
    numbers = settings(view)
    looks_back, drawn, tallest = (
        int(numbers[name]) for name in ("worklist_weeks", "week_list_weeks", "week_list_tallest")
    )
    return {
        "": sentences(looks_back, drawn, tallest),
        "Opgeknapt": [recovered.about(looks_back, int(numbers["recovered_school_days"]))],
    }


def sentences(looks_back: int, drawn: int, tallest: int) -> list[str]:
    """What the list holds and what its words mean; `looks_back` and `drawn` are school weeks, `tallest` lesson hours."""
    return [
        f"Eén rij per leerling, met wat er voor uw rol nog openstaat uit de laatste {words.number(looks_back, 0)} schoolweken. "
        "Wat een andere rol al deed of nog moet doen, staat niet in uw rij.",
        "Te laat: een termijn van de wet of van het protocol is voorbij. Blijft liggen: alleen de termijn van de school zelf "
        "is voorbij; het protocol noemt er geen, en dan staat er een ster bij de dag.",
        "Bovenaan in elke groep staat wie het zwaarst weegt: eerst wie de uren van een melding heeft, dan de hoogste trede, dan "
        "de meeste uren. Hoe lang iets al ligt, telt daarbij niet.",
        f"De staafjes zijn de lesuren zonder goede reden of te laat begonnen, per schoolweek, van de laatste "
        f"{words.number(drawn, 0)}. Vanaf {words.count(tallest, 'lesuur', 'lesuren')} in een week is een staafje op zijn hoogst: "
        "zo blijven ook weinig uren te zien, en zijn alle rijen naast elkaar te leggen.",
        "Een klik op Gedaan zet die ene taak op gedaan, op vandaag en met uw paraaf; bij meer taken heeft elke haar eigen "
        "knop. Met de vakjes links zet u meer leerlingen tegelijk op gedaan, ook op een eerdere dag. Een vinkje is altijd weer "
        "in te trekken.",
        "Een taak waarvoor de leerling zelf kwam, is vanzelf gedaan.",
        "Uw rol en uw keuzes in de zijbalk staan in het adres: maak er een bladwijzer van, dan opent deze pagina de volgende "
        "keer zo. Uw paraaf geldt zolang dit venster openstaat.",
    ]
