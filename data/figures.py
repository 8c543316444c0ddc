"""The figures that shape the demo school, nearly all assumed; README.md gives each with its ground."""

from datetime import date

FIRST_YEAR = 2024
LAST_DAY = date(2026, 11, 20)
TIMETABLE_UNTIL = date(2026, 12, 18)
REGION = "midden"
STUDY_DAYS = (
    date(2024, 10, 7),
    date(2025, 1, 27),
    date(2025, 6, 10),
    date(2025, 10, 6),
    date(2026, 1, 26),
    date(2026, 6, 16),
    date(2026, 10, 5),
)

# People.
PUPILS = 1150
STAYS_BEHIND = 0.04
GOES_DOWN = 0.025
LEAVES_IN_SUMMER = 0.012
GOES_ON_AFTER_FINALS = 0.06
JOINS_ABOVE_FIRST_YEAR = 0.012
LEAVES_DURING_YEAR = 0.015
JOINS_DURING_YEAR = 0.013
CHANGES_KLAS = 0.014
A_YEAR_OLDER = 0.17
NEVER_ABSENT = 0.02

# Figures "a year" below mean a school year of this many school days.
SCHOOL_YEAR_DAYS = 200

# Changes to the timetable of the current year: part of the planned lessons.
CANCELLED = 0.025
MOVED = 0.006
REVISED = 0.012

# Latent risk: standard deviations on the log scale, and the part that sick and unauthorised share.
SICK_SPREAD = 0.42
UNAUTHORISED_SPREAD = 1.00
SHARED_PART = 0.75
LATE_SPREAD = 1.20
SENT_OUT_SPREAD = 1.10
# A pupil's own good and bad stretches of 20 school days.
STRETCH_SPREAD = 0.30
HIGHEST_RISK = 6.0
# Lower for unauthorised hours: most pupils at risk stay under the norm, which the crises below break.
HIGHEST_UNAUTHORISED_RISK = 2.1

# Sick: percentage of lesson hours per month, length of a spell in school days, factor per weekday.
SICK_PERCENT = {8: 3.4, 9: 3.8, 10: 4.3, 11: 5.0, 12: 9.3, 1: 10.2, 2: 10.2, 3: 6.6, 4: 4.6, 5: 3.9, 6: 3.5, 7: 3.0}
SPELL_DAYS = {1: 0.27, 2: 0.25, 3: 0.20, 4: 0.14, 5: 0.10, 6: 0.028, 8: 0.004, 10: 0.002, 16: 0.002}
SICK_START_WEEKDAY = (1.50, 0.85, 0.80, 0.80, 1.05)
# After a spell the chance of the next one is lower for some school days.
RECOVERED_DAYS = 15
RECOVERED_FACTOR = 0.33
STAYS_HOME_ON_FRIDAY = 0.40
FALLS_ILL_AT_SCHOOL = 0.10
WEEKDAY_PATTERNS = (0, 4, 0, 2)
WEEKDAY_PATTERN_CHANCE = 0.45

# Unauthorised: percentage of lesson hours in the first and in the last week of the year.
UNAUTHORISED_PERCENT = (0.60, 1.60)
UNAUTHORISED_WEEKDAY = (1.25, 0.90, 0.85, 0.90, 1.20)
UNAUTHORISED_LEERJAAR = {1: 0.60, 2: 0.85, 3: 1.05, 4: 1.25, 5: 1.25, 6: 1.10}
EPISODE_HOURS = {1: 0.60, 2: 0.27, 3: 0.10, 8: 0.03}
# Pupils whose truancy gets out of hand for some weeks: number in a year of 200 days, length in school days,
# chance of an episode a day and its hours.
CRISES_A_YEAR = 24
CRISIS_DAYS = (15, 35)
CRISIS_CHANCE = 0.38
CRISIS_HOURS = {1: 0.30, 2: 0.35, 3: 0.20, 8: 0.15}
# Part of the unauthorised days that still has no reason, by age in school days; older years: the last figure.
UNRESOLVED = {5: 0.40, 10: 0.25, 20: 0.12, 60: 0.04}
UNRESOLVED_OLD = 0.015
LUXE_PUPILS_A_HOLIDAY = 4
LUXE_DAYS = {1: 0.55, 2: 0.35, 3: 0.10}

