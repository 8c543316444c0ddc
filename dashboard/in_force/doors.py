"""Which protocol is in force at the school of a view, since when, and what another one would change."""

from dataclasses import dataclass

import polars as pl

from dashboard import access, words
from dashboard.school import pupils
from dashboard.variants import catalogue, differing
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.settings import in_force
from pipelines.viewer import EVERYTHING

SINCE = {"begin": "vanaf het begin", "school.toml": "onbekend"}
HOW = {
    "begin": "eerste protocol",
    "vastgesteld": "vastgesteld",
    "teruggedraaid": "teruggedraaid",
    "school.toml": "met de hand gezet in school.toml",
}


@dataclass(frozen=True)
class Standing:
    """What is in force, what was before it (empty when that is not known), and the list, newest first."""

    now: str
    before: str
    history: pl.DataFrame


def standing(view: View) -> Standing:
    """As the settings and the log say it at this moment."""
    workspace = access.workspace()
    former = in_force.former(workspace, view.school)
    rows = [
        {
            "Van kracht vanaf": _moment(each),
            "Protocol": each.protocol,
            "Hoe": HOW[each.how],
            "Door": each.by or words.UNKNOWN,
        }
        for each in reversed(in_force.history(workspace, view.school))
    ]
    now = workspace.school(view.school).protocol
    return Standing(now, former.protocol if former else "", pl.DataFrame(rows))


def _moment(each: in_force.InForce) -> str:
    if each.since is None:
        return SINCE[each.how]
    local = each.since.astimezone()
    return f"{words.day(local.date(), year=True)}, {local:%H:%M} uur"


def effect(view: View, protocol: str) -> str:
    """How many pupils of the whole school stand elsewhere under another protocol; empty for one that is not built."""
    whole = view.choosing(EVERYTHING)
    known = {each.text: each for each in catalogue.choices(whole)}
    if protocol not in known or view.protocol not in known:
        return ""
    rows = differing.differing(whole, Variant(view.protocol), known[protocol])
    return differing.answer(rows, pupils(whole), "dan", "nu")
