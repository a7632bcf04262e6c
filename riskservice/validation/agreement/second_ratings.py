"""Per-factor agreement of second, blind ratings of a structured judgement such as ARMS."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from riskservice.errors import Fault
from riskservice.kit.rating import Judgement
from riskservice.validation.agreement.agreeing import agree
from riskservice.validation.agreement.basis import LeftOut
from riskservice.validation.agreement.intraclass import cronbach_alpha
from riskservice.validation.agreement.ratings import UnusableRatings
from riskservice.validation.agreement.results import Coefficient
from riskservice.validation.agreement.scales import MOST_ROWS, PAIR
from riskservice.validation.agreement.second_reading import (
    SECOND_COLUMN,
    Factor,
    Found,
    factors_of,
    find_ratings,
)
from riskservice.validation.agreement.second_results import (
    FIRST,
    SECOND,
    FactorAgreement,
    FactorKind,
    SecondRatings,
)
from riskservice.validation.agreement.spec import Spec, WeightName

FEW = 30
"""Below this many people a factor's figures are flagged; a choice of this service."""


def agree_second_ratings(
    columns: Mapping[str, Sequence[Any]],
    judgement: Judgement,
    *,
    weights: WeightName = "linear",
    few: int = FEW,
) -> SecondRatings:
    """
    Return how far two assessors agree on each factor of a structured judgement.

    Parameters
    ----------
    columns : mapping of str to sequence, each of length rows
        As case records have them: a column for each factor, and the record of the second rating;
        or the rating alone, the second in a column with ``_second`` behind the factor's name.
    judgement : Judgement
        Such as ARMS.
    weights : {"linear", "quadratic"}
        Of the weighted kappa and of AC2.
    few : int
        Factors rated twice in fewer people than this are flagged.

    Returns
    -------
    SecondRatings
        Each factor rests on the people whom both assessors rated on it.

    Raises
    ------
    UnusableRatings
        With every fault: no factor or no second rating in the file, words that are no rating, a
        second rating by the first assessor.
    """
    factors = factors_of(judgement)
    found = _found(columns, judgement)
    twice = {key: _both(found, key) for key in factors}
    told = [
        _factor(found, factor, _kind(key, judgement), twice[key], weights, few)
        for key, factor in factors.items()
        if _there(columns, key, judgement)
    ]
    return SecondRatings(
        instrument=judgement.key,
        title=judgement.title,
        n=len({row for rows in twice.values() for row in rows}),
        people=len(found.first[judgement.level]),
        weights=weights,
        percent_agreement=_mean_percent(told),
        factors=tuple(told),
        few_below=few,
        internal_consistency=dict(_consistency(found, judgement, factors)),
        left_out=tuple(_left_out(found, judgement)),
        notes=tuple(_notes(columns, judgement, factors)),
    )


def _found(columns: Mapping[str, Sequence[Any]], judgement: Judgement) -> Found:
    """Return the ratings, refusing columns with faults and files without a second rating."""
    if faults := list(_missing(columns, judgement)):
        raise UnusableRatings(*faults)
    found = find_ratings(columns, judgement)
    faults = list(found.faults())
    if not faults and not any(_both(found, key) for key in found.first):
        faults.append(
            Fault(
                pointer="columns",
                message="have nobody with a first and a second rating of one factor",
                way_out="Agreement needs people whom two assessors rated.",
            )
        )
    if faults:
        raise UnusableRatings(*faults)
    return found


def _missing(columns: Mapping[str, Sequence[Any]], judgement: Judgement) -> Iterator[Fault]:
    factors = factors_of(judgement)
    if not any(key in columns for key in factors):
        yield Fault(
            pointer="columns",
            message=f"hold no factor of {judgement.key}",
            way_out=f"Name the columns as the questions are, such as {judgement.risk[0]}.",
        )
    seconds = [judgement.second, *(f"{key}{SECOND_COLUMN}" for key in factors)]
    if not any(name in columns for name in seconds):
        yield Fault(
            pointer="columns",
            message="hold no second rating",
            way_out=f"Give the record {judgement.second}, or columns such as "
            f"{judgement.risk[0]}{SECOND_COLUMN}.",
        )
    lengths = {len(cells) for cells in columns.values()}
    if len(lengths) > 1:
        yield Fault(
            pointer="columns",
            message="differ in their number of rows",
            way_out="Give every column a cell for each person.",
        )


