"""Gaps in items: multiple imputation beside the score as it stands, and when it is refused."""

import itertools
import math
from functools import cache
from typing import Any

import msgspec
import numpy as np
import pytest

from riskservice.validation.discrimination import auc
from riskservice.validation.extra import InvalidSample, NotEstimable
from riskservice.validation.filling.chained import Chain, Gappy
from riskservice.validation.filling.matching import line, matched, sums
from riskservice.validation.filling.pooling import pool, rubin
from riskservice.validation.filling.sensitivity import Imputed
from riskservice.validation.missing import MissingData
from riskservice.validation.results import Validation
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation import samples
from tests.validation.samples import close

Columns = dict[str, Any]

POINTS = np.array([1.0, 2.0, 3.0, 1.0])
SHARES = np.array([0.4, 0.3, 0.3, 0.5])
ITEMS = ("a", "b", "c", "d")
ASKED = Spec(score="s", outcome="y", items=ITEMS)


def chance(score: np.ndarray) -> np.ndarray:
    """Return the true chance of the outcome at a score."""
    return 1 / (1 + np.exp(3 - 0.6 * score))


@cache
def truth() -> float:
    """Return the AUC in the population, over every way of answering."""
    cells = np.array(list(itertools.product((0, 1), repeat=4)))
    share = np.prod(np.where(cells == 1, SHARES, 1 - SHARES), axis=1)
    score = cells @ POINTS
    case, control = share * chance(score), share * (1 - chance(score))
    above = (score[:, None] > score) + (score[:, None] == score) / 2
    return float(case @ above @ control / case.sum() / control.sum())


@cache
def people(seed: int = 1, n: int = 2500) -> Columns:
    """Return made-up people; c is missing where d and the outcome agree, b after the outcome."""
    r = np.random.default_rng(seed)
    answers = (r.random((n, 4)) < SHARES) * 1.0
    whole = answers @ POINTS
    y = r.random(n) < chance(whole)
    gone = np.zeros((n, 4), bool)
    gone[:, 2] = r.random(n) < np.where(y == (answers[:, 3] == 1), 0.75, 0.05)
    gone[:, 1] = r.random(n) < np.where(y, 0.2, 0.1)
    known = np.where(gone, np.nan, answers)
    score = np.nansum(known * POINTS, axis=1)
    found = {name: known[:, i] for i, name in enumerate(ITEMS)}
    return found | {"s": score, "y": y * 1.0, "p": chance(score), "whole": whole}


def gaps_of(found: Validation) -> MissingData:
    assert found.missing is not None
    return found.missing


def imputed_of(found: Validation) -> Imputed:
    made = gaps_of(found).imputed
    assert made is not None, found.not_estimated
    return made


def ends(it: Any) -> tuple[float, float]:
    assert it.low is not None
    assert it.high is not None
    return it.low, it.high


# Rubin's rules ------------------------------------------------------------------------------------


def test_rubins_rules_by_hand() -> None:
    found = rubin([1.0, 2.0, 3.0], [0.4, 0.5, 0.6], 98)
    # B = 1; T = 0.5 + 4/3 = 11/6; lambda = 8/11; r = 8/3.
    close([found.mean, found.within, found.between, found.total], [2, 0.5, 1, 11 / 6])
    # nu_old = 2/(8/11)^2 = 3.78125; nu_obs = 98 (3/11) (99/101) = 26.19802...
    df = 1 / (1 / 3.78125 + 1 / (98 * 3 / 11 * 99 / 101))
    close(found.df, df)
    close(found.df, 3.3043, 1e-4)
    close(found.missing_information, (8 / 3 + 2 / (df + 3)) / (8 / 3 + 1))
    close(found.missing_information, 0.8138, 1e-4)


def test_figures_that_do_not_differ_lose_nothing() -> None:
    found = rubin([0.7, 0.7], [0.01, 0.03], 50)
    assert (found.between, found.missing_information, found.df) == (0, 0, 50)
    close(found.total, 0.02)


def test_degrees_of_freedom_never_exceed_those_of_the_people() -> None:
    # By Rubin's first formula there would be more than a million.
    found = rubin([1, 1.0001] * 10, [1.0] * 20, 40)
    assert 38 < found.df < 40


