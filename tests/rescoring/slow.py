"""
A second reading of rescoring: one person at a time through the single case's own door.

Plain and slow. The engine, which takes columns, must give the same frame.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import polars as pl

from riskservice import combining
from riskservice.case import Case
from riskservice.errors import NotInForce
from riskservice.kit.dates import unpack
from riskservice.kit.notices import standing_notices
from riskservice.kit.outcome import Outcome, Scored
from riskservice.kit.questions import Question
from riskservice.rescoring.columns import People, unanswered
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import Service

PARTS: Mapping[str, Any] = {
    "outcome": pl.String,
    "points": pl.Float64,
    "percent": pl.Float64,
    "band": pl.String,
    "lowest_band": pl.String,
    "highest_band": pl.String,
    "table": pl.String,
}
NOT_OF_A_PERSON = ("historical-rate", "sum", "disputed")
"""Codes of notices that hang on the table or on another ruleset alone."""


def schema_of(keys: Sequence[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"case_id": pl.String}
    for key in keys:
        schema |= {f"{key}_{part}": kind for part, kind in PARTS.items()}
    return schema | {"overall_band": pl.String, "provisional": pl.Boolean, "notices": pl.String}


def answer_of(question: Question, code: int) -> Any:
    """Return the plain value behind a code of a column, None where not answered."""
    return None if code == unanswered(question) else question.decode(code)


def case_of(people: People, i: int, questions: Mapping[str, Question]) -> Case:
    """Return one person of a block as the record of a single case."""
    answers = {
        key: value
        for key, column in people.columns.items()
        if (value := answer_of(questions[key], int(column[i]))) is not None
    }
    for key, values in people.records.items():
        if values[i] is not None:
            value, hint = values[i], questions[key].type
            answers[key] = msgspec.convert(value, hint) if isinstance(value, Mapping) else value
    # The single case reads answers in the order of the form.
    ordered = {key: answers[key] for key in questions if key in answers}
    return Case(case_id=people.case_id[i], on=unpack(int(people.on[i])), answers=ordered)


class SlowRescorer:
    """
    What the engine's Rescorer gives, one person at a time.

    ``instruments=None`` is all that can be scored by themselves; one that was not in use on a
    person's day is blank for that person. A person on whose day an instrument asked for by name
    had no table, or nothing was in use at all, is faulty in all of them.
    """

    def __init__(
        self,
        service: Service,
        ruleset: str = DEFAULT_RULESET,
        instruments: Sequence[str] | None = None,
        *,
        ranges: bool = True,
    ) -> None:
        self.service = service
        self.ruleset = service.registry.ruleset(ruleset)
        self.instruments = None if instruments is None else tuple(instruments)
        self.ranges = ranges
        self.keys = tuple(
            key
            for key, definition in service.registry.definitions.items()
            if (not definition.part_of if instruments is None else key in instruments)
        )

    def rescore(self, people: People) -> pl.DataFrame:
        rows = [self._row(people, i) for i in range(len(people))]
        return pl.DataFrame(rows, schema=schema_of(self.keys), orient="row")

    def _row(self, people: People, i: int) -> dict[str, Any]:
        case = case_of(people, i, self.service.registry.questions)
        row = dict.fromkeys(schema_of(self.keys)) | {
            "case_id": case.case_id,
            "provisional": False,
        }
        try:
            found = self.service.outcomes(case, self.ruleset.name, self.instruments, reasons=False)
            policy = self.service.policy(case.on)
        except NotInForce:
            return row | {f"{key}_outcome": "faulty" for key in self.keys}
        results = [outcome for outcome in found.values() if not isinstance(outcome, tuple)]
        if not people.sound[i] or len(results) < len(found):
            return row | {f"{key}_outcome": "faulty" for key in found}
        for outcome in results:
            row |= self._columns(outcome)
        overall = combining.combine(results, policy)
        said = [code for outcome in results for code in self._codes(outcome, case.on)]
        said += [f"overall:{n.code}" for n in overall.notices if n.code != "house-policy"]
        return row | {
            "overall_band": overall.band,
            "provisional": overall.provisional,
            "notices": "|".join(dict.fromkeys(said)) or None,
        }

    def _columns(self, outcome: Outcome) -> dict[str, Any]:
        lowest = highest = outcome.band if isinstance(outcome, Scored) else None
        if outcome.range is not None and outcome.range.bands:
            lowest, highest = outcome.range.bands[0], outcome.range.bands[-1]
        if not self.ranges:
            lowest = highest = None
        values = {
            "outcome": msgspec.to_builtins(outcome)["outcome"],
            "points": None if outcome.points is None else float(outcome.points),
            "percent": None if outcome.percent is None else float(outcome.percent),
            "band": outcome.band,
            "lowest_band": lowest,
            "highest_band": highest,
            "table": outcome.table.version,
        }
        return {f"{outcome.instrument}_{part}": value for part, value in values.items()}

    def _codes(self, outcome: Outcome, on: dt.date) -> Iterator[str]:
        """Yield each notice that is of this person, and not of everyone scored with the table."""
        assessor = self.service.registry.assessor(outcome.instrument, on, self.ruleset)
        standing = standing_notices(assessor.stamp, assessor.table.withdrawn_on)
        passed_over = {notice.code for notice in standing} | set(NOT_OF_A_PERSON)
        for notice in outcome.notices:
            if notice.code not in passed_over:
                yield f"{outcome.instrument}:{notice.code}"
