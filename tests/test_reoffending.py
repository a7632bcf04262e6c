"""ARP, VRP, SVRP and CSRP: published rows, second reading, exact rounding."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest

from riskservice import Service
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.dates import Ints, months_later, pack
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED
from riskservice.kit.kernel import Kernel
from riskservice.kit.people import answers_of, random_people, row
from riskservice.kit.questions import Question
from riskservice.kit.rounding import near_ties
from tests.second_reading import official
from tests.test_official_second_reading import (
    PUBLISHED_ROWS,
    dynamic_inputs,
    published_rows,
    static_inputs,
)

ON = dt.date(2026, 11, 24)
READERS = {"arp": official.arp, "vrp": official.vrp, "svrp": official.snsv}
PREDICTIONS = {"arp": "all", "vrp": "violence", "svrp": "serious_violence"}
RULESETS = pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
N = 4_000


def official_name(asked: Question) -> str:
    """Return the official name of a question in snake_case, as the second reading has it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", asked.official).lower()


def turned(asked: Question, value: Any, turn: Callable[[str], str]) -> Any:
    """Return a choice, or each of several, in the other spelling."""
    if asked.kind == "choice":
        return turn(value)
    return [turn(choice) for choice in value] if asked.kind == "choices" else value


def inputs_of(kernel: Kernel, codes: Mapping[str, int]) -> dict[str, Any]:
    """Return one person's codes under the official names and values, unanswered left out."""
    inputs: dict[str, Any] = {}
    for key, value in answers_of(kernel.asked, codes).items():
        asked = kernel.asked[key]
        inputs[official_name(asked)] = turned(asked, value, str.upper)
    return inputs


