"""How the lists and the chart of sickness are read: behind one button, and not between them."""

from dashboard import law, words
from dashboard.app_pages.ziekte.doors import patterns_explained, share_parts
from dashboard.view import View


def explained(view: View) -> dict[str, list[str]]:
    """How the lists and the chart are read, by the subhead above them."""
    parts = share_parts(view)
    national = [
        "Grijze band: wat toeval geeft rond het aandeel van de hele school (streepje). Stippellijn: landelijk "
        f"{words.number(parts['national_share'][0])} % over een heel jaar; vroeg in het schooljaar ligt elk aandeel daaronder."
    ]
    return {
        "Signalen": [
            f"M@ZL: {law.sick_criteria()}. Een reden voor zorg, nooit voor een melding bij leerplicht.",
            "Opgepakt: het laatste contact sinds het signaal. Een trede met juridisch bezwaar gaat niet mee naar Excel.",
        ],
        "Patronen": [patterns_explained(view)],
        "Stijgt of weer rustig": [
            "Wat toeval geeft is gemeten aan eerdere weken van dit schooljaar; is het niet meer dan dat, dan staan er geen namen."
        ],
    } | ({} if parts.is_empty() else {"Aandeel per afdeling": national})
