"""From factors to proposed actions and contingencies, by the action library."""

from collections.abc import Iterable, Iterator

from riskservice.planning.clocks import due_date, review_of
from riskservice.planning.entries import ActionEntry, ContingencyEntry, Proposal
from riskservice.planning.library import Library
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Action, Contingency, Factor, Review


def _answered(entry: Proposal, factors: Iterable[Factor]) -> tuple[Factor, ...]:
    """Factors that call for an entry; what nobody rated calls under the name "missing"."""
    return tuple(
        factor
        for factor in factors
        if entry.called_by(factor.library_key, factor.rating or "missing")
    )


def entries_called(picture: Picture, factors: tuple[Factor, ...]) -> tuple[ActionEntry, ...]:
    """Return the entries that fit the setting and that some factor calls for."""
    return tuple(
        entry
        for entry in picture.library.proposals.actions
        if entry.fits(picture.setting) and _answered(entry, factors)
    )


def actions_of(
    picture: Picture,
    factors: tuple[Factor, ...],
    called: tuple[ActionEntry, ...],
    contingencies: tuple[Contingency, ...],
) -> tuple[Action, ...]:
    """Return the proposed actions by pillar, then by due date, then in the library's order."""
    pillars = [heading.key for heading in picture.library.policy.headings if heading.pillar]
    known = {each.contingency_id for each in contingencies}
    review = review_of(picture)
    actions = [
        _action(entry, answered, picture, review, known)
        for entry in called
        for answered in _groups(entry, factors)
    ]
    return tuple(sorted(actions, key=lambda a: (pillars.index(a.pillar), a.due or picture.case.on)))


def _groups(entry: ActionEntry, factors: tuple[Factor, ...]) -> Iterator[tuple[Factor, ...]]:
    answered = _answered(entry, factors)
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
) -> Action:
    suffix = f":{answered[0].source_instrument or answered[0].key}" if entry.for_each else ""
    linked = f"contingency:{entry.contingency}"
    return Action(
        action_id=f"action:{entry.key}{suffix}",
        factors=tuple(factor.factor_id for factor in answered),
        pillar=entry.pillar,
        text=_filled(entry.text, answered),
        owner_role=entry.owner_role,
        agency=picture.library.agency_of(entry),
        created=picture.case.on,
        due=due_date(entry, picture, review),
        origin=picture.library.origin_of(entry),
        contingency=linked if linked in contingencies else None,
    )


def _filled(text: str, answered: tuple[Factor, ...]) -> str:
    questions = [missing.wording for factor in answered for missing in factor.open_questions]
    told = {
        "titles": "; ".join(factor.title for factor in answered),
        "detail": " ".join(factor.evidence for factor in answered if factor.evidence),
        "questions": "; ".join(dict.fromkeys(questions)) or "see the result for what is missing",
    }
    # One pass, so that braces inside a question's wording stay as they are.
    parts = text.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled.append(told[name] + rest)
    return "".join(filled)


def contingencies_of(
    picture: Picture, factors: tuple[Factor, ...], called: tuple[ActionEntry, ...]
) -> tuple[Contingency, ...]:
    """Return contingencies the factors call for, and those a proposed action turns to."""
    linking: dict[str, list[Factor]] = {}
    for action in called:
        if action.contingency:
            linking.setdefault(action.contingency, []).extend(_answered(action, factors))
    found = []
    for entry in picture.library.proposals.contingencies:
        if not entry.fits(picture.setting):
            continue
        answered = {f.factor_id for f in (*_answered(entry, factors), *linking.get(entry.key, ()))}
        if answered:
            ids = tuple(f.factor_id for f in factors if f.factor_id in answered)
            found.append(_contingency(entry, ids, picture.library))
    return tuple(found)


def _contingency(
    entry: ContingencyEntry, factors: tuple[str, ...], library: Library
) -> Contingency:
    return Contingency(
        contingency_id=f"contingency:{entry.key}",
        trigger=entry.trigger,
        response=entry.response,
        owner_role=entry.owner_role,
        out_of_hours_role=entry.out_of_hours,
        agency=library.agency_of(entry),
        factors=factors,
        origin=library.origin_of(entry),
    )
