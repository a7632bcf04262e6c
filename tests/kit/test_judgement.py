"""ARMS as structured professional judgement: complete, evidenced, and never decided for anyone."""

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice import service
from riskservice.errors import Fault
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome, Scored
from riskservice.kit.rating import Judgement, stands
from tests.conftest import ON, outcome_of
from tests.kit.shipped import PROPERTY

ARMS = service().registry.definitions["arms"]
assert isinstance(ARMS, Judgement)
RISK, STRENGTHS = ARMS.risk, ARMS.protective
FACTORS = (*RISK, *STRENGTHS)
LEVELS = ("low", "medium", "high", "very_high")


def rating(level: str = "low", **changes: Any) -> dict[str, Any]:
    return {
        "rating": level, "evidence": "seen", "date": "2026-06-01", "source": "visit",
    } | changes  # fmt: skip


def record(risk: tuple[str, ...] = ("low",) * 7, level: str | None = "low", **changes: Any) -> Any:
    """Return a complete ARMS record with some risk ratings, and what is changed in it."""
    answers: dict[str, Any] = {
        key: rating(value) for key, value in zip(RISK, risk, strict=True)
    } | {key: rating("medium") for key in STRENGTHS}
    answers |= {
        "arms_assessor": "A. Sessor, offender manager",
        "arms_overall_level": level,
        "arms_overall_reason": "Because of what is known.",
        "arms_disagreement_reason": "It weighs less here.",
    }
    answers |= changes
    return {key: value for key, value in answers.items() if value is not None}


def result(answers: Any, on: dt.date = ON) -> Outcome:
    found = outcome_of("arms", answers, on)
    assert not isinstance(found, tuple), [str(fault) for fault in found]
    return found


def missing(answers: Any) -> list[str]:
    return [m.question for m in result(answers).missing]


def prompts(answers: Any, on: dt.date = ON) -> tuple[str, ...]:
    found = result(answers, on).judgement
    assert found is not None
    return found.prompts


def faults(answers: Any) -> tuple[Fault, ...]:
    found = outcome_of("arms", answers)
    assert isinstance(found, tuple)
    return found


# Completeness ------------------------------------------------------------------------------------


def test_a_complete_record_has_the_level_the_assessor_decided() -> None:
    for level in LEVELS:
        found = result(record(level=level))
        assert isinstance(found, Scored)
        assert (found.band, found.missing) == (level, ())
        assert found.band_title == level.replace("_", " ").capitalize()
        assert found.range is not None
        assert (found.range.bands, found.range.settled) == ((level,), True)


def test_nothing_is_added_up() -> None:
    found = result(record())
    assert (found.points, found.probability, found.percent) == (None, None, None)
    assert all(item.points is None for item in found.items)


@pytest.mark.parametrize("key", FACTORS)
def test_every_factor_must_be_rated(key: str) -> None:
    answers = record(**{key: None})
    assert missing(answers) == [key]
    found = result(answers)
    assert isinstance(found, NotScorable)
    assert found.judgement is not None
    assert (found.judgement.rated, found.judgement.of) == (10, 11)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("arms_overall_level", None),
        ("arms_overall_reason", None),
        ("arms_overall_reason", ""),
        ("arms_overall_reason", "  \n"),
    ],
)
def test_level_and_reason_are_required(key: str, value: str | None) -> None:
    assert missing(record(**{key: value})) == [key]


@pytest.mark.parametrize("risk", [("low",) * 7, ("high",) * 7, ("medium",) * 7])
def test_the_level_is_never_filled_in(risk: tuple[str, ...]) -> None:
    found = result(record(risk, level=None))
    assert isinstance(found, NotScorable)
    assert (found.band, found.band_title) == (None, None)
    assert found.judgement is not None
    assert found.judgement.assessed is None
    assert found.judgement.indicated is not None
    assert found.range is not None
    assert found.range.bands == LEVELS
    assert found.range.settled_by == ("arms_overall_level",)


