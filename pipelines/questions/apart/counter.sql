-- apart: counter
-- says: counters that count no sickness, also not beside other absence
counter in (select of_counter.counter from ref_counter as of_counter where not of_counter.care)
