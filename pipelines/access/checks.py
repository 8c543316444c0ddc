"""What the models of `toegang.toml` cannot say: roles, schools and afdelingen that exist, lists that a role needs, addresses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from pipelines.access.schema import AccessSettings, Person, SignIn
from pipelines.settings.checks import Fault, Key
from pipelines.settings.settings import FALLBACK_AFDELING, School
from protocols.access_roles import access_roles

# Where a provider may be asked without TLS: on this computer, to try it.
LOCAL = ("localhost", "127.0.0.1", "::1")
LISTS = ("mentors", "afdelingen")
# Which of the two lists a scope asks for.
NEEDS = {"mentors": ("mentors",), "afdelingen": ("afdelingen",), "own": LISTS, "school": (), "none": ()}


def faults(content: AccessSettings, schools: Sequence[School]) -> Iterator[Fault]:
    """Every fault of a table of persons for these schools."""
    if content.signin is not None:
        yield from _sign_in(content.signin)
    known = {school.id: school for school in schools}
    for place, person in enumerate(content.person):
        yield from _person(("person", place), person, known)
    for name, what in (("id", "persoon"), ("subject", "account")):
        values = [str(getattr(person, name) or "").casefold() for person in content.person]
        for value, times in Counter(filter(None, values)).items():
            if times > 1:
                last = len(values) - 1 - values[::-1].index(value)
                yield (
                    ("person", last, name),
                    f"is '{value}', en die {what} staat er al",
                    "Houd één rij over, of geef elke rij een eigen waarde.",
                )


def _sign_in(sign_in: SignIn) -> Iterator[Fault]:
    for name in ("issuer", "url"):
        value = str(getattr(sign_in, name))
        try:
            parts = urlsplit(value)
            good = parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))
        except ValueError:
            good = None
        if not good:
            yield (
                ("signin", name),
                f"is '{value}', geen adres met https",
                "Schrijf het hele adres, met https:// ervoor.",
            )
    if sign_in.provider == "google" and sign_in.domain is None:
        yield (
            ("signin", "domain"),
            "ontbreekt",
            "Noem het domein van de school, zoals school.nl: anders is elk Google-account er een van de school.",
        )


def _person(key: Key, person: Person, schools: dict[str, School]) -> Iterator[Fault]:
    if not person.initials.isalpha():
        yield (*key, "initials"), f"is '{person.initials}', geen paraaf", "Gebruik alleen letters."
    if person.from_ and person.until and person.until < person.from_:
        yield (
            (*key, "until"),
            f"is {person.until}, voor from ({person.from_})",
            "Zet de eerste dag bij from en de laatste bij until.",
        )
    for place, school in enumerate(person.schools):
        if school not in schools:
            yield (
                (*key, "schools", place),
                f"is '{school}', geen school van deze werkmap",
                f"Kies uit: {', '.join(schools)}.",
            )
    office = person.office
    if office is None:
        yield (*key, "role"), f"is '{person.role}', een onbekende rol", f"Kies een van: {', '.join(access_roles())}."
        return
    needed = NEEDS[office.scope]
    if needed and not any(getattr(person, name) for name in needed):
        yield (
            (*key, needed[0]),
            "ontbreekt of is leeg, en dan ziet deze persoon niemand",
            f"Een {office.label} heeft een lijst nodig: {' of '.join(needed)}.",
        )
    for name in LISTS:
        if getattr(person, name) and name not in needed:
            yield (*key, name), f"hoort niet bij de rol {office.id}", f"Haal {name} weg, of kies een andere rol."
    if len(schools) > 1 and not person.schools:
        yield (*key, "schools"), "ontbreekt", f"Deze werkmap heeft meer scholen; kies uit: {', '.join(schools)}."
    if needed and len(person.schools) > 1:
        yield (
            (*key, "schools"),
            "noemt meer scholen, en een mentor of afdeling is van één school",
            "Noem één school; maak voor een andere school een tweede rij.",
        )
    yield from _afdelingen(key, person, schools)


def _afdelingen(key: Key, person: Person, schools: dict[str, School]) -> Iterator[Fault]:
    for school in (schools[name] for name in places(person, list(schools)) if name in schools):
        known = [*(each.id for each in school.afdeling), FALLBACK_AFDELING]
        for place, afdeling in enumerate(person.afdelingen):
            if afdeling not in known:
                yield (
                    (*key, "afdelingen", place),
                    f"is '{afdeling}', geen afdeling van {school.id}",
                    f"Kies uit: {', '.join(known)}.",
                )


def places(person: Person, schools: Sequence[str]) -> tuple[str, ...]:
    """The schools that a row is about: those that it names, or the only one there is."""
    return person.schools or (tuple(schools) if len(schools) == 1 else ())
