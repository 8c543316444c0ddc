"""What the codes of a school mean, as far as it is known before anything is built."""

import polars as pl

from pipelines.notes.notes import code_choices
from pipelines.settings.drafts import known_protocols
from pipelines.settings.settings import School
from pipelines.store.stores import Store
from pipelines.store.workspace import Workspace
from protocols.load import load_categories
from protocols.schema import Protocol

# Kinds of the source that happen in one lesson.
_ONE_LESSON_KINDS = ("te_laat", "uitgestuurd", "materiaal", "huiswerk", "mobiel")


def categories_of(school: School, choices: pl.DataFrame, protocol: Protocol | None) -> dict[str, str]:
    """Code -> category: by school.toml, else by what was chosen on a page, else by the protocol in force."""
    chosen = choices.filter(pl.col("school") == school.id).select("code", "category")
    by_protocol = {code.code: code.category for code in protocol.code} if protocol else {}
    return by_protocol | dict(chosen.iter_rows()) | {code.code: code.category for code in school.code}


def one_lesson_codes(workspace: Workspace, school: School, store: Store) -> frozenset[str]:
    """The codes of what happens in one lesson: a late, a sent-out, a forgotten book."""
    known = categories_of(school, code_choices(workspace), known_protocols(workspace).get(school.protocol))
    categories = load_categories()
    short = set(categories.filter(pl.col("one_lesson"))["category"])
    own = store["codes"].filter((pl.col("school") == school.id) & pl.col("kind").is_in(_ONE_LESSON_KINDS))
    by_source = {code for code in own["code"] if code not in known}
    return frozenset({code for code, category in known.items() if category in short} | by_source)
