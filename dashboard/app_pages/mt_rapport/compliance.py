"""Were steps done, and in time: counts in words, in which what is not known is no reproach."""

from collections.abc import Mapping

from dashboard import words


def in_time_share(row: Mapping[str, int]) -> tuple[float, float] | None:
    """At least and at most so large a share of the steps past their term was in time; None when there are none.

    Between the two lie the steps of which nothing is recorded; without any record it is 0 to 1, so unknown.
    """
    if not row["past"]:
        return None
    return row["in_time"] / row["past"], (row["in_time"] + row["unrecorded"]) / row["past"]


def answer(row: Mapping[str, int], one: str = "stap", more: str = "stappen") -> str:
    """A row of counts in a sentence, of steps or of reports."""
    if not row["due"]:
        return f"In deze tijd waren er geen {more}."
    share = in_time_share(row)
    if share is None:
        return f"Nog van geen {one} is de termijn voorbij."
    past = f"Van {words.count(row['past'], one, more)} is de termijn voorbij"
    if row["unrecorded"] == row["past"]:
        return f"{past}. Of dat op tijd gebeurde is niet bekend: er is niets vastgelegd."
    least, most = (words.number(100 * part, 0) for part in share)
    parts = [f"{words.number(row['in_time'], 0)} op tijd gedaan"]
    parts += [f"{words.number(row['late'], 0)} te laat gedaan"] if row["late"] else []
    parts += [f"{words.number(row['overdue'], 0)} niet gedaan"] if row["overdue"] else []
    if not row["unrecorded"]:
        return f"{past}: {words.listed(parts)} ({least} % op tijd)."
    unknown = f"van {words.number(row['unrecorded'], 0)} is niets vastgelegd"
    return f"{past}: {words.listed(parts)}; {unknown}. Op tijd is dus {least} tot {most} %."
