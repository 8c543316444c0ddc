"""Charts are pure, explicit and small, and no frame that reaches one holds a Decimal."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
import vl_convert

import dashboard
from dashboard import colours
from dashboard.marks import level_colours
from dashboard.server.settings import options
from pipelines import questions as queries
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.pupil_rates import NONE
from pipelines.questions.question import ask
from pipelines.settings.drafts import save_draft
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, of_schools
from protocols.load import load_protocols, load_settings
from tests.dashboard import schools

CHANNELS = {
    "X",
    "Y",
    "Color",
    "Shape",
    "Size",
    "Opacity",
    "Text",
    "Tooltip",
    "Order",
    "Facet",
    "Row",
    "Column",
    "Detail",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    found = schools.whole_school(tmp_path_factory.mktemp("school"))
    base = load_protocols()[schools.PROTOCOL]
    save_draft(found, base.model_copy(update={"id": "eigen"}), schools.PROTOCOL, "ab", "om te proberen", schools.LAST)
    return found


@pytest.fixture(scope="module")
def snapshot(workspace: Workspace) -> Iterator[Snapshot]:
    opened = open_snapshot(workspace)
    yield opened
    opened.close()


ROOM = Path(dashboard.__file__).parent
DARK_PAGE = str(options()["theme.dark.backgroundColor"])
# Every module that makes charts, wherever it stands; what all of them share is drawn with them.
CHART_MODULES = {
    file.relative_to(ROOM).with_suffix("").as_posix().removeprefix("app_pages/").replace("/", "."): file
    for file in sorted(ROOM.rglob("*.py"))
    if "alt.Chart(" in file.read_text(encoding="utf-8") and file.name != "marks.py"
}
# The cases of `care.charts` stand in `tests/dashboard/care/drawn_charts.py`.
DRAWN: dict[str, Callable[[], Any]] = {
    f"{module}.{name}": draw
    for module in CHART_MODULES
    for name, draw in importlib.import_module(f"tests.dashboard.{'.drawn_'.join(module.rsplit('.', 1))}").DRAWN.items()
}


def test_every_chart_is_drawn_here() -> None:
    made = {
        f"{module}.{node.name}"
        for module, file in CHART_MODULES.items()
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert made == {name.split()[0] for name in DRAWN}
    assert len(made) > 10


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_valid_and_dutch(name: str) -> None:
    spec = DRAWN[name]().to_dict()
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert spec["config"]["locale"]["time"]["months"][2] == "maart"


# A case of each chart: the others have the same marks.
@pytest.mark.parametrize("name", [name for name in DRAWN if " " not in name])
def test_a_screen_reader_hears_dutch_words_of_each_mark(name: str) -> None:
    """A channel without a title is read out by the name of its column."""
    spec = DRAWN[name]().to_dict()
    columns = {column for rows in spec["datasets"].values() for row in rows for column in row}
    labels = re.findall('aria-label="([^"]*)"', vl_convert.vegalite_to_svg(spec))
    heard = {part.partition(":")[0] for label in labels for part in label.split("; ")}
    assert heard
    assert heard & columns == set()


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_has_at_most_two_thousand_marks(name: str) -> None:
    # Altair leaves the rows out above its own limit of 5,000, so an oversized chart fails here too.
    frames = DRAWN[name]().to_dict()["datasets"].values()
    assert 0 < sum(len(rows) for rows in frames) <= 2000


def unexplicit(source: str) -> list[str]:
    """Encodings in Altair's string shorthand, or without a type: slow to build, and guessed from the data."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        keys = {keyword.arg for keyword in call.keywords}
        if name == "encode":
            texts = [
                k.arg for k in call.keywords if isinstance(k.value, ast.Constant) and isinstance(k.value.value, str)
            ]
            found += [f"{call.lineno}: {channel} is shorthand" for channel in texts]
        elif name in CHANNELS and call.args and isinstance(call.args[0], ast.Constant) and "type" not in keys:
            found.append(f"{call.lineno}: alt.{name} has no type")
    return found


