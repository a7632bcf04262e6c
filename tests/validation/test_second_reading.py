"""Figures read a second time from the facts alone, by pairs, loops and printed formulae."""

import re

import numpy as np
import pytest
from scipy import optimize, stats

from riskservice.validation.brier import brier_at
from riskservice.validation.calibration import calibration_at
from riskservice.validation.expected_observed import poisson_test
from riskservice.validation.reclassification import symmetry
from riskservice.validation.report import to_html
from riskservice.validation.spec import Spec
from riskservice.validation.survival.cox import cox
from riskservice.validation.survival.dynamic import auc_at
from riskservice.validation.validating import validate
from tests.validation import samples, slow
from tests.validation.report.made import Page


def test_as_many_up_as_down_is_no_evidence_of_either() -> None:
    found = symmetry(np.array([[5, 3], [3, 5]]))
    assert (found.statistic, found.p) == (0, 1)


@pytest.mark.parametrize("whole", [1, 2, 7, 40])
def test_a_rounding_error_in_the_sum_of_probabilities_does_not_change_the_poisson_p(
    whole: int,
) -> None:
    for seen in range(2 * whole + 3):
        chance = stats.poisson.pmf(np.arange(8 * whole + 60), whole)
        expected = min(chance[chance <= chance[seen] * (1 + 1e-7)].sum(), 1)
        for near in (whole - 1e-13, whole, whole + 1e-13):
            assert poisson_test(seen, near) == pytest.approx(expected, abs=1e-9), (seen, near)


def test_a_window_that_some_left_early_has_figures_at_its_end_as_just_before() -> None:
    """Everyone else is censored at the end of the window: the usual design, with a few lost."""
    rng = np.random.default_rng(2)
    time = np.minimum(np.ceil(rng.exponential(30, 80)), 52.0)
    event = time < 52
    lost = rng.choice(80, 12, replace=False)
    time[lost], event[lost] = rng.integers(1, 50, 12), False
    event &= time != 51  # so that nothing happens between 51 and 52
    score = rng.integers(0, 6, 80).astype(float)
    expected = np.clip(score / 7 + 0.05, 0.05, 0.9)
    before = [
        auc_at(time, event, score, 51),
        brier_at(time, event, expected, 51),
        calibration_at(time, event, expected, 51),
    ]
    at_the_end = [
        auc_at(time, event, score, 52),
        brier_at(time, event, expected, 52),
        calibration_at(time, event, expected, 52),
    ]
    assert at_the_end == before


def test_a_small_band_that_reoffends_at_once_has_its_ratio() -> None:
    """The first of Newton's steps go too far here; the likelihood has its top all the same."""
    time = np.array([1, 2, 4, 4, 3, 2, 2, 3, 4, 1, 1, 3, 3, 1, 4, 1.0])
    event = np.array([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1], bool)
    band = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2])
    columns = np.column_stack([band == 1, band == 2]).astype(float)

    def less(beta: np.ndarray) -> float:
        return -slow.cox_likelihood(time - 9, time, event, columns @ beta, "efron")

    top = optimize.minimize(less, np.zeros(2), method="Nelder-Mead", tol=1e-12)
    found = cox(time, event, columns)
    assert found.coefficients == pytest.approx(top.x, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-top.fun, abs=1e-9)
    assert found.se == pytest.approx([0.6807284, 1.33935001], abs=1e-6)


@pytest.mark.parametrize("follow_up", ["fixed", "censored"])
def test_two_groups_are_told_apart_by_an_unpaired_z(follow_up: str) -> None:
    rng = np.random.default_rng(5)
    group = np.repeat(["a", "b"], [70, 60])
    score = rng.integers(0, 7, 130).astype(float)
    came = np.ceil(rng.exponential(20 - 2 * score))
    ended = rng.integers(4, 30, 130) if follow_up == "censored" else np.full(130, 24)
    columns = {"s": score, "g": group, "t": np.minimum(came, ended), "y": (came <= ended) * 1}
    found = validate(columns, Spec(score="s", outcome="y", time="t", horizon=12, groups=("g",)))
    one, two = (row.auc for row in found.groups)
    beside = found.groups[1].auc_beside_reference
    assert found.groups[0].auc_beside_reference is None
    z = (two.estimate - one.estimate) / np.hypot(one.se, two.se)
    assert beside.test.statistic == pytest.approx(z, abs=1e-12)
    assert beside.test.p == pytest.approx(2 * stats.norm.sf(abs(z)), abs=1e-12)
    limits = [beside.difference.low, beside.difference.high]
    half = 1.959963984540054 * np.hypot(one.se, two.se)
    assert limits == pytest.approx([beside.difference.estimate + k * half for k in (-1, 1)])


