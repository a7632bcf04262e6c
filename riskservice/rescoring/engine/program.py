"""
One kernel laid out for blocks: terms over few columns added up beforehand in joint arrays.

The numbers are those of the kernel's own arrays. A total is added in another order than for one
person, so that its last bits may differ; what is published is settled in decimal arithmetic where
that could matter, and whole points do not differ at all.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.kernel import Kernel
from riskservice.kit.rounding import WHISKER
from riskservice.kit.tabulated import NO_BAND
from riskservice.rescoring.engine.bounds import Apart
from riskservice.rescoring.engine.joints import Joint, joint_of, joints_of, whole
from riskservice.rescoring.engine.masked import blank, keep, put
from riskservice.rescoring.engine.nodes import Array, Graph, Mask, Node
from riskservice.rescoring.engine.workspace import Workspace


class Scores(NamedTuple):
    """
    What a kernel finds for a block of people; arrays of shape (n,).

    Attributes
    ----------
    status : ndarray of int8
    points : ndarray of float64 or None
        NaN where there is no score; None for an instrument that has none.
    probability, percent : ndarray of float64
        NaN where there is no score or none is published.
    band : ndarray of int8
        After its rise or fall; NO_BAND where there is none.
    filled : ndarray of bool or None
        Where an answer was missing that the publication has a rule for; None for nobody.
    recomputed : int
        How many percentages were settled in decimal arithmetic.
    """

    status: Array
    points: Floats | None
    probability: Floats
    percent: Floats
    band: Array
    filled: Mask | None
    recomputed: int


class Program:
    """
    A kernel laid out for blocks.

    Parameters
    ----------
    kernel : Kernel
    graph : Graph
        Shared with the other kernels that are run on the same people.
    """

    def __init__(self, kernel: Kernel, graph: Graph) -> None:
        self.kernel = kernel
        reads = set(kernel.none)
        asked = {
            key: graph.take(key, question.size, 0 if key in reads else question.low or 0)
            for key, question in kernel.asked.items()
        }
        required, fills = kernel.demands
        self.nodes = {"on": graph.take("on", None)} | asked
        self.nodes |= {
            key: graph.fill(asked[key], code)
            for key, code in fills
            if asked[key].size is not None and code >= 0
        }
        self.nodes |= {
            key: graph.take(f"part {key}", len(part.band_names))
            for key, part in kernel.parts.items()
        }
        columns = {column.key: column for column in kernel.derived}
        for key, _, same in kernel.deriving:
            self.nodes[key] = graph.derive(columns[key], same, self._of(columns[key].needs))
        self.asked = asked
        self._derived = tuple(self.nodes[key] for key, *_ in kernel.deriving)
        self._required = tuple(asked[key] for key in required)
        self._filled = {key: asked[key] for key, _ in fills}
        self._lay_out_rules(graph)
        terms = [(term, self._of(term.term.needs)) for term in kernel.terms]
        self._joints = joints_of(terms, highest=kernel.instrument.aggregate == "highest")
        self._shift = None
        if kernel.shift is not None:
            needs = self._of(kernel.shift.term.needs)
            self._shift = joint_of(needs, [(kernel.shift, needs)])
            self._shifts = self._shift.points.astype(np.int8)
        self.apart = self._apart(graph)
        edges = kernel.scale.edges
        self._edges = [round(edge * 10**kernel.scale.places) for edge in edges]
        scale = kernel.scale
        if scale.finite:
            chance, percent, band = scale.many(np.arange(scale.low, scale.high + 1.0))
            self._joints = whole(self._joints) or self._joints
            # First what those have who are not scored.
            self._points = np.append(np.nan, np.arange(scale.low, scale.high + 1.0))
            self._chances = np.append(np.nan, chance)
            self._percents = np.append(np.nan, percent)
            self._bands = np.append(np.int8(NO_BAND), band)

    def _of(self, names: Iterable[str]) -> tuple[Node, ...]:
        return tuple(self.nodes[name] for name in names)

    def _lay_out_rules(self, graph: Graph) -> None:
        kernel = self.kernel
        self.excluded = tuple(
            graph.rule(p, same, self._of(p.needs)) for p, _, same in kernel.excluding
        )
        checks = [
            (p.first, graph.rule(p, same, self._of(p.needs), p.lenient))
            for p, _, same in kernel.checking
        ]
        self._first = tuple(rule for first, rule in checks if first)
        self.checks = tuple(rule for _, rule in checks)
        self._called = tuple(
            (
                self.asked[r.question],
                kernel.none.get(r.question),
                graph.rule(r, same, self._of(r.needs)),
            )
            for r, _, same in kernel.needed
        )
        self._at_least = tuple(
            (least, tuple(self.asked[key] for key in keys)) for least, keys in kernel.at_least
        )
        self.notes = tuple(
            (p.key.replace("_", "-"), graph.rule(p, p, self._of(p.needs))) for p in kernel.notes
        )

    def _apart(self, graph: Graph) -> Apart | None:
        """Return what can be tried apart; None for kinds of instrument that are never."""
        kernel = self.kernel
        if kernel.parts or not kernel.band_names:
            return None
        terms = [(term, self._of(term.term.needs)) for term in kernel.terms]
        shift = None if kernel.shift is None else (kernel.shift, self._of(kernel.shift.term.needs))
        exact = kernel.instrument.unit != "log_odds"
        return Apart(
            kernel, graph, terms, self.asked, self.checks, self.excluded, shift, self._derived,
            exact=exact,
        )  # fmt: skip

    def steps(self, space: Workspace) -> Array | None:
        """Return by how many bands everyone's band rises or falls; None where it never does."""
        if self._shift is None or not self.kernel.band_names:
            return None
        place = space.place(self._shift.nodes, self._shift.extents)
        steps: Array = self._shifts.take(place, mode="clip")
        return steps

    # Running -----------------------------------------------------------------------------------

    def run(self, space: Workspace) -> Scores:
        """Return what the kernel finds for everyone in a workspace."""
        status = self._status(space)
        total = self._total(space)
        unscored: Mask | None = status != SCORED
        if not np.any(unscored):
            unscored = None
        if self.kernel.scale.finite:
            points, probability, percent, band = self._published(total, unscored)
            recomputed = 0
        else:
            points = total
            probability, percent, band, recomputed = self._figures(space, unscored, total)
        steps = self.steps(space)
        if steps is not None:
            none = band == NO_BAND
            band = np.clip(band + steps, 0, len(self.kernel.band_names) - 1)
            put(band, NO_BAND, none)
        filled = _any_of(space.unknown(node) for node in self._filled.values())
        return Scores(status, points, probability, percent, band, filled, recomputed)

    def _published(
        self, total: Array, unscored: Mask | None
    ) -> tuple[Floats | None, Floats, Floats, Array]:
        """Return points, probability, percentage and band of whole totals."""
        scale = self.kernel.scale
        place = np.clip(total, scale.low, scale.high)
        if place.dtype.kind == "f":
            place = place.astype(np.int64)
        place -= scale.low - 1
        if unscored is not None:
            place = keep(place, unscored)
        place = place.astype(np.intp, copy=False)
        points: Floats | None = None
        if self.kernel.instrument.unit == "points":
            points = self._points.take(place, mode="clip")
        chance: Floats = self._chances.take(place, mode="clip")
        percent: Floats = self._percents.take(place, mode="clip")
        return points, chance, percent, self._bands.take(place, mode="clip")

    def _status(self, space: Workspace) -> Array:
        status = np.zeros(space.n, dtype=np.int8)
        missing = _any_of(space.unknown(node) for node in self._required)
        missing = _any_of([missing, *self._also_missing(space)])
        after = _any_of(
            [*(space.holds(rule) for rule in self.checks), *(space.wild(n) for n in self._derived)]
        )
        out = _any_of(space.holds(rule) for rule in self.excluded)
        before = _any_of(space.holds(rule) for rule in self._first)
        for mask, found in (
            (missing, NOT_SCORABLE),
            (after, FAULTY),
            (out, NOT_APPLICABLE),
            (before, FAULTY),
        ):
            if mask is not None:
                put(status, found, mask)
        return status

    def _also_missing(self, space: Workspace) -> Iterable[Mask | None]:
        for node, none, rule in self._called:
            blank = self.blank(space, node, none)
            if blank is not None:
                called = space.holds(rule)
                yield None if called is None else called & blank
        for least, nodes in self._at_least:
            unknown = [space.unknown(node) for node in nodes]
            blanks = sum(m.astype(np.int16) for m in unknown if m is not None)
            yield np.broadcast_to(len(nodes) - blanks < least, (space.n,))

    @staticmethod
    def blank(space: Workspace, node: Node, none: int | None) -> Mask | None:
        """Return where a question is not answered, or an instrument read has no result."""
        found = _any_of([space.unknown(node), None if none is None else space.narrow(node) == none])
        return found if found is not None and found.any() else None

    @staticmethod
    def _look_up(space: Workspace, joint: Joint) -> Array:
        place = space.place(joint.nodes, joint.extents)
        found: Array = joint.points.take(place, mode="clip")
        return found

    def _total(self, space: Workspace) -> Array:
        join = np.maximum if self.kernel.instrument.aggregate == "highest" else np.add
        first, *rest = self._joints
        total = self._look_up(space, first)
        for joint in rest:
            join(total, self._look_up(space, joint), out=total)
        return total

    def _figures(
        self, space: Workspace, unscored: Mask | None, total: Floats
    ) -> tuple[Floats, Floats, Array, int]:
        kernel, scale = self.kernel, self.kernel.scale
        if kernel.instrument.link != "logistic":
            chance, percent, band = scale.many(np.clip(total, scale.low, scale.high))
            if unscored is not None:
                for column in (total, chance, percent):
                    blank(column, unscored)
                put(band, NO_BAND, unscored)
            return chance, percent, band, 0
        if unscored is not None:
            blank(total, unscored)
        assert kernel.instrument.probability is not None
        probability = kernel.instrument.probability(total, kernel.table)
        scaled = probability * (100.0 * 10.0**scale.places)
        scaled += 0.5
        hundredths = np.floor(scaled)
        scaled -= hundredths
        width = WHISKER * 10.0**scale.places
        band = np.zeros(space.n, dtype=np.int8)
        for edge in self._edges:
            band += (hundredths >= edge).view(np.int8)
        if unscored is not None:
            put(band, NO_BAND, unscored)
        hundredths /= 10.0**scale.places
        recomputed = 0
        # Of those without a score the rest is NaN, which is never near anything.
        if np.fmin.reduce(scaled) < width or np.fmax.reduce(scaled) > 1 - width:
            near = (scaled < width) | (scaled > 1 - width)
            for i in np.flatnonzero(near).tolist():
                hundredths[i] = kernel.exact_percent(self.codes(space, i))
                band[i] = scale.band_at(float(hundredths[i]))
                recomputed += 1
        return probability, hundredths, band, recomputed

    def codes(self, space: Workspace, i: int) -> Mapping[str, int]:
        """Return one person's wide codes of every column a term reads."""
        needs = {need for term in self.kernel.terms for need in term.term.needs}
        return {need: int(space.wide(self.nodes[need])[i]) for need in needs}


def _any_of(masks: Iterable[Mask | None]) -> Mask | None:
    """Return where any mask is true; None when there is none."""
    found = [mask for mask in masks if mask is not None]
    return reduce(np.logical_or, found) if found else None
