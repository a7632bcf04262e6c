"""Follow-up that varies: weights find the truth again, and change nothing where none are needed."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from scipy.special import expit, logit

from riskservice.kit import tables
from riskservice.kit.kernel import Kernel
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.recalibration.fitting import in_the_large, rates, sloped
from riskservice.validation.recalibration.following import (
    BY_CURVE,
    EVERYONE,
    WEIGHTED,
    Followed,
    by_horizon,
)
from riskservice.validation.recalibration.measuring import performance
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refitting import recalibrate
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.regression import design, fit
from riskservice.validation.survival.curves import kaplan_meier
from riskservice.validation.survival.weighting import weights_at
from tests.cli.running import ROOT
from tests.validation.recalibration.people import asked, kernel_of, people_of
from tests.validation.samples import close, reference, variable

HORIZON = 24.0
METHODS = ("intercept", "slope", "rates")


def followed_people(
    kernel: Kernel, n: int, *, intercept: float = 0.6, slope: float = 0.8, longest: float = 36.0
) -> tuple[Scored, Floats, Mask]:
    """
    Return people with times and events; their chance by 24 months is that of the table, moved.

    Follow-up ends at random between 0 and `longest` months, whoever it is.
    """
    people = people_of(kernel, n, seed=8)
    chance = np.random.default_rng(9)
    truth = expit(intercept + slope * people.line)
    came = HORIZON * np.log(chance.random(n)) / np.log1p(-truth)
    ended = chance.uniform(0, longest, n)
    return people, np.minimum(came, ended), came <= ended


def at_horizon(people: Scored, time: Floats, event: Mask, horizon: float = HORIZON) -> Scored:
    outcome, followed = by_horizon(time, event, horizon)
    return replace(people, outcome=outcome, followed=followed)


def timed(method: str, **changes: Any) -> Any:
    told = {"time": "months", "horizon": HORIZON, "unit": "months"}
    return asked(method, **(told | changes))


# Where nobody was censored early -----------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_with_everyone_followed_past_the_horizon_nothing_changes(method: str) -> None:
    kernel = kernel_of("dc_srp")
    people = people_of(kernel, 3_000, intercept=0.8)
    chance = np.random.default_rng(3)
    time = np.where(people.outcome, chance.uniform(0, 24, 3_000), chance.uniform(24, 60, 3_000))
    late = ~people.outcome & (np.arange(3_000) % 7 == 0)
    fixed = recalibrate(kernel, people, asked(method))
    varied = recalibrate(kernel, at_horizon(people, time, people.outcome | late), timed(method))
    same = {"asked": None, "follow_up": None}
    assert msgspec.structs.replace(varied.result, **same) == msgspec.structs.replace(
        fixed.result, **same
    )
    apart = {"refit": None, "note": "", "digest": ""}
    assert msgspec.structs.replace(varied.table, **apart) == msgspec.structs.replace(
        fixed.table, **apart
    )
    assert varied.table.refit is not None
    assert (varied.table.refit.censored, varied.table.refit.follow_up) == (0, EVERYONE)


def test_weights_of_one_give_the_fits_without_weights() -> None:
    people = people_of(kernel_of("dc_srp"), 3_000, intercept=0.8)
    time = np.where(people.outcome, 5.0, 30.0)
    weighted = replace(people, followed=Followed(time, people.outcome, HORIZON))
    for method in (sloped, in_the_large):
        close(
            [method(weighted).intercept.estimate, method(weighted).applied[1]],
            [method(people).intercept.estimate, method(people).applied[1]],
        )
    for monotone in (True, False):
        one, other = (rates(who, monotone=monotone) for who in (weighted, people))
        assert one.at.tolist() == other.at.tolist()
        close(one.chance, other.chance, 1e-6)


# The truth ---------------------------------------------------------------------------------------


def test_weights_find_what_dropping_the_censored_loses() -> None:
    people, time, event = followed_people(kernel_of("arp_static"), 30_000)
    model = sloped(at_horizon(people, time, event))
    assert model.slope is not None
    for found, truth in ((model.intercept, 0.6), (model.slope, 0.8)):
        assert found.estimate == pytest.approx(truth, abs=3 * (found.se or 0))
        assert (found.se or 1) < 0.08
    known = event | (time >= HORIZON)
    dropped = sloped(replace(people, outcome=event & (time <= HORIZON)).at(known))
    assert (dropped.intercept.low or 0) > 0.6 + 0.15
    as_seen = sloped(replace(people, outcome=event & (time <= HORIZON)))
    assert (as_seen.intercept.high or 0) < 0.6 - 0.15


def test_the_intercept_alone_is_found_too() -> None:
    people, time, event = followed_people(kernel_of("arp_static"), 30_000, slope=1.0)
    found = in_the_large(at_horizon(people, time, event)).intercept
    assert found.estimate == pytest.approx(0.6, abs=3 * (found.se or 0))
    assert "sandwich" in found.method


def test_rates_hold_where_censoring_goes_with_the_score() -> None:
    chance = np.random.default_rng(12)
    n = 40_000
    total = chance.integers(0, 4, n).astype(np.float64)
    truth = np.array([0.1, 0.25, 0.4, 0.6])
    came = HORIZON * np.log(chance.random(n)) / np.log1p(-truth[total.astype(int)])
    ended = chance.uniform(0, 120 / (1 + total))
    outcome, followed = by_horizon(np.minimum(came, ended), came <= ended, HORIZON)
    blank = np.full(n, np.nan)
    people = Scored(total, blank, np.full(n, -1), outcome, followed)
    close(rates(people, monotone=True).chance, truth, 0.015)
    assert followed is not None
    mass = followed.weights.weight
    weighted = [np.average(outcome[total == s], weights=mass[total == s]) for s in range(4)]
    assert weighted[3] > truth[3] + 0.03


def test_the_slope_is_that_of_the_weighted_model_with_its_robust_errors() -> None:
    people, time, event = followed_people(kernel_of("dc_srp"), 4_000)
    weight = weights_at(time, event, HORIZON).weight
    other = fit(design(people.line), event & (time <= HORIZON), weight=weight)
    model = sloped(at_horizon(people, time, event))
    assert model.slope is not None
    close([model.intercept.estimate, model.slope.estimate], other.coefficients, 1e-7)
    close([model.intercept.se, model.slope.se], other.se, 1e-7)


def test_figures_are_those_of_the_reference() -> None:
    it = variable()
    outcome, followed = by_horizon(it["t2"], it["e2"], 36.0)
    people = Scored(it["points"], it["p36"], np.full(len(outcome), -1), outcome, followed)
    found = performance(it["p36"], people)
    index, score = reference("eo_survival_36")["all"], reference("score_varfu36")
    close(found.brier, score["brier"]["Brier"][1])
    close(found.eo.estimate, index["EO"])
    close([found.eo.low, found.eo.high], index["EO_log_greenwood"])
    assert found.auc is not None
    close(found.auc.estimate, score["auc"]["AUC"])


# By hand -----------------------------------------------------------------------------------------


def by_hand(*rows: tuple[float, float, int]) -> Scored:
    """Return people of (score, time, event), none with a chance yet; the horizon is 10."""
    total, time, event = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    outcome, followed = by_horizon(time, event == 1, 10.0)
    blank = np.full(len(total), np.nan)
    return Scored(total, blank, np.full(len(total), -1), outcome, followed)


ONE = [(1, 2, 1), (1, 4, 0), (1, 11, 0), (1, 11, 0)]
TWO = [(2, 2, 1), (2, 4, 0), (2, 6, 1), (2, 11, 0)]


def test_a_rate_is_one_less_the_curve_of_its_people() -> None:
    model = rates(by_hand(*ONE, *TWO), monotone=True)
    assert model.at.tolist() == [2]
    close(model.chance, [0.25, 1 - 0.75 * 0.5], 1e-6)


def test_joined_scores_have_the_curve_of_all_their_people() -> None:
    turned = [(3 - score, time, event) for score, time, event in (*ONE, *TWO)]
    people = by_hand(*turned)
    model = rates(people, monotone=True)
    assert len(model.at) == 0
    assert people.followed is not None
    curve = kaplan_meier(people.followed.time, people.followed.event)
    close(model.chance, [1 - float(curve.at(10.0))], 1e-6)
    close(rates(people, monotone=False).chance, [0.625, 0.25], 1e-6)


def test_a_score_nobody_was_followed_with_goes_with_the_one_below() -> None:
    short = [(3, 1, 1), (3, 5, 0)]
    assert rates(by_hand(*ONE, *TWO, *short), monotone=True).at.tolist() == [2]
    low = [(0, 5, 0), (0, 6, 0)]
    assert rates(by_hand(*low, *ONE, *TWO), monotone=True).at.tolist() == [2]


def test_a_window_that_ends_at_the_horizon_counts_those_who_reached_it() -> None:
    rows = [(1, 3, 1), (1, 5, 0), (1, 10, 1), (1, 10, 0), (1, 10, 0)]
    people = by_hand(*rows)
    assert people.without == 2
    assert people.weight is not None
    close(people.weight, [1, 0, 4 / 3, 4 / 3, 4 / 3])


# What is written ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_the_draft_records_horizon_unit_censored_and_how_they_were_dealt_with(method: str) -> None:
    kernel = kernel_of("dc_srp")
    people = at_horizon(*followed_people(kernel, 4_000))
    found = recalibrate(kernel, people, timed(method))
    read = tables.decode(found.text.encode(), "x", ROOT / "models")
    assert read == found.table
    refit, follow_up = read.refit, found.result.follow_up
    assert refit is not None
    assert follow_up is not None
    assert people.followed is not None
    early = int(np.sum(~people.followed.event & (people.followed.time < HORIZON)))
    assert (refit.people, refit.events, refit.censored) == (4_000, people.events, early)
    assert (refit.horizon, refit.unit) == (24, "months")
    assert refit.follow_up == (BY_CURVE if method == "rates" else WEIGHTED)
    assert f"by 24 months, {early} censored before it" in read.note
    assert (follow_up.censored, follow_up.beyond) == (early, people.without)
    assert follow_up.largest_weight > 2


def test_after_is_right_by_weights_and_others_are_tested_by_fits_that_do_not_know_them() -> None:
    kernel = kernel_of("dc_srp")
    people = at_horizon(*followed_people(kernel, 4_000))
    found = recalibrate(kernel, people, timed("slope")).result
    assert found.after.in_the_large is not None
    assert found.after.slope is not None
    close([found.after.in_the_large.estimate, found.after.slope.estimate], [0, 1], 1e-4)
    assert found.after.eo.estimate == pytest.approx(1, abs=0.05)
    assert found.before is not None
    assert found.before.brier > found.after.brier
    assert found.after.brier < found.cross_validated.brier
    assert found.bands[0].observed.method.startswith("1 - Kaplan-Meier")


# What is refused ---------------------------------------------------------------------------------


def faults_of(people: Scored, told: Any) -> list[tuple[str, str]]:
    with pytest.raises(CannotRecalibrate) as error:
        recalibrate(kernel_of("dc_srp"), people, told)
    assert all(fault.way_out for fault in error.value.faults)
    return [(fault.pointer, fault.message) for fault in error.value.faults]


def test_times_horizon_and_unit_that_do_not_go_together_are_refused() -> None:
    people = people_of(kernel_of("dc_srp"), 500, intercept=0.5)
    (found,) = faults_of(people, asked("slope", time="months"))
    assert found[0] == "horizon"
    assert "is missing" in found[1]
    found, other = faults_of(people, asked("slope", horizon=24.0, unit="months"))
    assert (found, other) == (
        ("horizon", "is of no use without times"),
        ("unit", "is of no use without times"),
    )
    for wrong in (0.0, -2.0, float("inf"), float("nan")):
        assert faults_of(people, asked("slope", time="m", horizon=wrong))[0][1] == "is not above 0"


def test_a_horizon_of_other_people_is_refused() -> None:
    people = at_horizon(*followed_people(kernel_of("dc_srp"), 500))
    assert faults_of(people, timed("slope", horizon=12.0))[0] == (
        "horizon", "is not that of the people, 24",
    )  # fmt: skip


def test_raw_rates_need_a_curve_that_reaches_the_horizon_for_each_score() -> None:
    kernel = kernel_of("rm2000_s")
    rows = [(1, 3 + i % 9, int(i % 3 == 0)) for i in range(40)]
    people = by_hand(*rows, *[(2, 2, 1), (2, 5, 0)], *[(1, 11, 0)] * 40)
    with pytest.raises(CannotRecalibrate, match="who has the score 2"):
        recalibrate(kernel, people, timed("rates", horizon=10.0, smoothing="none", folds=2))


def test_odds_of_a_chance_are_still_those_of_the_table() -> None:
    kernel = kernel_of("arp_static")
    people = at_horizon(*followed_people(kernel, 2_000))
    found = recalibrate(kernel, people, timed("slope")).result
    wanted = expit(
        float(found.applied_intercept or "nan")
        + float(found.applied_slope or "nan") * logit(people.chance)
    )
    assert found.after.expected_rate == pytest.approx(wanted.mean(), abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("uneven", [True, False])
def test_censoring_that_goes_with_the_score_is_told_where_one_curve_weights_everyone(
    method: str, uneven: bool
) -> None:
    kernel = kernel_of("dc_srp")
    people, time, event = followed_people(kernel, 4_000, intercept=1.5)
    if uneven:
        ended = np.random.default_rng(2).exponential(60 * np.exp((29 - people.total) / 6))
        event &= time <= ended
        time = np.minimum(time, ended)
    told = recalibrate(kernel, at_horizon(people, time, event), timed(method)).result.warnings
    found = any("censored sooner" in text for text in told)
    assert found == (uneven and method != "rates")