def test_people_lost_early_are_not_people_without_the_event() -> None:
    time = np.array([2, 3, 5, 5, 7, 9, 9, 9, 12, 12.0])
    event = np.array([1, 0, 1, 0, 0, 1, 0, 0, 0, 0], bool)
    columns = {"s": np.arange(10)[::-1] % 4, "t": time, "y": event.astype(int)}
    found = validate(columns, Spec(score="s", outcome="y", time="t", horizon=8)).sample_size
    assert (found.events, found.non_events) == (2, 5)
    assert found.prevalence == pytest.approx(1 - (9 / 10) * (7 / 8))


def test_the_bands_have_a_model_of_their_own() -> None:
    """R survival 3.5.3 on the validation half of the North Carolina releases."""
    it, figures = samples.validation(), samples.reference("cox_recid_band")
    columns = {name: it[name] for name in ("points", "durat", "event", "band")}
    spec = Spec(
        score="points", outcome="event", time="durat", band="band", bands=tuple(samples.BANDS)
    )
    found = validate(columns, spec).cox_band
    assert (found.reference, found.bands) == ("Low", ["Medium", "High", "Very high"])
    samples.close(found.log_likelihoods, figures["loglik"], 1e-6)
    for test, name in ((found.likelihood_ratio, "lr"), (found.score, "score")):
        samples.close(test.statistic, figures[name][0], 1e-6)
        assert (test.df, test.p) == (3, pytest.approx(figures[name][2], rel=1e-5))
    samples.close(found.wald.statistic, figures["wald"][0], 0.005)
    samples.close([found.harrell_c.estimate, found.harrell_c.se], figures["concordance"], 1e-6)


def test_the_model_of_bands_leaves_out_a_band_without_events() -> None:
    rng = np.random.default_rng(6)
    band = np.repeat(["low", "mid", "high"], 20)
    time = rng.integers(1, 12, 60).astype(float)
    event = (rng.random(60) < 0.6) & (band != "low")
    columns = {"s": np.repeat([0, 1, 2], 20), "t": time, "y": event * 1, "b": band}
    spec = Spec(score="s", outcome="y", time="t", band="b", bands=("low", "mid", "high"))
    found = validate(columns, spec).cox_band
    assert (found.reference, found.bands, found.left_out) == ("mid", ["high"], ["low"])
    rest = band != "low"
    alone = cox(time[rest], event[rest], (band[rest] == "high").astype(float))
    assert found.likelihood_ratio == alone.likelihood_ratio
    assert (found.n, found.likelihood_ratio.df) == (40, 1)
    assert found.proportional_hazards.overall.df == 1


def test_the_page_has_what_the_second_reading_missed() -> None:
    rng = np.random.default_rng(9)
    score = rng.integers(0, 9, 300)
    columns = {
        "s": score, "b": np.where(score > 4, "high", "low"), "g": rng.choice(["x", "y"], 300),
        "t": np.minimum(np.ceil(rng.exponential(30 - 2 * score)), 24),
    }  # fmt: skip
    columns["e"] = (columns["t"] < 24) * 1
    found = validate(
        columns, Spec(score="s", outcome="e", time="t", horizon=20, band="b", groups=("g",))
    )
    page = Page(to_html(found))
    ((name, gap, *_),) = page.rows("AUC of subgroups beside the reference subgroup")
    (apart,) = [row.auc_beside_reference for row in found.groups if not row.reference]
    assert (name[:4], gap) == ("g = ", f"{apart.difference.estimate:.3f}")
    headline = {row[0]: row[1] for row in page.rows("Headline figures")}
    band = found.cox_band
    assert headline["Harrell's C of b, as used in practice"] == f"{band.harrell_c.estimate:.3f}"
    ratio = f"{band.likelihood_ratio.statistic:.2f}"
    assert re.search(rf"Cox model of the bands, likelihood ratio: [^.]*{ratio}", to_html(found))
