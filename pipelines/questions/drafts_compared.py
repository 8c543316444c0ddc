"""Protocols and drafts of a workspace beside each other: built protocols from the snapshot, drafts from a workbench."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.questions.protocols_compared import compare
from pipelines.questions.question import Rows
from pipelines.questions.stages import stages
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
        parts = _of_draft(snapshot, viewer, on, known, own[name], lambda rows, who: compare(rows, who, on, [name]))  # noqa: B023
        counts = ["students", "actions"]
        keys = [column for column in found[0].columns if column not in counts]
        # A stage that cannot be computed keeps its null.
        added = (pl.when(pl.col(count).count() > 0).then(pl.col(count).sum()).alias(count) for count in counts)
        found.append(parts.group_by(keys, maintain_order=True).agg(*added).select(found[0].columns))
    return pl.concat(found).sort("protocol", "ladder", "stage", "level", "role")


def draft_stages(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, on: date, draft: str, every_stage: bool = False
) -> pl.DataFrame:
    """One row per pupil and ladder under a draft of this workspace; as `stages.stages`, schools together."""

    def asked(rows: Rows, who: Viewer) -> pl.DataFrame:
        return stages(rows, who, on, draft, every_stage=every_stage)

    return _of_draft(snapshot, viewer, on, known_protocols(workspace), drafts(workspace)[draft], asked)


def _of_draft(
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    known: Mapping[str, Protocol],
    draft: Protocol,
    ask: Callable[[Rows, Viewer], pl.DataFrame],
) -> pl.DataFrame:
    """What a question says with a draft on the workbench, one school of the viewer after another."""
    base = draft.draft.base if draft.draft else ""
    if base not in known:
        raise UsageError(f"Concept '{draft.id}' gaat uit van '{base}', dat er niet is.", "Kies een andere base.")
    parts = []
    for school in viewer.schools:
        bench = Workbench(snapshot, known[base], school, on)
        try:
            with bench.holding(draft) as trial:
                parts.append(ask(trial, viewer.within(school)))
        finally:
            bench.close()
    # Who sees no school gets the columns and no row.
    return pl.concat(parts) if parts else ask(snapshot, viewer)
