"""The management report of a school or of one afdeling: everything that stands on the page, on paper and in the file."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard.app_pages.mt_rapport import (
    explained as report_explained,
)
from dashboard.app_pages.mt_rapport import (
    followed as report_followed,
)
from dashboard.app_pages.mt_rapport import (
    parts as report_parts,
)
from dashboard.app_pages.mt_rapport import (
    shapes,
)
from dashboard.app_pages.mt_rapport import (
    steps as report_steps,
)
from dashboard.app_pages.mt_rapport.shapes import Figure, Subject
from dashboard.rates import weekly as trend_shapes
from dashboard.rates.funnel import Comparison
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.notes import agenda
from pipelines.questions import (
    compliance,
    ladders,
    mt_report,
    pupil_rates,
    quality,
    school,
    weekly_rates,
)
from pipelines.questions.denominator import Denominator, denominator
from pipelines.questions.followed import followed
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, Selection

# The measure of the trend and the funnel: the one that a school can do most about.
MEASURE, CATEGORY = "ongeoorloofd", "totaal_ongeoorloofd"


@dataclass(frozen=True)
class Report:
    """One report. Frames hold what is drawn and read, without any figure of a small group and without pupils.

    `trend` and `band`: the weekly rate (`shapes.trends.week_trend`); `compared`: the funnel, None when no afdeling may
    be shown; `left_out` and `unsaid`: stages without a number; `decisions`: the agenda, open ones first.
    """

    title: str
    subject: Subject
    answer: str
    described: str
    figures: tuple[Figure, ...]
    table: pl.DataFrame
    periods: str
    trend: pl.DataFrame
    band: trend_shapes.Band
    compared: Comparison | None
    statements: tuple[str, ...]
    stages: pl.DataFrame
    left_out: tuple[str, ...]
    steps_said: str
    roles: pl.DataFrame
    parts: pl.DataFrame
    by_stage: pl.DataFrame
    unsaid: tuple[str, ...]
    duo: str
    data: tuple[str, ...]
    decisions: pl.DataFrame
    explained: tuple[tuple[str, str], ...]

    @property
    def compared_table(self) -> pl.DataFrame:
        """The afdelingen of the funnel to read."""
        return report_parts.table(self.compared)

    @property
    def stages_said(self) -> str:
        """The chart of stages in words."""
        return report_steps.stages_said(self.stages)

    @property
    def left_out_said(self) -> str:
        """Which stages have no number, in words; empty when all have one."""
        return report_steps.left_out_said(self.left_out)

    @property
    def unsaid_said(self) -> str:
        """Of which stages it stays away what was done, in words; empty when of none."""
        return report_steps.left_out_said(self.unsaid)


def subject_of(view: View, names: dict[str, str], school_name: str) -> Subject:
    """What the report of a view is about. Raises UsageError for more than one afdeling, or one that does not exist.

    Two afdelingen together minus one of them are the other: such a report could give a small group away. What may be
    told of one afdeling hangs on all of them, so there is none for who may see only a part of the school.
    """
    if view.viewer.afdelingen is not None or view.viewer.mentors is not None:
        raise UsageError("Het MT-rapport is voor wie de hele school mag zien.", "Vraag het aan de schoolleiding.")
    chosen = view.selection.afdelingen
    if not chosen:
        return Subject(school_name)
    if len(chosen) > 1:
        raise UsageError(
            "Een MT-rapport gaat over de hele school of over één afdeling.", "Kies in de zijbalk één afdeling, of geen."
        )
    if chosen[0] not in names:
        raise UsageError(f"Afdeling '{chosen[0]}' bestaat niet.", f"Kies een van: {', '.join(names)}.")
    return Subject(school_name, chosen[0], names[chosen[0]])


def afdelingen(parts: pl.DataFrame) -> dict[str, str]:
    """Afdeling -> name, in the order of the school (`parts` as in `pipelines.questions.school`)."""
    rows = parts.sort("afdeling_order")
    return dict(rows.select("afdeling", "name").unique(maintain_order=True).iter_rows())


def gather(workspace: Workspace, snapshot: Snapshot, view: View) -> Report:
    """The report of a view: its school, day and at most one afdeling; other choices do not count.

    Everything is asked of the whole school, because what may be told of one afdeling hangs on the others. Raises
    UsageError as `subject_of` does.
    """
    klassen = school.parts(snapshot, view.viewer, view.on, view.school)
    names = afdelingen(klassen)
    about = {row["school"]: row for row in school.schools(snapshot, view.viewer).iter_rows(named=True)}[view.school]
    subject = subject_of(view, names, about["name"])
    settings = snapshot.settings
    least, who = int(settings["small_group"]), (view.viewer, view.on, view.school)
    periods = mt_report.periods(snapshot, *who)
    divided = denominator(snapshot, *who)
    weeks = mt_report.pupil_weeks(snapshot, *who, divided)
    counts = mt_report.counts(snapshot, *who)
    now = counts.filter(pl.col("period") == mt_report.NOW)
    sizes = {part: numbers[0] for part, numbers in shapes.in_order(now, list(names), ["students"]).items()}
    figures = shapes.figures(shapes.compared(weeks), counts, subject, list(names), view.viewer.care, least)
    of_week = dict(weeks.select("week_start", "period").drop_nulls().unique().iter_rows())
    trend, band = _trend(snapshot, view, subject, sizes, of_week, divided)
    trend, band = shapes.unless_unknown(trend, band, weeks, MEASURE, school_year(view.on))
    enrolled = pupil_rates.enrolled(snapshot, *who, "afdeling")
    compared, statements = _compared(weeks, view, names, settings, subject, enrolled)
    protocol = ladders.ladders(snapshot, view.on, (view.school,)).filter(pl.col("protocol") == view.protocol)
    stages = mt_report.stage_counts(snapshot, *who)
    shown, left_out = report_steps.stages(stages, protocol, sizes, subject, view.viewer.care, least)
    since = periods.filter(pl.col("period") == mt_report.NOW)["first_date"].to_list()
    first, until = since[0] if since else view.on, view.noted_until
    steps = compliance.steps(workspace, snapshot, view.viewer, view.on, first, noted_until=until)
    if not view.viewer.care:
        steps = steps.join(protocol.filter(pl.col("track") == "ziek"), on=["ladder", "stage"], how="anti")
    by_stage, unsaid = report_steps.by_stage(steps, subject, least)
    year = school.week_ends(snapshot, view.on, view.school).filter("finished")["week_start"].to_list()
    gaps = school.incomplete_weeks(snapshot, view.on, view.school)["week_start"].to_list()
    return Report(
        title=f"MT-rapport verzuim, {about['name']}",
        subject=subject,
        answer=shapes.answer(figures, not periods.is_empty()),
        described=view.described(subject.name, gaps),
        figures=figures,
        table=shapes.table(figures),
        periods=shapes.period_words(periods, view.on, band.denominator),
        trend=trend,
        band=band,
        compared=compared,
        statements=statements,
        stages=shown,
        left_out=tuple(left_out),
        steps_said=report_steps.steps_said(steps, sizes, subject, least),
        roles=report_steps.by_role(steps, sizes, subject, least),
        parts=report_steps.by_afdeling(steps, sizes, names, subject, least),
        by_stage=by_stage,
        unsaid=tuple(unsaid),
        duo=report_steps.duo(
            compliance.duo(workspace, snapshot, view.viewer, view.on, noted_until=until), subject, least
        ),
        data=tuple(
            report_steps.data_words(
                len(year),
                [week for week in gaps if week in year],
                _unknown(snapshot, view, klassen),
                sizes,
                subject,
                least,
            )
        ),
        decisions=agenda.decisions(workspace, view.viewer, view.school, until, _chosen(subject)),
        explained=report_explained.explained(settings, about),
    )


def what_followed(workspace: Workspace, snapshot: Snapshot, view: View) -> report_followed.After | None:
    """What followed the steps of the protocol; told of the whole school only, and it takes a while to find."""
    if view.selection.afdelingen:
        return None
    rows = followed(workspace, snapshot, view.viewer, view.on, view.school, noted_until=view.noted_until)
    known = ladders.ladders(snapshot, view.on, (view.school,)).filter(
        (pl.col("protocol") == view.protocol) & (pl.col("track") == "ziek")
    )
    sick = known["ladder"].unique().to_list()
    return report_followed.after(rows, snapshot.settings, view.viewer.care, sick)


def _chosen(subject: Subject) -> Selection:
    return Selection(afdelingen=(subject.afdeling,)) if subject.afdeling else EVERYTHING


def _trend(
    snapshot: Snapshot,
    view: View,
    subject: Subject,
    sizes: dict[str, int],
    periods: dict[date, str],
    divided: Denominator,
) -> tuple[pl.DataFrame, trend_shapes.Band]:
    settings = snapshot.settings
    first = date(int(school_year(view.on)[:4]) - 1, 8, 1)
    asked = (snapshot, view.viewer, first, view.on)
    parts = weekly_rates.trends(*asked, "afdeling", EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    if subject.afdeling:
        own = parts.filter(pl.col("part") == subject.afdeling)
    else:
        own = weekly_rates.trends(*asked, None, EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    shown = shapes.shown_weeks(own, parts, sizes, periods, subject, int(settings["small_group"]))
    trend, band = trend_shapes.week_trend(shown, view.on, settings, divided)
    # Which hours it is divided by is told by all the weeks, also by those that stay away.
    band = replace(band, denominator=trend_shapes.divided_by(own, view.on, divided))
    if trend["rate"].drop_nulls().is_empty() and own["registered"].sum():
        band = replace(band, sentence="De weken van deze groep blijven weg: ze rusten op te weinig leerlingen.")
    return trend, band


def _compared(
    weeks: pl.DataFrame,
    view: View,
    names: dict[str, str],
    settings: dict[str, float],
    subject: Subject,
    enrolled: dict[str | None, int],
) -> tuple[Comparison | None, tuple[str, ...]]:
    funnel, said = None, []
    for measure, label in shapes.LABELS.items():
        found = report_parts.shown_parts(
            weeks, measure, school_year(view.on), list(names), int(settings["small_group"]), enrolled
        )
        if weeks.is_empty():
            continue
        if found is None:
            said.append(f"{label}: weggelaten, kleine groep.")
            continue
        rows, merged = found
        called = report_parts.names_of(names, merged)
        said.append(report_parts.statement(measure, rows, called, settings, subject))
        if measure == MEASURE:
            funnel = report_parts.comparison(rows, called, settings, enrolled)
    return funnel, tuple(said)


def _unknown(snapshot: Snapshot, view: View, klassen: pl.DataFrame) -> pl.DataFrame:
    rows = quality.unknown_hours(snapshot, view.viewer, view.on, view.school, EVERYTHING)
    of_klas = dict(klassen.select("klas", "afdeling").unique().iter_rows())
    part = pl.col("klas").replace_strict(of_klas, default="overig", return_dtype=pl.String)
    return rows.select("student_id", part.fill_null("overig").alias("part"))
