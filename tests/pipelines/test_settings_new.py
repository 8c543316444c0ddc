"""A new school: what a folder may be, ids and afdelingen that are proposed."""

from pathlib import Path

import pytest

from pipelines.errors import WorkspaceError
from pipelines.settings.afdelingen import afdeling_id, klassen_by_afdeling, proposed
from pipelines.settings.new_school import is_unmade, make_school
from pipelines.settings.settings import FALLBACK_AFDELING, SettingsError

# Klassen as schools write them -> the afdeling that is proposed, with its patterns.
PROPOSED = {
    "H4A H4B H5A": {"Havo bovenbouw": ["H4*", "H5*"]},
    "h3a H4a": {"Onderbouw": ["h3*"], "Havo bovenbouw": ["H4*"]},
    "V4a A5b G6a GYM6c": {"Vwo bovenbouw": ["GYM6*", "A5*", "G6*", "V4*"]},
    "2MHa 1HVb": {"Onderbouw": ["1HVb*", "2MHa*"]},
    "4HA 4HB 4h1": {"Havo bovenbouw": ["4H*", "4h*"]},
    "M2a M3a TL4b": {"Onderbouw": ["M2*"], "Mavo bovenbouw": ["TL4*", "M3*"]},
    "2KBa 3k1 BB3": {"Onderbouw": ["2KB*"], "Vmbo bovenbouw": ["BB3*", "3k*"]},
    "HV4a": {},
    "Cluster 4, Z9z, 7a, ISK": {},
}


@pytest.mark.parametrize("klassen", PROPOSED)
def test_afdelingen_are_proposed_from_klassen(klassen: str) -> None:
    found = proposed(klassen.split(", ") if "," in klassen else klassen.split())
    assert {each.name: list(each.classes) for each in found} == PROPOSED[klassen]


def test_every_klas_falls_somewhere(tmp_path: Path) -> None:
    school = make_school(tmp_path / "w", "s", "School", "midden", "kgc-2021").school("s")
    klassen = ["H4A", "V5A", "ISK"]
    spread = klassen_by_afdeling(school.model_copy(update={"afdeling": proposed(klassen)}), klassen)
    assert spread == {"havo-bovenbouw": ["H4A"], "vwo-bovenbouw": ["V5A"], FALLBACK_AFDELING: ["ISK"]}


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Het Ée & College", [], "het-ee-college"),
        ("Havo", ["havo"], "havo-2"),
        ("Havo", ["havo", "havo-2"], "havo-3"),
        ("Overig", [], "overig-2"),
        ("!!", [], "x"),
    ],
)
def test_an_id_is_short_and_free(name: str, taken: list[str], expected: str) -> None:
    assert afdeling_id(name, taken) == expected


def test_a_folder_is_made_once_and_only_where_nothing_is(tmp_path: Path) -> None:
    folder = tmp_path / "diep" / "werkmap"
    assert is_unmade(folder)
    made = make_school(folder, "kgc", 'De "K" # G', "noord", "kgc-2021", None)
    assert made.school("kgc").name == 'De "K" # G'
    assert folder.stat().st_mode & 0o077 == 0
    assert not is_unmade(folder)
    with pytest.raises(WorkspaceError, match="is al een werkmap"):
        make_school(folder, "kgc", "Twee", "noord", "kgc-2021")
    # Without its settings, but with data, it is no folder for a new school.
    (folder / "school.toml").unlink()
    assert not is_unmade(folder)
    (tmp_path / "bestand").touch()
    assert not is_unmade(tmp_path / "bestand")


@pytest.mark.parametrize(
    ("key", "value"), [("school", "Met Spatie"), ("region", "oost"), ("name", " "), ("protocol", "geen")]
)
def test_what_may_not_be_makes_nothing(tmp_path: Path, key: str, value: str) -> None:
    given = {"school": "kgc", "name": "K", "region": "noord", "protocol": "kgc-2021", key: value}
    with pytest.raises(SettingsError) as refused:
        make_school(tmp_path / "w", given["school"], given["name"], given["region"], given["protocol"])
    assert refused.value.key[-1] == {"school": "id"}.get(key, key)
    assert not (tmp_path / "w").exists()
