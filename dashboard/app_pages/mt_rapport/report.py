"""The management report of a school or of one afdeling: everything that stands on the page, on paper and in the file."""

from dataclasses import dataclass

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport import afdelingen, explained, figures, quality, steps
from dashboard.app_pages.mt_rapport.afdelingen import Differs
from dashboard.app_pages.mt_rapport.duo import duo
from dashboard.app_pages.mt_rapport.figures import Figure
from dashboard.app_pages.mt_rapport.subject import Subject, subject_of
from dashboard.rates.funnel import Comparison
from dashboard.rates.weekly import Reading
from dashboard.rounded import stages, weekly
from dashboard.rounded.week_end import week_end
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.models.snapshot import Snapshot
from pipelines.notes import agenda
from pipelines.questions import compliance, ladders, mt_report, pupil_rates, school, together
from pipelines.questions.denominator import denominator
from pipelines.store.workspace import Workspace
from pipelines.viewer import Selection


@dataclass(frozen=True)
class Report:
    """One report. Frames hold what is drawn and read: sums of rounded cells (`disclosure`), and no pupils.

    `trend` and `reading`: the weekly rate (`weekly.trend`); `compared`: the afdelingen, None when none may
    be shown; `differ`: measure and afdeling of what the statements call kijk or signaal; `decisions`: the agenda, open
    ones first.
    """

    title: str
    subject: Subject
    answer: str
    described: str
    figures: tuple[Figure, ...]
    table: pl.DataFrame
    periods: str
    trend: pl.DataFrame
    reading: Reading
    compared: Comparison | None
    statements: tuple[str, ...]
    differ: tuple[tuple[str, Differs], ...]
    stages: pl.DataFrame
    stages_said: str
    steps_said: str
    roles: pl.DataFrame
    parts: pl.DataFrame
    by_stage: pl.DataFrame
    duo: str
    data: tuple[str, ...]
    decisions: pl.DataFrame
    explained: tuple[tuple[str, str], ...]

    @property
    def nobody_said(self) -> str:
        """On which stages nobody stands, in words: they have no bar. Empty when each has somebody."""
        empty = self.stages.filter(pl.col("students") == 0)["key"].to_list()
        return f"Niemand, afgerond, staat op: {words.listed(empty)}." if empty else ""

    @property
    def compared_table(self) -> pl.DataFrame:
        """The afdelingen of the funnel to read."""
        return pl.DataFrame() if self.compared is None else self.compared.table


def gather(workspace: Workspace, snapshot: Snapshot, view: View) -> Report:
    """The report of a view: its school, the last whole week up to its day, and at most one afdeling; no other choices.

    Notes count up to the day of the view. Raises UsageError as `subject_of` does.
    """
    until, view = view.noted_until, week_end(snapshot, view)
    klassen = school.parts(snapshot, view.viewer, view.on, view.school)
    names = afdelingen.of_school(klassen)
    about = {row["school"]: row for row in school.schools(snapshot, view.viewer).iter_rows(named=True)}[view.school]
    subject = subject_of(view, names, about["name"])
    settings = snapshot.settings
    least, share = int(settings["small_group"]), settings["small_group_share"]
    who = (view.viewer, view.on, view.school)
    periods = mt_report.periods(snapshot, *who)
    divided = denominator(snapshot, *who)
    away = together.of_measures(snapshot, *who)
    weeks = mt_report.pupil_weeks(snapshot, *who, divided, away)
    counts = mt_report.counts(snapshot, *who)
    five = figures.figures(figures.compared(weeks), counts, subject, view.viewer.may("care"), least, share)
    of_year = weeks.filter(pl.col("school_year") == school_year(view.on))
    by_week = weekly.weeks_of(snapshot, view, weekly.CATEGORY, divided, subject.chosen)
    unknown = bool(of_year[figures.MEASURE].null_count())
    trend, reading = weekly.trend(snapshot, view, by_week, unknown, divided)
    enrolled = pupil_rates.enrolled(snapshot, *who, "afdeling")
    parts = afdelingen.compared(weeks, view, names, settings, subject, enrolled)
    protocol = ladders.ladders(snapshot, view.viewer.within(view.school), view.on).filter(
        pl.col("protocol") == view.protocol
    )
    standing = mt_report.stage_counts(snapshot, *who)
    shown = stages.stages(standing, protocol, least, share, subject.chosen)
    since = periods.filter(pl.col("period") == mt_report.NOW)["first_date"].to_list()
    first = since[0] if since else view.on
    asked = compliance.steps(workspace, snapshot, view.viewer, view.on, first, noted_until=until)
    cells = steps.cells(asked, least)
    year = school.week_ends(snapshot, view.on, view.school).filter("finished")["week_start"].to_list()
    gaps = school.incomplete_weeks(snapshot, view.on, view.school)["week_start"].to_list()
    return Report(
        title=f"MT-rapport verzuim, {about['name']}",
        subject=subject,
        answer=figures.answer(five, not periods.is_empty()),
        described=view.described(subject.name, gaps),
        figures=five,
        table=figures.table(five),
        periods=f"{figures.period_words(periods, view.on, reading.denominator)} {figures.between_said(five)}".strip(),
        trend=trend,
        reading=reading,
        compared=parts.chart,
        statements=tuple(filter(None, [*parts.statements, afdelingen.together(away, view.viewer.may("care"))])),
        differ=parts.differ,
        stages=shown,
        stages_said=stages.stages_said(shown),
        steps_said=steps.steps_said(cells, subject, least),
        roles=steps.by_role(cells, subject, least),
        parts=steps.by_afdeling(cells, names, subject, least),
        by_stage=steps.by_stage(cells, subject, least),
        duo=duo(compliance.duo(workspace, snapshot, view.viewer, view.on, noted_until=until), subject, least),
        data=tuple(
            quality.data_words(
                len(year),
                [week for week in gaps if week in year],
                quality.unknown(snapshot, view, klassen),
                subject,
                least,
            )
        ),
        decisions=agenda.decisions(
            workspace, view.viewer, view.school, until, Selection(afdelingen=view.selection.afdelingen)
        ),
        explained=explained.explained(settings, about),
    )
