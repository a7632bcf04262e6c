"""Figures of other programs on public data, met within their tolerance: fitted models."""

from typing import Any

import numpy as np
import pytest

from riskservice.validation.benefit import net_benefit
from riskservice.validation.calibration import calibration, survival_slope
from riskservice.validation.differential import differential
from riskservice.validation.expected_observed import person_time
from riskservice.validation.goodness import hosmer_lemeshow, indices, spiegelhalter
from riskservice.validation.incremental import added_logistic, added_survival
from riskservice.validation.levels import by_score
from riskservice.validation.reclassification import (
    classes_at,
    continuous_net,
    integrated_discrimination,
    reclassification,
)
from riskservice.validation.regression import design, fit, null_log_likelihood, profile_interval
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.survival import hazards
from riskservice.validation.survival.concordance import harrell_c
from riskservice.validation.survival.cox import CoxFit, cox
from riskservice.validation.survival.cox_exact import cox_exact
from tests.validation import samples
from tests.validation.samples import BANDS, CLOSED, FITTED, Columns, close, reference

ROSSI = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
PROFILE, SE_STEP, ROUNDED, P_RELATIVE = 1e-4, 5e-6, 0.005, 1e-5


def columns(people: Columns, names: list[str]) -> np.ndarray:
    return np.column_stack([people[name] for name in names])


def same_model(
    found: CoxFit, given: Any, names: list[str], time: np.ndarray, event: np.ndarray
) -> None:
    close(found.coefficients, [given["coef"][name] for name in names], FITTED)
    close(found.se, [given["se"][name] for name in names], FITTED)
    ratios = [found.hazard_ratio(i) for i in range(len(names))]
    close([it.estimate for it in ratios], [given["hr"][name] for name in names], FITTED)
    limits = [[it.low, it.high] for it in ratios]
    close(limits, [given["hr_ci"][name] for name in names], FITTED)
    close([found.null_log_likelihood, found.log_likelihood], given["loglik"], FITTED)
    for test, key, within in (
        (found.likelihood_ratio, "lr", FITTED),
        (found.wald, "wald", ROUNDED),
        (found.score, "score", FITTED),
    ):
        close(test.statistic, given[key][0], within)
        assert test.df == given[key][1]
        assert test.p == pytest.approx(given[key][2], rel=P_RELATIVE if key != "wald" else 0.01)
    c = harrell_c(time, event, found.linear_predictor)
    close([c.estimate, c.se], given["concordance"], FITTED)
    assert (found.n, found.events) == (given["n"], given["events"])


@pytest.mark.parametrize("ties", ["efron", "breslow", "exact"])
def test_cox_on_the_rossi_data(ties: Any) -> None:
    men = samples.rossi()
    time, arrest, x = men["week"], men["arrest"] == 1, columns(men, ROSSI)
    found = cox_exact(time, arrest, x) if ties == "exact" else cox(time, arrest, x, ties=ties)
    same_model(found, reference(f"cox_rossi_{ties}"), ROSSI, time, arrest)
    assert found.ties == ties
    assert ties.capitalize() in found.hazard_ratio().method


@pytest.mark.parametrize(
    ("ties", "name"), [("efron", "cox_recid_full"), ("breslow", "cox_recid_full_breslow")]
)
def test_cox_with_ten_columns(ties: Any, name: str) -> None:
    people, given = samples.recid(), reference(name)
    names = list(given["coef"])
    time, event = people["durat"], people["event"]
    found = cox(time, event, columns(people, names), ties=ties)
    same_model(found, given, names, time, event)


def test_cox_per_point() -> None:
    people = samples.validation()
    time, event = people["durat"], people["event"]
    found = cox(time, event, people["points"])
    same_model(found, reference("cox_recid_points"), ["points"], time, event)


def test_cox_per_band() -> None:
    people = samples.validation()
    time, event = people["durat"], people["event"]
    bands = np.column_stack([people["band"] == name for name in BANDS[1:]]).astype(float)
    names = [f"band{name}" for name in BANDS[1:]]
    same_model(cox(time, event, bands), reference("cox_recid_band"), names, time, event)


