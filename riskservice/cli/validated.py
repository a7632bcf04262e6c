"""A validation in words and tables: headline figures, each with its interval and its count."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from riskservice.cli import validated_asked as asked
from riskservice.cli.layout import Column, bullets, heading, labelled, table
from riskservice.cli.validated_asked import p_words
from riskservice.cli.validated_gain import gain_lines, gains
from riskservice.cli.validated_gaps import gap_figures, gap_words
from riskservice.validation.banded import BandModel
from riskservice.validation.estimates import Estimate
from riskservice.validation.fairness import GroupFigures
from riskservice.validation.filling.pooling import Pooled
from riskservice.validation.levels import LevelFigures
from riskservice.validation.results import Validation
from riskservice.validation.shifts import Shift
from riskservice.validation.stability import MARKS
from riskservice.validation.words import p_value

Row = tuple[str, str, str, str, str]
_HEAD = (
    Column("", fixed=True),
    Column("value", "right", fixed=True),
    Column("95% interval", "right", fixed=True),
    Column("people", "right", fixed=True),
    Column("events", "right", fixed=True),
)


def account(found: Validation, *, width: int) -> Iterator[RenderableType]:
    """
    Yield what is printed after a validation.

    Parameters
    ----------
    found : Validation
    width : int
        Of the screen. [characters]
    """
    yield heading("Validation", found.spec.score)
    yield labelled(_sample(found))
    if found.notices:
        yield Text("\nTo be read before any figure:")
        yield bullets([notice.text for notice in found.notices])
    yield heading("Headline figures")
    yield table(_HEAD, list(_headlines(found)), width=width)
    if gained := list(gains(found)):
        yield heading(f"Does it tell more than {found.spec.score} alone?", "nested models")
        yield labelled(gained)
    if found.bands:
        yield from _bands(found, width)
    if found.spec.cuts and found.cuts:
        yield heading("Sensitivity and what a high score is worth", "95% interval")
        yield table(asked.CUTS, [asked.cut_row(row) for row in found.cuts], width=width)
    yield from _fairness(found, width)
    if found.stability:
        yield heading("Beside the reference sample", "population stability index")
        yield table(_SHIFTS, list(_shifts(found)), width=width)
        small, large = MARKS
        yield Text(f"  Marks of {small:g} and {large:g} for the PSI are folklore: read its test.")
        for shift in found.stability:
            yield heading(f"{shift.column}: shares", f"{shift.reference_n:,} in the reference")
            yield table(_SHARES, list(_shares(shift)), width=width)
    if found.missing is not None:
        yield heading("Missing items")
        yield labelled(gap_words(found))
        rows = [_row(name, figure) for name, figure in gap_figures(found)]
        if rows:
            yield table(_HEAD, rows, width=width)
    if found.not_estimated:
        yield Text("\nNot estimated:")
        yield bullets(
            [f"{e.measure.replace('_', ' ')}: {e.reason}. {e.way_out}" for e in found.not_estimated]
        )

    if (more := asked.elsewhere(found)) is not None:
        yield Text(f"\n{more}")


def _bands(found: Validation, width: int) -> Iterator[RenderableType]:
    yield heading("Bands", found.spec.band or "")
    yield table(_level_columns(found), [_level(found, row) for row in found.bands], width=width)
    if (model := found.cox_band) is not None:
        yield labelled(_band_tests(model))
    if (ratios := asked.ratios(found)) is not None:
        reference, kind, rows = ratios
        yield heading(f"Bands beside {reference}", kind)
        yield labelled(rows)


def _fairness(found: Validation, width: int) -> Iterator[RenderableType]:
    if found.groups:
        yield heading("Groups")
        yield table(_GROUPS, list(_groups(found)), width=width)
        beside = [row for row in found.groups if row.auc_beside_reference is not None]
        if beside:
            yield heading("AUC less that of the reference group", "unpaired")
            yield labelled(_beside(row) for row in beside)
    if found.differential:
        yield heading("Does the score mean the same in every group?", "likelihood ratio")
        yield labelled(
            (
                test.group,
                f"slope: {p_words(test.slope_bias.p)}; level: {p_words(test.intercept_bias.p)}",
            )
            for test in found.differential
        )


def _sample(found: Validation) -> Iterator[tuple[str, str]]:
    yield "People", f"{found.n:,} of {found.rows:,} rows"
    yield "Events", asked.events(found)
    if found.follow_up is not None:
        it = found.follow_up
        yield "Follow-up", f"median {it.median:g}, from {it.shortest:g} to {it.longest:g}"
    size = found.sample_size
    if size is not None:
        needed = [f"{size.for_eo:,} for E/O", f"{size.for_c:,} for AUC"]
        needed += [f"{size.for_slope:,} for the slope"] if size.for_slope else []
        yield "Needed", ", ".join(needed)


def _headlines(found: Validation) -> Iterator[Row]:
    for name, estimate in (
        ("AUC", found.auc),
        ("AUC of the band", found.auc_band),
        ("Harrell's C", found.harrell_c),
        ("Harrell's C of the band", None if found.cox_band is None else found.cox_band.harrell_c),
        ("Uno's C", found.uno_c),
        ("odds ratio per point", found.odds_ratio),
    ):
        if estimate is not None:
            yield _row(name, estimate)
    for line in asked.asked_lines(found):
        yield _line(line.name, line.value, _interval(line.low, line.high), line.n, line.events)
    if (cox := found.cox) is not None:
        interval = _interval(cox.low, cox.high)
        yield _line("hazard ratio per point", cox.hazard_ratio, interval, cox.n, cox.events)
    if (eo := found.eo) is not None:
        yield _line("E/O", eo.estimate, _interval(eo.low, eo.high), eo.n, eo.events)
    if (it := found.calibration) is not None:
        large = _interval(it.in_the_large_low, it.in_the_large_high)
        yield _line("calibration in the large", it.in_the_large, large, it.n, it.events)
        slope = _interval(it.slope_low, it.slope_high)
        yield _line("calibration slope", it.slope, slope, it.n, it.events)
        yield _line("ICI", it.ici, "", it.n, it.events)
    if (score := found.brier) is not None:
        interval = _interval(score.low, score.high)
        yield _line("Brier score", score.estimate, interval, score.n, score.events)
        yield _line("scaled Brier score", score.scaled, "", score.n, score.events)
    for line in gain_lines(found):
        yield _line(line.name, line.value, _interval(line.low, line.high), line.n, line.events)


def _band_tests(model: BandModel) -> Iterator[tuple[str, str]]:
    test = model.likelihood_ratio
    yield (
        "Bands differ",
        f"likelihood ratio {test.statistic:.2f}, df {test.df}; {p_words(test.p)}",
    )
    if (steady := model.proportional_hazards) is not None:
        yield "Proportional", p_words(steady.overall.p)


def _level_columns(found: Validation) -> list[Column]:
    ratio = "hazard ratio" if found.cox is not None else "odds ratio"
    return [
        Column("band", fixed=True),
        Column("people", "right"),
        Column("events", "right"),
        Column("rate, %", "right"),
        Column("95% interval", "right", fixed=True),
        Column("expected, %", "right"),
        Column("E/O", "right"),
        Column("95% interval", "right", fixed=True),
        Column(ratio, "right"),
    ]


def _level(found: Validation, row: LevelFigures) -> list[str]:
    ratio = row.hazard_ratio if found.cox is not None else row.odds_ratio
    shown = "reference" if row.reference else _number(ratio.estimate if ratio else None)
    return [
        row.label,
        f"{row.n:,}",
        f"{row.events:,}",
        _figure(row.rate, 1, 100),
        _interval(row.rate.low, row.rate.high, 1, 100),
        "" if row.expected_rate is None else f"{100 * row.expected_rate:.1f}",
        _number(row.eo.estimate) if row.eo else "",
        _interval(row.eo.low, row.eo.high, 2) if row.eo else "",
        shown,
    ]


_GROUPS = (
    Column("group"),
    Column("people", "right"),
    Column("events", "right"),
    Column("rate, %", "right"),
    Column("AUC", "right"),
    Column("95% interval", "right", fixed=True),
    Column("E/O", "right"),
    Column("95% interval", "right", fixed=True),
)


def _groups(found: Validation) -> Iterator[list[str]]:
    for row in found.groups:
        events = "withheld" if row.events is None else f"{row.events:,}"
        start = [f"{row.group} = {row.value}", f"{row.n:,}", events]
        if row.suppressed:
            yield [*start, "withheld", "", "", "", ""]
            continue
        yield [
            *start,
            _figure(row.base_rate, 1, 100),
            _figure(row.auc),
            _interval(row.auc.low, row.auc.high) if row.auc else "",
            _number(row.eo.estimate, 2) if row.eo else "",
            _interval(row.eo.low, row.eo.high, 2) if row.eo else "",
        ]


def _beside(row: GroupFigures) -> tuple[str, str]:
    it = row.auc_beside_reference
    assert it is not None
    gap = it.difference
    limits = _interval(gap.low, gap.high)
    return f"{row.group} = {row.value}", f"{_figure(gap)}, {limits}; {p_words(it.test.p)}"


_SHIFTS = (
    Column("column"),
    Column("PSI", "right"),
    Column("chi-square", "right"),
    Column("df", "right"),
    Column("p", "right", fixed=True),
    Column("people", "right"),
    Column("reference", "right"),
    Column("", fixed=True),
)
_SHARES = (
    Column("", fixed=True),
    Column("people", "right"),
    Column("%", "right"),
    Column("reference, %", "right"),
    Column("adds to PSI", "right"),
)


def _shifts(found: Validation) -> Iterator[list[str]]:
    for it in found.stability:
        yield [
            it.column,
            _number(it.index, 3),
            _number(it.test.statistic),
            f"{it.test.df}",
            p_value(it.test.p),
            f"{it.n:,}",
            f"{it.reference_n:,}",
            "1/2 added to every cell: one is empty" if it.filled else "",
        ]


def _shares(it: Shift) -> Iterator[list[str]]:
    for row in it.levels:
        here, there = (f"{100 * share:.1f}" for share in (row.share, row.reference_share))
        yield [row.label, f"{row.n:,}", here, there, _number(row.adds, 4)]


def _row(name: str, it: Estimate | Pooled) -> Row:
    return _line(name, it.estimate, _interval(it.low, it.high), it.n, it.events)


def _line(name: str, value: float | None, interval: str, n: int, events: int) -> Row:
    return name, _number(value, 3), interval, f"{n:,}", f"{events:,}"


def _figure(it: Estimate | None, places: int = 3, times: float = 1) -> str:
    return _number(None if it is None or it.estimate is None else times * it.estimate, places)


def _number(value: float | None, places: int = 2) -> str:
    if value is None:
        return "none"
    # Rounded first, so that nothing is shown as minus nought.
    return f"{round(value, places) + 0.0:.{places}f}"


def _interval(low: float | None, high: float | None, places: int = 3, times: float = 1) -> str:
    if low is None and high is None:
        return "none"
    ends = ("none" if end is None else f"{times * end:.{places}f}" for end in (low, high))
    return " to ".join(ends)
