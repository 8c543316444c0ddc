"""What an import would change or changed, and the choices that it asks for."""

from collections.abc import Collection

import streamlit as st

from dashboard import components, plain, words
from dashboard.app_pages.inlezen import columns, plans
from dashboard.app_pages.inlezen.columns import Columns
from dashboard.app_pages.inlezen.plans import FileView, Plan
from dashboard.app_pages.inlezen.uploads import Outcome


def asked_columns(file: FileView) -> Columns | None:
    """A form for a table that is not understood; None as long as nothing was chosen that makes sense."""
    st.error(file.problem)
    st.markdown(f"**{plain.text(file.name)}**: wijs de kolommen aan")
    st.caption(
        "Registraties hebben leerlingnummer, datum en code nodig, een leerlingenlijst leerlingnummer en klas. De keuze wordt "
        "onthouden voor het volgende bestand met deze kopregel."
    )
    picked = _boxes(file)
    if columns.enough(picked):
        return columns.chosen_of(picked, {})
    st.warning("Kies voor leerlingnummer, datum en code (of leerlingnummer en klas) elk een eigen kolom.")
    return None


def file_details(file: FileView) -> Columns | None:
    """What a file is read as: its columns, its first rows, and a form to point at other columns; None for no change."""
    with st.expander(f"{file.name}: kolommen en eerste rijen"):
        components.plain_table(file.sample, alt=f"De eerste rijen van {file.name}.", empty="Geen rijen om te tonen.")
        if file.used.is_empty():
            st.caption("Dit soort bestand heeft een vaste indeling, zonder kolommen om aan te wijzen.")
            return None
        components.plain_table(file.used, alt=f"Waar elke kolom van {file.name} voor wordt gebruikt.")
        st.caption(f"Niet gelezen: {', '.join(file.unused) or 'geen enkele kolom'}.")
        if file.applied:
            st.caption(f"Zoals eerder aangewezen voor deze kopregel ({file.applied}).")
            if st.checkbox("Vergeet de eerder aangewezen kolommen", key=f"vergeet-{file.digest}"):
                return {}
        if not file.fields or not st.checkbox("Andere kolommen aanwijzen", key=f"anders-{file.digest}"):
            return None
        picked = _boxes(file)
        if columns.doubled(picked):
            st.warning("Kies voor elk veld een eigen kolom.")
            return None
        return columns.chosen_of(picked, file.columns)


def _boxes(file: FileView) -> dict[str, str | None]:
    # A row of columns at a time: on a telephone they stand below each other in this order.
    places = [place for _ in range(0, len(file.fields), 3) for place in st.columns(3)]
    return {
        field: places[number].selectbox(
            columns.title(field, file.kind),
            file.header,
            format_func=plain.visible,
            index=file.header.index(file.columns[field]) if field in file.columns else None,
            placeholder="Geen kolom",
            key=f"kolom-{file.digest}-{field}",
        )
        for number, field in enumerate(file.fields)
    }


def summary(plan: Plan, asked: Collection[str]) -> None:
    """What is wrong, in few lines, then what each file is and changes: refused files and contradictions come first.

    `asked` are the files (by digest) of which the columns are asked above.
    """
    if plan.problem:
        st.error(plan.problem)
    for file in plan.files:
        if file.problem and file.digest not in asked:
            st.error(file.problem)
    for sentence in plan.loud:
        st.error(sentence)
    sentences = list(plan.attention)
    if not plan.refused.is_empty():
        count = words.count(plan.refused.height, "rij wordt", "rijen worden")
        sentences.insert(0, f"{count} geweigerd en niet ingelezen; hieronder staat welke en waarom.")
    if sentences:
        with st.container(border=True):
            st.markdown(f"**Let hierop**: {words.count(len(sentences), 'punt', 'punten')}")
            st.markdown(plain.bullets(sentences))
    if not plan.changes.is_empty():
        st.subheader("Wat er verandert", anchor=False)
    for file in plan.files:
        if not file.problem:
            st.markdown(f"**{plain.text(file.name)}**: {plain.text(file.title)}")
    if not plan.changes.is_empty():
        components.plain_table(plan.changes, alt="Per bestand het aantal nieuwe, gewijzigde en ingetrokken rijen.")


def noticed(plan: Plan) -> None:
    """Which rows are refused and why, and what was noticed and changes nothing."""
    if not plan.refused.is_empty():
        with st.expander(f"Geweigerde rijen ({words.number(plan.refused.height, 0)})"):
            components.plain_table(plan.refused, alt="Geweigerde rijen met reden en wat u kunt doen.")
    if plan.told:
        with st.expander(f"Opgemerkt bij het lezen ({words.number(len(plan.told), 0)})"):
            st.markdown(plain.bullets(plan.told))


def chosen_codes(plan: Plan, school: str) -> dict[str, str]:
    """A box per code that asks for a category, with the proposal of the source filled in."""
    if not plan.codes:
        return {}
    st.subheader("Codes een categorie geven", anchor=False)
    st.caption(
        "Wat is ingevuld, is een voorstel uit de omschrijving van de bron. Wat u leeg laat, blijft zoals het is. De keuze "
        "wordt bij het inlezen bewaard en is op Datakwaliteit te veranderen."
    )
    labels, options = plans.category_labels(), plans.choices()
    places = [place for _ in range(0, len(plan.codes), 2) for place in st.columns(2)]
    picked = {
        code.code: places[number].selectbox(
            code.label,
            options,
            index=options.index(code.proposed) if code.proposed in options else None,
            format_func=plain.shown(labels),
            placeholder=code.empty,
            key=f"code-{school}-{code.code}",
        )
        for number, code in enumerate(plan.codes)
    }
    return plans.made(plan.codes, {code: category for code, category in picked.items() if category})


def confirmed_left(plan: Plan, school: str) -> int | None:
    """A box to say that so many pupils left, where that has to be said; the number once it is ticked."""
    if not plan.left_doubts:
        return None
    st.subheader("Wie is er van school", anchor=False)
    st.warning(
        plain.text(" ".join([*plan.left_doubts, "Is dit geen lijst van de hele school, haal dan het vinkje daar weg."]))
    )
    who = words.count(
        plan.left, "leerling die niet meer op de lijst staat, is", "leerlingen die niet meer op de lijst staan, zijn"
    )
    # A key per number: another list asks again.
    return plan.left if st.checkbox(f"Klopt: {who} van school", key=f"van-school-{school}-{plan.left}") else None


def outcome(found: Outcome) -> None:
    """What an import changed: counts per file, what asks for attention, and the refused rows."""
    components.plain_table(found.files, alt="Per bestand het aantal nieuwe, gewijzigde en ingetrokken rijen.")
    for sentence in found.attention:
        st.warning(sentence)
    if not found.refused.is_empty():
        count = words.count(found.refused.height, "rij is", "rijen zijn")
        with st.expander(f"{count} geweigerd; de rest is ingelezen"):
            components.plain_table(found.refused, alt="Geweigerde rijen met reden en wat u kunt doen.")
