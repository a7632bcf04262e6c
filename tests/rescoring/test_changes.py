"""Two sets of results side by side: who rose, who fell, who is new, who is gone."""

from typing import Any

import polars as pl

from riskservice import Service
from riskservice.rescoring.bands import scales_of, standing
from riskservice.rescoring.changes import compare
from tests.conftest import ON


def results(*people: tuple[str, str, str | None], key: str = "dc_srp") -> pl.DataFrame:
    """Return results of one instrument: case, outcome, band (the overall band is the same)."""
    return pl.DataFrame(
        [
            (case, outcome, band, band, outcome == "not_scorable")
            for case, outcome, band in people
        ],
        schema={
            "case_id": pl.String, f"{key}_outcome": pl.String, f"{key}_band": pl.String,
            "overall_band": pl.String, "provisional": pl.Boolean,
        },
        orient="row",
    )  # fmt: skip


BEFORE = results(
    ("A", "scored", "low"),
    ("B", "scored", "high"),
    ("C", "scored", "medium"),
    ("D", "scored", "very_high"),
    ("E", "scored", "medium"),
    ("F", "not_scorable", None),
    ("G", "scored", "low"),
)
AFTER = results(
    ("H", "scored", "very_high"),
    ("G", "scored", "low"),
    ("F", "scored", "high"),
    ("E", "not_scorable", None),
    ("D", "scored", "high"),
    ("C", "scored", "very_high"),
    ("B", "faulty", None),
)


def cases(frame: pl.DataFrame) -> list[str]:
    return list(frame["case_id"])


def test_each_kind_of_change_lists_its_people_in_the_order_of_the_file() -> None:
    changes = compare(BEFORE, AFTER)
    assert cases(changes.people) == ["H", "G", "F", "E", "D", "C", "B", "A"]
    assert cases(changes.of("changed")) == ["F", "E", "D", "C", "B"]
    assert cases(changes.of("risen")) == ["C"]
    assert cases(changes.of("fallen")) == ["D"]
    assert cases(changes.of("newly_high")) == ["F"]
    assert cases(changes.of("newly_very_high")) == ["C"]
    assert cases(changes.of("newly_not_scorable")) == ["E"]
    assert cases(changes.of("newly_faulty")) == ["B"]
    assert cases(changes.of("new_in_cohort")) == ["H"]
    assert cases(changes.of("dropped_out")) == ["A"]


def test_counts_are_the_lengths_of_the_lists() -> None:
    changes = compare(BEFORE, AFTER)
    for kind, count in changes.counts("dc_srp").items():
        assert count == len(changes.of(kind, "dc_srp"))


def test_the_matrix_holds_everyone_once_from_low_to_high() -> None:
    assert compare(BEFORE, AFTER).matrix().rows() == [
        ("low", "low", 1),
        ("low", "absent", 1),
        ("medium", "very_high", 1),
        ("medium", "not_scorable", 1),
        ("high", "faulty", 1),
        ("very_high", "high", 1),
        ("not_scorable", "high", 1),
        ("absent", "very_high", 1),
    ]


def test_steps_count_bands() -> None:
    steps = dict(compare(BEFORE, AFTER).people.select("case_id", "dc_srp_step").iter_rows())
    assert steps == {
        "H": None, "G": 0, "F": None, "E": None, "D": -1, "C": 2, "B": None, "A": None,
    }  # fmt: skip


def test_an_instrument_not_run_last_time_makes_nobody_newly_high() -> None:
    changes = compare(BEFORE, AFTER.rename({"dc_srp_outcome": "csrp_outcome"}))
    assert changes.keys == ("csrp", "dc_srp", "overall")
    assert set(changes.people["csrp_before"]) == {"not_run", "absent"}
    assert changes.counts("csrp")["newly_high"] == changes.counts("csrp")["changed"] == 0


def test_a_case_that_stands_twice_is_compared_with_nothing_and_said() -> None:
    twice = pl.concat([AFTER, results(("B", "scored", "low"), ("", "scored", "low"))])
    changes = compare(BEFORE, twice)
    assert "B" not in cases(changes.people)
    assert changes.unmatched.rows() == [("B", "after", 2), ("", "after", 1)]


def test_nothing_compared_with_nothing_is_nothing() -> None:
    changes = compare(BEFORE.clear(), AFTER.clear())
    assert len(changes.people) == 0
    assert set(changes.counts().values()) == {0}
    assert cases(compare(BEFORE.clear(), AFTER).of("new_in_cohort")) == cases(AFTER)


def test_bands_of_another_scale_rise_by_its_order() -> None:
    before, after = (
        results(("A", "scored", "b"), key="tier"),
        results(("A", "scored", "a"), key="tier"),
    )
    scales = {"tier": ("g", "f", "e", "d", "c", "b", "a")}
    assert cases(compare(before, after, scales=scales).of("risen", "tier")) == ["A"]
    unknown = compare(before, after)
    assert unknown.people["tier_step"].to_list() == [None]
    assert cases(unknown.of("changed", "tier")) == ["A"]


def test_without_an_overall_band_the_reason_is_told() -> None:
    frame = pl.DataFrame(
        {
            "case_id": ["A", "B", "C", "D"],
            "x_outcome": ["faulty", "not_scorable", "not_applicable", "scored"],
            "overall_band": [None, None, None, "low"],
            "provisional": [False, True, False, True],
        },
        schema_overrides={"overall_band": pl.String},
    )
    said: Any = frame.select(standing(frame, "overall")).to_series()
    assert list(said) == ["faulty", "not_scorable", "not_applicable", "low"]
    assert frame.select(standing(frame, "x")).to_series()[3] == "no_band"
    untold = frame.drop("provisional")
    assert list(untold.select(standing(untold, "overall")).to_series()) == list(said)


def test_the_scale_of_every_installed_instrument_is_known(here: Service) -> None:
    scales = scales_of(here, here.registry.definitions, ON)
    assert scales["tier"] == ("g", "f", "e", "d", "c", "b", "a")
    assert scales["overall"] == ("low", "medium", "high", "very_high")
    assert scales["rsr_2025"] == ("low", "medium", "high")
    assert "nothing" not in scales_of(here, ["nothing"], ON)


def test_seen_from_the_other_side_the_matrix_is_turned_over() -> None:
    there, back = compare(BEFORE, AFTER), compare(AFTER, BEFORE)
    assert {(a, b): n for b, a, n in there.matrix().rows()} == {
        (b, a): n for b, a, n in back.matrix().rows()
    }
    assert there.counts()["risen"] == back.counts()["fallen"]
    assert there.counts()["dropped_out"] == back.counts()["new_in_cohort"]
