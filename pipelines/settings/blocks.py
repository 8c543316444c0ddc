"""The lines of `school.toml`, as headings with what stands under them: what a change needs to leave the rest as it is."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LINE = re.compile(r"[^\n]*\n|[^\n]+")
HEADING = re.compile(r"\s*\[")
TEXT = re.compile(r"""\"(?:[^"\\]|\\.)*"|'[^']*'""")
BLANK = re.compile(r"\s*(#.*)?")
Path = tuple[str, ...]
Reads = Callable[[str], object]


@dataclass(frozen=True)
class Block:
    """A heading and the keys under it; `school` is the number of the school that it belongs to, -1 for the file itself.

    The lines run from `first` up to `end`, which is behind the last line that is no comment and not empty.
    """

    path: Path
    school: int
    first: int
    end: int


def lines_of(text: str) -> list[str]:
    """The lines with their ends."""
    return LINE.findall(text)


def blocks_of(lines: Sequence[str]) -> list[Block]:
    """Every heading of the file, from top to bottom."""
    heads = [(number, path) for number, line in enumerate(lines) if (path := _path(line))]
    found, school = [], -1
    for (number, path), (after, _) in zip(heads, [*heads[1:], (len(lines), ())], strict=False):
        school += path == ("school",)
        end = max(at + 1 for at in range(number, after) if at == number or not is_blank(lines[at]))
        found.append(Block(path, school if path[0] == "school" else -1, number, end))
    return found


def is_blank(line: str) -> bool:
    """Whether a line is empty or only a comment."""
    return BLANK.fullmatch(line.rstrip("\r\n")) is not None


def key_lines(lines: Sequence[str], block: Block, key: str, reads: Reads) -> tuple[int, int] | None:
    """From which line up to which a key of a block stands; None when it has no line of its own there."""
    begins = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*=""")
    for number in range(block.first + 1, block.end):
        if begins.match(lines[number]):
            ends = (end for end in range(number + 1, block.end + 1) if _is_read("".join(lines[number:end]), reads))
            end = next(ends, None)
            return (number, end) if end else None
    return None


def with_value(lines: Sequence[str], value: str, reads: Reads) -> list[str]:
    """The lines of one key with another value; every comment stays, those inside a longer value go before it."""
    text = "".join(lines)
    first = lines[0]
    stop = first[len(first.rstrip("\r\n")) :]
    key = first[: first.index("=") + 1]
    if len(lines) > 1:
        return [*(f"{comment}{stop}" for line in lines if (comment := _comment(line))), f"{key} {value}{stop}"]
    body = text.rstrip("\r\n")
    marks = (at for at, sign in enumerate(body) if sign == "#" and _is_read(body[:at], reads))
    at = next(marks, len(body))
    gap = body[len(body[:at].rstrip()) : at]
    return [f"{key} {value}{gap}{body[at:]}{text[len(body) :]}"]


def comments(lines: Sequence[str]) -> list[str]:
    """The lines that hold nothing but a comment."""
    return [line for line in lines if line.strip().startswith("#")]


def _comment(line: str) -> str:
    """What stands behind the values of a line; texts may hold the sign of a comment too."""
    found = TEXT.sub(lambda text: " " * len(text[0]), line).find("#")
    return line[found:].rstrip() if found >= 0 else ""


def _path(line: str) -> Path:
    if not HEADING.match(line.removeprefix("\ufeff")):
        return ()
    try:
        found: object = tomllib.loads(line.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while found:
        if isinstance(found, list):
            found = found[0]
        elif isinstance(found, dict):
            path.append(next(iter(found)))
            found = found[path[-1]]
    return tuple(path)


def _is_read(text: str, reads: Reads) -> bool:
    try:
        reads(text)
    except Exception:  # noqa: BLE001  # whatever a reader of TOML makes of a piece of it
        return False
    return True
