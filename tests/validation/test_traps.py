"""Known faults of other programs, and hand values where no reference exists: each a test."""

import math

import numpy as np
import pytest

from riskservice.validation import expected_observed as eo
from riskservice.validation.benefit import net_benefit, net_benefit_by
from riskservice.validation.brier import brier, brier_at
from riskservice.validation.calibration import calibration, calibration_at
from riskservice.validation.discrimination import auc, compare_paired
from riskservice.validation.drift import by_quarter, quarters, running
from riskservice.validation.extra import NotEstimable
from riskservice.validation.goodness import hosmer_lemeshow, spiegelhalter
from riskservice.validation.missing import missing_item
from riskservice.validation.rates import at_cut, difference, proportion, wilson
from riskservice.validation.reclassification import reclassification, symmetry
from riskservice.validation.regression import design, fit, profile_interval
from riskservice.validation.sample_size import sample_size
from riskservice.validation.stability import stability
from riskservice.validation.survival.competing import aalen_johansen
from riskservice.validation.survival.concordance import harrell_c
from riskservice.validation.survival.cox import cox
from riskservice.validation.survival.cox_exact import cox_exact
from riskservice.validation.survival.curves import kaplan_meier, log_rank, observed_rate
from riskservice.validation.survival.dynamic import auc_at
from riskservice.validation.survival.hazards import proportional_hazards
from tests.validation import samples
from tests.validation.samples import close

Y = np.array([True, True, False, False, True, False])


# Ties, months, and one time of censoring ---------------------------------------------------------


def test_a_score_that_is_the_same_for_everyone_tells_nothing_apart() -> None:
    same = np.ones(6)
    assert auc(same, Y).estimate == 0.5
    time = np.arange(6) + 1.0
    assert harrell_c(time, Y, same).estimate == 0.5
    assert auc_at(time, Y, same, 3).estimate == 0.5


def test_two_events_at_one_time_are_no_pair_and_an_event_beats_a_censoring_there() -> None:
    time, score = np.array([3.0, 3.0]), np.array([2.0, 1.0])
    both, one = np.array([True, True]), np.array([True, False])
    with pytest.raises(NotEstimable, match="no two people can be compared"):
        harrell_c(time, both, score)
    assert harrell_c(time, one, score).estimate == 1.0


def test_half_a_month_changes_nothing() -> None:
    people = samples.variable()
    months = auc_at(people["t2"], people["e2"], people["points"], 24)
    later = auc_at(people["t2"], people["e2"], people["points"], 24.5)
    earlier = auc_at(people["t2"], people["e2"], people["points"], 23.5)
    assert (months.estimate, months.se) == (later.estimate, later.se)
    assert months.events > earlier.events  # the events of month 24 itself


def test_everyone_censored_at_one_time_is_no_obstacle_before_it_or_at_it() -> None:
    time, event = np.array([1, 2, 3, 5, 5, 5.0]), np.array([1, 1, 1, 0, 0, 0], bool)
    score = np.array([3, 1, 2, 2, 0, 1.0])
    found, at_the_end = auc_at(time, event, score, 4), auc_at(time, event, score, 5)
    assert found.estimate == at_the_end.estimate == auc(score, event).estimate
    assert found.se == at_the_end.se
    with pytest.raises(NotEstimable, match="nobody was followed beyond 6"):
        auc_at(time, event, score, 6)
    with pytest.raises(NotEstimable, match="nobody had an event by"):
        auc_at(time, event, score, 0.5)
    assert brier_at(time, event, np.full(6, 0.5), 4).estimate == pytest.approx(0.25)


def test_entry_at_the_time_of_an_event_is_too_late_for_it() -> None:
    stop, event = np.array([2.0, 3.0, 4.0, 5.0, 6.0]), np.array([1, 1, 0, 1, 0], bool)
    start, x = np.array([0, 0, 2.0, 0, 0]), np.array([1.0, 0, 2, 1, 0])
    found, later = (cox(stop, event, x, start=entry) for entry in (start, start + 1e-6))
    assert found.coefficients == pytest.approx(later.coefficients, abs=1e-12)
    early = cox(stop, event, x, start=start - 1e-6)
    assert abs(early.coefficients[0] - found.coefficients[0]) > 1e-4


