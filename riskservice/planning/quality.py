"""
A plan checked for a day: what was found, and the tests of a defensible and a justifiable decision.

A test is met, not met, or cannot be told from the plan; each says what in the plan shows it, what
breaks it, or what would tell.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.planning.checks import check_plan
from riskservice.planning.library import Library, load_library
from riskservice.planning.plan import Finding, Plan, PlanStatus, Standing, plan_digest
from riskservice.planning.rules import DecisionTest, Rules, load_rules
from riskservice.planning.shown import SHOWN
from riskservice.planning.view import View

Verdict = Literal["met", "not_met", "cannot_tell"]

READ_OFF = "How the test is read off a plan is house policy of this project."


class DecisionResult(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One test of a decision, as far as the plan tells.

    Attributes
    ----------
    evidence : tuple of str
        What in the plan shows it, or breaks it.
    would_tell : str or None
        What would settle it, where it cannot be told.
    """

    key: str
    group: Literal["defensible", "justifiable"]
    title: str
    verdict: Verdict
    evidence: tuple[str, ...]
    would_tell: str | None = None
    cite: str
    confidence: Standing
    reading: str = READ_OFF


class PlanCheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What the check of a plan found on a day.

    Attributes
    ----------
    on : date
        Day for which it was checked.
    previous_version : int or None
        Version it was compared with for copied evidence; None where none was at hand.
    gaps, warnings, open : int
        How many findings of each kind.
    """

    case_id: str
    plan_id: str
    version: int
    digest: str
    status: PlanStatus
    on: dt.date
    previous_version: int | None
    gaps: int
    warnings: int
    open: int
    findings: tuple[Finding, ...]
    tests: tuple[DecisionResult, ...]
    rules_version: str


def check_quality(
    plan: Plan,
    *,
    on: dt.date,
    previous: Plan | None = None,
    library: Library | None = None,
    rules: Rules | None = None,
) -> PlanCheck:
    """
    Return everything the check of a plan found for a day, with the tests of the decision.

    Parameters
    ----------
    plan : Plan
    on : date
        Day for which it is checked: what was due before it is overdue.
    previous : Plan, optional
        The version before, for what was copied from it.
    library, rules : optional
        The released ones where left out.
    """
    library, rules = library or load_library(), rules or load_rules()
    findings = check_plan(plan, on=on, previous=previous, library=library, rules=rules)
    view = View(plan=plan, library=library, rules=rules, on=on, previous=previous)
    severities = [finding.severity for finding in findings]
    return PlanCheck(
        case_id=plan.case_id,
        plan_id=plan.plan_id,
        version=plan.version,
        digest=plan_digest(plan),
        status=plan.status,
        on=on,
        previous_version=previous.version if previous else None,
        gaps=severities.count("gap"),
        warnings=severities.count("warning"),
        open=severities.count("open"),
        findings=findings,
        tests=tuple(_result(test, findings, view) for test in rules.data.tests),
        rules_version=rules.data.version,
    )


def _result(test: DecisionTest, findings: tuple[Finding, ...], view: View) -> DecisionResult:
    broken = tuple(
        finding.text
        for finding in findings
        if finding.code in test.breaks and finding.severity != "open"
    )
    unsettled = any(f.code in test.breaks and f.severity == "open" for f in findings)
    # Whether evidence was copied shows only beside the version before.
    alone = view.plan.version > 1 and view.previous is None
    unsettled = unsettled or (alone and "copied-evidence" in test.breaks)
    shown = [SHOWN[name](view) for name in test.shown_by]
    evidence = tuple(text for text in shown if text is not None)
    verdict: Verdict = "cannot_tell"
    if broken:
        verdict, evidence = "not_met", broken
    elif None not in shown and not unsettled and not test.judgement:
        verdict = "met"
    return DecisionResult(
        key=test.key,
        group=test.group,
        title=test.title,
        verdict=verdict,
        evidence=evidence,
        would_tell=test.would_tell if verdict == "cannot_tell" else None,
        cite=view.rules.cite(test),
        confidence=test.confidence,
    )
