"""Which category the source's own words for a code point at: a proposal for the school, never a choice made for it."""

import re

from protocols.load import category_file
from protocols.reference import Category

_LATE = "te_laat"


def proposal(description: str | None, kind: str | None, authorised: bool | None) -> str | None:
    """The category that a description points at, as far as the source's kind and flag do not deny it; else None.

    The longest word that is found decides; two categories with the same word leave it open.
    """
    text = re.sub(r"\s+", " ", (description or "").lower())
    found = [
        (len(word), category.category)
        for category in category_file().category
        if _agrees(category, kind, authorised)
        for word in category.words
        if re.search(rf"(?<!\w){re.escape(word)}", text)
    ]
    best = {category for length, category in found if length == max(found)[0]}
    return best.pop() if len(best) == 1 else None


def _agrees(category: Category, kind: str | None, authorised: bool | None) -> bool:
    if authorised is not None and category.authorised is not None and category.authorised != authorised:
        return False
    return kind != _LATE or category.category.startswith(_LATE)