def test_proportional_hazards() -> None:
    people, men, given = samples.validation(), samples.rossi(), reference("ph_test")
    time, event = people["durat"], people["event"]
    found = hazards.proportional_hazards(
        time, event, people["points"], cox(time, event, people["points"])
    )
    close(found.terms[0].statistic, given["recid_points"]["chisq"], FITTED)
    assert found.terms[0].p == pytest.approx(given["recid_points"]["p"], rel=P_RELATIVE)
    assert abs(found.terms[0].statistic - 6.123) > 0.1  # the older, approximate form
    week, arrest, x = men["week"], men["arrest"] == 1, columns(men, ROSSI)
    tests = hazards.proportional_hazards(week, arrest, x, cox(week, arrest, x))
    for name, test in zip([*ROSSI, "GLOBAL"], [*tests.terms, tests.overall], strict=True):
        close(test.statistic, given["rossi"][name][0], FITTED)
        assert test.df == given["rossi"][name][1]
        assert test.p == pytest.approx(given["rossi"][name][2], rel=P_RELATIVE)


def test_expected_events_by_both_baselines() -> None:
    half, people, given = samples.development(), samples.variable(), reference("eo_poisson_offset")
    model = cox(half["durat"], half["event"], half["points"])
    close(model.coefficients[0], given["dev_coef"], FITTED)
    hazard = {}
    for ties in ("efron", "breslow"):
        base = hazards.baseline(half["durat"], half["event"], model.linear_predictor, ties=ties)
        hazard[ties] = base.at(people["t2"]) * np.exp(model.coefficients[0] * people["points"])
        if ties == "efron":
            points = np.arange(9)
            p36 = 1 - np.exp(-base.at(36) * np.exp(model.coefficients[0] * points))
            close(p36, list(given["p36_table"].values()), 1e-8)
    close(hazard["efron"].sum(), given["E"], FITTED)
    close(hazard["breslow"].sum(), given["E_breslow_baseline"], FITTED)
    found = person_time(hazard["efron"], people["e2"])
    close(found.estimate, given["EO"], FITTED)
    assert found.estimate is not None
    close(-np.log(found.estimate), given["log_OE"], FITTED)
    close(found.se, given["se"], SE_STEP)
    assert found.events == given["O"]
    breslow = person_time(hazard["breslow"], people["e2"]).estimate
    assert breslow is not None
    close(-np.log(breslow), given["log_OE_breslow"], FITTED)
    sloped = fit(
        design(people["points"]),
        people["e2"],
        family="poisson",
        offset=np.log(hazard["efron"]),
    )
    close(sloped.coefficients[1], given["point_deviation_slope"], FITTED)
    flat = fit(
        design(people["points"])[:, :1],
        people["e2"],
        family="poisson",
        offset=np.log(hazard["efron"]),
    )
    close(flat.coefficients[0], given["log_OE"], FITTED)
    close(flat.se[0], found.se, CLOSED)


def test_calibration_slope_of_a_survival_model() -> None:
    people, given = samples.variable(), reference("cox_cal_slope")
    line = reference("eo_poisson_offset")["dev_coef"] * people["points"]
    found = survival_slope(people["t2"], people["e2"], line)
    close([found.estimate, found.se], [given["slope"], given["se"]], FITTED)


def test_norm_curve_of_the_development_half() -> None:
    half, given = samples.development(), reference("recid_instrument")
    found = fit(design(half["points"]), half["y60"])
    close(found.coefficients, [given["glm_intercept"], given["glm_slope"]], FITTED)
    close(found.se, given["glm_se"], FITTED)
    people = samples.validation()
    assert (len(half["id"]), half["y60"].sum()) == (given["n_dev"], given["events_dev"])
    assert (len(people["id"]), people["y60"].sum()) == (given["n_val"], given["events_val"])
    for name, n in given["bands_val"].items():
        assert (people["band"] == name).sum() == n
    for points, n in given["points_val"].items():
        assert (people["points"] == int(points)).sum() == n


