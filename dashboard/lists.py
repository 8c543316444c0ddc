"""Which lists of pupils a URL can name, and what stands on them."""

from collections.abc import Callable
from inspect import signature

from dashboard.app_pages.datakwaliteit import doors as datakwaliteit
from dashboard.app_pages.ladders import doors as ladders
from dashboard.app_pages.leerplicht import doors as leerplicht
from dashboard.app_pages.onverklaard import doors as onverklaard
from dashboard.app_pages.overzicht import doors as overzicht
from dashboard.app_pages.trends import lists as trends
from dashboard.app_pages.vergelijken import doors as vergelijken, what_if_doors
from dashboard.app_pages.werklijst import doors as werklijst
from dashboard.app_pages.ziekte import doors as ziekte
from dashboard.listing import Listing, Pick, StaleLinkError, one_of
from dashboard.stages.doors import on_stage
from dashboard.standing_out import doors as standing_out
from dashboard.view import View
from dashboard.whole_days.doors import unauthorised

# Kind of list -> the door to it; the values of the pick are its arguments.
LISTS: dict[str, Callable[..., Listing]] = {
    "achttien": leerplicht.adults,
    "als-onbekend": leerplicht.other_reading,
    "bijna": ladders.near_next,
    "cel": trends.slot_pupils,
    "correcties": datakwaliteit.corrections,
    "deel": trends.part_pupils,
    "duo": leerplicht.of_kind,
    "gemist": vergelijken.missed,
    "hele-dagen": unauthorised,
    "melding-vervallen": leerplicht.orphans,
    "meldingen": leerplicht.reports,
    "nadert": leerplicht.nearing,
    "nalopen": datakwaliteit.issue_pupils,
    "nieuw": overzicht.listing,
    "onverklaard": onverklaard.listing,
    "opgeknapt": werklijst.recovered,
    "stroom": ladders.move_list,
    "te-melden": leerplicht.due,
    "trede": on_stage,
    "van-naar": ladders.cell_list,
    "valt-op": standing_out.listing,
    "variant": vergelijken.on_stage,
    "vak": trends.subject_pupils,
    "week": trends.week_pupils,
    "verschil": vergelijken.differ_list,
    "vervallen": leerplicht.leaving,
    "verschoven": what_if_doors.movers,
    "wat-als": what_if_doors.on_side,
    "werklijst": werklijst.listed,
    "ziek-afdeling": ziekte.worrying,
    "ziek-meldingen": ziekte.sick_pupils,
    "ziek-open": ziekte.not_taken_up,
    "ziek-patroon": ziekte.pattern_pupils,
    "ziek-samen": ziekte.together,
    "ziek-signaal": ziekte.signals,
    "ziek-stijgt": ziekte.changed,
    "ziek-vroeg": ziekte.early,
    "ziek-zorg": ziekte.cases,
    "zonder-nadering": vergelijken.idle,
    "zonder-reden": datakwaliteit.unknown_age_pupils,
}


# The page by which a list may be seen, of kinds whose door is of no page.
SHARED = {"hele-dagen": "leerlingen", "trede": "ladders", "valt-op": "trends"}


def home(kind: str) -> str:
    """The page that a kind of list is of."""
    return SHARED.get(kind) or LISTS[kind].__module__.split(".")[2].replace("_", "-")


def find(view: View, pick: Pick) -> Listing:
    """The list that a pick names, for this viewer and choice.

    Raises StaleLinkError for a link that was cut off or made by hand, one to a ladder, week or klas that is gone, or one to
    a list of a page that the viewer may not open.
    """
    door = LISTS[one_of(pick.kind, LISTS, "de lijst")]
    if not view.viewer.reads(home(pick.kind)) or not view.viewer.schools:
        raise StaleLinkError("deze lijst is niet voor uw rol")
    try:
        signature(door).bind(view, *pick.values)
    except TypeError:
        raise StaleLinkError("de koppeling is afgebroken of er staat te veel in") from None
    return door(view, *pick.values)