def test_tied_times_of_competing_events_are_exact_and_never_shifted() -> None:
    time, kind = np.array([1, 1, 1, 2, 2.0]), np.array([1, 2, 0, 1, 0])
    found = aalen_johansen(time, kind, 1)
    assert found.at(1) == pytest.approx(1 / 5)
    assert found.at(2) == pytest.approx(1 / 5 + (3 / 5) * (1 / 2))
    estimate = found.estimate(2)
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 < estimate.low < 0.5 < estimate.high < 1
    assert (estimate.n, estimate.events) == (5, 2)


def test_one_less_kaplan_meier_overstates_where_events_compete() -> None:
    generator = np.random.default_rng(1)
    time, kind = generator.integers(1, 30, 400).astype(float), generator.integers(0, 3, 400)
    whole = aalen_johansen(time, kind).at(25.0)
    assert whole < 1 - kaplan_meier(time, kind == 1).at(25.0) - 0.05


# Nothing where something is expected -------------------------------------------------------------


def test_no_event_leaves_only_the_exact_lower_limit_of_eo() -> None:
    found = eo.of_counts(0, 3.1, 20)
    assert found.estimate is None
    assert found.high is None
    close(found.low, 3.1 / -math.log(0.025))  # the upper Poisson limit of nought, in closed form
    censored = eo.expected_observed_by(np.full(9, 5.0), np.zeros(9, bool), np.full(9, 0.2), 3)
    assert (censored.estimate, censored.high, censored.events) == (None, None, 0)
    assert censored.low == pytest.approx(1.8 / (9 * wilson(0, 9)[1]))
    person = eo.person_time(np.full(9, 0.2), np.zeros(9, bool))
    assert person.estimate is None
    close(person.low, 1.8 / -math.log(0.025))


def test_a_band_without_events_has_a_rate_of_nought_with_an_upper_limit() -> None:
    time, event = np.array([2, 3, 4, 5, 6.0]), np.zeros(5, bool)
    found = observed_rate(kaplan_meier(time, event), 4, 5)
    assert (found.estimate, found.low, found.events) == (0.0, 0.0, 0)
    assert found.high == wilson(0, 3)[1]  # three are still followed at 4
    gone = observed_rate(kaplan_meier(time, ~event), 6, 5)
    assert (gone.estimate, gone.low, gone.high) == (1.0, None, None)


def test_an_expected_number_of_nought_has_no_ratio() -> None:
    for make in (
        lambda: eo.of_counts(3, 0.0, 10),
        lambda: eo.person_time(np.zeros(6), Y),
        lambda: eo.expected_observed_by(np.arange(6) + 1.0, Y, np.zeros(6), 3),
    ):
        with pytest.raises(NotEstimable, match="nothing was expected"):
            make()


def test_people_of_one_class_have_no_auc() -> None:
    with pytest.raises(NotEstimable, match="people without"):
        auc(np.arange(4.0), np.ones(4, bool))


def test_a_single_case_has_an_auc_without_an_interval() -> None:
    found = auc(np.array([1, 2, 3.0]), np.array([False, True, False]))
    assert (found.estimate, found.low, found.high) == (0.5, None, None)
    with pytest.raises(NotEstimable, match="two people with"):
        compare_paired(np.arange(3.0), np.arange(3.0), np.array([False, True, False]))


def test_a_score_that_parts_everyone_has_no_interval_rather_than_none_wide() -> None:
    found = auc(np.arange(6.0), np.arange(6) > 2)
    assert (found.estimate, found.low, found.high) == (1.0, None, None)
    assert "without one exception" in found.method


