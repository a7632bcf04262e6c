"""
What can be wrong with a library, found all at once: in its types, in its names, in its promises.

The promises are checked over the whole library and not by sample: every rating of every factor
calls for an action in every setting; more risk never means fewer actions, a lost contingency or a
later first due date.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct

from riskservice.errors import Fault, shown
from riskservice.planning.cited import Entry
from riskservice.planning.coverage import coverage_faults
from riskservice.planning.entries import Policy
from riskservice.planning.proposal_entries import ActionFile, Proposal
from riskservice.planning.source_faults import source_faults, wording_faults

PLACEHOLDERS = frozenset({"titles", "detail", "questions"})
CHECKS = frozenset(
    {
        "factor-without-action",
        "action-without-factor",
        "action-incomplete",
        "contingency-incomplete",
        "no-contingency",
        "contact-without-reason",
        "review-date",
        "duplicate-id",
        "dangling-link",
        "review-after-backstop",
        "empty-pillar",
        "due-date",
        "closed-without-outcome",
        "owner-not-named",
        "blank-open",
        "provisional",
    }
)


def reading_faults(raw: bytes, kind: type[Struct], place: str) -> Iterator[Fault]:
    """
    Yield every place where a TOML file does not fit its type.

    msgspec stops at the first fault; the others are found by taking the value apart.
    """
    try:
        value = msgspec.toml.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield _fault(place, f"is not TOML: {error}", "Correct the syntax.")
        return
    yield from _misfits(value, kind, place)


def _misfits(value: object, kind: object, place: str) -> Iterator[Fault]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        parts = list(_parts(value, kind, place))
        inner = [fault for part, inside, where in parts for fault in _misfits(part, inside, where)]
        names = list(_wrong_names(value, kind, place))
        yield from names + inner or [_fault(place, str(error), "Give a fitting value.", value)]


def _parts(value: object, kind: object, place: str) -> Iterator[tuple[object, object, str]]:
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct):
        for field in msgspec.structs.fields(kind):
            if field.name in value:
                yield value[field.name], field.type, f"{place}.{field.name}"
    elif isinstance(value, list) and get_origin(kind) is tuple:
        for i, item in enumerate(value):
            name = item.get("key", i) if isinstance(item, dict) else i
            yield item, get_args(kind)[0], f"{place}.{name}"
    elif isinstance(value, dict) and get_origin(kind) is dict:
        for key, item in value.items():
            yield item, get_args(kind)[1], f"{place}.{key}"


def _wrong_names(value: object, kind: object, place: str) -> Iterator[Fault]:
    if not (isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct)):
        return
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in value.keys() - fields.keys():
        yield _fault(f"{place}.{name}", "is not a known name here", "Remove or rename it.")
    for name, field in fields.items():
        if field.required and name not in value:
            yield _fault(f"{place}.{name}", "is missing", "Add it; every entry needs it.")


def library_faults(proposals: ActionFile, policy: Policy) -> Iterator[Fault]:
    """Yield everything wrong beyond the types: dead references first, then broken promises."""
    faults = [
        *_cites(
            "actions",
            proposals.sources,
            [*proposals.actions, *proposals.contingencies, *proposals.notes],
        ),
        *_cites("plans", policy.sources, policy_entries(policy)),
        *_duplicates(proposals, policy),
        *_policy_names(policy),
        *_proposal_names(proposals, policy),
        *(_fault(*each) for each in source_faults(policy)),
        *(_fault(*each) for each in wording_faults(proposals, policy)),
    ]
    yield from faults
    if not faults:
        for place, message in coverage_faults(proposals, policy):
            yield _fault(place, message, "Add or change entries so that the promise holds.")


def policy_entries(policy: Policy) -> list[Entry]:
    """Return every block of the policy file that must name a source."""
    return [
        policy.level,
        policy.scope,
        policy.timing,
        *policy.headings,
        *policy.factors,
        *policy.urgencies.values(),
        policy.contact,
        *policy.contact.levels.values(),
        policy.review,
        policy.review.provisional,
        *policy.review.levels.values(),
        *policy.checks.values(),
    ]


def _cites(place: str, sources: Iterable[Any], entries: Iterable[Entry]) -> Iterator[Fault]:
    known = {source.id for source in sources}
    for entry in entries:
        if entry.cite not in known:
            where = f"{place}.{getattr(entry, 'key', type(entry).__name__)}.cite"
            yield _fault(where, "is not among the sources", "Name a source.", entry.cite)


def _duplicates(proposals: ActionFile, policy: Policy) -> Iterator[Fault]:
    lists: dict[str, list[str]] = {
        "actions.sources": [source.id for source in proposals.sources],
        "actions.actions": [entry.key for entry in proposals.actions],
        "actions.contingencies": [entry.key for entry in proposals.contingencies],
        "actions.notes": [entry.key for entry in proposals.notes],
        "plans.variants": [entry.key for entry in policy.variants],
        "plans.sources": [source.id for source in policy.sources],
        "plans.headings": [entry.key for entry in policy.headings],
        "plans.factors": [entry.key for entry in policy.factors],
        "plans.blanks": [entry.key for entry in policy.blanks],
        "plans.level.order": list(policy.level.order),
    }
    for place, keys in lists.items():
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield _fault(f"{place}.{key}", "is there more than once", "Keep one.", key)


def _policy_names(policy: Policy) -> Iterator[Fault]:
    levels, headings = set(policy.level.order), {heading.key for heading in policy.headings}
    yield from _unknown("plans.level.when_unknown", [policy.level.when_unknown], levels, "level")
    by_level: dict[str, set[str]] = {
        "plans.level.titles": set(policy.level.titles),
        "plans.contact.levels": set(policy.contact.levels),
        "plans.review.levels": set(policy.review.levels),
    }
    for place, named in by_level.items():
        yield from _unknown(place, named, levels, "level")
        yield from _unknown(place, levels - named, set(), "level given here")
    for role, entry in policy.roles.items():
        yield from _unknown(f"plans.roles.{role}", [entry.agency], policy.agencies, "agency")
    yield from _unknown("plans.review.role", [policy.review.role], policy.roles, "role")
    for blank in policy.blanks:
        yield from _unknown(f"plans.blanks.{blank.key}", [blank.role], policy.roles, "role")
        yield from _unknown(f"plans.blanks.{blank.key}", [blank.heading], headings, "heading")
    for carried in policy.carried:
        place = f"plans.carried.{carried.question}"
        yield from _unknown(place, [carried.heading], headings, "heading")
    for factor in policy.factors:
        place = f"plans.factors.{factor.key}"
        yield from _unknown(place, [factor.scale], policy.scales, "scale")
        yield from _unknown(place, factor.needed_when, policy.settings, "setting")
    yield from _unknown("plans.checks", CHECKS - set(policy.checks), set(), "check given here")
    yield from _unknown("plans.checks", policy.checks, CHECKS, "check")
    yield from _clocks(policy)


def _clocks(policy: Policy) -> Iterator[Fault]:
    order = [level for level in policy.level.order if level in policy.review.levels]
    contacts, reviews = policy.contact.levels, policy.review.levels
    for lower, higher in pairwise(order):
        if (
            lower in contacts
            and higher in contacts
            and contacts[higher].days > contacts[lower].days
        ):
            yield _fault(f"plans.contact.levels.{higher}", f"is longer than {lower}", "Shorten it.")
        if (
            reviews[higher].target_days > reviews[lower].target_days
            or reviews[higher].backstop_days > reviews[lower].backstop_days
        ):
            yield _fault(f"plans.review.levels.{higher}", f"is later than {lower}", "Shorten it.")
    for level in order:
        if reviews[level].target_days > reviews[level].backstop_days:
            yield _fault(f"plans.review.levels.{level}", "passes its backstop", "Shorten it.")


def _proposal_names(proposals: ActionFile, policy: Policy) -> Iterator[Fault]:
    contingencies = {entry.key for entry in proposals.contingencies}
    pillars = {heading.key for heading in policy.headings if heading.pillar}
    for action in proposals.actions:
        place = f"actions.actions.{action.key}"
        yield from _common_names(action, policy, place)
        yield from _unknown(place, [action.pillar], pillars, "pillar")
        yield from _unknown(place, [action.urgency], policy.urgencies, "urgency")
        linked = [action.contingency] if action.contingency else []
        yield from _unknown(place, linked, contingencies, "contingency")
        for text in action.texts:
            used = re.findall(r"\{(\w*)\}", text)
            yield from _unknown(place, used, PLACEHOLDERS, "placeholder")
            yield from _empty(place, text=text)
    for entry in proposals.contingencies:
        place = f"actions.contingencies.{entry.key}"
        yield from _common_names(entry, policy, place)
        yield from _unknown(place, [entry.out_of_hours], policy.roles, "role")
        yield from _empty(place, trigger=entry.trigger, response=entry.response)


def _common_names(entry: Proposal, policy: Policy, place: str) -> Iterator[Fault]:
    known = {factor.key: factor for factor in policy.factors}
    yield from _unknown(place, entry.factors, known, "factor")
    yield from _unknown(place, [entry.owner_role], policy.roles, "role")
    yield from _unknown(place, [entry.agency] if entry.agency else [], policy.agencies, "agency")
    yield from _unknown(place, entry.settings, policy.settings, "setting")
    for name in ("factors", "ratings"):
        if not getattr(entry, name):
            yield _fault(f"{place}.{name}", "is empty", "Say what calls for this entry.")
    factors = [known[key] for key in entry.factors if key in known]
    if len({factor.scale for factor in factors}) > 1 and set(entry.ratings) != {"missing"}:
        yield _fault(place, "mixes factors of different scales", "Make one entry for each scale.")
    for factor in factors[:1]:
        scale = policy.scales.get(factor.scale)
        ratings = set(scale.rises) if scale else set()
        if all(each.may_be_missing for each in factors):
            ratings.add("missing")
        yield from _unknown(place, entry.ratings, ratings, "rating of this factor")


def _unknown(place: str, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[Fault]:
    allowed = set(known)
    for name in names:
        if name not in allowed:
            ways = ", ".join(sorted(allowed)[:12]) or "it must be added"
            yield _fault(place, f"names no known {what}", f"Possible: {ways}.", name)


def _empty(place: str, **texts: str) -> Iterator[Fault]:
    for name, text in texts.items():
        if not text.strip():
            yield _fault(f"{place}.{name}", "is empty", "Write it.")


def _fault(pointer: str, message: str, way_out: str, value: object = None) -> Fault:
    return Fault(
        pointer=pointer,
        message=message,
        way_out=way_out,
        value=None if value is None else shown(value),
    )