def test_calibration_of_the_norm_table() -> None:
    people, given = samples.validation(), reference("recid_calibration")
    found = calibration(people["p"], people["y60"])
    close(found.in_the_large, given["citl"], FITTED)
    close(found.in_the_large_se, given["citl_se"], FITTED)
    close(found.intercept, given["cal_intercept"], FITTED)
    close(found.slope, given["cal_slope"], FITTED)
    close(found.slope_se, given["cal_slope_se"], FITTED)
    assert found.unreliability is not None
    close(found.unreliability.statistic, given["LR_unreliability"], FITTED)
    line = np.log(people["p"] / (1 - people["p"]))
    profile = profile_interval(design(line)[:, :1], people["y60"], 0, offset=line)
    close(profile, given["citl_ci_profile"], PROFILE)
    z = spiegelhalter(people["p"], people["y60"])
    close([z.statistic, z.p], [given["spiegelhalter_z"], given["spiegelhalter_p"]])
    other, it = given["val_prob"], indices(people["p"], people["y60"])
    close(it.somers_d, other["Dxy"])
    close(it.r_squared, other["R2"], FITTED)
    close([it.discrimination, it.discrimination_chi_square], [other["D"], other["D:Chi-sq"]], 1e-6)
    close([it.unreliability, it.quality], [other["U"], other["Q"]], FITTED)
    assert found.unreliability.p == pytest.approx(other["U:p"], abs=FITTED)


def test_the_flexible_curve() -> None:
    people, given = samples.validation(), reference("calibration_rcs3")
    found = calibration(people["p"], people["y60"])
    close(found.knots, [-1.389106240121, -0.4379392422211, 0.03764425672908])
    close(found.coefficients, given["coef"], FITTED)
    close(
        [found.ici, found.e50, found.e90, found.e_max],
        [given[key] for key in ("ICI", "E50", "E90", "Emax")],
        FITTED,
    )
    assert found.nonlinearity is not None
    close(found.nonlinearity.statistic, given["nonlinear_chisq"], FITTED)
    observed = {round(point.expected, 9): point.observed for point in found.curve}
    fitted = [observed[round(p, 9)] for p in people["p"][:5]]
    close(fitted, given["fitted_first5"], FITTED)


def test_hosmer_lemeshow_over_scores() -> None:
    people, given = samples.validation(), reference("hosmer_lemeshow_recid")
    found = hosmer_lemeshow(people["p"], people["y60"], people["points"])
    close([found.statistic, found.p], [given["chisq"], given["p"]])
    assert found.df == given["df"]


def test_observed_and_expected_at_every_score() -> None:
    people = samples.validation()
    rows = by_score(Sample(score=people["points"], outcome=people["y60"], expected=people["p"]))
    for row, given in zip(rows, reference("recid_by_point"), strict=True):
        assert (row.score_low, row.n, row.events) == (given["points"], given["n"], given["O"])
        assert row.eo is not None
        close(row.eo.expected, given["E"])


def test_logistic_odds_ratios() -> None:
    people, given = samples.validation(), reference("recid_logistic_or")
    x = design(people["points"])
    found, per_point = fit(x, people["y60"]), given["per_point"]
    b, se = found.coefficients[1], found.se[1]
    close([b, se, np.exp(b)], [per_point[key] for key in ("b", "se", "or")], FITTED)
    close(np.exp([b - samples.Z * se, b + samples.Z * se]), per_point["wald"], FITTED)
    close(np.exp(profile_interval(x, people["y60"], 1)), per_point["profile"], PROFILE)
    close(found.log_likelihood, given["loglik"], FITTED)
    close(null_log_likelihood(people["y60"]), given["null_loglik"], FITTED)
    bands = fit(design(*[(people["band"] == name) * 1.0 for name in BANDS[1:]]), people["y60"])
    close(np.exp(bands.coefficients), list(given["band"].values()), FITTED)
    close(bands.se, list(given["band_se"].values()), FITTED)


