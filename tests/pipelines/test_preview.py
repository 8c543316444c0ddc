"""What importing files would do, told without storing anything; columns that were pointed at; what codes mean."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import open_snapshot
from pipelines.notes.column_layouts import keep_layout, layouts
from pipelines.notes.notes import choose_code, code_choices
from pipelines.questions.code_findings import code_findings, said
from pipelines.readers.header_words import header_digest
from pipelines.store import imports
from pipelines.store.code_proposals import proposal
from pipelines.store.imports import CodeChoices, import_files
from pipelines.store.preview import Preview, preview
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import codes, files_of, kept, pupils, registrations
from tests.pipelines.histories import SCOPE, settings
from tests.shared import copied, once

HEADER = "Stamnr;Klas;Datum;Lesuur;Code;Omschrijving;Geoorloofd;Opmerking\n"
# A is unauthorised at kgc-2021; QX and WW are no codes of it.
WEEK = """101;H4a;07-09-2026;1;A;Orthodontist;ja;x
102;H4a;08-09-2026;1;A;Orthodontist;ja;x
102;H4a;07-09-2026;2;QX;Fysiotherapie;ja;
103;;07-09-2026;2;QX;Fysiotherapie;ja;
102;H4a;08-09-2026;2;WW;;;
102;H4a;07-09-2062;2;z;;;
102;H4a;07-09-2016;2;z;;;
102;H4a;20-10-2026;2;z;;;
"""


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", "2026-11-27")


def _made(place: Path) -> None:
    """A school at kgc-2021 with two pupils and one registration."""
    workspace = create_workspace(place / "map", settings("kgc-2021", codes=False))
    import_files(
        workspace,
        [
            pupils(place / "lijst.csv", "101 | 9 | Bo | Testers | H4a\n102 | 8 | Al | Proef | H4a"),
            registrations(place / "oud.csv", "1 | 101 | 2026-09-01 | 1 | z"),
        ],
    )


@pytest.fixture(scope="module")
def shared() -> Workspace:
    """Only to be looked at."""
    return open_workspace(once("voorproef", _made) / "map")


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    return open_workspace(copied(once("voorproef", _made), tmp_path / "eigen") / "map")


def week(folder: Path, rows: str = WEEK, name: str = "week.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text(header + rows, encoding="utf-8")
    return path


@pytest.fixture
def told(shared: Workspace, tmp_path: Path) -> Iterator[Preview]:
    """The preview of the week; the workspace is afterwards as it was, byte for byte."""
    before = files_of(shared.path)
    yield preview(shared, [week(tmp_path)])
    assert files_of(shared.path) == before


def test_everything_is_told_and_nothing_stored(told: Preview) -> None:
    (file,) = told.files
    assert (file.kind, file.rows_read, file.change.new, file.pupils, file.new_pupils) == ("generiek", 8, 6, 3, 1)
    assert (file.columns["date"], file.columns["authorised"], file.unused) == ("Datum", "Geoorloofd", ("Opmerking",))
    assert file.header == ("Stamnr", "Klas", "Datum", "Lesuur", "Code", "Omschrijving", "Geoorloofd", "Opmerking")
    assert file.refused.select("row", "value").rows() == [(7, "07-09-2062"), (8, "07-09-2016")]
    assert told.without_klas == ("103",)
    assert set(told.findings) == {"onbekende_code", "lesvrije_dag", "zonder_klas"}
    assert told.findings["lesvrije_dag"].startswith("1 registratie op een dag zonder les telt niet mee (20-10-2026).")
    assert told.usable


def test_codes_come_with_what_the_source_says_of_them(told: Preview) -> None:
    found = {code.code: code for code in told.codes}
    assert list(found) == ["A", "QX", "WW"]
    assert [(code.unknown, code.contradicted, code.proposal) for code in told.codes] == [
        (0, 2, "medisch"),
        (2, 0, "medisch"),
        (1, 0, None),
    ]
    assert [said(code) for code in told.codes] == [
        "LET OP: code A (Orthodontist): 2 van de 2 registraties zijn in de bron geoorloofd en tellen als "
        "'ongeoorloofd afwezig'. Voorstel: medische afspraak. Klopt de codetabel voor deze school?",
        "Code QX (Fysiotherapie) is onbekend: 2 registraties tellen nergens mee. Voorstel: medische afspraak.",
        "Code WW is onbekend: 1 registratie telt nergens mee. De bron zegt niet wat zij betekent.",
    ]


def test_one_refused_file_leaves_the_others_told(shared: Workspace, tmp_path: Path) -> None:
    (tmp_path / "vreemd.csv").write_text("Lln;Dag;Nr;Reg\n101;07-09-2026;1;z\n")
    strangers = registrations(tmp_path / "anders.csv", "5 | 901 | 2026-09-07 | 1 | z\n6 | 902 | 2026-09-07 | 1 | z")
    (tmp_path / "slecht.csv").write_text(HEADER + "101;H4a;geen dag;1;z;;;\n")
    files = [tmp_path / "vreemd.csv", week(tmp_path), strangers, tmp_path / "slecht.csv", tmp_path / "weg.csv"]
    found = preview(shared, files)
    assert [file.path.name for file in found.files] == ["week.csv"]
    assert {file.path.name: file.head[:1] for file in found.refused} == {
        "vreemd.csv": (("Lln", "Dag", "Nr", "Reg"),),
        "weg.csv": (),
        "slecht.csv": (),
        "anders.csv": (),
    }
    assert "Geen enkele rij is bruikbaar" in next(f.error.what for f in found.refused if f.path.name == "slecht.csv")
    assert not found.usable


def test_what_falls_away_and_what_cannot_be_checked_is_told(shared: Workspace, tmp_path: Path) -> None:
    rows = "2 | 101 | 2026-08-31 | 1 | z\n3 | 101 | 2026-09-02 | 1 | z"
    gone = preview(shared, [registrations(tmp_path / "nu.csv", rows)]).files[0].change
    assert (gone.new, gone.withdrawn) == (2, 1)
    unsure = preview(shared, [registrations(tmp_path / "nu.csv", rows + "\n4 | 101 | 2026-09-01 | 99 | z")]).files[0]
    assert unsure.change.withdrawn == 0
    assert any("niet na te gaan" in warning for warning in unsure.warnings)


def test_an_import_that_is_busy_does_not_keep_anybody_from_looking(shared: Workspace, tmp_path: Path) -> None:
    with shared.locked():
        assert preview(shared, [week(tmp_path)]).usable


OWN = "Lln;Dag;Nr;Reg\n"
CHOICE = {"student_id": "Lln", "date": "Dag", "hour_from": "Nr", "code": "Reg"}


def test_pointed_columns_hold_for_the_next_file_with_that_header(own: Workspace, tmp_path: Path) -> None:
    first = week(tmp_path, "101;07-09-2026;1;z\n", "eerste.csv", OWN)
    import_files(own, [first], mapping={first: CHOICE})
    later = week(tmp_path, "101;14-09-2026;2;z\n", "later.csv", "Reg;NR;Dag;Lln\n")
    later.write_text("LLN;Dag;nr;Reg\n101;14-09-2026;2;z\n")
    other = week(tmp_path, "101;14-09-2026;2;z\n", "ander.csv", "Lln;Dag;Nr;Reg;Les\n")
    found = preview(own, [later, other])
    assert (found.files[0].applied, found.files[0].change.new) == (CHOICE, 1)
    assert [file.path.name for file in found.refused] == ["ander.csv"]
    assert layouts(own, "elders") == {}
    # An empty choice says that the headers speak for themselves, and forgets.
    assert [file.path.name for file in preview(own, [later], mapping={later: {}}).refused] == ["later.csv"]


def test_a_recognised_file_can_be_read_otherwise_and_that_is_remembered(own: Workspace, tmp_path: Path) -> None:
    """Both columns could be the date; the one that was pointed at counts, also for a Magister list and its own ids."""
    header = "Stamnr;Datum;Datum melding;Lesuur;Code\n"
    path = week(tmp_path, "101;01-10-2026;07-09-2026;1;z\n", header=header)
    assert preview(own, [path]).files[0].columns["date"] == "Datum"
    chosen = {"date": "Datum melding", "ignored": "Datum"}
    import_files(own, [path], mapping={path: chosen})
    assert "101 07-09 1 z" in kept(own)
    assert preview(own, [path]).files[0].applied == chosen
    import_files(own, [path], mapping={path: {}})
    assert layouts(own, "s") == {}
    list_ = registrations(tmp_path / "lijst.csv", "7 | 101 | 2026-09-08 | 1 | z |  | 2026-09-10")
    (read,) = preview(own, [list_], mapping={list_: {"date": "genoteerd_op"}}).files
    assert (read.kind, read.sample["date"].to_list()) == ("magister-verantwoordingen", [date(2026, 9, 10)])
    assert read.sample["source_id"].to_list() == ["magister:7"]
    assert "moment" in read.unused


def test_a_layout_is_forgotten_and_replaced_as_a_whole(own: Workspace) -> None:
    layout = header_digest(("Lln", "Dag"))
    assert layout == header_digest(("DAG ", "lln", None))
    keep_layout(own, "s", layout, {"student_id": "Lln", "date": "Dag"})
    keep_layout(own, "s", layout, {"student_id": "Lln"})
    assert layouts(own, "s") == {layout: {"student_id": "Lln"}}
    keep_layout(own, "s", layout, {})
    assert layouts(own, "s") == {}


def test_categories_chosen_with_an_import_count_at_once(own: Workspace, tmp_path: Path) -> None:
    path = week(tmp_path)
    import_files(own, [path], codes=CodeChoices({"QX": "medisch"}, "test"))
    snapshot = open_snapshot(own)
    assert [code.code for code in code_findings(snapshot, SCOPE) if code.unknown] == ["WW"]
    assert [code.code for code in code_findings(snapshot, SCOPE) if code.contradicted] == ["A"]
    # The same file again with another choice changes no registration, and still builds.
    assert import_files(own, [path], codes=CodeChoices({"WW": "verlof"}, "test")).stored
    assert [code.code for code in code_findings(open_snapshot(own), SCOPE) if code.unknown] == []


def test_an_import_that_fails_leaves_the_choices_of_before(
    own: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_code(own, "s", "QX", "verlof", "test")

    def broken(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(imports, "build_snapshot", broken)
    with pytest.raises(OSError, match="No space"):
        import_files(own, [week(tmp_path)], codes=CodeChoices({"QX": "medisch", "WW": "ziek"}, "test"))
    assert code_choices(own).select("code", "category").rows() == [("QX", "verlof")]
    assert kept(own) == ["101 01-09 1 z"]


def test_with_the_list_of_reasons_nothing_is_left_to_map(shared: Workspace, tmp_path: Path) -> None:
    """X is nobody's code until the source says what it is; then it counts, and that is said."""
    rows = registrations(tmp_path / "week.csv", "2 | 101 | 2026-09-07 | 1 | XA\n3 | 101 | 2026-09-07 | 2 | XB")
    assert [code.unknown for code in preview(shared, [rows]).codes] == [1, 1]
    list_ = codes(tmp_path / "redenen.csv", "1 | XA | Zonder reden weg | 1 | False\n2 | XB | Dokter | 1 | True")
    weg, dokter = preview(shared, [list_, rows]).codes
    assert (weg.category, weg.basis, weg.asks) == ("ongeoorloofd", "bron", False)
    assert (dokter.category, dokter.proposal, dokter.asks) == ("diversen", "medisch", True)
    assert said(weg) == "Code XA (Zonder reden weg) telt door soort en vlag van de bron als 'ongeoorloofd afwezig'."


@pytest.mark.parametrize(
    ("description", "kind", "authorised", "category"),
    [
        ("Ziek", "absent", True, "ziek"),
        ("Ziek naar huis", None, None, "ziek_naar_huis"),
        ("Orthodontist", None, True, "medisch"),
        ("Orthodontist", None, False, None),  # the flag denies it
        ("Te laat", None, None, None),  # nobody says whether it is authorised
        ("Te laat", "te_laat", False, "te_laat_ongeoorloofd"),
        ("Te laat", None, True, "te_laat_geoorloofd"),
        ("Geoorloofd te laat", None, None, "te_laat_geoorloofd"),
        ("Ongeoorloofd te laat", None, None, "te_laat_ongeoorloofd"),
        ("Ziek", "te_laat", None, None),  # the kind denies it
        ("Afwezig", None, None, None),
        ("Omnibus", None, None, None),  # words begin with it, they do not hold it
        ("", None, True, None),
        (None, None, None, None),
    ],
)
def test_a_proposal_is_what_the_words_say_and_the_source_does_not_deny(
    description: str | None, kind: str | None, authorised: bool | None, category: str | None
) -> None:
    assert proposal(description, kind, authorised) == category
