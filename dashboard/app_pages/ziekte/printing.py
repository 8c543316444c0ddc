"""The button that prints the agenda of the talk about care."""

from dashboard import pdf, saving, words
from dashboard.app_pages.ziekte import doors, shapes
from dashboard.components import described
from dashboard.view import View


def button(view: View) -> None:
    """Draws it; the file is made when it is asked for."""
    worrying, cases = doors.worrying(view).frame, doors.cases(view).frame
    over = cases.filter(cases["Termijn"] == shapes.OVER)
    pupils = list(dict.fromkeys([*over["nummer"], *worrying["nummer"]]))
    saving.download(
        view,
        "Agenda zorgoverleg (PDF)",
        lambda: pdf.printed(
            "ziekte/zorgoverleg.typ",
            {
                "title": f"Agenda zorgoverleg, {words.day(view.noted_until, year=True)}",
                "described": described(view),
                "groups": shapes.agenda(worrying, cases),
            },
        ),
        "agenda zorgoverleg",
        f"zorgoverleg_{view.on}.pdf",
        key="zorgoverleg",
        rows=len(pupils),
        pupils=pupils,
        disabled=not pupils,
        help="Wie een evaluatie heeft die voorbij is, en wie zorgwekkend ziek is: met ruimte voor een afspraak.",
    )
