"""A whole validation: what is asked for is made, what is wrong is said, nothing is dropped."""

import json
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest

from riskservice.validation.expected_observed import expected_observed_by
from riskservice.validation.extra import InvalidSample, NotEstimable
from riskservice.validation.fairness import NOT_KNOWN, subgroups
from riskservice.validation.intake.checking import check
from riskservice.validation.levels import by_band
from riskservice.validation.rates import difference
from riskservice.validation.results import Validation
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation import samples
from tests.validation.samples import BANDS, close, reference

FIXED = Spec(
    score="points",
    outcome="y60",
    expected="p",
    band="band",
    bands=tuple(BANDS),
    groups=("black",),
    compare="priors",
    added=("educ", "workprg"),
    items=("educ",),
)
SMALL: dict[str, Any] = {"s": [1, 2, 3, 4, 5, 6], "y": [0, 1, 0, 1, 0, 1]}


def faults(columns: Any, **chosen: Any) -> list[str]:
    with pytest.raises(InvalidSample) as caught:
        check(columns, Spec(**{"score": "s", "outcome": "y", **chosen}))
    return [str(fault) for fault in caught.value.faults]


# A whole one --------------------------------------------------------------------------------------


def test_the_headline_keys_are_those_that_were_agreed() -> None:
    people = samples.variable()
    spec = Spec(
        score="points", outcome="e2", time="t2", horizon=36, expected="p36", band="band",
        groups=("black",),
    )  # fmt: skip
    found = json.loads(msgspec.json.encode(validate(people, spec)))
    assert (found["n"], found["events"]) == (722, 197)
    for path in (
        "auc.estimate", "auc.low", "auc.high", "harrell_c.estimate", "harrell_c.se",
        "uno_c.estimate", "eo.estimate", "eo.low", "eo.high", "calibration.in_the_large",
        "calibration.slope", "calibration.ici", "brier.estimate", "brier.scaled",
        "cox.hazard_ratio", "cox.low", "cox.high",
    ):  # fmt: skip
        value = found
        for key in path.split("."):
            value = value[key]
        assert isinstance(value, float), path
    assert [band["label"] for band in found["bands"]] == BANDS
    assert [group["value"] for group in found["groups"]] == ["0", "1"]
    close(found["harrell_c"]["estimate"], reference("harrell_varfu")["C"])
    close(found["uno_c"]["estimate"], reference("harrell_varfu")["uno_tau36"], 1e-6)
    close(found["auc"]["estimate"], reference("score_varfu36")["auc"]["AUC"])
    close(found["eo"]["estimate"], reference("eo_survival_36")["all"]["EO"])


def test_everything_at_once_after_a_fixed_time() -> None:
    found = validate(samples.validation(), FIXED)
    assert found.not_estimated == []
    assert found.auc is not None
    close(found.auc.estimate, reference("recid_auc60")["auc"])
    assert found.eo is not None
    close(found.eo.estimate, reference("recid_eo_fixed")["all"]["EO"])
    assert found.calibration is not None
    close(found.calibration.slope, reference("recid_calibration")["cal_slope"], 1e-6)
    assert found.brier is not None
    close(found.brier.scaled, reference("recid_calibration")["brier_scaled"])
    assert [cut.cut for cut in found.cuts] == [3, 5, 7]  # where bands begin
    assert found.hosmer_lemeshow is not None
    close(found.hosmer_lemeshow.statistic, reference("hosmer_lemeshow_recid")["chisq"])
    assert found.comparison is not None
    assert found.comparison.auc is not None
    assert found.comparison.harrell_c == []
    assert found.added is not None
    close(found.added.test.statistic, reference("incremental_logistic")["chisq"], 1e-6)
    odds = {row.label: row.odds_ratio for row in found.bands}
    given = reference("recid_logistic_or")["band"]
    for name in BANDS[1:]:
        ratio = odds[name]
        assert ratio is not None
        close(ratio.estimate, given[f"band{name}"], 1e-6)
    assert odds["Low"] is None
    assert [row.reference for row in found.bands] == [True, False, False, False]
    assert found.sample_size is not None
    assert found.sample_size.enough_events
    assert found.missing is not None
    assert found.missing.auc_complete == found.auc
    assert (found.cox, found.harrell_c, found.survival) == (None, None, [])
    assert found.notices == []


