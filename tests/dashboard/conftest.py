"""Pages on real, tiny workspaces."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import dashboard.view
from dashboard import access
from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import RIGHTS, of_schools
from tests.dashboard import schools
from tests.pages import APP, at
from tests.pipelines.histories import settings
from tests.shared import copied, once

SCHOOLS: dict[str, Callable[[Path], Workspace]] = {
    "normaal": schools.whole_school,
    "een leerling": schools.one_pupil,
    "zonder lessentabel": schools.without_lesson_table,
    "onvolledige week": schools.incomplete_week,
    "eerste week": schools.first_week,
    "twee scholen": schools.two_schools,
    "kleine afdeling": schools.small_afdeling,
    "leeg": lambda folder: create_workspace(folder / "werkmap", settings(schools.PROTOCOL)),
}
# The real day in these tests: four days after the data of the whole school end, from a Friday to a Tuesday.
TODAY = schools.LAST + timedelta(4)
# Every page of AppTest looks through all installed packages for components of others, which takes longer than the page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
School = Callable[[str], Workspace]
OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted by hand may be of today; that day would pass the days of these tests."""
    monkeypatch.setattr(dashboard.view, "today", lambda: TODAY)


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    """The workspace of a case, made on first use."""
    made: dict[str, Workspace] = {}

    def find(case: str) -> Workspace:
        if case not in made:
            folder = copied(once(f"school {case}", SCHOOLS[case]), tmp_path_factory.mktemp("school"))
            made[case] = open_workspace(folder / "werkmap")
        return made[case]

    return find


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody with every right in school `s` is signed in; with these initials."""
    who = replace(of_schools("s", rights=RIGHTS), person="vzc@school.test", initials="VZC")
    monkeypatch.setattr(access, "viewer", lambda _: who)
    return who.initials


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Opens a page on a workspace as if from a URL: `open_page(workspace, "trends", peildatum="2026-10-05")`."""

    def run(workspace: Workspace, page: str, address: str = "localhost", **query: str | list[str]) -> AppTest:
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace.path))
        monkeypatch.setenv(ADDRESS_VARIABLE, address)
        test = AppTest.from_file(str(APP), default_timeout=60)
        test.query_params.update(query)
        return at(test, page).run()

    return run


def choose(page: Any, *places: int) -> Any:
    """Ticks rows of the first list of a page, as a browser reports it."""
    page.session_state[page.dataframe[0].key] = {"selection": {"rows": list(places), "columns": [], "cells": []}}
    return page.run()