# In the lesson: registrations per pupil in a school year of 200 days.
LATE_A_YEAR = 9.0
LATE_FIRST_LESSON = 0.75
LATE_AUTHORISED = 0.15
SENT_OUT_A_YEAR = 2.0
LATE_THEN_SENT_OUT = 0.004
BOOKS_A_YEAR = 3.0
HOMEWORK_A_YEAR = 5.0

# Known reasons: occasions per pupil in a school year of 200 days.
MEDICAL_A_YEAR = 5.8
LEAVE_HOURS_A_YEAR = 2.2
LEAVE_DAYS_A_YEAR = 0.40
EXCURSIONS_A_KLAS = 2.6
GUIDED_PUPILS = 0.08
SUSPENSIONS_A_YEAR = 12

# The week of the import that went wrong: its Monday, and the part of the other days that is missing.
INCOMPLETE_WEEK = date(2026, 3, 16)
INCOMPLETE_PART = 0.95

# Cases planted in the current school year: lesson hours of a report, hours on the last day in the window of the norm
# (judged; judged and unknown), school days without a stop, and pupils with a pattern of illness.
REPORTED_HOURS = 17
NEARING_HOURS = (10, 11, 13, 15)
UNKNOWN_OVER_TEN = ((7, 4), (9, 1))
MONTH_ABSENT_DAYS = 27
MONDAY_SICK = (0.8, 0.65)
TEST_WEEKS = (
    date(2024, 11, 4),
    date(2025, 1, 20),
    date(2025, 3, 31),
    date(2025, 6, 23),
    date(2025, 11, 3),
    date(2026, 1, 19),
    date(2026, 3, 30),
    date(2026, 6, 22),
    date(2026, 9, 28),
    date(2026, 11, 9),
)
TEST_WEEK_SICK = 2
HOLIDAY_SICK = (0.7,)
SUBJECT_SICK = "wi"
SUBJECT_SICK_SPELLS = 6
OFTEN_SICK_SPELLS = (4, 4, 5, 6)
RUNNING_SPELL_DAYS = (7, 9, 15)

# Follow-ups: part of the unauthorised lates and absences that gets one, and how it ends.
FOLLOWED_UP = 0.7
SHOWED_UP = 0.77
NOT_NOTED = 0.06

# Notes: what people of the school did, of this school year and the one before. Part of the tasks that is done; of the school
# days and, for reports, the working days that it takes: part.
LAST_DAY_BEFORE = date(2026, 7, 17)
TALKS_HELD = 0.7
OTHERS_DONE = 0.85
DONE_AFTER = {0: 0.26, 1: 0.24, 2: 0.16, 3: 0.11, 4: 0.08, 6: 0.07, 9: 0.05, 14: 0.03}
CONTACTS_SINCE = date(2026, 4, 13)
# Part of the talks held since then that is kept as a contact too, and of the contacts of care that gets a day to look again.
CONTACT_KEPT = 0.5
REVIEWED = 0.6
REVIEW_AFTER = 20
BAD_FEELINGS = 6
# Reports for DUO: part that is made, and left with a reason; answers to those that were made, after so many school days.
REPORTS_MADE = 0.8
REPORTS_LEFT = 0.1
REPORTED_AFTER = {0: 0.2, 1: 0.25, 2: 0.2, 3: 0.12, 4: 0.1, 6: 0.08, 10: 0.05}
REPORTS_ANSWERED = 0.65
ANSWERED_AFTER = {3: 0.3, 6: 0.3, 10: 0.25, 15: 0.15}
