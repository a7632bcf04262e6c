"""Which category, from records: every sentence, every boundary one step either side."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from riskservice.case import Case
from riskservice.circumstances import Circumstances, Disposal
from riskservice.mappa import ScreeningResult, screen_case
from tests.mappa.people import (
    CHILD,
    NO_TERRORISM,
    NOT_2,
    VIOLENT,
    codes,
    registered,
    screened,
    step,
)

UNREGISTERED = {"subject": False}


def of_sentence(settings: dict[str, str] | None = None, **sentence: Any) -> ScreeningResult:
    """Screen somebody with one sentence who is not subject to notification."""
    return screened(
        grounds={**NO_TERRORISM, **NOT_2, "capable_of_serious_harm": False},
        notification=UNREGISTERED,
        sentences=[{**VIOLENT, **sentence}],
        settings=settings,
    )


# Category 1 --------------------------------------------------------------------------------------


def test_somebody_subject_to_notification_is_category_1_led_by_police() -> None:
    found = registered().category
    assert (found.state, found.category, found.possible) == ("decided", 1, ("1",))
    assert found.rule == "Category 1: subject to notification"
    assert found.lead is not None
    assert found.lead.proposed == "police"


def test_category_1_ends_with_the_notification_period_of_its_sentence() -> None:
    ends = registered().category.ends
    assert ends is not None
    # 12 months: ten years that begin with 10 January 2026.
    assert str(ends.date) == "2036-01-09"
    assert ends.passed is False
    assert ends.confidence == "reported"


@pytest.mark.parametrize(
    ("revoked", "category"), [("2026-11-23", "not"), ("2026-11-24", "not"), ("2026-11-25", "1")]
)
def test_revoked_notification_brings_no_category_1_from_that_day(
    revoked: str, category: str
) -> None:
    found = screened(notification={"subject": True, "revoked_on": revoked}).category
    assert ("1" in found.possible) is (category == "1")


@pytest.mark.parametrize(("on", "state"), [("2036-01-09", "met"), ("2036-01-10", "not_met")])
def test_notification_is_read_off_the_sentences_where_it_is_not_recorded(
    on: str, state: str
) -> None:
    found = screened(on=on, sentences=[{**VIOLENT, "notifiable": True}])
    assert step(found, "category_1").state == state


def test_nobody_is_taken_to_be_free_of_notification_because_nothing_is_recorded() -> None:
    found = screened()
    assert step(found, "category_1").state == "cannot_tell"
    assert set(found.category.possible) == {"1", "2", "3", "4", "none"}


def test_an_ended_period_beside_a_recorded_category_is_pointed_out() -> None:
    found = screened(
        on="2036-01-10",
        grounds=NO_TERRORISM,
        mappa={"category": 1},
        sentences=[{**VIOLENT, "notifiable": True, "schedule_15": "neither"}],
    )
    assert "category_ended" in codes(found)
    before = screened(
        on="2036-01-09",
        grounds=NO_TERRORISM,
        mappa={"category": 1},
        sentences=[{**VIOLENT, "notifiable": True, "schedule_15": "neither"}],
    )
    assert "category_ended" not in codes(before)


# Category 2 --------------------------------------------------------------------------------------

WHATEVER_LENGTH = ("life", "public_protection", "during_his_majestys_pleasure")
BY_LENGTH = (
    "imprisonment",
    "youth_detention",
    "section_250",
    "detention_and_training",
    "extended",
    "suspended",
)
HOSPITAL = ("hospital", "hospital_with_restriction", "guardianship")
NEVER = tuple(
    set(Disposal.__args__) - {*WHATEVER_LENGTH, *BY_LENGTH, *HOSPITAL}  # type: ignore[attr-defined]
)


@pytest.mark.parametrize("disposal", BY_LENGTH)
@pytest.mark.parametrize(
    ("term", "category"),
    [
        ({"months": 11}, "none"),
        ({"months": 11, "days": 30}, "none"),
        ({"months": 12}, "2"),
        ({"years": 1}, "2"),
        ({"years": 1, "days": 1}, "2"),
        ({"days": 364}, "none"),
        ({"days": 365}, "2"),
        ({"weeks": 52}, "none"),
        ({"weeks": 52, "days": 1}, "2"),
    ],
)
def test_custody_of_12_months_brings_category_2(
    disposal: str, term: dict[str, int], category: str
) -> None:
    assert of_sentence(disposal=disposal, term=term).category.possible == (category,)


@pytest.mark.parametrize("disposal", [*WHATEVER_LENGTH, *HOSPITAL])
def test_a_sentence_without_a_length_and_a_hospital_order_bring_category_2(disposal: str) -> None:
    assert of_sentence(disposal=disposal, term=None).category.category == 2


@pytest.mark.parametrize("disposal", sorted(NEVER))
def test_no_other_disposal_brings_category_2(disposal: str) -> None:
    term = None if "caution" in disposal or "warning" in disposal else {"years": 2}
    finding = disposal if term is None else "conviction"
    found = of_sentence(disposal=disposal, term=term, finding=finding, ends_on=None)
    assert step(found, "category_2").state == "not_met"


@pytest.mark.parametrize("finding", ["insanity", "unfit_to_plead"])
@pytest.mark.parametrize(("disposal", "category"), [("hospital", "2"), ("other", "none")])
def test_a_finding_of_insanity_or_unfitness_counts_with_a_hospital_order(
    finding: str, disposal: str, category: str
) -> None:
    found = of_sentence(finding=finding, disposal=disposal, term=None, murder=False)
    assert found.category.possible == (category,)


def test_the_day_of_sentence_matters_only_where_it_can() -> None:
    # 365 days are twelve months, unless 29 February lies among them.
    assert of_sentence(term={"days": 365}, sentenced_on=None).category.possible == ("2", "none")
    assert of_sentence(term={"days": 366}, sentenced_on=None).category.possible == ("2",)
    assert of_sentence(term={"days": 364}, sentenced_on=None).category.possible == ("none",)
    leap = of_sentence(term={"days": 365}, sentenced_on="2024-01-15", relevant_date="2024-01-10")
    assert leap.category.possible == ("none",)


@pytest.mark.parametrize(
    ("offence", "category"),
    [
        ({"schedule_15": "violent"}, "2"),
        ({"schedule_15": "sexual"}, "2"),
        ({"schedule_15": "neither"}, "none"),
        ({"schedule_15": "neither", "murder": True}, "2"),
        ({"schedule_15": "neither", "controlling_or_coercive": True}, "2"),
    ],
)
def test_category_2_needs_its_offence(offence: dict[str, Any], category: str) -> None:
    assert of_sentence(**offence).category.possible == (category,)


@pytest.mark.parametrize(
    "left_out", ["schedule_15", "disposal", "ends_on"], ids=lambda name: f"without_{name}"
)
def test_what_is_left_out_of_a_sentence_is_asked_for_and_is_never_no(left_out: str) -> None:
    found = of_sentence(**{left_out: None}).category
    assert found.state == "cannot_tell"
    assert set(found.possible) == {"2", "none"}
    assert found.would_tell


@pytest.mark.parametrize(
    ("ends_on", "category"),
    [("2026-11-23", "none"), ("2026-11-24", "2"), ("2026-11-25", "2")],
)
def test_category_2_ends_with_the_sentence(ends_on: str, category: str) -> None:
    found = of_sentence(ends_on=ends_on)
    assert found.category.possible == (category,)
    assert any(n.code == "reported" and "Category 2 has not ended" in n.text for n in found.notices)


def test_a_sentence_served_in_full_holds_nobody() -> None:
    assert of_sentence(ends_on=None, served=True).category.possible == ("none",)


@pytest.mark.parametrize(
    ("release", "state"),
    [
        ({"licence_ends_on": "2026-11-24"}, "met"),
        ({"licence_ends_on": "2026-11-23"}, "not_met"),
        ({"licence_ends_on": "2026-11-23", "in_custody": True}, "cannot_tell"),
        ({"in_custody": True}, "met"),
        ({"sentence_ends_on": "2026-11-24"}, "met"),
        ({"sentence_ends_on": "2026-11-23"}, "cannot_tell"),
        ({}, "cannot_tell"),
    ],
)
def test_licence_and_custody_tell_whether_a_sentence_runs(
    release: dict[str, Any], state: str
) -> None:
    found = screened(grounds=NOT_2, release=release, sentences=[{**VIOLENT, "ends_on": None}])
    assert step(found, "category_2").state == state


def test_custody_does_not_keep_an_old_sentence_running() -> None:
    old = {**VIOLENT, "sentence_id": "OLD", "ends_on": None}
    now = {**VIOLENT, "sentence_id": "NOW", "ends_on": None, "schedule_15": "neither"}
    found = screened(
        grounds={**NO_TERRORISM, **NOT_2}, release={"in_custody": True}, sentences=[old, now]
    )
    assert step(found, "category_2").state == "cannot_tell"
    asked = [ask.pointer for ask in found.category.would_tell]
    assert "/circumstances/sentences/0/served" in asked
    served = screened(
        grounds={**NO_TERRORISM, **NOT_2},
        release={"in_custody": True},
        sentences=[{**old, "served": True}, now],
    )
    assert step(served, "category_2").state == "not_met"


def test_somebody_on_remand_is_not_held_by_an_earlier_sentence() -> None:
    found = screened(
        {"date_of_birth": "1980-01-01", "supervision_status": "remand"},
        grounds=NOT_2,
        sentences=[{**VIOLENT, "ends_on": None}],
    )
    assert step(found, "category_2").state == "cannot_tell"


@pytest.mark.parametrize(("ends", "state"), [("2026-11-24", "met"), ("2026-11-23", "not_met")])
def test_liability_to_hospital_keeps_category_2(ends: str, state: str) -> None:
    found = screened(
        grounds=NOT_2,
        management={"hospital_liability_ends_on": ends},
        sentences=[{**VIOLENT, "disposal": "hospital", "term": None, "ends_on": None}],
    )
    assert step(found, "category_2").state == state


def test_category_2_ends_on_the_last_day_of_the_sentences_that_bring_it() -> None:
    later = {**VIOLENT, "sentence_id": "S2", "ends_on": "2028-05-01"}
    other = {**VIOLENT, "sentence_id": "S3", "schedule_15": "neither", "ends_on": "2031-01-01"}
    found = screened(
        grounds={**NO_TERRORISM, **NOT_2},
        notification=UNREGISTERED,
        sentences=[VIOLENT, later, other],
    )
    assert found.category.ends is not None
    assert str(found.category.ends.date) == "2028-05-01"


def test_the_few_sexual_offenders_without_notification_are_category_2_on_licence() -> None:
    grounds = {**NO_TERRORISM, "sexual_offender_without_notification": True}
    known = {"grounds": grounds, "notification": UNREGISTERED, "sentences": []}
    found = screened(**known, release={"licence_ends_on": "2027-01-01"})
    assert step(found, "category_2_without_notification").state == "met"
    ended = screened(**known, release={"licence_ends_on": "2026-01-01"})
    assert step(ended, "category_2_without_notification").state == "not_met"


def test_consecutive_terms_are_added_only_under_that_reading() -> None:
    half = {**VIOLENT, "term": {"months": 6}}
    sentences = [half, {**half, "sentence_id": "S2", "consecutive_to": "S1"}]
    known: dict[str, Any] = {
        "grounds": {**NO_TERRORISM, **NOT_2, "capable_of_serious_harm": False},
        "notification": UNREGISTERED,
        "sentences": sentences,
    }
    singly = screened(**known)
    assert singly.category.possible == ("none",)
    rest = {(each.setting, each.other): each.then for each in singly.rests_on}
    assert rest["consecutive_terms", "added"].startswith("category: 2")
    added = screened(**known, settings={"consecutive_terms": "added"})
    assert added.category.possible == ("2",)
    short = [half, {**half, "sentence_id": "S2", "consecutive_to": "S1", "term": {"months": 5}}]
    known["sentences"] = short
    assert screened(**known, settings={"consecutive_terms": "added"}).category.possible == ("none",)


def test_a_suspended_sentence_counts_as_reported_and_the_other_reading_is_named() -> None:
    found = of_sentence(disposal="suspended")
    assert found.category.category == 2
    assert ("suspended_sentence", "does_not_count") in {
        (each.setting, each.other) for each in found.rests_on
    }
    assert any("Suspended sentence" in notice.text for notice in found.notices)
    other = of_sentence({"suspended_sentence": "does_not_count"}, disposal="suspended")
    assert other.category.possible == ("none",)


@pytest.mark.parametrize(
    ("sentenced_on", "category"),
    [("2025-02-02", "none"), ("2025-02-03", "2"), (None, "2 or none")],
)
def test_coercive_behaviour_sentenced_earlier_counts_or_not_by_the_reading(
    sentenced_on: str | None, category: str
) -> None:
    sentence = {
        "schedule_15": "neither",
        "controlling_or_coercive": True,
        "sentenced_on": sentenced_on,
        "relevant_date": "2025-01-10",
    }
    assert of_sentence(**sentence).category.category == 2
    found = of_sentence({"controlling_or_coercive": "sentenced_from_then"}, **sentence)
    assert " or ".join(found.category.possible) == category


@pytest.mark.parametrize(
    ("answers", "management", "lead"),
    [
        (None, {}, None),
        (None, {"lead_agency": "probation"}, "probation"),
        (CHILD, {}, "youth offending team"),
        (None, {"in_hospital": True}, "mental health"),
    ],
)
def test_who_leads_category_2(
    answers: dict[str, Any] | None, management: dict[str, Any], lead: str | None
) -> None:
    found = screened(
        answers,
        grounds={**NO_TERRORISM, **NOT_2},
        notification=UNREGISTERED,
        management=management,
        sentences=[VIOLENT],
    )
    assert found.category.lead is not None
    assert found.category.lead.proposed == lead
    assert found.category.lead.agencies == ("probation", "youth offending team", "mental health")


# Categories 3 and 4, and people outside MAPPA ----------------------------------------------------

DANGEROUS = {"capable_of_serious_harm": True, "active_management_needed": True}


def other(**grounds: bool | None) -> ScreeningResult:
    return screened(
        grounds={**NO_TERRORISM, **NOT_2, **grounds},
        notification=UNREGISTERED,
        sentences=[{**VIOLENT, "disposal": "community_order", "term": None}],
    )


def test_category_3_is_for_those_in_no_other() -> None:
    assert other(**DANGEROUS).category.category == 3
    assert registered(grounds=DANGEROUS).category.category == 1


@pytest.mark.parametrize("missing", DANGEROUS)
@pytest.mark.parametrize(("value", "possible"), [(False, ("none",)), (None, ("3", "none"))])
def test_category_3_needs_both_its_grounds(
    missing: str, value: bool | None, possible: tuple[str, ...]
) -> None:
    assert other(**{**DANGEROUS, missing: value}).category.possible == possible


def test_category_3_is_led_by_the_agency_that_is_recorded() -> None:
    found = screened(
        grounds={**NO_TERRORISM, **NOT_2, **DANGEROUS},
        notification=UNREGISTERED,
        management={"lead_agency": "probation"},
        sentences=[{**VIOLENT, "disposal": "fine", "term": None}],
    )
    assert found.category.lead is not None
    assert found.category.lead.proposed == "probation"
    assert other(**DANGEROUS).category.lead.proposed is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("grounds", "sentence"),
    [
        ({"terrorism_notification": True}, {}),
        ({"terrorism_risk": True}, {}),
        ({}, {"terrorism": True}),
        ({}, {"terrorism": True, "disposal": "hospital", "term": None}),
    ],
)
def test_category_4_is_kept_beside_1_and_2_unless_read_otherwise(
    grounds: dict[str, bool], sentence: dict[str, Any]
) -> None:
    known: dict[str, Any] = {
        "grounds": {**NO_TERRORISM, **NOT_2, **grounds},
        "notification": {"subject": True},
        "sentences": [{**VIOLENT, **sentence}],
    }
    found = screened(**known)
    assert found.category.category == 4
    assert found.category.met == (1, 2, 4)
    assert ("category_4_kept", "category_1_or_2") in {
        (each.setting, each.other) for each in found.rests_on
    }
    assert screened(**known, settings={"category_4_kept": "category_1_or_2"}).category.category == 1
    assert found.category.ends is not None
    assert found.category.ends.date is None
    assert found.referral.agreed_by == ()
    assert "not-in-the-sources" in [notice.code for notice in found.notices]


@pytest.mark.parametrize("term", [{"months": 11}, {"months": 12}])
def test_a_terrorism_sentence_needs_12_months(term: dict[str, int]) -> None:
    found = of_sentence(terrorism=True, term=term)
    assert (found.category.category == 4) is (term["months"] == 12)


def test_a_potentially_dangerous_person_is_outside_mappa_and_always_minuted() -> None:
    grounds = {
        **NO_TERRORISM,
        **NOT_2,
        "unconvicted": True,
        "likelihood_of_serious_harm": True,
        "capable_of_serious_harm": False,
        "terrorism_risk": False,
    }
    known: dict[str, Any] = {"grounds": grounds, "notification": UNREGISTERED}
    nobody = [{**VIOLENT, "disposal": "caution", "finding": "caution", "term": None}]
    found = screened(**known, sentences=nobody)
    assert found.category.state == "none"
    assert found.level.applies is False
    assert found.level.level is None
    assert found.potentially_dangerous.state == "met"
    assert any("minuted" in duty for duty in found.potentially_dangerous.duties)
    assert "assessment_of_risk" in codes(found)
    held = {"kind": "assessment_of_risk", "on": "2026-11-01"}
    without = screened(**known, sentences=nobody, mappa={"meetings": [held]})
    assert "assessment_of_risk" in codes(without)
    minuted = {**held, "minutes_received_on": "2026-11-03"}
    assert "assessment_of_risk" not in codes(
        screened(**known, sentences=nobody, mappa={"meetings": [minuted]})
    )
    recorded = screened(**known, sentences=nobody, mappa={"category": 3, "level": 2})
    assert {"pdp_in_mappa", "level_without_category"} <= set(codes(recorded))


def test_a_convicted_person_is_no_potentially_dangerous_person() -> None:
    found = other(likelihood_of_serious_harm=True, unconvicted=True, capable_of_serious_harm=False)
    assert step(found, "unconvicted").state == "not_met"
    assert "facts_conflict" in codes(found)


@pytest.mark.parametrize(
    ("order", "state"),
    [
        ({"kind": "sro", "made_on": "2026-01-01", "ends_on": "2028-01-01"}, "met"),
        ({"kind": "interim_sro", "made_on": "2026-01-01", "ends_on": "2026-11-24"}, "met"),
        ({"kind": "sro", "made_on": "2024-01-01", "ends_on": "2026-11-23"}, "not_met"),
        ({"kind": "sro", "made_on": "2026-11-25", "ends_on": "2029-11-25"}, "not_met"),
        ({"kind": "sro", "made_on": "2026-01-01"}, "cannot_tell"),
        ({"kind": "sro", "made_on": "2026-01-01", "until_further_order": True}, "met"),
        ({"kind": "voo", "made_on": "2026-01-01", "ends_on": "2028-01-01"}, "not_met"),
    ],
)
def test_somebody_under_a_sexual_risk_order_is_recorded_as_potentially_dangerous(
    order: dict[str, Any], state: str
) -> None:
    found = screened(
        grounds={
            **NO_TERRORISM,
            **NOT_2,
            "capable_of_serious_harm": False,
            "likelihood_of_serious_harm": False,
        },
        notification=UNREGISTERED,
        orders=[{"order_id": "O1", **order}],
        sentences=[{**VIOLENT, "disposal": "fine", "term": None}],
    )
    assert found.potentially_dangerous.state == state


def test_a_revoked_requirement_does_not_hide_an_order_that_still_runs() -> None:
    raw = {
        "sentences": [
            {
                "sentence_id": "S1",
                "disposal": "life",
                "relevant_date": "2012-02-29",
                "finding": "conviction",
                "notifiable": True,
                "terrorism": False,
            }
        ],
        "mappa": {"grounds": {"terrorism_notification": False, "terrorism_risk": False}},
        "notification": {"revoked_on": "2026-01-01"},
        "orders": [
            {"order_id": "O1", "kind": "shpo", "made_on": "2024-01-01", "ends_on": "2030-01-01"}
        ],
    }
    case = Case(
        case_id="EXAMPLE",
        on=dt.date(2026, 11, 24),
        answers={},
        circumstances=msgspec.convert(raw, Circumstances),
    )
    found = screen_case(case)
    assert found.category.category == 1
    assert found.category.ends is not None
    assert found.category.ends.date == dt.date(2030, 1, 1)