def _there(columns: Mapping[str, Sequence[Any]], key: str, judgement: Judgement) -> bool:
    """Return whether a factor has a place in the file; only so the overall level is compared."""
    if key == judgement.level:
        return f"{key}{SECOND_COLUMN}" in columns
    return True


def _both(found: Found, key: str) -> list[int]:
    pairs = zip(found.first[key], found.second[key], strict=True)
    return [row for row, pair in enumerate(pairs, 1) if None not in pair]


def _kind(key: str, judgement: Judgement) -> FactorKind:
    if key == judgement.level:
        return "overall"
    return "risk" if key in judgement.risk else "protective"


def _mean_percent(told: Sequence[FactorAgreement]) -> float | None:
    given = [
        each.agreement.percent_agreement
        for each in told
        if each.agreement is not None
        and each.kind != "overall"
        and each.agreement.percent_agreement is not None
    ]
    return float(np.mean(given)) if given else None


def _factor(
    found: Found,
    factor: Factor,
    kind: FactorKind,
    rows: Sequence[int],
    weights: WeightName,
    few: int,
) -> FactorAgreement:
    key = factor.asked.key
    agreement, note = None, ""
    if rows:
        both = {
            FIRST: [found.first[key][row - 1] for row in rows],
            SECOND: [found.second[key][row - 1] for row in rows],
        }
        spec = Spec(raters=(FIRST, SECOND), scale=factor.scale, weights=weights)
        agreement = agree(both, spec)
    if not rows:
        note = "Nobody has both ratings."
    elif len(rows) < few:
        note = f"Fewer than {few} people have both ratings: too few to lean on."
    return FactorAgreement(
        key=key,
        title=factor.asked.wording,
        kind=kind,
        n=len(rows),
        few=len(rows) < few,
        agreement=agreement,
        note=note,
    )


def _consistency(
    found: Found, judgement: Judgement, factors: Mapping[str, Factor]
) -> Iterator[tuple[str, Coefficient]]:
    """Yield Cronbach alpha of the first assessor's ratings, by kind of factor."""
    for kind, keys in (("risk", judgement.risk), ("protective", judgement.protective)):
        people = zip(*(found.first[key] for key in keys), strict=True)
        full = [
            [
                factors[key].scale.index(word)
                for key, word in zip(keys, words, strict=True)
                if word is not None
            ]
            for words in people
            if None not in words
        ]
        if len(full) >= PAIR and len(keys) >= PAIR:
            alpha = cronbach_alpha(np.array(full, dtype=np.float64))
            if alpha is not None:
                yield kind, alpha


def _left_out(found: Found, judgement: Judgement) -> Iterator[LeftOut]:
    keys = (*judgement.risk, *judgement.protective)
    rows = range(len(found.first[judgement.level]))
    once: dict[str, list[int]] = {"first": [], "second": [], "neither": []}
    for row in rows:
        first = any(found.first[key][row] is not None for key in keys)
        second = any(found.second[key][row] is not None for key in keys)
        if not (first and second):
            once["first" if first else "second" if second else "neither"].append(row + 1)
    for name, why in (
        ("first", "no second assessor rated them"),
        ("second", "the first assessor rated nothing"),
        ("neither", "nobody rated them"),
    ):
        if once[name]:
            yield _told("every factor", why, once[name])
    if lapsed := sorted(set(found.lapsed)):
        yield _told(
            "the factor concerned", "a rating carried forward that is not confirmed", lapsed
        )


def _told(figures: str, why: str, rows: Sequence[int]) -> LeftOut:
    return LeftOut(figures=figures, why=why, count=len(rows), rows=tuple(rows[:MOST_ROWS]))


def _notes(
    columns: Mapping[str, Sequence[Any]], judgement: Judgement, factors: Mapping[str, Factor]
) -> Iterator[str]:
    absent = [
        factors[key].asked.wording
        for key in (*judgement.risk, *judgement.protective)
        if key not in columns
    ]
    if absent:
        yield f"The file has no column of these factors: {', '.join(absent)}."
    if judgement.second not in columns or judgement.assessor not in columns:
        yield (
            "The file does not say who rated, so that nothing here shows that the second rating "
            "was by somebody else and made without sight of the first."
        )
    yield (
        "Nothing is added up in this judgement: factors are compared one by one. Internal "
        "consistency is no evidence of validity, for the factors are a list of different things."
    )
