"""Property tests: however a table is mangled it reads the same; however it is broken it is refused."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from pipelines.readers.table import HEAD_ROWS
from protocols.errors import VerzuimbeeldError
from tests.shared import amount

Read = Callable[..., Any]
TABLES = {
    "generiek_excel_nl.csv": "utf-8-sig",
    "magister_mws_verantwoordingen.csv": "cp1252",
    "magister_mws_verantwoordingen2.csv": "cp1252",
}
FILES = [
    *TABLES,
    "generiek_excel_nl_mangled.csv",
    "generiek_excel_nl_titelregels.xlsx",
    "magister_absenties_101005.json",
    "magister_m6_verantwoordingen_101001.json",
    "magister_mws_leerlingen_header_twice.csv",
    "magister_mws_absentieredenen.csv",
    "eduarte_absentiemeldingen_9veld.csv",
    "pars_absentie.csv",
    "somtoday_absentiemeldingen.json",
    "somtoday_registratieoverzicht_101008.json",
    "zermelo_appointments.json",
    "zermelo_holidays.json",
    "agenda_vakanties.ics",
]
# Layouts with codes of their own: cut off, they are compared without the code.
OTHER_CODES = ("eduarte", "pars", "somtoday")
NUMBERS = {"Stamnr", "Lesuur", "stamnummer", "lesuur", "verantwoording_lesuur", "ovnr", "LesuurBegin", "LesuurEind"}
TITLES = ["Absentieoverzicht", "Periode: 07-09-2026 t/m 06-11-2026", "", "Afdeling; havo, vwo", 'Het "echte" overzicht']

slow = settings(
    max_examples=amount(10, 500),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Mangling:
    """One way to write the same table: everything an export, Excel or a colleague may have done to it."""

    encoding: str
    delimiter: str
    line_end: str
    quoting: str
    titles: list[str]
    repeat_header_before: int
    blank_before: int
    floats: bool
    spaces: bool
    duplicate: int | None
    trailing_delimiters: int
    order: int

    def write(self, rows: list[list[str]]) -> tuple[bytes, list[int]]:
        """The bytes of the file, and the row number of each data row."""
        header, *data = [list(row) for row in rows]
        if self.floats:
            places = [place for place, name in enumerate(header) if name in NUMBERS]
            data = [[f"{cell}.0" if place in places else cell for place, cell in enumerate(row)] for row in data]
        if self.spaces:
            header, data = [f" {name} " for name in header], [[f"{cell} " for cell in row] for row in data]
        if self.duplicate is not None:
            header, data = [*header, header[self.duplicate]], [[*row, "anders"] for row in data]
        order = sorted(range(len(header)), key=lambda place: (place * self.order) % 31)
        if self.duplicate is not None:  # the copy must stay behind the column that it copies
            order = sorted(order, key=lambda place: place == len(header) - 1)
        lines = [[row[place] for place in order] for row in [header, *data]]
        is_data = [False, *[True] * len(data)]
        for place, line in ((self.repeat_header_before, lines[0]), (self.blank_before, [])):
            lines.insert(1 + place, line)
            is_data.insert(1 + place, False)
        text = "".join(f"{self._quoted(title)}{self.line_end}" for title in self.titles)
        text += "".join(self._line(line) for line in lines)
        numbers = [number for number, data_row in enumerate(is_data, len(self.titles) + 1) if data_row]
        return text.encode(self.encoding, errors="replace"), numbers

    def _quoted(self, title: str) -> str:
        return '"' + title.replace('"', '""') + '"' if '"' in title else title

    def _line(self, cells: list[str]) -> str:
        if not cells:
            return self.line_end
        out = io.StringIO(newline="")
        if self.quoting == "all":
            csv.writer(out, delimiter=self.delimiter, quoting=csv.QUOTE_ALL, lineterminator="").writerow(cells)
        else:
            csv.writer(out, delimiter=self.delimiter, lineterminator="").writerow(cells)
        line = out.getvalue() + self.delimiter * self.trailing_delimiters
        return ('"' + line.replace('"', '""') + '"' if self.quoting == "rows" else line) + self.line_end


manglings = st.builds(
    Mangling,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    delimiter=st.sampled_from([";", ",", "\t"]),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    quoting=st.sampled_from(["minimal", "all", "rows"]),
    titles=st.lists(st.sampled_from(TITLES), max_size=HEAD_ROWS - 1),
    repeat_header_before=st.integers(0, 136),
    blank_before=st.integers(0, 136),
    floats=st.booleans(),
    spaces=st.booleans(),
    duplicate=st.none() | st.integers(0, 8),
    trailing_delimiters=st.integers(0, 2),
    order=st.integers(1, 30),
)


def rows_of(samples: Path, name: str, delimiter: str = ";") -> list[list[str]]:
    with (samples / name).open(encoding=TABLES.get(name, "utf-8-sig"), newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@pytest.mark.parametrize("name", TABLES)
@slow
@given(mangling=manglings)
def test_a_mangled_table_reads_the_same(
    samples: Path, truth: pl.DataFrame, slots: Read, read_bytes: Read, name: str, mangling: Mangling
) -> None:
    data, numbers = mangling.write(rows_of(samples, name))
    result = read_bytes(data)
    assert slots(result).equals(truth)
    assert (result.refused.height, result.rows_read) == (0, 137)
    assert result.registrations["row"].to_list() == numbers


@slow
@given(mangling=manglings)
def test_a_mangled_pars_list_reads_the_same(
    samples: Path, read_sample: Read, slots: Read, read_bytes: Read, mangling: Mangling
) -> None:
    data, numbers = mangling.write(rows_of(samples, "pars_absentie.csv", ","))
    result = read_bytes(data)
    assert slots(result).equals(slots(read_sample("pars_absentie.csv")))
    assert (result.kind, result.refused.height, result.rows_read) == ("pars-absentie", 0, 133)
    assert result.registrations["row"].to_list() == numbers


@slow
@given(mangling=manglings, place=st.integers(1, 137), cell=st.sampled_from(["99", "15", "drie"]))
def test_a_bad_row_in_a_mangled_table_is_named(
    samples: Path, read_bytes: Read, mangling: Mangling, place: int, cell: str
) -> None:
    rows = rows_of(samples, "generiek_excel_nl.csv")
    rows[place][7] = cell
    data, numbers = mangling.write(rows)
    result = read_bytes(data)
    shown = f"{cell}.0" if mangling.floats else cell
    assert result.refused.select("row", "value").rows() == [(numbers[place - 1], shown)]
    assert result.registrations["row"].to_list() == numbers[: place - 1] + numbers[place:]


def outcome(read_bytes: Read, data: bytes | str, name: str) -> Any:
    """The result of reading, or the refusal; anything else is a failure."""
    try:
        return read_bytes(data, name)
    except VerzuimbeeldError as error:
        return error


@pytest.mark.parametrize("name", FILES)
@slow
@given(share=st.floats(0, 1))
def test_a_file_cut_off_is_refused_or_gives_a_part_of_the_truth(
    samples: Path, truth: pl.DataFrame, slots: Read, read_bytes: Read, name: str, share: float
) -> None:
    data = (samples / name).read_bytes()
    result = outcome(read_bytes, data[: int(len(data) * share)], name)
    if isinstance(result, VerzuimbeeldError):
        assert name in result.what
        assert result.remedy
    elif result.registrations is not None:
        keys = truth.columns[:-1] if name.startswith(OTHER_CODES) else truth.columns
        rows = slots(result)
        if name.startswith(OTHER_CODES):  # ranges and whole days, by their first hour
            keys = keys[:3]
            rows = rows.with_columns(pl.col("hour_from").fill_null(1))
        assert rows.join(truth, on=keys, how="anti").is_empty()


@slow
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")))
def test_random_bytes_are_refused(read_bytes: Read, data: bytes) -> None:
    with pytest.raises(VerzuimbeeldError):
        read_bytes(data)


@pytest.mark.parametrize("name", FILES)
@slow
@example(hits=[(0.125, 0)])
@given(hits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_bytes_never_break_the_reader(
    samples: Path, read_bytes: Read, name: str, hits: list[tuple[float, int]]
) -> None:
    data = bytearray((samples / name).read_bytes())
    for share, byte in hits:
        data[int(len(data) * share)] = byte
    result = outcome(read_bytes, bytes(data), name)
    if isinstance(result, VerzuimbeeldError):
        assert name in result.what
        assert result.remedy
    else:
        assert result.refused.select("row", "reason", "remedy").null_count().row(0) == (0, 0, 0)
