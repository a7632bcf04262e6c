"""Made-up people for the tests of legal dates; none of them exists."""

import datetime as dt
from typing import Any

import msgspec

from riskservice.case import Case
from riskservice.circumstances import Circumstances
from riskservice.clocks import Calendar, Entry, SchemeResult, calendar_of, load_rules
from riskservice.clocks.calendar import _Reading
from riskservice.clocks.consistency import check_circumstances
from riskservice.clocks.desk import Desk

D = dt.date
ON = D(2026, 11, 24)
ADULT, YOUNG = D(1984, 5, 12), D(2012, 6, 1)


def case(circumstances: dict[str, Any] | None = None, *, on: dt.date = ON, **answers: Any) -> Case:
    answers.setdefault("date_of_birth", ADULT)
    given = {name: value for name, value in answers.items() if value is not None}
    facts = msgspec.convert(msgspec.to_builtins(circumstances or {}), Circumstances, strict=True)
    return Case(case_id="SYNTHETIC-CLOCKS", on=on, answers=given, circumstances=facts)


def sentence(name: str = "s1", **fields: Any) -> dict[str, Any]:
    given = {
        "sentence_id": name,
        "finding": "conviction",
        "disposal": "imprisonment",
        "relevant_date": D(2020, 1, 15),
        "sentenced_on": D(2020, 1, 15),
        "notifiable": True,
        **fields,
    }
    return {key: value for key, value in given.items() if value is not None}


def calendar(
    *sentences: dict[str, Any],
    settings: dict[str, str] | None = None,
    on: dt.date = ON,
    born: dt.date | None = ADULT,
    **parts: Any,
) -> Calendar:
    made = case({"sentences": sentences, **parts}, on=on, date_of_birth=born)
    return calendar_of(made, settings)


def one_reading(
    *sentences: dict[str, Any], born: dt.date | None = ADULT, on: dt.date = ON, **parts: Any
) -> _Reading:
    """Return the same under the defaults alone, which is quicker where many are compared."""
    made = case({"sentences": sentences, **parts}, on=on, date_of_birth=born)
    rules = load_rules()
    assert made.circumstances is not None
    check_circumstances(made.circumstances, rules)
    return _Reading(Desk(case=made, facts=made.circumstances, rules=rules, settings=rules.defaults))


def entry(found: Calendar | _Reading, key: str) -> Entry:
    return next(each for each in found.entries if each.key == key)


def keys(found: Calendar) -> set[str]:
    return {each.key for each in found.entries}


def scheme(found: Calendar, key: str, name: str | None = "s1") -> SchemeResult:
    return next(each for each in found.schemes if each.scheme == key and each.sentence_id == name)


def wanted(each: Entry) -> list[str]:
    return [fact.pointer for fact in each.wanted]
