"""Functions of a definition made ready to run: tables put in, arguments picked out, masks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.instrument import Column, Predicate, Requirement
from riskservice.kit.tables import Table
from riskservice.kit.tabulated import Codes

Declared = TypeVar("Declared", Column, Predicate)


def holds(predicate: Predicate | Requirement, values: Sequence[Any]) -> Any:
    """Return where a predicate is true, as a boolean array."""
    return np.asarray(predicate.function(*values)).astype(bool)


def any_unknown(values: Sequence[Any]) -> Any:
    """Return where any of several columns is unknown."""
    found: Any = np.asarray(values[0]) == UNKNOWN
    for value in values[1:]:
        found = found | (np.asarray(value) == UNKNOWN)
    return found


def getter(needs: tuple[str, ...]) -> Callable[[Codes], tuple[int, ...]]:
    """Return a function that picks one person's codes of some columns, always as a tuple."""
    if not needs:
        return lambda _: ()
    if len(needs) == 1:
        (key,) = needs
        return lambda known: (known[key],)
    return itemgetter(*needs)


def asked_of_table(function: Callable[..., Any]) -> dict[str, Any]:
    """Return what a function reads of its table by keyword, each with its default if it has one."""
    code = getattr(function, "__code__", None)
    if code is None:
        return {}
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    by_keyword = names[code.co_argcount :]
    defaults = function.__kwdefaults__ or {}
    return {
        name: defaults.get(name, _NEEDED) for name in names if name == "table" or name in by_keyword
    }


_NEEDED = object()


def unread(declared: Iterable[Column] | Iterable[Predicate], table: Table) -> Iterator[str]:
    """Yield what some functions read of their table that it does not have."""
    for rule in declared:
        for name, default in asked_of_table(rule.function).items():
            if name != "table" and default is _NEEDED and _read(table, name) is _NEEDED:
                yield f"{rule.key} reads {name}, which the table does not have"


def _read(table: Table, name: str) -> Any:
    if name in table.rules:
        return table.rules[name].value
    return table.numbers.get(name, _NEEDED)


def bound(function: Callable[..., Any], table: Table) -> Callable[..., Any]:
    """
    Return a function that already holds what it reads of its table, if it reads anything.

    Functions that hold the same numbers are the same function, whichever table they came from.
    """
    asked = asked_of_table(function)
    if not asked:
        return function
    if "table" in asked:
        return partial(function, table=table)
    found = {name: _read(table, name) for name in asked}
    return _holding(function, **{k: v for k, v in found.items() if v is not _NEEDED})


@cache
def _holding(function: Callable[..., Any], **numbers: Any) -> Callable[..., Any]:
    return partial(function, **numbers)


def with_table(declared: Declared, table: Table) -> Declared:
    """Return a column or predicate whose function already holds its table."""
    return replace(declared, function=bound(declared.function, table))


def out_of_domain(column: Column) -> Predicate:
    """Return the contradiction of a derived column that leaves its domain."""
    return Predicate(
        column.key,
        f"{column.title} lies outside 0 to {column.size - 1}",
        column.needs,
        column.function,
        "Check the dates and counts it is worked out from.",
    )


def table_of(function: Callable[..., Any]) -> object:
    """Return which table a bound function holds, None when it reads none."""
    if not isinstance(function, partial):
        return None
    return id(function.keywords["table"]) if "table" in function.keywords else id(function)
