"""
The person's own copy of a plan: nothing in it that may not be disclosed.

What is marked is left out whole, with every reference to it. Then every text that remains is
searched for the words of what was marked, since they may have been copied or quoted elsewhere; what
holds them is left out too, and what answers only factors that are left out. Words that were put
differently cannot be found: a person reads the copy before it is handed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from riskservice.kit.outcome import Notice
from riskservice.planning.items import COLLECTIONS, SINGLES, flagged
from riskservice.planning.plan import Contact, Plan, Review, Section
from riskservice.planning.rules import Rules, WithheldRule, load_rules

_WORDS: Final = {
    "carried": ("text",),
    "factors": ("factor_id", "title", "evidence"),
    "actions": ("action_id", "text", "outcome", "evidence", "reason_for_change"),
    "contingencies": ("contingency_id", "trigger", "response"),
    "reviews": ("review_id", "looked_at", "outcome"),
    "disclosures": (
        "disclosure_id",
        "recipient",
        "information",
        "where",
        "advice",
        "support",
        "reason",
    ),
    "victims": (
        "victim_id",
        "who",
        "liaison_officer",
        "liaison_reason",
        "exclusion_zone",
        "safety_plan",
    ),
    "conditions": ("condition_id", "text", "how_checked"),
    "diversity": ("need_id", "need", "response"),
    "blanks": ("blank_id", "text"),
    "management": ("reason",),
    "contact": ("reason",),
    "review": ("why",),
    "staff_safety": ("note",),
    "agreement": ("persons_words", "dissent"),
}
"""What is looked for elsewhere when an item is withheld: what it says and what it is called."""

UNAGREED: Final = "skeleton"
"""Status of a plan of which nobody has said what may be shown."""
_RATED: Final = ("risk", "protective")

_REFERENCES: Final = ("factors", "contingency", "origin")
"""Fields that name other things and are cleared by name, not by their words."""

Tells = Callable[[object], bool]
"""Whether something holds words that are withheld."""


class Withheld(Struct, frozen=True, kw_only=True):
    """Something left out of the person's copy, and why; for professionals."""

    part: str
    item_id: str
    reason: str


def withheld_from(plan: Plan, *, rules: Rules | None = None) -> tuple[Withheld, ...]:
    """
    Return what the person's copy leaves out: what is marked, what quotes it, what answers it.

    Parameters
    ----------
    plan : Plan
    rules : Rules, optional
        The released ones where left out.
    """
    rules = rules or load_rules()
    rule, quoted = rules.data.withheld, _unagreed_words(plan, rules)
    plan = without_assessors_words(plan, rule.left_out)
    gone = {(part, name): reason for part, name, _, reason in flagged(plan) if reason is not None}
    tells = telling(plan, rule, also=quoted)
    for part, name, item, _ in flagged(plan):
        if (part, name) not in gone and tells(_told(item)):
            gone[part, name] = rule.quotes
    factors = {name for part, name in gone if part == "factors"}
    for part in ("actions", "contingencies"):
        for item in getattr(plan, part):
            key = (part, getattr(item, COLLECTIONS[part]))
            if key not in gone and item.factors and factors.issuperset(item.factors):
                gone[key] = rule.answers
    return tuple(
        Withheld(part=part, item_id=name, reason=reason) for (part, name), reason in gone.items()
    )


def person_copy(plan: Plan, *, rules: Rules | None = None) -> Plan:
    """
    Return a plan without anything that may not be shown to the person.

    Parameters
    ----------
    plan : Plan
        The whole plan; nothing in it is changed.
    rules : Rules, optional
        What stands in the place of a text that must stay; the released ones where left out.

    Returns
    -------
    Plan
        With ``copy_for`` set to the person. What the check found and what professionals still
        have to decide is left out. Whether anything was withheld cannot be seen from it.
    """
    rules = rules or load_rules()
    rule = rules.data.withheld
    gone = {(each.part, each.item_id) for each in withheld_from(plan, rules=rules)}
    quoted = _unagreed_words(plan, rules)
    plan = without_assessors_words(plan, rule.left_out)
    parts: dict[str, Any] = {
        part: tuple(
            _cleared(item, gone)
            for item in getattr(plan, part)
            if (part, getattr(item, name)) not in gone
        )
        for part, name in COLLECTIONS.items()
    }
    for part in SINGLES:
        parts[part] = _single(plan, part, gone, rule)
    copy = _reworded(replace(plan, **parts), telling(plan, rule, also=quoted), rule)
    notice = Notice(code="person-copy", text=rule.notice)
    return replace(copy, copy_for="person", findings=(), notices=(notice,))