def test_a_high_auc_or_few_cases_have_an_interval_below_one() -> None:
    score = np.concatenate((np.arange(40), np.arange(36, 76))).astype(float)
    found = auc(score, np.arange(80) >= 40)
    assert found.estimate is not None
    assert found.se is not None
    assert found.high is not None
    assert found.estimate > 0.9
    assert found.high < 1
    assert "logit" in found.method
    centre = math.log(found.estimate / (1 - found.estimate))
    half = samples.Z * found.se / (found.estimate * (1 - found.estimate))
    close(found.high, 1 / (1 + math.exp(-(centre + half))))
    few = auc(np.tile(np.arange(4.0), 20), np.arange(80) < 25)
    assert few.events == 25
    assert "logit" in few.method
    many = auc(np.tile(np.arange(8.0), 20), np.arange(160) % 3 == 0)
    assert "logit" not in many.method


def test_a_group_without_events_has_no_finite_ratio() -> None:
    time = np.arange(8) + 1.0
    event, x = np.array([1, 1, 1, 0, 0, 0, 0, 0], bool), np.array([0, 0, 0, 0, 1, 1, 1, 1.0])
    for model in (cox, cox_exact):
        with pytest.raises(NotEstimable, match="no finite value"):
            model(time, event, x)
    with pytest.raises(NotEstimable, match="no finite value"):
        fit(design(x), event)
    with pytest.raises(NotEstimable, match="no finite value"):
        cox(time, event, np.ones(8))
    with pytest.raises(NotEstimable, match="nobody had one"):
        cox(time, np.zeros(8, bool), x)
    with pytest.raises(NotEstimable, match="no finite value"):
        fit(design(x)[:, :1], np.zeros(8), family="poisson")


def test_columns_that_say_the_same_have_no_coefficients() -> None:
    x = np.array([0, 1, 2, 3, 1, 2.0])
    with pytest.raises(NotEstimable, match="say the same"):
        fit(design(x, 2 * x), Y)
    with pytest.raises(NotEstimable, match="say the same"):
        cox(np.arange(6) + 1.0, Y, np.column_stack((x, 2 * x)))


def test_a_probability_of_nought_or_one_stops_the_slope_and_says_so() -> None:
    with pytest.raises(NotEstimable, match="exactly 0 or 1"):
        calibration(np.array([0.0, 0.5, 0.5, 0.2, 0.9, 1.0]), Y)
    assert brier(np.array([1.0, 1, 0, 0, 1, 0]), Y).estimate == 0


def test_probabilities_of_two_values_have_a_straight_curve() -> None:
    p = np.where(np.arange(60) % 2 == 0, 0.2, 0.5)
    y = np.arange(60) % 5 < 2
    found = calibration(p, y)
    assert found.knots == []
    assert "too few values" in found.curve_method
    assert found.ici is not None


def test_hosmer_lemeshow_and_spiegelhalter_need_something_to_go_by() -> None:
    with pytest.raises(NotEstimable, match="nobody or everybody"):
        hosmer_lemeshow(np.array([0, 0, 0.5, 0.5, 0.5, 0.5]), Y, np.array([0, 0, 1, 1, 1, 1.0]))
    with pytest.raises(NotEstimable, match="every probability is"):
        spiegelhalter(np.full(6, 0.5), Y)


def test_nobody_who_moved_leaves_nothing_to_test() -> None:
    place = np.array([0, 1, 1, 0, 1, 0])
    assert reclassification(place, place, Y, ["low", "high"]).symmetry is None
    with pytest.raises(NotEstimable, match="nobody moved"):
        symmetry(np.diag([3, 4]))


def test_exact_ties_have_no_test_of_proportional_hazards() -> None:
    time, x = np.array([1, 1, 2, 2, 3, 4.0]), np.array([1, 0, 0, 1, 2, 1.0])
    with pytest.raises(NotEstimable, match="exact ties"):
        proportional_hazards(time, Y, x, cox_exact(time, Y, x))


# Hand values -------------------------------------------------------------------------------------


