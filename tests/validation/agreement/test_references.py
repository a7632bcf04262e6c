"""The tables of Shrout and Fleiss, Krippendorff and Gwet, against what R makes of them."""

import numpy as np
import pytest

from riskservice.validation.agreement import Spec, agree, chance
from riskservice.validation.agreement.alpha import alpha
from riskservice.validation.agreement.distributions import f_beyond, t_upper
from riskservice.validation.agreement.families import by_t
from riskservice.validation.agreement.intraclass import intraclass
from riskservice.validation.agreement.weights import WEIGHTS
from tests.validation.agreement.made import codes_of, columns_of, golden, people, published

FORMS = ("ICC(1)", "ICC(k)", "ICC(A,1)", "ICC(A,k)", "ICC(C,1)", "ICC(C,k)")
LEVELS = ("nominal", "ordinal", "interval", "ratio")
EXACT = 1e-9


@pytest.mark.parametrize("form", FORMS)
def test_every_intraclass_correlation_is_that_of_psych(form: str) -> None:
    expected, found = golden()["shrout_fleiss"]["forms"][form], intraclass(people("shrout_fleiss"))
    of = found[form]
    given = (of.estimate, of.low, of.high, of.f, of.df1, of.df2, of.p)
    names = ("icc", "lo", "hi", "F", "df1", "df2", "p")
    assert given == pytest.approx([expected[name] for name in names], abs=EXACT)


def test_the_limits_of_icc_a1_rest_on_the_degrees_of_freedom_of_irr() -> None:
    expected, of = golden()["shrout_fleiss"], intraclass(people("shrout_fleiss"))["ICC(A,1)"]
    assert of.limits_df == pytest.approx(expected["limits_df"], abs=EXACT)
    assert of.f is not None
    assert of.limits_df is not None
    p = f_beyond(of.f, of.df1, of.limits_df)
    assert p == pytest.approx(expected["p_by_limits_df"], abs=EXACT)


def test_the_limits_of_the_mean_of_raters_are_stepped_up_and_not_those_of_irr() -> None:
    wrong, of = golden()["shrout_fleiss"]["not_to_be_matched"], intraclass(people("shrout_fleiss"))
    single, mean = of["ICC(A,1)"], of["ICC(A,k)"]
    for one, all_of_them in ((single.low, mean.low), (single.high, mean.high)):
        assert one is not None
        assert all_of_them == pytest.approx(4 * one / (1 + 3 * one), abs=EXACT)
    assert mean.low is not None
    assert abs(mean.low - wrong["lo"]) > 0.03


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_that_of_krippendorff(level: str) -> None:
    expected = golden()["krippendorff"]["alpha"][level]
    assert alpha(people("krippendorff"), level) == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic"])
@pytest.mark.parametrize("name", ["AC", "fleiss", "conger", "kripp", "bp", "pa"])
def test_every_chance_corrected_coefficient_is_that_of_irrcac(weights: str, name: str) -> None:
    expected = golden()["gwet"]["coefficients"][weights][name]
    codes = codes_of(people("gwet"))
    of = chance.counted(chance.count(codes, 5), WEIGHTS[weights](np.arange(5.0)))
    measure = {
        "AC": chance.gwet,
        "fleiss": chance.fleiss,
        "conger": lambda counted: chance.conger(counted, codes),
        "kripp": chance.krippendorff,
        "bp": chance.brennan_prediger,
        "pa": chance.percent,
    }[name]
    found = measure(of)
    assert found is not None
    assert (found.estimate, found.se) == pytest.approx((expected["coef"], expected["se"]), abs=6e-6)
    assert (found.observed, found.chance) == pytest.approx(
        (expected["pa"], expected["pe"]), abs=EXACT
    )
    limits = by_t(found, "")
    assert (limits.low, limits.high) == pytest.approx(expected["ci"], abs=1e-3)


def test_the_whole_answer_holds_the_reference_values_under_their_keys() -> None:
    expected = golden()["gwet"]["coefficients"]
    columns = columns_of(people("gwet"))
    found = agree(columns, Spec(raters=tuple(columns), scale=("1", "2", "3", "4", "5")))
    assert found.gwet_ac1 == pytest.approx(expected["unweighted"]["AC"]["coef"], abs=6e-6)
    assert found.gwet_ac2 == pytest.approx(expected["linear"]["AC"]["coef"], abs=6e-6)
    assert found.percent_agreement == pytest.approx(expected["unweighted"]["AC"]["pa"], abs=EXACT)
    forms = found.other_forms
    for family, name in (
        (forms.fleiss_kappa, "fleiss"),
        (forms.conger_kappa, "conger"),
        (forms.brennan_prediger, "bp"),
    ):
        for weights in ("unweighted", "linear", "quadratic"):
            coef = expected[weights][name]["coef"]
            assert family[weights].estimate == pytest.approx(coef, abs=6e-6)
    # Squared distances are what alpha counts at the interval level.
    for level, weights in (("nominal", "unweighted"), ("interval", "quadratic")):
        of, reference = forms.alpha[level], expected[weights]["kripp"]
        assert (of.estimate, of.se) == pytest.approx((reference["coef"], reference["se"]), abs=6e-6)


def test_the_interval_of_a_coefficient_takes_t_with_one_less_than_the_people() -> None:
    found = chance.Corrected(estimate=0.5, se=0.1, observed=0.7, chance=0.4, n=11)
    limits = by_t(found, "")
    assert t_upper(10) == pytest.approx(2.228138852, abs=1e-8)
    assert (limits.low, limits.high) == pytest.approx((0.2771861148, 0.7228138852), abs=1e-8)


def test_our_copy_of_the_references_is_what_was_handed_over() -> None:
    whole = published()
    if whole is None:
        pytest.skip("the reference results are not at hand; the copy is what is tested")
    ours, results, tables = golden(), whole["results"], whole["tables"]
    assert ours["shrout_fleiss"]["people"] == tables["shrout_fleiss"]["rows"]
    assert ours["gwet"]["people"] == tables["gwet_4raters"]["rows"]
    units = [list(unit) for unit in zip(*tables["krippendorff_12units"]["rows"], strict=True)]
    assert ours["krippendorff"]["people"] == units
    assert ours["krippendorff"]["alpha"] == results["krippendorff_alpha"]["values"]
    values = results["gwet_raw4raters"]["values"]
    assert ours["gwet"]["coefficients"] == {w: values[w] for w in ours["gwet"]["coefficients"]}
    by_type = {e["type"]: e for e in results["icc_shrout_fleiss_psych"]["values"].values()}
    named = dict(zip(("ICC1", "ICC1k", "ICC2", "ICC2k", "ICC3", "ICC3k"), FORMS, strict=True))
    for kind, form in named.items():
        for name, value in ours["shrout_fleiss"]["forms"][form].items():
            assert by_type[kind][name] == value
    single = results["icc_shrout_fleiss_irr"]["values"]["twoway_agreement_single"]
    assert ours["shrout_fleiss"]["limits_df"] == single["df2"]
    assert ours["shrout_fleiss"]["p_by_limits_df"] == single["p"]
