"""The named list: questions that read pupils of others too, because a figure of a page is held against the whole school.

Their rows name pupils by number and never by name, are counted or compared inside one function, and are shown to nobody.
A question about pupils that is not on it does not load unless it is limited to the pupils of the viewer.
"""

REFERENCES: dict[str, str] = {
    "early_pupils": "the cut of the early list is that of the whole school; who is not the viewer's has no name",
    "ladder_hours": "what followed a step: similar pupils are sought in the whole school",
    "ladder_presence": "what followed a step: similar pupils are sought in the whole school",
    "ladder_reached": "what followed a step: similar pupils are sought in the whole school",
    "mt_pupil_weeks": "the sums of the report, rounded; who was in the part of the viewer in that week",
    "norm_placements": "the forecast: the average to which a pupil is shrunk is that of the school",
    "norm_pupil_days": "the forecast: the average to which a pupil is shrunk is that of the school",
    "norm_reports": "the forecast: the average to which a pupil is shrunk is that of the school",
    "norm_standings": "how the forecast did in earlier weeks, counted over the whole school",
    "norm_year_reports": "how the forecast did in earlier weeks, counted over the whole school",
    "pupil_rates": "the funnel: the spread within a part, of who was there then",
    "spell_traits": "the expected pattern of sick spells is that of the whole school",
    "standout_hours": "what stands out is held against the whole school",
    "standout_lessons": "what stands out is held against the whole school",
    "standout_weeks": "what stands out is held against the whole school",
    "tasks_asked": "how steps were kept to, counted for the report, of who was there then",
}

# Lists of pupils whom the management report counts, rounded, also for who may see figures only.
COUNTED_IN_REPORT: dict[str, str] = {
    "report_days": "reports for DUO, made and not made in time",
    "unknown_hours": "lesson hours without a known reason",
}
