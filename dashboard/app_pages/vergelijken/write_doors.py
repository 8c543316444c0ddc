"""Cached doors to who stands where under a protocol that is being written, and to what there is to decide about it."""

import polars as pl

from dashboard import words
from dashboard.doors import door
from dashboard.variants import answers, catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.questions import whatif
from protocols.finding import Finding
from protocols.lint import lint


@door()
def standing(view: View, variant: Variant) -> pl.DataFrame:
    """One row per pupil and ladder of the variant on which he stands."""
    bench = answers.bench(view, variant)
    # What stands on a workbench has an id of its own, also as long as nothing is changed.
    written = catalogue.protocol(variant).model_copy(update={"id": catalogue.UNSAVED})
    return whatif.standing(bench, view.viewer, view.on, written, view.selection)


def counts(view: View, variant: Variant) -> dict[tuple[str, str], int]:
    """How many pupils stand on a stage, by ladder and stage; a stage without anybody is not there."""
    found = standing(view, variant).group_by("ladder", "stage").agg(pl.len())
    return {(ladder, stage): count for ladder, stage, count in found.iter_rows()}


def hidden(view: View, variant: Variant) -> set[str]:
    """The ladders of which the viewer may see nothing."""
    return whatif.unseen_ladders(view.viewer, catalogue.protocol(variant))


def answer(view: View, variant: Variant) -> str:
    """How much is written, and how many pupils stand somewhere, in a sentence."""
    ladders = catalogue.protocol(variant).ladder
    stages = sum(len(ladder.stage) for ladder in ladders)
    who = standing(view, variant)["student_id"].n_unique()
    return (
        f"{words.capital(words.count(len(ladders), 'ladder', 'ladders'))} met "
        f"{words.count(stages, 'trede', 'treden')}: {words.count(who, 'leerling staat', 'leerlingen staan')} er op "
        f"{words.day(view.on)} op een trede."
    )


def findings(variant: Variant) -> list[Finding]:
    """What the linter finds in the ladders that are written."""
    known = catalogue.files()[0]
    presets = {each.id: each for each in known.values() if each.preset}
    return lint(catalogue.protocol(variant), presets)
