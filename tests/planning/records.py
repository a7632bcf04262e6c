"""Made-up answers and circumstances of every kind the policy reads, and steps for the worse."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, get_args

import msgspec

from riskservice.circumstances import Circumstances
from riskservice.circumstances.law import OrderKind
from riskservice.circumstances.people import ConditionKind
from riskservice.planning import load_library
from riskservice.planning.factor_entries import FactorEntry
from tests.planning.factory import ON, Made
from tests.planning.library_walk import put, value_of

POLICY = load_library().policy
READ = [(f, place) for f in POLICY.factors for place in f.reads if f.scale != "missing"]
BEFORE, AFTER = str(ON - dt.timedelta(days=90)), str(ON + dt.timedelta(days=90))
SANCTIONS = (
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
    "indecent_image_sanctions",
)

Record = dict[str, Any]
Step = Callable[[Record, Record], None]


def read_words(factor: FactorEntry, place: str) -> list[str]:
    """Words that say something about a factor, from the least to the most risk."""
    rises = POLICY.scales[factor.scale].rises
    words = POLICY.readings[factor.reads[place]]
    rated = [word for word, rating in words.items() if rating in rises and word != "unknown"]
    return sorted(rated, key=lambda word: rises.index(words[word]))


def made_up(seed: int) -> tuple[Record, Record]:
    """Return answers and a record with about a quarter of everything filled in."""
    chance = random.Random(seed)  # noqa: S311  nothing here is secret
    answers: Record = {}
    record: Record = {}
    for factor, place in READ:
        words = read_words(factor, place)
        if words and chance.random() < 0.25:
            put(place, value_of(place, chance.choice(words)), answers, record)
    for name in SANCTIONS:
        if chance.random() < 0.6:
            answers[name] = chance.choice([0, 0, 1, 3])
    for name, item in listed(chance):
        if chance.random() < 0.4:
            record.setdefault(name, []).append(item)
    if chance.random() < 0.5:
        management = record.setdefault("management", {})
        management["reactive_since"] = BEFORE
        management["last_offending_or_notice_on"] = chance.choice(["2020-01-01", BEFORE, None])
    if chance.random() < 0.3:
        record.setdefault("management", {})["arms_due_from"] = chance.choice([BEFORE, str(ON)])
    return answers, record


def listed(chance: random.Random) -> Iterator[tuple[str, Record]]:
    """Entries of every list, with identifiers of their own."""
    for kind in get_args(OrderKind):
        ends = chance.choice([None, BEFORE, AFTER])
        yield "orders", {"order_id": kind, "kind": kind, "ends_on": ends, "travel_until": ends}
    for kind in get_args(ConditionKind):
        ends = chance.choice([None, BEFORE, AFTER])
        text = "Keep to this term."
        yield (
            "licence_conditions",
            {"condition_id": kind, "kind": kind, "text": text, "ends_on": ends},
        )
    for number in range(2):
        said = chance.choice([True, False, None])
        yield "victims", {"victim_id": f"V{number}", "liaison_offered": said, "no_contact": said}
        yield "diversity", {"need": f"Need {number}", "response": chance.choice([None, "Met"])}


def with_record(made: Made, answers: Record, record: Record) -> Made:
    """Return a case with further answers and a record."""
    return replace(
        made,
        answers={**made.answers, **answers},
        circumstances=msgspec.convert(record, Circumstances) if record else None,
    )


def value_steps() -> dict[str, Step]:
    """Each place raised to the word that means most risk."""

    def raised(factor: FactorEntry, place: str) -> Step:
        def step(answers: Record, record: Record) -> None:
            # A person is in one category: another takes its place, which is no step of risk.
            if place.endswith("category") and has(place, answers, record):
                return
            put(place, value_of(place, read_words(factor, place)[-1]), answers, record)

        return step

    return {
        f"{f.key} by {place}": raised(f, place)
        for f, place in READ
        # What counts in one setting only says nothing against a person elsewhere.
        if read_words(f, place) and not f.settings
    }


def has(place: str, answers: Record, record: Record) -> bool:
    """Whether something stands at a place of one answer, or of one field of a part."""
    root, part, *field = place.split(".")
    return part in answers if root == "answers" else field[0] in record.get(part, {})


def list_steps() -> dict[str, Step]:
    """One more entry of each kind."""

    def added(name: str, item: Record) -> Step:
        def step(_: Record, record: Record) -> None:
            record.setdefault(name, []).append(item)

        return step

    steps = {
        f"order {kind}": added("orders", {"order_id": f"new {kind}", "kind": kind})
        for kind in get_args(OrderKind)
    }
    for kind in get_args(ConditionKind):
        item = {"condition_id": f"new {kind}", "kind": kind, "text": "A new term."}
        steps[f"condition {kind}"] = added("licence_conditions", item)
    breached = {"order_id": "new", "kind": "sro", "breached_on": [BEFORE], "travel_until": AFTER}
    return steps | {
        "breach": added("orders", breached),
        "victim": added("victims", {"victim_id": "new"}),
        "need": added("diversity", {"need": "A new need", "need_id": "new"}),
        "recall": added("recalls", {"recalled_on": BEFORE}),
        "abuse": added("sentences", {"sentence_id": "new", "domestic_abuse": True}),
    }


def sanction_steps() -> dict[str, Step]:
    """One more sanction of each kind, and an offence or notice in reactive management."""

    def counted(name: str) -> Step:
        def step(answers: Record, _: Record) -> None:
            answers[name] = answers.get(name, 0) + 1

        return step

    def noticed(_: Record, record: Record) -> None:
        record.setdefault("management", {})["last_offending_or_notice_on"] = str(ON)

    return {name: counted(name) for name in SANCTIONS} | {"notice": noticed}


STEPS: dict[str, Step] = value_steps() | list_steps() | sanction_steps()
