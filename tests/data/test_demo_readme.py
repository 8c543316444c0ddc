"""data/README.md names every figure of the demo school with its present value."""

from pathlib import Path

from data import figures
from tests.data.conftest import Demo


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def _rows() -> dict[str, list[str]]:
    """The rows of the tables of four columns, by the word in their first one."""
    text = (Path(figures.__file__).parent / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in rows if len(row) == 4}


def test_every_case_is_explained_with_its_number_of_pupils(demo: Demo) -> None:
    told = {name: row[0] for name, row in _rows().items() if not name.isupper()}
    assert told == {case: str(len(pupils)) for case, pupils in demo.files.cases.items()}


def test_every_figure_is_explained() -> None:
    explained = _rows()
    for name in filter(str.isupper, vars(figures)):
        _, value, ground = explained[name]
        assert value == _shown(getattr(figures, name)), name
        assert ground
