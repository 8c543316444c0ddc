"""What the reports of many weeks tell together: no cell of few pupils can be had back, and tables add up."""

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from dashboard.app_pages.mt_rapport import steps
from dashboard.app_pages.mt_rapport.figures import HIDDEN
from dashboard.app_pages.mt_rapport.subject import Subject
from pipelines.questions.compliance import STATUSES
from tests.dashboard.mt_rapport.attack import LEAST, PARTS, each_figure_rounded, history, published, reported
from tests.shared import amount

ENDS = range(12 - amount(3, 11), 12)
SPARSE, USUAL = (0.05, 0.2, 1.0), (0.3, 1.0, 3.0)


def test_no_cell_of_few_pupils_is_found() -> None:
    """Not exactly and not to two values in any school, and hardly ever to three in all of them together."""
    schools = [
        published(history(seed, 12, busy), ENDS).left() for busy in (SPARSE, USUAL) for seed in range(amount(1, 4))
    ]
    assert all(len(left) > 20 and min(left) > 2 for left in schools)
    every = [values for left in schools for values in left]
    assert every.count(3) <= len(every) / 20


def test_the_attack_finds_what_roles_beside_steps_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_apart", lambda *_: True)
    assert min(published(history(0, 12, SPARSE), ENDS[-3:]).left()) < 3


def test_the_attack_finds_what_rounding_each_figure_leaves_open() -> None:
    assert 1 in each_figure_rounded(history(0, 12, SPARSE), range(9, 12)).left()


@given(st.integers(0, 10_000), st.sampled_from([SPARSE, USUAL]))
@settings(max_examples=amount(4, 100))
def test_every_total_is_the_sum_of_what_is_shown(seed: int, busy: tuple[float, ...]) -> None:
    """So nobody learns anything of a total, of a role or of the school that the cells do not tell."""
    cells = steps.cells(reported(history(seed, 4, busy), 3), LEAST)
    school, names = Subject("School"), {part: part for part in PARTS}

    def numbers(table: pl.DataFrame) -> list[tuple[int, ...]]:
        told = [row[1:] for row in table.rows() if HIDDEN not in row]
        return [tuple(LEAST // 2 if cell.startswith("<") else int(cell) for cell in row) for row in told]

    def sums(rows: list[tuple[int, ...]]) -> list[int]:
        return [sum(column) for column in zip([0] * (1 + len(STATUSES)), *rows, strict=True)]

    of_stages, of_parts = (
        numbers(steps.by_stage(cells, school, LEAST)),
        numbers(steps.by_afdeling(cells, names, school, LEAST)),
    )
    assert sums(of_stages) == sums(of_parts)
    for tables in (of_stages, of_parts, numbers(steps.by_role(cells, school, LEAST))):
        assert all(asked == sum(of_status) for asked, *of_status in tables)
    for part, of_school in zip(PARTS, of_parts, strict=True):
        (own,) = numbers(steps.by_afdeling(cells, names, Subject("School", part, part), LEAST))
        assert own == of_school
        assert sums([own]) == sums(numbers(steps.by_stage(cells, Subject("School", part, part), LEAST)))