def test_net_benefit() -> None:
    people, given = samples.validation(), reference("dca_recid")
    rows = net_benefit(people["p"], people["y60"], np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
    close([row.model for row in rows], given["model"])
    close([row.everyone for row in rows], given["all"])


def test_what_two_columns_add_to_the_points() -> None:
    people, given = samples.validation(), reference("incremental_cox")
    more = columns(people, ["educ", "workprg"])
    found = added_survival(people["durat"], people["event"], people["points"], more)
    close(found.base_log_likelihood, given["loglik_base"], FITTED)
    close(found.full_log_likelihood, given["loglik_full"], FITTED)
    close([found.test.statistic, found.test.p], [given["chisq"], given["p"]], FITTED)
    assert found.test.df == given["df"]
    assert found.base_c is not None
    assert found.full_c is not None
    assert found.difference is not None
    close([found.base_c.estimate, found.full_c.estimate], [given["C_base"], given["C_full"]], 1e-6)
    close([found.difference.estimate, found.difference.se], [given["dC"], given["dC_se"]], FITTED)
    logistic = reference("incremental_logistic")
    fixed = added_logistic(people["y60"], people["points"], more)
    close(-2 * fixed.base_log_likelihood, logistic["dev_base"], FITTED)
    close(-2 * fixed.full_log_likelihood, logistic["dev_full"], FITTED)
    close([fixed.test.statistic, fixed.test.p], [logistic["chisq"], logistic["p"]], FITTED)
    close(fixed.base_r_squared, logistic["nagelkerke_base"], FITTED)
    close(fixed.full_r_squared, logistic["nagelkerke_full"], FITTED)
    whole = fit(design(people["points"], *more.T), people["y60"])
    close(whole.coefficients, list(logistic["coef_full"].values()), FITTED)
    close(whole.se, list(logistic["se_full"].values()), FITTED)
    ratios = [it.estimate for it in fixed.added]
    close(np.log(ratios), [logistic["coef_full"][k] for k in ("educ", "workprg")], FITTED)


def test_reclassification_is_two_tables_and_two_components() -> None:
    people, given = samples.reclassified(), reference("nri_recid")
    cuts = np.array([0.25, 0.4, 0.55])
    old, new, y = people["p"], people["pnew"], people["y60"]
    found = reclassification(classes_at(old, cuts), classes_at(new, cuts), y, list("abcd"))
    assert found.events == given["table_event"]
    assert found.others == given["table_nonevent"]
    flat = given["categorical"]
    close([found.events_net, found.others_net], [flat["NRI+"], flat["NRI-"]])
    close(found.events_up.estimate, flat["Pr(Up|Case)"])
    close(found.events_down.estimate, flat["Pr(Down|Case)"])
    close(found.others_up.estimate, flat["Pr(Up|Ctrl)"])
    close(found.others_down.estimate, flat["Pr(Down|Ctrl)"])
    close(continuous_net(old, new, y), [given["continuous"][k] for k in ("NRI+", "NRI-")])
    close(integrated_discrimination(old, new, y), given["IDI"])


def test_mcnemar() -> None:
    people, given = samples.reclassified(), reference("mcnemar_reclass")
    cut = np.array([0.4])
    old, new = (classes_at(people[name], cut) for name in ("p", "pnew"))
    found = reclassification(old, new, people["y60"], ["low", "high"])
    assert (np.array(found.events) + np.array(found.others)).tolist() == given["table"]
    assert found.symmetry is not None
    close(found.symmetry.statistic, given["chisq"])
    assert found.symmetry.p == pytest.approx(given["p"], rel=1e-9)


def test_differential_prediction() -> None:
    people, given = samples.validation(), reference("cox_interaction_fairness")
    black = people["black"].astype(int)
    sample = Sample(
        score=people["points"],
        outcome=people["event"],
        time=people["durat"],
        event=people["event"],
        groups={"black": Labels(black, ["0", "1"])},
    )
    found = differential(sample, "black")
    close(found.log_likelihoods, given["ll"], FITTED)
    close(found.group_coefficients, list(given["coef_m1"].values()), FITTED)
    close(found.group_se, list(given["se_m1"].values()), FITTED)
    close(found.coefficients, list(given["coef_m2"].values()), FITTED)
    close(found.se, list(given["se_m2"].values()), FITTED)
    close(found.slope_bias.statistic, 2 * (given["ll"][2] - given["ll"][1]), FITTED)
    close(found.intercept_bias.statistic, 2 * (given["ll"][1] - given["ll"][0]), FITTED)
    assert found.values == ["0", "1"]
