"""
How a plan is kept, as data: statuses, licence conditions, disclosure, checks, tests of a decision.

A force can replace ``plan_rules/<version>.toml``; :func:`decode_rules` reports every fault at once.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from riskservice.circumstances.people import ConditionKind
from riskservice.clocks.spans import ShortMonth
from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import Source
from riskservice.kit.tables import Status, digest_of
from riskservice.planning.library import PACKAGE
from riskservice.planning.library_faults import CHECKS, reading_faults
from riskservice.planning.parts import ActionStatus, PlanStatus, RulesStamp, Severity, Standing

VERSION = "2026.1"

ActionBefore = Literal[
    "new",
    "proposed",
    "agreed",
    "in_progress",
    "completed",
    "cannot_be_done_yet",
    "no_longer_needed",
]
ShownBy = Literal[
    "evidence",
    "sources",
    "nothing_missing",
    "missing_sought",
    "instruments",
    "agreement",
    "agencies",
    "policy",
    "officer",
    "progress",
    "matched",
    "contact",
    "contingencies",
    "reviews",
]
ActionDemand = Literal[
    "owner_name", "due", "outcome", "evidence", "reason_for_change", "changed_by"
]
PlanDemand = Literal["agreement", "new_version"]
Part = Annotated[float, Meta(gt=0, le=1)]
Count = Annotated[int, Meta(ge=1)]

RULE_CHECKS = frozenset(
    {
        "unallocated",
        "officer-not-named",
        "action-overdue",
        "review-overdue",
        "review-record-incomplete",
        "copied-text",
        "copied-evidence",
        "factor-without-evidence",
        "condition-not-mapped",
        "condition-ended",
        "disclosure-not-considered",
        "disclosure-cannot-tell",
        "disclosure-incomplete",
        "victim-without-liaison",
        "staff-safety-missing",
        "diversity-without-response",
        "reactive-criteria",
        "reactive-cannot-tell",
        "agreement-missing",
        "countersignature-missing",
        "countersigned-by-same",
        "agreed-with-proposals",
        "needs-decision",
        "withheld-without-reason",
        "forbidden-change",
        "change-incomplete",
        "dropped",
    }
)


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that must name its source and how well it is confirmed."""

    cite: str
    confidence: Standing
    why: str = ""


class CheckRule(Rule, frozen=True, kw_only=True):
    """How serious a finding is; in a skeleton it may only be work still to be done."""

    severity: Severity
    in_skeleton: Severity | None = None


class ActionStatusEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words for a status, and whether something is still to be done."""

    title: str
    open: bool


class ActionChange(Rule, frozen=True, kw_only=True):
    """Changes of an action's status that are allowed, and what the later version must hold."""

    before: tuple[ActionBefore, ...]
    after: tuple[ActionStatus, ...]
    demands: tuple[ActionDemand, ...]


class PlanChange(Rule, frozen=True, kw_only=True):
    """Changes of a plan's status that are allowed, and what the later version must hold."""

    before: tuple[PlanStatus, ...]
    after: tuple[PlanStatus, ...]
    demands: tuple[PlanDemand, ...]


class ConditionRule(Rule, frozen=True, kw_only=True):
    """Where a kind of licence condition stands, and which factors it can answer."""

    pillar: str
    factors: tuple[str, ...]


class DisclosureRule(Rule, frozen=True, kw_only=True):
    """At which MAPPA levels disclosure is considered, and what a decision records."""

    levels: tuple[int, ...]
    when_made: tuple[str, ...]
    when_not_made: tuple[str, ...]


class ReactiveRule(Rule, frozen=True, kw_only=True):
    """
    Who may be managed reactively, what that means and what ends it.

    Attributes
    ----------
    clear_years : int
        Without offending or notice. [years]
    leap_day : {"last_day_of_month", "first_of_next_month"}
        Where years that begin on 29 February end.
    """

    levels: tuple[str, ...]
    clear_years: Count
    leap_day: ShortMonth
    means: tuple[str, ...]
    brought_back_by: tuple[str, ...]


class WithheldRule(Rule, frozen=True, kw_only=True):
    """
    Why things are withheld from the person, and what stands in their place.

    Attributes
    ----------
    shortest_characters : int
        A withheld text at least this long is looked for in everything that stays.
    """

    victims: str
    staff_safety: str
    left_out: str
    quotes: str
    answers: str
    notice: str
    shortest_characters: Count


