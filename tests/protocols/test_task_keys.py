"""What a mark hangs on: the same name for the same task in any protocol, another one for any other rule or text."""

from collections.abc import Callable
from typing import Any

import pytest

from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.tables import tables
from protocols.task_keys import task_keys

KGC = load_protocols()["kgc-2021"]


def keys(protocol: Protocol, stage: str) -> list[str]:
    [rung] = [each for ladder in protocol.ladder for each in ladder.stage if each.id == stage]
    return task_keys(protocol, rung)


def changed(stage: str, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> Protocol:
    """kgc-2021 after a change of its content and of one of its stages."""
    content = KGC.model_dump()
    [rung] = [each for ladder in content["ladder"] for each in ladder["stage"] if each["id"] == stage]
    change(content, rung)
    return Protocol.model_validate(content)


def condition(rung: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = rung["group"][0]["conditions"][0]
    return found


def counter_of(content: dict[str, Any], rung: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["counters"][condition(rung)["counter"]]
    return found


def under_another_name(content: dict[str, Any], rung: dict[str, Any]) -> None:
    content["counters"]["anders"] = counter_of(content, rung)
    condition(rung)["counter"] = "anders"


SAME: dict[str, Callable[[dict[str, Any], dict[str, Any]], object]] = {
    "id of the protocol": lambda content, _: content.update(id="eigen"),
    "id, name, level and place of the stage": lambda _, rung: rung.update(
        id="tl-9", name="vijf", level=9, place="elders"
    ),
    "name of the counter": under_another_name,
    "basis": lambda _, rung: condition(rung).update(basis="lezing", written=None),
    "another rung": lambda content, _: condition(content["ladder"][0]["stage"][0]).update(number=2.0),
    "term": lambda _, rung: rung["action"][0].update(deadline_school_days=9, deadline_text="negen dagen"),
    "spaces": lambda _, rung: rung["action"][0].update(what=rung["action"][0]["what"].replace(" ", "  ")),
}
OTHER: dict[str, Callable[[dict[str, Any], dict[str, Any]], object]] = {
    "one more": lambda _, rung: condition(rung).update(number=6.0),
    "one less": lambda _, rung: condition(rung).update(number=4.0),
    "operator": lambda _, rung: condition(rung).update(operator=">"),
    "window": lambda content, rung: counter_of(content, rung).update(window="periode"),
    "what is counted": lambda content, rung: counter_of(content, rung)["terms"][0].update(count=["ziek"]),
    "weight": lambda content, rung: counter_of(content, rung)["terms"][0].update(weight=2.0),
    "pupils": lambda _, rung: rung["group"][0].update(leerjaar=[3]),
    "another way": lambda _, rung: rung.update(
        group=[*rung["group"], {"conditions": [condition(rung) | {"number": 9.0}]}]
    ),
    "repetition": lambda _, rung: rung.update(repeat="each"),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_is_no_rule_changes_no_key(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    after = changed("tl-5", change)
    assert keys(after, "tl-9" if any(s.id == "tl-9" for p in after.ladder for s in p.stage) else "tl-5") == keys(
        KGC, "tl-5"
    )


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_another_rule_is_another_task_for_everybody(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    assert not set(keys(changed("tl-5", change), "tl-5")) & set(keys(KGC, "tl-5"))


@pytest.mark.parametrize("change", [{"what": "schrijft de ouders"}, {"role": "teamleider"}])
def test_another_text_or_role_is_another_task_for_that_role_only(change: dict[str, str]) -> None:
    after = changed("tl-5", lambda _, rung: rung["action"][0].update(change))
    same = [a == b for a, b in zip(keys(after, "tl-5"), keys(KGC, "tl-5"), strict=True)]
    assert same == [False] + [True] * (len(same) - 1)


def test_equal_texts_of_one_stage_are_two_tasks() -> None:
    after = changed("tl-5", lambda _, rung: rung.update(action=[*rung["action"], rung["action"][0]]))
    assert len(set(keys(after, "tl-5"))) == len(keys(KGC, "tl-5")) + 1
    assert keys(after, "tl-5")[: len(keys(KGC, "tl-5"))] == keys(KGC, "tl-5")


def test_no_two_tasks_of_the_protocols_have_one_key() -> None:
    found = tables(load_protocols())["action"]["task_key"]
    assert found.n_unique() == found.len()
