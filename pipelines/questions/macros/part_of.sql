-- macro: part_of(dimension, in_afdeling, in_leerjaar, in_klas)
-- says: the part of the school to which something belongs; null for the whole of it
case dimension when 'afdeling' then in_afdeling when 'klas' then in_klas when 'leerjaar' then cast(in_leerjaar as varchar) end
