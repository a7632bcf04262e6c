"""The cited blocks a table is made of; their types demand the citation."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from riskservice.kit.outcome import Confidence

Floats = NDArray[np.float64]


class Cited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every block: which source it rests on, and how well that is confirmed."""

    cite: str
    confidence: Confidence = "confirmed"
    why: str = ""

    def faults(self) -> Iterator[str]:
        """Yield everything that is wrong with the block beyond its types."""
        numbers = _decimals(msgspec.structs.astuple(self))
        if all(number.is_finite() and math.isfinite(number) for number in numbers):
            yield from self.misshapen()
        else:
            yield "holds something that is no number, or one without end"

    def misshapen(self) -> Iterator[str]:
        """Yield what does not fit together within a block of sound numbers."""
        yield from ()


def _decimals(value: Any) -> Iterator[Decimal]:
    """Yield every decimal inside a field of a block."""
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, tuple | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _decimals(inner)


def _rise(edges: Sequence[Decimal]) -> bool:
    return all(low < high for low, high in pairwise(edges))


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A publication or repository a number was taken from."""

    id: str
    cite: str
    licence: str
    locator: str = ""


class Steps(Cited, frozen=True, kw_only=True):
    """
    Points that change when a value reaches each step.

    Attributes
    ----------
    at : tuple of float
        Rising steps; the first points hold below the first of them.
    points : tuple of Decimal
        One more than there are steps.
    """

    at: tuple[Decimal, ...]
    points: tuple[Decimal, ...]

    def misshapen(self) -> Iterator[str]:
        """Yield whether points and steps do not fit together."""
        if len(self.points) != len(self.at) + 1:
            yield f"{len(self.at)} steps need {len(self.at) + 1} points, not {len(self.points)}"
        if not _rise(self.at):
            yield "the steps must rise"

    def look_up(self, x: NDArray[Any]) -> Floats:
        """Return the points of each value. Shape of ``x``. [points]"""
        at = np.asarray(self.at, dtype=np.float64)
        return np.asarray(self.points, dtype=np.float64)[np.searchsorted(at, x, side="right")]


class Bands(Cited, frozen=True, kw_only=True):
    """
    Names for stretches of a score; each lower edge belongs to the band above it.

    Attributes
    ----------
    on : {"points", "percent"}
        What is cut: points, or the percentage *after* its published rounding.
    at : tuple of Decimal
        Rising edges.
    names : tuple of str
        From low to high, one more than there are edges.
    """

    on: Literal["points", "percent"] = "points"
    at: tuple[Decimal, ...]
    names: tuple[str, ...]

    def misshapen(self) -> Iterator[str]:
        """Yield whether names and edges do not fit together."""
        if len(self.names) != len(self.at) + 1:
            yield f"{len(self.at)} edges need {len(self.at) + 1} names, not {len(self.names)}"
        if len(set(self.names)) < len(self.names):
            yield "each band needs a name of its own"
        if not _rise(self.at):
            yield "the edges must rise"


class Line(Cited, frozen=True, kw_only=True):
    """One line of a first-match hierarchy, the highest risk first."""

    when: str
    probability: Decimal
    band: str

    def misshapen(self) -> Iterator[str]:
        """Yield whether the probability is none."""
        if not 0 <= self.probability <= 1:
            yield f"the probability {self.probability} does not lie from 0 to 1"


class Constant(Cited, frozen=True, kw_only=True):
    """A single number of a formula."""

    value: Decimal


class Rule(Cited, frozen=True, kw_only=True):
    """
    A disputed or local rule as a switch.

    Attributes
    ----------
    value : bool
    disputed : str
        Name of the dispute (``4``, ``A``) where the deployed service and the published or
        intended rule differ; empty for a local rule.
    """

    value: bool
    disputed: str = ""


class MissingRule(Cited, frozen=True, kw_only=True):
    """
    What the publication does when a question is not answered.

    Attributes
    ----------
    counts_as : bool, int or str
        The answer it is scored as; ``"unknown"`` where the instrument has a rule of its own for
        an unknown answer; ``"unchecked"`` where the question only guards the others and, left
        out, the guard is not applied. A question without such a rule must be answered.
    """

    counts_as: bool | int | str


class Polynomial(Cited, frozen=True, kw_only=True):
    """Coefficients of the first, second, ... power; there is no constant."""

    coefficients: tuple[Decimal, ...]


class Weights(Cited, frozen=True, kw_only=True):
    """
    One weight per category, in the parts it was published in; the parts are added.

    Attributes
    ----------
    values : dict of str to tuple of Decimal
    """

    values: dict[str, tuple[Decimal, ...]]


class CodeList(Cited, frozen=True, kw_only=True):
    """
    A long list of codes kept in a file of its own, such as the Home Office offence codes.

    Attributes
    ----------
    file : str
        CSV file in the package of the table; its first column is the code.
    rows : dict of str to dict of str to str
        Code to its columns; read from the file, never written in the table.
    """

    file: str
    rows: dict[str, dict[str, str]] = {}

    def column(self, name: str, values: Sequence[str], size: int) -> NDArray[np.int64]:
        """
        Return a column of the list over every possible code.

        Parameters
        ----------
        values : sequence of str
            What the column may hold; the result is the place in it.
        size : int
            Number of possible codes.

        Returns
        -------
        ndarray of int64, shape (size,)
            ``len(values)`` where the code is not listed or holds another value.
        """
        place = {value: i for i, value in enumerate(values)}
        found = np.full(size, len(values), dtype=np.int64)
        for code, row in self.rows.items():
            found[int(code)] = place.get(row[name], len(values))
        return found


class Rates(Cited, frozen=True, kw_only=True):
    """
    Rates observed in a development sample: history, never a live probability.

    Attributes
    ----------
    cohort : str
        Whom the rates describe, and when.
    years : tuple of int
        Follow-up of each column. [years]
    percent : dict of str to tuple of Decimal
        Band to one rate per column. [percent]
    """

    cohort: str
    years: tuple[int, ...]
    percent: dict[str, tuple[Decimal, ...]]

    def misshapen(self) -> Iterator[str]:
        """Yield every band whose rates do not fit the years."""
        for band, rates in self.percent.items():
            if len(rates) != len(self.years):
                yield f"{band} needs {len(self.years)} rates, one per column, not {len(rates)}"


class Definition(Cited, frozen=True, kw_only=True):
    """What a level or a factor means, in words the form prints."""

    title: str
    text: str = ""


class PolicyLine(Cited, frozen=True, kw_only=True):
    """
    One line of a house policy for an indicated level; the first that fits decides.

    Attributes
    ----------
    level : str
    high_at_least, medium_or_high_at_least : int
        How many risk factors must be rated so.
    """

    level: str
    high_at_least: int = 0
    medium_or_high_at_least: int = 0


class Rounding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a percentage is published: decimal places, halves up."""

    percent_places: Annotated[int, Meta(ge=0)] = 2
