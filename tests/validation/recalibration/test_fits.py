"""A known intercept and slope are found again; identity changes nothing; order is kept."""

from decimal import Decimal

import numpy as np
import pytest
from msgspec.structs import replace
from scipy.special import expit, logit
from sklearn.model_selection import StratifiedKFold

from riskservice.kit.kernel import Kernel
from riskservice.validation.discrimination import auc
from riskservice.validation.recalibration import drafting
from riskservice.validation.recalibration.carriers import carriers_of, moved
from riskservice.validation.recalibration.fitting import Moved, fitted, in_the_large, rates, sloped
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refitting import recalibrate
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.regression import design, fit
from tests.validation.recalibration.people import asked, kernel_of, people_of

LOG_ODDS = ("arp_static", "arp_dynamic", "vrp_static", "vrp_dynamic", "svrp_static", "svrp_dynamic")
OLD = (("snsv_2025_static", "2025.1"), ("snsv_2025_dynamic", "2025.1"))
POINTS = (("dc_srp", "2026.1"), ("ovp", "2025.1"), ("ogp", "2025.1"), ("osp_2014", "2014.1"))
EVERY = (*((key, "2026.1") for key in LOG_ODDS), *OLD, *POINTS)
DEPLOYED = tuple(
    (key, f"{version}-hmpps") for key, version in EVERY if key not in ("ovp", "ogp", "osp_2014")
)


@pytest.mark.parametrize(("key", "version"), [*EVERY, *DEPLOYED])
def test_every_logistic_table_moves_to_intercept_plus_slope_times_its_log_odds(
    key: str, version: str
) -> None:
    kernel = kernel_of(key, version)
    carriers = carriers_of(kernel)
    a, b = Decimal("-0.321004"), Decimal("0.871235")
    table = moved(kernel.table, carriers.blocks, carriers.intercepts, intercept=a, slope=b)
    new = Kernel(kernel.instrument, table, kernel.parts, kernel.reads)
    if kernel.instrument.unit == "points":
        totals = np.arange(kernel.scale.low, kernel.scale.high + 1, dtype=np.float64)
        before, after = kernel.scale.many(totals)[0], new.scale.many(totals)[0]
        inside = (before > 0) & (before < 1)
        wanted = float(a) + float(b) * logit(before[inside])
        assert np.allclose(logit(after[inside]), wanted, rtol=0, atol=1e-9)
        assert np.array_equal(after[~inside], before[~inside])
        return
    shift = [t.points for t in kernel.terms]
    for old, tabulated in zip(shift, new.terms, strict=True):
        start = float(a) if tabulated.term.key == "intercept" else 0.0
        assert np.allclose(tabulated.points, start + float(b) * old, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("key", "version"), EVERY)
def test_intercept_0_and_slope_1_give_the_very_same_numbers(key: str, version: str) -> None:
    kernel = kernel_of(key, version)
    carriers = carriers_of(kernel)
    table = moved(
        kernel.table,
        carriers.blocks,
        carriers.intercepts,
        intercept=Decimal("0.000000"),
        slope=Decimal("1.000000"),
    )
    assert table.numbers == kernel.table.numbers
    for name in table.polynomials:
        assert table.coefficients(name) == kernel.table.coefficients(name)
    new = Kernel(kernel.instrument, table, kernel.parts, kernel.reads)
    for old, tabulated in zip(kernel.terms, new.terms, strict=True):
        assert np.array_equal(old.points, tabulated.points)


def test_the_digits_of_a_coefficient_are_kept_whole() -> None:
    kernel = kernel_of("dc_srp")
    found = moved(
        kernel.table,
        ("constants.per_point", "constants.intercept"),
        ("constants.intercept",),
        intercept=Decimal("0.123456"),
        slope=Decimal("0.987654"),
    )
    assert str(found.constants["per_point"].value) == "0.1578271092"
    assert found.constants["intercept"].value == Decimal("-8.402960982")


def test_numbers_that_are_no_coefficients_are_left_alone() -> None:
    places = set(carriers_of(kernel_of("arp_dynamic")).blocks)
    assert "constants.unemployed_per_point" in places
    for name in ("unemployed_points", "career_offset_years", "three_or_more", "age_limit"):
        assert f"constants.{name}" not in places


@pytest.mark.parametrize("key", ["dc_srp", "arp_static", "svrp_dynamic"])
def test_a_known_intercept_and_slope_are_found_again(key: str) -> None:
    people = people_of(kernel_of(key), 60_000, intercept=0.6, slope=0.8)
    model = sloped(people)
    assert model.intercept.estimate == pytest.approx(0.6, abs=4 * (model.intercept.se or 0))
    assert model.slope is not None
    assert model.slope.estimate == pytest.approx(0.8, abs=4 * (model.slope.se or 0))
    assert (model.slope.se or 1) < 0.05
    alone = in_the_large(people_of(kernel_of(key), 60_000, intercept=0.6, seed=6))
    assert alone.intercept.estimate == pytest.approx(0.6, abs=4 * (alone.intercept.se or 0))


