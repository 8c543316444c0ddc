"""Protocols and drafts of a workspace beside each other: built protocols from the snapshot, drafts from a workbench."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.questions.protocols_compared import compare
from pipelines.settings.drafts import drafts, known_protocols
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer
from pipelines.whatif.workbench import Workbench
from protocols.schema import Protocol


def all_protocols(workspace: Workspace) -> dict[str, Protocol]:
    """The shipped protocols, those that the school put in force, and the drafts."""
    return known_protocols(workspace) | drafts(workspace)


def compared(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, on: date, protocols: Sequence[str]
) -> pl.DataFrame:
    """One row per protocol or draft, ladder, stage and role; as `protocols_compared.compare`, schools together.

    Raises UsageError for a name that is neither a protocol nor a draft of this workspace.
    """
    known, own = known_protocols(workspace), drafts(workspace)
    for name in protocols:
        if name not in known and name not in own:
            raise UsageError(f"Protocol '{name}' bestaat niet.", f"Kies uit: {', '.join([*known, *own])}.")
    found = [compare(snapshot, viewer, on, [name for name in protocols if name in known])]
    for name in (name for name in protocols if name in own):
        parts = [_trial(snapshot, viewer, on, school, known, own[name]) for school in viewer.schools]
        counts = ["students", "actions"]
        keys = [column for column in found[0].columns if column not in counts]
        # A stage that cannot be computed keeps its null.
        added = (pl.when(pl.col(count).count() > 0).then(pl.col(count).sum()).alias(count) for count in counts)
        found.append(pl.concat(parts).group_by(keys, maintain_order=True).agg(*added).select(found[0].columns))
    return pl.concat(found).sort("protocol", "ladder", "stage", "level", "role")


def _trial(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, known: dict[str, Protocol], draft: Protocol
) -> pl.DataFrame:
    base = draft.draft.base if draft.draft else ""
    if base not in known:
        raise UsageError(f"Concept '{draft.id}' gaat uit van '{base}', dat er niet is.", "Kies een andere base.")
    bench = Workbench(snapshot, known[base], school, on)
    try:
        with bench.holding(draft) as trial:
            return compare(trial, viewer.within(school), on, [draft.id])
    finally:
        bench.close()
