"""Text to values, as polars expressions: dates, lesson hours, booleans, numbers. The unreadable is null."""

from datetime import date

import polars as pl

from pipelines.today import today

# Some schools have an hour before the first one, the "nulde uur". The longest school day in use has twelve lesson hours,
# evenings included; past fourteen is a typing error.
FIRST_HOUR, LAST_HOUR = 0, 14
# Registrations before these years are typing errors; there was no digital absence register.
FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2099, 12, 31)
FIRST_BIRTH_DATE = date(1950, 1, 1)
# An absence entered as a range of days; longer than a school year is a typing error.
LONGEST_RANGE_DAYS = 366
AMSTERDAM = "Europe/Amsterdam"

# Excel counts days from here; the shift of two days hides its leap year 1900.
_EXCEL_EPOCH = date(1899, 12, 30)
_CLOCK_TEXT = r"\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?:uur|u))?"
_TIME = rf"(?:[ T,]+{_CLOCK_TEXT})?$"
_DAY_FIRST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _TIME
_YEAR_FIRST = r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _TIME
_NAMED_MONTH = r"^(\d{1,2})[-\s./]*([a-z]{3,9})[-\s./]*(\d{4}|\d{2})" + _TIME
_WEEKDAY = r"^(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)[.,]?\s+"
_MONTH_NAMES = (
    *("januari", "februari", "maart", "april", "juni", "juli", "augustus", "september", "oktober", "november"),
    *("december", "sept"),
)
_MONTH_NUMBERS = {
    "jan": 1,
    "feb": 2,
    "maa": 3,
    "mrt": 3,
    "apr": 4,
    "mei": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
} | {"okt": 10, "nov": 11, "dec": 12}
_CLOCK = r"[ T,](\d{1,2})[:.](\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?:uur|u))?$"
_SERIAL = r"^(\d{5})(?:[.,](\d+))?$"
_COMPACT = r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:\.0+)?$"
_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$"
_HOUR = r"^(?:(?:les)?uur\s*|u\s*)?(\d{1,2})(?:[.,]0+)?(?:\s*e)?(?:\s*(?:les)?uur)?$"
# What programs write where there is no number.
_NO_NUMBER = ["nan", "none", "null", "nil", "n/a", "#n/a", "-", "0"]
_TRUE = ["true", "1", "1.0", "j", "ja", "waar", "y", "yes", "g", "geoorloofd"]
_FALSE = ["false", "0", "0.0", "n", "nee", "onwaar", "no", "o", "ongeoorloofd"]


def text(value: pl.Expr) -> pl.Expr:
    """The text without outer whitespace; empty is null."""
    stripped = value.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def number_text(value: pl.Expr) -> pl.Expr:
    """A number that serves as a name: '248109.0' is '248109', leading zeros stay, also in '020101 and ="020101"."""
    bare = text(value).str.replace(r"^(\d+)[.,]0+$", "$1")
    bare = bare.str.replace(r'^=?"([^"]*)"$', "$1").str.replace(r"^['\x{2018}\x{2019}`](\w+)$", "$1")
    return pl.when(~bare.str.to_lowercase().is_in(_NO_NUMBER)).then(bare)


def day(value: pl.Expr) -> pl.Expr:
    """A date: d-m-yyyy, d-m-yy, '7 sep 2026', ISO, 20260907, with or without a weekday or a time of day; an Excel day
    number; or a UTC moment.

    A moment with a zone becomes the day in Amsterdam: local midnight in UTC lies on the day before.
    """
    raw = text(value).str.strip_prefix("'")
    plain = raw.str.to_lowercase().str.replace(_WEEKDAY, "")
    first, year, named = (plain.str.extract_groups(form) for form in (_DAY_FIRST, _YEAR_FIRST.lower(), _NAMED_MONTH))
    compact = raw.str.extract_groups(_COMPACT)
    word = named.struct.field("2")
    known = (word.str.len_chars() == 3) | word.is_in(_MONTH_NAMES)
    month = pl.when(known).then(word.str.slice(0, 3).replace_strict(_MONTH_NUMBERS, default=None, return_dtype=pl.Int8))
    day_first = pl.concat_str([_whole_year(first.struct.field("3")), *_fields(first, "21")], separator="-")
    with_name = pl.concat_str(
        [_whole_year(named.struct.field("3")), month.cast(pl.String), *_fields(named, "1")], separator="-"
    )
    year_first, together = (pl.concat_str(_fields(groups, "123"), separator="-") for groups in (year, compact))
    written = pl.coalesce(day_first, year_first, with_name, together).str.to_date("%Y-%m-%d", strict=False)
    serial = raw.str.extract(_SERIAL).cast(pl.Int32, strict=False)
    counted = pl.lit(_EXCEL_EPOCH) + pl.duration(days=serial)
    return pl.coalesce(written, counted, _local_day(raw))


def _fields(groups: pl.Expr, names: str) -> list[pl.Expr]:
    return [groups.struct.field(name) for name in names]


