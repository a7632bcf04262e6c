"""From factors to proposed actions and contingencies, by the action library."""

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from riskservice.planning.clocks import due_date, review_of
from riskservice.planning.parts import Arising
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Action, Contingency, Factor, Review
from riskservice.planning.proposal_entries import ActionEntry, ContingencyEntry, Proposal
from riskservice.planning.wording import Wording, wording_for

Rated = dict[tuple[str, str], tuple[Factor, ...]]


class Proposed(Struct, frozen=True, kw_only=True):
    """What the factors of a plan call for."""

    actions: tuple[Action, ...]
    contingencies: tuple[Contingency, ...]


def proposals_of(picture: Picture, factors: tuple[Factor, ...]) -> Proposed:
    """
    Return the actions and contingencies that the factors call for.

    Actions stand by pillar, then by due date, then in the library's order.
    """
    rated = _by_rating(factors)
    wording = wording_for(picture, rated)
    setting, group = picture.setting, picture.group
    called = [
        (entry, answered)
        for entry in picture.library.proposals.actions
        if entry.fits(setting, group) and (answered := _answered(entry, rated))
    ]
    contingencies = tuple(_contingencies(picture, rated, called, wording))
    known = {each.contingency_id for each in contingencies}
    review = review_of(picture)
    actions = [
        _action(entry, part, picture, review, known, wording)
        for entry, answered in called
        for part in _groups(entry, answered)
    ]
    pillars = [heading.key for heading in picture.library.policy.headings if heading.pillar]
    actions.sort(key=lambda a: (pillars.index(a.pillar), a.due or picture.case.on))
    return Proposed(actions=tuple(actions), contingencies=contingencies)


def _by_rating(factors: tuple[Factor, ...]) -> Rated:
    """Factors by library key and rating; what nobody rated stands under "missing"."""
    rated: dict[tuple[str, str], list[Factor]] = {}
    for factor in factors:
        rated.setdefault((factor.library_key, factor.rating or "missing"), []).append(factor)
    return {key: tuple(found) for key, found in rated.items()}


def _answered(entry: Proposal, rated: Rated) -> tuple[Factor, ...]:
    return tuple(
        factor
        for key in entry.factors
        for rating in entry.ratings
        for factor in rated.get((key, rating), ())
    )


def _groups(entry: ActionEntry, answered: tuple[Factor, ...]) -> Iterator[tuple[Factor, ...]]:
    if entry.for_each:
        yield from ((factor,) for factor in answered)
    else:
        yield answered


def _action(
    entry: ActionEntry,
    answered: tuple[Factor, ...],
    picture: Picture,
    review: Review,
    contingencies: set[str],
    wording: Wording,
) -> Action:
    first = answered[0]
    suffix = f":{first.source_instrument or first.key}" if entry.for_each else ""
    linked = f"contingency:{entry.contingency}"
    role = wording.role(entry.owner_role)
    return Action(
        action_id=f"action:{entry.key}{suffix}",
        factors=tuple(factor.factor_id for factor in answered),
        pillar=entry.pillar,
        text=wording.text(entry, answered),
        owner_role=role,
        agency=entry.agency or picture.library.policy.roles[role].agency,
        created=picture.case.on,
        due=_due(entry, answered, picture, review),
        origin=picture.library.origin_of(entry),
        arises_from=Arising(kind=entry.arises_from, reference=_reference(entry, first)),
        contingency=linked if linked in contingencies else None,
        non_disclosable=next((f.non_disclosable for f in answered if f.non_disclosable), None),
    )


def _reference(entry: ActionEntry, factor: Factor) -> str | None:
    """Return which entry of the record asked for it, where there are several."""
    name = factor.key.partition(":")[2]
    return name or None if entry.for_each else None


def _due(
    entry: ActionEntry, answered: tuple[Factor, ...], picture: Picture, review: Review
) -> dt.date:
    """Return the day by urgency, or the deadline of a factor if it is sooner; never a past day."""
    clocks = [factor.deadline for factor in answered if factor.deadline is not None]
    return max(picture.case.on, min([due_date(entry, picture, review), *clocks]))


def _contingencies(
    picture: Picture,
    rated: Rated,
    called: list[tuple[ActionEntry, tuple[Factor, ...]]],
    wording: Wording,
) -> Iterator[Contingency]:
    """Contingencies the factors call for, and those a proposed action turns to."""
    linking: dict[str, list[Factor]] = {}
    for action, answered in called:
        if action.contingency:
            linking.setdefault(action.contingency, []).extend(answered)
    for entry in picture.library.proposals.contingencies:
        if entry.fits(picture.setting, picture.group):
            answered = (*_answered(entry, rated), *linking.get(entry.key, ()))
            if answered:
                yield _contingency(entry, answered, picture, wording)


def _contingency(
    entry: ContingencyEntry, answered: tuple[Factor, ...], picture: Picture, wording: Wording
) -> Contingency:
    role = wording.role(entry.owner_role)
    return Contingency(
        contingency_id=f"contingency:{entry.key}",
        trigger=entry.trigger,
        response=entry.response,
        owner_role=role,
        out_of_hours_role=wording.role(entry.out_of_hours),
        agency=entry.agency or picture.library.policy.roles[role].agency,
        factors=tuple(dict.fromkeys(factor.factor_id for factor in answered)),
        origin=picture.library.origin_of(entry),
    )
