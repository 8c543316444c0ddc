"""A school of pupils with all kinds of absence over two school years, and drafts of every kind of change."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pipelines.calendar import school_days
from pipelines.models import build
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace, open_workspace
from protocols.edits import Edit, apply
from protocols.ladders import Stage
from protocols.load import load_protocols
from protocols.schema import Protocol
from tests.pipelines.histories import Registration, settings, write_csv
from tests.shared import copied, key, once

DAYS = school_days("midden", date(2025, 8, 25), date(2027, 3, 19))
LAST = DAYS[-1]
KINDS = ("te_laat_ongeoorloofd", "ongeoorloofd", "onbekend", "uitgestuurd", "ziek", "ziek_naar_huis", "luxeverzuim")


def registrations(pupils: int = 30) -> list[Registration]:
    """Invented pupils, the same every time: some with much absence, some with long spells, some with hardly any."""
    chance = random.Random(20261124)
    rows: list[Registration] = []
    for number in range(pupils):
        student, start = f"{1000 + number}", 0
        while start < len(DAYS):
            kind = chance.choices(KINDS, weights=(6, 5, 2, 3, 5, 1, 0.3))[0]
            length = chance.choice((1, 1, 1, 2, 3, 5, 9)) if kind.startswith("ziek") else chance.choice((1, 1, 2, 4))
            for day in DAYS[start : start + length]:
                hours = chance.sample(range(1, 8), k=6 if kind.startswith("ziek") else chance.choice((1, 1, 2, 5)))
                rows += [Registration(student, day, hour, kind) for hour in sorted(hours)]
            start += length + 1 + int(chance.expovariate(1 / (3 + number)))
    return rows


def klassen(rows: Sequence[Registration]) -> dict[str, str]:
    """Every third pupil is in the first year."""
    return {row.student: "H1a" if int(row.student) % 3 == 0 else "H4b" for row in rows if row.student.isdigit()}


def school(folder: Path, protocol: str, more: Sequence[Protocol] = ()) -> Snapshot:
    """The built snapshot; `more` are protocols beside the shipped ones, built as if they were shipped too."""
    rows = [*registrations(), Registration("slot", LAST, 1, "medisch")]
    shipped = load_protocols()

    def make(place: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "known_protocols", lambda _: shipped | {each.id: each for each in more})
            workspace = create_workspace(place / "werkmap", settings(protocol))
            import_files(workspace, [write_csv(place / "export.csv", rows, klassen(rows))])

    copied(once(key("variants", protocol, more), make), folder)
    return open_snapshot(open_workspace(folder / "werkmap"))


def new_stage(**more: object) -> Stage:
    """A stage that no protocol has."""
    return Stage.model_validate(
        {
            "id": "extra",
            "level": 2,
            "name": "extra",
            "place": "concept",
            "basis": "lezing",
            "group": [{"conditions": [{"counter": "te_laat_keer", "operator": ">=", "number": 2, "basis": "lezing"}]}],
            "action": [{"role": "teamleider", "what": "praat"}, {"role": "mentor", "what": "belt", "adult": False}],
        }
        | more
    )


# name | base | edits; each is a kind of change of its own
EDITS: dict[str, tuple[str, list[Edit]]] = {
    "niets": ("kgc-2021", []),
    "getal-lager": ("leerlingenbureau-2020", [Edit(ladder="ongeoorloofd", stage="oa-10", number=8)]),
    "getal-hoger": ("leerlingenbureau-2020", [Edit(ladder="ziek", stage="zk-40", group=2, number=9)]),
    "meer-dan": ("kgc-2021", [Edit(ladder="te-laat", stage="tl-5", operator=">")]),
    "herhaling": ("leerlingenbureau-2020", [Edit(ladder="ongeoorloofd", stage="oa-5", number=3)]),
    "leerjaar": ("kgc-2021", [Edit(ladder="te-laat", stage="tl-3", number=2)]),
    "samen": (
        "mlg-2020",
        [Edit(ladder="uitgestuurd", stage="us-9", number=4), Edit(ladder="uitgestuurd", stage="us-6", number=3)],
    ),
    "lesweken": (
        "kgc-2021",
        [Edit(counter="verzuim_vier_weken", weeks=9), Edit(counter="te_laat_keer", window="lesweken", weeks=6)],
    ),
    "periode": (
        "mlg-2020",
        [Edit(counter="te_laat_keer", window="periode"), Edit(counter="spijbel_lesuur", window="periode")],
    ),
    "kwartaal": ("maastricht-2019", [Edit(counter="ziek_meldingen", window="kwartaal")]),
    "maand": (
        "mlg-2020",
        [Edit(counter="te_laat_keer", window="maand"), Edit(counter="spijbel_lesuur", window="halfjaar")],
    ),
    "maanden": ("leerlingenbureau-2020", [Edit(counter="verzuim_keer", window="maanden", months=2)]),
    "soorten": ("leerlingenbureau-2020", [Edit(counter="verzuim_keer", count=("OA+", "TL"))]),
    "eenheid": ("kgc-2021", [Edit(ladder="ongeoorloofd", stage="oa-3", counter="verzuim_lesuur", unit="dag")]),
    "gewicht": ("kgc-2021", [Edit(counter="verzuim_vier_weken", term=2, weight=0.5)]),
    "kort-ziek": (
        "cgu-2024",
        [
            Edit(counter="combinatie_vier_weken", term=2, max_spell_days=2),
            Edit(counter="korte_ziekteperioden", max_spell_days=2),
        ],
    ),
    "nieuwe-trede": ("kgc-2021", [Edit(ladder="te-laat", add_stage=new_stage())]),
    "nieuw-paar": (
        "kgc-2021",
        [
            Edit(
                ladder="ziek",
                add_stage=new_stage(
                    level=4,
                    group=[
                        {
                            "conditions": [
                                {"counter": "ziek_meldingen", "operator": ">=", "number": 2, "basis": "lezing"},
                                {"counter": "te_laat_keer", "operator": ">=", "number": 3, "basis": "lezing"},
                            ]
                        }
                    ],
                ),
            )
        ],
    ),
    "trede-weg": ("maastricht-2019", [Edit(ladder="te-laat", stage="tl-3", drop=True)]),
    "eerste-weg": ("leerlingenbureau-2020", [Edit(ladder="ongeoorloofd", stage="oa-1", drop=True)]),
    "aaneen": ("maastricht-2019", [Edit(ladder="ziek", stage="zk-15d", group=1, number=8)]),
    "herhaalde-taak": ("mlg-2020", [Edit(ladder="spijbelen", stage="sp-5", number=4)]),
    "in-plaats-van": ("leerlingenbureau-2020", [Edit(ladder="ongeoorloofd", stage="oa-10", drop=True)]),
    "dubbel": (
        "maastricht-2019",
        [Edit(ladder="verzuim", stage="vz-8", number=6), Edit(ladder="verzuim", stage="vz-2", number=3)],
    ),
    "ronde": (
        "maastricht-2019",
        [Edit(counter="verzuim_vier_weken", weeks=6), Edit(ladder="leerplicht", stage="duo", group=1, number=9)],
    ),
    "norm": (
        "nl-leerplicht",
        [Edit(ladder="luxe", stage="luxe", number=2), Edit(ladder="leerplicht", stage="nadert", drop=True)],
    ),
    "door-de-norm": (
        "nl-leerplicht",
        [
            Edit(ladder="luxe", add_stage=new_stage(rule="norm_near", group=[])),
            Edit(ladder="luxe", add_stage=new_stage(id="extra-2", level=3, rule="norm_report", group=[])),
            Edit(ladder="luxe", add_stage=new_stage(id="extra-3", level=4, rule="pattern", group=[])),
        ],
    ),
}


def draft(name: str) -> tuple[Protocol, Protocol]:
    """Base and draft of one kind of change."""
    base, edits = EDITS[name]
    protocol = load_protocols()[base]
    return protocol, apply(protocol, edits, f"concept-{name}")