def test_an_empty_record_asks_for_everything_in_the_order_of_the_form() -> None:
    assert missing({}) == [*FACTORS, "arms_overall_level", "arms_overall_reason"]


@pytest.mark.parametrize(
    "flaw",
    [{"evidence": ""}, {"evidence": " \t"}, {"date": None}, {"source": ""}, {"source": "  "}],
)
def test_a_rating_without_evidence_date_or_source_does_not_stand(flaw: dict[str, Any]) -> None:
    assert missing(record(arms_opportunity=rating("high", **flaw))) == ["arms_opportunity"]


@pytest.mark.parametrize(
    ("still_true", "expected"), [(None, False), (False, False), (True, True)]
)  # fmt: skip
def test_a_rating_carried_forward_stands_only_when_confirmed(
    *, still_true: bool | None, expected: bool
) -> None:
    carried = rating("high", carried_from="2025-06-01", still_true=still_true)
    answers = record(arms_opportunity=carried)
    assert missing(answers) == ([] if expected else ["arms_opportunity"])


def test_a_rating_said_to_be_no_longer_true_does_not_stand_whoever_made_it() -> None:
    assert missing(record(arms_opportunity=rating(still_true=False))) == ["arms_opportunity"]


def test_a_factor_that_was_not_rated_does_not_stand() -> None:
    assert stands(None) is False


# What the record leaves open ---------------------------------------------------------------------


def test_a_sound_record_prompts_nothing() -> None:
    assert prompts(record()) == ()


@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        ({"evidence": ""}, "Opportunity: what does the rating rest on? Give the evidence."),
        ({"date": None}, "Opportunity: when was this found or last confirmed? Give the date."),
        ({"source": " "}, "Opportunity: where does this come from? Give the source."),
        ({"still_true": False}, "Opportunity: no longer true: rate it afresh."),
        (
            {"carried_from": "2025-06-01"},
            "Opportunity: carried forward from 2025-06-01. Is it still true?",
        ),
    ],
)
def test_each_gap_is_asked_about(flaw: dict[str, Any], words: str) -> None:
    found = prompts(record(arms_opportunity=rating(**flaw)))
    assert words in found
    assert len(found) == 1


def test_a_factor_not_rated_is_asked_about() -> None:
    assert prompts(record(arms_opportunity=None)) == ("Opportunity: not rated yet.",)


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2025-11-23", True), ("2025-11-24", True), ("2025-11-25", False), ("2026-11-24", False)],
)
def test_evidence_a_year_old_is_asked_about(*, day: str, asked: bool) -> None:
    words = "Opportunity: the evidence is more than 12 months old. Is it still true?"
    assert (words in prompts(record(arms_opportunity=rating(date=day)))) is asked


def test_no_strength_above_low_is_asked_about() -> None:
    weak = {key: rating("low") for key in STRENGTHS}
    words = "No strength is rated above low: what could be built, and with whom?"
    assert prompts(record(**weak)) == (words,)
    weak[STRENGTHS[0]] = rating("medium")
    assert prompts(record(**weak)) == ()


# The indicated level -----------------------------------------------------------------------------


def indicated_by_hand(risk: tuple[str, ...]) -> str:
    """Return what the lines of the house policy say, the first that fits."""
    high, raised = risk.count("high"), risk.count("high") + risk.count("medium")
    if high >= 4:
        return "very_high"
    if high >= 2:
        return "high"
    if high >= 1 or raised >= 3:
        return "medium"
    return "low"


@pytest.mark.parametrize(
    ("high", "medium"), [(h, m) for h, m in itertools.product(range(8), repeat=2) if h + m <= 7]
)
def test_the_indicated_level_follows_each_line_of_the_policy(high: int, medium: int) -> None:
    risk = ("high",) * high + ("medium",) * medium + ("low",) * (7 - high - medium)
    found = result(record(risk, level="low")).judgement
    assert found is not None
    assert found.indicated == indicated_by_hand(risk)


