"""What the results share: answers as the kernels take them, and checks of what was sent."""

from collections.abc import Sequence
from functools import cache

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import NOT_APPLICABLE, One
from riskservice.kit.instrument import Column
from riskservice.kit.kernel import Kernel
from riskservice.kit.tabulated import Codes
from riskservice.official.translate import Sent

Found = dict[str, One]
"""What the kernels gave for one person, by key; a composite adds these up."""


def left_out(one: One) -> bool:
    """Whether somebody is not scored: a child, or one whose birth is yet to come as for a child."""
    # The official service scores any age and has no word for this.
    return one.status == NOT_APPLICABLE or any(
        fault.key == "born_after_assessment" for fault in one.faults
    )


def failed(kernel: Kernel, sent: Sent) -> set[str]:
    """Return the keys of the checks that fail for what was sent, inside its domains or not."""
    known = dict(sent.told)
    for column in _columns(kernel):
        values = [known[need] for need in column.needs]
        blind = UNKNOWN in values and not column.sees_unknown
        known[column.key] = UNKNOWN if blind else int(column.function(*values))
    found = set()
    for predicate in kernel.checks:
        values = [known[need] for need in predicate.needs]
        if UNKNOWN not in values and predicate.function(*values):
            found.add(predicate.key)
    return found


@cache
def _columns(kernel: Kernel) -> tuple[Column, ...]:
    """Return the derived columns that the checks of a kernel read, each after those it reads."""
    wanted = {need for predicate in kernel.checks for need in predicate.needs}
    found: list[Column] = []
    for column in reversed(kernel.derived):
        if column.key in wanted:
            wanted |= set(column.needs)
            found.append(column)
    return tuple(reversed(found))


def answered(kernel: Kernel, codes: Codes) -> dict[str, int]:
    """Return the codes and columns of a person, missing answers filled as the table says."""
    filled = dict(codes)
    for key, rule in kernel.missing_rules.items():
        if filled[key] == UNKNOWN and rule.counts_as not in ("unknown", "unchecked"):
            filled[key] = kernel.asked[key].encode(rule.counts_as)
    return kernel.derived_codes(filled)


def within(sent: Sent, kernel: Kernel, keys: Sequence[str]) -> Codes:
    """Return codes in which some numbers outside their domain stand at its nearer end."""
    if sent.wild.isdisjoint(keys):
        return sent.codes
    moved = {}
    for key in sent.wild.intersection(keys):
        low, high = kernel.asked[key].low or 0, kernel.asked[key].high or 0
        moved[key] = min(max(sent.told[key], low), high)
    return {**sent.codes, **moved}


def no_age(sent: Sent) -> bool:
    """Whether follow-up starts on or before the date of birth, which no check may have caught."""
    start = sent.codes["follow_up_start"]
    return start != UNKNOWN and start <= sent.codes["date_of_birth"]