def _whole_year(year: pl.Expr) -> pl.Expr:
    return pl.when(year.str.len_chars() == 2).then(pl.lit("20") + year).otherwise(year)


def birth_day(value: pl.Expr) -> pl.Expr:
    """A date of birth: a year of two digits that is still to come was a century ago, and no other is."""
    born = day(value)
    short = text(value).str.contains(r"[-/.\s]\d{2}$")
    past = pl.when(short & (born > pl.lit(today()))).then(born.dt.offset_by("-100y")).otherwise(born)
    return pl.when((past >= FIRST_BIRTH_DATE) & (past <= pl.lit(today()))).then(past)


def with_days(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Adds the date that a text column holds; each text is read once, because a file repeats its few days."""
    timed = pl.col(column).str.contains(r"^\d{1,2}-\d{1,2}-\d{4} \d{1,2}:\d{2}(?::\d{2})?$")
    plain = pl.when(timed).then(pl.col(column).str.split_exact(" ", 1).struct.field("field_0")).otherwise(column)
    texts = frame.select(column).unique().with_columns(plain.alias("day_text"))
    days = texts.select("day_text").unique().with_columns(day(pl.col("day_text")).alias(name))
    read = texts.join(days, on="day_text", how="left", nulls_equal=True).drop("day_text")
    return frame.join(read, on=column, how="left", nulls_equal=True, maintain_order="left")


def with_hours(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Adds the lesson hour that a text column holds; each text is read once."""
    read = frame.select(column).unique().with_columns(hour(pl.col(column)).alias(name))
    return frame.join(read, on=column, how="left", nulls_equal=True, maintain_order="left")


def minute(value: pl.Expr) -> pl.Expr:
    """The minute of the day (0 to 1439, in Amsterdam) of a text with a date and a time; null without a time."""
    raw = text(value)
    local = _local_moment(raw, "0s")
    parts = raw.str.extract_groups(_CLOCK)
    hours, minutes = (parts.struct.field(name).cast(pl.Int64, strict=False) for name in "12")
    written = pl.when((hours <= 23) & (minutes <= 59)).then(hours * 60 + minutes)
    share = pl.lit("0.") + raw.str.extract(_SERIAL, 2)
    counted = (share.cast(pl.Float64, strict=False) * 24 * 60).round().cast(pl.Int64)
    instant = local.dt.hour().cast(pl.Int64) * 60 + local.dt.minute().cast(pl.Int64)
    return pl.coalesce(instant, written, pl.when(counted < 24 * 60).then(counted))


def clock(value: pl.Expr) -> pl.Expr:
    """The minute of the day of a time by itself ('08:30', '8.30 uur', Excel's 0.354), or of a date with a time."""
    written = minute(pl.lit("2000-01-01 ") + text(value).str.replace(r"^(\d{1,2})-(\d{2})$", "$1:$2"))
    share = text(value).str.extract(r"^0[.,](\d{3,})$")
    counted = ((pl.lit("0.") + share).cast(pl.Float64, strict=False) * 24 * 60).round().cast(pl.Int64)
    return pl.coalesce(counted, written, minute(value))


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


def iso_day(date_: pl.Expr) -> pl.Expr:
    """A date as text; null for one that cannot be, of which the cell itself is shown."""
    return pl.when(is_possible(date_)).then(date_.dt.to_string("%Y-%m-%d"))


def hour(value: pl.Expr) -> pl.Expr:
    """A lesson hour as a number, within the bounds of a school day: '3', '3.0', 'u3', '3e', 'uur 3', '3e lesuur'."""
    parsed = text(value).str.to_lowercase().str.extract(_HOUR).cast(pl.Int64, strict=False)
    return pl.when(parsed.is_between(FIRST_HOUR, LAST_HOUR)).then(parsed)


def minutes(value: pl.Expr) -> pl.Expr:
    """How many minutes late somebody was, above nought: '15', '15.0', '15 min', '0:15'; nobody is late by none."""
    lower = text(value).str.to_lowercase()
    parts = lower.str.extract_groups(r"^(\d{1,2}):(\d{2})(?::00)?$")
    clocked, more = (parts.struct.field(name).cast(pl.Int64, strict=False) for name in "12")
    counted = lower.str.extract(r"^(\d{1,3})(?:[.,]0+)?\s*(?:min(?:uten|uut)?\.?|m|')?$").cast(pl.Int64, strict=False)
    told = pl.coalesce(counted, clocked * 60 + more)
    return pl.when(told > 0).then(told)


def boolean(value: pl.Expr) -> pl.Expr:
    """True/False, 1/0, J/N, Ja/Nee, WAAR/ONWAAR; anything else is unknown."""
    lower = text(value).str.to_lowercase()
    return pl.when(lower.is_in(_TRUE)).then(True).when(lower.is_in(_FALSE)).then(False)


def leerjaar(value: pl.Expr) -> pl.Expr:
    """The year of study from a column of its own ('3', 'leerjaar 3') or from a studie ('HAVO/3')."""
    return text(value).str.extract(r"(?:^|\D)([1-6])(?:\.0+)?$").cast(pl.Int64, strict=False)
