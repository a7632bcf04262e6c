"""For any factor of the shipped policy at any rating: a case that has it."""

import datetime as dt
from typing import Any

import msgspec

from riskservice.circumstances import Circumstances
from riskservice.planning.entries import Policy
from riskservice.planning.factor_entries import FactorEntry, Group
from tests.planning.factory import ON, Made, Rating, not_applicable, not_scorable, overall, scored

Record = dict[str, Any]
BORN: dict[Group, dt.date] = {
    "adult": dt.date(1980, 1, 1),
    "woman": dt.date(1980, 1, 1),
    "child": dt.date(2011, 1, 1),
}
VALUES: dict[str, Any] = {"yes": True, "no": False, "known": str(ON), "unknown": None}
IDENTIFIERS = {"order_id": "O1", "condition_id": "C1", "victim_id": "V1", "sentence_id": "S1"}

# What answers and record hold where a fact is worked out, by name and rating.
FACTS: dict[tuple[str, str], tuple[Record, Record]] = {
    ("image_history", "present"): ({"indecent_image_sanctions": 1}, {}),
    ("image_history", "missing"): ({"ever_sexual_offence": True}, {}),
    ("contact_history", "present"): ({"contact_child_sanctions": 1}, {}),
    ("contact_history", "missing"): ({"ever_sexual_offence": True}, {}),
    ("first_visit_due", "present"): ({}, {"management": {"arms_due_from": "2026-11-20"}}),
    ("arms_due", "present"): ({}, {"management": {"arms_due_from": "2026-11-20"}}),
    ("asset_unknown", "missing"): ({}, {}),
    ("needs_unknown", "missing"): ({}, {}),
    ("circumstances_unknown", "missing"): ({}, {}),
    ("set_aside", "missing"): ({}, {}),
    ("reactive", "met"): (
        {},
        {
            "management": {
                "reactive_since": "2026-01-01",
                "last_offending_or_notice_on": "2020-01-01",
            }
        },
    ),
    ("reactive", "cannot_tell"): ({}, {"management": {"reactive_since": "2026-01-01"}}),
    ("reactive", "not_met"): (
        {},
        {
            "management": {
                "reactive_since": "2026-01-01",
                "last_offending_or_notice_on": "2026-01-01",
            }
        },
    ),
}


def case_with(
    factor: FactorEntry, rating: str, group: Group, setting: str | None, policy: Policy
) -> Made:
    """Return a case of a group in a setting that has one factor at one rating."""
    answers: Record = {
        "date_of_birth": BORN[group],
        "sex": "female" if group == "woman" else "male",
    }
    if setting is not None:
        answers["supervision_status"] = setting
    record: Record = {}
    made = Made(answers=answers, overall=overall("low"))
    match factor.found_in:
        case "level":
            made.overall = overall(rating)
        case "provisional":
            made.overall = overall("low", provisional=True)
        case "unsettled_result":
            made.results = (not_scorable("a_tool", {"burglary": "Any burglary?"}),)
        case "outside_sex" | "outside_age":
            made.results = (not_applicable("arms"),)
        case "rating" if rating != "missing":
            answers[factor.key] = Rating(rating=rating)
        case "cell" if rating != "missing":
            answers[factor.key] = rating
        case "result":
            bands = {to: band for band, to in factor.bands.items()}
            made.results = (scored(factor.key, bands.get(rating, rating)),)
        case "other_result":
            made.results = (scored("a_tool", rating),)
        case "value":
            _read(factor, rating, policy, answers, record)
        case "each":
            _listed(factor, record)
        case "fact":
            _worked_out(factor, rating, made, record)
    made.circumstances = msgspec.convert(record, Circumstances)
    return made


def _read(
    factor: FactorEntry, rating: str, policy: Policy, answers: Record, record: Record
) -> None:
    """Put a value of that rating at one place; the lowest needs every place."""
    lowest = rating == next(iter(policy.scales[factor.scale].rises), None)
    needed = (factor.enough or tuple(factor.reads)) if lowest else tuple(factor.reads)
    for place in needed:
        words = policy.readings[factor.reads[place]]
        word = next((word for word, given in words.items() if given == rating), None)
        if word is None:
            continue
        put(place, value_of(place, word), answers, record)
        if not lowest or len(policy.scales[factor.scale].rises) == 1:
            return


def value_of(place: str, word: str) -> Any:
    """Return a value that counts as a word where it stands."""
    if place.endswith("previous_convictions"):
        return [word]
    if place.split(".", maxsplit=1)[0] == "circumstances" and word.isdigit():
        return int(word)
    return VALUES.get(word, word)


def put(place: str, value: Any, answers: Record, record: Record) -> None:
    """Put a value at a place of a case."""
    root, *steps = place.split(".")
    if root == "answers":
        if value is None:
            answers.pop(steps[0], None)
        else:
            answers[steps[0]] = value
        return
    part, *field = steps
    if not field:
        record[part] = value
    elif part in ("sentences", "recalls"):
        named = {"sentence_id": "S1"} if part == "sentences" else {}
        record.setdefault(part, []).append({**named, field[0]: value})
    else:
        inside = record.setdefault(part, {})
        for step in field[:-1]:
            inside = inside.setdefault(step, {})
        inside[field[-1]] = value


def _listed(factor: FactorEntry, record: Record) -> None:
    item: Record = {}
    lists = ("breached_on", "prohibitions", "requirements")
    for field, words in factor.where.items():
        value = VALUES.get(words[-1], words[-1])
        item[field] = [value] if field in lists else value
    item = {key: value for key, value in item.items() if value is not None}
    part = factor.each.partition(".")[2]
    if factor.named_by in IDENTIFIERS:
        item.setdefault(factor.named_by, IDENTIFIERS[factor.named_by])
    required: dict[str, Record] = {
        "orders": {"kind": "shpo"},
        "licence_conditions": {"text": "Keep to it."},
        "diversity": {"need": "Hearing loss"},
        "victims": {},
    }
    record[part] = [{**required[part], **item}]


def _worked_out(factor: FactorEntry, rating: str, made: Made, record: Record) -> None:
    assert factor.fact is not None
    answers, more = FACTS[factor.fact, rating]
    made.answers |= answers
    record |= more
    if factor.fact == "set_aside":
        made.results = (scored("arms", "high"),)
