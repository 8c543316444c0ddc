"""The boundary table of a protocol as a chapter to read and approve: invented pupils just under, on and over a number."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from dashboard import words
from dashboard.app_pages.protocollen.blocks import Section, Table
from pipelines.whatif.boundary_rows import Boundary
from protocols.counters import lessons_needed
from protocols.ladders import Ladder, Stage
from protocols.schema import Protocol

TITLE = "Grensgevallen"
HEAD = ("Geval", "Wat er is geregistreerd", "Bekeken op", "Op de trede")
TRIED = {
    "een te weinig": "Eén te weinig",
    "een meer": "Eén meer",
    "over een vakantie, een te weinig": "Over een vakantie, één te weinig",
    "na een nieuwe telling": "De telling begon opnieuw",
    "na een melding, een te weinig": "Na een melding, één te weinig",
}


def chapter(protocol: Protocol, rows: Sequence[Boundary]) -> Section:
    """One section per ladder, one table per condition of a stage; what has no rows says why."""
    sections = tuple(
        Section(
            # Not the bare name: two headings of one text on a page would be one place for a browser.
            f"Ladder {ladder.name}",
            text=tuple(_without(protocol, ladder, {row.stage for row in of_ladder})),
            tables=tuple(_tables(ladder, of_ladder)),
        )
        for ladder in protocol.ladder
        for of_ladder in [[row for row in rows if row.ladder == ladder.id]]
    )
    text = (
        f"{words.count(len(rows), 'geval', 'gevallen')} van verzonnen leerlingen, gemaakt uit de regels: net te weinig, "
        "precies genoeg, de dag ervoor, over een vakantie heen en nadat de telling opnieuw begon. Klopt een uitkomst niet "
        "met wat de school bedoelt, dan klopt de regel of de lezing niet.",
        "De dagen zijn die van de jaarkalender van de school.",
    )
    return Section(TITLE, text=text, sections=sections)


def unknown(problem: str) -> Section:
    """The chapter when the calendar has too little to reckon with."""
    return Section(TITLE, text=(problem,))


def _without(protocol: Protocol, ladder: Ladder, have: set[str]) -> Iterable[str]:
    for stage in ladder.stage:
        if stage.id in have:
            continue
        if stage.rule == "pattern":
            yield (
                f"{_named(stage)}: een getoetst patroon heeft geen grensgevallen. De toets vergelijkt een leerling met de "
                "hele school; er is geen getal waar iemand net onder of net op zit."
            )
        elif not stage.computable:
            yield f"{_named(stage)}: wordt niet berekend, want daarvoor ontbreekt: {stage.needs}."
        elif needed := lessons_needed(stage, protocol.counters):
            yield f"{_named(stage)}: het getal hangt af van het {needed} van de leerling; een grensgeval heeft dat niet."
        else:
            yield f"{_named(stage)}: op deze kalender is geen geval te maken dat net wel of net niet genoeg is."


def _tables(ladder: Ladder, rows: Sequence[Boundary]) -> Iterable[Table]:
    stages = {stage.id: stage for stage in ladder.stage}
    for (stage, condition, pupil), found in groupby(rows, key=lambda row: (row.stage, row.condition, row.pupil)):
        yield Table(
            f"{_named(stages[stage])}: {condition} (leerling in {pupil.words})",
            HEAD,
            tuple(_row(row) for row in found),
            (4, 8, 3, 4),
        )


def _named(stage: Stage) -> str:
    return f"Trede {stage.level} ({stage.id})"


def _row(row: Boundary) -> tuple[str, ...]:
    since = f"ja, sinds {words.day(row.reached_on)}" if row.reached_on else "nee"
    return (
        TRIED.get(row.kind, words.capital(row.kind)),
        words.capital(row.history),
        words.day(row.on, year=True),
        since,
    )
