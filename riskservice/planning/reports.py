"""The check of a plan, and the difference of two, for the terminal: 100 columns."""

import json
from collections.abc import Iterator
from typing import Any

from riskservice.kit.dates import in_words
from riskservice.planning.diffs import FieldChange, PlanDiff
from riskservice.planning.quality import DecisionResult, PlanCheck
from riskservice.planning.text import SEVERITIES, WIDTH, heading, labelled, wrapped

VERDICTS = {"met": "met", "not_met": "NOT MET", "cannot_tell": "cannot tell"}
GROUPS = {
    "defensible": "Tests of a defensible decision",
    "justifiable": "Tests of a justifiable decision",
}
MOST_NAMES = 6
"""Identifiers written out under one finding; all of them stand in the JSON."""
_DERIVED = ("findings", "notices", "sections")
"""Parts that follow from the others and are not written out in a difference."""


def check_to_text(check: PlanCheck) -> str:
    """
    Return what the check of a plan found as plain text of at most 100 columns.

    Parameters
    ----------
    check : PlanCheck
    """
    lines = [
        f"PLAN CHECK: case {check.case_id}",
        "=" * WIDTH,
        *labelled("Plan", f"{check.plan_id}, version {check.version}, {check.status}"),
        *labelled("Checked for", in_words(check.on)),
        *labelled("Compared with", _compared(check)),
        *heading("What was found"),
        f"{check.gaps} gaps, {check.warnings} warnings, {check.open} open.",
    ]
    for finding in check.findings:
        lines += ["", *wrapped(finding.text, first=f"{SEVERITIES[finding.severity]:<9}")]
        if finding.ids:
            lines += wrapped(_listed(finding.ids), first=" " * 9)
        standing = f", {finding.confidence}" if finding.confidence else ""
        rule = f"Rule: {finding.why} [{finding.cite}{standing}]"
        lines += wrapped(rule, first=" " * 9)
    for group, title in GROUPS.items():
        lines += heading(title)
        tests = [test for test in check.tests if test.group == group]
        for test in tests:
            lines += _test(test)
        for line in dict.fromkeys(f"{test.cite}. {test.reading}" for test in tests):
            lines += ["", *wrapped(line)]
    return "\n".join(lines) + "\n"


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _compared(check: PlanCheck) -> str:
    if check.previous_version is not None:
        return f"version {check.previous_version}"
    return "no earlier version; whether evidence was copied from there cannot be told"


def _test(test: DecisionResult) -> Iterator[str]:
    yield ""
    yield from wrapped(test.title, first=f"{VERDICTS[test.verdict]:<13}")
    for line in test.evidence:
        yield from wrapped(line, first=" " * 13)
    if test.would_tell:
        yield from wrapped(f"Would tell: {test.would_tell}", first=" " * 13)


def diff_to_text(diff: PlanDiff) -> str:
    """
    Return the difference of two plans as plain text of at most 100 columns.

    Parameters
    ----------
    diff : PlanDiff
    """
    lines = [
        f"PLAN DIFFERENCE: case {diff.case_id}",
        "=" * WIDTH,
        *labelled("From", f"{diff.from_plan}, version {diff.from_version}, {diff.from_digest}"),
        *labelled("To", f"{diff.to_plan}, version {diff.to_version}, {diff.to_digest}"),
    ]
    if diff.empty:
        return "\n".join([*lines, "", "Nothing differs."]) + "\n"
    if diff.findings:
        lines += heading("Changes that are not as laid down")
        for finding in diff.findings:
            where = f" ({', '.join(finding.ids)})" if finding.ids else ""
            first = f"{SEVERITIES[finding.severity]:<9}"
            lines += wrapped(f"{finding.text}{where} {finding.why} [{finding.cite}]", first=first)
    for title, mark, items in (("Added", "+", diff.added), ("Left out", "-", diff.removed)):
        if items:
            lines += heading(title)
        for item in items:
            lines += wrapped(f"{item.part}: {item.item_id}", first=f"{mark} ")
            lines += wrapped(_words(item.item), first="    ") if _words(item.item) else []
    lines += _changed(diff)
    if diff.order:
        lines += ["", *wrapped(f"In another order: {', '.join(diff.order)}.")]
    return "\n".join(lines) + "\n"


def _changed(diff: PlanDiff) -> Iterator[str]:
    told = [each for each in diff.changed if not _follows(each)]
    if told:
        yield from heading("Changed")
    for each in told:
        place = each.item_id or each.part
        yield from wrapped(f"{place}: {each.field.replace('_', ' ')}", first="* ")
        yield from wrapped(_shown(each.before), first="    was: ")
        yield from wrapped(_shown(each.after), first="    is:  ")
    if rest := sorted(
        {e.field if e.part == "plan" else e.part for e in diff.changed} & {*_DERIVED}
    ):
        yield ""
        yield from wrapped(f"What follows from these changes is not written out: {_joined(rest)}.")


def _follows(change: FieldChange) -> bool:
    return change.part in _DERIVED or (change.part == "plan" and change.field in _DERIVED)


def _joined(names: list[str]) -> str:
    return ", ".join(names)


def _words(item: dict[str, Any]) -> str:
    """Return what an item says, by the first text it has."""
    for name in ("text", "trigger", "title", "need", "outcome", "who", "prompt"):
        if isinstance(item.get(name), str) and item[name]:
            return str(item[name])
    return ""


def _shown(value: object) -> str:
    if value is None:
        return "not set"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
