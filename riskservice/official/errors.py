"""
The official errors of each result: which, in which order, and about which fields.

Each list is read from top to bottom. A line either lists what is not answered, or stands for one
of our own checks by its key, or for something our vocabulary has no words for, such as a count
outside its domain. Field names are those of the request.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from riskservice.kit.kernel import Kernel
from riskservice.official.messages import MESSAGES
from riskservice.official.response import Errors, ValidationError
from riskservice.official.translate import Sent

Holds = Callable[[Sent], bool]
Fields = Callable[[Sent, Kernel], tuple[str, ...]]


class Line(NamedTuple):
    """
    One possible error.

    Attributes
    ----------
    fields : tuple of str, or function
        Fields it is about; a function that names none means there is no such error.
    checks : tuple of str or function
        The error stands when one of these fails: keys of our checks, or tests of our own. Without
        any, it stands whenever it names a field.
    when : function or None
        Whether the line is looked at.
    switch : str
        Rule of the table without which the line is not looked at.
    """

    type: str
    fields: tuple[str, ...] | Fields
    checks: tuple[str | Holds, ...] = ()
    when: Holds | None = None
    switch: str = ""


def listed(lines: Iterable[Line], sent: Sent, kernel: Kernel, failed: AbstractSet[str]) -> Errors:
    """
    Return the errors of one result, in order.

    Parameters
    ----------
    kernel : Kernel
        The model whose rules count.
    failed : set of str
        Keys of our checks that fail.
    """
    found = []
    for line in lines:
        if line.switch and not kernel.table.rules[line.switch].value:
            continue
        if line.when is not None and not line.when(sent):
            continue
        if line.checks and not any(
            check in failed if isinstance(check, str) else check(sent) for check in line.checks
        ):
            continue
        fields = line.fields if isinstance(line.fields, tuple) else line.fields(sent, kernel)
        if fields:
            found.append(error(line.type, fields))
    return tuple(found)


def error(kind: str, fields: tuple[str, ...] = ()) -> ValidationError:
    """Return an error with its message."""
    return ValidationError(type=kind, message=MESSAGES[kind], fields=fields)


def checks_of(lines: Iterable[Line]) -> set[str]:
    """Return the keys of our checks that some lines rest on."""
    return {check for line in lines for check in line.checks if isinstance(check, str)}


UNEXPECTED: Errors = (error("UNEXPECTED_ERROR"),)

# What is not answered -----------------------------------------------------------------------------


def unanswered(*fields: str) -> Fields:
    """Return a function that names those of some fields that are not answered."""
    get = attrgetter(*fields)

    def name(sent: Sent, _: Kernel) -> tuple[str, ...]:
        values = get(sent.request) if len(fields) > 1 else (get(sent.request),)
        return tuple([f for f, value in zip(fields, values, strict=True) if value is None])

    return name


def required(*fields: str) -> Fields:
    """Return the same for questions that a ruleset may leave optional."""
    missing = unanswered(*fields)

    def name(sent: Sent, kernel: Kernel) -> tuple[str, ...]:
        return tuple([f for f in missing(sent, kernel) if f not in _optional(kernel)])

    return name


@cache
def _optional(kernel: Kernel) -> frozenset[str]:
    """Return the fields without which a kernel can do."""
    return frozenset(kernel.asked[key].official for key in kernel.missing_rules)


def missing(*fields: str, when: Holds | None = None) -> Line:
    """Return the line for mandatory fields."""
    return Line("MISSING_MANDATORY_INPUT", unanswered(*fields), when=when)


def outside(*keys: str) -> Holds:
    """Return a test for questions answered outside their domain."""
    asked = frozenset(keys)
    return lambda sent: not asked.isdisjoint(sent.wild)


def value_of(sent: Sent, field: str) -> object:
    """Return what a field of the request holds."""
    return getattr(sent.request, field)
