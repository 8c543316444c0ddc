"""What the cells of a column look like, whatever its header says."""

import polars as pl

from pipelines.readers import values
from pipelines.readers.hour_cells import hour_cell
from pipelines.readers.values import LAST_HOUR

_LOOKED_AT = 400
_MOST = 0.8
# A part of a day without its lesson hours, or hours in words: from this share of the cells on.
_PART = (
    r"^(?:de |hele |halve |gehele )*(?:ochtend|middag|voormiddag|namiddag|morgen|avond|dag)(?:deel|en)?$"
    r"|\b(?:les)?(?:uur|uren)\b"
)
_SOME = 0.5
_WEEKDAY = r"^(?:ma|di|wo|do|vr)(?:andag|nsdag|ensdag|nderdag|ijdag)?[.]?$"


def kind_of(column: pl.Series) -> str:
    """What most values of a column are: date, time, number (0 to 14), hours (ranges or lists of them), part (a
    word for a part of the day), weekday, or text."""
    cells = column.drop_nulls().head(_LOOKED_AT).unique()
    if cells.is_empty():
        return "text"
    frame = pl.DataFrame({"cell": cells})
    if frame.select(values.day(pl.col("cell")).is_not_null().mean()).item() >= _MOST:
        return "date"
    if frame.select(pl.col("cell").str.to_lowercase().str.contains(_WEEKDAY).mean()).item() >= _MOST:
        return "weekday"
    said = [hour_cell(cell) for cell in cells.to_list()]
    if sum(each.begin is not None for each in said) >= _MOST * len(said):
        return "time"
    if sum(each.understood for each in said) >= _MOST * len(said):
        several = any(len(each.spans) > 1 or any(first != last for first, last in each.spans) for each in said)
        return "hours" if several else "number"
    if frame.select(pl.col("cell").str.to_lowercase().str.contains(_PART).mean()).item() >= _SOME:
        return "part"
    number = pl.col("cell").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).is_between(0, LAST_HOUR)
    return "number" if frame.select(number.fill_null(False).mean()).item() >= _MOST else "text"
