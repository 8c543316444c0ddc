"""Numbers, dates and counts in Dutch."""

from datetime import date

import pytest

from dashboard import chance, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7, "7"),
        (10, "10"),
        (100.0, "100"),
        (0.04, "0"),
        (0.25, "0,2"),
        (1234.5, "1.234,5"),
        (1000, "1.000"),
        (1234567.89, "1.234.567,9"),
        (-1234.5, "-1.234,5"),
    ],
)
def test_numbers_have_a_decimal_comma_and_dots_between_thousands(value: float, text: str) -> None:
    assert words.number(value) == text


def test_a_change_has_its_sign() -> None:
    assert [words.signed(words.rate(value, 1)) for value in (0.4, -14.5, 1234)] == ["+0,4", "−14,5", "+1.234,0"]


def test_whole_numbers_keep_their_zeros() -> None:
    assert [words.number(value, 0) for value in (0, 10, 200, 3000)] == ["0", "10", "200", "3.000"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 17), "di 17 nov"),
        (date(2026, 3, 1), "zo 1 mrt"),
        (date(2026, 5, 4), "ma 4 mei"),
        (date(2027, 1, 2), "za 2 jan"),
    ],
)
def test_a_day_is_short_and_dutch(value: date, text: str) -> None:
    assert words.day(value) == text
    assert words.day(value, year=True) == f"{text} {value.year}"


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0 leerlingen"), (1, "1 leerling"), (2, "2 leerlingen"), (1200, "1.200 leerlingen")]
)
def test_only_one_is_singular(amount: int, text: str) -> None:
    assert words.count(amount, "leerling", "leerlingen") == text


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (list("abc"), "a, b en c")]
)
def test_a_list_reads_as_a_sentence(parts: list[str], text: str) -> None:
    assert words.listed(parts) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-2, "2 schooldagen te laat"),
        (-1, "1 schooldag te laat"),
        (0, "vandaag"),
        (1, "nog 1 schooldag"),
        (2, "nog 2 schooldagen"),
    ],
)
def test_days_left_turn_at_the_deadline(days: int, text: str) -> None:
    assert words.days_left(days) == text


@pytest.mark.parametrize(
    ("longest", "text"), [(20, "mentor: belt ouders"), (19, "mentor: belt ouders"), (18, "mentor: belt …"), (6, " …")]
)
def test_a_long_text_ends_at_a_whole_word(longest: int, text: str) -> None:
    assert words.shortened("mentor: belt ouders", longest) == text


@pytest.mark.parametrize(
    ("look", "signal", "text"),
    [
        (0.3, 0.01, "in hooguit 3 van de 10 jaren een keer kijk en bijna nooit signaal."),
        (0.95, 0.04, "in hooguit 6 van de 10 jaren een keer kijk en bijna nooit signaal."),
        (1.2, 0.1, "hooguit ongeveer 1 keer kijk en in hooguit 1 van de 10 jaren een keer signaal."),
        (2.25, 0.04, "hooguit ongeveer 2 keer kijk en bijna nooit signaal."),
    ],
)
def test_how_many_are_called_so_without_any_cause_in_a_year(look: float, signal: float, text: str) -> None:
    numbers = {"parts_year_look": look / 45, "parts_year_signal": signal / 45}
    said = chance.false_ones(45, numbers, "klas", "klassen")
    assert said == f"Vergeleken: 45 klassen. Wie een schooljaar lang elke week kijkt, ziet ook zonder oorzaak {text}"


@pytest.mark.parametrize(
    ("value", "label", "text"),
    [
        (1, "schooldagen ziek", "1 schooldag ziek"),
        (2, "schooldagen ziek", "2 schooldagen ziek"),
        (0, "lesuren", "0 lesuren"),
        (1, "lesuren", "1 lesuur"),
        (1, "keer te laat", "1 keer te laat"),
    ],
)
def test_one_of_a_counter_is_said_in_the_singular(value: float, label: str, text: str) -> None:
    assert words.counter(value, label) == text
