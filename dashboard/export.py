"""A list as an Excel file that says for itself what it is: title, filters in words, day, protocol."""

import io

import polars as pl
import xlsxwriter

from dashboard import plain
from dashboard.listing import INSIDE, Listing

NUMBER = "nummer"
HEADER_ROW = 3


def taken(listing: Listing) -> pl.DataFrame:
    """The rows of a list that a file may hold."""
    inside = INSIDE in listing.frame.columns
    return listing.frame.filter(~pl.col(INSIDE)) if inside else listing.frame


def workbook(listing: Listing, described: str) -> bytes:
    """The list as .xlsx; `described` are the filters, day and protocol in words, as below the page."""
    frame = taken(listing).rename({NUMBER: "Leerlingnummer"})
    kept = [name for name in frame.columns if name[:1].isupper()]
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.select(kept).with_columns(pl.col(name).list.join(", ") for name in lists if name in kept)
    frame = plain.cells(frame)
    buffer = io.BytesIO()
    # Names of pupils are text: a name such as "=1+1" must not become a formula.
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Lijst")
        sheet.write_string(0, 0, plain.visible(listing.title), book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, plain.visible(described))
        frame.write_excel(
            book,
            sheet,
            position=(HEADER_ROW, 0),
            table_style="Table Style Light 1",
            dtype_formats={pl.Date: "dd-mm-yyyy", pl.Float64: "0.0", pl.Int64: "0"},
            autofit=True,
            freeze_panes=(HEADER_ROW + 1, 0),
        )
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_footer("&L" + described.replace("&", "&&") + "&Rblad &P van &N")
    return buffer.getvalue()
