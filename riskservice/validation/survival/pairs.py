"""
Counting comparable pairs of people without looking at every pair.

A pair is comparable when the shorter time ends in an event; an event against a censoring at the
same time is, two events at the same time are not. Giving an event at the k-th distinct time the key
2k and a censoring there 2k + 1, a pair is comparable exactly when the lower key is an event's.

Pairs of different scores are told apart by the highest binary digit in which the places of their
scores differ. So there is one pass of cumulative sums for every digit: four for nine scores, seven
for a hundred, seventeen for 100,000 people who all score differently.
"""

from typing import NamedTuple

import numpy as np

from riskservice.validation.estimates import Floats, Ints, Mask


class Pairs(NamedTuple):
    """
    Weighted pairs of which each person is one, in the order of the people.

    Attributes
    ----------
    comparable : ndarray of float64, shape (n,)
    concordant : ndarray of float64, shape (n,)
        The person with the earlier event scores higher.
    tied : ndarray of float64, shape (n,)
        Of comparable pairs, those of the same score.
    """

    comparable: Floats
    concordant: Floats
    tied: Floats


class _Ordered(NamedTuple):
    """People sorted by key: keys, whether an event, weight of the event, place of the score."""

    key: Ints
    weight: Floats
    level: Ints


def keys_of(time: Floats, event: Mask) -> Ints:
    """Return keys whose order says who is comparable: events before censorings at a time."""
    _, place = np.unique(time, return_inverse=True)
    return 2 * place.astype(np.int64) + ~event


def comparable_pairs(time: Floats, event: Mask, score: Floats, weight: Floats) -> Pairs:
    """
    Return each person's pairs.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    score : ndarray of float64, shape (n,)
        Higher means earlier.
    weight : ndarray of float64, shape (n,)
        Of the pairs in which a person's event comes first; 0 leaves them out.
    """
    values, level = np.unique(score, return_inverse=True)
    key = keys_of(time, event)
    order = np.argsort(key, kind="stable")
    people = _Ordered(key[order], np.where(event, weight, 0.0)[order], level[order])
    everyone = np.zeros(len(key), np.int64)
    comparable = _within(people, everyone)
    tied = _within(people, people.level)
    concordant = np.zeros(len(key))
    for digit in range(int(len(values) - 1).bit_length()):
        concordant += _across(people, digit)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Pairs(comparable[back], concordant[back], tied[back])


def ties_in_time(time: Floats, event: Mask, score: Floats) -> tuple[int, int]:
    """Return how many pairs of events share their time only, and their time and their score."""
    _, place = np.unique(time[event], return_inverse=True)
    values, level = np.unique(score[event], return_inverse=True)
    both = _pairs_of(place.astype(np.int64) * len(values) + level)
    return _pairs_of(place) - both, both


def _pairs_of(labels: Ints) -> int:
    counts = np.unique(labels, return_counts=True)[1]
    return int(np.sum(counts * (counts - 1)) // 2)


def _within(people: _Ordered, group: Ints) -> Floats:
    """Weighted comparable pairs among people of the same group, for each of them."""
    order, runs = _runs(people, group)
    weight = people.weight[order]
    later = runs.group_end - runs.key_end
    before = _cumulated(weight)
    mine = weight * later + before[runs.key_start] - before[runs.group_start]
    found = np.empty(len(mine))
    found[order] = mine
    return found


def _across(people: _Ordered, digit: int) -> Floats:
    """Weighted pairs won by the higher score, where scores part at this digit."""
    order, runs = _runs(people, people.level >> (digit + 1))
    high = ((people.level[order] >> digit) & 1).astype(bool)
    weight = np.where(high, people.weight[order], 0.0)
    low = _cumulated((~high).astype(np.float64))
    won = _cumulated(weight)
    as_first = weight * (low[runs.group_end] - low[runs.key_end])
    as_later = np.where(high, 0.0, won[runs.key_start] - won[runs.group_start])
    found = np.empty(len(order))
    found[order] = as_first + as_later
    return found


class _Runs(NamedTuple):
    """Where the run of a person's group, and of their key in it, begins and ends."""

    group_start: Ints
    group_end: Ints
    key_start: Ints
    key_end: Ints


def _runs(people: _Ordered, group: Ints) -> tuple[Ints, _Runs]:
    """Order people by group and key, and find the runs."""
    narrow = np.uint16 if group.max(initial=0) < 2**16 else np.uint32
    order = np.argsort(group.astype(narrow), kind="stable")
    new_group = np.diff(group[order], prepend=-1) != 0
    new_key = new_group | (np.diff(people.key[order], prepend=-1) != 0)
    return order, _Runs(*_ends(new_group), *_ends(new_key))


def _ends(new: Mask) -> tuple[Ints, Ints]:
    starts = np.flatnonzero(new)
    which = np.cumsum(new) - 1
    return starts[which], np.append(starts[1:], len(new))[which]


def _cumulated(values: Floats) -> Floats:
    """Sum before each place, and of everything at the end."""
    total = np.zeros(len(values) + 1)
    np.cumsum(values, out=total[1:])
    return total
