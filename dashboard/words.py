"""Dutch words for dates, numbers and reasons."""

from datetime import date

from protocols.rule_words import SINGULAR
from protocols.windows import FIXED

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
# How a page begins to say that there is nothing on it for who looks.
NOTHING, NOT_YOURS = "Er is hier niets te zien", "Deze pagina is niet voor uw rol"
# Where nothing is known.
UNKNOWN = "–"
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MONTH_NAMES = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


def day(value: date, year: bool = False) -> str:
    """`di 17 nov`, with the year when asked."""
    text = f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]}"
    return f"{text} {value.year}" if year else text


def short(value: date) -> str:
    """`17 nov`."""
    return f"{value.day} {MONTHS[value.month - 1]}"


def number(value: float, decimals: int = 1) -> str:
    """`1.234,5`: a dot between thousands, a decimal comma, no needless decimals."""
    text = f"{value:,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return _dutch(text)


def _dutch(text: str) -> str:
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def rate(value: float, decimals: int = 2) -> str:
    """`1.234,20`: always as many decimals, so that figures below each other compare."""
    return _dutch(f"{value:,.{decimals}f}")


def hours(judged: float, unknown: float | None) -> str:
    """`12 + 3 onbekend`: hours without a known reason apart from the judged ones."""
    return number(judged) + (f" + {number(unknown)} onbekend" if unknown else "")


def signed(figure: str) -> str:
    """`+1,5` or `−1,5`: a figure in words as a change, with a minus as wide as the plus."""
    return f"−{figure[1:]}" if figure.startswith("-") else f"+{figure}"


def count(amount: int, one: str, more: str) -> str:
    """`1 leerling`, `2 leerlingen`."""
    return f"{number(amount, 0)} {one if amount == 1 else more}"


def listed(parts: list[str]) -> str:
    """`a`, `a en b`, `a, b en c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " en " + parts[-1] if parts else ""


def shortened(text: str, longest: int) -> str:
    """The text, or as many whole words of it as fit in so many letters, with `…` for the rest."""
    return text if len(text) <= longest else text[: longest - 1].rpartition(" ")[0] + " …"


def capital(text: str) -> str:
    """The text as the start of a line."""
    return text[:1].upper() + text[1:]


def counter(value: float, label: str) -> str:
    """`5 keer te laat dit schooljaar`: a counter's value with its label, said of one pupil."""
    for window in FIXED.values():
        if label.endswith(f" {window.per}"):
            label = f"{label.removesuffix(window.per)}{window.now}"
    first, _, rest = label.partition(" ")
    if value == 1:
        first = SINGULAR.get(first, first)
    return f"{number(value)} {first} {rest}".rstrip()


def days_left(days: int) -> str:
    """How many school days are left, or how long a step is overdue."""
    if days < 0:
        return f"{count(-days, 'schooldag', 'schooldagen')} te laat"
    return "vandaag" if days == 0 else f"nog {count(days, 'schooldag', 'schooldagen')}"
