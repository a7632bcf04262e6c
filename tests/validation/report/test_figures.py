"""Marks and lines of the figures stand where the statistics put them."""

import itertools

import pytest

from riskservice.validation.report import curves, drawing, forests, outcomes
from riskservice.validation.report.drawing import Scale
from tests.validation.report.made import censored, marks, page, points, whole


def near(found: float, expected: float) -> None:
    assert found == pytest.approx(expected, abs=0.006)


def square(x: float, y: float) -> tuple[float, float]:
    """Return where a pair of shares stands in the ROC plot, worked out anew."""
    across = curves.WIDTH - curves.RIGHT - curves.LEFT
    up = curves.HEIGHT - curves.FOOT - curves.TOP
    return curves.LEFT + x * across, curves.HEIGHT - curves.FOOT - y * up


def test_the_roc_runs_through_every_point_from_corner_to_corner() -> None:
    (line,) = marks(page("whole"), "roc", "polyline", "roc")
    drawn = points(line)
    expected = sorted((p.false_positive_rate, p.true_positive_rate) for p in whole().roc)
    assert len(drawn) == len(expected)
    for (x, y), pair in zip(drawn, expected, strict=True):
        near(x, square(*pair)[0])
        near(y, square(*pair)[1])
    assert drawn[0] == square(0, 0)
    assert drawn[-1] == square(1, 1)


def test_the_area_under_the_drawn_roc_is_the_auc() -> None:
    (line,) = marks(page("whole"), "roc", "polyline", "roc")
    left, foot = square(0, 0)
    right, top = square(1, 1)
    shares = [((x - left) / (right - left), (foot - y) / (foot - top)) for x, y in points(line)]
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in itertools.pairwise(shares))
    assert area == pytest.approx(whole().auc.estimate, abs=1e-4)


def test_the_cuts_of_the_bands_are_marked_on_the_roc() -> None:
    drawn = marks(page("whole"), "roc", "circle", "cut")
    assert len(drawn) == len(whole().cuts) == 3
    for mark, cut in zip(drawn, whole().cuts, strict=True):
        x, y = square(cut.false_positive_rate.estimate, cut.sensitivity.estimate)
        near(float(mark["cx"]), x)
        near(float(mark["cy"]), y)
    texts = [it["text"] for it in page("whole").inside(page("whole").picture("roc"), "text")]
    assert "5 or more: High and above" in texts


@pytest.mark.parametrize("kind", ["whole", "censored"])
def test_calibration_has_a_mark_and_limits_for_each_score_and_the_curve(kind: str) -> None:
    found = {"whole": whole, "censored": censored}[kind]()
    rows = curves.rows_of(found)
    top = curves.calibration_top(found)
    foot = curves.HEIGHT - curves.FOOT - curves.BARS

    def place(x: float, y: float) -> tuple[float, float]:
        across = (curves.WIDTH - curves.RIGHT - curves.LEFT) / top
        return curves.LEFT + x * across, foot - y * (foot - curves.TOP) / top

    drawn = marks(page(kind), "calibration-plot", "circle", "rate")
    assert len(drawn) == len(rows) == len(found.scores)
    for mark, row in zip(drawn, rows, strict=True):
        x, y = place(row.expected_rate, row.rate.estimate)
        near(float(mark["cx"]), x)
        near(float(mark["cy"]), y)
    bars = marks(page(kind), "calibration-plot", "polyline", "limits")
    limited = [row for row in rows if row.rate.low is not None and row.rate.high is not None]
    for line, row in zip(bars, limited, strict=True):
        (_, low), (_, high) = points(line)
        near(low, place(0, row.rate.low)[1])
        near(high, place(0, row.rate.high)[1])
    (curve,) = marks(page(kind), "calibration-plot", "polyline", "curve")
    for (x, y), point in zip(points(curve), found.calibration.curve, strict=True):
        near(x, place(point.expected, point.observed)[0])
        near(y, place(point.expected, point.observed)[1])


def test_bars_of_people_are_as_high_as_people_are_many() -> None:
    bars = marks(page("whole"), "calibration-plot", "rect", "people")
    rows = curves.rows_of(whole())
    most = max(row.n for row in rows)
    for bar, row in zip(bars, rows, strict=True):
        near(float(bar["height"]), (curves.BARS - 4) * row.n / most)


def test_kaplan_meier_curves_hold_each_value_until_the_next() -> None:
    x, y = outcomes.scales_of(whole())
    drawn = marks(page("whole"), "km", "polyline", "curve")
    assert len(drawn) == 4
    for line, band in zip(drawn, whole().bands, strict=True):
        steps = points(line)
        assert steps[0] == (x.at(0), y.at(0))
        assert steps[-1] == (x.at(band.steps[-1].time), y.at(1 - band.steps[-1].survival))
        assert len(steps) == 2 * len(band.steps) + 1
        for (x1, y1), (x2, y2) in itertools.pairwise(steps):
            assert x1 == x2 or y1 == y2
            assert x2 >= x1
            assert y2 <= y1


