"""
The numbers of a table that carry an instrument's log-odds, found by trying, and moved together.

A table holds coefficients beside numbers of other kinds: ages at which something begins, caps,
offsets within a logarithm. Which of them are multiplied by a new slope is not written anywhere. It
is found by listening to what each term reads, and proved: with those numbers doubled, every term
must be exactly twice what it was.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Context, Decimal
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace
from scipy.special import expit, logit

from riskservice.kit.blocks import Floats
from riskservice.kit.kernel import Kernel
from riskservice.kit.tables import Table
from riskservice.kit.tabulated import Tabulated
from riskservice.validation.recalibration.refusals import cannot

EXACT = Context(prec=60)
"""Products of published digits are kept whole."""
TOTALS = np.linspace(-12.0, 12.0, 97)
"""Log-odds at which a link is tried."""
ALIKE = 1e-9
"""Log-odds nearer than this are the same."""

Evaluate = Callable[[Table], Floats]


class Carriers(NamedTuple):
    """
    The numbers that carry the log-odds.

    Attributes
    ----------
    blocks : tuple of str
        Places in the table of all that is multiplied by a slope, intercepts included.
    intercepts : tuple of str
        Places of those that are moved by an intercept.
    others : tuple of str
        Titles of further published figures that move with them.
    """

    blocks: tuple[str, ...]
    intercepts: tuple[str, ...]
    others: tuple[str, ...] = ()


class Listening:
    """A table that notes which of its numbers are read; it stands in for it inside a function."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    @property
    def numbers(self) -> "_Noted":
        """Return the constants, each noted when it is read."""
        return _Noted(self._table.numbers, "constants", self.read)

    @property
    def steps(self) -> "_Noted":
        """Return the steps, noted likewise."""
        return _Noted(self._table.steps, "steps", self.read)

    def coefficients(self, name: str) -> tuple[float, ...]:
        """Return the coefficients of a polynomial."""
        self.read.add(f"polynomials.{name}")
        return self._table.coefficients(name)

    def weight_of(self, name: str, categories: Any) -> Floats:
        """Return the weights of categories."""
        self.read.add(f"weights.{name}")
        return self._table.weight_of(name, categories)


class _Noted(dict[str, Any]):
    def __init__(self, values: Mapping[str, Any], section: str, read: set[str]) -> None:
        super().__init__(values)
        self._section, self._read = section, read

    def __getitem__(self, name: str) -> Any:
        self._read.add(f"{self._section}.{name}")
        return super().__getitem__(name)


def carriers_of(kernel: Kernel) -> Carriers:
    """
    Return the numbers of a bound instrument that carry its log-odds.

    Parameters
    ----------
    kernel : Kernel
        Of an instrument whose chance is a logistic function of its total.

    Raises
    ------
    CannotRecalibrate
        When its chance is no such function, or its numbers cannot be told apart.
    """
    tried = list(_of_total(kernel) if kernel.instrument.unit == "points" else _of_terms(kernel))
    blocks = dict.fromkeys(place for found in tried for place in found.blocks)
    intercepts = dict.fromkeys(place for found in tried for place in found.intercepts)
    others = tuple(title for found in tried for title in found.others)
    _refuse_shared(kernel, blocks)
    if not intercepts:
        cannot(kernel, "has no number of its own from which everyone starts")
    return Carriers(tuple(blocks), tuple(intercepts), others)


def _of_terms(kernel: Kernel) -> Iterator[Carriers]:
    """Yield what carries each term of a total in log-odds."""
    link = kernel.instrument.probability
    if link is None or np.abs(link(TOTALS, kernel.table) - expit(TOTALS)).max() > ALIKE:
        cannot(kernel, "does not publish the plain logistic function of its total")
    for tabulated in kernel.terms:

        def evaluate(table: Table, one: Tabulated = tabulated) -> Floats:
            return Tabulated(one.term, one.sizes, table).points

        yield _carried(kernel, evaluate, tabulated.term.key)


def _of_total(kernel: Kernel) -> Iterator[Carriers]:
    """Yield what carries the chance of a total in points, and every further figure of it."""
    link = kernel.instrument.probability
    if link is None:
        cannot(kernel, "publishes no chance; only rates by score can be fitted to it")
    totals = np.arange(kernel.scale.low, kernel.scale.high + 1, dtype=np.float64)
    chance = link(totals, kernel.table)
    inside = totals[(chance > 0) & (chance < 1)]

    def evaluate(table: Table) -> Floats:
        return np.asarray(logit(link(inside, table)), np.float64)

    yield _carried(kernel, evaluate, "probability")
    for figure in kernel.instrument.measures:
        if figure.needs == ("total",):

            def further(table: Table, function: Callable[..., Any] = figure.function) -> Floats:
                return np.asarray(logit(function(inside, table=table)), np.float64)

            yield _carried(kernel, further, figure.key)._replace(others=(figure.title,))