def test_the_slope_is_that_of_an_independent_fit_to_ten_digits() -> None:
    people = people_of(kernel_of("arp_static"), 5_000, intercept=0.3, slope=0.7)
    model, other = sloped(people), fit(design(people.line), people.outcome)
    assert model.intercept.estimate == pytest.approx(other.coefficients[0], abs=1e-10)
    assert model.slope is not None
    assert model.slope.estimate == pytest.approx(other.coefficients[1], abs=1e-10)
    assert model.slope.se == pytest.approx(other.se[1], abs=1e-10)


def test_after_the_fit_the_mean_chance_is_the_observed_rate() -> None:
    people = people_of(kernel_of("arp_static"), 3_000, intercept=0.5)
    for method in ("intercept", "slope"):
        chance = fitted(people, asked(method)).chances(people)
        assert chance.mean() == pytest.approx(people.outcome.mean(), abs=1e-6)


def test_a_chance_of_exactly_0_stays_0() -> None:
    kernel = kernel_of("dc_srp")
    people = people_of(kernel, 3_000, intercept=1.0)
    total = people.total.copy()
    total[:50] = 0
    chance, _, band = kernel.scale.many(total)
    found = sloped(Scored(total, chance, band.astype(np.int64), people.outcome))
    assert np.all(found.chances(Scored(total, chance, band, people.outcome))[:50] == 0)


# Rates -------------------------------------------------------------------------------------------


def by_hand(*groups: tuple[float, int, int]) -> Scored:
    total = np.concatenate([np.full(n, score) for score, n, _ in groups])
    happened = np.concatenate([np.arange(n) < events for _, n, events in groups])
    blank = np.full(len(total), np.nan)
    return Scored(total, blank, np.full(len(total), -1), happened)


def test_each_score_gets_its_observed_rate() -> None:
    model = rates(by_hand((1, 10, 1), (2, 10, 3), (4, 10, 5)), monotone=True)
    assert model.at.tolist() == [2, 4]
    assert model.chance.tolist() == [0.1, 0.3, 0.5]


def test_neighbours_whose_rates_fall_are_joined() -> None:
    people = by_hand((1, 10, 1), (2, 10, 5), (3, 30, 7), (4, 10, 6))
    assert rates(people, monotone=True).at.tolist() == [2, 4]
    assert rates(people, monotone=True).chance.tolist() == [0.1, 0.3, 0.6]
    assert rates(people, monotone=False).chance.tolist() == [0.1, 0.5, 0.233333, 0.6]


def test_nobody_is_given_0_or_1_by_joined_rates() -> None:
    people = by_hand((0, 10, 0), (1, 10, 0), (2, 10, 2), (3, 10, 5), (4, 4, 4))
    found = rates(people, monotone=True)
    assert found.at.tolist() == [3]
    assert found.chance.tolist() == [round(2 / 30, 6), round(9 / 14, 6)]


def test_rates_by_score_become_the_chance_of_a_points_scale() -> None:
    kernel = kernel_of("dc_srp")
    found = recalibrate(kernel, people_of(kernel, 8_000, intercept=0.8), asked("rates"))
    chances = found.table.chances
    assert chances is not None
    assert list(chances.chance) == sorted(chances.chance)
    new = Kernel(kernel.instrument, found.table)
    for at, chance in zip(chances.at, chances.chance[1:], strict=True):
        assert new.scale.one(float(at))[0] == float(chance)
        assert new.scale.one(float(at) - 1)[0] < float(chance)
    assert found.table.bands == kernel.table.bands


def test_rates_by_score_give_a_chance_to_a_scale_that_had_none() -> None:
    kernel = kernel_of("rm2000_s")
    found = recalibrate(kernel, people_of(kernel, 4_000, intercept=-1.5), asked("rates"))
    assert found.result.before is None
    assert found.result.after.eo.estimate == pytest.approx(1, abs=1e-4)
    new = Kernel(kernel.instrument, found.table)
    assert 0 < new.scale.one(3.0)[0] < 1
    assert new.scale.one(3.0)[2] == kernel.scale.one(3.0)[2]


@pytest.mark.parametrize("method", ["intercept", "slope", "rates"])
def test_lines_of_a_hierarchy_keep_their_band_and_get_new_chances(method: str) -> None:
    kernel = kernel_of("iic_srp")
    people = people_of(kernel, 30_000, intercept=0.9)
    found = recalibrate(kernel, people, asked(method))
    for old, new in zip(kernel.table.lines, found.table.lines, strict=True):
        assert (old.when, old.band) == (new.when, new.band)
        if old.probability == 0 and method != "rates":
            assert new == old
        elif method != "rates":
            assert new.probability > old.probability
    assert found.result.after.eo.estimate == pytest.approx(1, abs=1e-3)


