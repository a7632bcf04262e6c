"""What a judgement's record leaves open, as questions to the assessor."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from riskservice.kit.rating import Judgement, RatingLike, is_said
from riskservice.kit.tables import Table


class Judging(Protocol):
    """A judgement bound to a table."""

    @property
    def instrument(self) -> Judgement:
        """Return the definition."""

    @property
    def table(self) -> Table:
        """Return the table it is bound to."""

    def wording(self, key: str) -> str:
        """Return how a question is worded."""


def prompts(
    judging: Judging,
    answers: Mapping[str, Any],
    rated: Mapping[str, RatingLike],
    indicated: str | None,
    disputed: Sequence[str],
    on: int,
) -> Iterator[str]:
    """
    Yield what the assessor should look at again.

    Parameters
    ----------
    rated : mapping of str to RatingLike
        The ratings that stand.
    indicated : str or None
        Level the house policy points to.
    disputed : sequence of str
        Factors that a second assessor rated otherwise.
    on : int
        Day of assessment, packed.
    """
    judgement = judging.instrument
    for key in (*judgement.risk, *judgement.protective):
        yield from _of_factor(judging, key, answers.get(key), on, stands=key in rated)
    yield from _of_level(judgement, answers, indicated)
    if all(key in rated and rated[key].rating == "low" for key in judgement.protective):
        yield "No strength is rated above low: what could be built, and with whom?"
    for key in disputed:
        title = judging.wording(key)
        yield f"{title}: the two assessors differ. Agree a rating, with why."


def _of_factor(
    judging: Judging, key: str, rating: RatingLike | None, on: int, *, stands: bool
) -> Iterator[str]:
    title = judging.wording(key)
    if rating is None:
        yield f"{title}: not rated yet."
        return
    yield from (f"{title}: {gap}" for gap in _gaps(rating))
    months = int(judging.table.numbers["stale_after_months"])
    if stands and _older(rating.date, on, months):
        yield f"{title}: the evidence is more than {months} months old. Is it still true?"


def _of_level(
    judgement: Judgement, answers: Mapping[str, Any], indicated: str | None
) -> Iterator[str]:
    assessed = answers.get(judgement.level)
    if not indicated or not assessed or assessed == indicated:
        return
    given = is_said(answers.get(judgement.disagreement))
    asks = (
        "the reason is recorded with the assessment" if given else "give the reason for differing"
    )
    yield (
        f"The house policy indicates {indicated.replace('_', ' ')}, the assessor decided "
        f"{str(assessed).replace('_', ' ')}: {asks}."
    )


def _gaps(rating: RatingLike) -> Iterator[str]:
    if not rating.evidence.strip():
        yield "what does the rating rest on? Give the evidence."
    if rating.date is None:
        yield "when was this found or last confirmed? Give the date."
    if not rating.source.strip():
        yield "where does this come from? Give the source."
    if rating.still_true is False:
        yield "no longer true: rate it afresh."
    elif rating.carried_from is not None and rating.still_true is None:
        yield f"carried forward from {rating.carried_from}. Is it still true?"


def _older(day: dt.date | None, on: int, months: int) -> bool:
    if day is None:
        return False
    passed = (on // 10_000 - day.year) * 12 + on // 100 % 100 - day.month
    return passed - (on % 100 < day.day) >= months