def test_times_beside_a_fixed_outcome() -> None:
    spec = Spec(score="points", outcome="y60", time="durat", event="event", band="band")
    found = validate(samples.validation(), spec)
    assert found.auc is not None
    assert found.harrell_c is not None
    assert found.cox is not None
    close(found.auc.estimate, reference("recid_auc60")["auc"])
    close(found.harrell_c.estimate, reference("harrell_recid_points")["C"])
    close(found.cox.hazard_ratio, reference("cox_recid_points")["hr"]["points"], 1e-6)
    ratios = {row.label: row.hazard_ratio for row in found.bands}
    for name in BANDS[1:]:
        ratio = ratios[name]
        assert ratio is not None
        close(ratio.estimate, reference("cox_recid_band")["hr"][f"band{name}"], 1e-6)
    assert found.follow_up is not None
    assert (found.follow_up.everyone_until, found.follow_up.fixed) == (70, False)


def test_the_same_input_gives_the_same_bytes_and_they_can_be_read_back() -> None:
    spec = msgspec.structs.replace(FIXED, replicates=200)
    one, two = (msgspec.json.encode(validate(samples.validation(), spec)) for _ in range(2))
    assert one == two
    read = msgspec.json.decode(one, type=Validation)
    assert read == validate(samples.validation(), spec)
    assert read.auc_bootstrap is not None
    other = validate(samples.validation(), msgspec.structs.replace(spec, seed=2))
    assert other.auc_bootstrap != read.auc_bootstrap
    assert other.auc == read.auc


@pytest.mark.parametrize("kind", ["polars", "pandas", "lists"])
def test_any_kind_of_frame_will_do(kind: str) -> None:
    people = samples.validation()
    lists = {name: people[name].tolist() for name in ("points", "y60", "p", "band", "black")}
    frame: Any = lists
    if kind == "polars":
        frame = pl.DataFrame(lists)
    if kind == "pandas":
        frame = pytest.importorskip("pandas").DataFrame(lists)
    spec = Spec(score="points", outcome="y60", expected="p", band="band", groups=("black",))
    found = validate(frame, spec)
    assert found == validate(people, spec)


