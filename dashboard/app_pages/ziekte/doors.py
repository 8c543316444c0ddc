"""Cached doors to sick absence and care; without the right to care every one of them is empty."""

from dataclasses import replace

import polars as pl

from dashboard import words
from dashboard.app_pages.ziekte import charts, patterns, shapes
from dashboard.care.doors import NATIONAL, case_rows, signal_list, signal_rows
from dashboard.care.signals import in_words
from dashboard.doors import door, drawing
from dashboard.listing import Listing, Pick, one_of
from dashboard.marks import Drawing
from dashboard.school import opened, settings
from dashboard.stages.doors import ladders
from dashboard.view import View
from pipelines.questions import (
    early as early_questions,
    sick_changes,
    sick_patterns,
    sickness,
    worrying as worrying_questions,
)

TRACK = "ziek"
# Of the lists of signals; what a line has no room for is in the file that is saved.
WIDTHS = (("Leerling", 130), ("Klas", 56), ("Signaal", 190), ("Dagen", 190), ("Wie doet wat", 205))
PATTERN_WIDTHS = (*WIDTHS[:2], ("Patroon", 190), ("Woord", 90), ("Bij anderen", 100), ("Dagen", 230))
LONGEST, SAVED_ONLY = {"Dagen": 95, "Wie doet wat": 105}, ("Mentor", "Criteria")
CHOSEN = ("nummer", "Leerling", "Klas")


def sick_protocols(view: View) -> dict[str, str]:
    """Protocols with a ladder for sick absence -> their name."""
    rows = ladders(view).filter(pl.col("track") == TRACK)
    return dict(zip(rows["protocol"], rows["protocol_name"], strict=True))


def signals(view: View, *protocols: str) -> Listing:
    """Signals by the protocol in force, the national criteria and the protocols asked for. Raises StaleLinkError for others."""
    for protocol in protocols:
        one_of(protocol, sick_protocols(view), "het ziekteprotocol")
    return Listing(
        Pick("ziek-signaal", protocols),
        f"Ziektesignalen op {words.day(view.on)}",
        signal_list(view, *sorted(protocols)),
        "Niemand heeft binnen deze keuze een ziektesignaal.",
        WIDTHS,
        SAVED_ONLY,
    )


def not_taken_up(view: View, *protocols: str) -> Listing:
    """The signals after which nobody has had a contact. Raises StaleLinkError as `signals`."""
    every = signals(view, *protocols)
    return replace(
        every,
        pick=Pick("ziek-open", protocols),
        title=f"Ziektesignalen zonder contact sindsdien, op {words.day(view.on)}",
        frame=every.frame.filter(pl.col("Opgepakt").is_null()),
        empty="Elk signaal is opgepakt.",
    )


SIGNALS = {"signals": signals, "open": not_taken_up}


@door()
def sick_pupils(view: View) -> Listing:
    """Everybody who was sick this school year or in the last 12 school weeks."""
    rows = sickness.sick_pupils(opened(view), view.viewer, view.on, view.school, view.selection)
    return Listing(
        Pick("ziek-meldingen"),
        f"Ziekmeldingen en ziektedagen op {words.day(view.on)}",
        shapes.sick_pupils(rows),
        "Niemand is dit schooljaar ziek gemeld.",
    )


def counts(view: View) -> tuple[int, int]:
    """How many pupils meet the national criteria, and how many stand on a sick stage of the protocol in force."""
    rows = signal_rows(view)
    national = rows.filter(pl.col("protocol") == NATIONAL)
    return national["student_id"].n_unique(), rows.filter("in_force")["student_id"].n_unique()


def worrying(view: View, afdeling: str = "") -> Listing:
    """Pupils with worrying sick absence, of one afdeling (empty: of all). Raises StaleLinkError for one that is not there."""
    rows = signal_rows(view).filter(pl.col("protocol") == NATIONAL)
    names = dict(share_parts(view).select("key", "afdeling_name").rows())
    if afdeling:
        rows = rows.filter(afdeling=one_of(afdeling, names, "de afdeling"))
    return Listing(
        Pick("ziek-afdeling", (afdeling,)),
        f"Zorgwekkend ziek{' in ' + names[afdeling] if afdeling else ''} op {words.day(view.on)}",
        in_words(rows, case_rows(view)),
        "Niemand is binnen deze keuze zorgwekkend ziek.",
        WIDTHS,
        SAVED_ONLY,
    )


@door()
def _patterns(view: View) -> sick_patterns.Patterns:
    return sick_patterns.patterns(opened(view), view.viewer, view.on, view.school, view.selection)


def pattern_tests(view: View) -> pl.DataFrame:
    """Per kind of pattern what was tested, found and expected by chance."""
    return patterns.pattern_tests(_patterns(view).tests)