def test_no_chart_uses_shorthand() -> None:
    files = [*CHART_MODULES.values(), ROOM / "marks.py"]
    assert [wrong for file in files for wrong in unexplicit(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("source", ["c.encode(x='rate:Q')", "c.encode(x=alt.X('rate:Q'))", "alt.Tooltip('rate')"])
def test_shorthand_is_caught(source: str) -> None:
    assert unexplicit(source)
    assert not unexplicit("c.encode(x=alt.X('rate', type='quantitative'), y2=alt.Y2('upper'), color=alt.value('#fff'))")


def test_colours_differ_between_categories() -> None:
    used = [*colours.CATEGORY_COLOURS.values(), colours.OTHER_COLOUR]
    assert len(set(used)) == len(used)


def test_a_longer_ladder_than_there_are_colours_is_still_drawn() -> None:
    many = len(colours.LEVEL_COLOURS) + 2
    used = [str(colour) for colour in level_colours(many)]
    assert len(used) == many
    assert len(set(used)) == len(colours.LEVEL_COLOURS)


def test_the_highest_stage_is_furthest_from_the_page_in_the_dark_too() -> None:
    for page, ramp in ((colours.WHITE, colours.LEVEL_COLOURS), (DARK_PAGE, colours.DARK_LEVEL_COLOURS)):
        contrasts = [contrast(colour, page) for colour in ramp]
        assert contrasts == sorted(contrasts)
        assert contrasts[-1] > 7


def contrast(one: str, other: str) -> float:
    """As WCAG has it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def query_modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{queries.__name__}.{info.name}") for info in pkgutil.iter_modules(queries.__path__)
    ]


def frame_queries() -> dict[str, Callable[..., pl.DataFrame]]:
    """Every public query that returns a frame, by name."""
    return {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}": function
        for module in query_modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and function is not ask
        and inspect.signature(function).return_annotation is pl.DataFrame
        and "snapshot" in inspect.signature(function).parameters
    }


ARGUMENTS: dict[str, Any] = {
    "viewer": of_schools("s"),
    "on": schools.LAST,
    "first": date(2026, 8, 31),
    "last": schools.LAST,
    "until": schools.LAST,
    "week": date(2026, 12, 7),
    "school": "s",
    "schools": ("s",),
    "student_id": schools.REPORTED,
    "students": [schools.REPORTED],
    "category": "ongeoorloofd",
    "by_afdeling": True,
    "protocol": schools.PROTOCOL,
    "protocols": [schools.PROTOCOL, "nl-leerplicht"],
    "stage": "tl-3",
    "ladder": "te-laat",
    "since": date(2026, 9, 18),
    "chosen": EVERYTHING,
    "moment": datetime(2026, 9, 1, tzinfo=UTC),
    "away": NONE,
    "settings": dict[str, float](load_settings().select("name", "value").iter_rows()),
    "rows": pl.DataFrame(
        {
            "klas": ["H4a"],
            "date": [schools.LAST],
            "iso_weekday": [5],
            "lesson_hour": [1],
            "subject": ["ne"],
            "lessons": [30],
            "missed": [3],
            "missed_hour": [3],
            "together": [False],
        }
    ),
    "marks": pl.DataFrame({"student_id": [schools.REPORTED], "reached_on": [date(2026, 9, 18)]}),
}
# What one query alone takes.
OF_QUERY = {
    "sick_weeks.sick_weeks": {"category": "ziek"},
    "drafts_compared.draft_stages": {"draft": "eigen"},
    "pupil.of_all": {"name": "pupil_counters"},
}


@pytest.mark.parametrize("name", sorted(frame_queries()))
def test_no_query_gives_a_decimal(workspace: Workspace, snapshot: Snapshot, name: str) -> None:
    """A Decimal is drawn without its scale: 13.75 hours as 1375."""
    query = frame_queries()[name]
    needed = [
        key for key, value in inspect.signature(query).parameters.items() if value.default is inspect.Parameter.empty
    ]
    given = ARGUMENTS | OF_QUERY.get(name, {}) | {"workspace": workspace, "snapshot": snapshot}
    frame = query(**{key: given[key] for key in needed})
    wide = (pl.Decimal, pl.Int128, pl.Object)
    assert {column: kind for column, kind in frame.schema.items() if isinstance(kind, wide)} == {}
