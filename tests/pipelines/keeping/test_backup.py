"""A backup and back: everything is there, also while others write; a changed, cut off or newer one changes nothing."""

import json
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.errors import InputError, UsageError, WorkspaceError
from pipelines.keeping import archive
from pipelines.keeping.backup import backup
from pipelines.keeping.restore import restore
from pipelines.notes.notes import choose_code, together
from pipelines.store.check import check
from pipelines.store.part import part_of
from pipelines.store.stores import read_store
from pipelines.store.workspace import Workspace, open_workspace
from tests.damage import made
from tests.shared import amount, copied, once, some
from tests.test_damage import digests
from tests.test_older_workspaces import OLDER, insist_on_all, unpacked

pytestmark = pytest.mark.usefixtures("own_list")

NOT_BUILT = ("scholen", "snapshots", "store", "audit/access.jsonl")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(copied(once("damage", made), tmp_path / "school") / "de werkmap")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, only to be read."""
    folder = tmp_path_factory.mktemp("kopie")
    workspace = open_workspace(copied(once("damage", made), folder / "school") / "de werkmap")
    (workspace.path / "brieven").mkdir()
    (workspace.path / "brieven" / "eigen.toml").write_text('onderwerp = "é"\n')
    backup(workspace, folder / "kopie.zip")
    return folder / "kopie.zip"


def typed(folder: Path) -> dict[str, str]:
    """Digests of what people typed: everything but built figures and the numbering of the store."""
    return {name: digest for name, digest in digests(folder).items() if not name.startswith(NOT_BUILT)}


@pytest.mark.parametrize("version", some(OLDER, "0.1.0"))
def test_everything_of_an_older_workspace_comes_back(version: str, tmp_path: Path) -> None:
    workspace = unpacked(version, tmp_path / "oud")
    backup(workspace, tmp_path / "kopie.zip")
    assert (tmp_path / "kopie.zip").stat().st_mode & 0o777 == 0o600
    assert restore(tmp_path / "kopie.zip", tmp_path / "nieuw").aside is None
    assert [each for each in check(tmp_path / "nieuw") if each.level == "fout"] == []
    insist_on_all(open_workspace(tmp_path / "nieuw"), OLDER[version])


def test_what_stood_there_is_kept_aside_and_the_log_goes_on(kept: Path, workspace: Workspace) -> None:
    folder = workspace.path
    choose_code(workspace, "s", "ZZ", "ziek", "later")
    before, store = digests(folder), read_store(part_of(workspace).store_folder(part_of(workspace).stored()[-1]))
    version = part_of(workspace).next_version()
    done = restore(kept, folder)
    assert done.aside is not None
    aside = digests(done.aside)
    assert {name: before[name] for name in aside} == aside
    assert sorted(set(before) - set(aside)) == ["audit/access.jsonl"]
    assert check(folder) == []
    after = open_workspace(folder)
    assert (folder / "brieven" / "eigen.toml").read_text() == 'onderwerp = "é"\n'
    with closing(sqlite3.connect(folder / "notes.sqlite")) as notes:
        assert [code for (code,) in notes.execute("select code from code_choice")] == ["QX"]
    assert min(part_of(after).stored()) >= version  # nobody takes new figures for old ones
    for name, frame in read_store(part_of(after).store_folder(part_of(after).stored()[-1])).items():
        assert frame.equals(store[name]), name
    lines = [json.loads(line) for line in (folder / "audit" / "access.jsonl").read_text().splitlines()]
    assert lines[-1]["event"] == "restore"
    assert not list(folder.glob(".*"))
    shutil.rmtree(done.aside)
    own = ["audit/imports.jsonl", "audit/notes", "brieven/eigen.toml", "notes.sqlite", "school.toml"]
    assert sorted(typed(folder)) == own


def test_notes_are_of_one_moment_while_somebody_writes(workspace: Workspace, tmp_path: Path) -> None:
    """Whoever writes keeps two choices at a time: never one of them is in a backup."""
    stop, turns = threading.Event(), 0

    def write() -> None:
        nonlocal turns
        while not stop.is_set():
            with together(workspace):
                choose_code(workspace, "s", f"A{turns}", "ziek", "een")
                choose_code(workspace, "s", f"B{turns}", "ziek", "twee")
            turns += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(8):
            backup(workspace, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    assert turns > 8
    found = []
    for number in range(8):
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as packed:
            packed.extract("notes.sqlite", tmp_path / f"{number}")
        with closing(sqlite3.connect(tmp_path / f"{number}" / "notes.sqlite")) as notes:
            assert notes.execute("pragma integrity_check").fetchone() == ("ok",)
            by = "select sum(chosen_by = 'een'), sum(chosen_by = 'twee') from code_choice"
            one, two = notes.execute(by).fetchone()
        assert one == two
        found.append(one)
    assert found == sorted(found)
    assert found[-1] > found[0]


def repacked(old: Path, new: Path, change: Callable[[dict[str, bytes], dict[str, object]], None]) -> Path:
    """A backup with other parts, or another manifest."""
    with zipfile.ZipFile(old) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    told = json.loads(parts.pop(archive.MANIFEST))
    change(parts, told)
    with zipfile.ZipFile(new, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
        packed.writestr(archive.MANIFEST, json.dumps(told))
    return new


def _with(name: str) -> Callable[[dict[str, bytes], dict[str, object]], None]:
    """Adds a part of that name, with a manifest that knows it."""

    def change(parts: dict[str, bytes], told: dict[str, object]) -> None:
        parts[name] = b"x"
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        told["files"][name] = {"bytes": 1, "sha256": digest}  # type: ignore[index]

    return change


def _school(parts: dict[str, bytes], _: dict[str, object]) -> None:
    parts["school.toml"] = parts["school.toml"].replace(b"midden", b"noorde")


def _size(parts: dict[str, bytes], told: dict[str, object]) -> None:
    told["files"]["school.toml"]["bytes"] = len(parts["school.toml"]) + 1  # type: ignore[index]


def _huge(_: dict[str, bytes], told: dict[str, object]) -> None:
    told["files"]["school.toml"]["bytes"] = 10**18  # type: ignore[index]


def _doubled(parts: dict[str, bytes], told: dict[str, object]) -> None:
    _with("protocols/a.toml")(parts, told)
    _with("protocols/A.toml")(parts, told)


def _no_settings(parts: dict[str, bytes], told: dict[str, object]) -> None:
    del parts["school.toml"]
    del told["files"]["school.toml"]  # type: ignore[attr-defined]


CHANGES: dict[str, Callable[[dict[str, bytes], dict[str, object]], None]] = {
    "another byte in a part": _school,
    "a part less": lambda parts, _: parts.__delitem__("notes.sqlite"),
    "a part that is not listed": lambda parts, _: parts.update({"brieven/x.toml": b""}),
    "a size that is not so": _size,
    "a size that no disk has": _huge,
    "no settings": _no_settings,
    "above the folder": _with("../buiten.toml"),
    "above it by a folder": _with("protocols/../../buiten.toml"),
    "from the root": _with("/tmp/buiten.toml"),
    "with the strokes of Windows": _with("protocols\\..\\..\\buiten.toml"),
    "on another disk": _with("C:buiten.toml"),
    "two that are one on Windows": _doubled,
    "a program to be run": _with("brieven/x.py"),
    "a newer layout": lambda _, told: told.update(format=archive.FORMAT + 1),
    "a newer program": lambda _, told: told.update(program="99.0.0"),
    "a store that is not there": lambda _, told: told.update(stores={"s": 77}),
    "no date": lambda _, told: told.update(made="gisteren"),
    "a list of parts that is none": lambda _, told: told.update(files=["school.toml"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_backup_that_was_changed_is_refused(kept: Path, tmp_path: Path, change: str) -> None:
    wrong = repacked(kept, tmp_path / "anders.zip", CHANGES[change])
    with pytest.raises(InputError) as refused:
        restore(wrong, tmp_path / "nieuw")
    assert str(wrong) in refused.value.what
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anders.zip"]


def test_every_byte_counts(kept: Path, tmp_path: Path) -> None:
    """A bit turned anywhere, or a piece cut off, is refused, or makes no difference: the times of a zip file are not used."""
    data = kept.read_bytes()
    # The list of parts stands at the end: the way in which each is packed is among its first bytes.
    places = sorted({*range(0, len(data), amount(499, 31)), data.rindex(b"PK\x01\x02") + 10})
    (tmp_path / "heel").mkdir()
    whole = archive.unpack(kept, tmp_path / "heel", kept)
    files, refused = digests(tmp_path / "heel"), 0
    for place in places:
        wrong = tmp_path / "anders.zip"
        wrong.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        folder = tmp_path / "uit"
        folder.mkdir()
        try:
            found = archive.unpack(wrong, folder, wrong)
            assert (digests(folder), found.parts) == (files, whole.parts)
        except (InputError, WorkspaceError):
            refused += 1
        shutil.rmtree(folder)
    assert refused > 0.8 * len(places)
    for size in (0, 1, 100, len(data) // 2, len(data) - 1):
        (tmp_path / "half.zip").write_bytes(data[:size])
        with pytest.raises(InputError):
            restore(tmp_path / "half.zip", tmp_path / "nieuw")
    assert not (tmp_path / "nieuw").exists()


def test_notes_of_a_newer_program_leave_everything_as_it_was(
    kept: Path, workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def newer(parts: dict[str, bytes], told: dict[str, object]) -> None:
        path = tmp_path / "notes.sqlite"
        path.write_bytes(parts["notes.sqlite"])
        with closing(sqlite3.connect(path)) as notes:
            notes.execute("pragma user_version = 99")
            notes.execute("pragma journal_mode = delete")
        parts["notes.sqlite"] = path.read_bytes()
        told["files"]["notes.sqlite"] = _told(parts["notes.sqlite"])  # type: ignore[index]

    wrong = repacked(kept, tmp_path / "anders.zip", newer)
    before = digests(workspace.path)
    assert main(["restore", str(wrong), str(workspace.path)]) == 3
    assert "nieuwere versie" in capsys.readouterr().err
    assert digests(workspace.path) == before
    assert not list(workspace.path.glob(".*"))


def _told(data: bytes) -> dict[str, object]:
    return {"bytes": len(data), "sha256": sha256(data).hexdigest()}


def test_nothing_is_overwritten_and_a_strange_folder_is_left_alone(
    kept: Path, workspace: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "er-al.zip"
    out.write_text("van mij")
    with pytest.raises(UsageError, match="bestaat al"):
        backup(workspace, out)
    with pytest.raises(UsageError, match="werkmap zelf"):
        backup(workspace, workspace.path / "audit" / "kopie.zip")
    assert out.read_text() == "van mij"
    (tmp_path / "fotos").mkdir()
    (tmp_path / "fotos" / "a.jpg").write_text("foto")
    with pytest.raises(UsageError, match="niet leeg"):
        restore(kept, tmp_path / "fotos")
    assert [path.name for path in (tmp_path / "fotos").iterdir()] == ["a.jpg"]


def test_what_is_damaged_is_not_backed_up(workspace: Workspace, tmp_path: Path) -> None:
    table = part_of(workspace).store_folder(part_of(workspace).stored()[-1]) / "registrations.parquet"
    table.write_bytes(table.read_bytes()[:-100])
    with pytest.raises(WorkspaceError, match="beschadigd"):
        backup(workspace, tmp_path / "kopie.zip")
    assert not list(tmp_path.glob("*kopie*"))


def test_a_full_disk_leaves_no_half_file_and_the_old_workspace(
    kept: Path, workspace: Workspace, tmp_path: Path
) -> None:
    before = digests(workspace.path)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for size in (2_000, 10_000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
            with pytest.raises(OSError, match="File too large"):
                backup(workspace, tmp_path / "kopie.zip")
        for size in (2_000, 30_000, 1_000_000):  # of the settings, of the notes, of the figures
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
            with pytest.raises(Exception, match=r"vol|too large|niet heel") as refused:
                restore(kept, workspace.path)
            assert not isinstance(refused.value, AssertionError)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        signal.signal(signal.SIGXFSZ, heard)
    assert not list(tmp_path.glob("*kopie*"))
    after = digests(workspace.path)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {
        "audit/access.jsonl",
        "audit/lock",
    }
    assert not list(workspace.path.glob(".*"))


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not on this computer")
def test_an_encrypted_backup_is_for_who_has_the_key(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    key = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "ict@school.example", "future-default"]
    subprocess.run(key, check=True, capture_output=True)
    out, place = tmp_path / "kopie.gpg", workspace.path
    try:
        secret = ["--encrypt", "gpg", "--recipient"]
        assert main(["backup", str(place), "--out", str(out), *secret, "niemand@school.example"]) == 2
        assert not list(tmp_path.glob("*kopie*"))
        assert main(["backup", str(place), "--out", str(out), *secret, "ict@school.example"]) == 0
        assert out.stat().st_mode & 0o777 == 0o600
        assert b"school.toml" not in out.read_bytes()
        assert main(["restore", str(out), str(tmp_path / "nieuw")]) == 0
        assert check(tmp_path / "nieuw") == []
        out.write_bytes(out.read_bytes()[:-50])
        assert main(["restore", str(out), str(tmp_path / "anders")]) == 3
        assert not (tmp_path / "anders").exists()
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], check=False)
    capfd.readouterr()


def test_a_tool_that_is_not_there_is_told(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["backup", str(workspace.path), "--out", str(tmp_path / "kopie.age"), "--encrypt", "age"]) == 2
    assert "age staat niet op deze computer" in capsys.readouterr().err
    assert not (tmp_path / "kopie.age").exists()