def test_progress_is_told_from_start_towards_the_end() -> None:
    told: list[tuple[str, float]] = []
    validate(
        SMALL, Spec(score="s", outcome="y"), tick=lambda what, share: told.append((what, share))
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[0][1] == 0
    assert ("auc", shares[1]) in told


def test_a_window_that_everyone_was_followed_through_is_a_fixed_one() -> None:
    men = samples.rossi()
    found = validate(men, Spec(score="prio", outcome="arrest", time="week", horizon=52))
    assert found.auc is not None
    assert "DeLong" in found.auc.method
    assert found.notices == []
    assert found.harrell_c is not None
    assert found.uno_c is not None
    close(found.harrell_c.estimate, reference("harrell_rossi_prio")["C"])
    close(found.uno_c.estimate, reference("harrell_rossi_prio")["uno_nG2"])
    assert found.cox is not None
    assert found.cox.proportional_hazards is not None


def test_follow_up_that_varies_is_said_where_no_horizon_is_given() -> None:
    people = samples.variable()
    found = validate(people, Spec(score="points", outcome="e2", time="t2"))
    assert [notice.code for notice in found.notices] == ["follow-up-varies"]
    assert "Everyone was followed to 12" in found.notices[0].text
    some = validate(people, Spec(score="points", outcome="e2", time="t2", horizon=36))
    assert [notice.code for notice in some.notices] == ["censored"]
    assert (some.cuts, some.roc, some.odds_ratio) == ([], [], None)


def test_competing_events_are_no_censorings() -> None:
    generator = np.random.default_rng(1)
    kind = generator.integers(0, 3, 300)
    columns = {
        "s": generator.integers(0, 9, 300), "y": kind == 1, "gone": kind == 2,
        "t": generator.integers(1, 30, 300), "b": generator.integers(0, 2, 300),
    }  # fmt: skip
    spec = Spec(score="s", outcome="y", time="t", competing="gone", horizon=20, band="b")
    found = validate(columns, spec)
    assert found.incidence is not None
    assert found.incidence.estimate is not None
    assert found.base_rate.estimate is not None
    assert found.incidence.estimate < found.base_rate.estimate
    assert all(row.incidence is not None for row in found.bands)


def test_drift_by_date() -> None:
    generator = np.random.default_rng(2)
    p = generator.uniform(0.05, 0.5, 600)
    days = np.datetime64("2024-01-01") + generator.integers(0, 360, 600)
    columns = {"s": p * 10, "y": generator.random(600) < p, "p": p, "d": days.astype(str)}
    found = validate(columns, Spec(score="s", outcome="y", expected="p", date="d"))
    assert [row.period for row in found.drift] == ["2024 Q1", "2024 Q2", "2024 Q3", "2024 Q4"]
    assert sum(row.n for row in found.drift) == 600
    assert found.running is not None
    excess = float(np.sum(columns["y"]) - p.sum())
    assert found.running.excess[-1] == pytest.approx(excess)


def test_judgement_against_band() -> None:
    columns = SMALL | {"old": list("LLMMHH"), "new": list("LMMHHL")}
    spec = Spec(score="s", outcome="y", band="old", compare_band="new", bands=("L", "M", "H"))
    found = validate(columns, spec).reclassification
    assert found is not None
    assert found.events == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert found.others == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_figures_that_count_outcomes_are_not_made_of_censored_people() -> None:
    people = samples.variable()
    days = np.repeat(np.datetime64("2024-01-01"), len(people["id"]))
    spec = Spec(
        score="points", outcome="e2", time="t2", horizon=36, expected="p36", date="d",
        band="band", compare_band="band", bands=tuple(BANDS), items=("educ",),
    )  # fmt: skip
    found = validate(people | {"d": days}, spec)
    missed = {row.measure: row.reason for row in found.not_estimated}
    assert set(missed) == {"drift", "running", "reclassification"}
    assert all("censored before the horizon" in reason for reason in missed.values())
    assert found.missing is not None
    assert found.missing.auc_complete == found.auc  # AUC at the horizon, of people with every item
    assert found.missing.items[0].rate_known is None


# Groups -------------------------------------------------------------------------------------------


def test_groups_are_compared_with_the_largest() -> None:
    found = validate(samples.validation(), FIXED)
    one, two = found.groups
    assert (one.value, one.n, one.reference, one.differences) == ("0", 379, True, [])
    close(one.eo.estimate if one.eo else None, reference("recid_eo_fixed")["black=0"]["EO"])
    for cut, gap in zip(two.cuts, two.differences, strict=True):
        mine, theirs = cut, next(c for c in one.cuts if c.cut == cut.cut)
        assert gap.false_positive_rate == difference(
            mine.false_positives,
            mine.false_positives + mine.true_negatives,
            theirs.false_positives,
            theirs.false_positives + theirs.true_negatives,
        )
        assert gap.positive_predictive_value.estimate == pytest.approx(
            (mine.positive_predictive_value.estimate or 0)
            - (theirs.positive_predictive_value.estimate or 0)
        )


def groups_of(sizes: dict[str, tuple[int, int]]) -> Sample:
    """Make groups of so many people and events."""
    place = np.repeat(np.arange(len(sizes)), [n for n, _ in sizes.values()])
    outcome = np.concatenate([np.arange(n) < events for n, events in sizes.values()])
    score = np.arange(len(place)) % 7 + 0.0
    return Sample(score=score, outcome=outcome, groups={"g": Labels(place, list(sizes))})


@pytest.mark.parametrize(("events", "withheld"), [(9, True), (10, False)])
def test_figures_from_fewer_than_ten_events_are_withheld(events: int, *, withheld: bool) -> None:
    people = groups_of({"a": (100, 40), "b": (50, events)})
    row = subgroups(people, (3.0,), suppress_below=10)[1]
    assert (row.suppressed, row.n, row.events) == (withheld, 50, events)
    assert (row.auc is None, row.base_rate is None, row.cuts == []) == (withheld,) * 3
    assert ("withheld" in row.note) == withheld


def test_a_group_without_events_is_said_and_stops_nothing() -> None:
    columns = {
        "s": np.arange(80) % 9, "y": (np.arange(80) % 3 == 0) & (np.arange(80) < 60),
        "g": np.where(np.arange(80) < 60, "one", "two"),
    }  # fmt: skip
    found = validate(columns, Spec(score="s", outcome="y", groups=("g",)))
    assert found.groups[1].events == 0
    assert "Events in this group: none" in found.groups[1].note
    assert "group-withheld" in [notice.code for notice in found.notices]
    assert [missed.measure for missed in found.not_estimated] == ["differential"]
    assert found.auc is not None


def test_withheld_numbers_cannot_be_worked_out_from_the_others() -> None:
    people = groups_of({"a": (100, 40), "b": (50, 3), "c": (60, 20)})
    rows = subgroups(people, (), suppress_below=10, withhold=True)
    assert [row.events for row in rows] == [40, None, None]
    assert [row.suppressed for row in rows] == [False, True, True]
    two = groups_of({"a": (100, 40), "b": (50, 3), "c": (60, 4)})
    rows = subgroups(two, (), suppress_below=10, withhold=True)
    assert [row.events for row in rows] == [40, None, None]
    none = subgroups(groups_of({"a": (100, 40)}), (), suppress_below=10, withhold=True)
    assert [row.events for row in none] == [40]


def test_people_whose_group_is_not_given_are_a_group() -> None:
    columns = {"s": np.arange(60) % 7, "y": np.arange(60) % 2, "g": ["x"] * 40 + [""] * 20}
    found = validate(columns, Spec(score="s", outcome="y", groups=("g",)))
    assert [(row.value, row.n) for row in found.groups] == [("x", 40), (NOT_KNOWN, 20)]
    assert (found.n, found.left_out_rows) == (60, 0)


# Bands --------------------------------------------------------------------------------------------


def test_a_band_without_events_has_no_ratio_and_the_others_keep_theirs() -> None:
    generator = np.random.default_rng(4)
    band = np.repeat([0, 1, 2], [40, 60, 60])
    event = (generator.random(160) < 0.5) & (band > 0)
    time = generator.integers(1, 20, 160).astype(float)
    people = Sample(
        score=band + 0.0, outcome=event, time=time, event=event, horizon=10.0, censored=True,
        band=Labels(band, ["none", "some", "more"]), expected=np.full(160, 0.2),
    )  # fmt: skip
    rows = by_band(people)
    assert rows[0].rate.estimate == 0
    assert rows[0].rate.high is not None
    assert (rows[0].hazard_ratio, rows[0].reference) == (None, False)
    assert rows[0].eo is not None
    assert rows[0].eo.estimate is None
    assert rows[1].reference  # the lowest in which anything happened
    assert rows[2].hazard_ratio is not None
    part = people.part(band > 0)
    alone = by_band(part)[1].hazard_ratio
    assert alone is not None
    close(rows[2].hazard_ratio.estimate, alone.estimate, 1e-9)
    assert part.time is not None
    assert part.event is not None
    assert part.expected is not None
    with pytest.raises(NotEstimable):
        expected_observed_by(part.time, part.event, part.expected * 0, 10)
    found = validate(
        {"s": band, "y": event, "t": time, "b": band},
        Spec(score="s", outcome="y", time="t", band="b", horizon=10),
    )
    assert "band-without-events" in [notice.code for notice in found.notices]


def test_people_whom_nobody_followed_to_the_horizon_have_no_rate_by_it() -> None:
    columns = {
        "s": [0.0] * 5 + [1.0] * 6,
        "b": ["low"] * 5 + ["high"] * 6,
        "y": [1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0],
        "t": [3, 20, 5, 20, 9, 3, 36, 4, 36, 8, 10],
        "p": [0.4] * 5 + [0.2] * 6,
        "c": [0] * 11,
    }
    chosen = {"band": "b", "expected": "p", "groups": ("b",), "competing": "c"}
    spec = Spec(
        score="s", outcome="y", time="t", horizon=30, suppress_below=1, bands=("low", "high"),
        thresholds=(0.3, 0.5), **chosen,
    )  # fmt: skip
    found = validate(columns, spec)
    low, high = found.bands
    assert (low.rate.estimate, low.rate.low, low.rate.high, low.eo) == (None, None, None, None)
    assert "nobody among them was followed to the time" in low.rate.method
    assert low.incidence is not None
    assert low.incidence.estimate is None
    assert high.rate.estimate is not None
    assert high.eo is not None
    group = next(row for row in found.groups if row.value == "low")
    assert "No E/O: nobody was followed to 30." in group.note
    assert [it.threshold for it in found.net_benefit] == [0.5]
    (told,) = [it for it in found.not_estimated if it.measure == "net_benefit"]
    assert told.part == "threshold 0.3"
    assert "nobody who would be acted on was followed to 30" in told.reason
    early = validate(columns, msgspec.structs.replace(spec, horizon=20)).bands[0]
    assert early.rate.estimate is not None
    assert early.eo is not None


def silent_bands(**chosen: Any) -> str:
    columns = {
        "s": [0.0] * 4 + [1.0] * 6 + [2.0] * 4,
        "b": ["low"] * 4 + ["mid"] * 6 + ["high"] * 4,
        "y": [0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0],
        "t": [36, 36, 30, 36, 3, 36, 5, 36, 8, 36, 36, 36, 36, 36],
    }
    spec = Spec(score="s", outcome="y", band="b", bands=("low", "mid", "high"), **chosen)
    notices = validate(columns, spec).notices
    return " ".join(it.text for it in notices if it.code == "band-without-events")


def test_a_band_with_events_after_the_horizon_only_is_not_said_to_have_none_and_no_ratio() -> None:
    assert silent_bands() == "Without an event: high. No ratio to other bands exists for high."
    assert silent_bands(time="t", horizon=12) == (
        "Without an event by 12: low, high. No ratio to other bands exists for high."
    )


def test_a_reference_band_may_be_chosen() -> None:
    found = validate(samples.validation(), msgspec.structs.replace(FIXED, reference_band="Medium"))
    assert [row.reference for row in found.bands] == [False, True, False, False]


def test_bands_without_an_order_stand_by_their_scores() -> None:
    people = samples.validation()
    found = validate(people, Spec(score="points", outcome="y60", band="band"))
    assert [row.label for row in found.bands] == BANDS
    assert [notice.code for notice in found.notices] == ["band-order"]


# Faults -------------------------------------------------------------------------------------------


def test_every_fault_is_said_at_once_with_its_rows() -> None:
    columns = {
        "s": [1, "two", 3, 4], "y": [0, 2, 1, 1], "p": [10, 20, 99, 1], "t": [1, -2, 3, -4],
    }  # fmt: skip
    found = faults(columns, expected="p", time="t", band="bond", horizon=-1.0, groups=("p", "q"))
    assert len(found) == 7
    text = "\n".join(found)
    assert "s: is not a number, in 1 of 4 rows (row 2) (given: two)" in text
    assert "y: is neither 0 nor 1, in 1 of 4 rows (row 2) (given: 2)" in text
    assert "p: is not a probability, in 3 of 4 rows (rows 1, 2, 3)" in text
    assert "percentages: divide them by 100" in text
    assert "t: is a negative time, in 2 of 4 rows (rows 2, 4) (given: -2)" in text
    assert "bond: is no column" in text
    assert "q: is no column" in text
    assert "horizon: is not above 0" in text


@pytest.mark.parametrize(
    ("columns", "chosen", "said"),
    [
        ({"p": [0.1, -0.2, 0.3, 0.4, 0.5, 0.6]}, {"expected": "p"}, "from 0 to 1"),
        ({"p": [0.1, 0.2, 300, 0.4, 0.5, 0.6]}, {"expected": "p"}, "from 0 to 1"),
        ({"t": [1, 2, 3]}, {"time": "t"}, "has 3 values, and the score has 6"),
        ({"y": [0] * 6}, {}, "has no events among 6 people"),
        ({"y": [1] * 6}, {}, "has only events among 6 people"),
        ({"y": [None] * 6}, {}, "no row with every value"),
        ({"s": [float("inf")] * 6}, {}, "is not a number"),
        ({"t": range(1, 7)}, {"time": "t", "horizon": 9.0}, "nobody was followed beyond 6"),
        ({"t": range(1, 7)}, {"time": "t", "horizon": 1.0}, "has no events by 1"),
        ({}, {"horizon": 3.0}, "of no use without times"),
        ({}, {"event": "y"}, "of no use without times"),
        ({}, {"competing": "y"}, "of no use without times"),
        ({}, {"thresholds": (0.0, 0.5)}, "not between 0 and 1"),
        ({"b": list("aabbcc")}, {"band": "b", "bands": ("a", "b")}, "none of the bands named"),
        ({"b": list("aabbcc")}, {"band": "b", "compare_band": "b"}, "from low to high"),
        (
            {"b": list("aabbaa")},
            {"band": "b", "bands": ("a", "b"), "reference_band": "c"},
            "none of the bands named",
        ),
        ({"d": ["2024-02-30"] * 6}, {"date": "d"}, "is not a date"),
        ({"t": [-1.0] * 6}, {"expected_events": "t"}, "is negative"),
    ],
)
def test_a_fault_says_what_is_wrong(
    columns: dict[str, Any], chosen: dict[str, Any], said: str
) -> None:
    assert said in "\n".join(faults(SMALL | columns, **chosen))


def test_a_sample_without_rows_or_without_columns() -> None:
    assert "has no rows" in faults({"s": [], "y": []})[0]
    assert len(faults({"x": [1]})) == 2


def test_missing_values_leave_rows_out_and_are_counted_by_reason() -> None:
    columns = {
        "s": [1, None, 3, 4, 5, "NA", 7, 8], "y": ["0", "1", "", "1", "0", "1", "nan", "1"],
        "p": [0.1] * 7 + [None],
    }  # fmt: skip
    found = validate(columns, Spec(score="s", outcome="y", expected="p"))
    assert (found.rows, found.n, found.left_out_rows) == (8, 3, 5)
    assert [(part.column, part.rows) for part in found.left_out] == [("s", 2), ("y", 2), ("p", 1)]
    text = next(notice.text for notice in found.notices if notice.code == "rows-left-out")
    assert (
        "5 of 8 rows were left out (s: no value in 2; y: no value in 2; p: no value in 1)" in text
    )


def test_what_has_no_value_is_listed_with_its_reason() -> None:
    columns = {"s": [1, 1, 1, 2, 2, 2], "y": [0, 0, 0, 1, 1, 1], "p": [0, 0, 0, 1, 1, 1]}
    found = validate(columns, Spec(score="s", outcome="y", expected="p"))
    missed = {row.measure: row.reason for row in found.not_estimated}
    assert "exactly 0 or 1" in missed["calibration"]
    assert "no finite value" in missed["odds_ratio"]
    assert found.auc is not None
    assert found.auc.estimate == 1.0
    assert found.brier is not None
    assert found.brier.estimate == 0


def test_truth_values_and_numbers_as_texts_are_read() -> None:
    texts = {"s": [" 1", "2 ", "3.0"], "y": ["true", "False", "1.0"], "g": ["1", "1.0", "01"]}
    found = check(texts, Spec(score="s", outcome="y", groups=("g",)))
    assert found.sample.score.tolist() == [1, 2, 3]
    assert found.sample.outcome.tolist() == [True, False, True]
    assert found.sample.groups["g"].names == ["01", "1"]
