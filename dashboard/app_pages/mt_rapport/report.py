"""The management report of a school or of one afdeling: everything that stands on the page, on paper and in the file."""

from dataclasses import dataclass

import polars as pl

from dashboard.app_pages.mt_rapport import afdelingen, explained, figures, quality, stages, steps, weekly
from dashboard.app_pages.mt_rapport.figures import Figure
from dashboard.app_pages.mt_rapport.subject import Subject, subject_of
from dashboard.rates.funnel import Comparison
from dashboard.rates.weekly import Band
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.notes import agenda
from pipelines.questions import compliance, ladders, mt_report, pupil_rates, school
from pipelines.questions.denominator import denominator
from pipelines.store.workspace import Workspace
from pipelines.viewer import Selection


@dataclass(frozen=True)
class Report:
    """One report. Frames hold what is drawn and read, without any figure of a small group and without pupils.

    `trend` and `band`: the weekly rate (`weekly.trend`); `compared`: the funnel, None when no afdeling may
    be shown; `left_out` and `unsaid`: which stages have no number, in words; `decisions`: the agenda, open ones first.
    """

    title: str
    subject: Subject
    answer: str
    described: str
    figures: tuple[Figure, ...]
    table: pl.DataFrame
    periods: str
    trend: pl.DataFrame
    band: Band
    compared: Comparison | None
    statements: tuple[str, ...]
    stages: pl.DataFrame
    stages_said: str
    left_out: str
    steps_said: str
    roles: pl.DataFrame
    parts: pl.DataFrame
    by_stage: pl.DataFrame
    unsaid: str
    duo: str
    data: tuple[str, ...]
    decisions: pl.DataFrame
    explained: tuple[tuple[str, str], ...]

    @property
    def compared_table(self) -> pl.DataFrame:
        """The afdelingen of the funnel to read, without how many pupils were registered."""
        return pl.DataFrame() if self.compared is None else self.compared.table.drop("key", "Leerlingen")


def gather(workspace: Workspace, snapshot: Snapshot, view: View) -> Report:
    """The report of a view: its school, day and at most one afdeling; other choices do not count.

    Everything is asked of the whole school, because what may be told of one afdeling hangs on the others. Raises
    UsageError as `subject_of` does.
    """
    klassen = school.parts(snapshot, view.viewer, view.on, view.school)
    names = afdelingen.of_school(klassen)
    about = {row["school"]: row for row in school.schools(snapshot, view.viewer).iter_rows(named=True)}[view.school]
    subject = subject_of(view, names, about["name"])
    settings = snapshot.settings
    least, who = int(settings["small_group"]), (view.viewer, view.on, view.school)
    periods = mt_report.periods(snapshot, *who)
    divided = denominator(snapshot, *who)
    weeks = mt_report.pupil_weeks(snapshot, *who, divided)
    counts = mt_report.counts(snapshot, *who)
    now = counts.filter(pl.col("period") == mt_report.NOW)
    sizes = {part: numbers[0] for part, numbers in figures.in_order(now, list(names), ["students"]).items()}
    five = figures.figures(figures.compared(weeks), counts, subject, list(names), view.viewer.may("care"), least)
    trend, band = weekly.trend(snapshot, view, subject, sizes, weeks, divided)
    enrolled = pupil_rates.enrolled(snapshot, *who, "afdeling")
    compared, statements = afdelingen.compared(weeks, view, names, settings, subject, enrolled)
    protocol = ladders.ladders(snapshot, view.viewer.within(view.school), view.on).filter(
        pl.col("protocol") == view.protocol
    )
    standing = mt_report.stage_counts(snapshot, *who)
    shown, left_out = stages.stages(standing, protocol, sizes, subject, least)
    since = periods.filter(pl.col("period") == mt_report.NOW)["first_date"].to_list()
    first, until = since[0] if since else view.on, view.noted_until
    asked = compliance.steps(workspace, snapshot, view.viewer, view.on, first, noted_until=until)
    by_stage, unsaid = steps.by_stage(asked, subject, least)
    year = school.week_ends(snapshot, view.on, view.school).filter("finished")["week_start"].to_list()
    gaps = school.incomplete_weeks(snapshot, view.on, view.school)["week_start"].to_list()
    return Report(
        title=f"MT-rapport verzuim, {about['name']}",
        subject=subject,
        answer=figures.answer(five, not periods.is_empty()),
        described=view.described(subject.name, gaps),
        figures=five,
        table=figures.table(five),
        periods=figures.period_words(periods, view.on, band.denominator),
        trend=trend,
        band=band,
        compared=compared,
        statements=statements,
        stages=shown,
        stages_said=stages.stages_said(shown),
        left_out=stages.left_out_said(left_out),
        steps_said=steps.steps_said(asked, sizes, subject, least),
        roles=steps.by_role(asked, sizes, subject, least),
        parts=steps.by_afdeling(asked, sizes, names, subject, least),
        by_stage=by_stage,
        unsaid=stages.left_out_said(unsaid),
        duo=steps.duo(compliance.duo(workspace, snapshot, view.viewer, view.on, noted_until=until), subject, least),
        data=tuple(
            quality.data_words(
                len(year),
                [week for week in gaps if week in year],
                quality.unknown(snapshot, view, klassen),
                sizes,
                subject,
                least,
            )
        ),
        decisions=agenda.decisions(
            workspace, view.viewer, view.school, until, Selection(afdelingen=view.selection.afdelingen)
        ),
        explained=explained.explained(settings, about),
    )
