"""
What could still be: rules over every way in which the unknown facts may turn out.

The truth table of a rule over ``n`` unknown facts is one whole number of ``2 ** n`` bits, so that
and, or and not are single operations and nothing is sampled.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Generic, TypeVar

from msgspec import Struct

from riskservice.mappa.logic import RuleStep, State

T = TypeVar("T", bound=str)

MOST_UNKNOWN = 18
"""Beyond this many unknown facts the joint tables are not drawn up, and the result says so."""


class WouldTell(Struct, frozen=True, kw_only=True):
    """
    An unknown fact that could change the result.

    Attributes
    ----------
    if_yes, if_no : tuple of str
        What the result could still be once this alone is answered; empty where not worked out.
    """

    fact: str
    question: str
    pointer: str
    if_yes: tuple[str, ...] = ()
    if_no: tuple[str, ...] = ()


class Possible(Struct, Generic[T], frozen=True, kw_only=True):
    """
    What could still be.

    Attributes
    ----------
    outcomes : tuple
        Every outcome some way of answering leads to.
    exact : bool
        False where there are too many unknown facts: what is listed may hold more than can be.
    asks : tuple of WouldTell
        The unknown facts that could change the outcome, those that can settle it alone first.
    """

    outcomes: tuple[T, ...]
    exact: bool
    asks: tuple[WouldTell, ...]


class Tables:
    """
    Truth tables of some rules over the facts that are unknown and matter to one of them.

    Parameters
    ----------
    nodes : sequence of RuleStep
    """

    def __init__(self, nodes: Sequence[RuleStep]) -> None:
        self.facts = {fact.key: fact for node in nodes for fact in _open(node)}
        self.fits = len(self.facts) <= MOST_UNKNOWN
        if self.fits:
            self.full = (1 << (1 << len(self.facts))) - 1
            self.variables = {
                key: _variable(place, len(self.facts)) for place, key in enumerate(self.facts)
            }
            self.rules = [self._table(node) for node in nodes]

    def _table(self, node: RuleStep) -> int:
        if node.state != "cannot_tell":
            return self.full if node.state == "met" else 0
        if node.operator == "fact":
            return self.variables[node.key]
        tables = [self._table(part) for part in node.parts]
        found = self.full if node.operator == "all" else 0
        for table in tables:
            found = found & table if node.operator == "all" else found | table
        return self.full ^ found if node.operator == "none" else found

    def where(self, combination: Sequence[bool]) -> int:
        """Return the ways of answering under which the rules turn out so."""
        found = self.full
        for table, met in zip(self.rules, combination, strict=True):
            found &= table if met else self.full ^ table
        return found

    def turns_on(self, key: str, table: int) -> bool:
        """Whether a fact changes a table."""
        yes = self.variables[key]
        step = 1 << list(self.facts).index(key)
        return (table & yes) >> step != table & (self.full ^ yes)


def possible(
    nodes: Sequence[RuleStep], decide: Callable[[tuple[bool, ...]], T], order: Sequence[T]
) -> Possible[T]:
    """
    Return every outcome that could still be, and what would tell.

    Parameters
    ----------
    nodes : sequence of RuleStep
        The rules the outcome is made from.
    decide : callable
        From which of them are met to the outcome.
    order : sequence of str
        Every outcome there is, in the order in which they are listed.
    """
    tables = Tables(nodes)
    if not tables.fits:
        return _loosely(nodes, decide, order, tables)
    ways: dict[T, int] = {}
    for combination in product((True, False), repeat=len(nodes)):
        if found := tables.where(combination):
            outcome = decide(combination)
            ways[outcome] = ways.get(outcome, 0) | found
    where = {outcome: ways[outcome] for outcome in order if outcome in ways}
    asks = [
        _ask(tables, key, where)
        for key in tables.facts
        if any(tables.turns_on(key, table) for table in where.values())
    ]
    asks.sort(key=lambda ask: min(len(ask.if_yes), len(ask.if_no)) > 1)
    return Possible(outcomes=tuple(where), exact=True, asks=tuple(asks))


def verdict(node: RuleStep) -> Possible[State]:
    """Return what one rule could still be, and what would tell."""
    return possible((node,), lambda met: "met" if met[0] else "not_met", ("met", "not_met"))


def _loosely(
    nodes: Sequence[RuleStep],
    decide: Callable[[tuple[bool, ...]], T],
    order: Sequence[T],
    tables: Tables,
) -> Possible[T]:
    """Return the outcomes rule by rule, as though the unknown facts of each were its own."""
    either = {"met": (True,), "not_met": (False,), "cannot_tell": (True, False)}
    ways = product(*(either[node.state] for node in nodes))
    found = {decide(way) for way in ways}
    outcomes = tuple(outcome for outcome in order if outcome in found)
    asks = tuple(
        WouldTell(fact=key, question=fact.question, pointer=fact.pointer)
        for key, fact in tables.facts.items()
    )
    return Possible(outcomes=outcomes, exact=False, asks=asks if len(outcomes) > 1 else ())


def _ask(tables: Tables, key: str, where: Mapping[T, int]) -> WouldTell:
    fact, yes = tables.facts[key], tables.variables[key]
    return WouldTell(
        fact=key,
        question=fact.question,
        pointer=fact.pointer,
        if_yes=tuple(name for name, table in where.items() if table & yes),
        if_no=tuple(name for name, table in where.items() if table & (tables.full ^ yes)),
    )


def _open(node: RuleStep) -> list[RuleStep]:
    """Return the unknown facts beneath a rule of which nobody can tell."""
    if node.state != "cannot_tell":
        return []
    if node.operator == "fact":
        return [node]
    return [fact for part in node.parts for fact in _open(part)]


def _variable(place: int, of: int) -> int:
    """Return the table of one fact among ``of``: where its bit is set."""
    step = 1 << place
    table, width = ((1 << step) - 1) << step, 2 * step
    while width < 1 << of:
        table |= table << width
        width *= 2
    return table
