"""data/README.md names every figure of the demo school with its present value."""

from pathlib import Path

from data import figures


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def test_every_figure_is_explained() -> None:
    text = (Path(figures.__file__).parent / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]
    explained = {row[0].strip("`"): row[2:] for row in rows if len(row) == 4}
    for name in filter(str.isupper, vars(figures)):
        value, ground = explained[name]
        assert value == _shown(getattr(figures, name)), name
        assert ground
