"""The second reading of rescoring gives what the single case gives."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import polars as pl

from riskservice import Service
from riskservice.kit.dates import UNKNOWN, pack
from riskservice.rescoring.columns import People, narrow
from tests.rescoring.slow import SlowRescorer, case_of

EXAMPLES = Path(__file__).parents[2] / "examples"


def block(here: Service, records: list[dict[str, object]], *, sound: list[bool]) -> People:
    cases = [here.reader.check(record) for record in records]
    asked = here.registry.questions
    coded = {k for case in cases for k in case.answers if asked[k].coded}
    held = {k for case in cases for k in case.answers if not asked[k].coded}
    columns = {
        key: narrow(
            asked[key],
            np.array([asked[key].encode(case.answers.get(key)) for case in cases], dtype=np.int64),
        )
        for key in coded
    }
    return People(
        case_id=pl.Series("case_id", [case.case_id for case in cases]),
        on=np.array([pack(case.on) for case in cases], dtype=np.int32),
        columns=columns,
        records={key: [case.answers.get(key) for case in cases] for key in held},
        sound=np.array(sound),
    )


def example(name: str) -> dict[str, object]:
    (path,) = EXAMPLES.glob(f"{name}*.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_a_person_in_columns_is_the_same_case_again(here: Service) -> None:
    records = [example("02"), example("01"), example("07")]
    people = block(here, records, sound=[True] * 3)
    for i, record in enumerate(records):
        assert case_of(people, i, here.registry.questions) == here.reader.check(record)


def test_each_row_holds_what_the_single_case_gives(here: Service) -> None:
    records = [example("02"), example("04"), example("07"), example("09")]
    people = block(here, records, sound=[True] * 4)
    frame = SlowRescorer(here).rescore(people)
    for row, record in zip(frame.to_dicts(), records, strict=True):
        assessment = here.score(here.reader.check(record))
        assert row["case_id"] == record["case_id"]
        assert row["overall_band"] == assessment.overall.band
        assert row["provisional"] == assessment.overall.provisional
        for result in assessment.results:
            assert row[f"{result.instrument}_points"] == result.points
            assert row[f"{result.instrument}_percent"] == result.percent
            assert row[f"{result.instrument}_band"] == result.band
            assert row[f"{result.instrument}_table"] == result.table.version


def test_an_open_band_has_its_lowest_and_highest(here: Service) -> None:
    people = block(here, [example("07")], sound=[True])
    (row,) = SlowRescorer(here, instruments=["dc_srp"]).rescore(people).to_dicts()
    assessment = here.score(here.reader.check(example("07")), instruments=["dc_srp"])
    bands = assessment.results[0].range
    assert bands is not None
    assert row["dc_srp_outcome"] == "not_scorable"
    assert (row["dc_srp_lowest_band"], row["dc_srp_highest_band"]) == (
        bands.bands[0],
        bands.bands[-1],
    )


def test_a_person_with_a_fault_is_faulty_throughout_and_blank(here: Service) -> None:
    contradicting = {
        "case_id": "C", "on": "2026-11-24",
        "answers": {"sex": "male", "date_of_birth": "2030-01-01", "total_sanctions": 1},
    }  # fmt: skip
    people = block(here, [example("02"), contradicting, example("02")], sound=[True, True, False])
    frame = SlowRescorer(here, instruments=["dc_srp", "arms"]).rescore(people)
    assert frame["dc_srp_outcome"].to_list() == ["scored", "faulty", "faulty"]
    assert frame["arms_outcome"].to_list() == ["scored", "faulty", "faulty"]
    for row in frame.to_dicts()[1:]:
        said = {name for name, value in row.items() if value is not None}
        assert said == {"case_id", "arms_outcome", "dc_srp_outcome", "provisional"}
        assert row["provisional"] is False


def test_only_notices_of_the_person_are_kept(here: Service) -> None:
    people = block(here, [example("06")], sound=[True])
    (row,) = SlowRescorer(here).rescore(people).to_dicts()
    codes = {code.split(":")[1] for code in (row["notices"] or "").split("|")}
    assert not codes & {"unconfirmed", "house-policy", "historical-rate", "sum", "disputed", ""}
    notices = here.score(here.reader.check(example("06")), reasons=False).results
    assert {n.code for r in notices for n in r.notices} >= codes


def test_nothing_is_scored_before_any_instrument_was_in_use(here: Service) -> None:
    columns = {"sex": narrow(here.registry.questions["sex"], np.array([UNKNOWN]))}
    people = People(
        case_id=pl.Series(["A"]), on=np.array([pack(dt.date(1950, 1, 1))], dtype=np.int32),
        columns=columns, sound=np.array([True]),
    )  # fmt: skip
    frame = SlowRescorer(here, instruments=["dc_srp"]).rescore(people)
    assert frame["dc_srp_outcome"].to_list() == ["faulty"]