def test_numbers_at_risk_are_counted_one_by_one() -> None:
    from tests.validation import samples  # noqa: PLC0415

    it = samples.validation()
    x, _ = outcomes.scales_of(whole())
    texts = page("whole").inside(page("whole").picture("km"), "text")
    for band in whole().bands:
        start = next(
            i for i, each in enumerate(texts) if each["text"] == band.label and each["x"] == "8"
        )
        for i, step in enumerate(band.landmarks):
            counted = int(((it["band"] == band.label) & (it["durat"] >= step.time)).sum())
            assert texts[start + 1 + i]["text"] == f"{counted:,}"
            near(float(texts[start + 1 + i]["x"]), x.at(step.time))


@pytest.mark.parametrize("title", ["AUC", "E/O"])
def test_the_forest_draws_each_group_where_its_figures_are(title: str) -> None:
    found = whole()
    scale, _, reference = {"AUC": forests._scale_auc, "E/O": forests._scale_eo}[title](found)
    boxes = [
        box
        for box in marks(page("whole"), "forest", "rect", "estimate")
        if scale.start <= float(box["x"]) + 4 <= scale.end
    ]
    rows = [row for row in forests.rows_of(found, title) if row[1] is not None]
    assert len(boxes) == len(rows) == 5
    for box, row in zip(boxes, rows, strict=True):
        near(float(box["x"]) + 4, scale.at(row[1]))
    lines = [points(line)[0][0] for line in marks(page("whole"), "forest", "polyline", "reference")]
    assert scale.at(reference) in lines


def test_one_stands_in_the_middle_of_the_scale_of_ratios() -> None:
    scale, _, _ = forests._scale_eo(whole())
    near(scale.at(1), (scale.start + scale.end) / 2)


def test_the_decision_curve_is_the_table_of_net_benefit() -> None:
    found = whole()
    least, most = curves.decision_range(found)
    foot = curves.HEIGHT - curves.FOOT
    (line,) = marks(page("whole"), "decision", "polyline", "the-score")
    values = [it.model for it in found.net_benefit if it.model >= least]
    for (_, y), value in zip(points(line), values, strict=True):
        near(y, foot - (value - least) / (most - least) * (foot - curves.TOP))
    (nobody,) = marks(page("whole"), "decision", "polyline", "nobody")
    assert len({y for _, y in points(nobody)}) == 1


def test_the_funnel_has_every_quarter_between_its_lines() -> None:
    found = whole()
    x, y = forests.funnel_scales(found)
    drawn = marks(page("whole"), "funnel", "circle", "quarter")
    assert len(drawn) == len(found.drift) == 10
    for mark, it in zip(drawn, found.drift, strict=True):
        near(float(mark["cx"]), x.at(it.expected))
        near(float(mark["cy"]), y.at(it.observed_expected))
        assert it.observed_expected == pytest.approx(it.events / it.expected)
    for name in ("warning", "alarm"):
        low, high = marks(page("whole"), "funnel", "polyline", name)
        ordered = sorted(found.drift, key=lambda it: it.expected)
        assert points(low) == [(x.at(it.expected), y.at(getattr(it, name)[0])) for it in ordered]
        assert points(high) == [(x.at(it.expected), y.at(getattr(it, name)[1])) for it in ordered]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]),
        (0, 81, [0, 20, 40, 60, 80]),
        (3, 3, [3]),
    ],
)
def test_marks_of_axes_are_round(low: float, high: float, expected: list[float]) -> None:
    assert drawing.ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "expected"), [(0.37, 0.4), (0.4, 0.4), (0.41, 0.5), (0, 1)])
def test_axes_end_at_a_round_value(value: float, expected: float) -> None:
    assert drawing.round_up(value) == pytest.approx(expected)


def test_a_scale_keeps_to_its_ends() -> None:
    scale = Scale(0, 2, 100, 300)
    assert [scale.at(v) for v in (-1, 0, 1, 2, 9)] == [100, 100, 200, 300, 300]
    log = Scale(0.5, 2, 0, 100, log=True)
    assert [log.at(v) for v in (0.1, 0.5, 1, 2)] == [0, 0, 50, 100]


def test_lines_are_named_where_they_lie_on_nothing_else() -> None:
    it = page("whole")
    samples = marks(it, "km", "polyline", "sample")
    curves_of = marks(it, "km", "polyline", "curve")
    assert len(samples) == len(curves_of)
    lowest = max(y for line in curves_of for _, y in points(line))
    for sample, curve in zip(samples, curves_of, strict=True):
        assert sample["stroke"] == curve["stroke"]
        assert sample.get("stroke-dasharray") == curve.get("stroke-dasharray")
        assert all(y > lowest for _, y in points(sample))
    named = [each["text"] for each in it.inside(it.picture("funnel"), "text")]
    assert (named.count("95%"), named.count("99.8%")) == (2, 2)
    legend = [each["text"] for each in it.inside(it.picture("calibration-plot"), "text")]
    assert "smooth curve through all people" in legend


def test_no_name_of_a_line_lies_on_the_axis_of_the_decision_curve() -> None:
    foot = curves.HEIGHT - curves.FOOT
    texts = page("whole").inside(page("whole").picture("decision"), "text")
    (everyone,) = [each for each in texts if each["text"] == "everyone"]
    assert float(everyone["y"]) < foot
    assert "5%" in [each["text"] for each in texts]


def test_the_axis_of_time_says_its_unit() -> None:
    texts = [each["text"] for each in page("whole").inside(page("whole").picture("km"), "text")]
    assert "Time since the start of risk, in the unit of durat" in texts
    assert "20%" in texts
