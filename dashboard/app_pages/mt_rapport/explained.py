"""The second page of the management report: definitions, how to read it, what stays away, and the protocol."""

from collections.abc import Mapping
from typing import Any

from dashboard import law, words
from dashboard.rates import judged
from dashboard.rates.funnel import method
from dashboard.rates.units import PER_100


def explained(settings: Mapping[str, float], about: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The second page: what each figure is, how to read the charts, what stays away, and by which protocol."""
    weeks, least = int(settings["recent_weeks"]), int(settings["small_group"])
    counts = "wel" if about["unknown_counts"] else "niet"
    return (
        (
            "Perioden",
            f"De peildatum is het einde van de laatste hele schoolweek. De laatste {weeks} schoolweken tot en met die dag, "
            f"de {weeks} daarvoor, en dezelfde schoolweken van "
            "vorig jaar tot en met dezelfde weekdag. Vakantieweken bestaan niet; een periode loopt niet over de zomer "
            "heen. Onvolledige weken tellen niet mee: ontbreken is niet nul.",
        ),
        (
            "Ongeoorloofd afwezig",
            "Gemiste lesuren die het geldende protocol ongeoorloofd noemt, op elke 100 lesuren die ingeschreven leerlingen "
            f"hadden. Uren zonder bekende reden tellen bij dit protocol {counts} mee. Elk lesuur telt een keer.",
        ),
        ("Ziek", "Gemiste lesuren met ziek of ziek naar huis, op elke 100 lesuren. Nooit ongeoorloofd."),
        ("Te laat", "Lesuren waarin een leerling zonder geldige reden te laat kwam, op elke 100 lesuren."),
        (
            f"{law.hours()} bereikt",
            f"Leerlingen die er op de laatste dag van de periode zijn en dat schooljaar minstens een keer "
            f"{words.number(settings['hours'])} uur ongeoorloofd verzuim in {words.number(settings['weeks'])} schoolweken "
            "hadden.",
        ),
        (
            "Zorgwekkend ziek",
            "Leerlingen die er dan zijn en dat schooljaar aan de landelijke criteria voldeden: "
            f"{law.sick_criteria()}. Een reden voor zorg.",
        ),
        (
            "Waarom deze vijf",
            "Ze volgen alle vijf uit de registraties, dus zijn ze met vorig jaar te vergelijken, ook toen nog niemand "
            "vinkjes zette. Wat de school zelf doet (stappen, meldingen, besluiten) staat er apart onder.",
        ),
        (
            "Trend",
            "Donker: dit schooljaar; grijs: vorig jaar in dezelfde schoolweek. Een driehoek is kijk, een ruit signaal. "
            f"{' '.join(judged.explained())}",
        ),
        (
            "Afdelingen",
            "Elk punt is een afdeling: haar uren van dit schooljaar, gedeeld door het rooster waar dat is ingelezen, anders "
            "door de lessentabel. Ingeschreven is wie er op de peildatum is. Een te kleine afdeling telt niet mee. "
            f"{method('afdeling', None, PER_100)} Het oordeel volgt uit de cijfers van leerlingen en is dus niet uit de "
            "afgeronde cijfers na te rekenen. Uit de volgorde volgt geen rangorde.",
        ),
        ("Treden", "Een leerling telt per ladder op de hoogste bereikte trede van het geldende protocol."),
        (
            "Stappen",
            "Stappen van de laatste periode. Elke rol telt met haar eigen taken, een stap met al haar taken. Gedaan is een "
            "vinkje, of teruggekomen zijn waar de taak dat vroeg. Niets vastgelegd: de termijn is voorbij zonder vinkje; of "
            "het gebeurd is, weet dit programma dan niet. Vervallen: niet meer gevraagd voordat de termijn voorbij was, of "
            "met ‘alles tot … afgehandeld’ gesloten zonder dat iemand het als gedaan aftekende.",
        ),
        ("DUO-meldingen", law.due()),
        (
            "Afgerond",
            "Het kleinste vakje (afdeling, trede en stand; rol en stand; afdeling en week) is 0, "
            f"‘< {least}’ (van minder dan {least} leerlingen) of afgerond op {least}. Elk totaal is de som van wat er staat, "
            f"met {least // 2} voor ‘< {least}’: tabellen kloppen, en aftrekken vindt niets terug. "
            f"Komt meer dan {words.number(100 * settings['small_group_share'], 0)}\u00a0% van een aantal leerlingen uit zulke "
            f"vakjes, dan staat erachter tussen welke getallen het ligt: ‘{2 * (least // 2)} (2 tot {2 * (least - 1)})’. "
            f"Percentages en lijnen komen uit uren die op {least} zijn afgerond; uren van minder dan {least} leerlingen tellen "
            f"als die van {least // 2} gemiddelde leerlingen. Rust een cijfer alleen daarop, dan blijft het weg "
            "(‘kleine groep’).",
        ),
        (
            "Wie het zijn",
            "Dit rapport noemt niemand. Wie achter een cijfer staan, ziet wie daar recht op heeft op de pagina's Trends, "
            "Ladders, Leerplicht en Ziekte.",
        ),
        ("Protocol", _protocol(about)),
    )


def _protocol(about: Mapping[str, Any]) -> str:
    since = f", geldig vanaf {words.day(about['valid_from'], year=True)}" if about["valid_from"] else ""
    checked = f", nagekeken op {words.day(about['checked'], year=True)}" if about["checked"] else ""
    return f"{about['protocol_name']} ({about['protocol']}){since}{checked}."
