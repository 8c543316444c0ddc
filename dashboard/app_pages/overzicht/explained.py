"""How Overzicht is read."""

from collections.abc import Mapping, Sequence

from dashboard import law
from dashboard.view import View


def parts(view: View) -> Mapping[str, Sequence[str]]:
    """Sentences by the subhead above them."""
    without = () if view.viewer.may("care") else ("Ziekte staat er niet bij: daarvoor is het recht op zorg nodig.",)
    return {
        "Tegels": [
            "Een tegel zegt wat de pagina zegt die hij opent, met dezelfde keuzes in de zijbalk.",
            "Een cijfer per week is dat van de laatste hele week met volledige gegevens; de lijn loopt over de hele weken van "
            "dit schooljaar. Ernaast staat dezelfde schoolweek van vorig jaar.",
            f"De staafjes bij {law.hours()} zijn de meldingen daarvan per schoolweek; vorig jaar telt tot en met dezelfde "
            "schoolweek.",
            *without,
        ],
        "Nieuw": [
            "Nieuw is wat gebeurde na de laatste dag waarover er bij uw vorige bezoek gegevens waren. Een registratie die later "
            "binnenkwam over een eerdere dag, staat er dus niet bij.",
            "Een termijn verstreek als zij op die dag nog niet voorbij was en nu wel; het gaat om termijnen van wet of protocol, "
            "en om taken die nog openstaan.",
            "Uw vorige bezoek is de laatste eerdere dag waarop u deze pagina opende. Alleen u ziet dat.",
        ],
        "Onthouden": [
            "Uw rol en de afdelingen die u hier kiest, staan er de volgende keer weer. Een koppeling met keuzes erin gaat voor."
        ],
    }
