"""Columns of a school's own table that contradict another column, or take a row back: asked about, or done and said."""

import re
from collections.abc import Mapping

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import generic_headers as headers, values
from pipelines.readers.cell_kinds import kind_of
from pipelines.readers.header_words import classes
from pipelines.readers.own_fields import TITLES

_HOURS = ("number", "hours", "time")
_YES_NO = ("ja", "nee", "j", "n", "x", "v", "0", "1", "true", "false", "waar", "onwaar", "yes", "no", "-")
# A day on which something was done about an absence, which is no last day of it.
_DONE_ON = re.compile(r"(?<!beter)(?:melding|gemeld)|registratie|verwerk|behandel|contact|brief|controle|verstuurd")
_EVERY = re.compile(r"frequentie|herhal|interval|elke")
_LASTS = re.compile(r"minu|duur")
_LAST_HOUR = re.compile(r"uur|les|tot|eind|tm")
_TAKEN_BACK = r"^(?:ingetrokken|geannuleerd|vervallen|geschrapt|nietig|withdrawn|cancelled|deleted)$"
_GONE = r"^(?:uitgeschreven|vertrokken|inactief|niet actief|oud-?leerling|uitgestroomd)$"
_NO = ("nee", "n", "no", "0", "false", "onwaar", "-")


def refuse_doubts(
    frame: pl.DataFrame, found: Mapping[str, str], names: Mapping[str, str], chosen: Mapping[str, str], file: str
) -> None:
    """Raises InputError when two columns say different things of the same, or yes and no stand where a code should.

    `found` is field -> header key of the columns that are read, `names` the headers of all keys. A column that the user
    pointed at is not doubted.
    """
    rest = [key for key in frame.columns if key not in {*found.values(), "row"}]
    code = found.get("code")
    if code and "code" not in chosen and classes(code) and not (classes(code) or frozenset()) - {"absence", "filler"}:
        _refuse_yes_and_no(frame[code], names.get(code, code), file)
    left = [key for key in rest if key not in headers.ignored_keys(chosen)]
    for key in left:
        rival = _rival(frame, key, found)
        if rival and rival not in chosen and _differs(frame, found[rival], key, rival):
            one, other, title = names.get(found[rival], found[rival]), _shown(key, names), TITLES.get(rival, rival)
            raise InputError(
                f"{file}: kolom '{one}' en kolom '{other}' zeggen iets anders over '{title}'; welke telt, is niet te zien.",
                f"Haal een van beide weg, of zeg welke telt: --column {title}='{one}'.",
            )
    _refuse_untold_part(frame, left, found, names, file)
    _refuse_untold_end(frame, rest, found, names, chosen, file)


def _refuse_untold_part(
    frame: pl.DataFrame, rest: list[str], found: Mapping[str, str], names: Mapping[str, str], file: str
) -> None:
    """A weekday or how often beside a range of days, and a later hour beside the first, that are not read."""
    unread = [key for key in rest if frame[key].null_count() < frame.height]
    if "last_date" in found:
        days = (
            values.day(pl.col(found["last_date"])) > values.day(pl.col(found["date"]))
            if "date" in found
            else pl.lit(True)
        )
        for key in unread:
            if (_EVERY.search(key) or kind_of(frame[key]) == "weekday") and frame.filter(days).height:
                header = _shown(key, names)
                raise InputError(
                    f"{file}: rijen lopen over meer dagen, en kolom '{header}' kan zeggen dat niet al die dagen tellen.",
                    f"Maak een rij per dag, of zeg met --column niets='{header}' dat alle dagen tellen.",
                )
    lasts = next((key for key in unread if _LASTS.search(key) and not headers.is_known(key.partition("#")[0])), None)
    if lasts and "begin_time" in found and not {"end_time", "hour_from", "amount"} & set(found):
        header = _shown(lasts, names)
        raise InputError(
            f"{file}: rijen hebben een begintijd en geen eindtijd, en kolom '{header}' kan zeggen hoe lang het duurde.",
            f"Neem de eindtijd op in de export, of zeg met --column niets='{header}' dat het om één les gaat.",
        )
    first = found.get("hour_from")
    if first is None or {"hour_to", "amount", "end_time"} & set(found):
        return
    for key in unread:
        if headers.is_known(key.partition("#")[0]) or not _LAST_HOUR.search(key) or kind_of(frame[key]) != "number":
            continue
        if frame.filter(values.hour(pl.col(key)) > values.hour(pl.col(first))).height:
            header = _shown(key, names)
            raise InputError(
                f"{file}: kolom '{header}' wordt niet begrepen en kan het laatste lesuur zijn.",
                f"Zeg wat de kolom is: --column lesuur-tm='{header}', of --column niets='{header}' als zij niet meetelt.",
            )


