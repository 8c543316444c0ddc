"""What a second export changes: new, changed, unchanged and withdrawn registrations, and names over names."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.readers.base import PLACEMENTS, ReadResult, conform, no_refusals
from pipelines.store.merge import Change, with_people
from pipelines.store.part import part_of
from pipelines.store.stores import empty_store
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import brought, codes, kept, pupils, registrations, report
from tests.pipelines.histories import settings
from tests.shared import copied, once

FIRST = """
1 | 101 | 2026-09-07 | 1 | A | False
2 | 101 | 2026-09-08 | 2 | A | False
3 | 102 | 2026-09-09 | 3 | ON | False
4 | 201 | 2026-09-08 | 4 | A | False
"""
KEPT = ["101 07-09 1 A", "101 08-09 2 A", "102 09-09 3 ON", "201 08-09 4 A"]
LIST = """
101 | 5101 | Zoë | Meer | H3a
102 | 5102 | Bo | Dijk | H3a
103 | 5103 | An | Veld | H3a
201 | 5201 | Cas | Berg | H3b
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with a pupil list and the first export of one week."""

    def make(folder: Path) -> None:
        opened = create_workspace(folder / "werkmap", settings("maastricht-2019"))
        list_ = pupils(folder / "leerlingen.csv", LIST)
        assert brought(opened, list_, registrations(folder / "eerste.csv", FIRST)) == Change(new=4)
        assert kept(opened) == KEPT

    return open_workspace(copied(once("merge", make), tmp_path) / "werkmap")


def without(text: str, *ids: str) -> str:
    """The rows without those ids."""
    return "\n".join(line for line in text.strip().splitlines() if line.split(" ")[0] not in ids)


def test_the_same_file_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    before = part_of(workspace).current()
    assert brought(workspace, tmp_path / "eerste.csv") == Change(unchanged=4)
    assert kept(workspace) == KEPT
    assert part_of(workspace).current() == before


def test_what_only_one_layout_tells_of_a_late_stays(workspace: Workspace, tmp_path: Path) -> None:
    """Minutes come with a table of the school's own; Magister's list, which has none, leaves them."""
    path = tmp_path / "scherm.csv"
    for minutes in (12, 20):
        path.write_text(f"Stamnr;Datum;Lesuur;Code;Minuten te laat\n101;7-9-2026;1;A;{minutes}\n", encoding="utf-8")
        brought(workspace, path)
        brought(workspace, tmp_path / "eerste.csv")
        stored = part_of(workspace).store()["registrations"].filter(student_id="101", hour_from=1)
        assert stored["minutes_late"].to_list() == [minutes]


def test_an_unknown_reason_that_turns_out_to_be_illness(workspace: Workspace, tmp_path: Path) -> None:
    corrected = FIRST.replace("ON | False", "ZK | True")
    assert brought(workspace, registrations(tmp_path / "nieuw.csv", corrected)) == Change(changed=1, unchanged=3)
    assert kept(workspace) == [*KEPT[:2], "102 09-09 3 ZK", KEPT[3]]


@pytest.mark.parametrize(
    ("old", "new"), [("2026-09-08 | 2", "2026-09-08 | 3"), ("07 | 1 | A", "07 | 1 | V"), ("2026-09-07", "2026-09-09")]
)
def test_a_corrected_hour_code_or_day_stays_one_registration(
    workspace: Workspace, tmp_path: Path, old: str, new: str
) -> None:
    corrected = registrations(tmp_path / "nieuw.csv", FIRST.replace(old, new))
    assert brought(workspace, corrected) == Change(changed=1, unchanged=3)
    assert len(kept(workspace)) == 4


def test_new_rows_are_added(workspace: Workspace, tmp_path: Path) -> None:
    more = registrations(tmp_path / "nieuw.csv", FIRST + "5 | 103 | 2026-09-10 | 1 | A | False")
    assert brought(workspace, more) == Change(new=1, unchanged=4)


def test_what_vanished_inside_the_period_was_withdrawn(workspace: Workspace, tmp_path: Path) -> None:
    assert brought(workspace, registrations(tmp_path / "nieuw.csv", without(FIRST, "2"))) == Change(
        unchanged=3, withdrawn=1
    )
    assert kept(workspace) == [KEPT[0], *KEPT[2:]]


def test_what_lies_outside_the_period_of_the_file_stays(workspace: Workspace, tmp_path: Path) -> None:
    """The file begins on the 8th: the 7th says nothing."""
    assert brought(workspace, registrations(tmp_path / "nieuw.csv", without(FIRST, "1"))) == Change(unchanged=3)
    assert kept(workspace) == KEPT


def test_a_list_of_one_klas_withdraws_nothing_in_another(workspace: Workspace, tmp_path: Path) -> None:
    """Klas H3a only; pupil 102 of that klas has no row left, pupil 201 of H3b keeps hers."""
    rows = without(FIRST, "3", "4") + "\n6 | 101 | 2026-09-09 | 1 | A | False"
    assert brought(workspace, registrations(tmp_path / "nieuw.csv", rows)) == Change(new=1, unchanged=2, withdrawn=1)
    assert kept(workspace) == ["101 07-09 1 A", "101 08-09 2 A", "101 09-09 1 A", "201 08-09 4 A"]


def test_a_refused_row_leaves_the_rest_and_the_withdrawals_of_others(workspace: Workspace, tmp_path: Path) -> None:
    rows = without(FIRST, "2") + "\n7 | 103 | 2026-09-31 | 1 | A | False\n8 | 103 | 2026-09-09 | 1 | A | False"
    found = report(workspace, registrations(tmp_path / "nieuw.csv", rows))
    assert (found.change, found.rows_read) == (Change(new=1, unchanged=3, withdrawn=1), 5)
    assert found.refused.select("row", "column", "value").rows() == [(5, "moment", "2026-09-31")]
    assert "101 08-09 2 A" not in kept(workspace)


def test_another_layout_without_ids_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "scherm.csv"
    rows = [line.split(" ") for line in KEPT]
    lines = [f"{student};{day}-2026;{hour};{code}" for student, day, hour, code in rows]
    path.write_text("\n".join(["Stamnr;Datum;Lesuur;Code", *lines]) + "\n", encoding="utf-8")
    before = part_of(workspace).store()["registrations"]
    assert brought(workspace, path) == Change(unchanged=4)
    assert part_of(workspace).store()["registrations"].equals(before)
    assert brought(workspace, tmp_path / "eerste.csv") == Change(unchanged=4)


def test_a_layout_without_ids_withdraws_nothing_of_another_source(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "scherm.csv"
    path.write_text("Stamnr;Datum;Lesuur;Code\n101;07-09-2026;1;A\n101;09-09-2026;8;A\n", encoding="utf-8")
    assert brought(workspace, path) == Change(new=1, unchanged=1)
    assert set(KEPT) < set(kept(workspace))


def test_two_registrations_in_one_lesson_are_two(workspace: Workspace, tmp_path: Path) -> None:
    """Late and then sent out: told apart by id, also when the code is the same."""
    rows = FIRST + "5 | 101 | 2026-09-07 | 1 | UI | False\n6 | 101 | 2026-09-07 | 1 | A | False"
    again = registrations(tmp_path / "nieuw.csv", rows)
    assert brought(workspace, again) == Change(new=2, unchanged=4)
    assert brought(workspace, again) == Change(unchanged=6)
    assert [line for line in kept(workspace) if line.startswith("101 07-09")] == [
        "101 07-09 1 A",
        "101 07-09 1 A",
        "101 07-09 1 UI",
    ]


def test_a_name_with_lost_letters_does_not_replace_a_good_one(workspace: Workspace, tmp_path: Path) -> None:
    lost = LIST.replace("Zoë | Meer", "Zo? | Meer-Bos").replace("Bo |", "Bob |").replace("5103 | An", "5103 | ")
    brought(workspace, pupils(tmp_path / "opnieuw.csv", lost))
    names = part_of(workspace).store()["pupils"].sort("student_id").select("roepnaam", "achternaam").rows()
    assert names == [("Zoë", "Meer-Bos"), ("Bob", "Dijk"), ("An", "Veld"), ("Cas", "Berg")]


def test_a_good_name_replaces_one_with_lost_letters(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("maastricht-2019"))
    for number, name in enumerate(["Zo?", "Zoë", "Zo?"]):
        brought(workspace, pupils(tmp_path / f"{number}.csv", f"101 | 5101 | {name} | Meer | H3a"))
    assert part_of(workspace).store()["pupils"]["roepnaam"].to_list() == ["Zoë"]


@pytest.mark.parametrize(
    ("order", "mentor"),
    [(("PJK", "h3mtu1"), "PJK"), (("h3mtu1", "PJK"), "PJK"), (("h3mtu1", "h3mtu2"), "h3mtu2"), (("PJK", "ABC"), "ABC")],
)
def test_a_mentor_of_a_list_is_not_replaced_by_a_mentor_group(order: tuple[str, ...], mentor: str) -> None:
    store = empty_store()
    for name in order:
        rows = conform(pl.DataFrame({"student_id": ["101"], "mentor": [name], "listed": [True]}), PLACEMENTS)
        result = ReadResult("x", no_refusals(), 1, whole_school=True, placements=rows)
        store = with_people(store, "s", result)
    assert store["placements"]["mentor"].to_list() == [mentor]


def test_a_code_table_imported_again_is_laid_over_the_old_one(workspace: Workspace, tmp_path: Path) -> None:
    brought(workspace, codes(tmp_path / "codes.csv", "1 | A | Absent | 1 | False | False\n2 | T | Tandarts | 1 | True"))
    brought(workspace, codes(tmp_path / "codes2.csv", "1 | A | Afwezig | 1 | True | False"))
    table = part_of(workspace).store()["codes"].sort("code").select("code", "description", "authorised").rows()
    assert table == [("A", "Afwezig", True), ("T", "Tandarts", True)]


def test_the_input_files_are_never_changed(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "eerste.csv"
    before = path.read_bytes(), path.stat().st_mtime_ns
    brought(workspace, path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
