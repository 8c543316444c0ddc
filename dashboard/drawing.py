"""Charts as plain SVG, for paper and for a file to mail: the same frames as the charts of the pages, nothing to load."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

import polars as pl

from dashboard import words
from dashboard.charts.marks import ACCENT, GREY, SIGNAL

# Points of paper. The letter is one that the printer of pages carries along.
WIDTH, HEIGHT = 255.0, 116.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 6.0, 8.0, 16.0
INK, FAINT = "#22292d", "#d5dbde"
LETTER = "'Libertinus Serif', Georgia, serif"
SHAPES = {"signaal": "diamond", "reeks": "triangle", "onvolledig": "square", "kijk": "triangle"}
COLOURS = {"signaal": SIGNAL, "reeks": SIGNAL, "kijk": "#d98a00", "onvolledig": GREY, "te weinig leerlingen": GREY}
OUTCOMES = {"toeval": ("circle", ACCENT), "lager": ("square", SIGNAL), "hoger": ("triangle", SIGNAL)}
BAR, LABELS, SHORT_LABELS = 11.0, 170.0, 118.0
Point = tuple[float, float]
Box = tuple[float, float, float, float]
# Of a letter of the size that charts have, and how far a name may lie above or below its point.
LETTER_WIDTH, NUDGES = 3.4, (0, -6, 6, -12, 12, -18, 18)


class Scale:
    """From a number to a place on paper."""

    def __init__(self, low: float, high: float, first: float, last: float) -> None:
        self.low, self.first = low, first
        self.step = (last - first) / (high - low if high > low else 1)

    def __call__(self, value: float) -> float:
        return self.first + (value - self.low) * self.step


def weeks(rows: pl.DataFrame, centre: float | None, lower: float | None, upper: float | None, alt: str) -> str:
    """The weekly rate with last year in grey and the band of chance; columns as `charts.trends.week_trend` takes them."""
    shown = [value for name in ("rate", "last_year") for value in rows[name].drop_nulls()]
    top, step = _steps(max([*shown, upper or 0.0, 0.1]))
    days = rows["week_start"].to_list()
    x, y = Scale(0, max(len(days) - 1, 1), LEFT + 4, WIDTH - RIGHT - 4), Scale(0, top, HEIGHT - BOTTOM, TOP)
    parts = _axis(top, step, y)
    if lower is not None and upper is not None and centre is not None:
        parts.append(_rect(LEFT, y(upper), WIDTH - RIGHT - LEFT, y(lower) - y(upper), ACCENT, 0.12))
        parts.append(_line([(LEFT, y(centre)), (WIDTH - RIGHT, y(centre))], ACCENT, 0.7, "2 2"))
    for name, colour, width in (("last_year", GREY, 1.0), ("rate", ACCENT, 1.5)):
        sure = [
            None if value is None or (name == "rate" and status == "onvolledig") else (x(place), y(value))
            for place, (value, status) in enumerate(rows.select(name, "status").iter_rows())
        ]
        parts += [_line(stretch, colour, width) for stretch in _stretches(sure)]
    for place, (value, status) in enumerate(rows.select("rate", "status").iter_rows()):
        if value is not None:
            parts.append(_mark(x(place), y(value), SHAPES.get(status, "circle"), COLOURS.get(status, ACCENT)))
    labelled = range(0, len(days), -(-len(days) // 6) or 1)
    parts += [_text(x(n), HEIGHT - 4, _short(days[n]), "middle") for n in labelled]
    return _svg(WIDTH, HEIGHT, parts, alt)


def funnel(points: pl.DataFrame, curves: pl.DataFrame, mean: float, alt: str) -> str:
    """Parts of the school by pupils and rate between the limits of chance; columns as `charts.trends_parts.funnel`."""
    top, step = _steps(max(*points["rate"].to_list(), *curves["bound"].to_list(), 0.1))
    sizes = curves["pupils"].to_list()
    x = Scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    y = Scale(0, top, HEIGHT - BOTTOM, TOP)
    parts = [*_axis(top, step, y), _line([(LEFT, y(mean)), (WIDTH - RIGHT, y(mean))], ACCENT, 0.7, "2 2")]
    for (name,), rows in curves.group_by("line", maintain_order=True):
        way = [(x(size), y(bound)) for size, bound in rows.select("pupils", "bound").iter_rows()]
        parts.append(_line(way, GREY, 0.9, "" if str(name).startswith("signaal") else "4 2"))
    at = []
    for row in points.sort("rate", descending=True).iter_rows(named=True):
        here = x(row["pupils"]), y(row["rate"])
        parts.append(_mark(*here, SHAPES.get(row["verdict"], "circle"), COLOURS.get(row["verdict"], ACCENT)))
        at.append((here, row["part_name"]))
    parts += _named(at)
    parts += [_text(x(size), HEIGHT - 4, f"{words.number(size, 0)} leerlingen", side) for size, side in _ends(sizes)]
    return _svg(WIDTH, HEIGHT, parts, alt)


def bars(rows: pl.DataFrame, alt: str) -> str:
    """Pupils per stage, a heading per ladder. Columns: ladder_name, stage_label, students, said."""
    parts: list[str] = []
    x = Scale(0, max([1, *rows["students"].to_list()]), 0, WIDTH - LABELS - 30)
    down = 0.0
    for (ladder,), stages in rows.group_by("ladder_name", maintain_order=True):
        down += BAR
        parts.append(_text(0, down - 3, str(ladder), "start", bold=True))
        for row in stages.iter_rows(named=True):
            parts.append(_text(0, down + 8, _cut(row["stage_label"], LABELS), "start"))
            parts.append(_rect(LABELS, down + 1.5, x(row["students"]), BAR - 3, ACCENT, 1))
            parts.append(_text(LABELS + x(row["students"]) + 3, down + 8, row["said"], "start"))
            down += BAR
    return _svg(WIDTH, down + 2, parts, alt)


def after(rows: pl.DataFrame, alt: str) -> str:
    """Hours after each step where the expected ones are 100; columns as `charts.followed.after` takes them."""
    x = Scale(0, max(150.0, *rows["high"].to_list(), *rows["share"].to_list()), SHORT_LABELS, WIDTH - 62)
    height = BAR * (rows.height + 1)
    parts = [_line([(x(100), 0), (x(100), height - BAR + 1)], ACCENT, 0.8, "2 2")]
    for place, row in enumerate(rows.iter_rows(named=True)):
        down = BAR * place
        parts.append(_rect(x(row["low"]), down + 2, x(row["high"]) - x(row["low"]), BAR - 4, GREY, 0.35))
        parts.append(_mark(x(row["share"]), down + BAR / 2, *OUTCOMES[row["verdict"]]))
        parts.append(_text(0, down + 8, _cut(row["stage_label"], SHORT_LABELS), "start"))
        parts.append(_text(max(x(row["high"]), x(row["share"])) + 3, down + 8, row["said"], "start"))
    parts.append(_text(x(100), height - 2, "verwacht", "middle"))
    return _svg(WIDTH, height, parts, alt)


def _svg(width: float, height: float, parts: Iterable[str], alt: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(alt)}" font-family="{LETTER}" font-size="7" fill="{INK}">{"".join(parts)}</svg>'
    )


def _axis(top: float, step: float, y: Scale) -> list[str]:
    parts = []
    for n in range(round(top / step) + 1):
        parts.append(_line([(LEFT, y(n * step)), (WIDTH - RIGHT, y(n * step))], FAINT, 0.5))
        parts.append(_text(LEFT - 3, y(n * step) + 2.4, words.number(n * step, 2), "end"))
    return parts


def _steps(highest: float) -> tuple[float, float]:
    """The end of an axis, and its steps: one, two or five times a power of ten, at most four of them."""
    step = next(s * 10.0**power for power in range(-2, 7) for s in (1, 2, 5) if 4 * s * 10.0**power >= highest)
    return step * -(-highest // step), step


def _stretches(points: Sequence[Point | None]) -> list[list[Point]]:
    """The points in runs without a gap."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [stretch for stretch in found if len(stretch) > 1]


