"""The five questions of a new school, and the workspace that their answers make."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import access, plain
from dashboard.keeping import in_words_of_fields, kept
from pipelines.settings.afdelingen import afdeling_id
from pipelines.settings.new_school import LESSONS_PER_WEEK, make_school
from pipelines.settings.settings import SettingsError
from protocols.load import load_protocols

REGIONS = {"noord": "Noord", "midden": "Midden", "zuid": "Zuid"}
MISSING = "Kies de regio van de school: daar hangen de vakanties aan."
OWN = ("openen-", ".")
# Question -> its line, and why it is asked.
Slots = dict[str, tuple[DeltaGenerator, str]]


@dataclass(frozen=True)
class Answers:
    """What somebody filled in."""

    name: str
    short: str
    region: str | None
    protocol: str
    lessons: int | None


def protocols() -> dict[str, str]:
    """The protocols that a school can begin with, by id."""
    return {each.id: f"{each.name} ({each.id})" for each in load_protocols().values() if not each.preset}


def other_files() -> bool:
    """Whether the folder holds anything that is not ours."""
    place = access.folder()
    return place.is_dir() and any(not found.name.startswith(OWN) for found in place.iterdir())


def asked() -> tuple[Answers, Slots]:
    """Draws the five questions, each with one line below it for why it is asked or what is wrong."""
    slots: Slots = {}
    left, right = st.columns(2, gap="large")
    name = left.text_input("Hoe heet de school?", key="nieuw-naam", max_chars=200)
    slots["name"] = left.empty(), "Zo staat de school boven elke pagina en in het MT-rapport."
    proposal = afdeling_id(name, ()) if name.strip() else ""
    short = left.text_input("Korte naam", key="nieuw-id", placeholder=proposal or "zoals kgc")
    instead = f"Leeg laten geeft: {proposal}." if proposal else "Leeg laten maakt haar uit de naam."
    slots["id"] = left.empty(), f"Voor bestanden en lijsten: kleine letters, cijfers en streepjes. {instead}"
    region = left.radio(
        "Regio", list(REGIONS), format_func=REGIONS.__getitem__, index=None, horizontal=True, key="nieuw-regio"
    )
    slots["region"] = (
        left.empty(),
        "De vakantieregio van de school. Eigen vakanties en vrije dagen kunnen er later bij.",
    )
    known = protocols()
    protocol = right.selectbox(
        "Welk verzuimprotocol geldt?", list(known), format_func=plain.shown(known), key="nieuw-protocol"
    )
    slots["protocol"] = (
        right.empty(),
        "Het protocol dat het meest op het uwe lijkt. Wisselen kan later, en terugdraaien ook.",
    )
    lessons = right.number_input("Lesuren per week", value=LESSONS_PER_WEEK, step=1, key="nieuw-lessen")
    slots["lessons_per_week"] = (
        right.empty(),
        "Ongeveer, per leerling; telt alleen zolang er geen rooster is ingelezen.",
    )
    return Answers(name, short.strip() or proposal, region, protocol, lessons), slots


def explain(slots: Slots, wrong: Mapping[str, str]) -> None:
    """Says below each question why it is asked, or what is wrong with its answer."""
    for key, (slot, why) in slots.items():
        if key in wrong:
            slot.error(wrong[key])
        else:
            slot.caption(why)


def made(answers: Answers) -> dict[str, str]:
    """Makes the workspace; what is wrong by question, under `""` what is about none; empty when it is there."""
    if answers.region is None:
        return {"region": MISSING}
    if not answers.name.strip():
        return {"name": "Vul de naam van de school in."}
    wrong: dict[str, str] = {}

    def make() -> None:
        try:
            make_school(
                access.folder(),
                answers.short,
                answers.name.strip(),
                str(answers.region),
                answers.protocol,
                answers.lessons,
            )
        except SettingsError as error:
            wrong.update(in_words_of_fields(error))

    problem = kept(make)
    return {"": problem} if problem else wrong
