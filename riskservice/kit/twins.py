"""Two kernels of one instrument: whether a person fares alike under both, told without scoring."""

from collections.abc import Mapping

import numpy as np

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, One
from riskservice.kit.kernel import Kernel
from riskservice.kit.tables import Table
from riskservice.kit.tabulated import Scale, Tabulated


class Twins:
    """
    A kernel and its twin under another table of the same numbers.

    Tables of two rulesets mostly differ in a few switches. Everything that reads no table is common
    to both kernels, and so are arrays that hold the same numbers; what is left is looked at.

    Parameters
    ----------
    ours, theirs : Kernel
        Of the same instrument.
    """

    def __init__(self, ours: Kernel, theirs: Kernel) -> None:
        self._theirs = theirs
        self.reads = bool(ours.reads)
        """Whether it reads the results of other instruments."""
        self._comparable = _comparable(ours, theirs)
        # What a rule gives is remembered in one place for all kernels that share the rule.
        shared = {id(given) for *_, given in (*ours.deriving, *ours.checking)}
        self._columns = tuple(rule for rule in theirs.deriving if id(rule[2]) not in shared)
        self._checks = tuple(rule for rule in theirs.checking if id(rule[2]) not in shared)
        demands = [dict.fromkeys(required, "asked") | dict(filled) for required, filled in (
            ours.demands, theirs.demands,
        )]  # fmt: skip
        self._asked = tuple(key for key in ours.asked if len({d.get(key) for d in demands}) > 1)
        self._cells = tuple(
            (i, one.as_list, two.as_list)
            for i, (one, two) in enumerate(zip(_tables(ours), _tables(theirs), strict=True))
            if not np.array_equal(one.points, two.points)
        )

    def agree(self, one: One, codes: Mapping[str, int]) -> bool:
        """
        Return whether the twin is sure to give the same as ours gave.

        Parameters
        ----------
        one : One
            What our kernel gave.
        codes : mapping of str to int
            What it was asked, and the twin would be asked.
        """
        known = one.known
        if not self._comparable or not known or one.status == FAULTY:
            return False
        if any(codes[key] == UNKNOWN for key in self._asked):
            return False
        for key, pick, given in self._columns:
            if given[pick(known)][0] != known[key]:
                return False
        for check, pick, holds in self._checks:
            if holds[pick(known)] and (check.first or one.status != NOT_APPLICABLE):
                return False
        excluded = self._theirs.exclusion(known)
        if one.rule is not None or excluded is not None:
            return one.rule is not None and excluded is not None and one.rule.key == excluded.key
        if self._theirs.missing(codes, known) != one.missing:
            return False
        return not any(one.cells and a[one.cells[i]] != b[one.cells[i]] for i, a, b in self._cells)


def _comparable(ours: Kernel, theirs: Kernel) -> bool:
    """Whether two kernels can differ in nothing but what is looked at for each person."""
    exact = ours.instrument.link == "logistic"
    return (
        not ours.parts
        and ours.instrument is theirs.instrument
        and ours.at_least == theirs.at_least
        and [t.sizes for t in _tables(ours)] == [t.sizes for t in _tables(theirs)]
        and (not exact or _numbers(ours.table) == _numbers(theirs.table))
        and _same_scale(ours.scale, theirs.scale)
    )


def _tables(kernel: Kernel) -> tuple[Tabulated, ...]:
    return kernel.terms if kernel.shift is None else (*kernel.terms, kernel.shift)


def _numbers(table: Table) -> object:
    weights = {name: block.values for name, block in table.weights.items()}
    powers = {name: block.coefficients for name, block in table.polynomials.items()}
    return table.numbers, weights, powers, table.rounding


def _same_scale(ours: Scale, theirs: Scale) -> bool:
    if (ours.low, ours.high, ours.names, ours.edges) != (
        theirs.low, theirs.high, theirs.names, theirs.edges,
    ):  # fmt: skip
        return False
    totals = np.linspace(ours.low, ours.high, 1 + ours.high - ours.low)
    one, two = ours.many(totals), theirs.many(totals)
    # What an instrument does not publish is not a number in both.
    return all(np.array_equal(one[i], two[i], equal_nan=True) for i in range(len(one)))
