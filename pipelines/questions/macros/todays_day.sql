-- macro: todays_day(viewer, last_day)
-- says: the day that decides whose pupil somebody is: today, at most the last day of the data
least(viewer.today, last_day)
