"""The instruments of one day and ruleset, laid out for blocks and run in order."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Assessor
from riskservice.kit.choice import ChoiceAssessor
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.reading import HUNDREDTHS, MODELS
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.total import TotalAssessor
from riskservice.rescoring.engine.composites import broken_down, choice, single
from riskservice.rescoring.engine.found import Found
from riskservice.rescoring.engine.judged import Judged, Records
from riskservice.rescoring.engine.nodes import Array, Graph, Mask
from riskservice.rescoring.engine.open_results import Resting
from riskservice.rescoring.engine.outside import outside
from riskservice.rescoring.engine.program import Program, Scores
from riskservice.rescoring.engine.sums import Sum
from riskservice.rescoring.engine.workspace import Workspace
from riskservice.scoring import Selection


class Suite:
    """
    What is scored on one day under one ruleset.

    Parameters
    ----------
    selection : Selection
        The instruments, those that others read first.
    ranged : frozenset of str, optional
        Instruments of which to find what unanswered questions leave possible; by default all.
    """

    def __init__(
        self,
        selection: Selection,
        ranged: frozenset[str] | None = None,
    ) -> None:
        self.assessors = {a.instrument.key: a for a in selection.run}
        self.blank = selection.blank
        self.hidden, self.read = selection.hidden, selection.read
        self._ranged = ranged
        self.graph = Graph()
        self.programs: dict[int, Program] = {}
        self.judged: dict[str, Judged] = {}
        self.sums: dict[str, Sum] = {}
        for key, assessor in self.assessors.items():
            self._lay_out(key, assessor)

    def ranged(self, key: str) -> bool:
        """Whether to find what unanswered questions leave possible for an instrument."""
        return self._ranged is None or key in self._ranged

    def _lay_out(self, key: str, assessor: Assessor) -> None:
        if isinstance(assessor, JudgementAssessor):
            self.judged[key] = Judged(assessor, self.graph)
        elif isinstance(assessor, InstrumentAssessor):
            self._lay_out_kernel(assessor.kernel)
        elif isinstance(assessor, ChoiceAssessor):
            for model in assessor.models:
                self._lay_out_kernel(model.kernel)
        elif isinstance(assessor, TotalAssessor):
            self.sums[key] = Sum(assessor)
            for part in assessor.parts:
                self._lay_out(part.instrument.key, part)
            for need, question in assessor.asked.items():
                self.graph.take(need, question.size, question.low or 0)

    def _lay_out_kernel(self, kernel: Kernel) -> None:
        for part in kernel.parts.values():
            self._lay_out_kernel(part)
        if id(kernel) not in self.programs:
            self.programs[id(kernel)] = Program(kernel, self.graph)

    def run(
        self, n: int, columns: Mapping[str, Array], records: Records, sound: Mask
    ) -> tuple[dict[str, Found], Mask]:
        """
        Return what every instrument finds, and who is faulty.

        Parameters
        ----------
        n : int
            Number of people.
        columns : mapping of str to ndarray, shape (n,)
            Narrow columns by question, and ``on``.
        records : mapping of str to sequence
            Answers that have no code.
        sound : ndarray of bool, shape (n,)
            Whose answers could all be read.
        """
        # Until an instrument has run, and where it is not in use, others read that it has none.
        given = {
            key: np.full(n, code, dtype=np.uint16)
            for key, code in self.blank.items()
            if key in self.graph.given
        }
        wrong, full = ~sound, []
        for name, column in columns.items():
            node = self.graph.given.get(name)
            if node is None:
                continue
            given[name] = column
            bad, answered = outside(node, column)
            if bad is not None:
                wrong |= bad
                given[name] = np.where(bad, UNKNOWN if node.size is None else node.size, column)
            if answered:
                full.append(name)
        return Run(self, Workspace(self.graph, n, given, full), records).everything(wrong)


class Run:
    """One block on its way through a suite."""

    def __init__(self, suite: Suite, space: Workspace, records: Records) -> None:
        self._suite, self._space, self._records = suite, space, records
        self._scores: dict[int, Scores] = {}
        self._found: dict[tuple[str, bool], Found] = {}
        self._told: dict[str, Found] = {}

    def everything(self, wrong: Mask) -> tuple[dict[str, Found], Mask]:
        """
        Return what is shown, by instrument, and who is faulty.

        Parameters
        ----------
        wrong : ndarray of bool, shape (n,)
            Who is faulty already.
        """
        suite = self._suite
        shown = {}
        for key, assessor in suite.assessors.items():
            found = self._of(assessor)
            if isinstance(assessor, ChoiceAssessor):
                found = broken_down(assessor, found)
            if key in suite.read:
                self._give(key, found)
                self._told[key] = found
            if key not in suite.hidden:
                shown[key] = found
                wrong |= found.status == FAULTY
        if wrong.any():
            for found in shown.values():
                found.blank(wrong)
        return shown, wrong

    def _of(self, assessor: Any, *, ranged: bool | None = None) -> Found:
        """Return what an instrument found, worked out once, with its range where that is wanted."""
        key = assessor.instrument.key
        if ranged is None:
            ranged = self._suite.ranged(key)
        if (key, ranged) not in self._found:
            if isinstance(assessor, InstrumentAssessor):
                found = self._single(assessor, ranged=ranged)
            elif isinstance(assessor, ChoiceAssessor):
                # The range is that of the first model, whichever gave the result.
                first, *others = assessor.models
                later = [partial(self._of, model, ranged=False) for model in others]
                found = choice(assessor, self._of(first, ranged=ranged), *later)
            elif isinstance(assessor, TotalAssessor):
                found = self._total(key, assessor, ranged=ranged)
            else:
                found = self._suite.judged[key].found(self._space, self._records)
            self._found[key, ranged] = found
        return self._found[key, ranged]

    def _single(self, assessor: InstrumentAssessor, *, ranged: bool) -> Found:
        program, scores = self._run(assessor.kernel)
        found = single(assessor, program, self._space, scores, ranges=ranged)
        read = {key: self._told[key] for key in assessor.kernel.reads if key in self._told}
        if read and ranged:
            Resting(self._suite.graph, program, self._space, read).widen(found)
        return found

    def _run(self, kernel: Kernel) -> tuple[Program, Scores]:
        program = self._suite.programs[id(kernel)]
        if id(kernel) not in self._scores:
            for key, part in kernel.parts.items():
                band = self._run(part)[1].band
                column = np.where(band == NO_BAND, len(part.band_names), band).astype(np.uint8)
                self._space.give(f"part {key}", column)
            self._scores[id(kernel)] = program.run(self._space)
        return program, self._scores[id(kernel)]

    def _total(self, key: str, assessor: TotalAssessor, *, ranged: bool) -> Found:
        given = self._suite.graph.given
        rule = assessor.instrument.constant
        wide = [self._space.wide(given[need]) for need in (rule.needs if rule else ())]

        def settle(i: int) -> float:
            return assessor.figures(self._codes(i)).percent

        parts = [self._of(part, ranged=ranged) for part in assessor.parts]
        return self._suite.sums[key].found(parts, wide, settle)

    def _codes(self, i: int) -> dict[str, int]:
        """Return one person's wide codes of all that anybody asks."""
        given = self._suite.graph.given
        return {key: int(self._space.wide(node)[i]) for key, node in given.items()}

    def _give(self, key: str, found: Found) -> None:
        """Add an instrument's result as the columns that others read."""
        size = len(found.names)
        scored, out = found.status == SCORED, found.status == NOT_APPLICABLE
        band = np.where(out, size, np.where(scored & (found.band >= 0), found.band, size + 1))
        hundredths = np.where(np.isnan(found.percent), HUNDREDTHS, np.round(found.percent * 100))
        percent = np.where(scored, hundredths, HUNDREDTHS)
        model = np.full(len(band), MODELS.index("none"))
        model[scored] = MODELS.index("dynamic")
        if found.model is not None:
            model[scored & (found.model > 0)] = MODELS.index("static")
        for name, column in (("band", band), ("percent", percent), ("model", model)):
            self._space.give(f"{key}_{name}", column.astype(np.uint16))