class CopyRule(Rule, frozen=True, kw_only=True):
    """When two texts count as copied: runs of words they share, as a part of all their runs."""

    shortest_characters: Count
    words_in_a_run: Count
    similarity: Part


class DecisionTest(Rule, frozen=True, kw_only=True):
    """
    One test of a defensible or justifiable decision, and how it is read off a plan.

    Attributes
    ----------
    breaks : tuple of str
        Findings with which it is not met.
    shown_by : tuple of str
        What the plan must show for it to be met.
    judgement : bool
        Whether a plan alone can never show it.
    """

    key: str
    group: Literal["defensible", "justifiable"]
    title: str
    breaks: tuple[str, ...]
    shown_by: tuple[ShownBy, ...]
    would_tell: str
    judgement: bool = False


class PlanRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``plan_rules/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    sources: tuple[Source, ...]
    action_statuses: dict[ActionStatus, ActionStatusEntry]
    action_changes: tuple[ActionChange, ...]
    plan_statuses: dict[PlanStatus, str]
    plan_changes: tuple[PlanChange, ...]
    conditions: dict[ConditionKind, ConditionRule]
    disclosure: DisclosureRule
    reactive: ReactiveRule
    withheld: WithheldRule
    copies: CopyRule
    checks: dict[str, CheckRule]
    tests: tuple[DecisionTest, ...]


class Rules(Struct, frozen=True, kw_only=True):
    """Checked plan rules with their fingerprint."""

    data: PlanRules
    stamp: RulesStamp

    def cite(self, rule: Rule) -> str:
        """Return the full citation of a rule."""
        return next(source.cite for source in self.data.sources if source.id == rule.cite)


def decode_rules(raw: bytes) -> Rules:
    """
    Return the plan rules a TOML file holds.

    Raises
    ------
    BrokenPlugin
        With every fault: wrong types, missing citations, checks and statuses that are not there.
    """
    if faults := list(reading_faults(raw, PlanRules, "plan_rules")):
        raise BrokenPlugin(*faults)
    data = msgspec.toml.decode(raw, type=PlanRules)
    if faults := list(_faults(data)):
        raise BrokenPlugin(*faults)
    stamp = RulesStamp(version=data.version, status=data.status, digest=digest_of(raw))
    return Rules(data=data, stamp=stamp)


@cache
def load_rules(package: str = PACKAGE, version: str = VERSION) -> Rules:
    """
    Return released plan rules by package and version, read once.

    Raises
    ------
    BrokenPlugin
        When the file is not sound; see :func:`decode_rules`.
    """
    return decode_rules((files(package) / "plan_rules" / f"{version}.toml").read_bytes())


def _faults(data: PlanRules) -> Iterator[Fault]:
    known = {source.id for source in data.sources}
    for place, rule in _all_rules(data):
        if rule.cite not in known:
            yield _fault(f"{place}.cite", "is not among the sources", "Name a source.")
    kinds: dict[str, tuple[set[str], set[str]]] = {
        "checks": (set(data.checks), set(RULE_CHECKS)),
        "action_statuses": (set(data.action_statuses), set(get_args(ActionStatus))),
        "plan_statuses": (set(data.plan_statuses), set(get_args(PlanStatus))),
        "conditions": (set(data.conditions), set(get_args(ConditionKind))),
    }
    for place, (given, wanted) in kinds.items():
        for name in sorted(wanted - given):
            yield _fault(f"plan_rules.{place}.{name}", "is missing", "Add it.")
        for name in sorted(given - wanted):
            yield _fault(f"plan_rules.{place}.{name}", "is not known", "Take it out.")
    for test in data.tests:
        for code in sorted(set(test.breaks) - RULE_CHECKS - CHECKS):
            yield _fault(f"plan_rules.tests.{test.key}", f"names no check: {code}", "Correct it.")


def _all_rules(data: PlanRules) -> Iterator[tuple[str, Rule]]:
    for name in ("disclosure", "reactive", "withheld", "copies"):
        yield f"plan_rules.{name}", getattr(data, name)
    for name in ("checks", "conditions"):
        yield from ((f"plan_rules.{name}.{key}", rule) for key, rule in getattr(data, name).items())
    for name in ("action_changes", "plan_changes", "tests"):
        yield from ((f"plan_rules.{name}.{i}", rule) for i, rule in enumerate(getattr(data, name)))


def _fault(pointer: str, message: str, way_out: str) -> Fault:
    return Fault(pointer=pointer, message=message, way_out=way_out)
