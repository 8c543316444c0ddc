"""What chance gives, in words: everywhere the same."""

from math import exp

from dashboard import words

CHANCE, MORE = "niet meer dan toeval", "meer dan toeval"
SEEN = "Zo vaak zichtbaar als het echt is"


def false_ones(count: int, looks: float, signals: float, one: str, more: str) -> str:
    """How many of the `count` compared parts would be called kijk and signaal without any cause, in a sentence."""
    verb = "heten" if round(looks) > 1 else "heet"
    return (
        f"Vergeleken: {words.count(count, one, more)}. Ook zonder oorzaak {verb} daarvan {_without_cause(looks)} kijk en "
        f"{_without_cause(signals)} signaal."
    )


def _without_cause(expected: float) -> str:
    if expected >= 1:
        return f"er ongeveer {words.number(expected, 0)}"
    # The chance of at least one, of parts that are judged apart.
    tens = round(10 * (1 - exp(-expected)))
    return f"in {tens} van de 10 keer één" if tens else "bijna nooit één"


def beside(found: int, expected: float) -> str:
    """`4 / 0,6`: what is found and what chance alone gives."""
    return f"{words.number(found, 0)} / {words.number(expected, 1 if expected >= 1 else 2)}"


def seen(power: float | None) -> str:
    """How many of a hundred pupils with the real thing a test would show."""
    if power is None:
        return ""
    return f"{words.number(100 * power, 0)} van de 100" if power >= 0.005 else "bijna nooit"