def test_an_auc_is_pooled_as_its_logit_and_stays_below_one() -> None:
    found = pool([(0.97, 0.02), (0.99, 0.02)], "logit", n=60, events=20, method="")
    middle = (math.log(0.97 / 0.03) + math.log(0.99 / 0.01)) / 2
    close(found.estimate, 1 / (1 + math.exp(-middle)))
    low, high = ends(found)
    assert 0.4 < low < 0.97
    assert 0.99 < high < 1


def test_a_ratio_is_pooled_as_its_logarithm() -> None:
    found = pool([(0.5, 0.1), (2.0, 0.4)], "log", n=1000, events=200, method="")
    close(found.estimate, 1)
    low, high = ends(found)
    close(low * high, 1)


@pytest.mark.parametrize("pair", [(None, 0.1), (0.7, None), (0.7, 0.0), (0.0, 0.1), (1.0, 0.1)])
def test_what_has_no_error_is_not_pooled(pair: tuple[float | None, float | None]) -> None:
    with pytest.raises(NotEstimable, match="cannot be pooled"):
        pool([(0.7, 0.1), pair], "logit", n=60, events=20, method="")


# Donors and lines ---------------------------------------------------------------------------------


def test_a_donor_is_one_of_the_nearest() -> None:
    donors = np.arange(100.0)
    found = matched(np.full(2000, 50.2), donors, np.random.default_rng(1))
    assert set(found.tolist()) == {48, 49, 50, 51, 52}
    ends_of = matched(np.array([-9.0, 200.0]), donors, np.random.default_rng(1))
    assert ends_of[0] < 5
    assert ends_of[1] > 94


def test_all_who_are_as_near_as_the_nearest_are_drawn_from() -> None:
    donors = np.repeat([0.0, 1.0], 500)
    found = matched(np.full(5000, 0.9), donors, np.random.default_rng(1))
    assert found.min() >= 500
    assert len(np.unique(found)) > 490


def test_few_donors_are_enough() -> None:
    found = matched(np.array([5.0, 0.0]), np.array([0.0]), np.random.default_rng(1))
    assert found.tolist() == [0, 0]


def test_a_line_is_the_least_squares_line_however_its_people_are_parted() -> None:
    r = np.random.default_rng(1)
    x = np.column_stack((np.ones(200), r.normal(size=(200, 2))))
    y = x @ [1, 2, 3] + r.normal(size=200)
    best, rest, *_ = np.linalg.lstsq(x, y, rcond=None)
    whole, parted = line(sums(x, y)), line(sums(x[:50], y[:50]), sums(x[50:], y[50:]))
    close(whole.coefficients, best, 1e-4)
    close(whole.residual, rest[0], 1e-4)
    close(parted.coefficients, whole.coefficients)
    assert whole.df == 197


def test_drawn_lines_spread_as_the_errors_of_the_coefficients() -> None:
    r = np.random.default_rng(1)
    x = np.column_stack((np.ones(100), r.normal(size=100)))
    fitted = line(sums(x, x @ [1, 2] + r.normal(size=100)))
    drawn = np.array([fitted.drawn(r) for _ in range(4000)])
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * fitted.residual / 98)
    np.testing.assert_allclose(drawn.std(axis=0), errors, rtol=0.06)
    np.testing.assert_allclose(drawn.mean(axis=0), fitted.coefficients, atol=0.02)


def test_only_gaps_are_filled_and_only_with_what_occurs() -> None:
    r = np.random.default_rng(1)
    number, text = r.integers(0, 4, 300) * 2.0, r.integers(0, 3, 300) * 1.0
    gone = r.random((300, 2)) < 0.2
    columns = [Gappy("n", number, gone[:, 0]), Gappy("t", text, gone[:, 1], levels=3)]
    first, second = Chain(np.ones((300, 1)), columns).filled(np.random.default_rng(2))
    for found, given, missing in ((first, number, gone[:, 0]), (second, text, gone[:, 1])):
        assert (found[~missing] == given[~missing]).all()
        assert set(found) == set(given)


# Nothing, and the same again ----------------------------------------------------------------------


