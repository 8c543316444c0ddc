"""Chapters of a protocol as a document: how is counted, and what the codes mean."""

from collections.abc import Mapping

from dashboard import law, words
from dashboard.app_pages.protocollen import wording
from dashboard.app_pages.protocollen.blocks import Pairs, Section, Table
from protocols.load import category_file
from protocols.rule_words import unknown_words
from protocols.schema import Norm, Protocol


def counting(p: Protocol) -> Section:
    """The chapter on what is counted over which time, and what counts for the 16-hour norm."""
    found = wording.counters(p)
    rows = tuple(
        (
            words.capital(counter.label),
            "; ".join(dict.fromkeys(wording.categories(term.categories) for term in counter.terms)),
            words.capital(words.listed(readings)) if readings else "–",
        )
        for counter, readings in found
    )
    table = Table("De tellers", ("Teller", "Welke registraties", "Lezing"), rows, (7, 7, 4))
    units = dict.fromkeys(term.unit for counter, _ in found for term in counter.terms)
    windows = dict.fromkeys(counter.window_kind for counter, _ in found)
    return Section(
        "Zo wordt geteld",
        text=(
            "Een bereikte trede blijft staan tot het eind van het schooljaar; telt hij alleen in een korter tijdvak dat "
            "vastligt, zoals een periode, kwartaal of maand, dan tot het eind daarvan.",
        ),
        tables=(*((table,) if rows else ()), *_norms(p)),
        sections=(
            Section("Wat er geteld wordt", pairs=tuple(wording.UNITS[unit] for unit in units)),
            Section("Over welke tijd", pairs=tuple(wording.WINDOWS[window] for window in windows)),
            # A national norm is never in force by itself, so what it would count as unauthorised is not used.
            *(() if p.preset else (Section(f"Voor de {law.norm_name()}", pairs=_sixteen(p)),)),
        ),
    )


def _norms(p: Protocol) -> tuple[Table, ...]:
    rows = tuple(
        (words.capital(norm.label), f"{words.number(norm.value)} {norm.unit}", norm.basis, _source(norm))
        for norm in p.norm
    )
    head = ("Getal", "Waarde", "Rust op", "Bron")
    return (Table("De getallen van de norm", head, rows, (5, 3, 3, 8)),) if rows else ()


def _source(norm: Norm) -> str:
    return f"{norm.source}. {norm.read.by}, ‘{norm.read.page}’: {norm.read.address}" if norm.read else norm.source


def _sixteen(p: Protocol) -> Pairs:
    def basis(text: str | None) -> str:
        return " (lezing)" if text == "lezing" else ""

    members = {c for name in p.unauthorised for c in category_file().members(name)}
    unknown = "telt mee als ongeoorloofd" if p.unknown_counts else "telt niet mee voordat het beoordeeld is"
    minutes = f"{p.lesson_minutes} minuten{basis(p.lesson_minutes_basis)}" if p.lesson_minutes else "niet vermeld"
    weight = f"weegt {words.number(p.late_weight)} uur" if p.late_weight else "telt niet mee"
    return (
        ("Ongeoorloofd is", wording.categories(tuple(members))),
        ("Zonder reden", f"{unknown}{basis(p.unknown_counts_basis)}"),
        *((("Zonder uitleg", unknown_words(p.unknown_until)),) if p.unknown_until else ()),
        ("Een keer te laat", f"{weight}{basis(p.late_weight_basis)}"),
        ("Een les duurt", minutes),
    )


def codes(p: Protocol) -> Section:
    """The chapter on what each code of the document means."""
    labels: Mapping[str, tuple[str, str]] = {c.category: (c.label, c.remark) for c in category_file().category}
    rows = []
    for code in p.code:
        name, remark = labels[code.category]
        doubts = ["lezing"] if code.basis == "lezing" else []
        if not code.listed:
            doubts.append("staat niet in de lijst")
        place = "; ".join([code.place, *doubts])
        rows.append((code.code, words.capital(name), remark, place))
    if not rows:
        return Section("Codes (0)", text=("Het document noemt geen codes.",))
    table = Table("De codes", ("Code", "Betekent", "Uitleg", "Plaats"), tuple(rows), (2, 5, 8, 6))
    text = ("Hoofdletters en kleine letters verschillen. De school kan een code een andere betekenis geven.",)
    return Section(f"Codes ({len(rows)})", text=text, tables=(table,))
