"""Lists of the whole school say who left: what an import ends, asks first, and takes up again; in any order, and twice."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import InputError
from pipelines.models.snapshot import open_snapshot
from pipelines.readers import read_file
from pipelines.store.forgotten import without_forgotten
from pipelines.store.imports import ImportReport, import_files
from pipelines.store.leaving import sentences
from pipelines.store.list_stays import list_day
from pipelines.store.part import part_of
from pipelines.store.preview import Preview, preview
from pipelines.store.trial import laid_over
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.histories import spread
from tests.pipelines.whole_lists import PUPILS, TODAY, klas_of, sixty, without, written
from tests.shared import copied

EDEX = (
    "<EDEX><school><aanmaakdatum>{day}T08:00:00</aanmaakdatum></school><groepen/>"
    '<leerlingen><leerling key="1"><achternaam>Testers</achternaam></leerling></leerlingen></EDEX>'
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school of sixty pupils who were all on a list of 1 September."""
    return sixty(tmp_path)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", TODAY)


def tried(workspace: Workspace, *paths: Path, whole: bool = True) -> Preview:
    """What an import of lists would do."""
    return preview(workspace, paths, whole=whole)


def ends(workspace: Workspace) -> dict[str, date]:
    """The last day of every pupil who left."""
    with_end = pl.col("until") < date(2900, 1, 1)
    rows = open_snapshot(workspace).rows(
        "select student_id, max(valid_until) as until from stg_placement group by student_id"
    )
    return dict(rows.filter(with_end).sort("student_id").iter_rows())


def brought(workspace: Workspace, *paths: Path, left: int | None = None) -> ImportReport:
    """Imports lists of the whole school."""
    return import_files(workspace, paths, whole=True, left=left)


def test_who_is_not_on_it_left_the_day_before_and_comes_back_on_a_later_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    second, third = written(tmp_path, without(102, 120)), written(tmp_path, without(120), "2026-11-09")
    assert tried(workspace, second, whole=False).leaving is None
    found = tried(workspace, second).leaving
    assert found
    assert (found.number, found.enrolled, found.doubts, found.back) == (
        2,
        61,
        (),
        (),
    )  # the sixty, and who closes the data
    assert found.pupils.row(0) == ("102", "Leerling 102", "H1A", date(2026, 11, 2), date(2026, 11, 1), None)
    named, plain = sentences(found, named=True), sentences(found, named=False)
    assert "2 leerlingen staan niet meer op de lijst van 02-11-2026" in named[0]
    assert "met als laatste dag 01-11-2026: Leerling 102 (H1A), Leerling 120 (H4A)." in named[0]
    assert "Leerling" not in plain[0]
    assert ends(workspace) == {}
    report = brought(workspace, second)
    assert report.leaving
    assert report.leaving.number == 2
    assert ends(workspace) == {"102": date(2026, 11, 2), "120": date(2026, 11, 2)}
    assert not brought(workspace, second).stored

    # A list of the same day with everybody on it undoes it; one of a later day is a new placement.
    undone, back = tried(workspace, written(tmp_path, PUPILS)).leaving, tried(workspace, third).leaving
    assert undone
    assert (undone.number, undone.back) == (0, ("102", "120"))
    assert back
    assert (back.number, back.back) == (0, ("102",))
    assert "1 leerling die van school was, is weer ingeschreven" in sentences(back, named=True)[0]
    brought(workspace, third)
    assert list(ends(workspace)) == ["120"]
    rows = open_snapshot(workspace).rows(
        "select valid_from, valid_until from stg_placement where student_id = '102' order by all"
    )
    assert [rows.row(0)[1], rows.row(1)[0]] == [date(2026, 11, 2), date(2026, 11, 9)]


@pytest.mark.parametrize(
    ("gone", "asks"),
    [
        # Ten percent of sixty is six.
        (range(116, 121), False),
        (range(116, 122), False),
        (range(116, 123), True),
    ],
)
def test_more_than_a_tenth_has_to_be_confirmed(
    workspace: Workspace, tmp_path: Path, gone: Sequence[int], asks: bool
) -> None:
    found = tried(workspace, written(tmp_path, without(*gone))).leaving
    assert found
    assert bool(found.doubts) == asks


@pytest.mark.parametrize(("klas", "size", "asks"), [("H1A", 4, False), ("H2A", 5, True), ("H3A", 6, True)])
def test_a_klas_of_which_nobody_is_left_has_to_be_confirmed(
    workspace: Workspace, tmp_path: Path, klas: str, size: int, asks: bool
) -> None:
    found = tried(workspace, written(tmp_path, [each for each in PUPILS if klas_of(each) != klas])).leaving
    assert found
    assert found.number == size
    assert found.doubts == ((f"Van {klas} staat niemand erop.",) if asks else ())


