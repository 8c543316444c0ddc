"""The command `verzuimbeeld bench --honesty`: every signal in every world, measured in many invented schools."""

from dashboard.commands.honesty.hours import hours
from dashboard.commands.honesty.measure import Line, Measure
from dashboard.commands.honesty.patterns import patterns

# Seeds of their own: no method was tuned on these schools.
SEED, SCHOOLS = 20_261_130, 400
MEASURES: tuple[Measure, ...] = (hours, patterns)


def run(schools: int = SCHOOLS) -> int:
    """Prints a line per signal, world and effect, and returns how many did not hold what is promised."""
    broken = 0
    print(f"{'signaal':<34} {'wereld':<14} {'oorzaak':<28} {'gemeten':>9} {'95 %':>15} {'nominaal':>9} {'grens':>8}")
    for measure in MEASURES:
        for line in measure(SEED, schools):
            print(_said(line), flush=True)
            broken += not line.holds
    print(f"{broken} regels komen niet uit zoals beloofd." if broken else "Alles komt uit zoals beloofd.")
    return broken


def _said(line: Line) -> str:
    lower, upper = line.interval
    between = f"{_percent(lower)} - {_percent(upper)}"
    promised = f"> {_percent(line.least)}" if line.least is not None else _percent(line.limit)
    return (
        f"{line.signal:<34} {line.world:<14} {line.effect or 'geen':<28} {_percent(line.found / line.of):>9} {between:>15} "
        f"{_percent(line.nominal):>9} {promised:>8}{'' if line.holds else '  !'}"
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %".replace(".", ",")
