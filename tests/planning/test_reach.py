"""Nothing in the library lies idle: every entry is called by some case, in every wording."""

from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest

from riskservice.circumstances import Circumstances, Management
from riskservice.circumstances.law import OrderKind
from riskservice.circumstances.people import ConditionKind
from riskservice.planning import Plan, load_library
from riskservice.planning.factor_entries import FactorEntry, Group
from riskservice.planning.facts import FACTS
from riskservice.planning.proposal_entries import Proposal
from riskservice.planning.rules import load_rules
from tests.planning.factory import Made
from tests.planning.library_walk import case_with

LIBRARY = load_library()
POLICY, PROPOSALS = LIBRARY.policy, LIBRARY.proposals
FACTORS = {factor.key: factor for factor in POLICY.factors}
GROUPS: tuple[Group, ...] = get_args(Group)


def rateable(factor: FactorEntry, group: Group) -> bool:
    """Whether a factor can be found for a group at all."""
    if factor.found_in == "outside_sex":
        return group == "woman"
    if factor.found_in == "outside_age":
        return group == "child"
    left_out = POLICY.scope.leaves_out(factor.key, group)
    return not (factor.found_in == "result" and left_out)


def ratings_of(factor: FactorEntry) -> set[str]:
    """Ratings that a factor can be found at."""
    if factor.found_in != "value":
        return {*POLICY.scales[factor.scale].rises, "missing"}
    return {given for name in factor.reads.values() for given in POLICY.readings[name].values()}


def callers(entry: Proposal) -> Iterator[tuple[FactorEntry, str, Group, str | None]]:
    """Every factor, rating, group and setting that ought to call an entry."""
    for key in entry.factors:
        factor = FACTORS[key]
        for rating in entry.ratings:
            if rating not in ratings_of(factor):
                continue
            for setting in POLICY.settings:
                for group in GROUPS:
                    if (
                        entry.fits(setting, group)
                        and factor.exists_for(group, setting)
                        and rateable(factor, group)
                    ):
                        yield factor, rating, group, setting


def first_case(entry: Proposal) -> Made:
    return case_with(*next(callers(entry)), POLICY)


@pytest.mark.parametrize("entry", PROPOSALS.actions, ids=lambda entry: entry.key)
def test_every_action_is_called_by_a_case(entry: Proposal) -> None:
    plan = first_case(entry).draft()
    assert entry.key in {action.origin.library_key for action in plan.actions if action.origin}


@pytest.mark.parametrize("entry", PROPOSALS.contingencies, ids=lambda entry: entry.key)
def test_every_contingency_is_called_by_a_case(entry: Proposal) -> None:
    plan = first_case(entry).draft()
    assert f"contingency:{entry.key}" in {each.contingency_id for each in plan.contingencies}


@pytest.mark.parametrize("note", PROPOSALS.notes, ids=lambda note: note.key)
def test_every_note_is_printed_for_a_case(note: Proposal) -> None:
    factor = FACTORS[note.factors[0]]
    group = (factor.whom or GROUPS)[0]
    plan = case_with(factor, note.ratings[-1], group, "community", POLICY).draft()
    assert any(note.text in action.text for action in plan.actions)
    assert not all(note.text in action.text for action in plan.actions)


def variants() -> list[tuple[str, str]]:
    return [(action.key, key) for action in PROPOSALS.actions for key in action.variants]


def both(one: Circumstances, other: Circumstances) -> Circumstances:
    """One record with what is known about management in either."""
    known = [msgspec.to_builtins(each)["management"] or {} for each in (one, other)]
    told = {key: value for part in known for key, value in part.items() if value is not None}
    return msgspec.structs.replace(one, management=msgspec.convert(told, Management))


def in_variant(entry: Proposal, variant: str) -> Iterator[Plan]:
    """Plans of people who are put to in the words of a variant."""
    for factor, rating, group, setting in callers(entry):
        if variant in ("child", "woman") and group != variant:
            continue
        made = case_with(factor, rating, group, setting, POLICY)
        if variant == "images_only" and group == "adult":
            none = ("contact_adult_sanctions", "contact_child_sanctions", "non_contact_sanctions")
            made.answers |= dict.fromkeys(none, 0) | {"indecent_image_sanctions": 2}
        if variant == "reactive":
            met = case_with(FACTORS["reactive"], "met", group, setting, POLICY)
            made.circumstances = both(made.circumstances, met.circumstances)
        if variant in ("level_2", "level_3"):
            made.answers["mappa_level"] = variant
        yield made.draft()


@pytest.mark.parametrize(("key", "variant"), variants())
def test_every_other_wording_is_printed_for_a_case(key: str, variant: str) -> None:
    entry = next(action for action in PROPOSALS.actions if action.key == key)
    start = entry.variants[variant].partition("{")[0].strip()
    assert any(
        action.text.startswith(start)
        for plan in in_variant(entry, variant)
        for action in plan.actions
    )


def reachable() -> list[tuple[str, str]]:
    return [
        (factor.key, rating)
        for factor in POLICY.factors
        for rating in (*POLICY.scales[factor.scale].rises, *(["missing"] * factor.may_be_missing))
        if rating in ratings_of(factor)
    ]


@pytest.mark.parametrize(("key", "rating"), reachable())
def test_every_factor_is_found_at_every_rating_and_is_answered(key: str, rating: str) -> None:
    factor = FACTORS[key]
    if factor.found_in == "result" and rating == "missing":
        assert "missing" in factor.bands.values()
    group = next(each for each in factor.whom or GROUPS if rateable(factor, each))
    setting = (factor.settings or factor.needed_when or ("community",))[0]
    plan = case_with(factor, rating, group, setting, POLICY).draft()
    found = [f for f in plan.factors if f.library_key == key and (f.rating or "missing") == rating]
    assert found
    answered = {name for action in plan.actions for name in action.factors}
    assert {each.factor_id for each in found} <= answered


def test_every_fact_is_used_by_a_factor_or_a_variant() -> None:
    used = {factor.fact for factor in POLICY.factors} | {each.fact for each in POLICY.variants}
    assert used - {None} == set(FACTS)


def test_every_reading_is_used() -> None:
    used = {reading for factor in POLICY.factors for reading in factor.reads.values()}
    assert used == set(POLICY.readings)


def test_every_kind_of_licence_condition_is_checked_under_its_pillar() -> None:
    for kind in get_args(ConditionKind):
        action = next(a for a in PROPOSALS.actions if a.factors == (f"condition_{kind}",))
        assert action.for_each
        assert action.arises_from == "licence"
        assert action.pillar == load_rules().data.conditions[kind].pillar


def test_every_kind_of_order_is_checked() -> None:
    kinds = [
        kind
        for factor in POLICY.factors
        if factor.each == "circumstances.orders"
        for kind in factor.where.get("kind", ())
    ]
    assert sorted(kinds) == sorted(get_args(OrderKind))


def test_every_area_of_need_has_factors() -> None:
    assert {factor.area for factor in POLICY.factors if factor.area} == set(POLICY.areas)
