"""Imports every module and opens every page of a workspace; prints the title of each page and where our modules are.

A second argument says how often the figures are built anew while those pages have the old ones open.
"""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard
from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from pipelines.models.rebuild import rebuild
from pipelines.store.part import part_of
from pipelines.store.workspace import open_workspace

APP = Path(str(dashboard.__file__)).with_name("app.py")
PAGES = sorted(path.parent.name for path in (APP.parent / "app_pages").glob("*/page.py"))
ROOMS = ("dashboard", "data", "pipelines", "protocols")
# Only Streamlit runs these, below.
SCRIPTS = ("dashboard.app", ".page")


def every_module() -> None:
    """Imports the modules of all rooms."""
    for room in ROOMS:
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not found.name.endswith(SCRIPTS):
                importlib.import_module(found.name)


def opened(page: str) -> None:
    """Opens a page; ends with an error when the page shows one."""
    shown = AppTest.from_file(str(APP), default_timeout=60)
    # As by its address; Streamlit's own `switch_page` first wants a run of another page.
    shown._page_hash = calc_hash(page.replace("_", "-"))
    shown.run()
    if shown.exception or shown.error:
        sys.exit(f"{page}: {[element.value for element in (*shown.exception, *shown.error)]}")
    print(page, shown.title[0].value)


if __name__ == "__main__":
    os.environ |= {WORKSPACE_VARIABLE: sys.argv[1], ADDRESS_VARIABLE: "localhost"}
    every_module()
    for name in PAGES:
        opened(name)
    for _ in range(int("".join(sys.argv[2:]) or 0)):
        rebuild(part_of(open_workspace(Path(sys.argv[1]))))
        opened(PAGES[0])
    place = APP.parents[1]
    ours = [str(module.__file__) for name, module in sys.modules.items() if name.split(".")[0] in ROOMS]
    strays = [path for path in ours if not Path(path).is_relative_to(place)]
    sys.exit(f"from elsewhere: {strays}") if strays else print(place)
