-- question: stages_by_length
-- row: one stage of the protocol in force that asks how long somebody is away without a break
-- about: nobody
-- grain: ladder, stage
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
select condition.ladder, condition.stage
from ref_school as of_school
join ref_condition as condition on condition.protocol = of_school.protocol
join ref_counter_term as term on term.counter = condition.counter
where of_school.school = $school and term.unit in ('aaneengesloten_dag', 'aaneengesloten_week')
group by condition.ladder, condition.stage
