"""Names and types of the protocol tables, in the order of their columns."""

import polars as pl

Schema = dict[str, type[pl.DataType] | pl.DataType]

STAGE_KEY: Schema = {"protocol": pl.String, "ladder": pl.String, "stage": pl.String}

SCHEMAS: dict[str, Schema] = {
    "protocol": {
        "protocol": pl.String,
        "name": pl.String,
        "school_name": pl.String,
        "valid_from": pl.Date,
        "valid_until": pl.Date,
        "checked": pl.Date,
        "source_document": pl.String,
        "adopted": pl.Date,
        "lesson_minutes": pl.Int64,
        "late_weight": pl.Float64,
        "unknown_counts": pl.Boolean,
        "unknown_until_working_days": pl.Int64,
        "preset": pl.Boolean,
    },
    "protocol_unauthorised": {"protocol": pl.String, "category": pl.String},
    "klas_leerjaar": {"protocol": pl.String, "klas_number": pl.Int64, "leerjaar": pl.Int64},
    "code": {"protocol": pl.String, "code": pl.String, "category": pl.String, "basis": pl.String, "place": pl.String},
    "ladder": {
        "protocol": pl.String,
        "ladder": pl.String,
        "ladder_order": pl.Int64,
        "name": pl.String,
        "track": pl.String,
    },
    "stage": STAGE_KEY
    | {
        "stage_order": pl.Int64,
        "level": pl.Int64,
        "name": pl.String,
        "rule": pl.String,
        "groups": pl.Int64,
        "repeat_every": pl.Int64,
        "repeat_until": pl.Float64,
        "legal": pl.String,
        "legal_reason": pl.String,
        "legal_export": pl.Boolean,
        "place": pl.String,
        "basis": pl.String,
        "computable": pl.Boolean,
        "needs": pl.String,
        # Whether it tells of sickness, also beside other absence; so of a counter.
        "care": pl.Boolean,
    },
    # An empty list is no limit; `age_until` is not included.
    "stage_group": STAGE_KEY
    | {
        "group_no": pl.Int64,
        "conditions": pl.Int64,
        "lasts": pl.String,
        "trigger_after": pl.String,
        "leerjaren": pl.List(pl.Int64),
        "leerjaren_except": pl.List(pl.Int64),
        "afdelingen": pl.List(pl.String),
        "afdelingen_except": pl.List(pl.String),
        "studies": pl.List(pl.String),
        "age_from": pl.Int64,
        "age_until": pl.Int64,
        # Keys of tasks of which one must be done first, or none yet.
        "done": pl.List(pl.String),
        "not_done": pl.List(pl.String),
        # Whether any of these limits it.
        "of_some": pl.Boolean,
        # The stage of the ladder from which it counts anew, and after how many others that is known (0: it does not).
        "since": pl.String,
        "since_done": pl.Boolean,
        "rounds": pl.Int64,
    },
    "condition": STAGE_KEY
    | {
        "group_no": pl.Int64,
        "condition_no": pl.Int64,
        "counter": pl.String,
        "operator": pl.String,
        "number": pl.Float64,
        "basis": pl.String,
        "place": pl.String,
    },
    # A stage that acts again: every so many registrations, or by the week. Without a first number every registration
    # from the day on which it is reached is its own; without a last one there is no end.
    "recurrence": STAGE_KEY
    | {
        "counter": pl.String,
        "every": pl.Int64,
        "by_week": pl.Boolean,
        "first_number": pl.Float64,
        "last_number": pl.Float64,
        "until_stage": pl.String,
        "by_kind": pl.Boolean,
    },
    "counter": {
        "counter": pl.String,
        "window_kind": pl.String,
        "window_number": pl.Int64,
        "label": pl.String,
        "care": pl.Boolean,
        # Whether each subject is counted by itself, of which the highest counts.
        "by_subject": pl.Boolean,
    },
    "counter_term": {
        "counter": pl.String,
        "term_no": pl.Int64,
        "category_set": pl.String,
        "unit": pl.String,
        "weight": pl.Float64,
        "max_spell_days": pl.Int64,
        "day_filter": pl.String,
    },
    # A null is whichever subject, lesson hour or weekday, and each late, whatever its minutes.
    "category_set": {
        "category_set": pl.String,
        "category": pl.String,
        "subject": pl.String,
        "lesson_hour": pl.Int64,
        "iso_weekday": pl.Int64,
        "minutes_from": pl.Int64,
        "minutes_until": pl.Int64,
        "minutes_unknown": pl.Boolean,
        "handled": pl.Boolean,
    },
    "action": STAGE_KEY
    | {
        "action_no": pl.Int64,
        "role": pl.String,
        "what": pl.String,
        "leerjaar_from": pl.Int64,
        "leerjaar_until": pl.Int64,
        "adult": pl.Boolean,
        "deadline_school_days": pl.Int64,
        "deadline_working_days": pl.Boolean,
        "deadline_text": pl.String,
        "followup": pl.String,
        # An empty list of weekdays is no limit.
        "weekdays": pl.List(pl.Int64),
        "hours": pl.Int64,
        "planned": pl.Boolean,
        "recurring": pl.Boolean,
        "first": pl.Boolean,
        "report": pl.Boolean,
        # An empty list of categories is no limit; an action without a name is a task of its own.
        "per_registration": pl.Boolean,
        "after": pl.List(pl.String),
        "number": pl.Float64,
        "task": pl.String,
        "restates": pl.Boolean,
        "handed_on": pl.Boolean,
        # The name of the task for marks by hand, whatever the protocol is called.
        "task_key": pl.String,
    },
    "appointment": {"kind": pl.String, "label": pl.String, "missed": pl.String},
    "appointment_word": {"word": pl.String, "word_order": pl.Int64, "kind": pl.String},
    "track": {"track": pl.String, "track_order": pl.Int64, "label": pl.String, "unauthorised": pl.Boolean},
    "role": {"role": pl.String, "steps_in": pl.Boolean},
    "open_norm": {
        "protocol": pl.String,
        "norm": pl.String,
        "ladder": pl.String,
        "stage": pl.String,
        "question": pl.String,
        "reading": pl.String,
        "alternatives": pl.String,
        "place": pl.String,
    },
    "not_computable": {"protocol": pl.String, "rule": pl.String, "needs": pl.String, "place": pl.String},
    "norm": {
        "protocol": pl.String,
        "name": pl.String,
        "value": pl.Float64,
        "unit": pl.String,
        "basis": pl.String,
        "source": pl.String,
        "checked": pl.Date,
    },
}
