"""Figures of other programs on public data, met within tolerance: discrimination, survival."""

import json

import numpy as np
import pytest

from riskservice.validation import expected_observed as eo
from riskservice.validation.brier import brier, brier_at
from riskservice.validation.discrimination import auc, auc_from_d
from riskservice.validation.norms import logistic_norm, norms
from riskservice.validation.rates import exact_binomial, proportion, wilson
from riskservice.validation.sample_size import for_c, for_eo, for_slope, newcombe_se
from riskservice.validation.survival.concordance import compare_c, harrell_c, pair_counts, uno_c
from riskservice.validation.survival.curves import kaplan_meier, log_log, log_rank
from riskservice.validation.survival.dynamic import auc_at
from tests.validation import samples
from tests.validation.samples import BANDS, CLOSED, FITTED, close, reference

LOOSE = 1e-4
"""Standard errors for which programs differ in what they count as estimated."""


@pytest.mark.skipif(not samples.PUBLISHED.is_file(), reason="the facts are not beside this copy")
def test_our_copy_of_the_figures_is_what_was_handed_over() -> None:
    published = json.loads(samples.PUBLISHED.read_text(encoding="utf-8"))
    for name, figure in samples.meta()["figures"].items():
        assert figure["values"] == published["results"][name]["values"], name
        assert figure["match"] == (published["results"][name]["status"] == "reference")
    assert samples.meta()["p_by_points"] == published["datasets"]["recid"]["p_by_points"]


def test_the_samples_are_made_as_their_recipes_say() -> None:
    totals = samples.meta()["totals"]
    people, men = samples.recid(), samples.rossi()
    for name, total in totals["recid"].items():
        if " " not in name:
            assert people[name].sum() == total
    assert samples.development()["points"].sum() == 2621
    assert samples.validation()["points"].sum() == 2617
    assert samples.validation()["y60"].sum() == totals["recid_validation"]["y60"]
    assert samples.variable()["e2"].sum() == totals["recid_variable_followup"]["e2"]
    assert samples.variable()["t2"].sum() == totals["recid_variable_followup"]["t2"]
    for name, total in totals["rossi"].items():
        assert men[name].sum() == total


@pytest.mark.parametrize("key", list(samples.meta()["figures"]["proportion_ci"]["values"]))
def test_a_proportion_has_its_wilson_and_its_exact_interval(key: str) -> None:
    count, n = map(int, key.split("/"))
    expected = reference("proportion_ci")[key]
    close(wilson(count, n), expected["wilson_proptest"])
    close(exact_binomial(count, n), expected["exact"])
    assert proportion(count, n).events == count


def test_the_wilson_interval_of_one_event_is_the_plain_one() -> None:
    assert wilson(1, 20)[0] > 0.008  # the altered form gives 0.0026


@pytest.mark.parametrize("key", list(samples.meta()["figures"]["eo_index_small"]["values"]))
def test_eo_of_small_numbers(key: str) -> None:
    events, expected = (float(part.split("=")[1]) for part in key.split(","))
    found, given = eo.of_counts(int(events), expected, 200), reference("eo_index_small")[key]
    close(found.observed_expected, given["OE"])
    close(found.observed_expected_exact, given["OE_exact"])
    close(found.p, given["p_exact"])
    assert found.exact is not None
    if given["EO"] is None:
        assert found.estimate is None
        assert found.poisson is None
        assert found.high is None
        assert found.exact[1] is None
        close(found.low, given["EO_exact"][0])
    else:
        close(found.estimate, given["EO"])
        close(found.exact, given["EO_exact"])
        close(found.poisson, given["EO_log"])


def test_auc_with_delong() -> None:
    people, expected = samples.validation(), reference("recid_auc60")
    found = auc(people["points"], people["y60"])
    close([found.estimate, found.low, found.high], [expected[k] for k in ("auc", "lo", "hi")])
    assert found.se is not None
    close(found.se**2, expected["var"])
    assert (found.n, found.events) == (722, 262)


