"""Tables of discrimination, bands, scores and calibration."""

from collections.abc import Iterator

from riskservice.validation.estimates import Estimate, Test
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.levels import LevelFigures
from riskservice.validation.report.captions import CAPTIONS
from riskservice.validation.report.pieces import Table
from riskservice.validation.results import Validation
from riskservice.validation.words import (
    count,
    interval,
    number,
    p_value,
    percent,
    percents,
    plain,
)

Row = tuple[str, ...]


def headline(found: Validation) -> Table:
    """Return the main figures, each with interval, people, events and method."""
    head = ("Figure", "Value", "95% interval", "People", "Events", "How")
    notes: list[str] = []
    if (cox := found.cox) is not None:
        notes.append(f"Cox model, likelihood ratio: {tested(cox.likelihood_ratio)}.")
        if (steady := cox.proportional_hazards) is not None:
            notes.append(
                f"Proportional hazards: {tested(steady.overall)}. A small p says that the hazard "
                "ratio changes over time, so that one number for it is an average."
            )
    return table("headline", "Headline figures", head, list(_headlines(found)), tuple(notes))


def _headlines(found: Validation) -> Iterator[Row]:
    base = found.base_rate
    yield ("Observed rate, %", percent(base.estimate), percents(base.low, base.high),
           *_people(base), base.method)  # fmt: skip
    band = found.spec.band or ""
    for name, it in (
        (f"AUC of {found.spec.score}", found.auc),
        (f"AUC of {band}, as used in practice", found.auc_band),
        *(
            (f"AUC at {plain(t)}", it)
            for t, it in zip(found.spec.times, found.auc_at, strict=False)
        ),
        ("Harrell's C", found.harrell_c),
        (
            f"Harrell's C of {band}, as used in practice",
            None if found.cox_band is None else found.cox_band.harrell_c,
        ),
        ("Uno's C", found.uno_c),
        ("Odds ratio per point", found.odds_ratio),
        ("E/O from person-time", found.eo_person_time),
    ):
        if it is not None:
            yield (name, *estimate(it), *_people(it), it.method)
    if (boot := found.auc_bootstrap) is not None:
        yield (f"AUC, {boot.replicates:,} bootstrap replicates", number(boot.estimate),
               interval(boot.low, boot.high), count(found.n), count(found.events),
               boot.method)  # fmt: skip
    if (cox := found.cox) is not None:
        yield ("Hazard ratio per point", number(cox.hazard_ratio), interval(cox.low, cox.high),
               count(cox.n), count(cox.events), f"{cox.method}; ties by {cox.ties}")  # fmt: skip
    if (eo := found.eo) is not None:
        yield ("E/O", *estimate(eo), *_people(eo), eo.method)
    yield from _calibrated(found)


def _calibrated(found: Validation) -> Iterator[Row]:
    if (it := found.calibration) is not None:
        who = count(it.n), count(it.events)
        large = interval(it.in_the_large_low, it.in_the_large_high)
        yield "Calibration in the large", number(it.in_the_large), large, *who, it.method
        slope = interval(it.slope_low, it.slope_high)
        yield "Calibration slope", number(it.slope), slope, *who, it.method
        yield "ICI", number(it.ici, 4), "not made", *who, it.curve_method
    if (score := found.brier) is not None:
        who = count(score.n), count(score.events)
        limits = interval(score.low, score.high)
        yield "Brier score", number(score.estimate), limits, *who, score.method
        yield "Scaled Brier score", number(score.scaled), "not made", *who, score.method


def cuts(found: Validation) -> Table:
    """Return what each cut gets right and wrong."""
    head = ("Called high at", "Called high", "With the outcome", "Sensitivity, %", "Specificity, %",
            "PPV, %", "NPV, %")  # fmt: skip
    rows = [
        (
            f"{plain(it.cut)} or more",
            count(it.true_positives + it.false_positives),
            count(it.true_positives),
            *(
                share(part)
                for part in (
                    it.sensitivity,
                    it.specificity,
                    it.positive_predictive_value,
                    it.negative_predictive_value,
                )
            ),
        )
        for it in found.cuts
    ]
    return table("cuts", "Cuts of the score", head, rows)


