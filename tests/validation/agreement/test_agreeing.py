"""What comes back, what cannot be given and why, and every fault of the columns at once."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.validation.agreement import Agreement, Spec, UnusableRatings, agree
from tests.validation.agreement.made import as_values, coded, columns_of, people

BANDS = ("low", "medium", "high", "very high")
HEADLINES = (
    "n",
    "icc_a1",
    "weighted_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "percent_agreement",
)
quick = settings(max_examples=30, deadline=None)


def compared(*columns: list[object], **more: object) -> Agreement:
    named = dict(zip("abcd", columns, strict=False))
    return agree(named, Spec(raters=tuple(named), **more))


def faults(columns: dict[str, list[object]], **more: object) -> list[tuple[str, str]]:
    spec = Spec(raters=more.pop("raters", tuple(columns)), **more)
    with pytest.raises(UnusableRatings) as error:
        agree(columns, spec)
    return [(fault.pointer, fault.message) for fault in error.value.faults]


def reasons(found: Agreement) -> dict[str, str]:
    return {name: each.why for each in found.not_given for name in each.figures}


# What comes back ---------------------------------------------------------------------------------


def test_the_headline_figures_stand_under_the_agreed_keys() -> None:
    columns = columns_of(people("shrout_fleiss"))
    found = msgspec.to_builtins(agree(columns, Spec(raters=tuple(columns))))
    assert list(found)[: len(HEADLINES)] == list(HEADLINES)
    for key in ("icc_a1", "weighted_kappa"):
        assert {"estimate", "low", "high"} <= set(found[key])
    for key in ("gwet_ac1", "gwet_ac2", "krippendorff_alpha", "percent_agreement"):
        assert isinstance(found[key], float)
        assert found["intervals"][key]["estimate"] == found[key]
    assert found["icc_a1"]["estimate"] == pytest.approx(0.2897637795276, abs=1e-9)
    assert found["n"] == 6


@given(coded(), st.sampled_from(["linear", "quadratic"]))
@quick
def test_every_figure_that_is_not_given_has_its_reason_and_no_other(
    codes: np.ndarray, weights: str
) -> None:
    columns = columns_of(as_values(codes))
    given_all = {k: v for k, v in columns.items() if any(x is not None for x in v)}
    found = agree(given_all, Spec(raters=tuple(given_all), weights=weights))
    told = reasons(found)
    for key in (*HEADLINES[1:], "icc_ak", "measurement", "cronbach_alpha"):
        assert (getattr(found, key) is None) == (key in told), key
    text = msgspec.json.encode(found).decode()
    assert "NaN" not in text
    assert msgspec.json.decode(text, type=Agreement) == found


@given(coded(raters=(3, 3)), st.permutations([0, 1, 2]), st.randoms(use_true_random=False))
@quick
def test_neither_the_order_of_people_nor_of_raters_matters(
    codes: np.ndarray, order: list[int], mix: object
) -> None:
    values = as_values(codes)
    rows = list(range(len(values)))
    mix.shuffle(rows)
    names = ("r1", "r2", "r3")
    here = agree(columns_of(values), Spec(raters=names))
    there = agree(columns_of(values[rows][:, order]), Spec(raters=names))
    for key in ("gwet_ac1", "gwet_ac2", "krippendorff_alpha", "percent_agreement"):
        assert getattr(there, key) == pytest.approx(getattr(here, key), abs=1e-9)
    for key in ("icc_a1", "weighted_kappa"):
        one, other = getattr(here, key), getattr(there, key)
        assert other.estimate == pytest.approx(one.estimate, abs=1e-9)


def test_weights_asked_for_are_those_of_kappa_and_ac2() -> None:
    a, b = [1, 2, 3, 4, 1, 3], [1, 3, 3, 2, 2, 3]
    for weights in ("linear", "quadratic"):
        found = compared(a, b, weights=weights)
        assert found.weighted_kappa == found.other_forms.kappa[weights]
        assert found.intervals.gwet_ac2 == found.other_forms.gwet[f"ac2_{weights}"]
    assert compared(a, b).frame.weights == "linear"


def test_alpha_is_of_the_level_the_ratings_have_unless_another_is_asked_for() -> None:
    a, b = [1, 2, 4, 4, 1], [1, 4, 4, 2, 1]
    assert compared(a, b).frame.level == "interval"
    assert compared(a, b, scale=("1", "2", "3", "4")).frame.level == "ordinal"
    assert compared(["x", "y", "z"], ["x", "y", "x"]).frame.level == "nominal"
    asked = compared(a, b, level="ratio")
    assert asked.krippendorff_alpha == asked.other_forms.alpha["ratio"].estimate


def test_the_bootstrap_is_asked_for_and_seeded() -> None:
    a, b = [1, 2, 4, 4, 1, 3, 2], [1, 4, 4, 2, 1, 3, 3]
    one, same, other = (compared(a, b, resamples=40, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one.intervals.krippendorff_alpha != other.intervals.krippendorff_alpha
    assert one.krippendorff_alpha == compared(a, b).krippendorff_alpha
    assert one.intervals.krippendorff_alpha is not None
    assert "bootstrap of people, 40 resamples, seed 1" in one.intervals.krippendorff_alpha.method
    others = [one.other_forms.alpha[level].method for level in ("nominal", "ordinal", "ratio")]
    assert not any("bootstrap" in method for method in others)


def test_words_are_read_whatever_their_case_and_gaps_and_that_is_said() -> None:
    found = compared(
        ["Low", "very-high", " medium ", "high"],
        ["low", "Very High", "high", "very_high"],
        scale=BANDS,
    )
    assert found.percent_agreement == 0.5
    assert "“very-high” as “very high”" in found.notes[0]


def test_numbers_match_a_scale_of_numbers_however_they_are_written() -> None:
    found = compared(["1", "2.0", 3, np.int64(2)], [1.0, "2", "3", None], scale=("1", "2", "3"))
    assert (found.n, found.percent_agreement) == (3, 1.0)
    assert found.frame.kind == "numbers"


def test_a_category_nobody_used_counts_where_the_scale_names_it() -> None:
    a, b = [1, 2, 1, 2, 2], [1, 2, 2, 2, 1]
    occurring, named = compared(a, b), compared(a, b, scale=("1", "2", "3"))
    assert occurring.gwet_ac1 != named.gwet_ac1
    assert any("name the scale" in note for note in occurring.notes)
    assert not any("name the scale" in note for note in named.notes)


def test_percent_agreement_of_two_raters_keeps_a_width_where_they_never_differ() -> None:
    found = compared([1, 2, 1], [1, 2, 1])
    percent = found.intervals.percent_agreement
    assert percent is not None
    assert (percent.estimate, percent.high) == (1.0, 1.0)
    assert percent.low == pytest.approx(0.4385, abs=1e-4)
    assert any("never differed" in note for note in found.notes)


def test_of_more_than_two_raters_kappa_is_the_mean_over_pairs_and_says_so() -> None:
    a, b, c = [1, 2, 3, 1, 2, 3], [1, 2, 3, 2, 2, 1], [1, 3, 3, 1, 2, 2]
    found = compared(a, b, c)
    pairs = [compared(*two).weighted_kappa for two in ((a, b), (a, c), (b, c))]
    assert found.weighted_kappa is not None
    mean = np.mean([pair.estimate for pair in pairs if pair is not None])
    assert found.weighted_kappa.estimate == pytest.approx(mean, abs=1e-12)
    assert "3 of 3 pairs of raters" in found.weighted_kappa.method
    assert [pair.kappa for pair in found.bias] == [p.estimate for p in pairs if p is not None]
    assert any("mean over 3 pairs" in note for note in found.notes)


def test_agreement_on_a_category_is_how_often_another_gave_it_too() -> None:
    # Of five ratings "y" four have a partner with "y"; of three "n", two.
    (n, y) = compared(["y", "y", "n", "y"], ["y", "y", "n", "n"]).categories
    assert (y.category, y.ratings, y.agreement) == ("y", 5, pytest.approx(4 / 5))
    assert (n.category, n.ratings, n.agreement) == ("n", 3, pytest.approx(2 / 3))


# Nobody is dropped without a word ----------------------------------------------------------------


def test_who_is_left_out_of_what_is_counted_with_rows_and_reasons() -> None:
    found = compared([1, 2, None, None, 3], [1, None, None, 2, 3], [2, 1, None, None, 3])
    assert [(each.why, each.count, each.rows) for each in found.left_out] == [
        ("nobody rated them", 1, (3,)),
        ("one rating only", 1, (4,)),
        ("not every rater rated them", 2, (2, 4)),
    ]
    frame = found.frame
    assert (frame.rows, frame.rated, frame.rated_twice, frame.complete) == (5, 4, 3, 2)
    assert frame.ratings == {"a": 3, "b": 3, "c": 3}
    assert found.n == 3


@pytest.mark.parametrize("blank", [None, math.nan, "", "  ", np.nan])
def test_a_blank_however_it_is_written_is_no_rating(blank: object) -> None:
    found = compared([1, 2, blank], [1, 3, 3])
    assert (found.n, found.frame.rated) == (2, 3)


# What cannot be given ----------------------------------------------------------------------------


def test_one_person_has_percent_agreement_and_nothing_else() -> None:
    found = compared([1, None], [2, 3])
    assert (found.n, found.percent_agreement) == (1, 0.0)
    told = reasons(found)
    assert told["gwet_ac1"] == told["weighted_kappa"] == "only one person was rated twice"
    assert told["icc_a1"] == "only one person was rated by every rater"


def test_words_have_no_icc_and_the_reason_says_what_to_use() -> None:
    found = compared(["low", "high", "low"], ["low", "high", "high"], scale=BANDS)
    assert found.icc_a1 is found.measurement is found.cronbach_alpha is None
    (told,) = found.not_given
    assert told.figures == ("icc_a1", "icc_ak", "measurement", "cronbach_alpha")
    assert "words" in told.why
    assert "weighted kappa" in told.way_out


def test_words_without_an_order_have_no_weighted_kappa_until_the_scale_is_named() -> None:
    a, b = ["low", "high", "medium", "low"], ["low", "medium", "medium", "high"]
    found = compared(a, b)
    assert found.weighted_kappa is found.gwet_ac2 is None
    assert "no order" in reasons(found)["weighted_kappa"]
    assert found.gwet_ac1 is not None
    named = compared(a, b, scale=BANDS)
    assert named.weighted_kappa is not None
    assert named.gwet_ac2 is not None


def test_two_words_need_no_order() -> None:
    found = compared(["y", "n", "y", "y"], ["y", "n", "n", "y"])
    assert found.weighted_kappa is not None
    assert found.weighted_kappa.estimate == found.other_forms.kappa["unweighted"].estimate
    assert found.gwet_ac2 == found.gwet_ac1


def test_ratings_that_never_vary_leave_percent_agreement_and_with_a_scale_ac1() -> None:
    plain = compared([1, 1, 1], [1, 1, 1])
    assert plain.percent_agreement == 1.0
    assert plain.gwet_ac1 is plain.weighted_kappa is plain.krippendorff_alpha is None
    assert "every rating is 1" in reasons(plain)["gwet_ac1"]
    assert "people do not differ" in reasons(plain)["icc_a1"]
    named = compared([1, 1, 1], [1, 1, 1], scale=("1", "2"))
    assert (named.gwet_ac1, named.gwet_ac2) == (1.0, 1.0)
    assert "every rating is 1" in reasons(named)["weighted_kappa"]


def test_a_rater_who_gives_everybody_the_same_is_pointed_out() -> None:
    found = compared([1, 2, 1, 3], [1, 1, 1, 1])
    assert any(note.startswith("b gave everybody 1") for note in found.notes)
    assert found.weighted_kappa is not None
    assert found.weighted_kappa.estimate == 0.0


def test_raters_who_each_give_everybody_the_same_have_no_icc() -> None:
    assert "people do not differ" in reasons(compared([1, 1, 1], [2, 2, 2]))["icc_a1"]


def test_icc_needs_two_people_whom_everybody_rated() -> None:
    found = compared([1, 2, None], [None, 2, 3], [1, None, 3])
    assert reasons(found)["icc_a1"] == "nobody was rated by every rater"
    assert found.krippendorff_alpha is not None


def test_measurements_are_no_scale_of_categories() -> None:
    a = [i / 7 for i in range(150)]
    b = [x + (0.1 if i % 2 else -0.2) for i, x in enumerate(a)]
    found = compared(a, b)
    assert "no scale of categories" in reasons(found)["gwet_ac1"]
    assert found.icc_a1 is not None
    assert found.krippendorff_alpha is not None
    assert found.categories == found.frame.scale == ()


def test_a_level_the_ratings_do_not_have_is_refused_by_name() -> None:
    found = compared(["x", "y", "x"], ["x", "y", "y"], level="ratio")
    assert found.krippendorff_alpha is None
    assert "no ratio level" in reasons(found)["krippendorff_alpha"]
    below = compared([-1, 2, 3], [1, 2, 3], level="ratio")
    assert "numbers from nought" in reasons(below)["krippendorff_alpha"]


# Faults ------------------------------------------------------------------------------------------


def test_every_fault_of_the_columns_is_told_at_once() -> None:
    found = faults(
        {"a": [1, 2], "b": [1], "person": ["P", "P"]},
        raters=("a", "b", "rater_c", "a"),
        unit="persn",
        scale=("2", "1"),
        resamples=-1,
    )
    assert [pointer for pointer, _ in found] == [
        "resamples",
        "rater",
        "scale",
        "rater_c",
        "persn",
        "columns",
    ]


def test_a_column_that_is_not_there_gets_the_nearest_name() -> None:
    with pytest.raises(UnusableRatings, match="Did you mean officer_b"):
        agree({"officer_a": [1], "officer_b": [1]}, Spec(raters=("officer_a", "oficer_b")))


def test_values_outside_the_scale_are_told_value_by_value_with_their_rows() -> None:
    found = faults(
        {"a": ["low", "hgh", "hgh", None], "b": ["low", "severe", "high", "low"]}, scale=BANDS
    )
    assert [pointer for pointer, _ in found] == ["a", "b"]
    assert "rows 2, 3" in found[0][1]
    assert "row 2" in found[1][1]


def test_words_among_numbers_are_not_taken_for_blanks() -> None:
    found = faults({"a": [1, "NA", 3], "b": [1, 2, "n/a"]})
    assert [pointer for pointer, _ in found] == ["a", "b"]
    assert all("is not a number" in message for _, message in found)


@pytest.mark.parametrize("word", ["NA", "n/a", "NULL", ".", "#N/A", "None", "-9", "?"])
def test_words_for_no_rating_are_no_category_unless_the_scale_names_them(word: str) -> None:
    columns = {"a": ["low", word, "high", "low"], "b": ["low", word, "high", "high"]}
    if word == "-9":
        assert all("is not a number" in message for _, message in faults(columns))
    else:
        found = faults(columns)
        assert [pointer for pointer, _ in found] == ["a", "b"]
        assert all("stands for no rating (row 2)" in message for _, message in found)
    named = agree(columns, Spec(raters=("a", "b"), scale=("low", "high", word)))
    assert named.n == 4


def test_numbers_with_commas_are_no_words() -> None:
    (fault, _) = faults({"a": ["8,5", "7,0"], "b": ["8,5", "6,5"]})[::2]
    assert fault == ("a", "is a number with a comma (row 1)")


def test_codes_of_missing_ratings_among_numbers_are_told() -> None:
    columns = {"a": [1, 2, 3, 4, 5, -9, 7], "b": [1, 2, 3, 4, 99, 99, 8]}
    notes = " ".join(agree(columns, Spec(raters=("a", "b"))).notes)
    assert "-9 is given once" in notes
    assert "99 is given 2 times" in notes
    none = agree({"a": [1, 2, 8, 9], "b": [1, 2, 8, 9]}, Spec(raters=("a", "b")))
    assert not any("often stands for" in note for note in none.notes)


@pytest.mark.parametrize("wild", [math.inf, "1e999", "nan", "1,5", "0x1"])
def test_what_is_no_number_is_refused(wild: object) -> None:
    assert len(faults({"a": [1, wild], "b": [1, 2]})) == 1


def test_many_different_wrong_values_are_counted() -> None:
    found = faults({"a": [1, *(f"w{i}" for i in range(30))], "b": [1] * 31})
    assert len(found) == 21
    assert found[-1][1] == "has 10 more such values, in 10 rows"


def test_people_named_twice_or_not_at_all_are_told_with_their_rows() -> None:
    columns = {"a": [1, 2, 3, 4], "b": [1, 2, 3, 4], "who": ["P1", "P2", "P1", ""]}
    found = faults(columns, raters=("a", "b"), unit="who")
    assert ("who", "does not say who was rated (row 4)") in found
    assert ("who", "names the same person more than once (rows 1, 3)") in found


def test_a_rater_without_a_rating_and_nobody_rated_twice_are_faults() -> None:
    assert [message for _, message in faults({"a": [1, None], "b": [None, None]})] == [
        "holds no rating at all",
        "have nobody whom two raters rated, in 2 rows",
    ]
    assert faults({"a": [], "b": []}) == [("columns", "have no rows")]


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        (("low",), "needs two categories or more"),
        (("low", " "), "needs two categories or more"),
        (("1", "3", "2"), "do not rise"),
        (("1", "1"), "do not rise"),
        (("low", "Low", "high"), "names a category twice"),
    ],
)
def test_a_scale_that_is_none_is_refused(scale: tuple[str, ...], message: str) -> None:
    ((pointer, told),) = faults({"a": [1, 2], "b": [1, 2]}, scale=scale)
    assert pointer == "scale"
    assert message in told


def test_one_rater_is_not_enough_and_a_rater_is_no_unit() -> None:
    found = faults({"a": [1, 2]}, unit="a")
    assert [pointer for pointer, _ in found] == ["rater", "unit"]


def test_weights_and_levels_that_do_not_exist_are_refused() -> None:
    found = faults({"a": [1, 2], "b": [1, 2]}, weights="cubic", level="moral", seed=-3)
    assert [pointer for pointer, _ in found] == ["weights", "level", "seed"]
