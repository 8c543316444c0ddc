"""Imports every module and opens every page of the workspace that is asked for; prints the title of each page."""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE

ROOMS = ("dashboard", "data", "pipelines", "protocols")
# Only Streamlit runs these, below.
SCRIPTS = ("dashboard.app", "dashboard.app_pages.")


def every_module() -> None:
    """Imports the modules of all rooms."""
    for room in ROOMS:
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not found.name.startswith(SCRIPTS):
                importlib.import_module(found.name)


def every_page() -> None:
    """Opens the pages; ends with an error when one of them shows one."""
    app = Path(str(dashboard.__file__)).with_name("app.py")
    for page in sorted((app.parent / "app_pages").glob("[!_]*.py")):
        shown = AppTest.from_file(str(app), default_timeout=60).run()
        shown.switch_page(f"app_pages/{page.name}")
        shown.run()
        if shown.exception or shown.error:
            sys.exit(f"{page.stem}: {[element.value for element in (*shown.exception, *shown.error)]}")
        print(page.stem, shown.title[0].value)


if __name__ == "__main__":
    os.environ |= {WORKSPACE_VARIABLE: sys.argv[1], ADDRESS_VARIABLE: "localhost"}
    every_module()
    every_page()
    place = Path(str(dashboard.__file__)).parents[1]
    ours = [str(module.__file__) for name, module in sys.modules.items() if name.split(".")[0] in ROOMS]
    strays = [path for path in ours if not Path(path).is_relative_to(place)]
    sys.exit(f"from elsewhere: {strays}") if strays else print(place)
