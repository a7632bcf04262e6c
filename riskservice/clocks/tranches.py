"""In which tranche of a release scheme a sentence falls, by its exact length."""

import datetime as dt
from collections.abc import Sequence

from riskservice.circumstances import Sentence
from riskservice.clocks.combined import least, most
from riskservice.clocks.desk import Desk
from riskservice.clocks.rules import Scheme, Tranche
from riskservice.clocks.terms import Length, Part, Whole, compare, days_of, length_of


def tranche_of(
    desk: Desk, scheme: Scheme, sentence: Sentence, terms: Sequence[Sentence]
) -> Tranche | None:
    """
    Return the tranche of a sentence; None where there is none, or it cannot be told.

    Parameters
    ----------
    desk : Desk
    scheme : Scheme
    sentence : Sentence
    terms : sequence of Sentence
        Every term of the person, as those that follow one another may count together.
    """
    new, imposed = scheme.new_sentences_from, sentence.sentenced_on
    if not scheme.tranches:
        return None
    if new is not None and desk.settings.sds40_new_sentences == "first_tranche":
        if imposed is None:
            return None
        if imposed >= new:
            return scheme.tranches[0]
    low, high = (_by_length(desk, scheme, whole) for whole in _measured(desk, sentence, terms))
    return low if low == high else None


def _measured(
    desk: Desk, sentence: Sentence, terms: Sequence[Sentence]
) -> tuple[Whole | None, Whole | None]:
    """Return the least and the most that counts of a sentence; None where that is open."""
    if desk.settings.tranche_length == "sentence":
        alone = Whole(length_of(sentence.term), sentence.sentenced_on) if sentence.term else None
        return alone, alone
    chain = _linked(sentence, terms)
    links = {each.sentence_id: each.consecutive_to for each in chain}
    parts = [
        Part(each.sentence_id, each.sentenced_on, length_of(each.term))
        for each in chain
        if each.term is not None
    ]
    if len(parts) < len(chain):
        return None, None
    name = sentence.sentence_id
    return least(parts, links, desk.settings)[name], most(parts, links, desk.settings)[name]


def _by_length(desk: Desk, scheme: Scheme, whole: Whole | None) -> Tranche | None:
    if whole is None:
        return None
    for tranche in scheme.tranches:
        fits = _fits(desk, tranche, whole.length, whole.start)
        if fits is None:
            return None
        if fits:
            return tranche
    return None


def _fits(desk: Desk, tranche: Tranche, length: Length, start: dt.date | None) -> bool | None:
    if tranche.less_than_months is not None:
        days = desk.policy.notification.days_in_year
        low, high = compare(length, tranche.less_than_months, start, desk.settings, days)
        return True if high < 0 else (False if low >= 0 else None)
    if tranche.at_most_days is not None:
        fewest, longest = days_of(length, start, desk.settings)
        if longest <= tranche.at_most_days:
            return True
        return False if fewest > tranche.at_most_days else None
    return True


def _linked(sentence: Sentence, every: Sequence[Sentence]) -> list[Sentence]:
    """Return every sentence connected with one by running after another."""
    by_name = {each.sentence_id: each for each in every}
    near: dict[str, set[str]] = {name: set() for name in by_name}
    for each in every:
        if each.consecutive_to in by_name:
            near[each.sentence_id].add(each.consecutive_to)
            near[each.consecutive_to].add(each.sentence_id)
    found, queue = {sentence.sentence_id}, [sentence.sentence_id]
    while queue:
        for name in near[queue.pop()] - found:
            found.add(name)
            queue.append(name)
    return [each for each in every if each.sentence_id in found]