def test_where_nothing_is_missing_the_auc_is_the_plain_one() -> None:
    it = people()
    whole = {name: np.nan_to_num(values) for name, values in it.items()}
    made = imputed_of(validate(whole, ASKED))
    plain = auc(whole["s"], whole["y"] == 1)
    assert (made.estimate, made.low, made.high) == (plain.estimate, plain.low, plain.high)
    assert (made.imputed, made.imputations, made.missing_information) == (0, 0, 0)
    assert "nothing was imputed" in made.method


def test_the_same_seed_gives_the_same_bytes_and_another_moves_little() -> None:
    first, again = (validate(dict(people()), ASKED) for _ in range(2))
    assert msgspec.json.encode(first) == msgspec.json.encode(again)
    other = imputed_of(validate(people(), msgspec.structs.replace(ASKED, seed=2)))
    made = imputed_of(first)
    assert made.estimate != other.estimate
    assert made.estimate is not None
    assert other.estimate is not None
    assert abs(made.estimate - other.estimate) < 5 * made.simulation_se


def test_none_are_made_where_none_are_wanted() -> None:
    found = gaps_of(validate(people(), msgspec.structs.replace(ASKED, imputations=0)))
    assert (found.imputed, found.not_imputed) == (None, [])


@pytest.mark.parametrize("number", [1, -1])
def test_a_number_of_imputations_that_cannot_be_is_refused(number: int) -> None:
    with pytest.raises(InvalidSample, match="compared with one another"):
        validate(people(), msgspec.structs.replace(ASKED, imputations=number))


# What it is for -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_imputation_holds_the_true_auc_where_complete_people_do_not(seed: int) -> None:
    found = validate(people(seed), ASKED)
    gaps, made = gaps_of(found), imputed_of(found)
    low, high = ends(made)
    assert low < truth() < high
    for biased in (gaps.auc_complete, found.auc):
        assert biased is not None
        assert ends(biased)[1] < truth()
    assert made.imputed == len(people(seed)["y"]) - gaps.complete
    assert 0.2 < made.missing_information < 0.8
    assert made.explained == pytest.approx(1)


def test_over_many_samples_it_is_right_on_average() -> None:
    spec = msgspec.structs.replace(ASKED, imputations=5)
    made = [imputed_of(validate(people(seed, 800), spec)) for seed in range(40)]
    found = np.array([it.estimate for it in made], float)
    assert abs(found.mean() - truth()) < 3 * found.std() / math.sqrt(len(found))
    assert sum(ends(it)[0] < truth() < ends(it)[1] for it in made) >= 35


def test_another_imputer_agrees() -> None:
    experimental = pytest.importorskip("sklearn.experimental.enable_iterative_imputer")
    assert experimental
    from sklearn.impute import IterativeImputer  # noqa: PLC0415  only after the line above

    it = people()
    x = np.column_stack([it[name] for name in (*ITEMS, "y")])
    found = []
    for i in range(10):
        other = IterativeImputer(sample_posterior=True, max_iter=5, random_state=i)
        area = auc(other.fit_transform(x)[:, :4] @ POINTS, it["y"] == 1).estimate
        assert area is not None
        found.append(area)
    validated = validate(it, ASKED)
    # Its gaps are no whole answers, so that fewer scores are tied and the AUC is a little higher.
    assert imputed_of(validated).estimate == pytest.approx(np.mean(found), abs=0.02)
    assert validated.auc is not None
    assert validated.auc.estimate != pytest.approx(np.mean(found), abs=0.06)


def test_texts_are_imputed_as_well_as_numbers() -> None:
    it = dict(people())
    names = np.array(["none", "some"], dtype=object)
    for item in ("b", "c"):
        place = np.nan_to_num(it[item]).astype(int)
        it[item] = np.where(np.isnan(it[item]), None, names[place])
    low, high = ends(imputed_of(validate(it, ASKED)))
    assert low < truth() < high


