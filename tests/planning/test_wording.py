"""Nobody is put to in words that presume what is not so; nothing is printed half filled."""

import re
from itertools import chain, combinations
from typing import get_args

import msgspec
import pytest
from hypothesis import given

from riskservice.circumstances import Circumstances
from riskservice.circumstances.people import LicenceCondition
from riskservice.planning import load_library
from riskservice.planning.factor_entries import Group
from riskservice.planning.parts import Action, Contingency
from riskservice.planning.proposal_entries import ActionEntry
from tests.planning.factory import Made, Rating, all_rated, overall, scored
from tests.planning.test_promises import QUIET, cases

LIBRARY = load_library()
GROUPS: tuple[Group, ...] = get_args(Group)
FOR_ADULTS = re.compile(
    r"\b(ARMS|RM2000|OSP|OASys|PNI|OPD|MST|(DC|IIC|CS|SV?)-?R?P|personality disorder"
    r"|needs identifier|programmes team|polygraph|risk of serious harm summary)\b"
)
FOR_MEN = re.compile(r"\b(ARMS|RM2000|OSP|MST|DC-SRP|IIC-SRP|[Hh]e|[Hh]im|[Hh]is)\b")
CONTACT = re.compile(
    r"contact offen|past contact|past victims|(of|by) an? contact|offences against strangers with"
)
NAMES_WHAT_DOES_NOT_APPLY = ("assessment_for_women", "assessment_for_young_people", "set_aside")
ONLY_IMAGES = {
    "contact_adult_sanctions": 0,
    "contact_child_sanctions": 0,
    "non_contact_sanctions": 0,
    "indecent_image_sanctions": 2,
}


def library_words(item: Action | Contingency) -> str:
    return item.text if isinstance(item, Action) else f"{item.trigger} {item.response}"


def presumed(made: Made, words: re.Pattern[str]) -> list[str]:
    """Return what a drafted plan says in words that it must not use."""
    plan = made.draft()
    said = [
        library_words(item)
        for item in (*plan.actions, *plan.contingencies)
        if item.origin and not item.origin.library_key.startswith(NAMES_WHAT_DOES_NOT_APPLY)
    ]
    return [text for text in said if words.search(text)]


def known(made: Made, **answers: object) -> Made:
    made.answers = {**made.answers, **answers}
    return made


@QUIET
@given(cases())
def test_a_young_person_never_gets_words_that_presume_an_instrument_for_adults(made: Made) -> None:
    assert not presumed(known(made, date_of_birth=BORN_A_CHILD), FOR_ADULTS)


@QUIET
@given(cases())
def test_a_woman_never_gets_words_that_presume_an_instrument_for_men(made: Made) -> None:
    assert not presumed(known(made, sex="female"), FOR_MEN)


@QUIET
@given(cases())
def test_somebody_with_image_sanctions_only_is_never_taken_for_a_contact_offender(
    made: Made,
) -> None:
    assert not presumed(known(made, **ONLY_IMAGES), CONTACT)


BORN_A_CHILD = Made().on.replace(year=2012)
SUBSETS = list(
    chain.from_iterable(
        combinations([v.key for v in LIBRARY.policy.variants], n)
        for n in range(len(LIBRARY.policy.variants) + 1)
    )
)


@pytest.mark.parametrize("entry", LIBRARY.proposals.actions, ids=lambda entry: entry.key)
def test_whatever_fits_a_person_together_the_words_presume_nothing(entry: ActionEntry) -> None:
    for variants in SUBSETS:
        words = next((entry.variants[v] for v in variants if v in entry.variants), entry.text)
        if "child" in variants and "child" in entry.variants:
            assert not FOR_ADULTS.search(words)
        if "woman" in variants and "woman" in entry.variants:
            assert not FOR_MEN.search(words)
        if "images_only" in variants and "contact_history" not in entry.factors:
            assert not CONTACT.search(words)


@QUIET
@given(cases())
def test_nothing_is_printed_half_filled(made: Made) -> None:
    plan = made.draft()
    for item in (*plan.actions, *plan.contingencies):
        words = library_words(item)
        assert not re.search(r"\{(titles|detail|questions)\}", words)
        assert "  " not in words
        assert words.strip()[-1] in ".?}"


def test_a_persons_own_braces_stay_as_they_are() -> None:
    record = Circumstances(
        licence_conditions=(
            LicenceCondition(condition_id="C1", kind="curfew", text="Indoors {titles} by 21:00"),
        )
    )
    plan = Made(circumstances=record).draft()
    check = next(
        a for a in plan.actions if a.action_id == "action:check_curfew:condition_curfew:C1"
    )
    assert check.text.endswith("Indoors {titles} by 21:00.")


