"""What importing would do, in the shape in which the page shows it: what is wrong first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.app_pages.inlezen import columns, shapes
from dashboard.app_pages.inlezen.columns import Columns
from pipelines.columns import header_row, likely_columns
from pipelines.notes.notes import choosable
from pipelines.questions.code_findings import CodeFinding, said
from pipelines.readers import READERS
from pipelines.readers.own_fields import told_columns
from pipelines.store.leaving import sentences
from pipelines.store.preview import Preview, RefusedFile
from pipelines.store.trial import FileReport
from protocols.load import load_categories

TITLES = {reader.kind: reader.title for reader in READERS}
_LOUD = "LET OP"


@dataclass(frozen=True)
class FileView:
    """One file: what it is, its columns and first rows, or why it is refused (`problem`).

    `fields` are those that a column of it can be said to be, out of `header`; `columns` what they are now; `applied` says
    that this was chosen for such a file before.
    """

    digest: str
    name: str
    kind: str
    title: str
    problem: str
    header: tuple[str, ...]
    fields: tuple[str, ...]
    columns: dict[str, str]
    applied: str
    used: pl.DataFrame
    unused: tuple[str, ...]
    sample: pl.DataFrame


@dataclass(frozen=True)
class CodeChoice:
    """A code that asks for a category: what is known of it, the proposal, and how it counts as long as nobody chooses.

    `empty` are the words for that.
    """

    code: str
    label: str
    proposed: str | None
    now: str
    empty: str


@dataclass(frozen=True)
class Plan:
    """What an import would do: files, counts, refused rows, sentences (`loud` first), codes to choose for, or a problem.

    `left_doubts` are why somebody has to say first that `left` pupils left the school; empty when nobody has to.
    """

    files: tuple[FileView, ...]
    changes: pl.DataFrame
    refused: pl.DataFrame
    loud: tuple[str, ...]
    attention: tuple[str, ...]
    told: tuple[str, ...]
    codes: tuple[CodeChoice, ...]
    problem: str
    usable: bool
    left: int = 0
    left_doubts: tuple[str, ...] = ()


def refusal(problem: str) -> Plan:
    """No plan at all, and why."""
    return Plan((), pl.DataFrame(), pl.DataFrame(), (), (), (), (), problem, usable=False)


def plan_of(
    found: Preview, digests: Mapping[Path, str], remembered: Mapping[str, str], fixed: Collection[str], named: bool
) -> Plan:
    """A preview as the page shows it; `digests` tells files apart, `fixed` are the codes of which school.toml decides.

    `named` says that names of pupils may be shown who are in no file.
    """
    order = list(digests)
    views = [_refused(file, digests[file.path], remembered) for file in found.refused]
    views += [_read(file, digests[file.path]) for file in found.files]
    places = {digests[path]: place for place, path in enumerate(order)}
    warnings = [(f"{file.path.name}: {text}", text) for file in found.files for text in file.warnings]
    asking = [code for code in found.codes if code.asks and code.code not in fixed]
    return Plan(
        tuple(sorted(views, key=lambda view: places[view.digest])),
        shapes.changes(found.files),
        shapes.refused(found.files),
        (
            *(said(code) for code in found.codes if code.contradicted),
            *(sentence for sentence, text in warnings if text.startswith(_LOUD)),
        ),
        (
            *(sentences(found.leaving, named) if found.leaving else ()),
            *shapes.unknown(found.codes),
            *(text for kind, text in found.findings.items() if kind != "onbekende_code"),
            *_without_klas(found),
        ),
        (
            *(sentence for sentence, text in warnings if not text.startswith(_LOUD)),
            *(said(code) for code in found.codes if not code.contradicted and (not code.asks or code.code in fixed)),
        ),
        tuple(_choice(code) for code in asking),
        "",
        found.usable,
        found.leaving.number if found.leaving else 0,
        found.leaving.doubts if found.leaving else (),
    )


def _without_klas(found: Preview) -> tuple[str, ...]:
    """Pupils of a list without a klas, when no registration of these files tells of them already."""
    if not found.without_klas or "zonder_klas" in found.findings:
        return ()
    several = len(found.without_klas) > 1
    return (
        f"{len(found.without_klas)} {'leerlingen' if several else 'leerling'} in deze bestanden "
        f"{'hebben' if several else 'heeft'} geen klas en {'vallen' if several else 'valt'} onder afdeling overig: "
        f"{shapes.shortened(', '.join(found.without_klas))}.",
    )


def _refused(file: RefusedFile, digest: str, remembered: Mapping[str, str]) -> FileView:
    header = header_row(file.head)
    likely = likely_columns(header, remembered) if header else {}
    problem = f"{file.error.what} {file.error.remedy}"
    fields = columns.ANY_TABLE if header else ()
    likely = {field: name for field, name in likely.items() if field in fields}
    nothing = pl.DataFrame()
    return FileView(digest, file.path.name, "", "", problem, header, fields, likely, "", nothing, (), nothing)


def _read(file: FileReport, digest: str) -> FileView:
    header = tuple(dict.fromkeys(file.header))
    applied = told_columns(file.applied)
    return FileView(
        digest,
        file.path.name,
        file.kind,
        TITLES[file.kind],
        "",
        header,
        columns.offered(file.kind, file.columns, header),
        dict(file.columns),
        ", ".join(f"{columns.title(field, file.kind)}: {name}" for field, name in applied.items()),
        shapes.used(file.columns, file.kind),
        file.unused,
        shapes.first_rows(file.sample),
    )


def _choice(code: CodeFinding) -> CodeChoice:
    labels = category_labels()
    verb = "telt" if code.registrations == 1 else "tellen"
    counts = f"{verb} nergens mee" if code.unknown else f"{verb} als {labels[code.category]}"
    rows = shapes.registrations(code.registrations)
    flag = ""
    if code.contradicted:
        flag = f", in de bron {'geoorloofd' if code.contradicted_authorised else 'ongeoorloofd'}"
    # What contradicts the table of the school stays as the table says until somebody chooses.
    proposed = None if code.contradicted else code.proposal
    pointed = f"; de bron wijst op {labels[code.proposal]}" if code.contradicted and code.proposal else ""
    empty = "Nog niet gekozen" if code.unknown else f"Blijft: {labels[code.category]}"
    return CodeChoice(code.code, f"{code.called}: {rows}{flag}, {counts}{pointed}", proposed, code.category, empty)


def category_labels() -> dict[str, str]:
    """The categories that a code can get, with their words."""
    labels = dict(load_categories().select("category", "label").iter_rows())
    return {category: labels[category] for category in choosable()} | labels


def choices() -> list[str]:
    """The categories that a code can get."""
    return choosable()


def made(codes: tuple[CodeChoice, ...], picked: Columns) -> dict[str, str]:
    """Code -> category, for what was picked otherwise than it counts now."""
    now = {code.code: code.now for code in codes}
    return {code: category for code, category in picked.items() if category and category != now.get(code)}