def test_auc_of_cohens_d() -> None:
    close([auc_from_d(d) for d in (0.2, 0.5, 0.74, 0.8, 0.98)], reference("auc_from_d")["auc"])


@pytest.mark.parametrize("group", ["all", *BANDS, "black=0", "black=1"])
def test_eo_after_a_fixed_time(group: str) -> None:
    people, given = samples.validation(), reference("recid_eo_fixed")[group]
    who = np.ones(722, bool)
    if group in BANDS:
        who = people["band"] == group
    elif group != "all":
        who = people["black"] == int(group[-1])
    found = eo.expected_observed(people["p"][who], people["y60"][who])
    assert (found.n, found.events) == (given["n"], given["O"])
    close(found.expected, given["E"])
    close(found.observed_rate.estimate, given["observed_rate"])
    close([found.observed_rate.low, found.observed_rate.high], given["wilson"])
    close(found.expected_rate, given["expected_rate"])
    close(found.estimate, given["EO"])
    close([found.low, found.high], given["EO_log"])
    close(found.exact, given["EO_exact"])
    close(found.binomial, given["EO_binomial_log"])
    close(found.observed_expected, given["OE"])
    close(found.observed_expected_exact, given["OE_exact"])


def test_harrells_c_of_a_tied_score() -> None:
    men, given = samples.rossi(), reference("harrell_rossi_prio")
    arrest = men["arrest"] == 1
    found = harrell_c(men["week"], arrest, men["prio"])
    close([found.estimate, found.se], [given["C"], given["se"]])
    counts = pair_counts(men["week"], arrest, men["prio"])
    _same_counts(counts, given["count"])
    uno = uno_c(men["week"], arrest, men["prio"])
    close([uno.estimate, uno.se], [given["uno_nG2"], given["uno_nG2_se"]])
    close(uno_c(men["week"], arrest, men["prio"], tau=51).estimate, given["uno_tau51"])


def test_harrells_c_on_months() -> None:
    people, given = samples.validation(), reference("harrell_recid_points")
    columns = people["durat"], people["event"], people["points"]
    found, counts = harrell_c(*columns), pair_counts(*columns)
    close([found.estimate, found.se], [given["C"], given["se"]])
    _same_counts(counts, given["count"])
    assert found.estimate is not None
    close(2 * found.estimate - 1, given["somers_d"])
    ordered = given["hmisc_rcorr"]
    assert found.se is not None
    close(2 * found.se, ordered["S.D."])
    assert 2 * counts.comparable == ordered["Relevant Pairs"]
    assert 2 * counts.concordant + counts.tied_score == ordered["Concordant"]
    in_time = counts.comparable + counts.tied_time + counts.tied_both
    assert 722 * 721 - 2 * in_time == ordered["Uncertain"]
    uno = uno_c(*columns)
    close([uno.estimate, uno.se], [given["uno_nG2"], given["uno_se"]], FITTED)


def test_both_cs_under_heavy_censoring() -> None:
    people, given = samples.variable(), reference("harrell_varfu")
    columns = people["t2"], people["e2"], people["points"]
    found = harrell_c(*columns)
    close([found.estimate, found.se], [given["C"], given["se"]])
    assert (found.n, found.events) == (given["n"], given["events"])
    _same_counts(pair_counts(*columns), given["count"])
    uno = uno_c(*columns)
    close([uno.estimate, uno.se], [given["uno"], given["uno_se"]], FITTED)
    close(uno_c(*columns, tau=36).estimate, given["uno_tau36"], FITTED)


def test_tied_scores_have_their_half_in_unos_c() -> None:
    people, fault = samples.variable(), reference("uno_survauc")
    for tau in (36, 60):
        found = uno_c(people["t2"], people["e2"], people["points"], tau=tau).estimate
        assert found is not None
        assert abs(found - fault[f"tau{tau}"]) > 0.05


