"""Which lists of pupils a URL can name, and what stands on them."""

from collections.abc import Callable
from inspect import signature

from dashboard.app_pages.datakwaliteit import doors as quality
from dashboard.app_pages.ladders import doors as ladders
from dashboard.app_pages.leerplicht import doors as leerplicht
from dashboard.app_pages.trends import lists as trends_lists
from dashboard.app_pages.vergelijken import doors as compare
from dashboard.app_pages.vergelijken import whatif
from dashboard.app_pages.werklijst import doors as worklist
from dashboard.app_pages.ziekte import doors as sickness
from dashboard.listing import Listing, Pick, StaleLinkError, one_of
from dashboard.view import View
from dashboard.whole_days.doors import unauthorised

# Kind of list -> the door to it; the values of the pick are its arguments.
LISTS: dict[str, Callable[..., Listing]] = {
    "achttien": leerplicht.adults,
    "als-onbekend": leerplicht.other_reading,
    "bijna": ladders.near_next,
    "cel": trends_lists.slot_pupils,
    "correcties": quality.corrections,
    "deel": trends_lists.part_pupils,
    "duo": leerplicht.of_kind,
    "melding-vervallen": leerplicht.orphans,
    "gemist": compare.missed,
    "hele-dagen": unauthorised,
    "meldingen": leerplicht.reports,
    "nadert": leerplicht.nearing,
    "nalopen": quality.issue_pupils,
    "opgeknapt": worklist.recovered,
    "stroom": ladders.move_list,
    "te-melden": leerplicht.due,
    "trede": ladders.on_stage,
    "van-naar": ladders.cell_list,
    "variant": compare.on_stage,
    "vak": trends_lists.subject_pupils,
    "week": trends_lists.week_pupils,
    "verschil": compare.differ_list,
    "vervallen": leerplicht.leaving,
    "verschoven": whatif.movers,
    "vinkjes": worklist.loose_marks,
    "wat-als": whatif.on_side,
    "werklijst": worklist.steps,
    "ziek-afdeling": sickness.worrying,
    "ziek-meldingen": sickness.sick_pupils,
    "ziek-open": sickness.not_taken_up,
    "ziek-patroon": sickness.pattern_pupils,
    "ziek-samen": sickness.together,
    "ziek-signaal": sickness.signals,
    "ziek-stijgt": sickness.changed,
    "ziek-vroeg": sickness.early,
    "ziek-zorg": sickness.cases,
    "zonder-nadering": compare.idle,
    "zonder-reden": quality.unknown_age_pupils,
}


def find(view: View, pick: Pick) -> Listing:
    """The list that a pick names, for this viewer and choice.

    Raises StaleLinkError for a link that was cut off or made by hand, or one to a ladder, week or klas that is gone.
    """
    door = LISTS[one_of(pick.kind, LISTS, "de lijst")]
    try:
        signature(door).bind(view, *pick.values)
    except TypeError:
        raise StaleLinkError("de koppeling is afgebroken of er staat te veel in") from None
    return door(view, *pick.values)
