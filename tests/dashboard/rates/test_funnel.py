"""Afdelingen and klassen against the funnel: from a pupil per row to points, table and sentence."""

import polars as pl
import pytest

from dashboard.rates.funnel import Compared, Comparison, compare as beside
from tests.pipelines.histories import rows_of

NUMBERS = {
    "funnel_look": 1.96,
    "funnel_signal": 3.09,
    "funnel_between": 0.0,
    "funnel_cap": 1.0,
    "mix_parts": 3.0,
    "small_group": 5.0,
    "parts_year_look": 0.1,
    "parts_year_signal": 0.005,
}
NAMES = {"vwo": "Vwo", "havo": "Havo"}


def compare(
    rows: pl.DataFrame, by: Compared, names: dict[str, str], settings: dict[str, float], **enrolled: int
) -> Comparison:
    """The parts beside each other; `enrolled` gives the pupils of a part on the day."""
    here: dict[str | None, int] = dict(enrolled.items())
    return beside(rows, by, names, settings, here)


def pupils(part: str, missed: list[int], hours: float | None = 100.0, start: int = 0) -> pl.DataFrame:
    """A pupil per number of missed hours, each with as many scheduled hours on twenty days."""
    return pl.DataFrame(
        {
            "student_id": [f"{part}{start + n}" for n in range(len(missed))],
            "part": [part] * len(missed),
            "days": [20] * len(missed),
            "scheduled_hours": [hours] * len(missed),
            "missed_hours": missed,
            "together_hours": [0] * len(missed),
            "together_lessons": [0.0] * len(missed),
            "leerjaar": [4] * len(missed),
            "afdeling": ["een"] * len(missed),
        },
        schema_overrides={"scheduled_hours": pl.Float64},
    )


def test_points_have_the_schools_order_and_the_mean_of_their_pupils() -> None:
    rows = pl.concat([pupils("havo", [2, 4, 6, 8, 0, 4]), pupils("vwo", [1, 3, 5, 7, 2, 0])])
    found = compare(rows, "afdeling", NAMES, NUMBERS)
    assert rows_of(found.points, "part_name", "pupils", "rate", "registered", "verdict") == [
        ("Vwo", 6, 3.0, 5, "gewoon"),
        ("Havo", 6, 4.0, 5, "gewoon"),
    ]
    assert found.mean == 3.5
    assert found.unit == "per 100 lesuren"
    assert found.sentence == (
        "Geen afdeling is kijk of signaal. Een verschil van minder dan ongeveer 70 % is met deze aantallen "
        "meestal niet te zien. Vergeleken: 2 afdelingen. "
        "Wie een schooljaar lang elke week kijkt, ziet ook zonder oorzaak in hooguit 2 van de 10 jaren een keer kijk en "
        "bijna nooit signaal."
    )


def test_enrolled_is_who_is_there_on_the_day() -> None:
    """Six pupils make the mean of each; of havo two have left, and of vwo nobody is there any more."""
    rows = pl.concat([pupils("havo", [2] * 6), pupils("vwo", [1] * 6)])
    found = compare(rows, "afdeling", NAMES, NUMBERS, havo=4)
    assert rows_of(found.table, "Naam", "Ingeschreven") == [("Vwo", 0), ("Havo", 4)]
    assert rows_of(found.points, "pupils") == [(6,), (6,)]
    unplaced = beside(rows.with_columns(part=pl.lit(None, pl.String)), "klas", {}, NUMBERS, {None: 7})
    assert rows_of(unplaced.table, "Naam", "Ingeschreven") == [("zonder klas", 7)]


def test_a_signal_is_named_with_its_side() -> None:
    rows = pl.concat([pupils("havo", [9, 10, 11] * 20), pupils("vwo", [4, 5, 6] * 20)])
    found = compare(rows, "afdeling", NAMES, NUMBERS)
    assert "Signaal: Vwo (lager) en Havo (hoger)." in found.sentence
    assert set(found.points["verdict"]) == {"signaal"}


def test_many_signals_are_counted() -> None:
    rows = pl.concat([pupils(f"H{n}", [20 if n % 2 else 1] * 30) for n in range(6)])
    assert "Signaal: 6 klassen." in compare(rows, "klas", NAMES, NUMBERS).sentence


@pytest.mark.parametrize(("size", "verdict"), [(4, "te weinig leerlingen"), (5, "signaal"), (6, "signaal")])
def test_a_small_part_is_marked(size: int, verdict: str) -> None:
    rows = pl.concat([pupils("havo", [1, 2, 3] * 30), pupils("vwo", [3, 4, 5] * 30), pupils("klein", [30] * size)])
    found = compare(rows, "klas", NAMES, NUMBERS)
    assert rows_of(found.table.filter(pl.col("Naam") == "klein"), "Cijfer", "Oordeel") == [("30,00", verdict)]


def test_the_figure_has_all_hours_and_what_is_compared_has_not() -> None:
    """One pupil of havo missed ninety hours, and vwo was away together for five hours: neither decides."""
    together = {
        "missed_hours": pl.col("missed_hours") + 5,
        "together_hours": pl.lit(5, pl.Int64),
        "together_lessons": pl.lit(5.0),
    }
    usual = [1, 2, 3, 4] * 6
    rows = pl.concat([pupils("havo", [*usual, 90]), pupils("vwo", usual).with_columns(**together)])
    found = compare(rows, "afdeling", NAMES, NUMBERS | {"funnel_cap": 0.95})
    assert rows_of(found.table, "Naam", "Cijfer", "Vergeleken", "Oordeel") == [
        ("Vwo", "7,50", "2,63", "gewoon"),
        ("Havo", "6,00", "2,57", "gewoon"),
    ]
    assert "1 leerling met meer dan 4,21 per 100 lesuren telt voor dat getal" in found.explained
    plain = compare(
        rows.with_columns(together_hours=pl.lit(0, pl.Int64), together_lessons=pl.lit(0.0)), "afdeling", NAMES, NUMBERS
    )
    assert "Uit" not in plain.sentence