def test_a_line_nobody_met_stays_as_it_was() -> None:
    kernel = kernel_of("iic_srp")
    people = people_of(kernel, 5_000, intercept=1.0)
    some = people.at(people.total != 3)
    found = recalibrate(kernel, some, asked("rates"))
    assert found.table.lines[::-1][3] == kernel.table.lines[::-1][3]


def test_identity_leaves_the_lines_of_a_hierarchy_alone() -> None:
    kernel = kernel_of("iic_srp")
    people = people_of(kernel, 2_000, intercept=1.0)
    model = sloped(people)
    still = Moved(replace(model.intercept, estimate=0.0), replace(model.intercept, estimate=1.0))
    table = drafting.draft(
        kernel, drafting.carriers_for(kernel, asked("slope")), still, people, asked("slope")
    )
    assert table.lines == kernel.table.lines


# What is said ------------------------------------------------------------------------------------


def test_the_auc_stays_what_it_was_where_nobody_overtakes_anybody() -> None:
    kernel = kernel_of("arp_static")
    for method in ("intercept", "slope"):
        found = recalibrate(kernel, people_of(kernel, 3_000, slope=0.7), asked(method)).result
        assert found.same_order
        assert found.before is not None
        assert found.before.auc is not None
        assert found.after.auc is not None
        assert found.after.auc.estimate == found.before.auc.estimate


def test_the_fit_looks_better_on_its_own_people_than_on_others() -> None:
    kernel = kernel_of("dc_srp")
    found = recalibrate(kernel, people_of(kernel, 1_500, intercept=1.2), asked("rates")).result
    assert found.after.brier < found.cross_validated.brier
    assert found.optimism.brier == found.after.brier - found.cross_validated.brier
    assert found.optimism.auc is not None
    assert found.optimism.auc > 0


def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    kernel = kernel_of("dc_srp")
    people = people_of(kernel, 1_500, intercept=1.2)
    once, again = (recalibrate(kernel, people, asked("slope")) for _ in range(2))
    assert once.text == again.text
    assert once.result == again.result
    other = recalibrate(kernel, people, asked("slope", seed=2)).result
    assert other.cross_validated != once.result.cross_validated
    assert other.slope == once.result.slope


def test_the_chances_told_are_those_of_the_draft_when_it_scores() -> None:
    kernel = kernel_of("arp_static")
    people = people_of(kernel, 2_000, intercept=0.4, slope=0.8)
    found = recalibrate(kernel, people, asked("slope"))
    b = float(found.result.applied_slope or "nan")
    wanted = expit(float(found.result.applied_intercept or "nan") + b * people.total)
    assert found.result.after.expected_rate == pytest.approx(wanted.mean(), abs=1e-12)


def test_few_events_and_unconfirmed_numbers_are_warned_of() -> None:
    kernel = kernel_of("rm2000_s")
    people = people_of(kernel, 300, intercept=-1.5)
    told = " ".join(recalibrate(kernel, people, asked("rates")).result.warnings)
    assert "At least 100 of each are a floor" in told
    assert "Fewer than 10 events" in told
    assert "themselves unconfirmed" in told
    assert "Only another sample" in told.replace("only another", "Only another")


def test_a_fit_that_needs_no_change_says_so() -> None:
    kernel = kernel_of("arp_static")
    told = recalibrate(kernel, people_of(kernel, 4_000), asked("slope")).result.warnings
    assert any("include no change at all" in text for text in told)


def test_further_figures_that_move_along_are_named() -> None:
    kernel = kernel_of("ovp", "2025.1")
    found = recalibrate(kernel, people_of(kernel, 3_000, intercept=0.5), asked("slope"))
    assert found.result.other_figures == ("Violent reoffending within one year",)
    assert any("not tested here: Violent" in text for text in found.result.warnings)


# What is refused ---------------------------------------------------------------------------------


def refused(key: str, method: str, people: Scored | None = None, **changes: object) -> str:
    kernel = kernel_of(key, None if key != "ogrs3" else "2025.1")
    people = people or people_of(kernel, 500, intercept=0.5)
    with pytest.raises(CannotRecalibrate) as error:
        recalibrate(
            kernel, people or people_of(kernel, 500, intercept=0.5), asked(method, **changes)
        )
    assert all(fault.way_out for fault in error.value.faults)
    return "\n".join(f"{fault.pointer}: {fault.message}" for fault in error.value.faults)


def test_a_method_that_does_not_go_with_the_instrument_is_refused() -> None:
    assert "publishes no chance" in refused("rm2000_s", "slope")
    assert "rates need points or lines" in refused("arp_static", "rates")
    assert "plain logistic function" in refused("ogrs3", "slope")


