"""Second, blind ratings of ARMS: found however a file holds them, compared factor by factor."""

import json
from typing import Any

import numpy as np
import pytest

from riskservice.kit.rating import Judgement
from riskservice.registry import Registry
from riskservice.validation.agreement import Spec, UnusableRatings, agree, agree_second_ratings
from riskservice.validation.agreement.second_results import FactorAgreement, SecondRatings

ONE, OTHER = "arms_opportunity", "arms_social_investment"
FIRST = ["low", "medium", "high", "high", "low", "medium"]
SECOND = ["low", "high", "high", "medium", "low", "medium"]


@pytest.fixture(scope="module")
def arms(registry: Registry) -> Judgement:
    found = registry.definition("arms")
    assert isinstance(found, Judgement)
    return found


def record(rating: str, **more: Any) -> dict[str, Any]:
    return {
        "rating": rating,
        "evidence": "Made up",
        "date": "2026-11-01",
        "source": "Home visit",
    } | more


def second(**ratings: str) -> dict[str, Any]:
    return {"assessor": "B. Example (synthetic)", "ratings": ratings}


def factor(found: SecondRatings, key: str) -> FactorAgreement:
    return next(each for each in found.factors if each.key == key)


def messages(columns: dict[str, list[Any]], arms: Judgement) -> list[tuple[str, str]]:
    with pytest.raises(UnusableRatings) as error:
        agree_second_ratings(columns, arms)
    return [(fault.pointer, fault.message) for fault in error.value.faults]


def test_a_factor_has_the_figures_of_its_two_columns(arms: Judgement) -> None:
    found = agree_second_ratings({ONE: FIRST, f"{ONE}_second": SECOND}, arms)
    plain = agree(
        {"first assessor": FIRST, "second assessor": SECOND},
        Spec(raters=("first assessor", "second assessor"), scale=("low", "medium", "high")),
    )
    assert factor(found, ONE).agreement == plain
    assert (found.n, found.people) == (6, 6)
    assert found.percent_agreement == pytest.approx(4 / 6)


def test_words_records_and_json_text_are_the_same_ratings(arms: Judgement) -> None:
    flat = {ONE: FIRST, f"{ONE}_second": SECOND}
    records = {
        ONE: [record(rating) for rating in FIRST],
        "arms_second_rating": [second(arms_opportunity=rating) for rating in SECOND],
    }
    texts = {name: [json.dumps(cell) for cell in cells] for name, cells in records.items()}
    found = [agree_second_ratings(columns, arms).factors for columns in (flat, records, texts)]
    assert found[0] == found[1] == found[2]


def test_every_factor_of_the_form_is_told_in_its_order_also_without_ratings(
    arms: Judgement,
) -> None:
    found = agree_second_ratings({ONE: FIRST, f"{ONE}_second": SECOND}, arms)
    assert [each.key for each in found.factors] == [*arms.risk, *arms.protective]
    kinds = [each.kind for each in found.factors]
    assert kinds == ["risk"] * len(arms.risk) + ["protective"] * len(arms.protective)
    empty = factor(found, OTHER)
    assert (empty.n, empty.few, empty.agreement) == (0, True, None)
    assert empty.note == "Nobody has both ratings."
    assert "Social investment" in found.notes[0]


@pytest.mark.parametrize(("people", "few"), [(29, True), (30, False), (31, False)])
def test_a_factor_with_few_ratings_is_flagged(arms: Judgement, people: int, few: bool) -> None:
    ratings = ["low", "high"] * (people // 2) + ["medium"] * (people % 2)
    found = agree_second_ratings({ONE: ratings, f"{ONE}_second": ratings}, arms)
    assert factor(found, ONE).few is few
    assert bool(factor(found, ONE).note) is few
    mine = agree_second_ratings({ONE: ratings, f"{ONE}_second": ratings}, arms, few=people + 1)
    assert factor(mine, ONE).few is True
    assert mine.few_below == people + 1


def test_people_with_one_rating_are_out_of_a_factor_and_counted(arms: Judgement) -> None:
    columns = {
        ONE: [*FIRST, "low", None, None],
        f"{ONE}_second": [*SECOND, None, "high", ""],
    }
    found = agree_second_ratings(columns, arms)
    assert factor(found, ONE).n == 6
    assert [(each.why, each.count, each.rows) for each in found.left_out] == [
        ("no second assessor rated them", 1, (7,)),
        ("the first assessor rated nothing", 1, (8,)),
        ("nobody rated them", 1, (9,)),
    ]


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"carried_from": "2025-11-01", "still_true": True}, True),
        ({"carried_from": "2025-11-01"}, False),
        ({"carried_from": "2025-11-01", "still_true": False}, False),
        ({"still_true": False}, False),
        ({}, True),
    ],
)
def test_a_rating_carried_forward_counts_only_where_it_is_confirmed(
    arms: Judgement, more: dict[str, Any], counts: bool
) -> None:
    columns = {
        ONE: [record("low"), record("high", **more)],
        f"{ONE}_second": ["low", "high"],
    }
    found = agree_second_ratings(columns, arms)
    assert factor(found, ONE).n == 1 + counts
    lapsed = [each for each in found.left_out if "carried forward" in each.why]
    assert [each.rows for each in lapsed] == ([] if counts else [(2,)])


