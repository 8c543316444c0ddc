"""What would be if: drafts of protocols, boundary cases and other readings, by the models of the build with other rows.

Boundary cases (`histories`) and other readings (`readings`) are the models and nothing else. A draft on the workbench must
answer while somebody moves a number, so `workbench_sql` and `changes` keep what spares the models work. They state no
rule: they say which rows of the base still hold. What each spares, in CPU time on a school year of the demo school:

- `slice_counter_day`, `KNOWN_DAYS`, `OTHER_DAYS`: counters do not depend on thresholds. Counting anew is what a changed
  window has to do, and takes four times as long as a changed threshold.
- What was counted anew for the draft before stays while the next one counts the same (`Workbench._count`): a protocol that
  begins with nothing has only counters of its own, and its next number would take five times as long.
- `turn`, `UNCHANGED_RECURRENCES` and what `ACTIONS` and `ASKED` read of the base: what recurs is asked otherwise only where
  a stage begins. Without them a changed threshold takes two fifths longer.
- `UNCHANGED` and the views of base and draft under one name: a stage that kept its conditions keeps its pupils.
- `CUT`, `SINCE_CUT`, `OTHER_CONTRIBUTIONS`: a changed window counts one school year and what it looks back on.
  Without them it takes a fifth longer where three years were imported, and more with every year.
"""
