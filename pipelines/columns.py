"""Tables with headers of a school's own: which columns there are, and what each most likely stands for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.readers.apart import heads_apart
from pipelines.readers.generic_headers import columns_of, field_named
from pipelines.readers.header_words import header_key
from pipelines.readers.here import Asked
from pipelines.readers.own_fields import IGNORED, REQUIRED, SYNONYMS, TITLES, ignored_headers, ignoring
from pipelines.readers.table import Row

__all__ = ["REQUIRED", "chosen_columns", "header_row", "likely_columns", "mapping_of"]


def chosen_columns(written: Sequence[str]) -> dict[str, str]:
    """Field -> header out of words `VELD=KOP`. Raises UsageError for another form, an unknown field or one given twice."""
    chosen: dict[str, str] = {}
    for word in written:
        name, mark, header = word.partition("=")
        field = field_named(name.strip())
        if field == IGNORED and header.strip():
            chosen |= ignoring([*ignored_headers(chosen), header.strip()])
            continue
        if not mark or not header.strip() or field is None or field in chosen:
            what = "is al aangewezen" if field in chosen else "wordt niet begrepen"
            raise UsageError(
                f"--column '{word}' {what}.",
                f"Schrijf VELD=KOP, zoals datum=Date. Velden zijn: {', '.join(TITLES.values())}.",
            )
        chosen[field] = header.strip()
    return chosen


def mapping_of(
    paths: Sequence[Path], chosen: Mapping[str, str], else_all: bool = True
) -> dict[Path, Mapping[str, str]]:
    """The choice for each file that has all the columns that it names; when none has, for every file, to be told so."""
    wanted = {header_key(header) for field, header in chosen.items() if field != IGNORED}
    wanted |= {header_key(header) for header in ignored_headers(chosen)}

    def has_them(head: Sequence[Row]) -> bool:
        return any(wanted <= {header_key(cell or "") for cell in row} for row in head)

    if not chosen:
        return {}
    heads = heads_apart([Asked(path) for path in paths])
    having = [path for path, head in zip(paths, heads, strict=True) if has_them(head)]
    return dict.fromkeys(having or (paths if else_all else ()), chosen)


def header_row(head: Sequence[Row]) -> tuple[str, ...]:
    """The headers of a table out of its first rows: the first with as many filled cells as a registration needs, or none."""
    rows = (tuple(cell.strip() for cell in row if cell and cell.strip()) for row in head)
    return next((tuple(dict.fromkeys(row)) for row in rows if len(set(row)) >= len(REQUIRED)), ())


def likely_columns(header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Field -> header: what the school chose before (`remembered`: header -> field), else the known words."""
    by_key = {header_key(name): name for name in reversed(header)}
    known = {field: by_key[key] for field, key in columns_of(header).items() if field in SYNONYMS}
    chosen = {field: by_key[header_key(name)] for name, field in remembered.items() if header_key(name) in by_key}
    return known | chosen
