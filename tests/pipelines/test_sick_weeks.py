"""The weeks of sickness for who may not see care: of groups of twenty, and never with something left over to subtract."""

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.sick_weeks import AMOUNTS, sick_present, sick_weeks
from pipelines.questions.weekly_rates import trends
from pipelines.viewer import CARE, NOBODY, Viewer, of_afdelingen, of_schools
from tests.pipelines.histories import YEAR, Registration, make_snapshot, settings
from tests.pipelines.rights_school import AFDELINGEN

FIRST, LAST, DAYS = YEAR[0], YEAR[14], 15
# Afdeling -> its klas and how many pupils; one of each is ill every day.
SIZES = {"havo": ("H3a", 19), "vwo": ("V3a", 20), "overig": ("T3a", 21)}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    klassen = {f"{klas}{n}": klas for klas, size in SIZES.values() for n in range(size)}
    there = [Registration(student, FIRST, 8, "medisch") for student in klassen]
    ill = [
        Registration(f"{klas}0", day, hour, "ziek")
        for klas, _ in SIZES.values()
        for day in YEAR[:DAYS]
        for hour in range(1, 4)
    ]
    toml = settings("kgc-2021", more=AFDELINGEN)
    return make_snapshot(tmp_path_factory.mktemp("weken"), [*there, *ill], klas=klassen, toml=toml)


def weeks(snapshot: Snapshot, viewer: Viewer, by_afdeling: bool = False) -> pl.DataFrame:
    return sick_weeks(snapshot, viewer, FIRST, LAST, by_afdeling, "ziek")


@pytest.mark.parametrize(("afdeling", "told"), [("havo", False), ("vwo", True), ("overig", True)])
def test_a_group_is_told_from_twenty_pupils(snapshot: Snapshot, afdeling: str, told: bool) -> None:
    """One too few, just enough and one more; and then it is what who may see care counts."""
    for by_afdeling in (False, True):
        found = weeks(snapshot, of_afdelingen("s", afdeling), by_afdeling)
        assert found["students"].to_list() == [SIZES[afdeling][1]] * 3
        assert (found["missed_hours"].sum() == DAYS * 3) == told
        assert all(found[name].null_count() == (0 if told else 3) for name in AMOUNTS)
        if told:
            seen = of_afdelingen("s", afdeling, rights=CARE)
            assert found.equals(
                trends(snapshot, seen, FIRST, LAST, "afdeling" if by_afdeling else None, category="ziek")
            )


@pytest.mark.parametrize(
    ("viewer", "parts"),
    [(of_schools("s"), False), (of_afdelingen("s", "havo", "vwo"), False), (of_afdelingen("s", "vwo", "overig"), True)],
)
def test_one_small_afdeling_leaves_all_of_them_out(snapshot: Snapshot, viewer: Viewer, parts: bool) -> None:
    """Else the small one is the whole less the others."""
    assert weeks(snapshot, viewer)["missed_hours"].null_count() == 0
    by_afdeling = weeks(snapshot, viewer, by_afdeling=True)
    assert by_afdeling["missed_hours"].null_count() == (0 if parts else by_afdeling.height)
    assert not by_afdeling.is_empty()


def test_of_nobody_it_is_nothing_and_of_anything_else_it_is_not_asked(snapshot: Snapshot) -> None:
    assert weeks(snapshot, NOBODY).is_empty()
    assert sick_present(snapshot, NOBODY, LAST, "s") == []
    assert sick_present(snapshot, of_schools("s"), LAST, "s") == ["ziek"]
    for category in ("totaal_afwezig", "medisch", "te_laat_ongeoorloofd"):
        with pytest.raises(ValueError, match=category):
            sick_weeks(snapshot, of_schools("s"), FIRST, LAST, by_afdeling=False, category=category)
    # Without this question nobody was ever ill.
    assert trends(snapshot, of_schools("s"), FIRST, LAST, None, category="ziek")["missed_hours"].sum() == 0