def test_options_are_lettered_and_left_to_the_owner() -> None:
    plan = Made(answers=all_rated("high")).draft()
    close = next(a for a in plan.actions if a.action_id == "action:opportunity_close")
    assert "Choose, or put another: (a) vary the licence; (b)" in close.text


def test_plain_words_are_asked_for_when_the_learning_screen_points_to_them() -> None:
    def noted(band: str) -> list[str]:
        plan = Made(results=(scored("lds", band),)).draft()
        return [a.action_id for a in plan.actions if "plain words, one thing at a time" in a.text]

    assert len(noted("score_2")) == len(noted("score_1")) > 5
    assert noted("score_0") == []


@pytest.mark.parametrize(
    ("setting", "said"),
    [("custody", "on the wing"), ("remand", "on the wing"), ("community", "at visits")],
)
def test_in_prison_things_are_looked_for_on_the_wing(setting: str, said: str) -> None:
    plan = Made(answers={**all_rated("high"), "supervision_status": setting}).draft()
    seen = next(a for a in plan.actions if a.action_id == "action:preoccupation_environment")
    assert said in seen.text


def test_a_case_at_level_two_is_not_referred_to_it_again() -> None:
    made = Made(answers={**all_rated(), "mappa_level": "level_2"}, overall=overall("high"))
    asked = next(a for a in made.draft().actions if a.action_id == "action:level_two_referral")
    assert asked.text.startswith("Say at the next meeting whether formal meetings still add")


@pytest.mark.parametrize(
    ("group", "role"), [("adult", "probation_practitioner"), ("child", "youth_case_manager")]
)
def test_a_young_persons_actions_are_done_by_the_youth_justice_service(
    group: Group, role: str
) -> None:
    born = BORN_A_CHILD if group == "child" else Made().on.replace(year=1980)
    plan = Made(answers={**all_rated(), "date_of_birth": born}).draft()
    agreed = next(a for a in plan.actions if a.action_id == "action:progress_agreed")
    assert agreed.owner_role == role
    if group == "child":
        kept = {a.owner_role for a in plan.actions if a.agency == "probation"}
        assert kept <= {"victim_liaison_officer"}


def test_visits_stop_only_while_the_criteria_for_reactive_management_are_met() -> None:
    def visits(made: Made) -> str:
        plan = made.draft()
        return next(a.text for a in plan.actions if a.action_id == "action:visits_varied")

    def reactive(last: str | None, band: str = "low") -> Made:
        management = {"reactive_since": "2026-01-01", "last_offending_or_notice_on": last}
        record = {"management": management}
        low = all_rated("low", "high", "low")
        return Made(answers=low, circumstances=as_record(record), overall=overall(band))

    assert visits(reactive("2020-01-01")).startswith("No visits while")
    assert visits(reactive(None)).startswith("Visit at home")
    assert visits(reactive("2026-01-01")).startswith("Visit at home")
    assert visits(reactive("2020-01-01", "medium")).startswith("Visit at home")


def as_record(record: dict[str, object]) -> Circumstances:
    return msgspec.convert(record, Circumstances)


def test_a_victim_is_kept_out_of_the_persons_own_copy_unless_the_record_says_otherwise() -> None:
    victims = [
        {"victim_id": "V1", "who": "former partner", "exclusion_zone": "Example Road"},
        {"victim_id": "V2", "non_disclosable": False},
        {"victim_id": "V3", "non_disclosable_reason": "Asked for it."},
    ]
    plan = Made(circumstances=as_record({"victims": victims})).draft()
    told = {f.factor_id: f.non_disclosable for f in plan.factors if ":victim" in f.factor_id}
    assert told["factor:victim:V1"]
    assert told["factor:victim:V2"] is None
    assert told["factor:victim:V3"] == "Asked for it."
    zone = next(
        a for a in plan.actions if a.action_id == "action:victim_zone_checked:victim_exclusion:V1"
    )
    assert zone.non_disclosable


def test_a_rating_of_an_assessor_is_never_reworded() -> None:
    said = "Told {me} \u201cnothing\u201d"
    plan = Made(
        answers={**all_rated(), "arms_opportunity": Rating(rating="high", evidence=said)}
    ).draft()
    assert next(f.evidence for f in plan.factors if f.key == "arms_opportunity") == said