def test_points_that_do_not_run_in_a_line_are_read_answer_by_answer() -> None:
    r = np.random.default_rng(1)
    answer = r.integers(0, 4, 900)
    other = r.integers(0, 3, 900) * 1.0
    whole = np.array([0.0, 9.0, 1.0, 4.0])[answer] + other
    y = r.random(900) < chance(whole / 2)
    gone = r.random(900) < 0.2
    columns = {
        "s": np.where(gone, other, whole), "y": y * 1.0, "o": other,
        "x": np.where(gone, np.nan, answer),
    }  # fmt: skip
    made = imputed_of(validate(columns, Spec(score="s", outcome="y", items=("x", "o"))))
    assert made.explained == pytest.approx(1)
    low, high = ends(made)
    assert low < (auc(whole, y).estimate or 0) < high


def test_numbers_far_from_nought_count_as_well_as_others() -> None:
    r = np.random.default_rng(1)
    year, other = r.integers(1980, 2020, 900) * 1.0, r.integers(0, 3, 900) * 1.0
    whole = (year - 1980) / 8 + other
    gone = r.random(900) < 0.2
    columns = {
        "s": np.where(gone, other, whole), "y": (r.random(900) < chance(whole)) * 1.0, "o": other,
        "x": np.where(gone, np.nan, year),
    }  # fmt: skip
    made = imputed_of(validate(columns, Spec(score="s", outcome="y", items=("x", "o"))))
    assert made.explained == pytest.approx(1, abs=1e-6)


def test_people_without_a_score_are_imputed_where_an_item_explains_it() -> None:
    it = {name: values.copy() for name, values in people().items()}
    gap = np.isnan(it["b"])
    it["s"] = np.where(gap, np.nan, it["s"])
    whole = np.flatnonzero(~gap & ~np.isnan(it["c"]))[:7]
    it["s"][whole] = np.nan  # The instrument may not be meant for them.
    it["y"][np.flatnonzero(gap)[0]] = np.nan
    found = validate(it, ASKED)
    made = imputed_of(found)
    assert found.n == len(gap) - gap.sum() - 7
    assert made.unscored == gap.sum() - 1
    assert made.n == found.n + made.unscored
    assert made.events == int(np.nansum(it["y"]) - it["y"][whole].sum())
    low, high = ends(made)
    assert low < truth() < high


# E/O and times ------------------------------------------------------------------------------------


def test_expected_events_follow_the_imputed_scores() -> None:
    spec = msgspec.structs.replace(ASKED, expected="p")
    found = validate(people(), spec)
    made = imputed_of(found)
    assert made.eo is not None
    low, high = ends(made.eo)
    whole = float(chance(people()["whole"]).sum() / people()["y"].sum())
    assert low < whole < high
    assert made.eo.estimate == pytest.approx(whole, abs=0.03)
    assert made.eo_reason is None
    assert found.eo is not None
    assert found.eo.estimate is not None
    assert found.eo.estimate < whole - 0.1  # too low where a gap counts nothing


def test_expected_events_are_not_pooled_where_the_score_does_not_say_them() -> None:
    it = dict(people())
    it["p"] = np.clip(it["p"] + 0.01 * (np.arange(len(it["p"])) % 2), 0, 1)
    made = imputed_of(validate(it, msgspec.structs.replace(ASKED, expected="p")))
    assert made.eo is None
    assert made.eo_reason is not None
    assert "one score have different expected" in made.eo_reason


def test_times_are_pooled_at_the_horizon_and_as_concordance() -> None:
    it = dict(samples.variable())
    n = len(it["points"])
    r = np.random.default_rng(1)
    it["drugs"] = np.where(r.random(n) < np.where(it["e2"], 0.3, 0.1), np.nan, it["drugs"])
    items = ("age", "priors", "alcohol", "drugs", "tserved", "felon")
    spec = Spec(score="points", outcome="e2", time="t2", horizon=36, expected="p36", items=items)
    found = validate(it, spec)
    made = imputed_of(found)
    assert found.auc is not None
    assert found.harrell_c is not None
    assert found.eo is not None
    assert made.harrell_c is not None
    assert made.eo is not None
    assert made.model[:3] == ["outcome", "event", "cumulative hazard (Nelson-Aalen)"]
    # The points were made before anything was taken away: filling it again moves them little.
    assert made.estimate == pytest.approx(found.auc.estimate, abs=0.01)
    assert made.harrell_c.estimate == pytest.approx(found.harrell_c.estimate, abs=0.01)
    assert made.eo.estimate == pytest.approx(found.eo.estimate, abs=0.02)


