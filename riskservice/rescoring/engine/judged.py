"""Structured judgements of a block: read for those who have any, open for everyone else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.outcome import NotApplicable, Outcome, Scored
from riskservice.kit.questions import Question
from riskservice.kit.tabulated import NO_BAND
from riskservice.rescoring.engine.found import Found, settled_range
from riskservice.rescoring.engine.nodes import Graph, Mask, Node, Rule
from riskservice.rescoring.engine.workspace import Workspace

Records = Mapping[str, Sequence[Any]]


class Judged:
    """
    A judgement laid out for blocks.

    Parameters
    ----------
    assessor : JudgementAssessor
    graph : Graph
    """

    def __init__(self, assessor: JudgementAssessor, graph: Graph) -> None:
        self.assessor = assessor
        nodes: dict[str, Node] = {"on": graph.take("on", None)}
        for key, question in assessor.asked.items():
            nodes[key] = graph.take(key, question.size, question.low or 0)
        self._asked = {key: nodes[key] for key in assessor.asked}
        for column in assessor.derived:
            needs = tuple(nodes[need] for need in column.needs)
            nodes[column.key] = graph.derive(column, column, needs)
        self._rules: list[Rule] = [
            graph.rule(p, p, tuple(nodes[need] for need in p.needs)) for p in assessor.exclusions
        ]
        self._nodes = nodes
        shared = {need for column in assessor.derived for need in column.needs}
        shared |= {need for rule in assessor.exclusions for need in rule.needs}
        # Questions that others ask as well say nothing of whether a judgement was begun.
        self._own = tuple(q.key for q in assessor.questions if q.key not in shared)

    def found(self, space: Workspace, records: Records) -> Found:
        """Return what the judgement is for everyone in a workspace."""
        n = space.n
        status = np.full(n, NOT_SCORABLE, dtype=np.int8)
        for rule in self._rules:
            held = space.holds(rule)
            if held is not None:
                status[held] = NOT_APPLICABLE
        nothing = np.full(n, np.nan)
        band = np.full(n, NO_BAND, dtype=np.int8)
        reach = settled_range(status, band, nothing, nothing)
        reach.possible[status == NOT_SCORABLE] = (2 << len(self.assessor.band_names)) - 2
        found = Found(
            names=self.assessor.band_names,
            status=status,
            points=None,
            probability=nothing,
            percent=nothing.copy(),
            band=band,
            versions=(self.assessor.stamp.version,),
            confidence=self.assessor.stamp.confidence,
            range=reach,
        )
        begun = self._begun(space, records) & (status == NOT_SCORABLE)
        policy = np.zeros(n, dtype=bool)
        for i in np.flatnonzero(begun).tolist():
            outcome = self._assess(space, records, i)
            if isinstance(outcome, tuple):
                status[i] = FAULTY
                continue
            policy[i] = bool(outcome.notices)
            self._write(found, i, outcome)
        if policy.any():
            found.notices.append(("house-policy", policy))
        return found

    def _begun(self, space: Workspace, records: Records) -> Mask:
        begun = np.zeros(space.n, dtype=bool)
        for key in self._own:
            if key in self._asked:
                unknown = space.unknown(self._asked[key])
                begun |= True if unknown is None else ~unknown
            elif key in records:
                begun |= np.array([value is not None for value in records[key]])
        return begun

    def _assess(self, space: Workspace, records: Records, i: int) -> Outcome | tuple[Any, ...]:
        codes = {key: int(space.wide(node)[i]) for key, node in self._nodes.items()}
        answers = dict(self._answers(codes, records, i))
        return self.assessor.assess(answers, codes, reasons=False)

    def _answers(
        self, codes: Mapping[str, int], records: Records, i: int
    ) -> Iterator[tuple[str, Any]]:
        for question in self.assessor.questions:
            key = question.key
            value = question.decode(codes[key]) if question.coded else record(question, records, i)
            if value is not None:
                yield key, value

    def _write(self, found: Found, i: int, outcome: Outcome) -> None:
        places = {name: place for place, name in enumerate(found.names)}
        scored, out = isinstance(outcome, Scored), isinstance(outcome, NotApplicable)
        found.status[i] = SCORED if scored else NOT_APPLICABLE if out else NOT_SCORABLE
        found.band[i] = places[str(outcome.band)] if scored else NO_BAND
        if outcome.range is not None:
            found.range.possible[i] = sum(2 << places[name] for name in outcome.range.bands)
            found.range.settled[i] = outcome.range.settled


def record(question: Question, records: Records, i: int) -> Any:
    """Return one person's answer that has no code, in the type the question has."""
    values = records.get(question.key)
    if values is None or values[i] is None:
        return None
    value = values[i]
    return msgspec.convert(value, question.type) if isinstance(value, Mapping) else value