def test_without_a_confirmation_of_the_right_number_nothing_changes(workspace: Workspace, tmp_path: Path) -> None:
    half = written(tmp_path, PUPILS[20:])
    before = part_of(workspace).newest_store()
    for left in (None, 19, 21):
        with pytest.raises(InputError, match=r"20 leerlingen staan niet meer op deze lijst.* 33 %") as refused:
            brought(workspace, half, left=left)
        assert refused.value.path == half
        assert "--whole --left 20" in refused.value.remedy
        assert "Van H2A, H3A staat niemand erop" in refused.value.what
    assert part_of(workspace).newest_store() == before
    assert brought(workspace, half, left=20).stored
    assert len(ends(workspace)) == 20


def test_a_refused_row_without_a_number_may_be_who_is_missing(workspace: Workspace, tmp_path: Path) -> None:
    found = tried(workspace, written(tmp_path, without(102), more=",Naamloos,H1A\n")).leaving
    assert found
    assert found.doubts == ("1 geweigerde rij noemt geen leerling; wie daar staat is niet na te gaan.",)


def test_who_is_registered_since_stays_and_is_told(workspace: Workspace, tmp_path: Path) -> None:
    later = spread("101", "laat", 1, start=60)  # in November, after the list
    assert later[0].date > date(2026, 11, 2)
    late = tmp_path / "later.csv"
    late.write_text(
        f"leerling,datum,lesuur,code\n101,{later[0].date:%d-%m-%Y},1,te_laat_ongeoorloofd\n", encoding="utf-8"
    )
    found = tried(workspace, written(tmp_path, without(101, 102)), late).leaving
    assert found
    assert (found.pupils["student_id"].to_list(), found.registered) == (["102"], ("101",))
    assert "met registraties van die dag of later" in sentences(found, named=True)[1]


def test_lists_in_any_order_and_twice_give_the_same(workspace: Workspace, tmp_path: Path) -> None:
    lists = [
        written(tmp_path, without(102, 103), "2026-10-05"),
        written(tmp_path, without(103), "2026-10-12"),
        written(tmp_path, without(103, 104), "2026-10-19"),
    ]
    outcomes = []
    for place, order in enumerate(permutations(lists)):
        own = open_workspace(copied(workspace.path, tmp_path / str(place)))
        own_store = part_of(own).store()
        for path in [*order, order[0]]:
            trial = _laid(own, own_store, path)
            own_store = trial
        outcomes.append(own_store)
    assert outcomes[0]["list_stays"].height == 4 * 60 - 5
    for name in ("list_stays", "whole_lists"):
        assert all(each[name].equals(outcomes[0][name]) for each in outcomes)


def _laid(workspace: Workspace, store: dict[str, pl.DataFrame], path: Path) -> dict[str, pl.DataFrame]:
    read = without_forgotten(workspace.path, "s", [(path, read_file(path))])
    return laid_over(store, workspace.school(None), read, datetime.now(UTC), whole=True).store


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("leerlingen.csv", "", "2026-12-01"),
        ("leerlingen 2026-11-02.csv", "", "2026-11-02"),
        ("leerlingen 2-11-2026.csv", "", "2026-11-02"),
        ("leerlingen 2026-12-01.csv", "", "2026-12-01"),
        ("leerlingen 2026-12-02.csv", "", "2026-12-01"),  # still to come
        ("leerlingen 2026-09-01 tot 2026-10-01.csv", "", "2026-12-01"),  # which of the two?
        ("leerlingen 31-11-2026.csv", "", "2026-12-01"),
        ("leerlingen 2026-11-02.xml", EDEX.format(day="2026-11-20"), "2026-11-20"),
        ("leerlingen 2026-11-02.xml", EDEX.format(day="gisteren"), "2026-11-02"),
    ],
)
def test_the_day_of_a_list_is_what_it_says_else_its_name_says_else_today(
    tmp_path: Path, name: str, text: str, day: str
) -> None:
    path = tmp_path / name
    path.write_text(text or "Stamnummer,Achternaam,Klas\n1,Testers,H4A\n", encoding="utf-8")
    assert list_day(path, read_file(path), date(2026, 12, 1)).isoformat() == day


def test_who_is_on_the_list_without_a_klas_is_there_and_who_it_calls_gone_is_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "leerlingen 2026-11-02.csv"
    rows = [f"{number},L{number},{klas_of(number)},ja" for number in without(102, 103)]
    rows += ["102,L102,,ja", "103,L103,H1A,nee"]
    path.write_text("\n".join(["Stamnummer,Achternaam,Klas,Actief", *rows]), encoding="utf-8")
    found = tried(workspace, path).leaving
    assert found
    assert found.pupils["student_id"].to_list() == ["103"]


def test_a_list_of_mentors_says_nothing_of_who_left(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mentoren 2026-11-02.csv"
    path.write_text("leerling_id;stamnummer;mentorcode\n9101;101;ABC\n", encoding="utf-8")
    assert tried(workspace, path).leaving is None


def test_lists_of_parts_imported_together_are_one_list(workspace: Workspace, tmp_path: Path) -> None:
    """Each klas in a file of its own, ticked as the whole school: who is on any of them is there."""
    first, second = (tmp_path / name for name in ("a", "b"))
    for folder in (first, second):
        folder.mkdir()
    found = tried(workspace, written(first, PUPILS[:30]), written(second, PUPILS[31:])).leaving
    assert found
    assert found.pupils["student_id"].to_list() == ["131"]
