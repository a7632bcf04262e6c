"""Did we read it right? The kernels against a second reading by someone who had not seen them."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from riskservice.kit.dates import UNKNOWN, Ints, pack
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.kernel import Kernel
from riskservice.kit.people import answers_of, random_people, row
from tests.conftest import kernel_of, outcome_of
from tests.second_reading import judgement, osp, rm2000

PEOPLE = 12_000
NAMES = {
    SCORED: "scored",
    NOT_APPLICABLE: "not_applicable",
    NOT_SCORABLE: "not_scorable",
    FAULTY: "fault",
}
Reader = Callable[[dict[str, Any], dt.date], Mapping[str, Any]]

READERS: dict[tuple[str, str], Reader] = {
    ("dc_srp", "default"): lambda a, on: osp.dc_srp(a, on, deployed=False),
    ("dc_srp", "hmpps-2026.08"): lambda a, on: osp.dc_srp(a, on, deployed=True),
    ("iic_srp", "default"): lambda a, on: osp.iic_srp(a, on, deployed=False),
    ("iic_srp", "hmpps-2026.08"): lambda a, on: osp.iic_srp(a, on, deployed=True),
    ("osp_2014", "osp-2014"): osp.osp_2014,
    ("rm2000_s", "default"): rm2000.rm2000_s,
    ("rm2000_v", "default"): rm2000.rm2000_v,
    ("rm2000_c", "default"): rm2000.rm2000_c,
}


def people(kernel: Kernel, on: dt.date, seed: int) -> dict[str, Ints]:
    """Mostly men with a sexual history and counts that fit, so that most can be scored."""
    rng = np.random.default_rng(seed)
    columns = random_people(kernel.asked, on, PEOPLE, rng)
    for key, usual in (("sex", 0), ("ever_sexual_offence", 1)):
        if key in columns:
            columns[key] = np.where(rng.random(PEOPLE) < 0.9, usual, columns[key])
    if "total_sanctions" in columns:
        columns["total_sanctions"] = np.minimum(
            columns["total_sanctions"] + rng.integers(0, 12, PEOPLE), 999
        )
    if "criminal_appearances" in columns:
        columns["criminal_appearances"] = np.minimum(
            columns["criminal_appearances"] + rng.integers(0, 6, PEOPLE), 999
        )
    return columns


COUNTS = (
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
    "indecent_image_sanctions",
)


def agrees(ours: str, theirs: str, answers: Mapping[str, Any]) -> bool:
    """
    Whether two outcomes are the same, or differ only in what is said first.

    Someone out of scope whose answers also contradict each other may be told either. The kernels
    refuse two contradictions that the second reading, which knows only the facts, lets pass.
    """
    if ours == theirs or {ours, theirs} == {"fault", "not_applicable"}:
        return True
    counted = sum(answers.get(key, 0) for key in COUNTS)
    too_many = counted > answers.get("total_sanctions", 999)
    denied = answers.get("ever_sexual_offence") is False and answers.get("sexual_appearances", 0)
    return ours == "fault" and bool(too_many or denied)


def compare(kernel: Kernel, columns: Mapping[str, Ints], on: dt.date, read: Reader) -> int:
    """Assert that every row agrees; return how many were scored."""
    block = kernel.block(columns)
    for i in range(len(block.status)):
        answers = answers_of(kernel.asked, row(columns, i))
        reading = read(answers, on)
        assert agrees(NAMES[int(block.status[i])], reading["outcome"], answers), answers
        if block.status[i] != SCORED:
            continue
        if kernel.instrument.unit == "points":
            assert block.total[i] == reading["points"], answers
        band = kernel.band_names[block.band[i]] if kernel.band_names else None
        assert band == reading["band"], answers
        if reading.get("probability") is not None:
            # The two exponentials, NumPy's and the C library's, may differ in the last bit.
            assert block.probability[i] == pytest.approx(reading["probability"], rel=1e-15, abs=0)
            assert block.percent[i] == reading["percent"], answers
    return int((block.status == SCORED).sum())


@pytest.mark.parametrize(("key", "ruleset"), READERS, ids=["-".join(k) for k in READERS])
def test_made_up_people_come_out_as_in_the_second_reading(key: str, ruleset: str) -> None:
    on = dt.date(2018, 10, 18) if key == "osp_2014" else dt.date(2026, 11, 24)
    kernel = kernel_of(key, on, ruleset)
    scored = compare(kernel, people(kernel, on, 1), on, READERS[key, ruleset])
    assert scored > PEOPLE / 10


def _grid(kernel: Kernel, on: dt.date, fixed: dict[str, Any], **axes: list[Any]) -> dict[str, Ints]:
    grid = np.meshgrid(*(np.array(a, dtype=np.int64) for a in axes.values()), indexing="ij")
    n = grid[0].size
    columns = {"on": np.full(n, pack(on))}
    for key, question in kernel.asked.items():
        columns[key] = np.full(n, question.encode(fixed.get(key)))
    return columns | {key: axis.ravel() for key, axis in zip(axes, grid, strict=True)}


BIRTH = dt.date(1960, 2, 29)
MAN = {
    "sex": "male",
    "ever_sexual_offence": True,
    "date_of_birth": BIRTH,
    "follow_up_start": dt.date(2026, 1, 1),
    "most_recent_sexual_offence_date": dt.date(2015, 5, 5),
    "most_recent_offence_date": dt.date(2015, 5, 5),
    "supervision_status": "community",
    "indecent_image_sanctions": 1,
    "total_sanctions": 999,
    "stranger_victim": False,
    "sexual_appearances": 1,
    "criminal_appearances": 999,
    "violent_appearances": 0,
    "burglary": False,
}


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_dc_srp_agrees_over_every_count_and_answer_that_scores(ruleset: str) -> None:
    on = dt.date(2026, 11, 24)
    kernel = kernel_of("dc_srp", on, ruleset)
    columns = _grid(
        kernel, on, MAN,
        contact_adult_sanctions=[0, 1, 2, 3, 4, 300],
        contact_child_sanctions=[0, 1, 2, 3, 4],
        non_contact_sanctions=[0, 1, 2, 3, 4],
        stranger_victim=[UNKNOWN, 0, 1],
        total_sanctions=[1, 2, 999],
    )  # fmt: skip
    compare(kernel, columns, on, READERS["dc_srp", ruleset])


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_dc_srp_agrees_on_every_birthday_and_at_every_clear_year(ruleset: str) -> None:
    on = dt.date(2026, 11, 24)
    kernel = kernel_of("dc_srp", on, ruleset)
    births = [
        pack(dt.date(2026 - age, month, day))
        for age in range(9, 112)
        for month, day in ((1, 1), (1, 2), (3, 1), (11, 24), (11, 25))
    ]
    births += [pack(dt.date(year, 2, 29)) for year in range(1916, 2009, 4)]
    follow_ups = [pack(dt.date(2026, 1, 1)), pack(dt.date(2027, 2, 28)), pack(dt.date(2028, 3, 1))]
    columns = _grid(
        kernel, on, MAN | {"contact_adult_sanctions": 3, "contact_child_sanctions": 2,
                           "non_contact_sanctions": 0},
        date_of_birth=births,
        follow_up_start=follow_ups,
    )  # fmt: skip
    compare(kernel, columns, on, READERS["dc_srp", ruleset])
    days = [UNKNOWN, *(pack(d) for d in (dt.date(2021, 11, 23), dt.date(2021, 11, 24),
                                         dt.date(2021, 11, 25), dt.date(2027, 1, 1)))]  # fmt: skip
    columns = _grid(
        kernel, on, MAN | {"contact_child_sanctions": 0, "non_contact_sanctions": 0},
        contact_adult_sanctions=[1, 2, 3],
        supervision_status=[0, 1, 2],
        follow_up_start=days[1:],
        most_recent_offence_date=days,
        most_recent_sexual_offence_date=days[1:],
    )  # fmt: skip
    compare(kernel, columns, on, READERS["dc_srp", ruleset])


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_iic_srp_agrees_over_every_combination(ruleset: str) -> None:
    on = dt.date(2026, 11, 24)
    kernel = kernel_of("iic_srp", on, ruleset)
    few = [UNKNOWN, 0, 1, 2, 3]
    columns = _grid(
        kernel, on, MAN | {"total_sanctions": None},
        sex=[0, 1], ever_sexual_offence=[0, 1],
        indecent_image_sanctions=few, contact_child_sanctions=few,
        contact_adult_sanctions=few, non_contact_sanctions=few,
    )  # fmt: skip
    compare(kernel, columns, on, READERS["iic_srp", ruleset])


@pytest.mark.parametrize("key", ["rm2000_s", "rm2000_v", "rm2000_c"])
def test_rm2000_agrees_over_every_combination(key: str) -> None:
    on = dt.date(2026, 11, 24)
    kernel = kernel_of(key, on)
    births = [pack(dt.date(2026 - age, 1, day)) for age in (18, 25, 35, 45) for day in (1, 2)]
    yes_no = [UNKNOWN, 0, 1]
    axes: dict[str, list[Any]] = {
        "date_of_birth": births,
        "sexual_appearances": [0, 1, 2, 3, 4, 5, 6],
        "criminal_appearances": [1, 4, 5, 6],
        "violent_appearances": [0, 1, 2, 3, 4, 5],
        "burglary": [0, 1],
        "male_victim": yes_no,
        "rm2000_stranger_victim": yes_no,
        "never_lived_with_partner": yes_no,
        "non_contact_sexual_offence": yes_no,
    }
    axes = {name: axis for name, axis in axes.items() if name in kernel.asked}
    if key == "rm2000_c":
        axes |= {"never_lived_with_partner": [0], "non_contact_sexual_offence": [1]}
        axes |= {"date_of_birth": births[::2], "criminal_appearances": [5, 6]}
    columns = _grid(kernel, on, MAN | {"most_recent_sexual_offence_date": None}, **axes)
    compare(kernel, columns, on, READERS[key, "default"])


def test_rosh_is_the_highest_over_every_combination() -> None:
    kernel = kernel_of("rosh")
    cells = [key for key in kernel.asked if key.startswith("rosh_")]
    community = [key for key in cells if key.endswith("community")]
    axes = {key: [0, 1, 2, 3] if key in community else [UNKNOWN, 1, 3] for key in cells}
    columns = _grid(kernel, dt.date(2026, 11, 24), {}, **axes)
    block = kernel.block(columns)
    for i in range(0, len(block.status), 7):
        answers = answers_of(kernel.asked, row(columns, i))
        assert kernel.band_names[block.band[i]] == judgement.rosh(answers)["overall"]


def _rating(level: str = "low", **changes: Any) -> dict[str, Any]:
    return {"rating": level, "evidence": "seen", "date": "2026-05-01", "source": "visit"} | changes


@pytest.mark.parametrize(
    "flaw",
    [{}, {"evidence": " "}, {"date": None}, {"source": ""}, {"carried_from": "2025-05-01"},
     {"carried_from": "2025-05-01", "still_true": True},
     {"carried_from": "2025-05-01", "still_true": False}],
)  # fmt: skip
@pytest.mark.parametrize(
    ("level", "reason"), list(itertools.product([None, "high"], [None, "  ", "because"]))
)
def test_arms_is_complete_exactly_when_the_second_reading_says_so(
    flaw: dict[str, Any], level: str | None, reason: str | None
) -> None:
    answers: dict[str, Any] = {key: _rating("high") for key in judgement.ARMS_FACTORS}
    answers[judgement.ARMS_FACTORS[3]] = _rating("high", **flaw)
    answers |= {"arms_overall_level": level, "arms_overall_reason": reason}
    answers["arms_disagreement_reason"] = "differs"
    outcome = outcome_of("arms", answers)
    assert not isinstance(outcome, tuple)
    plain = {
        key: {**value, "date": value["date"] and dt.date.fromisoformat(value["date"])}
        if isinstance(value, dict)
        else value
        for key, value in answers.items()
    }
    reading = judgement.arms_completeness(plain)
    assert outcome.judgement is not None
    assert outcome.judgement.rated == reading["rated"]
    assert (outcome.__struct_config__.tag == "scored") == reading["complete"]
