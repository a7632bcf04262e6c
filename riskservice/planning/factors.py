"""From answers and results to the factors a plan must answer; what is unrated is never low."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec.structs import replace

from riskservice.kit.outcome import Missing, NotApplicable, NotScorable, Outcome
from riskservice.planning.factor_entries import MISSING, FactorEntry, FoundIn
from riskservice.planning.library import Library
from riskservice.planning.picture import Picture, cell_of
from riskservice.planning.plan import Factor
from riskservice.planning.rated import factor_of, rating_title
from riskservice.planning.record_factors import by_fact, by_group, by_value, each_entry


class RatedAnswer(Protocol):
    """What a rated factor's answer holds, whoever defines its type; only read here."""

    rating: str
    evidence: str
    date: dt.date | None
    source: str
    carried_from: dt.date | None
    still_true: bool | None


Finder = Callable[[FactorEntry, Picture], Iterator[Factor]]


def factors_of(picture: Picture) -> tuple[Factor, ...]:
    """Return every factor of the case, in the order of the library."""
    group, setting = picture.group, picture.setting
    return tuple(
        factor
        for entry in picture.library.policy.factors
        if entry.exists_for(group, setting)
        for factor in FINDERS[entry.found_in](entry, picture)
    )


def _level(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    yield factor_of(entry, picture, picture.level.name, evidence=picture.level.why)


def _provisional(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    overall = picture.assessment.overall
    if overall.provisional or overall.band is None:
        because = " ".join(overall.provisional_because) or "no overall band can be formed."
        yield factor_of(entry, picture, None, evidence=because)


def _outside(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    scope, answers = picture.library.policy.scope, picture.case.answers
    out = [r for r in picture.assessment.results if isinstance(r, NotApplicable)]
    fits = {
        "outside_sex": answers.get("sex") == scope.sex,
        "outside_age": picture.group == "child",
    }
    if out and fits[entry.found_in]:
        yield factor_of(entry, picture, None, evidence=", ".join(result.title for result in out))


def _unsettled(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    judged = {f.key for f in picture.library.policy.factors if f.found_in in ("rating", "cell")}
    for result in picture.assessment.results:
        if not isinstance(result, NotScorable) or (result.range and result.range.settled):
            continue
        if _leaves_out(result.instrument, picture):
            continue
        asked = tuple(missing.question for missing in result.missing)
        keys = (result.range.settled_by if result.range else ()) or asked
        wanted = tuple(_question(key, picture) for key in keys if key not in judged)
        if wanted or not keys:
            yield Factor(
                factor_id=f"factor:unsettled:{result.instrument}",
                key=f"unsettled:{result.instrument}",
                library_key=entry.key,
                title=result.title,
                kind="missing",
                rating=None,
                rating_title=rating_title(entry, picture.library, None),
                source_instrument=result.instrument,
                evidence=_still_possible(result, picture.library),
                open_questions=wanted,
            )


def _leaves_out(instrument: str, picture: Picture) -> bool:
    """Whether an instrument is known not to be made for this person."""
    return picture.library.policy.scope.leaves_out(instrument, picture.group)


def _is_asked_for(entry: FactorEntry, picture: Picture) -> bool:
    """Whether a rating that is not there should be."""
    return (
        entry.may_be_missing
        and (not entry.needed_when or picture.setting in entry.needed_when)
        and not isinstance(picture.result(entry.instrument), NotApplicable)
        and not _leaves_out(entry.instrument, picture)
    )


def _question(key: str, picture: Picture) -> Missing:
    """Return a question as any form asks it; a rule for missing data may leave it unlisted."""
    for result in picture.assessment.results:
        for missing in result.missing:
            if missing.question == key:
                return missing
    return Missing(question=key, wording=key.replace("_", " ").capitalize())


def _still_possible(result: NotScorable, library: Library) -> str | None:
    if result.range is None or not result.range.bands:
        return None
    titles = library.policy.level.titles
    bands = [titles.get(band, band.replace("_", " ")) for band in result.range.bands]
    return f"Still possible: {', '.join(bands)}."


def _stands(entry: FactorEntry, answer: RatedAnswer | None, picture: Picture) -> bool:
    """Whether a rating counts: still true if carried on, and not missing for its instrument."""
    if answer is None or answer.still_true is False:
        return False
    if answer.carried_from is not None and answer.still_true is not True:
        return False
    result = picture.result(entry.instrument)
    return result is None or entry.key not in {missing.question for missing in result.missing}


def _rating(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    answer: RatedAnswer | None = picture.case.answers.get(entry.key)
    rises = picture.library.policy.scales[entry.scale].rises
    if answer is not None and answer.rating in rises and _stands(entry, answer, picture):
        yield replace(
            factor_of(entry, picture, answer.rating, evidence=answer.evidence or None),
            evidence_date=answer.date,
            evidence_source=answer.source or None,
            carried_from=answer.carried_from,
        )
    elif _is_asked_for(entry, picture):
        yield _unrated(entry, picture, answer)


def _unrated(entry: FactorEntry, picture: Picture, answer: RatedAnswer | None) -> Factor:
    if answer is None:
        return factor_of(entry, picture, None)
    since = f", carried forward from {answer.carried_from}" if answer.carried_from else ""
    said = f"Entered as {answer.rating}{since}, but not confirmed by evidence that still holds."
    factor = factor_of(entry, picture, None, evidence=said)
    return replace(factor, carried_from=answer.carried_from)


def _rated_cell(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    value = cell_of(picture.case, entry)
    if value in picture.library.policy.scales[entry.scale].rises:
        yield factor_of(entry, picture, value)
    elif _is_asked_for(entry, picture):
        yield factor_of(entry, picture, None)


def settled_band(result: Outcome) -> str | None:
    """Return a result's band, also where something is missing that cannot change it."""
    if result.band is not None or result.range is None or not result.range.settled:
        return result.band
    return result.range.bands[0] if result.range.bands else None


def banded_results(picture: Picture) -> Iterator[tuple[Outcome, str]]:
    """Yield each result with a band, leaving out judgements whose factors are read one by one."""
    judged = {f.instrument for f in picture.library.policy.factors if f.instrument}
    for result in picture.assessment.results:
        band = settled_band(result)
        if (
            band is not None
            and result.instrument not in judged
            and not _leaves_out(result.instrument, picture)
        ):
            yield result, band


def _result(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    for result, band in banded_results(picture):
        rating = entry.bands.get(band, band)
        if result.instrument != entry.key:
            continue
        if rating in picture.library.policy.scales[entry.scale].rises:
            yield _static(entry, picture, result, rating)
        elif rating == MISSING:
            yield _static(entry, picture, result, None)


def _other_results(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    named = {f.key for f in picture.library.policy.factors if f.found_in == "result"}
    for result, band in banded_results(picture):
        if result.instrument not in named and band in picture.library.policy.scales["static"].rises:
            yield _static(entry, picture, result, band)


def _static(entry: FactorEntry, picture: Picture, result: Outcome, rating: str | None) -> Factor:
    said = [f"{result.points} points" if result.points is not None else ""]
    said.append(f"{result.percent} per cent" if result.percent is not None else "")
    said.append(f"table {result.table.version} ({result.table.confidence})")
    return Factor(
        factor_id=f"factor:{result.instrument}",
        key=result.instrument,
        library_key=entry.key,
        title=result.title,
        kind=entry.scale if rating else "missing",
        rating=rating,
        rating_title=rating_title(entry, picture.library, rating),
        source_instrument=result.instrument,
        evidence="; ".join(part for part in said if part),
    )


FINDERS: dict[FoundIn, Finder] = {
    "level": _level,
    "provisional": _provisional,
    "outside_sex": _outside,
    "outside_age": _outside,
    "unsettled_result": _unsettled,
    "rating": _rating,
    "cell": _rated_cell,
    "result": _result,
    "other_result": _other_results,
    "group": by_group,
    "value": by_value,
    "each": each_entry,
    "fact": by_fact,
}
