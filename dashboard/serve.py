"""Starts the web server: heavy libraries first, frozen, so that every rerun of a page is quick."""

import gc
import os
import sys
from pathlib import Path

from dashboard import server_settings
from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE, may_serve
from pipelines.errors import UsageError
from pipelines.snapshot import open_snapshot
from pipelines.workspace import Workspace

APP = Path(__file__).parent / "app.py"
GARBAGE_AFTER = 50_000


def preload() -> None:
    """Imports what every page needs; loading it in the first visitor's thread would be slow, and a race."""
    import altair
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import polars  # noqa: F401
    import pyarrow  # noqa: F401
    import scipy.special  # noqa: F401

    import dashboard.charts  # noqa: F401
    import pipelines.snapshot  # noqa: F401  # brings the database along

    # The tests hold every chart against the Vega-Lite schema; doing it again for each visitor doubles its time.
    altair.utils.schemapi.disable_debug_mode()
    gc.collect()
    gc.freeze()
    # A page makes tens of thousands of short-lived objects: looking for garbage after every 700 takes a tenth of its time.
    gc.set_threshold(GARBAGE_AFTER)


def serve(workspace: Workspace, port: int, address: str, browser: bool) -> int:
    """Serves the dashboard until it is stopped. Raises UsageError when the address would show real pupils."""
    if not may_serve(workspace, address):
        raise UsageError(
            f"Deze werkmap bevat echte leerlingen en gaat niet open op {address}.",
            "Laat --address weg: zonder inloggen toont het dashboard echte gegevens alleen op deze computer.",
        )
    if workspace.current() is not None:  # without one there still is the page Inlezen
        open_snapshot(workspace).close()
    os.environ[WORKSPACE_VARIABLE] = str(workspace.path.resolve())
    os.environ[ADDRESS_VARIABLE] = address
    preload()
    from streamlit.web import bootstrap

    options = server_settings.options() | {
        "server.port": port,
        "server.address": address,
        "server.headless": not browser,
    }
    flags = {key.replace(".", "_"): value for key, value in options.items()}
    bootstrap.load_config_options(flags)
    print(f"Het dashboard staat op http://{address}:{port} (stoppen met Ctrl-C).", file=sys.stderr, flush=True)
    bootstrap.run(str(APP), False, [], flags)
    return 0
