"""What sentences say of the national norms: numbers, ages, terms and sources as the two national files have them."""

from collections.abc import Mapping
from functools import cache

from protocols.counters import decimal
from protocols.load import FILES, load_protocol
from protocols.schema import Norm, NormReading, Protocol

LAW, SICK = "nl-leerplicht", "nl-mazl"
ONE = {"lesuren": "lesuur", "schoolweken": "schoolweek", "werkdagen": "werkdag", "minuten": "minuut"}


@cache
def _file(name: str) -> Protocol:
    return load_protocol(FILES / f"{name}.toml")


@cache
def _norms() -> Mapping[str, Norm]:
    return {norm.name: norm for norm in _file(LAW).norm}


def number(name: str) -> float:
    """The value of a norm, in its own unit. Raises KeyError for a name that the file does not have."""
    return _norms()[name].value


def said(name: str) -> str:
    """The value of a norm in a sentence: `16`."""
    return decimal(number(name))


def amount(name: str) -> str:
    """The value of a norm with its unit: `4 schoolweken`."""
    unit = _norms()[name].unit
    return f"{said(name)} {ONE.get(unit, unit) if number(name) == 1 else unit}"


def article(name: str) -> str:
    """Where the law has a norm: `WVO 2020 art. 8.19 en 8.20`."""
    found = _norms()[name].article
    if found is None:
        raise KeyError(name)
    return found


def hours() -> str:
    """The hours of the norm: `16 uur`."""
    return f"{said('hours')} uur"


def norm_name() -> str:
    """What the norm is called: `16-uursnorm`."""
    return f"{said('hours')}-uursnorm"


def due() -> str:
    """Until when a report is made: `onverwijld (Onderwijsinspectie: binnen 5 werkdagen)`."""
    read = _due()
    return f"{read.law} ({read.by}: binnen {amount('due_working_days')})"


def due_source() -> str:
    """Who says so, on which page, and its address."""
    read = _due()
    return f"{read.by}, ‘{read.page}’: {read.address}"


def _due() -> NormReading:
    found = _norms()["due_working_days"].read
    if found is None:
        raise KeyError("due_working_days")
    return found


def age_group(adult: bool) -> str:
    """`18 jaar en ouder`, or `onder 18 jaar`."""
    age = amount("duty_until_age")
    return f"{age} en ouder" if adult else f"onder {age}"


def long_absence() -> str:
    """How long an absence is that is reported by itself: `meer dan 4 schoolweken`."""
    (stage,) = next(ladder.stage for ladder in _file(LAW).ladder if ladder.id == "maand")
    condition = stage.group[0].conditions[0]
    more = "meer dan" if condition.operator == ">" else "ten minste"
    return f"{more} {decimal(condition.number)} {'schoolweek' if condition.number == 1 else 'schoolweken'}"


def sick_criteria() -> str:
    """The criteria for worrying sick absence, as their stage is called."""
    return _file(SICK).ladder[0].stage[0].name


def sick_weeks() -> int:
    """Over how many school weeks the criteria count sick reports."""
    return next(counter.weeks for counter in _file(SICK).counters.values() if counter.weeks)
