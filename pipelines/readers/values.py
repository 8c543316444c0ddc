"""Text to values, as polars expressions: dates, lesson hours, booleans, numbers. The unreadable is null."""

from datetime import date

import polars as pl

# Some schools have an hour before the first one, the "nulde uur". The longest school day in use has twelve lesson hours,
# evenings included; past fourteen is a typing error.
FIRST_HOUR, LAST_HOUR = 0, 14
# Registrations before these years are typing errors; there was no digital absence register.
FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2099, 12, 31)
FIRST_BIRTH_DATE = date(1950, 1, 1)
AMSTERDAM = "Europe/Amsterdam"

# Excel counts days from here; the shift of two days hides its leap year 1900.
_EXCEL_EPOCH = date(1899, 12, 30)
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?$"
_DAY_FIRST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME
_YEAR_FIRST = r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _TIME
_CLOCK = r"[ T](\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?$"
_SERIAL = r"^(\d{5})(?:\.\d+)?$"
_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$"
_TRUE = ["true", "1", "1.0", "j", "ja", "waar", "y", "yes"]
_FALSE = ["false", "0", "0.0", "n", "nee", "onwaar", "no"]


def text(value: pl.Expr) -> pl.Expr:
    """The text without outer whitespace; empty is null."""
    stripped = value.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def number_text(value: pl.Expr) -> pl.Expr:
    """A number that serves as a name: '248109.0' is '248109', leading zeros stay."""
    return text(value).str.replace(r"^(\d+)[.,]0+$", "$1")


def day(value: pl.Expr) -> pl.Expr:
    """A date from d-m-yyyy or ISO, with or without a time of day, an Excel day number, or a UTC moment.

    A moment with a zone becomes the day in Amsterdam: local midnight in UTC lies on the day before.
    """
    raw = text(value)
    parts = (raw.str.extract_groups(_DAY_FIRST), raw.str.extract_groups(_YEAR_FIRST))
    day_first = pl.concat_str([parts[0].struct.field(name) for name in "321"], separator="-")
    year_first = pl.concat_str([parts[1].struct.field(name) for name in "123"], separator="-")
    written = pl.coalesce(day_first, year_first).str.to_date("%Y-%m-%d", strict=False)
    serial = raw.str.extract(_SERIAL).cast(pl.Int32, strict=False)
    counted = pl.lit(_EXCEL_EPOCH) + pl.duration(days=serial)
    return pl.coalesce(written, counted, _local_day(raw))


def minute(value: pl.Expr) -> pl.Expr:
    """The minute of the day (0 to 1439, in Amsterdam) of a text with a date and a time; null without a time."""
    raw = text(value)
    local = _local_moment(raw, "0s")
    parts = raw.str.extract_groups(_CLOCK)
    hours, minutes = (parts.struct.field(name).cast(pl.Int64, strict=False) for name in "12")
    written = pl.when((hours <= 23) & (minutes <= 59)).then(hours * 60 + minutes)
    return pl.coalesce(local.dt.hour().cast(pl.Int64) * 60 + local.dt.minute().cast(pl.Int64), written)


def last_day(value: pl.Expr) -> pl.Expr:
    """The last day of a period that ends at `value`: local midnight still belongs to the day before."""
    raw = text(value)
    return pl.when(raw.str.contains(_INSTANT)).then(_local_day(raw, "-1s")).otherwise(day(raw))


def _local_day(raw: pl.Expr, shift: str = "0s") -> pl.Expr:
    return _local_moment(raw, shift).dt.date()


def _local_moment(raw: pl.Expr, shift: str) -> pl.Expr:
    instant = pl.when(raw.str.contains(_INSTANT)).then(raw.str.replace("Z$", "+00:00"))
    whole_seconds = instant.str.replace(r"\.\d+", "").str.replace(r"T(\d{2}:\d{2})([+-])", "T$1:00$2")
    moment = whole_seconds.str.to_datetime("%Y-%m-%dT%H:%M:%S%#z", strict=False, time_unit="us", time_zone="UTC")
    return moment.dt.offset_by(shift).dt.convert_time_zone(AMSTERDAM)


def is_possible(date_: pl.Expr) -> pl.Expr:
    """Whether a date lies in the years that registrations can have."""
    return date_.is_between(pl.lit(FIRST_DATE), pl.lit(LAST_DATE))


def hour(value: pl.Expr) -> pl.Expr:
    """A lesson hour as a number, within the bounds of a school day."""
    parsed = text(value).str.extract(r"^(\d{1,2})(?:[.,]0+)?$").cast(pl.Int64, strict=False)
    return pl.when(parsed.is_between(FIRST_HOUR, LAST_HOUR)).then(parsed)


def first_and_last_hour(value: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The two ends of '3' (3 and 3) or of a range such as '3-5' or '3 t/m 5', as text."""
    ends = text(value).str.extract_groups(r"^([^-–]*?)\s*(?:-|–|t/m)\s*(\d.*)$")
    first, last = ends.struct.field("1"), ends.struct.field("2")
    is_range = first.str.contains(r"^\d")
    return pl.when(is_range).then(first).otherwise(value), pl.when(is_range).then(last).otherwise(value)


def boolean(value: pl.Expr) -> pl.Expr:
    """True/False, 1/0, J/N, Ja/Nee, WAAR/ONWAAR; anything else is unknown."""
    lower = text(value).str.to_lowercase()
    return pl.when(lower.is_in(_TRUE)).then(True).when(lower.is_in(_FALSE)).then(False)


def leerjaar(value: pl.Expr) -> pl.Expr:
    """The year of study from a column of its own ('3', 'leerjaar 3') or from a studie ('HAVO/3')."""
    return text(value).str.extract(r"(?:^|\D)([1-6])(?:\.0+)?$").cast(pl.Int64, strict=False)