def without_assessors_words(plan: Plan, left_out: str) -> Plan:
    """
    Return a plan without what assessors wrote in their own words, unless it has been agreed.

    Who agrees a plan has seen these words and marked what may not be shown; of a skeleton nobody
    has said so.

    Parameters
    ----------
    plan : Plan
    left_out : str
        Stands in place of evidence.
    """
    if plan.status != UNAGREED:
        return plan
    return replace(
        plan,
        factors=tuple(
            replace(each, evidence=left_out, evidence_source=None)
            if each.kind in _RATED and each.evidence
            else each
            for each in plan.factors
        ),
        sections=tuple(replace(each, carried=()) for each in plan.sections),
    )


def assessors_words(plan: Plan) -> Iterator[str]:
    """Yield evidence of rated factors and texts carried over, as their assessors wrote them."""
    for factor in plan.factors:
        if factor.kind in _RATED and factor.evidence:
            yield factor.evidence
    for section in plan.sections:
        yield from (carried.text for carried in section.carried)


def _unagreed_words(plan: Plan, rules: Rules) -> tuple[str, ...]:
    """Return assessors' words that are looked for elsewhere too, of a plan nobody has agreed."""
    if plan.status != UNAGREED:
        return ()
    shortest = rules.data.copies.shortest_characters
    return tuple(text for text in assessors_words(plan) if len(text) >= shortest)


def telling(plan: Plan, rule: WithheldRule, *, also: Iterable[str] = ()) -> Tells:
    """Return what finds the words of everything marked, and of other texts, in any text."""
    words = {_plain(text) for text in also} | {
        text
        for part, _, item, reason in flagged(plan)
        if reason is not None
        for name in _WORDS[part]
        for text in map(_plain, _texts(getattr(item, name)))
        if len(text) >= rule.shortest_characters
    }

    def tells(value: object) -> bool:
        return any(_holds(_plain(text), word) for text in _texts(value) for word in words)

    return tells


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        yield from _texts(msgspec.structs.astuple(value))
    elif isinstance(value, dict):
        yield from _texts((*value, *value.values()))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)


def _told(item: Struct) -> list[object]:
    """Return what an item says, without what it refers to by name."""
    names = item.__struct_fields__
    return [getattr(item, name) for name in names if name not in _REFERENCES]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _holds(text: str, word: str) -> bool:
    """Whether whole words stand in a text; most are ruled out without looking at boundaries."""
    return word in text and bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def _cleared(item: Any, gone: set[tuple[str, str]]) -> Any:
    """Return an item without references to what is gone, and without what is for professionals."""
    if isinstance(item, Section):
        kept = {
            part: _kept(part, getattr(item, part), gone)
            for part in ("actions", "contingencies", "blanks", "conditions", "victims")
        }
        carried = tuple(t for t in item.carried if ("carried", t.question) not in gone)
        return replace(item, carried=carried, **kept)
    changes: dict[str, Any] = {}
    if hasattr(item, "factors"):
        changes["factors"] = _kept("factors", item.factors, gone)
    if ("contingencies", getattr(item, "contingency", None)) in gone:
        changes["contingency"] = None
    if hasattr(item, "needs_decision"):
        changes["needs_decision"] = None
    return replace(item, **changes)


def _kept(part: str, names: Iterable[str], gone: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for name in names if (part, name) not in gone)


def _single(plan: Plan, part: str, gone: set[tuple[str, str]], rule: WithheldRule) -> Any:
    item = getattr(plan, part)
    if (part, part) not in gone:
        return item
    match item:
        case Contact():
            bare = {"chosen_by": None, "reason": None, "note": rule.left_out}
            return replace(item, **bare, non_disclosable=None)
        case Review():
            return replace(
                item,
                owner_name=None,
                look_at=(),
                brought_forward_by=(),
                why=rule.left_out,
                non_disclosable=None,
            )
        case _:
            return None


def _reworded(plan: Plan, tells: Tells, rule: WithheldRule) -> Plan:
    """Return a plan whose own sentences hold nothing withheld."""
    changes: dict[str, Any] = {
        name: rule.left_out
        for name in ("level_why", "band_why", "band_policy", "title")
        if tells(getattr(plan, name))
    }
    changes["provisional_because"] = tuple(
        rule.left_out if tells(text) else text for text in plan.provisional_because
    )
    changes["titles"] = {
        key: title for key, title in plan.titles.items() if not tells((key, title))
    }
    for name in ("decision", "officer"):
        if tells(getattr(plan, name)):
            changes[name] = None
    return replace(plan, **changes)