# What cannot be done ------------------------------------------------------------------------------


def refused(columns: Columns, **choices: Any) -> list[str]:
    spec = Spec(score="s", outcome="y", **{"items": ITEMS, **choices})
    found = validate(columns, spec)
    gaps = gaps_of(found)
    assert gaps.imputed is None
    assert gaps.items, "what is missing is counted even so"
    said = [f"{it.reason}. {it.way_out}" for it in found.not_estimated
            if it.measure == "missing.imputed"]  # fmt: skip
    assert [it.reason for it in gaps.not_imputed] == [text.split(". ")[0] for text in said]
    return said


def test_too_few_people_without_gaps() -> None:
    few = {name: values[:60] for name, values in people().items()}
    complete = int(np.sum(~np.isnan(few["b"]) & ~np.isnan(few["c"])))
    assert 0 < complete < 30
    (said,) = refused(few)
    assert f"only {complete} people have every item and a score" in said


def test_too_few_with_the_outcome_among_them() -> None:
    it = dict(people())
    rare = np.flatnonzero(it["y"] == 1)[4:]
    it["a"] = it["a"].copy()
    it["a"][rare] = np.nan
    assert any("have the outcome and" in said for said in refused(it))


def test_too_few_people_for_many_columns() -> None:
    it = {name: values[:200] for name, values in people().items()}
    it |= {f"x{i}": np.arange(200) % 19 + np.roll(np.arange(200), i) % 2 for i in range(5)}
    (said,) = refused(it, items=(*ITEMS, *(f"x{i}" for i in range(5))))
    assert "too few for a model of" in said


def test_every_item_that_cannot_be_imputed_is_named() -> None:
    it = dict(people())
    n = len(it["y"])
    holes = np.arange(n) % 9 == 0
    it |= {
        "same": np.where(holes, np.nan, 1.0),
        "never": np.full(n, np.nan),
        "free": np.array([f"text {i % 50}" for i in range(n)], dtype=object),
    }
    said = refused(it, items=(*ITEMS, "same", "never", "free"))
    text = "\n".join(said)
    assert "same is the same for everyone" in text
    assert "never is missing for everyone" in text
    assert "free has 50 different texts" in text


def test_an_item_without_gaps_may_be_the_same_for_everyone() -> None:
    it = people() | {"same": np.ones(len(people()["y"]))}
    made = imputed_of(validate(it, msgspec.structs.replace(ASKED, items=(*ITEMS, "same"))))
    assert "same" not in made.model


def test_items_that_say_the_same_do_no_harm() -> None:
    it = people() | {"twin": people()["a"]}
    made = imputed_of(validate(it, msgspec.structs.replace(ASKED, items=(*ITEMS, "twin"))))
    low, high = ends(made)
    assert low < truth() < high


def test_a_score_of_which_little_is_named_says_so() -> None:
    made = imputed_of(validate(people(), msgspec.structs.replace(ASKED, items=("b",))))
    assert made.explained is not None
    assert made.explained < 0.6


def test_progress_is_told_while_gaps_are_filled() -> None:
    shares = []

    def tick(stage: str, share: float) -> None:
        if stage == "missing":
            shares.append(share)

    validate(people(), ASKED, tick=tick)
    assert len(shares) == 21
    assert shares == sorted(shares)
    assert shares[-1] <= 1


def test_why_people_with_every_item_give_no_auc_is_said_and_their_expected_events_still_stand() -> (
    None
):
    columns = {
        "score": [1.0, 2.0, 3.0, 4.0],
        "again": [0, 0, 1, 1],
        "chance": [0.1, 0.2, 0.3, 0.4],
        "item": [1.0, 2.0, None, None],
    }
    found = validate(
        columns,
        Spec(score="score", outcome="again", expected="chance", items=("item",), imputations=0),
    )
    gaps = gaps_of(found)
    assert gaps.auc_complete is None
    assert gaps.eo_complete is not None
    assert gaps.eo_complete.expected == pytest.approx(0.3)
    told = [it for it in found.not_estimated if it.measure == "missing"]
    assert [it.part for it in told] == ["AUC of people with every item"]
    assert "needs people with the outcome and people without" in told[0].reason
