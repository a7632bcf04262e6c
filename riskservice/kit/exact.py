"""
The same term in decimal arithmetic: for the few scores that lie on a rounding tie.

A term written with ``numbers``, ``polynomial``, ``weight`` and :func:`log_ratio` gives doubles when
it is tabulated, and exact decimals when one person's percentage has to be settled. Coefficients
count with the exact value of their double, weights of categories as the decimals they are; a
quotient and a logarithm are rounded to 34 significant digits, half to even.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from typing import Any

import numpy as np

from riskservice.kit.tables import Table

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN)


class Exact:
    """A table whose numbers are decimals; it stands in for the table inside a term."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __getattr__(self, name: str) -> Any:
        """Return whatever is not a number from the table itself."""
        return getattr(self._table, name)

    @cached_property
    def numbers(self) -> dict[str, Decimal]:
        """Every constant with the exact value of its double."""
        return {name: Decimal(number) for name, number in self._table.numbers.items()}

    def coefficients(self, name: str) -> tuple[Decimal, ...]:
        """Return the coefficients of a polynomial, each the exact value of its double."""
        return tuple(Decimal(c) for c in self._table.coefficients(name))

    def weight_of(self, name: str, categories: Sequence[str]) -> Any:
        """Return the weight of each category, its published parts added exactly."""
        values = self._table.weights[name].values
        return np.array([sum(values[c], Decimal(0)) for c in categories], dtype=object)


def log_ratio(above: Any, below: Any) -> Any:
    """Return the natural logarithm of a quotient, of doubles or of decimals alike."""
    if np.asarray(above).dtype == object or np.asarray(below).dtype == object:
        return np.frompyfunc(_decimal_log_ratio, 2, 1)(above, below)
    return np.log(above / below)


def _decimal_log_ratio(above: Any, below: Any) -> Decimal:
    return CONTEXT.ln(CONTEXT.divide(Decimal(above), Decimal(below)))


def exact_percent(
    terms: Sequence[Any], known: Mapping[str, int], table: Table, places: int
) -> float:
    """
    Return the published percentage of one person in decimal arithmetic.

    Parameters
    ----------
    terms : sequence of Term
    known : mapping of str to int
        Codes of every column the terms read.
    """
    exact = Exact(table)
    total = Decimal(0)
    for term in terms:
        columns = [np.array([known[need]], dtype=object) for need in term.needs]
        value = np.asarray(term.function(*columns, table=exact), dtype=object).ravel()[0]
        total = _WIDE.add(total, Decimal(value))
    odds = CONTEXT.exp(total)
    probability = _WIDE.divide(odds, _WIDE.add(odds, Decimal(1)))
    percent = _WIDE.multiply(probability, Decimal(100))
    step = Decimal(1).scaleb(-places)
    return float(percent.quantize(step, rounding=ROUND_HALF_UP, context=_WIDE))