def pattern_news(view: View) -> str:
    """What the page has to say about the lists of patterns as a whole."""
    return patterns.pattern_news(_patterns(view).tests)


def patterns_explained(view: View) -> str:
    """How to read the lists of patterns, and how often a pupil without one is named."""
    numbers = settings(view)
    return patterns.explained(numbers["standout_look"], numbers["standout_signal"])


def pattern_pupils(view: View) -> Listing:
    """Pupils whose sick reports stand out."""
    return Listing(
        Pick("ziek-patroon"),
        f"Patronen in ziekmeldingen van dit schooljaar op {words.day(view.on)}",
        patterns.pattern_pupils(_patterns(view).pupils),
        "Geen namen: niet meer dan toeval geeft.",
        PATTERN_WIDTHS,
        SAVED_ONLY,
    )


@door()
def _changes(view: View) -> sick_changes.Changes:
    return sick_changes.changes(opened(view), view.viewer, view.on, view.school, view.selection)


def change_tests(view: View) -> pl.DataFrame:
    """Per kind of change how many pupils were compared, found and expected by chance; without rows when none could be."""
    tests = _changes(view).tests
    return patterns.change_tests(tests) if tests["tested"].sum() else patterns.change_tests(tests.clear())


def changed(view: View) -> Listing:
    """Pupils whose sick reports rise, and who is quiet after worrying absence."""
    return Listing(
        Pick("ziek-stijgt"),
        f"Ziekmeldingen anders dan voorheen op {words.day(view.on)}",
        patterns.changed(_changes(view).pupils),
        "Bij niemand is het aantal ziekmeldingen duidelijk veranderd.",
        (("Verandering", 250),),
        ("Mentor",),
    )


@door()
def share_parts(view: View) -> pl.DataFrame:
    """Per afdeling the share with worrying sick absence, with the band of chance."""
    return shapes.shares(
        worrying_questions.worrying_shares(opened(view), view.viewer, view.on, view.school, view.selection)
    )


@drawing()
def share_chart(view: View) -> Drawing:
    """The share of pupils with worrying sick absence per afdeling."""
    return charts.shares(share_parts(view))


@door()
def together_counts(view: View) -> worrying_questions.Together:
    """Pupils with both kinds of absence, and how many chance alone gives."""
    return worrying_questions.together(opened(view), view.viewer, view.on, view.school, view.selection)


def together(view: View) -> Listing:
    """Pupils with worrying sick absence who were also absent without leave."""
    return Listing(
        Pick("ziek-samen"),
        f"Zorgwekkend ziek en ook ongeoorloofd afwezig op {words.day(view.on)}",
        shapes.together(together_counts(view).pupils),
        "Niemand heeft beide.",
        saved_only=("Mentor", "Ziekmeldingen"),
    )


@door()
def early_is_meant(view: View) -> bool:
    """Whether the early list is for these weeks."""
    return early_questions.is_meant(opened(view), view.viewer, view.on, view.school)


@door()
def early_list(view: View) -> early_questions.Early:
    """The early list of the school year, as known on the day."""
    return early_questions.early(opened(view), view.viewer, view.on, view.school, view.selection)


def early(view: View) -> Listing:
    """Pupils who were ill most in the first school weeks."""
    return Listing(
        Pick("ziek-vroeg"),
        f"Vroege lijst: het meest ziek in de eerste schoolweken, op {words.day(view.on)}",
        shapes.early(early_list(view).pupils),
        "Niemand staat op de vroege lijst.",
    )


def outlook(view: View) -> str:
    """What last year's early list came to."""
    # Of who sees a part of the school the rest of it is not told exactly.
    least = 1 if view.viewer.sees_whole(view.school) else int(settings(view)["small_group"])
    return shapes.outlook(early_list(view).outlook, least)


def cases(view: View) -> Listing:
    """Pupils with a contact or a mark, by review date."""
    return Listing(
        Pick("ziek-zorg"),
        f"Zorg: contacten en evaluaties op {words.day(view.on)}",
        shapes.cases(case_rows(view)),
        "Er is nog geen contact of markering vastgelegd.",
        (("Soort", 240),),
    )


def choosable(view: View) -> dict[str, str]:
    """Pupil number -> name and klas, of whom a contact can be kept: everybody with a signal, a contact or a mark."""
    listed = pl.concat([cases(view).frame.select(CHOSEN), signals(view).frame.select(CHOSEN)]).unique("nummer")
    return {
        row["nummer"]: f"{row['Leerling']} ({row['Klas'] or 'klas onbekend'})"
        for row in listed.sort("Leerling", "nummer").iter_rows(named=True)
    }
