"""The promises a library makes for every combination of ratings, checked factor by factor.

Why factor by factor is enough: of what several factors share, a rise of one may lose an entry; each
that could be lost is set against the entries of that factor alone, which must make up for it. The
number of actions over all factors is the sum of shared entries and of the factors' own, so it
cannot fall either.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from riskservice.planning.entries import Policy
from riskservice.planning.factor_entries import MISSING, FactorEntry, Group
from riskservice.planning.proposal_entries import ActionEntry, ActionFile, Proposal

Broken = tuple[str, str]
Place = tuple[str | None, Group]
GROUPS: tuple[Group, ...] = get_args(Group)


def coverage_faults(proposals: ActionFile, policy: Policy) -> Iterator[Broken]:
    """Yield the place and the wording of every promise the library breaks."""
    for entry in (*proposals.actions, *proposals.contingencies):
        yield from _rises(entry, policy)
    for action in proposals.actions:
        yield from _link_lost(action, proposals, policy)
    by_factor: dict[str, list[ActionEntry]] = {}
    for action in proposals.actions:
        for key in action.factors:
            by_factor.setdefault(key, []).append(action)
    told: set[Broken] = set()
    for factor in policy.factors:
        for place in _places(factor, policy):
            fitting = [each for each in by_factor.get(factor.key, ()) if each.fits(*place)]
            for broken in (
                *_uncovered(factor, fitting, policy, place),
                *_falls(factor, fitting, policy, place),
            ):
                if broken not in told:
                    told.add(broken)
                    yield broken
    yield from _empty_pillars(proposals, policy)


def _places(factor: FactorEntry, policy: Policy) -> Iterator[Place]:
    """Every setting and group in which a factor exists."""
    for setting in (None, *policy.settings):
        for group in GROUPS:
            if factor.exists_for(group, setting):
                yield setting, group


def _empty_pillars(proposals: ActionFile, policy: Policy) -> Iterator[Broken]:
    pillars = {heading.key for heading in policy.headings if heading.pillar}
    always = {factor.key for factor in policy.factors if factor.found_in == "level"}
    for pillar in sorted(pillars):
        for setting in policy.settings:
            for group in GROUPS:
                if not any(
                    entry.pillar == pillar
                    and entry.fits(setting, group)
                    and always & set(entry.factors)
                    for entry in proposals.actions
                ):
                    message = f"has no action for every person in {setting} ({group})"
                    yield f"plans.headings.{pillar}", message


def rises_to_the_top(entry: Proposal, rises: tuple[str, ...]) -> bool:
    """Whether an entry that applies at one rating also applies at every higher one."""
    applies = [rating in entry.ratings for rating in rises]
    return all(higher or not lower for lower, higher in pairwise(applies))


def _scale(key: str, policy: Policy) -> tuple[str, ...]:
    factor = next(each for each in policy.factors if each.key == key)
    return policy.scales[factor.scale].rises


def _rises(entry: Proposal, policy: Policy) -> Iterator[Broken]:
    """What cannot be made up for when a rating rises: contingencies, and one action for each."""
    counted = isinstance(entry, ActionEntry) and (len(entry.factors) == 1 or not entry.for_each)
    if not counted and not rises_to_the_top(entry, _scale(entry.factors[0], policy)):
        yield entry.key, f"must also apply at every rating above {', '.join(entry.ratings)}"


def _link_lost(action: ActionEntry, proposals: ActionFile, policy: Policy) -> Iterator[Broken]:
    if action.contingency is None or rises_to_the_top(action, _scale(action.factors[0], policy)):
        return
    linked = next(each for each in proposals.contingencies if each.key == action.contingency)
    always = {factor.key for factor in policy.factors if factor.found_in == "level"}
    if not (always & set(linked.factors) and set(policy.level.order) <= set(linked.ratings)):
        yield action.key, f"would lose contingency {linked.key} when the rating rises"


def _uncovered(
    factor: FactorEntry, entries: list[ActionEntry], policy: Policy, place: Place
) -> Iterator[Broken]:
    ratings = list(policy.scales[factor.scale].rises)
    if factor.may_be_missing:
        ratings.append(MISSING)
    for rating in ratings:
        if not any(entry.called_by(factor.key, rating) for entry in entries):
            message = f"rated {rating} calls for no action in {_spoken(place)}"
            yield f"factor {factor.key}", message


def _falls(
    factor: FactorEntry, entries: list[ActionEntry], policy: Policy, place: Place
) -> Iterator[Broken]:
    where = _spoken(place)
    for lower, higher in pairwise(policy.scales[factor.scale].rises):
        counts, first_due = [], []
        for rating in (lower, higher):
            called = [entry for entry in entries if entry.called_by(factor.key, rating)]
            counts.append(sum(_is_counted(entry, factor, higher) for entry in called))
            days = [policy.urgencies[entry.urgency].days for entry in called]
            first_due.append(min((each for each in days if each is not None), default=None))
        if counts[1] < counts[0]:
            message = f"calls for fewer actions at {higher} than at {lower} in {where}"
            yield f"factor {factor.key}", message
        if first_due[0] is not None and (first_due[1] is None or first_due[1] > first_due[0]):
            message = f"is acted on later at {higher} than at {lower} in {where}"
            yield f"factor {factor.key}", message


def _spoken(place: Place) -> str:
    setting, group = place
    return f"{setting or 'an unknown setting'} ({group})"


def _is_counted(entry: ActionEntry, factor: FactorEntry, higher: str) -> bool:
    """Whether an action is the factor's own, or a shared one that the higher rating loses."""
    return entry.factors == (factor.key,) or not entry.called_by(factor.key, higher)