def _named(at: Sequence[tuple[Point, str]]) -> list[str]:
    """Names beside points, each at the nearest place where it lies over no point and no other name."""
    parts: list[str] = []
    taken = [(x - 3, y - 3, x + 3, y + 3) for (x, y), _ in at]
    for (x, y), name in at:
        width = LETTER_WIDTH * len(name)
        places = [(x + side * 5, y + 2.4 + down, side) for down in NUDGES for side in (1, -1)]
        boxes = [(here if side > 0 else here - width, low - 6, side, low) for here, low, side in places]
        left, high, side, low = next(
            (box for box in boxes if LEFT <= box[0] <= WIDTH - RIGHT - width and _free(box[0], box[1], width, taken)),
            boxes[0],
        )
        taken.append((left, high, left + width, high + 7))
        parts.append(_text(left if side > 0 else left + width, low, name, "start" if side > 0 else "end"))
    return parts


def _free(left: float, high: float, width: float, taken: Sequence[Box]) -> bool:
    return not any(left < box[2] and box[0] < left + width and high < box[3] and box[1] < high + 7 for box in taken)


def _ends(sizes: Sequence[float]) -> list[tuple[float, str]]:
    return [(min(sizes), "start"), (max(sizes), "end")]


def _short(day: date) -> str:
    return words.day(day).split(" ", 1)[1]


def _cut(text: str, width: float) -> str:
    most = round(width / LETTER_WIDTH)
    return text if len(text) <= most else text[: most - 1] + "…"


def _line(points: Sequence[Point], colour: str, width: float, dash: str = "") -> str:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _rect(x: float, y: float, width: float, height: float, colour: str, opacity: float) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect {place} fill="{colour}" fill-opacity="{opacity:g}"/>'


def _mark(x: float, y: float, shape: str, colour: str) -> str:
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}"/>'
    corners = {
        "diamond": ((0, -3.4), (3.4, 0), (0, 3.4), (-3.4, 0)),
        "triangle": ((0, -3), (3, 2.4), (-3, 2.4)),
        "square": ((-2.3, -2.3), (2.3, -2.3), (2.3, 2.3), (-2.3, 2.3)),
    }[shape]
    way = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{way}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
