"""Functions of a definition made ready to run: tables put in, arguments picked out, masks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
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


def bound(function: Callable[..., Any], table: Table) -> Callable[..., Any]:
    """Return a function that already holds its table, if it takes one."""
    code = getattr(function, "__code__", None)
    takes_table = (
        code is not None
        and "table" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    )
    return partial(function, table=table) if takes_table else function


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
    return id(function.keywords["table"]) if isinstance(function, partial) else None
