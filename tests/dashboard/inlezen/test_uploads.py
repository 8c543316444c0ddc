"""Files from a browser: looked at, rehearsed, imported whole or not at all, and thrown away."""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard import access
from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.app_pages.inlezen import columns, uploads
from dashboard.app_pages.inlezen.plans import FileView
from dashboard.app_pages.inlezen.received import Upload, received
from pipelines.audit.key import key_folder
from pipelines.store.import_log import imported_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from tests.pipelines.histories import make_workspace, spread

GOOD = b"Stamnr;Klas;Datum;Lesuur;Code\n1;H3a;07-09-2026;1;ziek\n2;H3a;07-09-2026;2;ziek\n"
PARTLY = b"Stamnr;Klas;Datum;Lesuur;Code\n1;H3a;07-09-2026;1;ziek\n2;H3a;geen dag;2;ziek\n"
OWN_HEADERS = b"Overzicht\n\nLln;Dag;Nr;Reg\n1;07-09-2026;1;ziek\n2;08-09-2026;2;ziek\n"
CHOICE = {"student_id": "Lln", "date": "Dag", "hour_from": "Nr", "code": "Reg"}
SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class File:
    """What the browser sends."""

    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A served workspace; temporary files go into a folder of the test, which has to be empty afterwards."""
    made = make_workspace(_folder(tmp_path / "school"), spread("1", "laat", 3))
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(made.path))
    monkeypatch.setenv(ADDRESS_VARIABLE, "localhost")
    monkeypatch.setattr(tempfile, "tempdir", str(_folder(tmp_path / "tijdelijk")))
    return made


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def batch(*contents: bytes, name: str = "week.csv") -> tuple[Upload, ...]:
    return received([File(name, content) for content in contents])


def stored(workspace: Workspace) -> int:
    return part_of(workspace).store()["registrations"].height


def nowhere(share: float, text: str) -> None:
    """Progress that nobody watches."""


def view(workspace: Workspace, content: bytes, chosen: dict[str, dict[str, str]] | None = None) -> FileView:
    (found,) = uploads.rehearse("s", batch(content), chosen or {}).files
    return found


def test_a_file_is_recognised_and_its_first_rows_are_dutch(workspace: Workspace) -> None:
    found = view(workspace, GOOD)
    assert (found.problem, found.kind, found.unused) == ("", "generiek", ())
    assert found.sample.columns == ["Leerling", "Datum", "Lesuur", "Code", "Soort", "Klas"]
    assert found.sample.height == 2
    assert found.used.rows()[:2] == [("Stamnr", "Leerlingnummer"), ("Klas", "Klas")]


def test_of_an_agenda_the_days_without_lessons_are_shown(workspace: Workspace) -> None:
    found = view(workspace, (SAMPLES / "agenda_vakanties.ics").read_bytes())
    assert found.kind == "agenda"
    assert found.sample.columns == ["Naam", "Eerste dag", "Laatste dag"]
    assert found.sample["Naam"].to_list() == ["Herfstvakantie 2026", "Studiedag, leerlingen vrij"]


@pytest.mark.parametrize("content", [b"", b"zomaar tekst", b'{"Items": [{"Id": 1'])
def test_an_unreadable_file_says_what_and_what_to_do(workspace: Workspace, content: bytes) -> None:
    plan = uploads.rehearse("s", batch(content), {})
    assert "week.csv" in plan.files[0].problem
    assert (plan.files[0].header, plan.usable) == ((), False)


def test_a_rehearsal_counts_and_changes_nothing(workspace: Workspace) -> None:
    before = stored(workspace), part_of(workspace).current()
    plan = uploads.rehearse("s", batch(PARTLY), {})
    assert plan.changes.select("Nieuw", "Geweigerd").rows() == [(1, 1)]
    assert plan.refused.select("Bestand", "Rij").rows() == [("week.csv", 3)]
    assert (stored(workspace), part_of(workspace).current()) == before


def test_files_are_imported_with_progress_that_only_grows(workspace: Workspace) -> None:
    shares: list[float] = []
    done = uploads.store("s", batch(GOOD), {}, lambda share, _: shares.append(share))
    assert (done.problem, done.stored) == ("", True)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert stored(workspace) == 3 + 2
    assert imported_files(workspace)["file"][0] == "week.csv"


def test_what_was_imported_before_changes_nothing(workspace: Workspace) -> None:
    uploads.store("s", batch(GOOD), {}, nowhere)
    assert not uploads.store("s", batch(GOOD), {}, nowhere).stored
    assert uploads.rehearse("s", batch(GOOD), {}).changes["Nieuw"].sum() == 0


def test_one_bad_file_of_two_stores_neither_and_says_so(workspace: Workspace) -> None:
    before = stored(workspace)
    done = uploads.store("s", batch(GOOD, b"zomaar tekst"), {}, nowhere)
    assert done.problem.endswith("Er is niets veranderd.")
    assert not done.stored
    assert stored(workspace) == before


def test_an_unexpected_fault_says_that_nothing_changed(workspace: Workspace) -> None:
    def full(share: float, text: str) -> None:
        raise OSError(28, "No space left on device")

    before = stored(workspace), part_of(workspace).current()
    done = uploads.store("s", batch(GOOD), {}, full)
    assert "Er is niets veranderd" in done.problem
    assert (stored(workspace), part_of(workspace).current()) == before


def test_a_second_import_is_told_to_wait(workspace: Workspace) -> None:
    with workspace.locked():
        assert "loopt al een import" in uploads.store("s", batch(GOOD), {}, nowhere).problem
    assert uploads.store("s", batch(GOOD), {}, nowhere).problem == ""


def test_own_headers_are_chosen_once_and_hold_from_then_on(workspace: Workspace) -> None:
    found = view(workspace, OWN_HEADERS)
    assert found.header == ("Lln", "Dag", "Nr", "Reg")
    assert found.columns == {"student_id": "Lln", "date": "Dag"}
    chosen = {found.digest: CHOICE}
    assert view(workspace, OWN_HEADERS, chosen).sample.height == 2
    assert uploads.store("s", batch(OWN_HEADERS), chosen, nowhere).stored
    again = view(workspace, OWN_HEADERS + b"3;09-09-2026;1;ziek\n")
    assert (again.problem, again.sample.height) == ("", 3)
    assert again.applied == "Code: Reg, Datum: Dag, Lesuur: Nr, Leerlingnummer: Lln"


LIST = {"student_id": "Lln", "klas": "Groep"}


@pytest.mark.parametrize(
    ("chosen", "enough"),
    [
        (CHOICE, True),
        (LIST, True),
        ({"student_id": "Lln", "klas": "Groep", "date": "Dag"}, False),
        ({"student_id": "Lln", "date": "Dag"}, False),
        ({"student_id": "Lln", "date": "Dag", "code": "Dag"}, False),
        ({}, False),
    ],
)
def test_a_choice_makes_registrations_or_pupils_of_different_columns(chosen: dict[str, str], enough: bool) -> None:
    assert columns.enough(chosen) is enough


READ = {"date": "Datum", "hour_from": "Uur", "leerling_id": "Id"}


@pytest.mark.parametrize(
    ("picked", "chosen"),
    [
        ({"date": "Datum", "hour_from": "Uur", "code": None}, None),  # as it was read
        ({"date": "Melding", "hour_from": "Uur"}, {"date": "Melding", "hour_from": "Uur", "ignored": "Datum"}),
        ({"date": "Uur", "hour_from": "Datum"}, {"date": "Uur", "hour_from": "Datum"}),
        ({"date": None, "hour_from": None}, {"ignored": "Datum\x1fUur"}),
    ],
)
def test_a_form_comes_down_to_what_differs(picked: dict[str, str | None], chosen: dict[str, str] | None) -> None:
    assert columns.chosen_of(picked, READ) == chosen


def test_only_plain_columns_can_be_pointed_at() -> None:
    assert "date" in columns.offered("generiek", {"date": "Dag"}, ("Lln", "Dag"))
    assert columns.offered("generiek", {"date": "datum"}, ("Lln", "7-9-2026")) == ()  # days as columns
    assert columns.offered("magister-verantwoordingen", {"date": "moment"}, ("moment",))[0] == "source_id"
    assert columns.offered("magister-absenties", {}, ()) == ()


def test_nothing_stays_in_the_temporary_folder(workspace: Workspace) -> None:
    uploads.rehearse("s", batch(GOOD, b"slecht"), {})
    uploads.rehearse("s", batch(GOOD), {})
    uploads.store("s", batch(GOOD, b"slecht"), {}, nowhere)
    uploads.store("s", batch(GOOD), {}, nowhere)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_an_upload_never_stands_on_a_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing of it can stay behind, whatever stops the program."""
    opened: list[str] = []
    watching = [True]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if not watching[0] or event != "open" or isinstance(arguments[0], int):
            return  # a number stands for a file that was opened by its name before
        _, mode, flags = arguments
        by_flags = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if set(mode) & set("wax+") if isinstance(mode, str) else by_flags:
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)  # cannot be taken away again, only made to look away
    uploads.rehearse("s", batch(GOOD), {})
    uploads.store("s", batch(GOOD), {}, nowhere)
    watching[0] = False
    # Beside the workspace only what says how far its log goes.
    own = (str(workspace.path), str(key_folder()))
    assert [path for path in opened if not path.startswith(own) and path != os.devnull] == []


def test_names_from_the_browser_stay_inside_the_folder(workspace: Workspace) -> None:
    (upload,) = batch(GOOD, name="../../weg/week.csv")
    assert upload.name == "week.csv"
    assert batch(GOOD, name="..")[0].name == "bestand"


def test_the_same_content_is_taken_once_whatever_its_name() -> None:
    files = [File("een.csv", GOOD), File("twee.csv", PARTLY), File("kopie van een.csv", GOOD)]
    assert [upload.name for upload in received(files)] == ["een.csv", "twee.csv"]


def test_who_has_no_rights_imports_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, "192.0.2.10")
    before = stored(workspace)
    assert access.schools() == {}
    assert "geen rechten" in uploads.rehearse("s", batch(GOOD), {}).problem
    assert "geen rechten" in uploads.store("s", batch(GOOD), {}, nowhere).problem
    assert stored(workspace) == before
