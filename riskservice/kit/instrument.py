"""
The definition of an instrument: which question feeds which number, and nothing else.

An instrument is a set of small named functions over *columns*. A column is a question's code, a
derived column, or ``on``, the assessment date. A function names the columns it needs by its
parameters. A number or switch of the table that it needs is a keyword of the same name; with many
of them it takes ``table``.

Two kinds of function, by how they are run:

* ``@derived``, ``@excluded``, ``@check`` and ``@note`` run on whole numbers for one person and on
  integer arrays for many. They are written with arithmetic, comparisons, ``&`` and ``|`` only, so
  that one text serves both.
* ``@term`` and ``@shift`` are evaluated once over the whole domain of their columns when the
  instrument is bound to a table; afterwards their array *is* the rule.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from riskservice.kit.blocks import Floats
from riskservice.kit.questions import Answers
from riskservice.kit.tables import Table

Function = Callable[..., Any]
Unit = Literal["points", "line", "log_odds"]


def needs_of(function: Function) -> tuple[str, ...]:
    """Return the columns a function asks for by its parameters; by keyword, it asks its table."""
    found = inspect.signature(function).parameters.values()
    return tuple(p.name for p in found if p.name != "table" and p.kind is not p.KEYWORD_ONLY)


def _first_line(function: Function) -> str:
    text = inspect.getdoc(function)
    if not text:
        raise TypeError(f"{function.__name__} needs a docstring: its first line is shown to people")
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).rstrip(".")


@dataclass(frozen=True, slots=True)
class Column:
    """
    Something worked out from other columns.

    Attributes
    ----------
    size : int
        Its values run from 0 to ``size - 1``; a value outside is a fault, never clipped.
    sees_unknown : bool
        Whether the function handles UNKNOWN itself. Otherwise an unknown need makes the column
        unknown.
    labels : tuple of str
        How its values read, where the plain number would not do.
    """

    key: str
    title: str
    needs: tuple[str, ...]
    function: Function
    size: int
    sees_unknown: bool = False
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Something that adds to the total (or moves the band), tabulated over its columns."""

    key: str
    title: str
    needs: tuple[str, ...]
    function: Function
    block: str = ""
    """Place in the table whose citation it carries, such as ``steps.burglary``."""
    says: Function | None = None
    """Optional wording of what a cell gives: ``says(points, table=table)``."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """
    A yes/no rule over columns: an exclusion, a contradiction, or a reason for a notice.

    Attributes
    ----------
    lenient : tuple of str
        Counts that stand for 0 while they are not answered. Otherwise a rule is tested only when
        everything it needs is known.
    """

    key: str
    text: str
    needs: tuple[str, ...]
    function: Function
    way_out: str = ""
    lenient: tuple[str, ...] = ()
    first: bool = False
    """Whether a contradiction is reported even for a person out of scope."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A question that must be answered where other answers call for it."""

    question: str
    needs: tuple[str, ...]
    function: Function


@dataclass(frozen=True, slots=True)
class Figure:
    """A further published probability, from the total or from columns."""

    key: str
    title: str
    needs: tuple[str, ...]
    function: Function
    note: str = ""


def derived(
    *, size: int, title: str = "", sees_unknown: bool = False, labels: tuple[str, ...] = ()
) -> Callable[[Function], Column]:
    """Declare a derived column; without ``title`` the first docstring line is its title."""

    def make(function: Function) -> Column:
        return Column(
            function.__name__,
            title or _first_line(function),
            needs_of(function),
            function,
            size,
            sees_unknown,
            labels,
        )

    return make


def term(*, block: str = "", says: Function | None = None) -> Callable[[Function], Term]:
    """Declare a term with arithmetic of its own; the first docstring line is shown to people."""

    def make(function: Function) -> Term:
        return Term(
            function.__name__, _first_line(function), needs_of(function), function, block, says
        )

    return make


def shift(*, block: str = "") -> Callable[[Function], Term]:
    """Declare the steps by which the band rises or falls, tabulated like a term."""
    return term(block=block)


