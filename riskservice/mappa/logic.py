"""
Rules worked out over facts of which some are not known.

Kleene's logic: a rule is met, not met, or nobody can tell. Every step stays in the result.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from riskservice.mappa.entries import Rule, Standing
from riskservice.mappa.readings import Readings
from riskservice.mappa.rulebook import Rulebook

State = Literal["met", "not_met", "cannot_tell"]
Operator = Literal["all", "any", "none", "fact"]

STATES: dict[bool | None, State] = {True: "met", False: "not_met", None: "cannot_tell"}


class Found(Struct, frozen=True, kw_only=True):
    """
    A fact as the record has it.

    Attributes
    ----------
    value : bool or None
        None is *not known*.
    how : str
        Where it was found, or why it is not known.
    pointer : str
        Where it is, or belongs, in the record.
    """

    value: bool | None
    how: str
    pointer: str


class Facts(Struct, frozen=True, kw_only=True):
    """What is known about a person, and about each of the sentences."""

    person: dict[str, Found]
    sentences: tuple[tuple[str, dict[str, Found]], ...]


class RuleStep(Struct, frozen=True, kw_only=True):
    """
    One step of a rule: a fact, or a combination of steps.

    Attributes
    ----------
    key : str
        Of the rule or the fact; facts of a sentence carry its place before it.
    how : str
        For a fact: where it was found. For a rule that does not count: why.
    confidence : str or None
        How well the rule is confirmed; None for a fact, which is the record's.
    """

    key: str
    title: str
    operator: Operator
    state: State
    how: str = ""
    question: str = ""
    pointer: str = ""
    cite: str = ""
    confidence: Standing | None = None
    why: str = ""
    parts: tuple["RuleStep", ...] = ()


class Reader(Struct, frozen=True, kw_only=True):
    """What rules are worked out from."""

    book: Rulebook
    facts: Facts
    readings: Readings
    on: dt.date

    def node(self, key: str) -> RuleStep:
        """Return a rule or a fact of the person, worked out."""
        return self._node(key, self.facts.person, "")

    def _node(self, key: str, facts: Mapping[str, Found], place: str) -> RuleStep:
        if key in self.book.facts:
            return self._fact(key, facts[key], place)
        rule = self.book.rules[key]
        if not_counted := self._not_counted(rule):
            return self._made(rule, place, "not_met", (), not_counted)
        if rule.each:
            return self._each(rule)
        parts = tuple(self._node(name, facts, place) for name in rule.names)
        if rule.day_unknown_until is not None and self.on <= rule.day_unknown_until:
            return self._perhaps_in_force(rule, place, parts)
        return self._made(rule, place, combined(operator_of(rule), parts), parts)

    def _not_counted(self, rule: Rule) -> str:
        if rule.effective_from is not None and self.on < rule.effective_from:
            return f"Not in force on {self.on}; holds from {rule.effective_from}."
        if not self.readings.meet(rule.when):
            names = ", ".join(rule.when)
            return f"Does not count under the reading chosen for: {names}."
        return ""

    def _each(self, rule: Rule) -> RuleStep:
        """Return a rule put to every sentence; without any, nobody can tell."""
        if not self.facts.sentences:
            unknown = RuleStep(
                key="sentences",
                title="Sentences are recorded",
                operator="fact",
                state="cannot_tell",
                how="No sentence is recorded.",
                question="What are the convictions, cautions and findings, and their disposals?",
                pointer="/circumstances/sentences",
            )
            return self._made(rule, "", "cannot_tell", (unknown,))
        parts = tuple(self._node(rule.each, facts, place) for place, facts in self.facts.sentences)
        return self._made(rule, "", combined("any", parts), parts)

    def _perhaps_in_force(self, rule: Rule, place: str, parts: tuple[RuleStep, ...]) -> RuleStep:
        """Return a rule of which nobody can tell from here whether it held already."""
        inner = self._made(rule, place, combined(operator_of(rule), parts), parts)
        force = RuleStep(
            key=f"in_force/{rule.key}",
            title="In force on that day",
            operator="fact",
            state="cannot_tell",
            how=f"Its first day lies between {rule.effective_from} and {rule.day_unknown_until}.",
            question=f"Was this in force on {self.on}: {rule.title}?",
        )
        both = (force, inner)
        return self._made(rule, place, combined("all", both), both, operator="all")

    def _made(
        self,
        rule: Rule,
        place: str,
        state: State,
        parts: tuple[RuleStep, ...],
        how: str = "",
        operator: Operator | None = None,
    ) -> RuleStep:
        return RuleStep(
            key=f"{place}{rule.key}",
            title=f"{rule.title} ({place.strip('/')})" if place else rule.title,
            operator=operator or operator_of(rule),
            state=state,
            how=how,
            cite=self.book.cites[rule.cite],
            confidence=rule.confidence,
            why=rule.why,
            parts=parts,
        )

    def _fact(self, key: str, found: Found, place: str) -> RuleStep:
        fact = self.book.facts[key]
        about = f" ({place.strip('/')})" if place else ""
        return RuleStep(
            key=f"{place}{key}",
            title=fact.title,
            operator="fact",
            state=STATES[found.value],
            how=found.how,
            question=f"{fact.question}{about}",
            pointer=found.pointer,
        )


def operator_of(rule: Rule) -> Operator:
    """Return how a rule combines its parts."""
    if rule.all:
        return "all"
    return "none" if rule.none else "any"


def combined(operator: Operator, parts: tuple[RuleStep, ...]) -> State:
    """Return the state of a combination: all is the least, any the most, none its opposite."""
    states = {part.state for part in parts}
    if operator == "all":
        decisive: State = "not_met"
        otherwise: State = "met"
    else:
        decisive, otherwise = ("met", "not_met") if operator == "any" else ("not_met", "met")
    if ("not_met" if operator == "all" else "met") in states:
        return decisive
    return "cannot_tell" if "cannot_tell" in states else otherwise


def facts_of(node: RuleStep) -> tuple[RuleStep, ...]:
    """Return every fact a rule rests on, in order."""
    if node.operator == "fact":
        return (node,)
    return tuple(fact for part in node.parts for fact in facts_of(part))


def deciding(node: RuleStep) -> tuple[RuleStep, ...]:
    """
    Return the steps that made a rule what it is, the rule itself first.

    Of steps of which one is enough, those that decided; of steps that are all needed, all.
    """
    if not node.parts:
        return (node,)
    inner = _OPPOSITE[node.state] if node.operator == "none" else node.state
    decisive = [part for part in node.parts if part.state == inner]
    return (node, *(step for part in decisive for step in deciding(part)))


_OPPOSITE: dict[State, State] = {
    "met": "not_met",
    "not_met": "met",
    "cannot_tell": "cannot_tell",
}