def test_newcombes_interval_of_a_published_example() -> None:
    """56 of 70 less 48 of 80: 0.2, interval 0.0524 to 0.3339 (Newcombe 1998, method 10)."""
    found = difference(56, 70, 48, 80)
    assert found.estimate == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=5e-5)
    assert found.high == pytest.approx(0.3339, abs=5e-5)
    assert difference(0, 0, 1, 2).estimate is None
    assert proportion(0, 0).estimate is None


def test_what_a_cut_gets_right_by_hand() -> None:
    found = at_cut(np.array([5, 3, 4, 1, 2, 3.0]), Y, 3)
    assert (found.true_positives, found.false_positives) == (2, 2)
    assert (found.false_negatives, found.true_negatives) == (1, 1)
    assert found.sensitivity.estimate == pytest.approx(2 / 3)
    assert found.specificity.estimate == pytest.approx(1 / 3)
    assert found.positive_predictive_value.estimate == pytest.approx(2 / 4)
    assert found.negative_predictive_value.estimate == pytest.approx(1 / 2)
    assert (found.false_positive_rate.low, found.false_positive_rate.high) == wilson(2, 3)
    assert (found.false_negative_rate.low, found.false_negative_rate.high) == wilson(1, 3)


def test_bowkers_test_by_hand() -> None:
    found = symmetry(np.array([[9, 6, 1], [2, 8, 0], [3, 4, 7]]))
    assert found.statistic == pytest.approx((6 - 2) ** 2 / 8 + (1 - 3) ** 2 / 4 + 4**2 / 4)
    assert found.df == 3


def test_net_benefit_without_censoring_is_the_same_either_way() -> None:
    generator = np.random.default_rng(2)
    p, time = generator.random(50), generator.integers(1, 20, 50).astype(float)
    thresholds = np.array([0.1, 0.3, 0.999])
    fixed = net_benefit(p, time <= 10, thresholds)
    curves = net_benefit_by(time, np.ones(50, bool), p, 10, thresholds)
    assert [row.model for row in curves] == pytest.approx([row.model for row in fixed])
    assert [row.everyone for row in curves] == pytest.approx([row.everyone for row in fixed])
    assert [row.acted_on for row in curves] == [row.acted_on for row in fixed]


def test_calibration_without_censoring_is_the_same_either_way() -> None:
    generator = np.random.default_rng(3)
    p = generator.uniform(0.05, 0.7, 300)
    happened = generator.random(300) < p
    time = np.where(happened, generator.integers(1, 10, 300), 20.0)
    plain, weighted = calibration(p, happened), calibration_at(time, happened, p, 10)
    close(weighted.in_the_large, plain.in_the_large, 1e-9)
    assert weighted.ici == pytest.approx(plain.ici, abs=1e-9)
    assert weighted.in_the_large_se == pytest.approx(plain.in_the_large_se, rel=0.1)
    scores = brier(p, happened), brier_at(time, happened, p, 10)
    close(scores[1].estimate, scores[0].estimate)
    close(scores[1].se, scores[0].se)


def test_a_profile_interval_meets_its_target() -> None:
    people = samples.validation()
    x = design(people["points"])
    best = fit(x, people["y60"]).log_likelihood
    for end in profile_interval(x, people["y60"], 1):
        held = fit(x[:, :1], people["y60"], offset=end * people["points"])
        assert 2 * (best - held.log_likelihood) == pytest.approx(3.841458820694124, abs=1e-6)


def test_quarters_run_on_without_a_gap() -> None:
    days = np.array(["2023-12-31", "2024-01-01", "2024-09-30"], "datetime64[D]")
    place, names = quarters(days)
    assert place.tolist() == [0, 1, 3]
    assert names == ["2023 Q4", "2024 Q1", "2024 Q2", "2024 Q3"]


