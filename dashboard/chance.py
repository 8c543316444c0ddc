"""What chance gives, in words: everywhere the same."""

from dashboard import words

CHANCE, MORE = "niet meer dan toeval", "meer dan toeval"
SEEN = "Zo vaak zichtbaar als het echt is"


def beside(found: int, expected: float) -> str:
    """`4 / 0,6`: what is found and what chance alone gives."""
    return f"{words.number(found, 0)} / {words.number(expected, 1 if expected >= 1 else 2)}"


def seen(power: float | None) -> str:
    """How many of a hundred pupils with the real thing a test would show."""
    if power is None:
        return ""
    return f"{words.number(100 * power, 0)} van de 100" if power >= 0.005 else "bijna nooit"
