"""The words of column headers: a header is cut into words that are known, whatever stands between them.

'Absentie-code', 'absentiecode' and 'CODE (absentie)' are the same two words; a header with a word that is not known means
nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

# What a word tells about its column -> the words that tell it. A header is what its words tell together.
_WORDS = {
    "pupil": "leerling leerlingen leerl lln ll lrl student studenten stam deelnemer deelnemers pupil learner ov",
    "number": "nummer nr num number no id identificatie ident",
    "name": "naam namen name volledige volledig weergave roepen",
    "first_name": "roepnaam voornaam voornamen firstname givenname",
    "infix": "tussenvoegsel tussenvoegsels tussenv voorvoegsel voorvoegsels infix prefix tv",
    "last_name": "achternaam achternamen lastname familienaam geslachtsnaam familyname surname",
    "klas": "klas stamklas stamgroep mentorklas mentorgroep basisgroep basisklas class",
    "group": "groep lesgroep cluster clustergroep groepen lesgroepen klassen clusters onderwijsgroep",
    "studie": "studie opleiding study",
    "leerjaar": "leerjaar jaarlaag studyyear klasjaar",
    "school_year": "schooljaar lesperiode cursusjaar",
    "mentor": "mentor klassenmentor pmentor coach klassementor mentoren",
    "birth": "geboorte geboren geb birth birthdate geboortedatum",
    "first": "van vanaf begin beginnend begint start eerste first from aanvang ingang ingangs",
    "last": "tot tm totm totenmet totmet eind einde eindigt laatste last until end",
    "stay": "plaatsing plaatsings inschrijf inschrijving ingeschreven",
    "enters": "instroom instroomdatum",
    "leaves": "uitstroom uitstroomdatum uitschrijf uitschrijving uitgeschreven vertrek vertrokken",
    "hour": "uur lesuur lesuren les lesnummer blokuur hour period lesblok lesson",
    "hours": "uren lessen hours",
    "date": "datum datums date dag",
    # A number of days; which ones, nothing tells.
    "days": "dagen werkdagen schooldagen lesdagen days",
    "moment": "moment",
    "time": "tijd tijdstip tijden time kloktijd",
    "amount": "aantal hoeveelheid gemist gemiste totaal som duur",
    "whole": "heledag geheledag hd wholeday dagvullend",
    "code": "code codes",
    "short": "afkorting afk",
    "reason": "reden redenen oorzaak reason",
    "sort": "soort type categorie kind",
    "description": "omschrijving description",
    "absence": "verzuimd absentie absenties absent absence afwezig afwezigheid afwezigheids aanwezigheid aanwezigheids verzuim"
    " verzuims registratie registraties verantwoording melding meldingen meldings ziekmelding attendance presentie",
    "authorised": "geoorloofd isgeoorloofd toegestaan authorised",
    "unauthorised": "ongeoorloofd nietgeoorloofd unauthorised",
    # Whether the pupil was there, and whether the row was taken back.
    "there": "aanwezig present",
    "status": "status",
    "active": "actief",
    "withdrawn": "ingetrokken geannuleerd vervallen geschrapt verwijderdop verwijderdatum",
    # Beside a column of the same name without this word: one of both counts.
    "newer": "nieuw nieuwe gecorrigeerd gecorrigeerde definitief definitieve",
    "subject": "vak vaknaam vakcode",
    "late": "telaat laat late",
    "handled": "afgehandeld verwerkt handled",
    "minutes": "minuten minuut min minutes",
    "entered": "invoer ingevoerd genoteerd aangemaakt gewijzigd mutatie wijziging aanmaak invoerdatum",
    # Known, and no part of what is read: never asked about.
    "other": "docent docenten leraar medewerker lokaal opmerking opmerkingen toelichting geslacht gender profiel vakken"
    " email mail telefoon postcode adres woonplaats bsn sofi sofinummer onderwijsnummer maatregel volgnummer rij locatie"
    " location initialen voorletters roostergroep agendaitem verantwoordingid afdeling niveau"
    " week weeknr weeknummer weken maand kwartaal schoolweek weekdag",
    # Says nothing by itself.
    "filler": "de het een per op in s is der des en",
}
CLASS_OF = {word.replace("_", ""): name for name, words in _WORDS.items() for word in words.split()}
_LONGEST = max(map(len, CLASS_OF))


def header_key(header: str) -> str:
    """A header without case, accents and everything that is no letter or digit: 'Lesuur t/m ' is 'lesuurtm'."""
    plain = unicodedata.normalize("NFKD", header).lower()
    return re.sub(r"[^a-z0-9]+", "", plain)


def header_digest(header: Iterable[str | None]) -> str:
    """What a header row is known by, whatever its case, order and spelling: no text of the file itself."""
    keys = sorted({header_key(cell or "") for cell in header} - {""})
    return sha256("|".join(keys).encode()).hexdigest()


@cache
def classes(key: str) -> frozenset[str] | None:
    """What the words of a header key tell; None when one of its words is not known, or it has none.

    A digit behind the words ('mentor 1') tells which of several it is: `#1`.
    """
    number = re.search(r"(?<=[a-z])\d$", key)
    body = key[: number.start()] if number else key
    words = _cut(body)
    if not words:
        return None
    told = frozenset(CLASS_OF[word] for word in words)
    return told | {f"#{number[0]}"} if number else told


def _cut(body: str) -> tuple[str, ...] | None:
    """The fewest known words that make up a text, or None."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(body) + 1):
        found = None
        for begin in range(max(0, end - _LONGEST), end):
            before = best[begin]
            if before is not None and body[begin:end] in CLASS_OF and (found is None or len(before) + 1 < len(found)):
                found = (*before, body[begin:end])
        best.append(found)
    return best[-1] or None
