"""A protocol of the school's own that an earlier version wrote is read by this one."""

from pathlib import Path

from protocols.load import load_protocol, load_protocols
from protocols.older_files import with_kinds
from protocols.write import to_toml


def test_an_appointment_without_its_kind_gets_that_of_the_same_task(tmp_path: Path) -> None:
    now = load_protocols()["kgc-2021"]
    path = tmp_path / "kgc-2021.toml"
    text = to_toml(now)
    kinds = {action.followup for ladder in now.ladder for stage in ladder.stage for action in stage.action}
    for kind in kinds - {None}:
        text = text.replace(f'followup = "{kind}"', 'followup = "terugkomen"')
    path.write_text(text, encoding="utf-8")
    assert "terugkomen" in text
    assert load_protocol(path).ladder == now.ladder


def test_words_of_its_own_are_to_report_and_a_file_that_is_wrong_stays_wrong() -> None:
    action = {"what": "komt even langs", "followup": "terugkomen"}
    raw = {"ladder": [{"stage": [{"action": [action, "geen tabel"]}, 3]}, "ook niet"]}
    assert with_kinds(raw, {})["ladder"][0]["stage"][0]["action"][0] == action | {"followup": "melden"}
    assert with_kinds({"ladder": "tekst"}, {}) == {"ladder": "tekst"}