def levels(found: Validation, key: str) -> Table:
    """Return the table of bands, or that of scores."""
    rows = found.bands if key == "bands" else found.scores
    title = "Bands" if key == "bands" else "Score by score"
    first = "Band" if key == "bands" else "Score"
    head = [first, "People", "Events", "Observed rate, % (95% interval)"]
    expected = any(row.expected_rate is not None for row in rows)
    incidence = any(row.incidence is not None for row in rows)
    ratios = key == "bands"
    head += ["Expected rate, %", "E/O (95% interval)"] if expected else []
    head += ["Rate with competing events, %"] if incidence else []
    head += ["Hazard ratio" if found.cox else "Odds ratio"] if ratios else []
    made = []
    for row in rows:
        cells = [_level_name(row, first), count(row.n), count(row.events), share(row.rate)]
        cells += [percent(row.expected_rate), ratio(row.eo)] if expected else []
        cells += [share(row.incidence)] if incidence else []
        cells += [_against(found, row)] if ratios else []
        made.append(tuple(cells))
    notes = [f"Rates: {method}." for method in dict.fromkeys(row.rate.method for row in rows)]
    if ratios and (it := found.log_rank) is not None:
        notes.append(f"Bands differ in their curves: {tested(it.test)} (log-rank).")
    if ratios and (model := found.cox_band) is not None:
        notes.append(f"Cox model of the bands, likelihood ratio: {tested(model.likelihood_ratio)}.")
        if (steady := model.proportional_hazards) is not None:
            notes.append(f"Proportional hazards of the bands: {tested(steady.overall)}.")
    return table(key, title, tuple(head), made, tuple(notes))


def _level_name(row: LevelFigures, first: str) -> str:
    if first == "Score" or row.score_low == row.score_high:
        return row.label
    return f"{row.label} ({plain(row.score_low)} to {plain(row.score_high)})"


def _against(found: Validation, row: LevelFigures) -> str:
    if row.reference:
        return "reference"
    it = row.hazard_ratio if found.cox is not None else row.odds_ratio
    return "none" if it is None else f"{number(it.estimate, 2)} ({interval(it.low, it.high, 2)})"


def norms(found: Validation) -> Table:
    """Return where each score stands among all."""
    timed = any(it.hazard_ratio is not None for it in found.norms)
    head = ("Score", "People", "Below, %", "Same, %", "Above, %", "Mid-percentile",
            *(("Hazard ratio to the median",) if timed else ()))  # fmt: skip
    rows = [
        (
            plain(it.score),
            count(it.n),
            *(number(part, 1) for part in (it.below, it.same, it.above, it.mid_percentile)),
            *((number(it.hazard_ratio, 2),) if timed else ()),
        )
        for it in found.norms
    ]
    notes: tuple[str, ...] = ()
    if (it := found.logistic_norm) is not None:
        notes = (
            (
                f"Logistic model with the score centred at its median, {plain(it.median)}: "
                f"B0 {number(it.b0)} (SE {number(it.b0_se)}), B1 {number(it.b1)} "
                f"(SE {number(it.b1_se)}); rate at the median {percent(it.rate_at_median)}%."
            ),
        )
    return table("norms", "Norms", head, rows, notes)


