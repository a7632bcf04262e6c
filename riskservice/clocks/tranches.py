"""In which tranche of a release scheme a sentence falls, by its exact length."""

import datetime as dt
from collections.abc import Sequence

from riskservice.circumstances import Sentence
from riskservice.clocks.combined import least, most
from riskservice.clocks.desk import Desk
from riskservice.clocks.rules import Scheme, Tranche
from riskservice.clocks.terms import Length, Part, Whole, compare, days_of, length_of

Measured = tuple[Whole | None, Whole | None]
"""The least and the most that counts of a sentence; None where that is open."""


def tranche_of(
    desk: Desk, scheme: Scheme, sentence: Sentence, measured: Measured
) -> Tranche | None:
    """
    Return the tranche of a sentence; None where there is none, or it cannot be told.

    Parameters
    ----------
    desk : Desk
    scheme : Scheme
    sentence : Sentence
    measured : tuple
        Its length, as :func:`lengths_of` gives it.
    """
    new, imposed = scheme.new_sentences_from, sentence.sentenced_on
    if not scheme.tranches:
        return None
    if new is not None and desk.settings.sds40_new_sentences == "first_tranche":
        if imposed is None:
            return None
        if imposed >= new:
            return scheme.tranches[0]
    low, high = (_by_length(desk, scheme, whole) for whole in measured)
    return low if low == high else None


def lengths_of(desk: Desk, terms: Sequence[Sentence]) -> dict[str, Measured]:
    """Return how long every term is, alone or with those that run after one another."""
    found: dict[str, Measured] = {}
    if desk.settings.tranche_length == "sentence":
        for each in terms:
            alone = Whole(length_of(each.term), each.sentenced_on) if each.term else None
            found[each.sentence_id] = alone, alone
        return found
    for chain in _linked(terms):
        parts = [
            Part(each.sentence_id, each.sentenced_on, length_of(each.term))
            for each in chain
            if each.term is not None
        ]
        if len(parts) < len(chain):
            found.update({each.sentence_id: (None, None) for each in chain})
            continue
        links = {each.sentence_id: each.consecutive_to for each in chain}
        low, high = least(parts, links, desk.settings), most(parts, links, desk.settings)
        found.update({each.name: (low[each.name], high[each.name]) for each in parts})
    return found


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


def _linked(terms: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return the terms connected by running after one another, together."""
    by_name = {each.sentence_id: each for each in terms}
    near: dict[str, set[str]] = {name: set() for name in by_name}
    for each in terms:
        if each.consecutive_to in by_name:
            near[each.sentence_id].add(each.consecutive_to)
            near[each.consecutive_to].add(each.sentence_id)
    groups: list[list[Sentence]] = []
    found: set[str] = set()
    for name in by_name:
        group, queue = [], [name]
        while queue:
            here = queue.pop()
            if here not in found:
                found.add(here)
                group.append(by_name[here])
                queue.extend(near[here])
        groups.append(group)
    return [group for group in groups if group]