def _same_counts(found: object, given: dict[str, int]) -> None:
    names = {
        "concordant": "concordant",
        "discordant": "discordant",
        "tied.x": "tied_score",
        "tied.y": "tied_time",
        "tied.xy": "tied_both",
    }
    assert {key: getattr(found, name) for key, name in names.items()} == given


@pytest.mark.parametrize("group", [*BANDS, "all"])
def test_kaplan_meier_by_band(group: str) -> None:
    people, given = samples.validation(), reference("km_recid_band")[group]
    who = np.ones(722, bool) if group == "all" else people["band"] == group
    curve = kaplan_meier(people["durat"][who], people["event"][who])
    expected = given["loglog"]
    steps = [curve.step(when) for when in expected["time"]]
    assert [step.at_risk for step in steps] == expected["n_risk"]
    close([step.survival for step in steps], expected["surv"])
    close([step.se for step in steps], expected["se"])
    close([step.low for step in steps], expected["lo"])
    close([step.high for step in steps], expected["hi"])


def test_the_interval_of_a_curve_is_log_log_and_not_one_of_the_others() -> None:
    for kind in ("log", "plain"):
        given = reference("km_recid_band")["Very high"][kind]
        low, high = log_log(given["surv"][0], given["se"][0])
        assert abs((low or 0) - given["lo"][0]) > 1e-3
        assert abs((high or 0) - given["hi"][0]) > 1e-3


def test_log_rank_over_four_bands() -> None:
    people, given = samples.validation(), reference("logrank_recid_band")
    place = np.array([BANDS.index(band) for band in people["band"]])
    found = log_rank(people["durat"], people["event"], place, BANDS)
    close(found.test.statistic, given["chisq"], FITTED)
    assert found.test.df == given["df"]
    close(found.observed, given["obs"], FITTED)
    close(found.expected, given["exp"], FITTED)


@pytest.mark.parametrize("group", ["all", *BANDS])
def test_eo_of_censored_people(group: str) -> None:
    people, given = samples.variable(), reference("eo_survival_36")[group]
    who = np.ones(722, bool) if group == "all" else people["band"] == group
    time, event = people["t2"][who], people["e2"][who]
    found = eo.expected_observed_by(time, event, people["p36"][who], 36)
    assert found.n == given["n"]
    assert event.sum() == given["events_any"]
    assert kaplan_meier(time, event).step(36).at_risk == given["n_risk36"]
    close(found.observed_rate.estimate, given["km_risk"])
    close(found.observed_rate.se, given["se"])
    close([found.observed, found.expected], [given["O_km"], given["E"]])
    close(found.estimate, given["EO"])
    close(found.poisson, given["EO_log_poisson"])
    close(found.greenwood, given["EO_log_greenwood"])


def test_auc_at_times_on_months() -> None:
    people, given = samples.variable(), reference("auct_varfu")
    columns = people["t2"], people["e2"], people["points"]
    found = [auc_at(*columns, when) for when in (12, 24, 36, 48)]
    close([it.estimate for it in found], given["auc"])
    for name, key in (("se", "se"), ("low", "lower"), ("high", "upper")):
        close([getattr(it, name) for it in found], given[key], LOOSE)
    half = reference("timeroc_varfu_plus_half")
    later = [auc_at(*columns, when) for when in half["times"]]
    close([it.estimate for it in later], half["auc"])
    close([it.se for it in later], half["se"], LOOSE)
    assert [it.events for it in later] == half["cases"]


def test_events_of_the_month_itself_are_cases() -> None:
    people, fault = samples.variable(), reference("timeroc_varfu")
    for when, wrong in zip((12, 24), fault["auc"][:2], strict=True):
        found = auc_at(people["t2"], people["e2"], people["points"], when).estimate
        assert found is not None
        assert abs(found - wrong) > 1e-3


