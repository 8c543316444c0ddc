"""`school.toml` changed from a page: only what was meant changes, every comment stays."""

from collections.abc import Callable, Mapping
from datetime import date, time
from difflib import unified_diff
from pathlib import Path

import pytest

from pipelines.errors import WorkspaceError
from pipelines.settings.edit import with_items, with_table, with_values
from pipelines.settings.file import parsed

PATH = Path("school.toml")
TEXT = """\
# Instellingen van de scholen
[[school]] # de eerste
id = "a"
name = "A # een" # zo heet hij
region = "noord"
protocol = "kgc-2021"
lessons_per_week = { 1 = 30, 4 = 33 } # uit de lessentabel

# vrije dagen
[[school.free_day]]
date = 2026-11-02 # studiedag
name = "Studie"
# nog een
[[school.free_day]]
date = 2026-12-02

[[school.afdeling]]
id = "h"
name = "Havo"
classes = [ # bovenbouw
  "H4*", # vier
]
[retention]
left_years = 2 # jaar

[[school]]
id = "b" # de tweede
name = 'B'
region = "zuid"
protocol = "kgc-2021"
"""
COMMENTS = [
    "# Instellingen van de scholen",
    "# de eerste",
    "# zo heet hij",
    "# uit de lessentabel",
    "# vrije dagen",
    "# studiedag",
    "# nog een",
    "# bovenbouw",
    "# vier",
    "# jaar",
    "# de tweede",
]
STUDY = {"date": date(2026, 11, 2), "name": "Studie"}
OTHER = {"date": date(2026, 12, 2)}
NEW = {"date": date(2026, 11, 20), "name": "Brug"}
HOUR = {"hour": 1, "start": time(8, 30), "end": time(9, 15)}
Change = Callable[[str], str]


def values(school: str, **keys: object) -> Change:
    return lambda text: with_values(text, PATH, school, keys)


def items(school: str, name: str, *found: Mapping[str, object]) -> Change:
    return lambda text: with_items(text, PATH, school, name, found)


# What is done, the lines that go, and the lines that come.
CASES: dict[str, tuple[Change, list[str], list[str]]] = {
    "a name": (
        values("a", name='Nieuw "x"'),
        ['name = "A # een" # zo heet hij'],
        ['name = "Nieuw \\"x\\"" # zo heet hij'],
    ),
    "a table becomes a number": (
        values("a", lessons_per_week=32),
        ["lessons_per_week = { 1 = 30, 4 = 33 } # uit de lessentabel"],
        ["lessons_per_week = 32 # uit de lessentabel"],
    ),
    "a number becomes a table": (
        values("b", lessons_per_week={"1": 30, "4": 33}),
        [],
        ["lessons_per_week = { 1 = 30, 4 = 33 }"],
    ),
    "what there was not": (values("b", norm_crosses_summer=False), [], ["norm_crosses_summer = false"]),
    "the same": (values("a", name="A # een", region="noord"), [], []),
    "nothing of what there was not": (values("a", lesson_minutes=None), [], []),
    "a new item between two": (
        items("a", "free_day", STUDY, NEW, OTHER),
        [],
        ["[[school.free_day]]", "date = 2026-11-20", 'name = "Brug"'],
    ),
    "a new item before the first": (
        items("a", "free_day", NEW, STUDY, OTHER),
        [],
        ["[[school.free_day]]", "date = 2026-11-20", 'name = "Brug"'],
    ),
    "an item of a kind that there was not": (
        items("b", "lesson", HOUR),
        [],
        ["", "[[school.lesson]]", "hour = 1", "start = 08:30:00", "end = 09:15:00"],
    ),
    "one changed": (
        items("a", "free_day", STUDY | {"name": None}, OTHER | {"name": "Kerst"}),
        ['name = "Studie"'],
        ['name = "Kerst"'],
    ),
    "one of several lines": (
        items("a", "afdeling", {"id": "h", "name": "Havo", "classes": ["H4*", "H5*"]}),
        ["classes = [ # bovenbouw", '  "H4*", # vier', "]"],
        ["# bovenbouw", "# vier", 'classes = ["H4*", "H5*"]'],
    ),
    "the last one gone": (items("a", "free_day", STUDY), ["[[school.free_day]]", "date = 2026-12-02"], []),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_what_was_meant_changes(case: str, end: str) -> None:
    change, gone, came = CASES[case]
    changed = change(TEXT.replace("\n", end))
    assert set(changed.replace("\r\n", "")) & {"\r"} == set()
    diff = list(unified_diff(TEXT.splitlines(), changed.replace(end, "\n").splitlines(), n=0, lineterm=""))[3:]
    assert sorted(line[1:] for line in diff if line[0] == "-") == sorted(gone)
    assert sorted(line[1:] for line in diff if line[0] == "+") == sorted(came)
    assert [comment for comment in COMMENTS if comment not in changed] == []


def test_an_item_that_goes_takes_its_own_lines_only() -> None:
    changed = items("a", "free_day", OTHER)(TEXT)
    assert [comment for comment in COMMENTS if comment not in changed] == ["# studiedag"]
    assert parsed(changed, PATH)["school"][0]["free_day"] == [OTHER]
    assert parsed(items("a", "free_day")(TEXT), PATH)["school"][0].get("free_day") is None


def test_a_heading_of_the_file_itself() -> None:
    changed = with_table(TEXT, PATH, "retention", {"left_years": 3, "log_years": 2})
    assert "left_years = 3 # jaar\nlog_years = 2\n" in changed
    without = TEXT.replace("[retention]\nleft_years = 2 # jaar\n", "")
    assert with_table(without, PATH, "retention", {"left_years": None}) == without
    assert with_table(without.rstrip(), PATH, "retention", {"log_years": 2}).endswith(
        "\n\n[retention]\nlog_years = 2\n"
    )


@pytest.mark.parametrize(
    ("layout", "change"),
    [
        ("free_day = [{ date = 2026-11-02 }]", items("c", "free_day", OTHER)),
        ("lessons_per_week.1 = 30", values("c", lessons_per_week=32)),
        ('"""\n[[school]]\n"""', values("c", name="Nieuw")),
    ],
)
def test_another_layout_is_left_alone_and_said(layout: str, change: Change) -> None:
    more = layout if "=" in layout else f"name = {layout}"
    name = "" if layout.startswith('"') else 'name = "C"\n'
    text = f'[[school]]\nid = "c"\n{name}region = "zuid"\nprotocol = "kgc-2021"\n{more}\n'
    with pytest.raises(WorkspaceError, match="met de hand anders opgemaakt"):
        change(text)


def test_what_only_looks_like_a_key_is_left_alone() -> None:
    text = '[[school]]\nid = "c"\nname = """\nregion = "noord"\n"""\nregion = "zuid"\nprotocol = "kgc-2021"\n'
    with pytest.raises(WorkspaceError, match="Er is niets veranderd"):
        values("c", region="midden")(text)


def test_a_heading_of_its_own_for_a_table_goes_along() -> None:
    text = f"{TEXT}\n[school.lessons_per_week] # per jaar\n1 = 30\n"
    changed = values("b", lessons_per_week=31)(text)
    assert parsed(changed, PATH)["school"][1]["lessons_per_week"] == 31
    assert "[school.lessons_per_week]" not in changed
