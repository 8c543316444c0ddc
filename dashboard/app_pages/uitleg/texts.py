"""The methods in plain words, and why a figure may differ from that of another system. Numbers come from the settings."""

from collections.abc import Mapping

from dashboard import law, words
from dashboard.rates import judged
from dashboard.rates.funnel import method
from dashboard.rates.units import PER_100

Sections = Mapping[str, tuple[str, ...]]


def methods(settings: Mapping[str, float], protocol: str, unknown_counts: bool, care: bool) -> Sections:
    """What each kind of figure is and how it is judged, by the subhead above it; of sickness with the right to care only."""
    counts = "wel" if unknown_counts else "niet"
    least = words.number(settings["small_group"], 0)
    return {
        "Wat telt": (
            f"Wat ongeoorloofd is, zegt het geldende protocol ({protocol}); het staat met alle codes op de pagina Protocollen.",
            f"Uren zonder bekende reden tellen bij dit protocol {counts} mee voor de norm, en staan altijd apart.",
            "Elk lesuur telt een keer. Te laat is geen afwezigheid. Wat ontbreekt is niet nul: een week met stille dagen telt "
            "niet mee, en een vakantieweek bestaat niet.",
        ),
        "Per 100 lesuren": (
            "Van elke 100 lesuren die ingeschreven leerlingen hadden, zoveel gemist. De lesuren zijn die van het rooster, en "
            "zonder rooster die van de lessentabel; is ook die er niet, dan staat er een getal per leerling.",
            "Een leerling telt alleen mee op dagen waarop hij of zij was ingeschreven, in de afdeling van die dag. Twee "
            "schooljaren naast elkaar hebben altijd dezelfde noemer.",
        ),
        "Kijk en signaal": (
            *judged.explained(),
            "Toeval is hier alles wat een gewoon schooljaar doet: seizoen, griep, een klas op reis, een paar leerlingen die "
            "lang weg zijn.",
        ),
        "Afdelingen en klassen": (method("afdeling", None, PER_100),),
        "Treden": (
            "Een leerling staat per ladder op de hoogste trede waarvan de regel op die dag geldt. Sommige treden vervallen met "
            "de periode; de regel staat bij de leerling.",
        ),
        words.capital(law.hours()): (
            f"Geteld over {law.weeks()}; een vakantieweek bestaat niet, en uren vallen daarna op dezelfde weekdag weg.",
            law.due(),
            law.ages(),
        ),
        **(_sickness() if care else {}),
        "Afgerond": (
            f"Wie leerlingen niet bij naam ziet, krijgt afgeronde cijfers: per afdeling staat minder dan {least} er niet "
            f"precies, een ander aantal is afgerond op {least}, en elk totaal is de som daarvan.",
        ),
    }


def _sickness() -> Sections:
    return {
        "Ziekte": (
            f"Zorgwekkend ziek (M@ZL): {law.sick_criteria()}. Een reden voor zorg, nooit voor een melding bij leerplicht.",
            "Wie geen recht op zorg heeft, ziet van ziekte alleen de eigen taken.",
        )
    }


def differences() -> Sections:
    """Why a figure may differ from one elsewhere, by where that is."""
    return {
        "Anders dan in Magister of een ander leerlingvolgsysteem": (
            "Hier staat wat er bij de laatste keer inlezen was. Wat daarna is gewijzigd, komt bij de volgende keer mee.",
            "Een hele dag is hier het aantal lesuren van die dag, als dat bekend is; elders soms een dag of een dagdeel.",
            "Twee registraties op hetzelfde lesuur tellen hier een keer; welke dat zijn, staat op Datakwaliteit.",
            "Een code betekent hier wat het protocol of uw school ervan zegt. Een onbekende code telt nergens mee, tot zij een "
            "categorie krijgt.",
            "Leerlingen die van school gingen, tellen mee tot hun laatste dag en niet daarna.",
            "Een percentage hangt af van de noemer: lesuren in het rooster, lessen in de lessentabel of leerlingen.",
        ),
        "Anders dan bij DUO": (
            "Een melding is hier een geval met een eerste dag; bij DUO telt wat echt is gemeld. Leg vast wat u meldde, dan "
            "lopen de twee gelijk op.",
            f"Een lesuur telt hier als een uur voor de {law.norm_name()}, tenzij op Instellingen klokuren is gekozen.",
            f"Luxeverzuim en {law.long_absence()} zijn bij DUO eigen soorten, en staan hier los van de {law.hours()}.",
            f"{words.capital(law.summer_reading())}; op Instellingen kan het anders.",
            "Landelijke cijfers gaan over een heel schooljaar en over gemelde leerlingen; een schooljaar dat nog loopt ligt "
            "daaronder.",
        ),
        "Anders dan vorige week in Verzuimbeeld": (
            "Een correctie achteraf verandert ook eerdere weken. Welke er waren, staat per import op Datakwaliteit.",
            "Een ander protocol, een andere lezing of een wijziging in de instellingen rekent alle jaren opnieuw.",
            "Op een eerdere peildatum telt alleen wat over dagen tot en met die dag gaat, van de leerlingen die nu van u zijn.",
        ),
    }