def test_auc_at_times_when_everyone_is_censored_at_one_time() -> None:
    men, given = samples.rossi(), reference("auct_rossi")
    arrest = men["arrest"] == 1
    found = [auc_at(men["week"], arrest, men["prio"], when) for when in (13, 26, 39, 51)]
    close([it.estimate for it in found], given["auc"])
    for name, key in (("se", "se"), ("low", "lower"), ("high", "upper")):
        close([getattr(it, name) for it in found], given[key], LOOSE)
    strict = reference("timeroc_rossi")["auc"]
    gaps = [abs((it.estimate or 0) - wrong) for it, wrong in zip(found, strict, strict=True)]
    assert min(gaps[:3]) > 1e-3  # no arrest falls in week 51, so there both rules agree
    close(gaps[3], 0)


def test_brier_score_with_censoring_weights() -> None:
    people, given = samples.variable(), reference("score_varfu36")
    found = brier_at(people["t2"], people["e2"], people["p36"], 36)
    close([found.null.estimate, found.estimate], given["brier"]["Brier"])
    close([found.null.se, found.se], given["brier"]["se"], LOOSE)
    close([found.null.low, found.low], given["brier"]["lower"], LOOSE)
    close([found.null.high, found.high], given["brier"]["upper"], LOOSE)
    area = auc_at(people["t2"], people["e2"], people["p36"], 36)
    close(area.estimate, given["auc"]["AUC"])
    close(
        [area.se, area.low, area.high], [given["auc"][k] for k in ("se", "lower", "upper")], LOOSE
    )
    assert abs(found.estimate - 0.1916) > 1e-3  # weights at T in place of just before it


def test_brier_score_after_a_fixed_time() -> None:
    people, given = samples.validation(), reference("recid_calibration")
    found = brier(people["p"], people["y60"])
    close([found.estimate, found.scaled], [given["brier"], given["brier_scaled"]])


def test_norms() -> None:
    people, given = samples.validation(), reference("norms_recid")
    rows = norms(people["points"], reference("cox_recid_points")["coef"]["points"])
    for key in ("below", "same", "above", "mid_percentile"):
        close([getattr(row, key) for row in rows], given[key])
    close([row.hazard_ratio for row in rows], given["hazard_ratio_vs_median"], FITTED)
    assert np.median(people["points"]) == given["median"]
    found, expected = logistic_norm(people["points"], people["y60"]), reference("logistic_B0_B1")
    close([found.b0, found.b1], [expected["B0"], expected["B1"]], FITTED)
    close([found.b0_se, found.b1_se], [expected["B0_se"], expected["B1_se"]], FITTED)
    close(found.rate_at_median, expected["rate_at_median"], FITTED)


def test_sample_size() -> None:
    needed = reference("sample_size_validation")["results"]["Samp_size"]
    assert abs(for_eo(0.018) - needed[0]) <= 1
    assert abs(for_c(0.8, 0.018) - needed[2]) <= 1
    assert 2 * 1.959963984540054 * newcombe_se(0.8, 0.018, for_c(0.8, 0.018)) <= 0.1
    # The slope of the other program rests on a simulated predictor; ours on its quantiles.
    even = (np.arange(200_000) + 0.5) / 200_000
    line = -5 + 2.5 * samples.normal_quantiles(even)
    assert for_slope(line) == pytest.approx(needed[1], rel=0.02)


def test_the_gain_in_c_has_the_joint_error() -> None:
    people, given = samples.validation(), reference("incremental_cox")
    columns = people["durat"], people["event"]
    base = people["points"]
    assert given["C_base"] == pytest.approx(harrell_c(*columns, base).estimate, abs=CLOSED)
    first, second, gap, test = compare_c(*columns, base, base)
    assert first == second
    assert (gap.estimate, gap.se, test.p) == (0.0, 0.0, 1.0)
