"""What a command prints or writes about pupils is written down before it is there, as a file that leaves the dashboard is.

Where a school has a table of persons: then somebody answers for who sees what. Who gives the command is whoever sits at this
computer, also with the eyes of another.
"""

import argparse
from collections.abc import Iterator
from hashlib import sha256

import polars as pl

from dashboard.commands.output import say
from pipelines.access.people import there_is
from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
from pipelines.store.workspace import Workspace


def take_along(
    workspace: Workspace, options: argparse.Namespace, made: bytes, rows: pl.DataFrame, school: str = ""
) -> None:
    """Writes down what leaves, one line per school: how many rows, about whom, the sum of all that was `made`.

    `rows` name their school in `school` and their pupils in `student_id`, as far as they have any; `school` is theirs
    when they name none.
    """
    if there_is(workspace):
        problem = record(workspace.path, *_events(options, made, rows, school or options.school or ""), actor=Actor())
        if problem:
            say(problem)


def _events(options: argparse.Namespace, made: bytes, rows: pl.DataFrame, school: str) -> Iterator[Event]:
    parts = {school: rows}
    if "school" in rows.columns and not rows.is_empty():
        parts = {str(name): part for (name,), part in rows.partition_by("school", as_dict=True).items()}
    for name, part in parts.items():
        pupils = part["student_id"].drop_nulls().unique(maintain_order=True) if "student_id" in part.columns else ()
        count = part.height if part.columns else None
        what, of_made = f"opdracht {options.command}", sha256(made).hexdigest()
        yield Event("export", name, tuple(pupils), count, what, _chosen(options), of_made)


def _chosen(options: argparse.Namespace) -> str:
    """Through whose eyes, and of which days."""
    on, first, last = (getattr(options, name, None) for name in ("on", "first", "last"))
    said = [
        options.person and f"als {options.person}",
        on and f"peildatum {on}",
        first and last and f"{first} tot en met {last}",
    ]
    return "; ".join(filter(None, said))
