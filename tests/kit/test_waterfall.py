"""The steps from the reference to the published percentage."""

import xml.etree.ElementTree as ET

import pytest

from riskservice import Scored, Service
from riskservice.kit.waterfall import waterfall
from tests.test_official_second_reading import golden_rows
from tests.test_reoffending import our_answers


@pytest.fixture
def result(here: Service) -> Scored:
    vector = next(row for row in golden_rows() if "vector 1" in row["name"])
    answers = our_answers(here, vector["inputs"])
    case = here.reader.check({"on": "2025-01-01", "answers": answers})
    (found,) = here.score(case, ruleset="hmpps-2026.08", instruments=["arp"]).results
    assert isinstance(found, Scored)
    return found


def test_the_last_step_is_the_published_percentage(result: Scored) -> None:
    fall = waterfall(result)
    assert fall.percent == 62.62
    assert fall.steps[-1].after == pytest.approx(62.62, abs=0.005)
    assert [s.before for s in fall.steps[1:]] == [s.after for s in fall.steps[:-1]]


def test_steps_add_up_to_the_total_log_odds(result: Scored) -> None:
    fall = waterfall(result)
    total = sum(float(item.points or 0) for item in result.items)
    start = float(result.items[0].points or 0)
    assert start + sum(step.log_odds for step in fall.steps) == pytest.approx(total, abs=1e-12)
    assert total == pytest.approx(0.51609988669997, abs=1e-12)


def test_the_picture_is_sound_and_the_text_fits(result: Scored) -> None:
    fall = waterfall(result)
    picture = ET.fromstring(fall.to_svg())  # noqa: S314  our own picture
    assert picture.tag.endswith("svg")
    assert len(picture.findall("{http://www.w3.org/2000/svg}rect")) == len(fall.steps) + 3
    assert max(map(len, fall.to_text().splitlines())) <= 100
    assert "62.62 %" in fall.to_text()


def test_a_scale_of_points_has_no_waterfall(here: Service) -> None:
    answers = {"sex": "female"}
    case = here.reader.check({"on": "2026-11-24", "answers": answers})
    (found,) = here.score(case, instruments=["dc_srp"]).results
    with pytest.raises(ValueError, match="not a logistic predictor"):
        waterfall(found)  # type: ignore[arg-type]
