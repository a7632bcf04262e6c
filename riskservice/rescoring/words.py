"""A change and its causes in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from riskservice.kit.questions import Question
from riskservice.rescoring.causes import CAUSES
from riskservice.rescoring.columns import People
from riskservice.rescoring.picking import said
from riskservice.rescoring.summary import Moved

TITLES = {"rule": "Rules", "clock": "Time", "data": "Answers"}
MOST_NAMED = 5
"""Answers that are named of those that decide only together."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """
    What was answered last time and this time, to be quoted; by default nothing is known.

    Attributes
    ----------
    before, after : People or None
        The blocks that the causes were found with.
    """

    questions: Mapping[str, Question] = field(default_factory=dict)
    before: People | None = None
    after: People | None = None

    def changed(self, key: str, row_before: int, row_after: int) -> str:
        """Return a question with its two answers, as far as they are known."""
        asked = self.questions.get(key)
        if asked is None:
            return key
        if self.before is None or self.after is None:
            return asked.wording
        then, now = said(self.before, row_before, asked), said(self.after, row_after, asked)
        return f"{asked.wording} ({then}, now {now})" if then != now else asked.wording


def band_words(band: str) -> str:
    """Return a standing as people read it."""
    return band.replace("_", " ")


def reason_for(row: Mapping[str, Any], answers: Said) -> Moved:
    """Return one row of :attr:`Causes.frame` with its causes in words."""
    return Moved(
        case_id=row["case_id"],
        instrument=row["key"],
        before=row["before"],
        after=row["after"],
        direction=row["direction"],
        causes=tuple(cause for cause in CAUSES if row[cause]),
        questions=tuple(row["questions"]),
        alone=row["alone"],
        why=" ".join(_sentences(row, answers)),
    )


def _sentences(row: Mapping[str, Any], answers: Said) -> Iterator[str]:
    if row["data"] is None:
        yield _from_results(rule=row["rule"])
        return
    ends = (row["before"], row["after_rule"], row["after_clock"], row["after"])
    for cause, start, end in zip(CAUSES, ends, ends[1:], strict=False):
        if row[cause]:
            yield f"{TITLES[cause]}: {band_words(start)} to {band_words(end)}."
    if row["questions"]:
        named = [
            answers.changed(key, row["row_before"], row["row_after"]) for key in row["questions"]
        ]
        if row["alone"]:
            yield f"Decided by: {'; or by itself: '.join(named)}."
        else:
            more = len(named) - MOST_NAMED
            rest = f"; and {more} more" if more > 0 else ""
            yield f"No one answer decides; together: {'; '.join(named[:MOST_NAMED])}{rest}."


def _from_results(*, rule: bool | None) -> str:
    """Return what can be said when last time's answers were not given."""
    untold = "Answers and time cannot be told apart: last time's answers were not given."
    if rule is None:
        return f"Last time's table is not known. {untold}"
    if rule:
        return f"The table is another than last time and may have played a part. {untold}"
    return f"Not the rules: the table is the same as last time. {untold}"