def steps(column: str, *, table_key: str = "", title: str = "") -> Term:
    """Declare a term that reads its points off a step table, by default that of the same name."""
    key = table_key or column

    def look_up(x: Any, *, table: Table) -> Floats:
        return table.steps[key].look_up(x)

    return Term(column, title, (column,), look_up, f"steps.{key}")


def excluded(function: Function) -> Predicate:
    """Declare an exclusion; the docstring's first line is the rule given to people."""
    return Predicate(function.__name__, _first_line(function), needs_of(function), function)


def check(
    *, way_out: str, lenient: tuple[str, ...] = (), first: bool = False
) -> Callable[[Function], Predicate]:
    """Declare a contradiction between answers, true where it is one; the docstring names it."""

    def make(function: Function) -> Predicate:
        return Predicate(
            function.__name__,
            _first_line(function),
            needs_of(function),
            function,
            way_out,
            lenient,
            first,
        )

    return make


def needed(question: str) -> Callable[[Function], Requirement]:
    """Declare when a question that is otherwise optional must be answered."""

    def make(function: Function) -> Requirement:
        return Requirement(question, needs_of(function), function)

    return make


def note(function: Function) -> Predicate:
    """Declare a notice, given where the function is true; the docstring is its text."""
    return Predicate(function.__name__, _first_line(function), needs_of(function), function)


def figure(*, title: str, note: str = "") -> Callable[[Function], Figure]:
    """Declare a further published probability."""

    def make(function: Function) -> Figure:
        return Figure(function.__name__, title, needs_of(function), function, note)

    return make


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """
    A scored instrument.

    Attributes
    ----------
    key, title : str
        ``key`` is the name in the registry, in tables and in results.
    about : str
        What it predicts, for whom, over what period, and what it must not be used for.
    answers : type of Answers
        Its questions, in the order of the form.
    tables : str
        Package that holds ``<key>/<version>.toml``.
    terms : sequence of Term
        Added in this order. With ``aggregate="highest"`` the largest counts instead.
    shift : Term or None
        Steps by which the band rises or falls; the band stays within its scale.
    probability : callable or None
        ``probability(total, table)`` on an array of totals.
    measures : sequence of Figure
    excluded, checks, notes : sequences of Predicate
    needed : sequence of Requirement
    at_least : tuple of (str, tuple of str)
        Constant of the table that says how many of some optional questions must be answered.
    parts : tuple of str
        Keys of instruments whose bands are columns here: a *composite*.
    reads : tuple of str
        Keys of instruments whose results are columns here, where there are any: ``<key>_band``,
        ``<key>_percent`` (in hundredths) and ``<key>_model``. See :mod:`riskservice.kit.reading`.
    unit : {"points", "line", "log_odds"}
        What the total counts; only points are published as points.
    link : {"", "logistic"}
        Says that ``probability`` is the plain logistic function of the total, so that a percentage
        on a rounding tie can be settled in decimal arithmetic.
    covers : {"static", "dynamic", "harm"}
        Side of the overall grid it can feed.
    part_of : str
        Key of the composite whose model it is; scored alone only when asked for by name.
    """

    key: str
    title: str
    about: str
    answers: type[Answers]
    tables: str
    terms: Sequence[Term]
    derived: Sequence[Column] = ()
    excluded: Sequence[Predicate] = ()
    checks: Sequence[Predicate] = ()
    notes: Sequence[Predicate] = ()
    needed: Sequence[Requirement] = ()
    at_least: tuple[tuple[str, tuple[str, ...]], ...] = ()
    shift: Term | None = None
    probability: Callable[[Floats, Table], Floats] | None = None
    measures: Sequence[Figure] = ()
    aggregate: Literal["sum", "highest"] = "sum"
    unit: Unit = "points"
    link: Literal["", "logistic"] = ""
    parts: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    covers: Literal["static", "dynamic", "harm"] = "static"
    part_of: str = ""
