"""Codes that ask for a decision: unknown ones, those that the source contradicts, and what the source maps by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.store.code_proposals import proposal
from pipelines.viewer import Viewer
from protocols.load import load_categories

# A code is shorter than a word.
_FEWEST_LETTERS = 4


@dataclass(frozen=True)
class CodeFinding:
    """One code of a school: what the source calls it, how it counts and by whom, and what is wrong with that.

    `proposal` is the category that the source's own words point at, where that is another than the one it has.
    """

    code: str
    description: str | None
    category: str
    basis: str
    registrations: int
    unknown: int
    contradicted: int
    contradicted_authorised: bool | None
    proposal: str | None

    @property
    def asks(self) -> bool:
        """Whether somebody has to decide: it counts nowhere, or otherwise than a flag or the words of the source say."""
        return bool(self.unknown or self.contradicted or (self.basis == "bron" and self.proposal))

    @property
    def called(self) -> str:
        """The code and, where the source tells it, its name."""
        return f"{self.code} ({self.description})" if self.description else self.code


def code_findings(snapshot: Rows, viewer: Viewer, school: str | None = None) -> tuple[CodeFinding, ...]:
    """The codes of the viewer's schools, or of one, that ask something or that the source maps; contradicted ones first."""
    rows = ask(snapshot, "code_findings", viewer=viewer)
    return tuple(_found(rows if school is None else rows.filter(pl.col("school") == school)))


def _found(rows: pl.DataFrame) -> Iterator[CodeFinding]:
    for row in rows.iter_rows(named=True):
        # Of a source without codes the code is what it calls it.
        words = row["description"] or (row["code"] if len(row["code"]) >= _FEWEST_LETTERS else None)
        pointed = proposal(words, row["kind"], row["authorised"])
        yield CodeFinding(
            row["code"],
            row["description"],
            row["category"],
            row["basis"],
            row["registrations"],
            row["unknown"],
            row["contradicted"],
            row["contradicted_authorised"],
            pointed if pointed != row["category"] else None,
        )


def said(found: CodeFinding) -> str:
    """One Dutch sentence about a code: a contradiction loudly, an unknown code with the proposal, else by whom it counts."""
    labels = _labels()
    proposed = f" Voorstel: {labels[found.proposal]}." if found.proposal else ""
    if found.contradicted:
        flag = "geoorloofd" if found.contradicted_authorised else "ongeoorloofd"
        are, count = ("is", "telt") if found.contradicted == 1 else ("zijn", "tellen")
        return (
            f"LET OP: code {found.called}: {found.contradicted} van de {_registrations(found.registrations)} {are} in de bron "
            f"{flag} en {count} als '{labels[found.category]}'.{proposed} Klopt de codetabel voor deze school?"
        )
    if found.unknown:
        count = "telt" if found.unknown == 1 else "tellen"
        open_ = proposed or " De bron zegt niet wat zij betekent."
        return f"Code {found.called} is onbekend: {_registrations(found.unknown)} {count} nergens mee.{open_}"
    by_words = f", maar de omschrijving wijst op '{labels[found.proposal]}'. Kies wat klopt" if found.proposal else ""
    return f"Code {found.called} telt door soort en vlag van de bron als '{labels[found.category]}'{by_words}."


def counted(count: int, one: str, many: str) -> str:
    """A number with the word that goes with it."""
    return f"{count} {one if count == 1 else many}"


def _registrations(count: int) -> str:
    return counted(count, "registratie", "registraties")


def _labels() -> dict[str, str]:
    return dict(load_categories().select("category", "label").iter_rows())
