"""Pages that somebody saved under a name: for nobody else, without a pupil, and gone when they are removed."""

import re
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.notes.file import notes_path
from pipelines.notes.one_pupil import FORGOTTEN, rows_about, take_away
from pipelines.notes.saved_views import LONGEST_NAME, Whose, remove_view, rename_view, save_view, saved_views
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.histories import settings

MINE, OTHERS = Whose("a@school.nl", "s"), Whose("b@school.nl", "s")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "werkmap", settings("kgc-2021"))


def names(workspace: Workspace, whose: Whose) -> list[str]:
    return saved_views(workspace, whose)["name"].to_list()


def test_what_is_saved_is_of_who_saved_it(workspace: Workspace) -> None:
    save_view(workspace, MINE, " Havo   te laat ", "trends", "afdeling=Havo&soort=te+laat")
    save_view(workspace, OTHERS, "Havo te laat", "trends", "")
    (row,) = saved_views(workspace, MINE).rows(named=True)
    assert (row["name"], row["page"], row["choices"]) == ("Havo te laat", "trends", "afdeling=Havo&soort=te+laat")
    rename_view(workspace, OTHERS, row["saved_view"], "Van mij")
    remove_view(workspace, OTHERS, row["saved_view"])
    assert names(workspace, MINE) == ["Havo te laat"]
    rename_view(workspace, MINE, row["saved_view"], "Van mij")
    assert names(workspace, MINE) == ["Van mij"]
    remove_view(workspace, MINE, row["saved_view"])
    assert (names(workspace, MINE), names(workspace, OTHERS)) == ([], ["Havo te laat"])
    assert names(workspace, Whose("", "s")) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (" ", "ontbreekt"),
        ("n" * (LONGEST_NAME + 1), "te lang"),
        ("Havo", "is er al"),
        ("Overleg anna de vries", "staat een leerling"),
        ("Gesprek 1024", "staat een leerling"),
    ],
)
def test_a_name_that_will_not_do(workspace: Workspace, name: str, says: str) -> None:
    pupils = ("1024", "Anna de Vries")
    save_view(workspace, MINE, "Havo", "trends", "", pupils)
    with pytest.raises(UsageError, match=says):
        save_view(workspace, MINE, name, "trends", "", pupils)
    assert names(workspace, MINE) == ["Havo"]


def test_a_pupil_who_is_named_all_the_same_is_shown_and_forgotten(workspace: Workspace) -> None:
    for name in ("Overleg Anna", "Overleg Annabel", "Havo"):
        save_view(workspace, MINE, name, "trends", "")
    named = re.compile("Annabel|Anna")
    assert rows_about(notes_path(workspace), "s", ("1024",), named)["saved_view"].height == 2
    take_away(notes_path(workspace), "s", ("1024",), named)
    assert names(workspace, MINE) == ["Havo", f"Overleg {FORGOTTEN}", f"Overleg {FORGOTTEN}"]