def test_the_overall_level_is_compared_where_the_file_has_a_second_one(arms: Judgement) -> None:
    columns = {
        ONE: FIRST,
        f"{ONE}_second": SECOND,
        "arms_overall_level": ["low", "very_high", "high", "high", "low", "medium"],
        "arms_overall_level_second": ["low", "Very High", "high", "medium", "low", "medium"],
    }
    found = agree_second_ratings(columns, arms)
    level = found.factors[-1]
    assert (level.kind, level.n) == ("overall", 6)
    assert level.agreement is not None
    assert level.agreement.frame.scale == ("low", "medium", "high", "very_high")
    # The mean over factors is of factors alone.
    assert found.percent_agreement == pytest.approx(4 / 6)


def test_internal_consistency_is_of_complete_first_ratings_by_kind(arms: Judgement) -> None:
    draw = np.random.default_rng(3)
    names = ("low", "medium", "high")
    codes = draw.integers(0, 3, (12, len(arms.protective)))
    columns: dict[str, list[Any]] = {
        key: [names[c] for c in codes[:, i]] for i, key in enumerate(arms.protective)
    }
    columns[arms.protective[0]][0] = None
    columns[f"{arms.protective[0]}_second"] = ["low"] * 12
    found = agree_second_ratings(columns, arms).internal_consistency
    rows = codes[1:]
    k = rows.shape[1]
    expected = k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / rows.sum(axis=1).var(ddof=1))
    assert list(found) == ["protective"]
    assert found["protective"].estimate == pytest.approx(expected, abs=1e-12)
    assert found["protective"].n == 11


def test_a_second_rating_by_the_first_assessor_or_by_nobody_is_none(arms: Judgement) -> None:
    columns = {
        ONE: ["low", "high", "low"],
        "arms_assessor": ["a. example", "C. Example", None],
        "arms_second_rating": [
            {"assessor": "A. Example ", "ratings": {ONE: "low"}},
            {"assessor": " ", "ratings": {ONE: "low"}},
            {"assessor": "D. Example", "ratings": {ONE: "low"}},
        ],
    }
    assert messages(columns, arms) == [
        ("arms_second_rating", "names no other assessor than the first (rows 1, 2)")
    ]


def test_every_fault_of_the_ratings_is_told_at_once(arms: Judgement) -> None:
    columns = {
        ONE: ["lowish", record("severe"), "low", "low", 3],
        f"{ONE}_second": ["low", None, "medium", None, "low"],
        "arms_second_rating": [
            second(arms_luck="low"),
            "not a record",
            second(arms_opportunity="high"),
            second(arms_social_investment="strong"),
            {"assessor": "B"},
        ],
    }
    found = messages(columns, arms)
    assert {pointer for pointer, _ in found} == {ONE, f"{ONE}_second", "arms_second_rating"}
    told = " ".join(message for _, message in found)
    for part in (
        "is not one of low, medium, high (row 1)",
        "is not a factor of this judgement (row 1)",
        "is no record of an assessor and ratings (row 2)",
        "differs from the record (row 3)",
        "is not one of low, medium, high (row 4)",
    ):
        assert part in told
    assert len(found) == 8


def test_a_file_without_factors_or_without_second_ratings_says_what_it_needs(
    arms: Judgement,
) -> None:
    found = messages({"score": [1]}, arms)
    assert [message for _, message in found] == [
        "hold no factor of arms",
        "hold no second rating",
    ]
    assert messages({ONE: ["low"], f"{ONE}_second": [None]}, arms) == [
        ("columns", "have nobody with a first and a second rating of one factor")
    ]
    assert messages({ONE: ["low"], f"{ONE}_second": ["low", "low"]}, arms) == [
        ("columns", "differ in their number of rows")
    ]


def test_a_file_that_does_not_say_who_rated_shows_no_blindness(arms: Judgement) -> None:
    flat = agree_second_ratings({ONE: FIRST, f"{ONE}_second": SECOND}, arms)
    assert any("does not say who rated" in note for note in flat.notes)
    named = {
        ONE: FIRST,
        "arms_assessor": ["A. Example (synthetic)"] * 6,
        "arms_second_rating": [second(arms_opportunity=rating) for rating in SECOND],
    }
    assert not any(
        "does not say who rated" in note for note in agree_second_ratings(named, arms).notes
    )
