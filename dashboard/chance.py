"""What chance gives, in words: everywhere the same."""

from collections.abc import Mapping
from math import exp

from dashboard import words

CHANCE, MORE = "niet meer dan toeval", "meer dan toeval"
SEEN = "Zo vaak zichtbaar als het echt is"


def false_ones(count: int, settings: Mapping[str, float], one: str, more: str) -> str:
    """How many were compared, and how many would ever be called kijk and signaal without any cause in a year of looking."""
    looks, signals = (_without_cause(count * settings[f"parts_year_{word}"]) for word in ("look", "signal"))
    return (
        f"Vergeleken: {words.count(count, one, more)}. Wie een schooljaar lang elke week kijkt, ziet ook zonder oorzaak "
        f"{looks} kijk en {signals} signaal."
    )


def _without_cause(expected: float) -> str:
    if expected >= 1:
        return f"hooguit ongeveer {words.number(expected, 0)} keer"
    # The chance of at least one, of parts that are judged apart.
    tens = round(10 * (1 - exp(-expected)))
    return f"in hooguit {tens} van de 10 jaren een keer" if tens else "bijna nooit"


def beside(found: int, expected: float) -> str:
    """`4 / 0,6`: what is found and what chance alone gives."""
    return f"{words.number(found, 0)} / {words.number(expected, 1 if expected >= 1 else 2)}"


def seen(power: float | None) -> str:
    """How many of a hundred pupils with the real thing a test would show."""
    if power is None:
        return ""
    return f"{words.number(100 * power, 0)} van de 100" if power >= 0.005 else "bijna nooit"
