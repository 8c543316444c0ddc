"""The commands whose libraries take a second to load: only for who asks for them. Each returns the exit code."""

import argparse
import logging

from pipelines.settings.new_school import is_unmade
from pipelines.store.workspace import open_workspace


def report(options: argparse.Namespace) -> int:
    """Writes the management report."""
    from dashboard.commands.report_command import run

    return run(options)


def signals(options: argparse.Namespace) -> int:
    """Prints every statement beyond chance."""
    # Streamlit warns of every door of a page that nobody serves, also while it loads.
    logging.disable(logging.WARNING)
    try:
        from dashboard.commands.signals_command import run

        return run(options)
    finally:
        logging.disable(logging.NOTSET)


def dashboard(options: argparse.Namespace) -> int:
    """Serves the dashboard of a workspace; on a folder that is not there, the page that makes one."""
    from dashboard.server.serve import serve, serve_new

    if is_unmade(options.map):
        return serve_new(options.map, options.port, options.address, not options.no_browser)
    return serve(open_workspace(options.map), options.port, options.address, not options.no_browser)


def demo(options: argparse.Namespace) -> int:
    """Makes the demo school once, or a board of them, imports it through the normal readers and serves it."""
    from dashboard.commands.demo import board_workspace, demo_workspace
    from dashboard.server.serve import serve

    several: int | None = options.schools
    made = demo_workspace(options.map) if several is None else board_workspace(several, options.map)
    return serve(made, options.port, "localhost", not options.no_browser)


def bench(options: argparse.Namespace) -> int:
    """Prints how long the main work takes on this machine, how often signals are right, or how long many people wait."""
    if options.load:
        from dashboard.commands.load.run import Plan, run as crowded

        return 1 if crowded(options.map, Plan(options.persons, options.minutes)) else 0
    if options.board:
        from dashboard.commands.bench_board import run as many

        return many(options.map)
    if options.honesty:
        from dashboard.commands.honesty.run import run as measure

        return 1 if measure() else 0
    from dashboard.commands.bench import run

    return run(options.map)
