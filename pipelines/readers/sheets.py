"""A workbook of several sheets as one file: what is alike is read together, what is hidden or a code list is named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import ReadResult
from pipelines.readers.source import Source

_FRAMES = ("registrations", "pupils", "placements", "codes", "lessons", "vacations", "followups")


def read_workbook(source: Source, read: Callable[[Source], ReadResult]) -> ReadResult:
    """Reads every visible sheet that is recognised, one at a time. Raises InputError when none is."""
    results: list[tuple[str, ReadResult]] = []
    left: list[str] = []
    hidden: list[str] = []
    refusals: list[tuple[int, InputError]] = []
    for sheet in source.sheets():
        title = sheet.sheet or ""
        if not sheet.is_visible:
            hidden.append(title)
            continue
        try:
            results.append((title, read(sheet)))
        except InputError as error:
            refusals.append((_importance(error, sheet), error))
            left.append(title)
    grave = [error for weight, error in refusals if weight > 1]
    if grave or not results:
        if refusals:
            raise max(refusals, key=lambda each: each[0])[1]
        raise InputError(
            f"{source.name}: alle bladen met gegevens zijn verborgen ({_named(hidden)}); die worden niet gelezen.",
            "Maak het blad met de registraties zichtbaar en bewaar de werkmap.",
        )
    several = len(results) > 1
    told = []
    if left:
        told.append(f"Niet gelezen {'bladen' if len(left) > 1 else 'blad'}: {_named(left)}; daar staat geen lijst op.")
    if hidden:
        told.append(f"LET OP: verborgen en niet gelezen {'bladen' if len(hidden) > 1 else 'blad'}: {_named(hidden)}.")
    if several:
        told.append(f"Gelezen bladen: {_named([title for title, _ in results])}.")
    joined = _joined([_of_sheet(title, result) if several else result for title, result in results])
    return replace(joined, warnings=(*told, *joined.warnings))


def _importance(error: InputError, sheet: Source) -> int:
    """A sheet that is a list but cannot be read refuses the file; one that is nothing of ours is left."""
    return 1 if "niet herkend" in error.what else 2


def _named(titles: list[str]) -> str:
    return ", ".join(f"'{title}'" for title in titles)


def _of_sheet(title: str, result: ReadResult) -> ReadResult:
    refused = result.refused.with_columns(pl.format(f"blad '{_safe(title)}': {{}}", "reason").alias("reason"))
    return replace(result, refused=refused, warnings=tuple(f"blad '{title}': {text}" for text in result.warnings))


def _safe(title: str) -> str:
    return title.replace("{", "(").replace("}", ")")


def _joined(results: list[ReadResult]) -> ReadResult:
    """One result of several: frames below each other; the kind is that of the registrations where there are any."""
    main = next((r for r in results if r.registrations is not None), results[0])
    frames: dict[str, Any] = {
        name: pl.concat(found) if (found := [f for r in results if (f := getattr(r, name)) is not None]) else None
        for name in _FRAMES
    }
    return replace(
        main,
        **frames,
        refused=pl.concat([r.refused for r in results]),
        rows_read=sum(r.rows_read for r in results),
        dropped_present=sum(r.dropped_present for r in results),
        warnings=tuple(text for r in results for text in r.warnings),
        whole_school=all(r.whole_school for r in results),
        columns={field: header for r in (*reversed(results), main) for field, header in r.columns.items()},
        unused=tuple(dict.fromkeys(name for r in results for name in r.unused)),
        is_list=any(r.is_list for r in results),
        gone=tuple(number for r in results for number in r.gone),
    )


def with_doubles_told(result: ReadResult) -> ReadResult:
    """Says how many rows of a file without ids fall together with another one: they count once."""
    frame = result.registrations
    if frame is None or frame.is_empty():
        return result
    natural = ["student_id", "leerling_id", "date", "hour_from", "hour_to", "code"]
    rows = frame.filter(pl.col("source_id").is_null())
    doubles = rows.filter(~pl.struct(natural).is_first_distinct())
    if doubles.is_empty():
        return result
    are, count = ("is", "telt") if doubles.height == 1 else ("zijn", "tellen")
    sentence = (
        f"LET OP: {doubles.height} van de {frame.height} registraties {are} gelijk aan een andere (zelfde leerling, dag, "
        f"lesuur en code; de eerste is rij {doubles['row'][0]}) en {count} niet nog eens. Staat er een lesuur of tijd in het "
        "bestand die niet is gelezen, wijs die kolom dan aan."
    )
    return replace(result, warnings=(*result.warnings, sentence))