def test_what_hardly_anybody_has_is_not_compared() -> None:
    rows = pl.concat([pupils("havo", [0] * 49 + [9]), pupils("vwo", [0] * 50)])
    found = compare(rows, "afdeling", NAMES, NUMBERS | {"funnel_cap": 0.95})
    assert found.sentence == "Te weinig leerlingen hebben deze registratie om afdelingen te vergelijken."
    assert set(found.points["verdict"]) == {"te weinig leerlingen"}
    # The figures stay as they are, without lines.
    assert rows_of(found.points, "rate", "value") == [(0.0, 0.0), (0.18, 0.18)]
    assert found.curves.is_empty()


def test_a_klas_stands_beside_its_like_and_the_page_says_so() -> None:
    """Leerjaar 2 has twice as much as leerjaar 1; that is no news of a klas."""
    rows = pl.concat(
        [
            pupils(f"{year}{letter}", [n * year for n in (2, 3, 4)] * 8).with_columns(leerjaar=pl.lit(year))
            for year in (1, 2)
            for letter in "abcdef"
        ]
    )
    found = compare(rows, "klas", {}, NUMBERS)
    assert set(found.points["verdict"]) == {"gewoon"}
    assert "Een klas staat naast andere klassen van haar leerjaar en afdeling" in found.explained
    alone = compare(rows, "klas", {}, NUMBERS | {"mix_parts": 9.0})
    assert set(alone.points["verdict"]) == {"signaal"}
    assert "Een klas staat naast" not in alone.explained


def test_a_pupil_who_moved_counts_in_both_parts_and_once_in_the_school() -> None:
    moved = pupils("havo", [10]).with_columns(pl.lit("x").alias("student_id"))
    rows = pl.concat(
        [
            pupils("havo", [2] * 9),
            moved,
            pupils("vwo", [2] * 9),
            moved.with_columns(part=pl.lit("vwo"), missed_hours=pl.lit(0, dtype=pl.Int64)),
        ]
    )
    found = compare(rows, "afdeling", NAMES, NUMBERS)
    assert found.points["pupils"].to_list() == [10, 10]
    assert found.mean == pytest.approx((18 * 2 + 5) / 19)


def test_without_lesson_hours_it_is_hours_per_pupil_and_week() -> None:
    rows = pl.concat([pupils("havo", [4, 8, 4, 8, 6], None), pupils("vwo", [4, 8, 4, 8, 6], None)])
    found = compare(rows, "afdeling", NAMES, NUMBERS)
    assert found.unit == "lesuren per leerling per volle week"
    assert found.points["rate"].to_list() == [1.5, 1.5]


def test_pupils_without_known_hours_are_left_out_and_counted() -> None:
    rows = pl.concat(
        [pupils("havo", [2, 4, 2, 4, 3]), pupils("vwo", [2, 4, 2, 4, 3]), pupils("vwo", [50] * 3, None, 5)]
    )
    found = compare(rows, "afdeling", NAMES, NUMBERS)
    assert found.points["pupils"].to_list() == [5, 5]
    # The list behind the point holds them all the same.
    assert found.points["registered"].to_list() == [8, 5]
    assert "3 leerlingen zonder bekende lesuren tellen niet mee." in found.explained


@pytest.mark.parametrize("rows", [pupils("havo", []), pupils("havo", [3]), pupils("havo", [3, 4, 5, 6, 7])])
def test_with_less_than_two_parts_there_is_nothing_to_compare(rows: pl.DataFrame) -> None:
    found = compare(rows, "afdeling", NAMES, NUMBERS)
    assert found.sentence.startswith("Binnen deze keuze zijn er geen twee afdelingen")
    assert (found.mean is None) == (rows.height < 2)


def test_pupils_without_a_klas_stand_apart() -> None:
    none = pupils("H1a", [1, 2, 3, 4, 5]).with_columns(
        part=pl.lit(None, dtype=pl.String), student_id=pl.col("student_id") + "x"
    )
    found = compare(pl.concat([none, pupils("H1a", [1, 2, 3, 4, 5])]), "klas", NAMES, NUMBERS)
    assert rows_of(found.points, "key", "part_name") == [("", "zonder klas"), ("H1a", "H1a")]


def test_the_limits_narrow_with_the_number_of_pupils() -> None:
    rows = pl.concat([pupils("havo", [2, 4] * 10), pupils("vwo", [2, 4] * 40)])
    curves = compare(rows, "afdeling", NAMES, NUMBERS).curves
    upper = curves.filter(pl.col("line") == "signaal boven").sort("pupils")["bound"].to_list()
    look = curves.filter(pl.col("line") == "kijk boven").sort("pupils")["bound"].to_list()
    assert upper == sorted(upper, reverse=True)
    assert all(far > near > 3.0 for far, near in zip(upper, look, strict=True))
    assert curves["pupils"].min() < 20 < 80 < curves["pupils"].max()  # type: ignore[operator]