def _shown(key: str, names: Mapping[str, str]) -> str:
    return names.get(key) or f"kolom {key.partition('#')[2]}"


def _rival(frame: pl.DataFrame, key: str, found: Mapping[str, str]) -> str | None:
    """The field that an unread column is about as well: by the same name, as the newer of the two, or as another day."""
    base, twice, _ = key.partition("#")
    if twice and found.get("code") != base:
        field = next((each for each, one in found.items() if one == base and each in ("date", "hour_from")), None)
        family = ("date",) if field == "date" else _HOURS
        return field if field and kind_of(frame[key]) in family else None
    told = classes(base) or frozenset()
    if "newer" in told:
        rest = told - {"newer"}
        return next((field for field, one in found.items() if classes(one) == rest), None)
    codes = frame[found["code"]].drop_nulls().unique() if "code" in found else None
    if (
        codes is not None
        and (twice or not headers.is_known(base))
        and frame[key].drop_nulls().is_in(codes.implode()).all()
    ):
        return "code"  # nothing but codes of this file
    about = (headers.meaning(base) or ("", 0))[0]
    if about != "date" or "date" not in found or {"stay", "studie", "enters", "hour"} & told or _DONE_ON.search(base):
        return None
    return "date" if kind_of(frame[key]) == "date" else None


def _differs(frame: pl.DataFrame, one: str, other: str, field: str) -> bool:
    first, second = pl.col(one), pl.col(other)
    if field == "date":
        first, second = values.day(first), values.day(second)
    return frame.filter(second.is_not_null() & first.ne_missing(second)).height > 0


def _refuse_yes_and_no(codes: pl.Series, header: str, file: str) -> None:
    said = codes.drop_nulls().str.to_lowercase()
    if said.len() and said.is_in(_YES_NO).all():
        raise InputError(
            f"{file}: in kolom '{header}' staat ja of nee, of een kruisje, en geen code.",
            "Neem een kolom op met de absentiecode of de reden van elke rij, of wijs die aan: --column code=KOLOM.",
        )


def _refuse_untold_end(
    frame: pl.DataFrame,
    rest: list[str],
    found: Mapping[str, str],
    names: Mapping[str, str],
    chosen: Mapping[str, str],
    file: str,
) -> None:
    """A later day in a column that is not understood may be the last day of a row without lesson hours."""
    day = found.get("date")
    if not day or "last_date" in found or "code" not in found:
        return
    ignored = headers.ignored_keys(chosen)
    without = [found[field] for field in ("hour_from", "begin_time") if field in found]
    if not without:
        return  # a table without any hours is asked about as a whole
    whole = frame.filter(pl.all_horizontal(pl.col(key).is_null() for key in without))
    for key in rest:
        if key in ignored or headers.is_known(key.partition("#")[0]) or _DONE_ON.search(key):
            continue
        if kind_of(frame[key]) != "date":
            continue
        later = whole.filter(values.day(pl.col(key)) > values.day(pl.col(day)))
        if later.height:
            header = _shown(key, names)
            raise InputError(
                f"{file}, rij {later['row'][0]}: kolom '{header}' wordt niet begrepen en kan de laatste dag zijn.",
                f"Zeg wat de kolom is: --column einddatum='{header}', of --column niets='{header}' als zij niet meetelt.",
            )


