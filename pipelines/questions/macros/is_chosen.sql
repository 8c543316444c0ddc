-- macro: is_chosen(selection, in_afdeling, in_leerjaar, in_klas, of_mentor)
-- says: whether what the viewer chose to look at holds this afdeling, leerjaar, klas and mentor; no choice holds all
(len(selection.afdelingen) = 0 or list_contains(selection.afdelingen, in_afdeling))
and (len(selection.leerjaren) = 0 or list_contains(selection.leerjaren, in_leerjaar))
and (len(selection.klassen) = 0 or list_contains(selection.klassen, in_klas))
and (len(selection.mentors) = 0 or list_contains(selection.mentors, of_mentor))
