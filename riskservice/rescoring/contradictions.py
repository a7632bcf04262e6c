"""People whose answers can be read but not be true together: what is wrong, in words."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from riskservice.case import Case
from riskservice.errors import Fault, NotInForce
from riskservice.kit.dates import UNKNOWN, unpack
from riskservice.kit.questions import Question
from riskservice.rescoring.bands import FAULTY, instruments_of
from riskservice.rescoring.columns import People, unanswered
from riskservice.rescoring.row_faults import RowFault
from riskservice.scoring import Service

MOST: Final = 10_000
"""People of a run who are looked at one by one, each in about two milliseconds; more are named."""
UNTOLD: Final = "the answers cannot all be true"
_ALONE: Final = "Score this person alone: every fault is said then."


class Contradictions:
    """
    Finds what is wrong with those the engine calls faulty, through the single case.

    Parameters
    ----------
    service : Service
    ruleset : str
    instruments : sequence of str, optional
        Those the results are of.
    """

    def __init__(
        self, service: Service, ruleset: str, instruments: tuple[str, ...] | None = None
    ) -> None:
        self._service, self._ruleset, self._instruments = service, ruleset, instruments
        self._left = MOST

    def of(self, people: People, results: pl.DataFrame) -> list[RowFault]:
        """
        Return every fault of a block's people who could be read, each once, in order.

        Parameters
        ----------
        people : People
        results : DataFrame
            What they were given.
        """
        faulty = is_faulty(results).to_numpy() & people.sound
        found: list[RowFault] = []
        for row in np.flatnonzero(faulty).tolist():
            faults = self._faults(people, row) if self._left > 0 else ()
            self._left -= 1
            found += [_of_row(people, row, fault) for fault in faults or (_UNTOLD,)]
        return found

    def _faults(self, people: People, row: int) -> tuple[Fault, ...]:
        case = case_of(people, row, self._service.registry.questions)
        try:
            outcomes = self._service.outcomes(case, self._ruleset, self._instruments, reasons=False)
            self._service.policy(case.on)
        except NotInForce as error:
            return error.faults
        faults = [f for found in outcomes.values() if isinstance(found, tuple) for f in found]
        return tuple({(fault.pointer, fault.message): fault for fault in faults}.values())


def is_faulty(results: pl.DataFrame) -> pl.Series:
    """Return who is at fault in any instrument."""
    outcomes = [pl.col(f"{key}_outcome") == FAULTY for key in instruments_of(results)]
    found = pl.any_horizontal(outcomes).fill_null(value=False)
    return results.select(found.alias(FAULTY)).to_series()


def case_of(people: People, row: int, questions: Mapping[str, Question]) -> Case:
    """Return one person of a block as the record of a single case."""
    answers: dict[str, Any] = {}
    for key, asked in questions.items():
        if key in people.columns:
            code = int(people.columns[key][row])
            if code != unanswered(asked) and code != UNKNOWN:
                answers[key] = asked.decode(code)
        elif key in people.records and people.records[key][row] is not None:
            answers[key] = people.records[key][row]
    return Case(case_id=people.case_id[row], on=unpack(int(people.on[row])), answers=answers)


_UNTOLD: Final = Fault(pointer="", message=UNTOLD, way_out=_ALONE)


def _of_row(people: People, row: int, fault: Fault) -> RowFault:
    return RowFault(
        row=people.first_row + row,
        case_id=people.case_id[row],
        question=fault.question or fault.pointer.rpartition("/")[2],
        value=fault.value,
        fault=fault.message,
        way_out=fault.way_out,
    )