@PROPERTY
@given(st.permutations(("high", "high", "medium", "medium", "low", "low", "low")))
def test_the_order_of_ratings_does_not_matter(risk: list[str]) -> None:
    found = result(record(tuple(risk), level="high")).judgement
    assert found is not None
    assert found.indicated == "high"


@pytest.mark.parametrize("key", RISK)
def test_nothing_is_indicated_until_every_risk_factor_stands(key: str) -> None:
    found = result(record(("high",) * 7, **{key: None}))
    assert found.judgement is not None
    assert found.judgement.indicated is None
    assert found.notices == ()


def test_an_indicated_level_is_called_a_house_policy_and_advice() -> None:
    (notice,) = result(record()).notices
    assert notice.code == "house-policy"
    assert "advises and decides nothing" in notice.text


def test_strengths_do_not_change_what_is_indicated() -> None:
    for level in ("low", "medium", "high"):
        strong = {key: rating(level) for key in STRENGTHS}
        found = result(record(("high", "high", *("low",) * 5), level="high", **strong)).judgement
        assert found is not None
        assert found.indicated == "high"


def test_to_differ_from_the_indicated_level_needs_a_reason() -> None:
    differs = record(("high",) * 7, level="low", arms_disagreement_reason=None)
    assert missing(differs) == ["arms_disagreement_reason"]
    assert missing(differs | {"arms_disagreement_reason": "  "}) == ["arms_disagreement_reason"]
    assert missing(differs | {"arms_disagreement_reason": "Bedridden."}) == []
    agrees = record(("high",) * 7, level="very_high", arms_disagreement_reason=None)
    assert missing(agrees) == []


def test_differing_is_asked_about_until_the_reason_is_given_and_then_told() -> None:
    differs = record(("high",) * 7, level="low", arms_disagreement_reason=None)
    start = "The house policy indicates very high, the assessor decided low: "
    assert f"{start}give the reason for differing." in prompts(differs)
    given_reason = differs | {"arms_disagreement_reason": "Bedridden."}
    assert f"{start}the reason is recorded with the assessment." in prompts(given_reason)
    found = result(given_reason)
    assert found.judgement is not None
    assert found.judgement.disagreement_reason == "Bedridden."
    assert found.band == "low"


# A second, blind rating --------------------------------------------------------------------------


def second(**ratings: str) -> dict[str, Any]:
    return {"assessor": "B. Lind, police", "ratings": ratings}


def test_only_factors_the_two_assessors_rate_otherwise_are_disputed() -> None:
    answers = record(
        ("high", *("low",) * 6),
        level="medium",
        arms_second_rating=second(
            arms_opportunity="low", arms_sexual_preoccupation="low", arms_social_investment="high"
        ),
    )
    found = result(answers)
    assert found.judgement is not None
    assert found.judgement.second_assessor == "B. Lind, police"
    assert found.judgement.disputed_factors == ("arms_opportunity", "arms_social_investment")
    assert prompts(answers) == (
        "Opportunity: the two assessors differ. Agree a rating, with why.",
        "Social investment: the two assessors differ. Agree a rating, with why.",
    )


def test_a_second_rating_changes_neither_level_nor_indication() -> None:
    other = dict.fromkeys(FACTORS, "high")
    plain, rated = result(record()), result(record(arms_second_rating=second(**other)))
    assert plain.judgement is not None
    assert rated.judgement is not None
    assert (rated.band, rated.judgement.indicated) == (plain.band, plain.judgement.indicated)
    assert rated.missing == plain.missing == ()


def test_a_factor_the_first_assessor_left_open_is_not_disputed() -> None:
    answers = record(arms_opportunity=None, arms_second_rating=second(arms_opportunity="high"))
    found = result(answers)
    assert found.judgement is not None
    assert found.judgement.disputed_factors == ()


# Faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "more"), [("date", {}), ("carried_from", {"still_true": True})]
)  # fmt: skip
def test_a_date_after_the_day_of_assessment_is_a_fault(name: str, more: dict[str, Any]) -> None:
    assert missing(record(arms_opportunity=rating(**{name: "2026-11-24"} | more))) == []
    (fault,) = faults(record(arms_opportunity=rating(**{name: "2026-11-25"} | more)))
    assert fault.pointer == f"/answers/arms_opportunity/{name}"
    assert (fault.question, fault.wording) == ("arms_opportunity", "Opportunity")
    assert fault.message == "lies after the day of assessment"
    assert fault.value == "2026-11-25"


@pytest.mark.parametrize(
    "name", ["A. Sessor, offender manager", " a. sessor, OFFENDER manager ", "", "  "]
)
def test_the_second_assessor_is_another_named_person(name: str) -> None:
    blind = {"assessor": name, "ratings": {}}
    (fault,) = faults(record(arms_second_rating=blind))
    assert fault.pointer == "/answers/arms_second_rating/assessor"
    assert fault.message == "must be another named person than the assessor"


def test_a_second_rating_of_no_factor_is_a_fault() -> None:
    (fault,) = faults(record(arms_second_rating=second(arms_luck="high")))
    assert fault.pointer == "/answers/arms_second_rating/ratings/arms_luck"
    assert fault.message == "is not a factor of this judgement"
    assert fault.way_out


def test_all_faults_of_a_judgement_come_at_once() -> None:
    answers = record(
        arms_opportunity=rating(date="2027-01-01", carried_from="2027-01-01"),
        arms_social_investment=rating(date="2030-01-01"),
        arms_second_rating={"assessor": "", "ratings": {"x": "low", "y": "low"}},
    )
    assert {fault.pointer for fault in faults(answers)} == {
        "/answers/arms_opportunity/date",
        "/answers/arms_opportunity/carried_from",
        "/answers/arms_social_investment/date",
        "/answers/arms_second_rating/assessor",
        "/answers/arms_second_rating/ratings/x",
        "/answers/arms_second_rating/ratings/y",
    }


# Who is out of scope -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"sex": "female"}, "ARMS was designed for men and is not used for women"),
        (
            {"date_of_birth": "2008-11-25"},
            "The person is under 18 at assessment; ARMS is for adults",
        ),
        ({"ever_sexual_offence": False}, "There is no sanction for a sexual offence"),
    ],
)
def test_arms_is_not_for_everyone(answers: dict[str, Any], rule: str) -> None:
    for rated in ({}, record()):
        found = result({**rated, **answers})
        assert isinstance(found, NotApplicable)
        assert (found.rule, found.judgement, found.band) == (rule, None, None)


def test_arms_is_for_a_man_from_his_eighteenth_birthday() -> None:
    found = result(record(sex="male", date_of_birth="2008-11-24", ever_sexual_offence=True))
    assert isinstance(found, Scored)


# The account -------------------------------------------------------------------------------------


def test_every_rating_that_stands_is_accounted_for_with_evidence_source_and_date() -> None:
    found = result(record(("high", *("low",) * 6), level="medium", arms_poor_self_management=None))
    assert [item.term for item in found.items] == [
        key for key in FACTORS if key != "arms_poor_self_management"
    ]
    first = found.items[0]
    assert (first.title, first.answer) == ("Opportunity", "high")
    assert first.why == "High priority: seen (visit, 2026-06-01)"
    assert (first.cite, first.confidence) == ("csa", "confirmed")
    assert found.items[-1].why == "Medium strength: seen (visit, 2026-06-01)"
    assert found.items[-1].confidence == "unconfirmed"


def test_without_reasons_the_decision_is_the_same() -> None:
    from riskservice import score  # noqa: PLC0415  the only use

    case = {"case_id": "A", "on": ON.isoformat(), "answers": record(("high",) * 7, level="low")}
    full, bare = (
        score(case, instruments=["arms"], reasons=reasons).results[0] for reasons in (True, False)
    )
    assert (bare.items, bare.judgement and bare.judgement.prompts) == ((), ())
    assert (bare.band, bare.missing, bare.range) == (full.band, full.missing, full.range)
    assert bare.judgement is not None
    assert full.judgement is not None
    assert bare.judgement.indicated == full.judgement.indicated
