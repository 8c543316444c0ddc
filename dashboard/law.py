"""The law in words, for pages, forms and files: terms with their source, and what holds from which age."""

from dashboard import words
from protocols import national
from protocols.settings_page import on_page

# What a programme that reads registrations cannot know, and what hangs on it.
WITHOUT_DIPLOMA = "verplicht zonder startkwalificatie; die weet dit programma niet"


def hours() -> str:
    """`16 uur`."""
    return national.hours()


def norm_name() -> str:
    """`16-uursnorm`."""
    return national.norm_name()


def weeks() -> str:
    """The window of the norm: `4 schoolweken`."""
    return national.amount("weeks")


def adult() -> str:
    """`18 jaar en ouder`."""
    return national.age_group(adult=True)


def of_age() -> str:
    """Said of one pupil: `18 jaar of ouder`."""
    return f"{national.amount('duty_until_age')} of ouder"


def long_absence() -> str:
    """`meer dan 4 schoolweken`."""
    return national.long_absence()


def adult_weeks() -> str:
    """From how many school weeks on the other duty of adults holds: `4 schoolweken achter elkaar`."""
    return f"{national.amount('adult_weeks')} achter elkaar"


def sick_criteria() -> str:
    """The criteria of M@ZL in words."""
    return f"de {national.sick_criteria()} ziek"


def sick_weeks() -> int:
    """Over how many school weeks those criteria count sick reports."""
    return national.sick_weeks()


def term() -> str:
    """`onverwijld (Onderwijsinspectie: binnen 5 werkdagen)`."""
    return national.due()


def due() -> str:
    """Until when a report is made, and who says so."""
    return (
        f"Melden moet {term()}, te rekenen vanaf de einddatum, of vanaf de eerste dag waarop een volgende melding kan "
        f"({national.amount('days_between_reports')} na de vorige); vakanties en weekenden zijn geen werkdagen. Bron: "
        f"{national.due_source()}."
    )


def over_summer() -> str:
    """The reading by which a report may begin before the summer, and where to read it otherwise."""
    return f"{summer_reading()}; anders lezen kan {on_page('Algemeen', 'norm_crosses_summer = false')}"


def summer_reading() -> str:
    """The reading by which a report may begin before the summer."""
    return f"lezing: {weeks()} zijn opeenvolgend over de zomer heen, want vakanties zijn geen lesweken"


def source() -> str:
    """The source of the term, for below a form."""
    return f"Bron: {national.due_source()}."


def ages() -> str:
    """What holds under which age, and what it hangs on."""
    age, until = national.said("duty_until_age"), national.said("adult_until_age")
    return (
        f"{words.capital(national.age_group(adult=False))} zonder startkwalificatie is melden een plicht; met een "
        f"startkwalificatie eindigt die eerder ({national.article('duty_until_age')}). Vanaf {age} jaar is melden van de "
        f"{hours()} een keuze, die gemeenten met scholen afspreken. Van {age} tot {until} jaar zonder startkwalificatie is er "
        f"een andere plicht: vanaf {adult_weeks()} zonder geldige reden, of een kortere termijn die het bevoegd gezag stelt "
        f"({national.article('adult_weeks')}). Wie een startkwalificatie heeft, weet dit programma niet."
    )


def duty(kind_is_long: bool, age: int | None) -> str:
    """Whether a report of somebody who is no minor is a duty; of a long absence that is never a plain no."""
    if not kind_is_long:
        return "niet verplicht: gemeenten spreken met scholen af of zij die doen"
    if age is not None and age >= national.number("adult_until_age"):
        return f"alleen tot {national.amount('adult_until_age')} {WITHOUT_DIPLOMA}"
    return WITHOUT_DIPLOMA


def long_lessons(minutes: int) -> str:
    """The warning for a school whose lessons last longer than the hour for which each counts."""
    return (
        f"Een les duurt hier {minutes} minuten en telt voor de {norm_name()} als een uur: dat is een lezing, en bij lessen "
        f"van meer dan {national.amount('lesson_minutes')} telt zij te weinig. Anders lezen kan "
        f"{on_page('Algemeen', 'hour_unit')}: een uur is een klokuur."
    )
