-- question: signal_actions
-- row: one action of a stage
-- about: nobody
-- grain: protocol, ladder, stage, action_no
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: action_no | BIGINT | number of the action in its stage
-- column: role | VARCHAR | who acts
-- column: what | VARCHAR | what he or she does
-- column: leerjaar_from | BIGINT | first leerjaar for which it is meant; null for all
-- column: leerjaar_until | BIGINT | last leerjaar for which it is meant; null for all
-- column: adult | BOOLEAN | meant for who is of age, or who is not; null for both
select action.protocol, action.ladder, action.stage, action.action_no, action.role, action.what, action.leerjaar_from,
    action.leerjaar_until, action.adult
from ref_action as action
where list_contains($protocols, action.protocol)
order by action.protocol, action.ladder, action.stage, action.action_no
