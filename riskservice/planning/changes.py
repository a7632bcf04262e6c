"""Whether a plan came from another in ways that are laid down: statuses, and nothing dropped."""

from collections.abc import Iterator, Sequence
from typing import Final

from riskservice.planning.checks import as_finding, in_order
from riskservice.planning.library import Library, load_library
from riskservice.planning.plan import Action, Finding, Plan
from riskservice.planning.rules import PlanDemand, Rules, load_rules
from riskservice.planning.two_way import Found
from riskservice.planning.view import said

_KEPT: Final = {
    "actions": ("action_id", "action"),
    "contingencies": ("contingency_id", "contingency"),
    "reviews": ("review_id", "held review"),
    "disclosures": ("disclosure_id", "disclosure decision"),
    "victims": ("victim_id", "victim"),
    "conditions": ("condition_id", "licence condition"),
    "diversity": ("need_id", "diversity need"),
}
"""What is ended with a reason and never left out of a later version."""


def changes_found(
    before: Plan, after: Plan, *, library: Library | None = None, rules: Rules | None = None
) -> tuple[Finding, ...]:
    """
    Return what is wrong with the way from one state of a plan to a later one.

    Parameters
    ----------
    before, after : Plan
        Two states of one plan; nothing is found between different plans, nor from a later version
        to an earlier one.
    library, rules : optional
        The released ones where left out.

    Returns
    -------
    tuple of Finding
        Forbidden changes of status, changes without what they demand, and what was left out.
    """
    if before.plan_id != after.plan_id or after.version < before.version:
        return ()
    library, rules = library or load_library(), rules or load_rules()
    found = [*_plan_status(before, after, rules), *_actions(before, after, rules)]
    found += _dropped(before, after)
    return in_order(as_finding(each, after, library, rules) for each in found)


def _plan_status(before: Plan, after: Plan, rules: Rules) -> Iterator[Found]:
    if before.status == after.status:
        return
    words = rules.data.plan_statuses
    rule = next(
        (
            each
            for each in rules.data.plan_changes
            if before.status in each.before and after.status in each.after
        ),
        None,
    )
    if rule is None:
        text = f"A plan that is {words[before.status]} cannot become {words[after.status]}."
        yield "forbidden-change", text, ()
        return
    lacks = [name for name in rule.demands if not _plan_meets(name, before, after)]
    if lacks:
        text = f"The plan became {words[after.status]} without {_listed(lacks)}."
        yield "change-incomplete", text, ()


def _plan_meets(name: PlanDemand, before: Plan, after: Plan) -> bool:
    if name == "new_version":
        return after.version > before.version
    signed = after.agreement
    return signed is not None and said(signed.agreed_by) and signed.agreed_on is not None


def _actions(before: Plan, after: Plan, rules: Rules) -> Iterator[Found]:
    earlier = {action.action_id: action for action in before.actions}
    for action in after.actions:
        yield from _action_status(earlier.get(action.action_id), action, rules)


def _action_status(before: Action | None, after: Action, rules: Rules) -> Iterator[Found]:
    was = before.status if before else "new"
    if was == after.status:
        return
    words = rules.data.action_statuses
    now, ids = words[after.status].title, (after.action_id,)
    first = "not in the plan" if before is None else words[before.status].title
    rule = next(
        (
            each
            for each in rules.data.action_changes
            if was in each.before and after.status in each.after
        ),
        None,
    )
    if rule is None:
        yield "forbidden-change", f"An action that was {first} cannot become {now}.", ids
        return
    lacks = [name for name in rule.demands if not _action_meets(name, before, after)]
    if lacks:
        yield "change-incomplete", f"An action became {now} without {_listed(lacks)}.", ids


def _action_meets(name: str, before: Action | None, after: Action) -> bool:
    given = getattr(after, name)
    if not isinstance(given, str):
        return given is not None
    stale = (
        name == "reason_for_change"
        and before is not None
        and (given, after.changed_on) == (before.reason_for_change, before.changed_on)
    )
    return said(given) and not stale


def _dropped(before: Plan, after: Plan) -> Iterator[Found]:
    for part, (name, word) in _KEPT.items():
        kept = {getattr(item, name) for item in getattr(after, part)}
        for item in getattr(before, part):
            if getattr(item, name) not in kept:
                text = f"A {word} of the earlier version was left out."
                text = text.replace("A action", "An action")
                yield "dropped", text, (getattr(item, name),)


def _listed(names: Sequence[str]) -> str:
    words = {
        "owner_name": "a named owner",
        "due": "a due date",
        "outcome": "an outcome",
        "evidence": "evidence",
        "reason_for_change": "a new reason",
        "changed_by": "the name of who changed it",
        "agreement": "a named person's agreement and its day",
        "new_version": "a new version",
    }
    return ", ".join(words[name] for name in names)
