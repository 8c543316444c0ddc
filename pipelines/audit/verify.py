"""Whether a log is whole: every line unchanged, none gone, none added, all in order, up to the last one that is known."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pipelines.audit.events import Line, read
from pipelines.audit.key import Anchor, anchor, is_anchored, known_keys
from pipelines.audit.log import log_path

# A line that somebody is just writing is whole a moment later.
MOMENT_SECONDS = 0.1
# Far more than the longest line: the export of a list with every pupil of a large school.
LONGEST_LINE = 1 << 20
CHANGED, ADDED = "veranderd, of van een andere sleutel", "toegevoegd"


@dataclass(frozen=True)
class Finding:
    """What is wrong, or (`let op`) what is to be known; `line` is the line of the file, from 1, or 0 for the end of it."""

    level: Literal["fout", "let op"]
    line: int
    what: str


@dataclass(frozen=True)
class Verdict:
    """How many lines there are, from and up to which moment (UTC, as they write it), and what was found."""

    lines: int
    first: str
    last: str
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        return not any(found.level == "fout" for found in self.findings)


def verify(workspace: Path) -> Verdict:
    """Looks at every line, and writes nothing. Raises WorkspaceError when the key or the log cannot be read."""
    keys, known, data = known_keys(), anchor(workspace), _data(workspace)
    if not data.endswith(b"\n") and data:
        time.sleep(MOMENT_SECONDS)
        data = _data(workspace)
    whole, _, rest = data.rpartition(b"\n")
    raw = whole.split(b"\n") if whole else []
    lines = [read(each, keys) for each in raw]
    times = [str(line.fields["time"]) for line in lines if "time" in line.fields] or [""]
    if lines and keys is None:
        found = [
            Finding(
                "fout",
                0,
                "De sleutel van dit logboek is er niet voor dit account: er is niets na te kijken. Gebruik het account "
                "waaronder het dashboard draait, of zet de sleutel terug.",
            )
        ]
    else:
        found = [*_of_lines(lines, data, raw), *_of_end(lines, known, rest)]
    return Verdict(len(lines), times[0], times[-1], tuple(found))


def ends_whole(workspace: Path) -> bool:
    """Whether the log ends where and as it was left, without a look at the lines before; nothing written yet is whole.

    Lines behind the last one that is known are of a program that was stopped, or is just writing. Raises WorkspaceError
    when the key cannot be read, OSError when the log cannot.
    """
    known, path = anchor(workspace), log_path(workspace)
    if known is None:
        last = _last_line(path, path.stat().st_size) if path.exists() else None
        return last is None or is_anchored(last.number, last.mac)
    last = _last_line(path, known.bytes) if path.exists() else None
    return last is not None and last.authentic and (last.number, last.mac) == (known.n, known.mac)


def _last_line(path: Path, size: int) -> Line | None:
    """The line that ends just before byte `size`; None when there is none."""
    with path.open("rb") as file:
        file.seek(max(0, size - LONGEST_LINE))
        data = file.read(min(size, LONGEST_LINE))
    whole = data.removesuffix(b"\n")
    return read(whole.rpartition(b"\n")[2], known_keys()) if whole != data else None


def _data(workspace: Path) -> bytes:
    path = log_path(workspace)
    return path.read_bytes() if path.exists() else b""


def _of_lines(lines: Sequence[Line], data: bytes, raw: Sequence[bytes]) -> Iterator[Finding]:
    """The lines one by one: `last` is the authentic line before, `odd` the lines since then that are not authentic."""
    there = {line.number for line in lines if line.authentic}
    last: Line | None = None
    odd: list[int] = []
    highest = 0
    for place, line in enumerate(lines, 1):
        if not line.authentic:
            odd.append(place)
            continue
        if line.number <= highest:
            yield Finding("fout", place, f"Regel {place} staat niet op zijn plaats, of is een kopie: {line.number}.")
            continue
        if line.event != "shortened":
            yield from _between(highest, line.number, place, odd, there)
        yield from _own(line, place, data, raw)
        if last is not None and line.number == highest + 1 and not odd and line.fields.get("prev") != _link(last):
            yield Finding("fout", place, f"Regel {place} sluit niet aan op de regel ervoor.")
        last, highest, odd = line, line.number, []
    yield from _ranges(odd, CHANGED)


def _between(highest: int, number: int, place: int, odd: Sequence[int], there: set[int]) -> Iterator[Finding]:
    """What happened between two authentic lines: numbers that are nowhere were changed as far as there are odd lines in
    their place, else taken away; odd lines beyond that were added."""
    gone = sum(each not in there for each in range(highest + 1, number))
    yield from _ranges(odd[:gone], CHANGED)
    yield from _ranges(odd[gone:], ADDED)
    if gone > len(odd):
        yield Finding("fout", place, f"Voor regel {place} {_are(gone - len(odd))} weggehaald.")


def _own(line: Line, place: int, data: bytes, raw: Sequence[bytes]) -> Iterator[Finding]:
    """What an authentic line says of the log itself; how many lines a gap has the numbers tell."""
    if line.event == "begin" and "sha256" in line.fields:
        size = sum(len(each) + 1 for each in raw[: place - 1])
        same = sha256(data[:size]).hexdigest() == line.fields["sha256"]
        said = "sindsdien niet veranderd" if same else "sindsdien ook veranderd"
        said = "een deel verwijderd na de bewaartermijn" if read(raw[0], None).event == "shortened" else said
        yield Finding(
            "fout", place, f"Op regel {place} gaat het logboek verder met een nieuwe sleutel; ervoor is {said}."
        )
    if line.event == "gap" and line.fields.get("what") == "merkteken":
        why = "de werkmap is verplaatst of teruggezet, of het is gewist"
        yield Finding("fout", place, f"Voor regel {place} ontbrak het merkteken van het einde: {why}.")
    if line.event == "broken_off":
        count = line.fields.get("count", 0)
        yield Finding("let op", place, f"Voor regel {place} is een afgebroken regel ({count} tekens) verwijderd.")
    if line.event == "shortened":
        whole = f"; dat deel {line.fields['what']}" if line.fields.get("what") else ""
        said = f"Regels tot en met nummer {line.number} zijn verwijderd na hun bewaartermijn{whole}."
        yield Finding("fout" if whole else "let op", place, said)


def _of_end(lines: Sequence[Line], known: Anchor | None, rest: bytes) -> Iterator[Finding]:
    highest = max((line.number for line in lines if line.authentic), default=0)
    # Lines at the end that were changed are told as such.
    odd = next((place for place, line in enumerate(reversed(lines)) if line.authentic), len(lines))
    if known and known.n > highest + odd:
        yield Finding("fout", 0, f"Aan het einde {_are(known.n - highest - odd)} weggehaald.")
    elif known and not odd and not any((line.number, line.mac) == (known.n, known.mac) for line in lines):
        yield Finding("fout", 0, "Het einde is niet de regel die er het laatst is geschreven.")
    elif lines and not known and not is_anchored(lines[-1].number, lines[-1].mac):
        why = "voor deze map is er bij de sleutel geen merkteken"
        yield Finding("fout", 0, f"Of er aan het einde iets weg is, is niet te zeggen: {why}.")
    if rest:
        yield Finding(
            "let op", len(lines) + 1, "De laatste regel is afgebroken: het programma stopte terwijl het schreef."
        )


def _ranges(places: Sequence[int], what: str) -> Iterator[Finding]:
    """Lines that follow each other as one finding, at the first of them."""
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end] != places[end - 1] + 1:
            first, last = places[start], places[end - 1]
            said = f"Regel {first} is" if first == last else f"Regels {first} tot en met {last} zijn"
            yield Finding("fout", first, f"{said} {what}.")
            start = end


def _link(line: Line) -> str:
    """What the next line names as the one before: of a cut the last line that was cut off."""
    return str(line.fields.get("prev", "")) if line.event == "shortened" else line.mac


def _are(number: int) -> str:
    return "is 1 regel" if number == 1 else f"zijn {number} regels"