def with_taken_back(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows without those that the file itself takes back; who was there and what was unauthorised as other readers tell it.

    `ongeoorloofd` with yes or a cross is `geoorloofd` with no, and `aanwezig` with yes is the type of a row of presence.
    """
    told: tuple[str, ...] = ()
    gone = []
    if headers.WITHDRAWN in raw.columns:
        gone.append(~_lower(headers.WITHDRAWN).is_in(_NO))
    if headers.STATUS in raw.columns:
        gone.append(_lower(headers.STATUS).str.contains(_TAKEN_BACK))
    if gone:
        back = raw.filter(pl.any_horizontal(gone).fill_null(False))
        if back.height:
            column = next(names[each] for each in (headers.WITHDRAWN, headers.STATUS) if each in names)
            what = "rij is" if back.height == 1 else "rijen zijn"
            told = (
                f"LET OP: {back.height} {what} volgens kolom '{column}' ingetrokken en niet gelezen (de eerste is rij "
                f"{back['row'][0]}).",
            )
            raw = raw.join(back.select("row"), on="row", how="anti", maintain_order="left")
    if headers.THERE in raw.columns:
        there = (
            values.boolean(pl.col(headers.THERE)) | _lower(headers.THERE).is_in(["aanwezig", "present"])
        ).fill_null(False)
        kept = pl.col("type") if "type" in raw.columns else pl.lit(None, pl.String)
        raw = raw.with_columns(pl.when(there).then(pl.lit("aanwezig")).otherwise(kept).alias("type"))
    if headers.UNAUTHORISED in raw.columns:
        raw = raw.with_columns(_authorised(raw).alias("authorised"))
    beside = (headers.WITHDRAWN, headers.STATUS, headers.THERE, headers.UNAUTHORISED)
    return raw.drop(each for each in beside if each in raw.columns), told


def _lower(column: str) -> pl.Expr:
    return values.text(pl.col(column)).str.to_lowercase()


def _authorised(raw: pl.DataFrame) -> pl.Expr:
    """The flag out of a column for each of its two values, in which a cross says yes."""
    own = pl.col("authorised") if "authorised" in raw.columns else pl.lit(None, pl.String)
    cross, said = ["x", "v"], _lower(headers.UNAUTHORISED)
    not_so = said.is_in([*cross, "ongeoorloofd"]) | values.boolean(said).fill_null(False)
    # The word itself is read as a no; a real no in this column is a yes.
    so = said.is_in(_NO)
    return (
        pl.when(not_so.fill_null(False))
        .then(pl.lit("nee"))
        .when(own.str.to_lowercase().is_in(cross).fill_null(False))
        .then(pl.lit("ja"))
        .when(own.is_null() & so.fill_null(False))
        .then(pl.lit("ja"))
        .otherwise(own)
    )


def without_who_left(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rows of a pupil list for stays: without those who have left and of whom no last day is told; said aloud."""
    left = []
    if headers.ACTIVE in raw.columns:
        left.append(_lower(headers.ACTIVE).is_in(_NO))
    if headers.STATUS in raw.columns:
        left.append(_lower(headers.STATUS).str.contains(_GONE))
    if not left:
        return raw, ()
    untold = pl.col("last_day").is_null() if "last_day" in raw.columns else pl.lit(True)
    gone = raw.filter(pl.any_horizontal(left).fill_null(False) & untold)
    if gone.is_empty():
        return raw, ()
    column = next(names[each] for each in (headers.ACTIVE, headers.STATUS) if each in names)
    who = "1 leerling is" if gone.height == 1 else f"{gone.height} leerlingen zijn"
    sentence = (
        f"LET OP: {who} volgens kolom '{column}' weg, en een einddatum staat er niet bij (de eerste is rij {gone['row'][0]}); "
        "daarvan is geen klas gelezen. Neem de uitschrijfdatum op in de lijst."
    )
    return raw.join(gone.select("row"), on="row", how="anti", maintain_order="left"), (sentence,)
