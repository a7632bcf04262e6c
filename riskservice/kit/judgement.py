"""
Structured professional judgement: rated factors, evidence, and the assessor's own decision.

A judgement is never scored. This module checks that it is complete, counts ratings, asks what the
record leaves open, and may say which level a house policy points to. The overall level and its
reason are the assessor's; they are required and never filled in.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from riskservice.errors import Fault, shown
from riskservice.kit.dates import UNKNOWN, unpack
from riskservice.kit.evaluation import One
from riskservice.kit.outcome import (
    Bound,
    Item,
    Missing,
    NotApplicable,
    Notice,
    NotScorable,
    Outcome,
    Range,
    Rated,
    Scored,
    Stamp,
)
from riskservice.kit.predicates import with_table
from riskservice.kit.prompts import prompts
from riskservice.kit.questions import questions_of
from riskservice.kit.rating import Judgement, RatingLike, is_said, stands
from riskservice.kit.tables import Table


class JudgementAssessor:
    """A judgement bound to a table of definitions and a house policy."""

    def __init__(self, judgement: Judgement, table: Table, stamp: Stamp) -> None:
        self.instrument, self.table, self.stamp = judgement, table, stamp
        self.questions = questions_of(judgement.answers)
        self._wordings = {q.key: q.wording for q in self.questions}
        self.asked = {q.key: q for q in self.questions if q.coded}
        self.band_names = tuple(table.levels)
        self._factors = (*judgement.risk, *judgement.protective)
        self.derived = [with_table(c, table) for c in judgement.derived]
        self.exclusions = [with_table(p, table) for p in judgement.excluded]
        self._policy = Notice(
            code="house-policy",
            text="The indicated level follows a house policy of this service, not a published "
            "rule; it advises and decides nothing.",
        )

    def assess(
        self,
        answers: Mapping[str, Any],
        codes: Mapping[str, int],
        *,
        reasons: bool = True,
        done: dict[str, One] | None = None,  # noqa: ARG002  a judgement is no part of anything
    ) -> Outcome | tuple[Fault, ...]:
        """
        Return the judgement's outcome, or every fault of its answers.

        Parameters
        ----------
        answers : mapping
            Question to checked value, unanswered left out.
        codes : mapping of str to int
            Codes of the coded questions and of ``on``.
        reasons : bool
            Whether to write one item per factor, and the prompts.
        """
        if rule := self._excluded(codes):
            return NotApplicable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                rule=rule,
                table=self.stamp,
            )
        on = codes["on"]
        if faults := tuple(self._faults(answers, on)):
            return faults
        rated = {key: answers[key] for key in self._factors if stands(answers.get(key))}
        indicated = self._indicated(rated)
        assessed = answers.get(self.instrument.level)
        missing = tuple(self._missing(answers, rated, indicated))
        common: dict[str, Any] = {
            "instrument": self.instrument.key,
            "title": self.instrument.title,
            "items": tuple(self._items(rated)) if reasons else (),
            "judgement": self._rated(answers, rated, indicated, on, reasons=reasons),
            "notices": (self._policy,) if indicated else (),
            "table": self.stamp,
        }
        if missing:
            return NotScorable(range=self._range(missing), missing=missing, **common)
        return Scored(
            band=assessed,
            band_title=self.table.levels[str(assessed)].title,
            range=self._range((), assessed),
            **common,
        )

    def _excluded(self, codes: Mapping[str, int]) -> str | None:
        known = dict(codes)
        for column in self.derived:
            values = [known[need] for need in column.needs]
            known[column.key] = UNKNOWN if UNKNOWN in values else int(column.function(*values))
        for predicate in self.exclusions:
            values = [known[need] for need in predicate.needs]
            if UNKNOWN not in values and predicate.function(*values):
                return predicate.text
        return None

    # Completeness ------------------------------------------------------------------------------

    def _missing(
        self, answers: Mapping[str, Any], rated: Mapping[str, RatingLike], indicated: str | None
    ) -> Iterator[Missing]:
        judgement = self.instrument
        needed = [key for key in self._factors if key not in rated]
        needed += [k for k in (judgement.level, judgement.reason) if not is_said(answers.get(k))]
        assessed = answers.get(judgement.level)
        differs = indicated is not None and assessed is not None and assessed != indicated
        if differs and not is_said(answers.get(judgement.disagreement)):
            needed.append(judgement.disagreement)
        for key in needed:
            yield Missing(question=key, wording=self.wording(key))

    def _indicated(self, rated: Mapping[str, RatingLike]) -> str | None:
        """Return the level the house policy points to once every risk factor is rated."""
        if not all(key in rated for key in self.instrument.risk):
            return None
        ratings = [rated[key].rating for key in self.instrument.risk]
        high, raised = ratings.count("high"), len(ratings) - ratings.count("low")
        for line in self.table.policy:
            if high >= line.high_at_least and raised >= line.medium_or_high_at_least:
                return line.level
        return None

    def _range(self, missing: Sequence[Missing], assessed: str | None = None) -> Range:
        bands = (assessed,) if assessed else self.band_names
        low, high = (
            Bound(points=None, probability=None, percent=None, band=band)
            for band in (bands[0], bands[-1])
        )
        return Range(
            lowest=low,
            highest=high,
            bands=bands,
            settled_by=tuple(m.question for m in missing),
            settled=not missing,
        )

    # Words -------------------------------------------------------------------------------------

    def _items(self, rated: Mapping[str, RatingLike]) -> Iterator[Item]:
        for key, rating in rated.items():
            kind = "priority" if key in self.instrument.risk else "strength"
            definition = self.table.definitions[key]
            yield Item(
                term=key,
                questions=(key,),
                title=self.wording(key),
                answer=str(rating.rating),
                points=None,
                why=f"{str(rating.rating).capitalize()} {kind}: {rating.evidence} "
                f"({rating.source}, {rating.date})",
                cite=definition.cite,
                confidence=definition.confidence,
            )

    def _rated(
        self,
        answers: Mapping[str, Any],
        rated: Mapping[str, RatingLike],
        indicated: str | None,
        on: int,
        *,
        reasons: bool,
    ) -> Rated:
        second = answers.get(self.instrument.second)
        disputed = tuple(
            key
            for key, rating in (second.ratings.items() if second else ())
            if key in rated and rated[key].rating != rating
        )
        return Rated(
            indicated=indicated,
            assessed=answers.get(self.instrument.level),
            reason=answers.get(self.instrument.reason),
            disagreement_reason=answers.get(self.instrument.disagreement),
            assessor=answers.get(self.instrument.assessor),
            rated=len(rated),
            of=len(self._factors),
            prompts=tuple(prompts(self, answers, rated, indicated, disputed, on))
            if reasons
            else (),
            second_assessor=second.assessor if second else None,
            disputed_factors=disputed,
        )

    def _faults(self, answers: Mapping[str, Any], on: int) -> Iterator[Fault]:
        today = unpack(on)
        for key in self._factors:
            rating = answers.get(key)
            if rating is None:
                continue
            for name, day in (("date", rating.date), ("carried_from", rating.carried_from)):
                if day is not None and day > today:
                    yield self._fault(
                        key,
                        f"/{name}",
                        day,
                        "lies after the day of assessment",
                        "Correct the date.",
                    )
        second = answers.get(self.instrument.second)
        if second is None:
            return
        for name in second.ratings:
            if name not in self._factors:
                yield self._fault(
                    self.instrument.second,
                    f"/ratings/{name}",
                    name,
                    "is not a factor of this judgement",
                    f"Use the factor's question, such as {self._factors[0]}.",
                )
        first = answers.get(self.instrument.assessor)
        if not second.assessor.strip() or (
            first and first.strip().casefold() == second.assessor.strip().casefold()
        ):
            yield self._fault(
                self.instrument.second,
                "/assessor",
                second.assessor,
                "must be another named person than the assessor",
                "Give the name and role of the second assessor.",
            )

    def _fault(self, key: str, inner: str, value: object, message: str, way_out: str) -> Fault:
        return Fault(
            pointer=f"/answers/{key}{inner}",
            question=key,
            wording=self.wording(key),
            value=shown(value if isinstance(value, str) else str(value)),
            message=message,
            way_out=way_out,
        )

    def wording(self, key: str) -> str:
        """Return how a question is worded; one that is not asked goes by its key."""
        return self._wordings.get(key, key)
