"""Pieces that every page uses: the question, the answer, the note below, and lists that lead to a pupil."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import data, words
from dashboard.uploads import Outcome
from dashboard.view import View

PUPIL_PAGE = "app_pages/leerling.py"
UNKNOWN = "–"
DATE_COLUMN = st.column_config.DateColumn(format="DD-MM-YYYY")


def nothing_to_see() -> None:
    """The words for a viewer without rights or a workspace without data."""
    st.title("Verzuimbeeld")
    st.info(
        "Er is hier niets te zien: er zijn geen registraties ingelezen, of u heeft geen rechten op deze school. "
        "Bestanden leest u in op de pagina Inlezen."
    )


def heading(title: str, question: str, answer: str) -> None:
    """Title, the question that the page answers, and the answer before any chart."""
    st.title(title, anchor=False)
    st.caption(question)
    st.markdown(f"#### {answer}")


def filters_in_words(view: View) -> str:
    """What was chosen, for below figures and on exports."""
    chosen = view.selection
    names = dict(zip(data.parts(view)["afdeling"], data.parts(view)["name"], strict=True))
    parts = [
        *(["afdeling " + words.listed([names[a] for a in chosen.afdelingen])] if chosen.afdelingen else []),
        *(["leerjaar " + words.listed([str(y) for y in chosen.leerjaren])] if chosen.leerjaren else []),
        *(["klas " + words.listed(list(chosen.klassen))] if chosen.klassen else []),
    ]
    return ", ".join(parts) if parts else "hele school"


def note(view: View, protocol: str | None = None) -> None:
    """Under every figure: for whom, on which day, by which protocol, and up to when the data run."""
    incomplete = data.incomplete_weeks(view)
    parts = [
        f"{filters_in_words(view)[0].upper()}{filters_in_words(view)[1:]}",
        f"peildatum {words.day(view.on, year=True)}",
        f"protocol {protocol or view.protocol}",
        f"gegevens tot en met {words.day(view.last, year=True)}",
    ]
    if incomplete:
        last = max(incomplete)
        parts.append(f"onvolledige week: die van {words.day(last, year=True)}")
    st.caption(" · ".join(parts))


def pupil_list(
    frame: pl.DataFrame,
    key: str,
    empty: str,
    dates: tuple[str, ...] = (),
    wide: tuple[str, ...] = (),
    widths: dict[str, int] | None = None,
    row_height: int | None = None,
    height: int = 420,
    alt: str = "",
) -> None:
    """A list of pupils; choosing a row opens the pupil. The frame has a column `nummer` with the pupil number."""
    if frame.is_empty():
        st.info(empty)
        return
    config = dict.fromkeys(dates, DATE_COLUMN) | {name: st.column_config.TextColumn(width="large") for name in wide}
    config |= {name: st.column_config.TextColumn(width=width) for name, width in (widths or {}).items()}
    shown = frame.with_columns(pl.col(pl.Null).cast(pl.String)).with_columns(pl.col(pl.String).fill_null(UNKNOWN))
    event = st.dataframe(
        shown,
        hide_index=True,
        column_config=config | {"nummer": None},
        on_select="rerun",
        selection_mode="single-row",
        row_height=row_height,
        height="auto" if (row_height or 35) * (frame.height + 1) < height else height,
        key=key,
        placeholder=UNKNOWN,
        alt=alt or "Lijst van leerlingen; kies een rij om de leerling te openen.",
    )
    st.caption(f"{words.count(frame.height, 'rij', 'rijen')}. Kies een rij om de leerling te openen.")
    rows = event["selection"]["rows"]
    if rows:
        open_pupil(str(frame["nummer"][rows[0]]))


def plain_table(frame: pl.DataFrame, alt: str, right: tuple[str, ...] = ()) -> None:
    """A table to read: dates the Dutch way, a dash where nothing is known; text of numbers (`right`) to the right."""
    config = {name: DATE_COLUMN for name, dtype in frame.schema.items() if dtype == pl.Date}
    config |= {name: st.column_config.TextColumn(alignment="right") for name in right}
    st.dataframe(frame, hide_index=True, column_config=config, placeholder=UNKNOWN, alt=alt)


def row_list(frame: pl.DataFrame, key: str, empty: str) -> None:
    """A list of whatever was found; a list of pupils opens the pupil, a list of codes or weeks is only read."""
    if "nummer" in frame.columns or frame.is_empty():
        pupil_list(frame, key, empty, dates=tuple(name for name, dtype in frame.schema.items() if dtype == pl.Date))
        return
    plain_table(frame, alt="Lijst van wat is gevonden.")
    st.caption(f"{words.count(frame.height, 'rij', 'rijen')}.")


def import_outcome(outcome: Outcome) -> None:
    """What an import changes or changed: counts per file, what asks for attention, and the refused rows."""
    if outcome.problem:
        st.error(outcome.problem)
        return
    plain_table(outcome.files, alt="Per bestand het aantal nieuwe, gewijzigde en ingetrokken rijen.")
    for sentence in outcome.attention:
        st.warning(sentence)
    if not outcome.refused.is_empty():
        st.markdown(
            f"**{words.count(outcome.refused.height, 'rij wordt', 'rijen worden')} geweigerd**; de rest gaat door"
        )
        plain_table(outcome.refused, alt="Geweigerde rijen met reden en wat u kunt doen.")


def offer_newest_day(view: View) -> None:
    """A button to the newest day of the data: after an import the peildatum still is the one chosen before."""
    if view.on < view.last:
        st.button(f"Peildatum naar {words.day(view.last, year=True)}", on_click=_look_at, args=(view.last,))


def _look_at(on: date) -> None:
    st.session_state["peildatum"] = on


def open_pupil(student_id: str) -> None:
    """Goes to the page of a pupil and keeps the filters in the URL."""
    st.switch_page(PUPIL_PAGE, query_params={"leerling": student_id})


def picked(event: object, selection: str, field: str) -> str | None:
    """The key of the chosen bar or point of a chart, when there is one."""
    chosen = event["selection"].get(selection) if event else None  # type: ignore[index]
    return str(chosen[0][field]) if chosen else None


def as_day(text: str) -> date:
    """A key of a week back to its Monday."""
    return date.fromisoformat(text)
