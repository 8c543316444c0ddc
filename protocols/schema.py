"""What one protocol file may hold: a school's protocol, version by version, with its doubts as data.

`python -m protocols.schema` writes the JSON Schema that editors use for the files in `protocols/files/`.
"""

import json
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from protocols.fixed_words import Basis, Unit
from protocols.ladders import Counter, Id, Ladder, Many, Part, Stage, Text
from protocols.windows import MOVING, Window

NormBasis = Literal["bron", "lezing", "standaard"]


class Document(Part):
    """The school's document that the file reads; `adopted` is the day of adoption, when it is filled in."""

    title: Text
    version: str | None = None
    adopted: date | None = None
    note: str | None = None


class Code(Part):
    """One registration code (case matters) and the category that the school means by it.

    `listed` false: it occurs in the text, but not in the document's own list of codes.
    """

    code: Text
    category: str
    basis: Basis
    place: Text
    listed: bool = True


class Klas(Part):
    """Number in the name of a klas and the leerjaar it stands for, where the two differ."""

    number: int = Field(ge=1, le=20)
    leerjaar: int = Field(ge=1, le=6)


class Edit(Part):
    """One edit. Several fields may be set; each acts where `ladder`, `stage`, `group` and `condition` point.

    `number` and `operator`: of the conditions there (those on `counter`, when it is named). `window`, `weeks`, `months`,
    `unit`, `count`, `weight`, `max_spell_days` (of one `term`, or of all): of `counter`; with a stage only as that stage counts
    it. `add_counter` names a new counter, `counter_content` what it counts. `add_stage` comes at its level and lifts
    the ones from there; `drop` removes the stage. `late_weight` and `unknown_counts` are those of the 16-hour norm.
    """

    ladder: str | None = None
    stage: str | None = None
    group: int | None = Field(default=None, ge=1)
    condition: int | None = Field(default=None, ge=1)
    number: float | None = Field(default=None, ge=0)
    operator: Literal[">=", ">"] | None = None
    counter: str | None = None
    term: int | None = Field(default=None, ge=1)
    window: Window | None = None
    weeks: int | None = Field(default=None, ge=1, le=MOVING["lesweken"].most)
    months: int | None = Field(default=None, ge=1, le=MOVING["maanden"].most)
    unit: Unit | None = None
    count: Many[str] = ()
    weight: float | None = Field(default=None, gt=0)
    max_spell_days: int | None = Field(default=None, ge=1)
    add_counter: str | None = None
    counter_content: Counter | None = None
    add_stage: Stage | None = None
    drop: bool = False
    late_weight: float | None = Field(default=None, ge=0)
    unknown_counts: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether it changes what a counter counts."""
        return any([self.window, self.weeks, self.months, self.unit, self.count, self.weight, self.max_spell_days])


class Reading(Edit):
    """What one alternative (its number in the list, from 1) of an open norm changes.

    `why_not` instead: why it cannot be computed, or changes no number (Dutch).
    """

    alternative: int = Field(ge=1)
    why_not: str | None = None


class OpenNorm(Part):
    """What the document leaves open, the reading that is computed, and the readings that are not.

    `change` says for each alternative what it changes in the rules, or why that cannot be computed.
    """

    id: Id
    ladder: str | None = None
    stage: str | None = None
    question: Text
    reading: Text
    alternatives: Many[str] = Field(min_length=1)
    place: Text
    change: Many[Reading] = ()


class NotComputable(Part):
    """A rule of the document that the registrations cannot decide, and what it would take."""

    rule: Text
    needs: Text
    place: Text


class UnknownUntil(Part):
    """When absence without a known reason becomes unauthorised: so many working days after the day of the absence."""

    working_days: int = Field(ge=1, le=20)
    basis: Basis
    place: Text


class NormReading(Part):
    """How an authority reads what the law says: the word of the law, who reads it, on which page, at which address."""

    law: Text
    by: Text
    page: Text
    address: Text


class Norm(Part):
    """One number of a national norm; `label` is its name in Dutch, `article` where the law has it, for sentences."""

    name: Text
    label: Text
    value: float
    unit: Text
    basis: NormBasis
    source: Text
    article: str | None = None
    read: NormReading | None = None
    checked: date


class Draft(Part):
    """Where a draft comes from; a file with this is never in force. `author` is whoever made it, `reason` why."""

    base: Id
    author: Text
    reason: Text
    made_on: date


class Adopted(Part):
    """When a protocol of the school's own came into force here, by whom and why; only the logged step writes it."""

    base: Id
    author: Text
    reason: Text
    made_on: date
    adopted_by: Text
    adopted_on: date


class Protocol(Part):
    """One protocol version. `valid_until` is exclusive; `late_weight` is in hours for one time late.

    `unauthorised` is what the 16-hour norm counts while this protocol is in force; `unknown_counts` says
    whether `onbekend` is among it until it is judged. `unknown_until`: the document says when the school judges it to
    be without a valid reason if nobody explained it.
    """

    id: Id
    name: Text
    school_name: Text
    valid_from: date
    valid_until: date | None = None
    valid_basis: Basis
    checked: date
    preset: bool = False
    draft: Draft | None = None
    adopted: Adopted | None = None
    lesson_minutes: int | None = Field(default=None, ge=20, le=120)
    lesson_minutes_basis: Basis | None = None
    late_weight: float = Field(ge=0)
    late_weight_basis: Basis
    unknown_counts: bool
    unknown_counts_basis: Basis
    unknown_until: UnknownUntil | None = None
    unauthorised: Many[str] = Field(min_length=1)
    document: Document
    klas: Many[Klas] = ()
    code: Many[Code] = ()
    counters: dict[str, Counter]
    ladder: Many[Ladder] = Field(min_length=1)
    open_norm: Many[OpenNorm] = ()
    not_computable: Many[NotComputable] = ()
    norm: Many[Norm] = ()


def json_schema() -> str:
    """The JSON Schema of a protocol file, as text."""
    return json.dumps(Protocol.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("schema.json").write_text(json_schema(), encoding="utf-8")
