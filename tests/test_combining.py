"""The overall band: the grid, what makes it provisional, and who may change it."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice import Service
from riskservice.case import BandDecision
from riskservice.combining import Overall, combine
from riskservice.errors import BrokenPlugin, InvalidCase
from riskservice.kit import tables
from riskservice.kit.outcome import (
    Bound,
    Confidence,
    NotApplicable,
    NotScorable,
    Outcome,
    Range,
    Scored,
    Stamp,
)
from riskservice.policies import Policy, load
from tests.kit.shipped import PROPERTY
from tests.toys import package

BANDS = ("low", "medium", "high", "very_high")
TEXT = (Path(__file__).parents[1] / "models/combinations/overall/2026.1.toml").read_text(
    encoding="utf-8"
)
POLICY = msgspec.toml.decode(TEXT, type=Policy)
NOBODY = Bound(points=None, probability=None, percent=None, band=None)


def stamp(confidence: Confidence) -> Stamp:
    return Stamp(
        version="1", status="in force", effective_from=dt.date(2020, 1, 1), digest="",
        confidence=confidence, sources=(),
    )  # fmt: skip


def reach(bands: tuple[str, ...], *, settled: bool) -> Range:
    return Range(
        lowest=NOBODY, highest=NOBODY, bands=bands, settled=settled,
        settled_by=() if settled else ("something",),
    )  # fmt: skip


def scored(
    key: str,
    band: str | None,
    could_be: tuple[str, ...] = (),
    confidence: Confidence = "confirmed",
) -> Outcome:
    bands = could_be or ((band,) if band else ())
    return Scored(
        instrument=key, title=key, band=band, table=stamp(confidence),
        range=reach(bands, settled=not could_be),
    )  # fmt: skip


def incomplete(key: str, *could_be: str) -> Outcome:
    return NotScorable(
        instrument=key, title=key, range=reach(could_be or BANDS, settled=False),
        table=stamp("confirmed"),
    )  # fmt: skip


def out(key: str) -> Outcome:
    return NotApplicable(instrument=key, title=key, rule="r", table=stamp("confirmed"))


def overall(*results: Outcome, decision: BandDecision | None = None) -> Overall:
    return combine(results, POLICY, decision)


def higher(*bands: str) -> str:
    return max(bands, key=BANDS.index)


# The grid ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("static", "dynamic"), list(itertools.product(BANDS, BANDS)))
def test_the_overall_band_is_the_higher_of_static_and_dynamic(static: str, dynamic: str) -> None:
    found = overall(scored("dc_srp", static), scored("arms", dynamic))
    assert found.calculated_band == found.band == higher(static, dynamic)
    assert (found.static_band, found.static_from) == (static, "dc_srp")
    assert (found.dynamic_band, found.dynamic_from) == (dynamic, "arms")
    assert (found.provisional, found.provisional_because) == (False, ())
    assert found.possible_bands == (found.band,)


@pytest.mark.parametrize(("static", "dynamic"), list(itertools.product(BANDS, BANDS)))
def test_a_step_up_on_either_side_never_lowers_the_band(static: str, dynamic: str) -> None:
    here = POLICY.combine(static, dynamic)
    for more in BANDS[BANDS.index(static) :]:
        assert BANDS.index(POLICY.combine(more, dynamic) or "") >= BANDS.index(here or "")
    for more in BANDS[BANDS.index(dynamic) :]:
        assert BANDS.index(POLICY.combine(static, more) or "") >= BANDS.index(here or "")


@pytest.mark.parametrize(("one", "two"), list(itertools.product(BANDS, BANDS)))
def test_the_higher_of_a_group_is_the_static_band(one: str, two: str) -> None:
    found = overall(scored("dc_srp", one), scored("iic_srp", two), scored("arms", "low"))
    assert found.static_band == higher(one, two)
    assert found.static_from == ("dc_srp" if BANDS.index(one) >= BANDS.index(two) else "iic_srp")


def test_the_first_group_that_has_a_result_is_the_static_side() -> None:
    found = overall(
        scored("dc_srp", "low"), scored("rm2000_s", "high"), scored("rm2000_v", "very_high"),
        scored("arms", "low"),
    )  # fmt: skip
    assert (found.static_band, found.static_from, found.band) == ("low", "dc_srp", "low")
    second = overall(out("dc_srp"), out("iic_srp"), scored("rm2000_s", "high"),
                     scored("rm2000_v", "very_high"), scored("arms", "low"))  # fmt: skip
    assert (second.static_band, second.static_from) == ("high", "rm2000_s")
    third = overall(out("dc_srp"), out("rm2000_s"), scored("rm2000_v", "medium"),
                    scored("arms", "low"))  # fmt: skip
    assert (third.static_band, third.static_from) == ("medium", "rm2000_v")


def test_the_order_of_results_does_not_matter() -> None:
    results = [scored("dc_srp", "medium"), scored("iic_srp", "high"), scored("arms", "low"),
               scored("rosh", "very_high"), incomplete("rm2000_s")]  # fmt: skip
    first = overall(*results)
    for turned in itertools.permutations(results):
        assert overall(*turned) == first


def test_an_instrument_the_policy_does_not_name_changes_nothing() -> None:
    results = [scored("dc_srp", "medium"), scored("arms", "low")]
    assert overall(*results, scored("something", "very_high")) == overall(*results)


def test_without_any_band_there_is_none_and_no_guess() -> None:
    found = overall(out("dc_srp"), out("arms"))
    assert (found.band, found.calculated_band, found.possible_bands) == (None, None, ())
    assert found.why == "No instrument that feeds the overall band gives one yet."


# Provisional -------------------------------------------------------------------------------------


def test_a_band_from_static_factors_alone_is_provisional() -> None:
    found = overall(scored("dc_srp", "medium"), incomplete("arms"))
    assert (found.band, found.provisional) == ("medium", True)
    assert found.possible_bands == ("medium", "high", "very_high")
    assert found.provisional_because == ("arms is not complete.",)


def test_a_dynamic_instrument_not_asked_for_makes_the_band_provisional() -> None:
    found = overall(scored("dc_srp", "high"))
    assert (found.band, found.provisional) == ("high", True)
    assert found.provisional_because == ("No dynamic instrument was asked for.",)
    assert found.possible_bands == ("high", "very_high")


def test_a_dynamic_instrument_that_does_not_apply_does_not() -> None:
    found = overall(scored("rm2000_v", "high"), out("arms"))
    assert (found.band, found.provisional, found.possible_bands) == ("high", False, ("high",))


def test_nothing_missing_matters_where_the_band_is_the_highest_already() -> None:
    found = overall(scored("dc_srp", "very_high"), incomplete("arms"))
    assert (found.band, found.provisional) == ("very_high", False)
    assert found.possible_bands == ("very_high",)


def test_a_missing_static_side_makes_the_band_provisional_where_it_could_raise_it() -> None:
    found = overall(incomplete("dc_srp"), scored("arms", "medium"))
    assert (found.band, found.provisional) == ("medium", True)
    assert found.possible_bands == ("medium", "high", "very_high")
    settled = overall(incomplete("dc_srp", "low", "medium"), scored("arms", "medium"))
    assert (settled.band, settled.provisional) == ("medium", False)


def test_an_answer_missing_from_a_score_makes_the_band_provisional_where_it_could_change_it() -> (
    None
):
    open_ = scored("rm2000_s", "medium", ("medium", "high"))
    assert overall(open_, scored("arms", "low")).provisional_because == (
        "rm2000_s was scored with an answer missing.",
    )
    outweighed = overall(open_, scored("arms", "high"))
    assert (outweighed.band, outweighed.provisional) == ("high", False)


def test_the_other_side_settles_what_one_side_leaves_open() -> None:
    found = overall(incomplete("dc_srp", "low", "high"), scored("arms", "very_high"))
    assert (found.band, found.provisional, found.possible_bands) == (
        "very_high", False, ("very_high",),
    )  # fmt: skip


def test_unconfirmed_numbers_make_the_band_provisional_where_they_matter() -> None:
    unsure = scored("rm2000_s", "high", confidence="unconfirmed")
    found = overall(unsure, scored("arms", "low"))
    assert found.provisional_because == ("Numbers of rm2000_s are not confirmed.",)
    assert overall(unsure, scored("arms", "very_high")).provisional is False
    confirmed = overall(scored("dc_srp", "high"), unsure, scored("arms", "low"))
    assert confirmed.provisional is False


def test_an_earlier_group_that_cannot_be_scored_yet_is_told_and_could_change_the_band() -> None:
    found = overall(
        incomplete("dc_srp", "low", "very_high"), scored("rm2000_s", "medium"),
        scored("arms", "low"),
    )  # fmt: skip
    assert (found.band, found.static_from, found.provisional) == ("medium", "rm2000_s", True)
    assert found.possible_bands == ("low", "medium", "very_high")
    assert "dc_srp would come first but cannot be scored yet." in found.provisional_because


def test_what_a_preferred_group_could_still_give_is_possible_and_a_later_one_is_not() -> None:
    found = overall(
        incomplete("dc_srp", "low", "medium"), incomplete("rm2000_s", "very_high"),
        scored("arms", "low"),
    )  # fmt: skip
    assert found.possible_bands == ("low", "medium")
    out_of_scope = incomplete("dc_srp", "not_applicable", "low", "medium")
    found = overall(out_of_scope, incomplete("rm2000_s", "very_high"), scored("arms", "low"))
    assert found.possible_bands == ("low", "medium", "very_high")


def test_someone_who_may_yet_be_out_of_scope_leaves_the_other_side_alone() -> None:
    found = overall(incomplete("dc_srp", "not_applicable", "high"), scored("arms", "low"))
    assert found.possible_bands == ("low", "high")


RESULT = st.one_of(
    st.sampled_from(BANDS).map(lambda band: ("scored", band, ())),
    st.tuples(st.sampled_from(BANDS), st.sets(st.sampled_from(BANDS), min_size=1)).map(
        lambda both: ("scored", both[0], tuple(sorted({*both[1], both[0]}, key=BANDS.index)))
    ),
    st.sets(st.sampled_from(("not_applicable", *BANDS)), min_size=1).map(
        lambda could: ("incomplete", None, tuple(sorted(could)))
    ),
    st.just(("out", None, ())),
)
KEYS = ("dc_srp", "iic_srp", "rm2000_s", "rm2000_v", "arms", "rosh")


def made(key: str, told: tuple[str, Any, tuple[str, ...]]) -> Outcome:
    kind, band, could_be = told
    if kind == "out":
        return out(key)
    if kind == "incomplete":
        return incomplete(key, *could_be)
    return scored(key, band, could_be if len(could_be) > 1 else ())


@PROPERTY
@given(st.dictionaries(st.sampled_from(KEYS), RESULT))
def test_the_possible_bands_contain_the_calculated_one_and_are_in_order(
    told: dict[str, Any],
) -> None:
    found = overall(*(made(key, one) for key, one in told.items()))
    if found.calculated_band is not None:
        assert found.calculated_band in found.possible_bands
    assert list(found.possible_bands) == sorted(found.possible_bands, key=BANDS.index)
    assert found.provisional == bool(found.provisional_because)
    if set(found.possible_bands) - {found.calculated_band}:
        assert found.provisional


@PROPERTY
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(BANDS)), st.sampled_from(KEYS))
def test_more_risk_on_any_instrument_never_lowers_the_overall_band(
    bands: dict[str, str], key: str
) -> None:
    if key not in bands:
        return
    before = overall(*(scored(k, band) for k, band in bands.items())).calculated_band
    for more in BANDS[BANDS.index(bands[key]) :]:
        raised = {**bands, key: more}
        after = overall(*(scored(k, band) for k, band in raised.items())).calculated_band
        if before is None or after is None:
            assert before == after
        else:
            assert BANDS.index(after) >= BANDS.index(before)


# Notices -----------------------------------------------------------------------------------------


def codes(found: Overall) -> list[str]:
    return [notice.code for notice in found.notices]


def test_a_house_policy_is_called_one() -> None:
    found = overall(scored("dc_srp", "low"), scored("arms", "low"))
    assert codes(found) == ["house-policy"]
    assert found.policy == "overall 2026.1 (house policy)"
    assert found.notices[0].text == POLICY.why


@pytest.mark.parametrize("key", ["rosh", "rm2000_s", "rm2000_v"])
def test_a_higher_band_elsewhere_is_pointed_out_and_does_not_count(key: str) -> None:
    plain = [scored("dc_srp", "medium"), scored("arms", "low")]
    for band in BANDS:
        found = overall(*plain, scored(key, band))
        assert found.band == "medium"
        assert ("higher-elsewhere" in codes(found)) == (BANDS.index(band) > 1)


def test_a_band_higher_elsewhere_is_named() -> None:
    found = overall(scored("dc_srp", "low"), scored("arms", "low"), scored("rosh", "very_high"))
    (notice,) = (n for n in found.notices if n.code == "higher-elsewhere")
    assert notice.text == (
        "rosh gives very high, which is higher than the overall band and is not part of it."
    )


# Decisions ---------------------------------------------------------------------------------------


def decided(band: str, **changes: str) -> BandDecision:
    said = {"by": "C. Hair", "role": "panel chair", "reason": "Seriously ill."} | changes
    return BandDecision(band=band, on=dt.date(2026, 11, 1), **said)


RESULTS = (scored("dc_srp", "high"), scored("arms", "low"))


@pytest.mark.parametrize("band", BANDS)
def test_a_decision_stands_beside_what_was_calculated(band: str) -> None:
    found = overall(*RESULTS, decision=decided(band))
    assert (found.band, found.calculated_band) == (band, "high")
    assert found.decision == decided(band)
    way = {"low": "lowered", "medium": "lowered", "very_high": "raised"}.get(band)
    assert [c for c in codes(found) if c != "house-policy"] == ([f"band-{way}"] if way else [])


def test_the_notice_of_a_change_names_no_person() -> None:
    found = overall(*RESULTS, decision=decided("low"))
    text = found.notices[-1].text
    assert text == "The band was lowered from high to low by a named person on 2026-11-01."
    assert "Hair" not in text


@pytest.mark.parametrize("band", ["low", "very_high", "high"])
@pytest.mark.parametrize("name", ["by", "role", "reason"])
@pytest.mark.parametrize("value", ["", "   ", "\n"])
def test_a_band_is_changed_only_by_a_named_person_in_a_role_with_a_reason(
    band: str, name: str, value: str
) -> None:
    with pytest.raises(InvalidCase) as error:
        overall(*RESULTS, decision=decided(band, **{name: value}))
    (fault,) = error.value.faults
    assert fault.pointer == f"/band_decision/{name}"
    assert "named person in a role, with a reason" in fault.way_out


def test_a_decision_for_no_band_is_refused_with_the_choices() -> None:
    with pytest.raises(InvalidCase) as error:
        overall(*RESULTS, decision=decided("moderate"))
    (fault,) = error.value.faults
    assert (fault.pointer, fault.value) == ("/band_decision/band", "moderate")
    assert "low, medium, high, very_high" in fault.way_out


def test_all_that_a_decision_lacks_is_told_at_once() -> None:
    with pytest.raises(InvalidCase) as error:
        overall(*RESULTS, decision=decided("x", by="", role=" ", reason=""))
    assert [fault.pointer.rsplit("/", 1)[1] for fault in error.value.faults] == [
        "by", "role", "reason", "band",
    ]  # fmt: skip


# Policies ----------------------------------------------------------------------------------------


def test_the_shipped_policy_is_in_force_from_its_first_day(here: Service) -> None:
    assert here.policy(dt.date(2007, 1, 1)).version == "2026.1"
    assert here.policy(dt.date(2026, 11, 24)).digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('low = ["low", ', 'low = ["lower", ', "one band per dynamic band"),
        ('low = ["low", "medium", ', 'low = ["low", ', "one band per dynamic band"),
        ('medium = ["medium"', 'middling = ["medium"', "one row per band"),
        ('why = "No', 'reason = "No', "unknown field `reason`"),
        ('status = "house policy"', 'status = "mine"', "Invalid enum value"),
    ],
)
def test_a_grid_that_does_not_hold_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert TEXT.count(old) == 1
    name = package(tmp_path, "grids", {"overall/1.toml": TEXT.replace(old, new)})
    with pytest.raises(BrokenPlugin) as error:
        load(tmp_path / name / "overall")
    (fault,) = error.value.faults
    assert fault.pointer == "overall/1.toml"
    assert message in fault.message


def test_a_grid_carries_the_digest_of_its_file(tmp_path: Path) -> None:
    name = package(tmp_path, "digests", {"overall/1.toml": TEXT})
    (found,) = load(tmp_path / name / "overall")
    assert found.digest == tables.digest_of(TEXT.encode())
