"""Pieces that every page uses: the question, the answer, the note below, and lists that lead to a pupil."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal
from zlib import crc32

import polars as pl
import streamlit as st

from dashboard import by_keyboard, export, filters, lists, navigation, plain, saving, school, words
from dashboard.contacts.doors import with_last
from dashboard.listing import Listing, StaleLinkError, parse_pick
from dashboard.view import View

HEADER_HEIGHT, ROW_HEIGHT = 40, 35
# Pixels: five beside each other on a screen of 1440, one or two on a telephone.
FIGURE_WIDTH = 195
DATE_COLUMN = st.column_config.DateColumn(format="DD-MM-YYYY")


def heading(title: str, question: str, answer: str) -> None:
    """Title, the question that the page answers, and the answer before any chart."""
    st.title(title, anchor=False)
    st.caption(question)
    st.header(answer, anchor=False)


def figures(found: Iterable[tuple[str, str, str]]) -> None:
    """Figures side by side, as many in a row as the screen has room for: what it is, the figure, what stands beside it."""
    with st.container(horizontal=True, gap="small"):
        for name, figure, beside in found:
            # The label of a metric is cut off where its tile ends; a caption goes on below.
            with st.container(width=FIGURE_WIDTH, gap="xxsmall"):
                st.caption(plain.text(name))
                st.metric(name, figure, label_visibility="collapsed")
                st.caption(plain.text(beside))


def filters_in_words(view: View) -> str:
    """What was chosen, for below figures and on exports."""
    chosen = view.selection
    names = dict(zip(school.parts(view)["afdeling"], school.parts(view)["name"], strict=True))
    parts = [
        *(["afdeling " + words.listed([names[a] for a in chosen.afdelingen])] if chosen.afdelingen else []),
        *(["leerjaar " + words.listed([str(y) for y in chosen.leerjaren])] if chosen.leerjaren else []),
        *(["klas " + words.listed(list(chosen.klassen))] if chosen.klassen else []),
        *(["mentor " + words.listed(list(chosen.mentors))] if chosen.mentors else []),
    ]
    everybody = "hele school" if view.viewer.sees_whole(view.school) or view.viewer.figures else "uw leerlingen"
    return ", ".join(parts) if parts else everybody


def note(view: View, protocol: str | None = None, with_sickness: bool = False) -> None:
    """Under every figure: for whom, on which day, by which protocol, and up to when the data run."""
    weeks = school.incomplete_weeks(view)
    st.caption(view.described(filters_in_words(view), weeks, protocol, with_sickness))


def described(view: View, protocol: str | None = None) -> str:
    """What a figure is about, in one line: filters, day, protocol, how far the data run and which week lacks some."""
    return view.described(filters_in_words(view), school.incomplete_weeks(view), protocol)


def explanation(parts: Callable[[], Mapping[str, Sequence[str]]]) -> None:
    """A button that opens how a page is read: sentences by the subhead above them (empty: none), made when it is opened."""
    st.button("Hoe lees ik dit?", key="uitleg", type="tertiary", on_click=_explained, args=(parts,))


@st.dialog("Hoe lees ik dit?", width="large")
def _explained(parts: Callable[[], Mapping[str, Sequence[str]]]) -> None:
    for subhead, sentences in parts().items():
        if subhead:
            st.markdown(f"**{plain.text(subhead)}**")
        st.markdown(plain.bullets(sentences))


def pupil_list(
    listing: Listing,
    key: str,
    row_height: int | None = None,
    height: int = 420,
    bars: Mapping[str, float] | None = None,
    selectable: bool = False,
    longest: Mapping[str, int] | None = None,
    buttons: Mapping[str, str] | None = None,
) -> list[int]:
    """A list of pupils: a name opens the pupil, a button saves the list as Excel with the filters in words.

    `bars` draws columns as a bar up to the given number; `longest` is how many letters of a column fit in a row;
    `selectable` puts a box to tick before each row; `buttons` makes columns for the program ones of buttons, with the key
    under which a click stands in the session. Every list says the last contact. Returns the places of the ticked rows in
    the frame.
    """
    if listing.frame.is_empty():
        st.info(listing.empty)
        return []
    if selectable:
        # Ticks are places in the list: another list of rows must never take over the ticks of the one before.
        key = f"{key}-{crc32(listing.frame.write_json().encode()):08x}"
    listing = with_last(filters.view(), listing)
    frame = listing.frame
    config = _typed(frame)
    config |= {name: st.column_config.TextColumn(width=width) for name, width in listing.widths}
    config |= {
        name: st.column_config.ProgressColumn(format="localized", min_value=0, max_value=most)
        for name, most in (bars or {}).items()
    }
    # Columns in small letters are for the program.
    config |= {name: None for name in frame.columns if not name[:1].isupper() or name in listing.saved_only}
    config |= {name: st.column_config.ButtonColumn("Doen", key=click) for name, click in (buttons or {}).items()}
    opened = f"{key}-open"
    config["Leerling"] = st.column_config.ButtonColumn(
        type="tertiary", alignment="left", key=opened, pinned=True, width=dict(listing.widths).get("Leerling")
    )
    # What Streamlit finds by itself is for rows of one line.
    whole: int | Literal["auto"] = HEADER_HEIGHT + row_height * frame.height if row_height else "auto"
    shown = frame.with_columns(pl.col(pl.Null).cast(pl.String)).with_columns(pl.col(pl.String).fill_null(words.UNKNOWN))
    shown = shown.with_columns(
        pl.Series(name, [words.shortened(text, most) for text in shown[name]], pl.String)
        for name, most in (longest or {}).items()
    )
    table = st.dataframe(
        plain.table(shown),
        hide_index=True,
        column_config=config,
        on_select="rerun" if selectable else "ignore",
        selection_mode="multi-row",
        row_height=row_height,
        height=whole if (row_height or ROW_HEIGHT) * (frame.height + 1) < height else height,
        key=key,
        placeholder=words.UNKNOWN,
        alt=f"{listing.title}. Kies een naam om de leerling te openen.",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{words.count(frame.height, 'rij', 'rijen')}. Kies een naam om de leerling te openen.")
        by_keyboard.button(listing, key)
        save_list(listing, key)
    if click := clicked(opened):
        navigation.open_pupil(str(frame["nummer"][click[0]]), listing)
    return list(table["selection"]["rows"]) if selectable else []  # type: ignore[index]


def clicked(key: str) -> tuple[int, str] | None:
    """The number of the row and the label of the button that was clicked in a column with this key, in this run only."""
    click = st.session_state.get(key)
    return (int(click["row"]), str(click["label"])) if click else None


def save_list(listing: Listing, key: str) -> None:
    """A button that saves a list as Excel; the file is made when it is asked for."""
    view = filters.view()
    frame = export.taken(listing)
    saving.download(
        view,
        "Excel",
        lambda: export.workbook(listing, described(view)),
        f"lijst {listing.pick.kind}",
        f"{listing.pick.kind}_{view.on}.xlsx",
        key=f"{key}-excel",
        rows=frame.height,
        pupils=frame["nummer"].to_list(),
        help="Bewaar deze lijst met de gekozen filters als Excel-bestand.",
    )


def plain_table(
    frame: pl.DataFrame,
    alt: str,
    right: tuple[str, ...] = (),
    widths: dict[str, int] | None = None,
    empty: str = "Hier is niets gevonden.",
    row_height: int | None = None,
    whole: bool = False,
) -> None:
    """A table to read: dates the Dutch way, a dash where nothing is known; text of numbers (`right`) to the right.

    `whole`: every row is in sight at once, so that a column can be read from top to bottom.
    """
    if frame.is_empty():
        st.info(empty)
        return
    config = _typed(frame, right)
    config |= {name: st.column_config.TextColumn(width=width) for name, width in (widths or {}).items()}
    height: int | Literal["auto"] = HEADER_HEIGHT + (row_height or ROW_HEIGHT) * frame.height if whole else "auto"
    st.dataframe(
        plain.table(frame),
        hide_index=True,
        column_config=config,
        placeholder=words.UNKNOWN,
        alt=alt,
        row_height=row_height,
        height=height,
    )


def _typed(frame: pl.DataFrame, right: tuple[str, ...] = ()) -> dict[str, Any]:
    """The columns of days and numbers, with the point and comma of the browser; text of numbers (`right`) to the right."""
    number, text = st.column_config.NumberColumn(format="localized"), st.column_config.TextColumn(alignment="right")
    found: dict[str, Any] = {name: text for name in right if name in frame}
    found |= {name: number for name, dtype in frame.schema.items() if dtype.is_numeric()}
    return found | {name: DATE_COLUMN for name, dtype in frame.schema.items() if dtype == pl.Date}


def link_table(
    frame: pl.DataFrame, key: str, links: tuple[str, ...], alt: str, right: tuple[str, ...] = ()
) -> tuple[str, int] | None:
    """A table to read of which the columns `links` can be clicked; column and number of the row that was, else None.

    Columns in small letters are for the program; text of numbers (`right`) stands to the right.
    """
    config = _typed(frame, right)
    config |= {name: None for name in frame.columns if not name[:1].isupper()}
    for link in links:
        config[link] = st.column_config.ButtonColumn(
            type="tertiary",
            alignment="right" if link in right else "left",
            key=f"{key}-{link}",
            pinned=link not in right,
        )
    st.dataframe(plain.table(frame), hide_index=True, column_config=config, key=key, placeholder=words.UNKNOWN, alt=alt)
    clicks = {link: clicked(f"{key}-{link}") for link in links}
    return next(((link, click[0]) for link, click in clicks.items() if click), None)


def row_list(frame: pl.DataFrame) -> None:
    """A list of whatever was found that is not about single pupils, such as codes or weeks: only read."""
    plain_table(frame, alt="Lijst van wat is gevonden.")
    if not frame.is_empty():
        st.caption(f"{words.count(frame.height, 'rij', 'rijen')}.")


def neighbours(view: View, student_id: str | None, list_text: str | None) -> None:
    """Buttons to the pupils before and after this one on the list that one came from, and back to that list."""
    if not list_text or student_id is None:
        return
    try:
        listing = lists.find(view, parse_pick(list_text))
    except StaleLinkError as stale:
        st.warning(f"De lijst waar u vandaan kwam, is er niet meer: {stale.what}.")
        return
    before, after, place = listing.neighbours(student_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("← Vorige", disabled=before is None, key="vorige"):
            navigation.open_pupil(str(before), listing)
        if st.button("Volgende →", disabled=after is None, key="volgende"):
            navigation.open_pupil(str(after), listing)
        if st.button("Naar de lijst", key="naar-lijst"):
            navigation.open_list(listing.pick)
        st.caption(f"{place} van {listing.pupils()} · {listing.title}" if place else listing.title)