def _carried(kernel: Kernel, evaluate: Evaluate, what: str) -> Carriers:
    table = kernel.table
    heard = Listening(table)
    evaluate(heard)  # type: ignore[arg-type]  # it listens in the table's place
    plain = evaluate(table)
    carried = (c for c in _candidates(table, heard.read) if _doubles(table, evaluate, plain, c))
    chosen = next(carried, None)
    if chosen is None:
        cannot(kernel, f"has numbers in {what} that a slope cannot be put on")
    starts = tuple(place for place in chosen if _starts(table, evaluate, plain, place))
    return Carriers(chosen, starts)


def _doubles(table: Table, evaluate: Evaluate, plain: Floats, chosen: tuple[str, ...]) -> bool:
    """Whether some numbers, doubled, double the log-odds, and nothing else is needed."""
    doubled = evaluate(moved(table, chosen, (), slope=Decimal(2)))
    return bool(np.abs(doubled - 2 * plain).max(initial=0) <= ALIKE)


def _candidates(table: Table, read: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield which numbers may carry the scale: fractions first, whole numbers where need be."""
    found = sorted(read)
    whole = {place for place in found if _is_whole(table, place)}
    yield tuple(place for place in found if place not in whole)
    yield tuple(found)
    for one in sorted(whole):
        yield tuple(place for place in found if place not in whole or place == one)


def _is_whole(table: Table, place: str) -> bool:
    section, _, name = place.partition(".")
    return section == "constants" and table.constants[name].value % 1 == 0


def _starts(table: Table, evaluate: Evaluate, plain: Floats, place: str) -> bool:
    """Whether a number is added to everyone's log-odds as it is."""
    if not place.startswith("constants."):
        return False
    lifted = evaluate(moved(table, (), (place,), intercept=Decimal(1)))
    return bool(np.abs(lifted - plain - 1).max(initial=0) <= ALIKE)


def _refuse_shared(kernel: Kernel, blocks: Collection[str]) -> None:
    """Refuse numbers that are also read where a slope would do harm: by columns and figures."""
    further = [m for m in kernel.instrument.measures if m.needs != ("total",)]
    for figure in further:
        heard = Listening(kernel.table)
        sizes = [kernel.sizes[need] or 0 for need in figure.needs]
        grid = np.meshgrid(*(np.arange(size) for size in sizes), indexing="ij")
        figure.function(*grid, table=heard)
        if heard.read & set(blocks):
            cannot(kernel, f"shares its numbers with another figure: {figure.title}")


def moved(
    table: Table,
    blocks: Collection[str],
    intercepts: Collection[str],
    *,
    intercept: Decimal = Decimal(0),
    slope: Decimal = Decimal(1),
    marked: Mapping[str, str] | None = None,
) -> Table:
    """
    Return a table whose log-odds are ``intercept + slope`` times what they were.

    Parameters
    ----------
    blocks, intercepts : collections of str
        Places to be multiplied, and places to be added to as well.
    marked : mapping of str to str, optional
        What every changed block says besides: its citation, confidence and reason.
    """
    changed: dict[str, dict[str, Any]] = {}
    for place in dict.fromkeys((*blocks, *intercepts)):
        section, _, name = place.partition(".")
        added = intercept if place in intercepts else Decimal(0)
        factor = slope if place in blocks else Decimal(1)
        block = _moved(getattr(table, section)[name], added, factor)
        if marked is not None and (added != 0 or factor != 1):
            block = replace(block, **marked)
        changed.setdefault(section, {})[name] = block
    return replace(
        table, **{section: getattr(table, section) | new for section, new in changed.items()}
    )


def _moved(block: Any, added: Decimal, factor: Decimal) -> Any:
    def times(number: Decimal) -> Decimal:
        return EXACT.add(EXACT.multiply(number, factor), added)

    for field in ("value", "coefficients", "points"):
        if hasattr(block, field):
            old = getattr(block, field)
            new = times(old) if isinstance(old, Decimal) else tuple(map(times, old))
            return replace(block, **{field: new})
    return replace(
        block, values={name: tuple(map(times, parts)) for name, parts in block.values.items()}
    )