def calibration(found: Validation) -> Table:
    """Return every measure of calibration."""
    it = found.calibration
    rows: list[Row] = []
    if it is not None:
        rows += [
            ("In the large", number(it.in_the_large),
             interval(it.in_the_large_low, it.in_the_large_high)),
            ("Slope", number(it.slope), interval(it.slope_low, it.slope_high)),
            ("Mean distance of the curve (ICI)", number(it.ici, 4), "not made"),
            ("Median distance (E50)", number(it.e50, 4), "not made"),
            ("0.90 quantile of the distance (E90)", number(it.e90, 4), "not made"),
            ("Largest distance (Emax)", number(it.e_max, 4), "not made"),
        ]  # fmt: skip
    if (score := found.brier) is not None:
        rows += [
            ("Brier score", number(score.estimate, 4), interval(score.low, score.high, 4)),
            ("Brier score of giving everyone the observed rate", number(score.null.estimate, 4),
             interval(score.null.low, score.null.high, 4)),
            ("Scaled Brier score", number(score.scaled), "not made"),
        ]  # fmt: skip
    if (part := found.indices) is not None:
        rows += [
            ("Discrimination index D", number(part.discrimination, 4), "not made"),
            ("Unreliability index U", number(part.unreliability, 4), "not made"),
            ("Quality index Q", number(part.quality, 4), "not made"),
            ("Nagelkerke's R squared of p as given", number(part.r_squared, 4), "not made"),
        ]
    notes = [f"{found.n:,} people, {found.events:,} events."]
    notes += [f"The curve: {it.curve_method}."] if it is not None else []
    tests = (
        ("Intercept 0 and slope 1 together", it.unreliability if it else None),
        ("The curve against a straight line", it.nonlinearity if it else None),
        ("Spiegelhalter", found.spiegelhalter),
        ("Hosmer and Lemeshow (no headline)", found.hosmer_lemeshow),
    )
    notes += [f"{name}: {tested(test)}." for name, test in tests if test is not None]
    head = ("Measure", "Value", "95% interval")
    return table("calibration", "Calibration", head, rows, tuple(notes))


def expected_observed(found: Validation) -> Table:
    """Return E/O of everyone, each band and each subgroup, with every interval."""
    head = ("Who", "People", "Events", "Observed", "Expected", "E/O", "95% interval", "Poisson",
            "Binomial", "Kaplan-Meier (Greenwood)", "O/E", "p")  # fmt: skip
    rows = [_eo("Everyone", found.eo)]
    rows += [_eo(f"Band: {row.label}", row.eo) for row in found.bands]
    for group in found.groups:
        name = f"{group.group} = {group.value}"
        if group.suppressed:
            rows.append((name, count(group.n), count(group.events), *["withheld"] * 9))
        else:
            rows.append(_eo(name, group.eo))
    rows = [row for row in rows if row]
    empty = [i for i in range(7, len(head)) if all(row[i] in ("none", "withheld") for row in rows)]
    kept = [tuple(cell for i, cell in enumerate(row) if i not in empty) for row in rows]
    shown = tuple(name for i, name in enumerate(head) if i not in empty)
    methods = dict.fromkeys(
        it.method for it in (found.eo, *(row.eo for row in found.bands)) if it is not None
    )
    return table("eo", "Expected over observed (E/O)", shown, kept,
                 tuple(f"The 95% interval: {method}." for method in methods))  # fmt: skip


def _eo(name: str, it: ExpectedObserved | None) -> Row:
    if it is None:
        return ()
    return (
        name,
        count(it.n),
        count(it.events),
        number(it.observed, 1),
        number(it.expected, 1),
        *estimate(it),
        *(interval(*pair) if pair else "none" for pair in (it.poisson, it.binomial, it.greenwood)),
        number(it.observed_expected),
        "none" if it.p is None else p_value(it.p),
    )


def table(key: str, title: str, head: tuple[str, ...], rows: list[Row],
          notes: tuple[str, ...] = ()) -> Table:  # fmt: skip
    """Return a table with the caption of its key."""
    return Table(key, title, head, rows, CAPTIONS[key], notes)


def estimate(it: Estimate | ExpectedObserved, places: int = 3) -> tuple[str, str]:
    """Return value and interval as two cells."""
    return number(it.estimate, places), interval(it.low, it.high, places)


def share(it: Estimate | None) -> str:
    """Return a rate in per cent with its limits."""
    if it is None or it.estimate is None:
        return "none"
    return f"{percent(it.estimate)} ({percents(it.low, it.high)})"


def ratio(it: ExpectedObserved | None) -> str:
    """Return E/O with its limits."""
    if it is None:
        return "none"
    return f"{number(it.estimate, 2)} ({interval(it.low, it.high, 2)})"


def tested(test: Test) -> str:
    """Return a test in words."""
    if test.df is None:
        return f"z {number(test.statistic, 2)}, p {p_value(test.p)}"
    freedom = "degree" if test.df == 1 else "degrees"
    return (f"chi-square {number(test.statistic, 2)} on {test.df} {freedom} of freedom, "
            f"p {p_value(test.p)}")  # fmt: skip


def _people(it: Estimate | ExpectedObserved) -> tuple[str, str]:
    return count(it.n), count(it.events)