def test_drift_says_what_lies_outside_the_funnel() -> None:
    days = np.repeat(np.array(["2024-01-05", "2024-04-05"], "datetime64[D]"), 200)
    outcome = np.concatenate((np.arange(200) < 20, np.arange(200) < 60))
    rows = by_quarter(days, outcome, np.ones(400), np.full(400, 0.1))
    assert [row.outside for row in rows] == ["", "alarm"]
    assert rows[0].observed_expected == 1.0
    assert (rows[0].low, rows[0].high) == tuple(
        limit / rows[0].expected for limit in eo.poisson_limits(20)
    )
    assert rows[0].stability is None
    assert rows[1].stability is not None
    assert rows[1].stability.index == 0
    sums = running(days, outcome, np.full(400, 0.1))
    assert sums.excess == pytest.approx([0, 40])
    assert sums.worse_highest == max(sums.worse_highest, *sums.worse)


def test_funnel_lines_hold_what_they_promise() -> None:
    for expected in (3.0, 20.0, 500.0):
        low, high = (limit * expected for limit in eo.funnel_limits(expected))
        counts = np.arange(2000)
        logs = counts * math.log(expected) - expected - [math.lgamma(k + 1) for k in counts]
        inside = np.exp(logs)[(counts >= low - 1e-9) & (counts <= high + 1e-9)].sum()
        assert 0.95 <= inside <= 0.99


def test_stability_by_hand_and_with_an_empty_cell() -> None:
    first, second = np.repeat([1.0, 2.0], [60, 40]), np.repeat([1.0, 2.0], [50, 50])
    found = stability(first, second)
    by_hand = (0.5 - 0.6) * math.log(0.5 / 0.6) + (0.5 - 0.4) * math.log(0.5 / 0.4)
    assert found.index == pytest.approx(by_hand)
    assert found.test.statistic == pytest.approx(by_hand * 50)
    assert (found.cells, found.filled, found.test.df) == (2, False, 1)
    empty = stability(first, np.ones(100))
    assert empty.filled
    q, w = np.array([60.5, 40.5]) / 101, np.array([100.5, 0.5]) / 101
    assert empty.index == pytest.approx(float(np.sum((w - q) * np.log(w / q))))
    many = stability(np.arange(1000.0), np.arange(1000.0) + 100)
    assert many.cells == 10


def test_no_cell_of_the_stability_index_is_empty_in_both_samples() -> None:
    first = np.r_[np.zeros(400), np.arange(600) % 20]  # three tenths are at the lowest score
    found = stability(first, np.r_[np.zeros(300), np.arange(700) % 20])
    assert not found.filled
    assert found.test.df == found.cells - 1
    ends = np.repeat([0.0, 10.0], 50)
    apart = stability(ends, np.r_[ends, np.arange(-5.0, 0), np.arange(11.0, 17)])
    assert (apart.cells, apart.filled) == (3, True)  # below 0, 0 up to 10, 10 and above


def test_a_missing_item_is_counted_with_its_outcomes() -> None:
    found = missing_item("stranger", np.array([1, 0, 0, 1, 0, 0], bool), Y)
    assert found.rate_missing is not None
    assert found.rate_known is not None
    assert found.difference is not None
    assert (found.n, found.missing, found.rate_missing.events) == (6, 2, 1)
    assert found.rate_known.estimate == 0.5
    assert found.difference.estimate == 0.0


def test_a_sample_below_the_floor_is_not_enough_however_good() -> None:
    small = sample_size(150, 60, 0.9, None)
    assert not small.enough_events
    assert not small.enough
    large = sample_size(5000, 2500, 0.7, None)
    assert large.enough
    assert large.for_slope is None
    assert sample_size(5000, 2500, 0.3, None).for_c == large.for_c


def test_a_group_nobody_is_in_does_not_count_in_the_log_rank() -> None:
    time, group = np.arange(6) + 1.0, np.array([0, 2, 0, 2, 0, 2])
    three = log_rank(time, Y, group, ["a", "b", "c"])
    two = log_rank(time, Y, group // 2, ["a", "c"])
    assert three.test.df == two.test.df == 1
    assert three.test.statistic == pytest.approx(two.test.statistic)
