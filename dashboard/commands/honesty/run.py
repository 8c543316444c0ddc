"""The command `verzuimbeeld bench --honesty`: every signal in every world, measured in many invented schools."""

from dashboard.commands.honesty import parts, weeks
from dashboard.commands.honesty.hours import hours
from dashboard.commands.honesty.measure import Line, Measure
from dashboard.commands.honesty.patterns import patterns
from dashboard.commands.honesty.standing_out import standing_out

# Seeds of their own: no method was tuned on these schools.
SEED, SCHOOLS = 20_261_130, 400
MEASURES: tuple[Measure, ...] = (weeks.measure, parts.measure, hours, patterns, standing_out)


def run(schools: int = SCHOOLS) -> int:
    """Prints a line per signal, world and effect, and returns how many did not hold what is promised.

    A line of too few schools to know it is marked with a question mark, and does not count.
    """
    broken, unsure = 0, 0
    print(f"{'signaal':<42} {'wereld':<14} {'oorzaak':<28} {'gemeten':>9} {'95 %':>15} {'nominaal':>9} {'grens':>8}")
    for measure in MEASURES:
        for line in measure(SEED, schools):
            print(_said(line), flush=True)
            broken += line.known and not line.holds
            unsure += not line.known
    if unsure:
        print(f"{unsure} regels (?): te weinig scholen om te weten of het uitkomt.")
    print(f"{broken} regels (!) komen niet uit zoals beloofd." if broken else "Alles komt uit zoals beloofd.")
    return broken


def _said(line: Line) -> str:
    lower, upper = line.interval
    between = f"{_percent(lower)} - {_percent(upper)}"
    mark = "" if line.holds else "  !" if line.known else "  ?"
    promised = f"> {_percent(line.least)}" if line.least is not None else _percent(line.limit)
    return (
        f"{line.signal:<42} {line.world:<14} {line.effect or 'geen':<28} {_percent(line.found / line.of):>9} {between:>15} "
        f"{_percent(line.nominal):>9} {promised:>8}{mark}"
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %".replace(".", ",")