def our_answers(here: Service, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return official inputs under our names and values."""
    ours = {official_name(q): q for q in here.registry.questions.values() if q.official}
    answers: dict[str, Any] = {}
    for name, value in inputs.items():
        asked = ours.get(name)
        if asked is None or value is None:
            continue
        answers[asked.key] = turned(asked, value, str.lower)
    return answers


def rounded_percentage(probability: str) -> float:
    exact = Decimal(probability) * 100
    return float(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def kernel_of(here: Service, key: str, ruleset: str, on: dt.date = ON) -> Kernel:
    assessor = here.registry.assessor(key, on, here.registry.ruleset(ruleset))
    assert isinstance(assessor, InstrumentAssessor)
    return assessor.kernel


def people(kernel: Kernel, n: int, seed: int) -> dict[str, Ints]:
    rng = np.random.default_rng(seed)
    columns = random_people(kernel.asked, ON, n, rng)
    listed = np.array([int(code) for code in kernel.table.lists["offence_codes"].rows])
    columns["current_offence_code"] = rng.choice(listed, n)
    columns["total_sanctions"] = np.minimum(columns["total_sanctions"] + rng.integers(0, 9, n), 999)
    # Convicted as an adult or a child, first sanctioned before that, at liberty round about now.
    aged = rng.integers(9, 75, n)
    convicted = months_later(columns["date_of_birth"], aged * 12 + rng.integers(0, 12, n))
    columns["date_of_current_conviction"] = np.minimum(convicted, pack(ON))
    columns["age_at_first_sanction"] = np.minimum(columns["age_at_first_sanction"], aged)
    return columns


@RULESETS
@pytest.mark.parametrize("model", ["static", "dynamic"])
@pytest.mark.parametrize("key", READERS)
def test_made_up_people_come_out_as_in_the_second_reading(
    here: Service, key: str, model: str, ruleset: str
) -> None:
    kernel = kernel_of(here, f"{key}_{model}", ruleset)
    columns = people(kernel, N, 11)
    block = kernel.block(columns)
    scored = left_out = 0
    for i in range(N):
        inputs = {"assessment_date": ON, **inputs_of(kernel, row(columns, i))}
        reading = READERS[key](inputs, deployed=ruleset != "default")
        if block.status[i] in (FAULTY, NOT_APPLICABLE):
            assert reading["score"] is None, inputs
        if reading["band"] == "NOT_APPLICABLE":
            assert block.status[i] in (FAULTY, NOT_APPLICABLE), inputs
            left_out += block.status[i] == NOT_APPLICABLE
        if block.status[i] != SCORED or reading["score"] is None:
            continue
        if reading["type"] != model.upper():
            continue
        scored += 1
        assert block.percent[i] == reading["score"], inputs
        assert kernel.band_names[block.band[i]] == str(reading["band"]).lower(), inputs
        assert block.probability[i] == pytest.approx(float(reading["probability"]), abs=1e-12)
    assert scored > N / 4
    assert (left_out > N / 20) == (ruleset == "default")


@pytest.mark.parametrize("key", ["arp_static", "svrp_dynamic", "vrp_dynamic"])
def test_the_exact_path_gives_what_the_fast_path_gives(here: Service, key: str) -> None:
    kernel = kernel_of(here, key, "default")
    columns = people(kernel, 400, 5)
    block = kernel.block(columns)
    for i in np.flatnonzero(block.status == SCORED)[:150]:
        known = dict(kernel.derived_codes(row(columns, int(i))))
        assert kernel.exact_percent(known) == block.percent[i]


def test_a_percentage_on_a_tie_is_settled_in_decimals(here: Service) -> None:
    kernel = kernel_of(here, "arp_static", "default")
    columns = people(kernel, 400_000, 3)
    block = kernel.block(columns)
    scored = np.flatnonzero(block.status == SCORED)
    close = np.argsort(np.abs((block.probability[scored] * 1e4) % 1 - 0.5))[:5]
    for i in scored[close]:
        known = kernel.derived_codes(row(columns, int(i)))
        assert kernel.exact_percent(known) == block.percent[i]
    assert len(near_ties(np.array([0.00005, 0.123456]), 2)) == 1


@pytest.mark.skipif(not PUBLISHED_ROWS.exists(), reason="the published rows are not beside us")
@RULESETS
def test_every_published_row_gives_its_six_percentages(here: Service, ruleset: str) -> None:
    if ruleset == "default":
        ruleset = "current-2026"
    rows = 0
    for published in published_rows():
        rows += 1
        for model, inputs, column in (
            ("static", static_inputs(published), "brief"),
            ("dynamic", dynamic_inputs(published), "extended"),
        ):
            record = {"case_id": "ROW", "on": "2025-10-03", "answers": our_answers(here, inputs)}
            case = here.reader.check(record)
            found = here.score(case, ruleset=ruleset, instruments=list(PREDICTIONS))
            for result in found.results:
                expected = published[f"{PREDICTIONS[result.instrument]}_{column}_predictions"]
                assert result.model == model
                assert result.percent == rounded_percentage(expected)
                if not published["modified_flag"]:
                    assert result.probability == pytest.approx(float(expected), abs=1e-9)
    assert rows == 107


@pytest.mark.skipif(not PUBLISHED_ROWS.exists(), reason="the published rows are not beside us")
def test_the_published_rows_are_the_same_as_a_block(here: Service) -> None:
    on = dt.date(2025, 10, 3)
    models = (("static", static_inputs, "brief"), ("dynamic", dynamic_inputs, "extended"))
    for key in PREDICTIONS:
        for model, inputs, column in models:
            kernel = kernel_of(here, f"{key}_{model}", "hmpps-2026.08", on)
            codes = [
                here.codes(
                    here.reader.check({"on": str(on), "answers": our_answers(here, inputs(row_))})
                )
                for row_ in published_rows()
            ]
            columns = {
                name: np.array([row_[name] for row_ in codes]) for name in ("on", *kernel.asked)
            }
            expected = [
                rounded_percentage(row_[f"{PREDICTIONS[key]}_{column}_predictions"])
                for row_ in published_rows()
            ]
            assert kernel.block(columns).percent.tolist() == expected