@pytest.mark.parametrize(("key", "words"), [("csrp", "svrp"), ("arp", "arp_dynamic")])
def test_what_is_made_of_others_names_them(key: str, words: str) -> None:
    with pytest.raises(CannotRecalibrate, match=words):
        kernel_of(key)


def test_a_judgement_has_nothing_to_fit() -> None:
    with pytest.raises(CannotRecalibrate, match="judgement"):
        kernel_of("arms")


def test_a_slope_that_turns_the_order_round_makes_no_table() -> None:
    people = people_of(kernel_of("arp_static"), 2_000, slope=-1.0)
    assert "higher score goes with fewer events" in refused("arp_static", "slope", people)


def test_every_fault_of_what_is_asked_is_told_at_once() -> None:
    kernel = kernel_of("dc_srp")
    people = people_of(kernel, 100)
    nobody = Scored(people.total, people.chance, people.band, np.zeros(100, dtype=bool))
    told = asked("slope", version="2026.1", sample=" ", source="", folds=1, seed=-1)
    told = replace(told, first_day=told.made_on, last_day=told.first_day)
    with pytest.raises(CannotRecalibrate) as error:
        recalibrate(kernel, nobody, told, taken=["2026.1"])
    places = [fault.pointer for fault in error.value.faults]
    assert places == ["sample", "source", "version", "last_day", "folds", "seed", "outcome"]


def test_more_folds_than_events_are_refused() -> None:
    people = by_hand((1, 50, 2), (2, 50, 3))
    kernel = kernel_of("rm2000_s")
    with pytest.raises(CannotRecalibrate, match="more than there are people with the outcome"):
        recalibrate(kernel, people, asked("rates"))


# What a practitioner must be told ----------------------------------------------------------------


@pytest.mark.parametrize("method", ["intercept", "slope"])
def test_fits_that_keep_the_order_have_no_optimism_of_the_auc(method: str) -> None:
    kernel = kernel_of("dc_srp")
    found = recalibrate(kernel, people_of(kernel, 1_500, intercept=1.2), asked(method)).result
    assert found.cross_validated.auc == found.after.auc
    assert found.optimism.auc == 0


def test_people_are_ranked_against_others_of_their_fold_only() -> None:
    kernel = kernel_of("dc_srp")
    people = people_of(kernel, 1_500, intercept=1.2)
    told = asked("rates", folds=5)
    found = recalibrate(kernel, people, told).result.cross_validated.auc
    areas, pairs, variance = [], [], []
    split = StratifiedKFold(5, shuffle=True, random_state=1).split(people.total, people.outcome)
    for known, unseen in split:
        here = people.at(unseen)
        one = auc(fitted(people.at(known), told).chances(here), here.outcome)
        areas.append(one.estimate)
        pairs.append(here.events * here.without)
        variance.append((one.se or 0) ** 2)
    assert found is not None
    assert found.estimate == pytest.approx(np.average(areas, weights=pairs), abs=1e-12)
    share = np.array(pairs) / sum(pairs)
    assert found.se == pytest.approx(np.sqrt(share**2 @ variance), abs=1e-12)
    assert (found.n, found.events) == (1_500, people.events)


def test_a_score_that_may_tell_nothing_is_warned_of() -> None:
    people = people_of(kernel_of("arp_static"), 2_000, slope=0.05, seed=4)
    told = " ".join(recalibrate(kernel_of("arp_static"), people, asked("slope")).result.warnings)
    assert "interval of the slope includes 0" in told


def test_rates_that_fall_are_warned_of() -> None:
    people = by_hand((1, 100, 30), (2, 100, 60), (3, 100, 40), (4, 100, 80))
    kernel = kernel_of("rm2000_s")
    told = " ".join(recalibrate(kernel, people, asked("rates", smoothing="none")).result.warnings)
    assert "has a lower rate than 2: 3" in told
    joined = " ".join(recalibrate(kernel, people, asked("rates")).result.warnings)
    assert "lower rate" not in joined


def test_an_intercept_and_a_slope_near_none_are_no_comfort_where_the_mean_is_off() -> None:
    kernel = kernel_of("dc_srp")
    found = recalibrate(kernel, people_of(kernel, 3_000, intercept=0.8, seed=1), asked("slope"))
    result = found.result
    assert result.slope is not None
    assert result.before is not None
    assert result.before.in_the_large is not None
    assert result.intercept is not None
    assert (result.intercept.low or 0) < 0 < (result.intercept.high or 0)
    assert (result.slope.low or 0) < 1 < (result.slope.high or 0)
    assert (result.before.in_the_large.low or 0) > 0
    assert not any("no change at all" in text for text in result.warnings)
