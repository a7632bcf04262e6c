"""
The quality check: what is wrong with a plan, what wants a second look, and what is still open.

Each finding cites the rule it rests on. What depends on the day is checked only for a day that is
given, and what depends on the version before only where that is at hand.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import chain

from riskservice.planning.copies import COPIES
from riskservice.planning.dated import DATED
from riskservice.planning.library import Library, load_library
from riskservice.planning.plan import Finding, Plan
from riskservice.planning.recorded import RECORDED
from riskservice.planning.rules import Rules, load_rules
from riskservice.planning.two_way import TWO_WAY, Found
from riskservice.planning.view import View

_ORDER = ("gap", "warning", "open")


def check_plan(
    plan: Plan,
    *,
    on: dt.date | None = None,
    previous: Plan | None = None,
    library: Library | None = None,
    rules: Rules | None = None,
) -> tuple[Finding, ...]:
    """
    Return what is wrong with a plan or still open in it, gaps first.

    Parameters
    ----------
    plan : Plan
        Drafted or edited; nothing in it is changed.
    on : date, optional
        Day for which it is checked; without one nothing is overdue.
    previous : Plan, optional
        The version before; without it nothing is found to be copied from there.
    library : Library, optional
        Supplies pillars, scales, and severity and source of each finding; the released one where
        left out.
    rules : Rules, optional
        How a plan is kept; the released ones where left out.

    Returns
    -------
    tuple of Finding
        Empty only for a plan without a gap, a doubt or an open place.
    """
    library, rules = library or load_library(), rules or load_rules()
    view = View(plan=plan, library=library, rules=rules, on=on, previous=previous)
    found = chain(
        (each for check in TWO_WAY for each in check(plan, library)),
        (each for check in (*RECORDED, *DATED, *COPIES) for each in check(view)),
    )
    return in_order(as_finding(each, plan, library, rules) for each in found)


def in_order(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Return findings with the gaps first."""
    return tuple(sorted(findings, key=lambda finding: _ORDER.index(finding.severity)))


def as_finding(found: Found, plan: Plan, library: Library, rules: Rules) -> Finding:
    """Return a finding with its rule: how serious it is, and on whose word."""
    code, text, ids = found
    if code in library.policy.checks:
        entry = library.policy.checks[code]
        severity, cite = entry.severity, library.cite(entry)
        why, confidence = entry.why, entry.confidence
        return Finding(
            code=code,
            severity=severity,
            text=text,
            ids=ids,
            cite=cite,
            why=why,
            confidence=confidence,
        )
    rule = rules.data.checks[code]
    skeleton = plan.status == "skeleton" and rule.in_skeleton is not None
    return Finding(
        code=code,
        severity=rule.in_skeleton or rule.severity if skeleton else rule.severity,
        text=text,
        ids=ids,
        cite=rules.cite(rule),
        why=rule.why,
        confidence=rule.confidence,
    )
