"""Tables of groups, added value, drift, missing data and the size of the sample."""

from riskservice.validation.drift import Period
from riskservice.validation.estimates import Estimate
from riskservice.validation.fairness import GroupFigures
from riskservice.validation.incremental import Incremental
from riskservice.validation.report.captions import CAPTIONS
from riskservice.validation.report.pieces import Table
from riskservice.validation.report.tables import (
    estimate,
    ratio,
    share,
    table,
    tested,
)
from riskservice.validation.results import Validation
from riskservice.validation.sample_size import FLOOR
from riskservice.validation.words import (
    count,
    interval,
    number,
    p_value,
    percent,
    plain,
)

Row = tuple[str, ...]


def net_benefit(found: Validation) -> Table:
    """Return net benefit at each threshold."""
    head = ("Threshold", "People acted on", "By the score", "Acting on everyone", "On nobody")
    rows: list[Row] = [
        (percent(it.threshold) + "%", count(it.acted_on), number(it.model, 4),
         number(it.everyone, 4), "0.0000")
        for it in found.net_benefit
    ]  # fmt: skip
    return table("net-benefit", "Net benefit", head, rows)


def closed(found: Validation) -> set[str]:
    """Return the columns of subgroups of which some numbers of events are withheld."""
    return {row.group for row in found.groups if row.events is None}


def groups(found: Validation) -> Table:
    """Return each subgroup; what is withheld says so."""
    head = ["Group", "People", "Events", "Base rate, % (95% interval)", "AUC (95% interval)"]
    expected = found.eo is not None
    head += ["E/O (95% interval)"] if expected else []
    rows: list[Row] = []
    for row in found.groups:
        start = (_name(row), count(row.n), count(row.events))
        if row.suppressed:
            rows.append((*start, *["withheld"] * (len(head) - 3)))
            continue
        area = "none" if row.auc is None else " (".join(estimate(row.auc)) + ")"
        rows.append((*start, share(row.base_rate), area, *([ratio(row.eo)] if expected else [])))
    notes = tuple(f"{_name(row)}: {row.note}" for row in found.groups if row.note)
    return table("groups", "Subgroups", tuple(head), rows, notes)


def group_areas(found: Validation) -> Table:
    """Return the AUC of each subgroup less that of the reference subgroup."""
    head = ("Group", "AUC less that of the reference", "95% interval", "p", "People", "Events")
    rows: list[Row] = [
        (_name(row), *estimate(it.difference), p_value(it.test.p), count(it.difference.n),
         count(it.difference.events))
        for row in found.groups
        if (it := row.auc_beside_reference) is not None
    ]  # fmt: skip
    return table("group-areas", "AUC of subgroups beside the reference subgroup", head, rows)


def _name(row: GroupFigures) -> str:
    return f"{row.group} = {row.value}" + (" (reference)" if row.reference else "")


RATES = ("false_positive_rate", "false_negative_rate", "positive_predictive_value")
_RATES = ("FPR, % (95% interval)", "FNR, % (95% interval)", "PPV, % (95% interval)")


def group_cuts(found: Validation) -> Table:
    """Return the errors of each subgroup at each cut."""
    rows: list[Row] = [
        (_name(group), _from(cut.cut), *(share(getattr(cut, name)) for name in RATES))
        for group in found.groups
        for cut in group.cuts
    ]
    head = ("Group", "Called high at", *_RATES)
    return table("group-cuts", "Errors of subgroups at each cut", head, rows)


def group_gaps(found: Validation) -> Table:
    """Return the differences of errors from those of the reference subgroup."""
    rows: list[Row] = [
        (_name(group), _from(gap.cut), *(share(getattr(gap, name)) for name in RATES))
        for group in found.groups
        for gap in group.differences
    ]
    head = ("Group", "Called high at", *(name.replace("%", "points", 1) for name in _RATES))
    return table("group-gaps", "Differences of errors from the reference subgroup", head, rows)


def _from(cut: float) -> str:
    return f"{plain(cut)} or more"


def cleary(found: Validation) -> Table:
    """Return the tests of differential prediction; none that would give away a group."""
    head = ("Column", "Groups in the models", "Model", "Slope differs", "Level differs")
    hidden, made = closed(found), {it.group: it for it in found.differential}
    rows: list[Row] = []
    notes: list[str] = []
    for column in found.spec.groups:
        it = made.get(column)
        if column in hidden:
            rows.append((column, *["withheld"] * 4))
            notes.append(f"{column}: the tests would tell of groups whose events are withheld.")
        elif it is None:
            rows.append((column, *["not made"] * 4))
            notes += [
                f"{each.reason}. {each.way_out}"
                for each in found.not_estimated
                if each.measure == "differential" and each.part == column
            ]
        else:
            model = "Cox" if it.model == "cox" else "logistic"
            slope, level = tested(it.slope_bias), tested(it.intercept_bias)
            rows.append((column, ", ".join(it.values), model, slope, level))
            if it.left_out:
                notes.append(
                    f"{column}, not in the models: {', '.join(it.left_out)}; everybody there or "
                    "nobody had the outcome."
                )
    return table("cleary", "Differential prediction (Cleary)", head, rows, tuple(notes))


def compare(found: Validation) -> Table:
    """Return the score beside another one."""
    head = ("Figure", "Value", "95% interval", "People", "Events")
    rows: list[Row] = []
    notes: tuple[str, ...] = ()
    if (both := found.comparison) is not None:
        names = (both.score, both.compare, "difference")
        if both.auc is not None:
            parts = (both.auc.first, both.auc.second, both.auc.difference)
            rows += [_line(f"AUC, {name}", it) for name, it in zip(names, parts, strict=True)]
            notes = (f"Difference of the AUCs: {tested(both.auc.test)}.",)
        pairs = zip(names, both.harrell_c, strict=False)
        rows += [_line(f"Harrell's C, {name}", it) for name, it in pairs]
    return table("compare", "Beside another score", head, rows, notes)


def added(it: Incremental, names: tuple[str, ...], key: str) -> Table:
    """Return what was added to the score, adjusted for it."""
    head = ("Figure", "Value", "95% interval", "People", "Events")
    rows = [
        _line(f"{name}, ratio adjusted for the score", part)
        for name, part in zip(names, it.added, strict=True)
    ]
    parts = (("the score alone", it.base_c), ("with what was added", it.full_c),
             ("difference", it.difference))  # fmt: skip
    rows += [_line(f"Harrell's C, {name}", part) for name, part in parts if part is not None]
    notes = [f"What was added: {tested(it.test)}. {it.method}."]
    if it.base_r_squared is not None and it.full_r_squared is not None:
        notes.append(f"Nagelkerke's R squared: {number(it.base_r_squared, 4)} without, "
                     f"{number(it.full_r_squared, 4)} with.")  # fmt: skip
    title = f"What {', '.join(names)} adds to the score"
    return Table(key, title, head, rows, CAPTIONS["added"], tuple(notes))


def reclassified(found: Validation) -> Table:
    """Return the cross-table of two classifications with the rate of each cell."""
    it = found.reclassification
    assert it is not None
    head = (f"{found.spec.band} \N{RIGHTWARDS ARROW} {found.spec.compare_band}", *it.classes)
    rows: list[Row] = []
    for name, events, others, rates in zip(it.classes, it.events, it.others, it.rates, strict=True):
        cells = [
            "nobody" if not had + free else f"{had:,} of {had + free:,}: {share(rate)}"
            for had, free, rate in zip(events, others, rates, strict=True)
        ]
        rows.append((name, *cells))
    notes: tuple[str, ...] = ()
    if it.symmetry is not None:
        notes = (f"As many move up as down: {tested(it.symmetry)} ({it.symmetry.method}).",)
    title = "Events of people: rate in % (95% interval)"
    return table("reclassified", f"Reclassification. {title}", head, rows, notes)


def moves(found: Validation) -> Table:
    """Return how many move up and down; never the sum of the two components."""
    it = found.reclassification
    assert it is not None
    head = ("People", "Move up, %", "Move down, %", "Net share moved the right way, %")
    rows: list[Row] = [
        ("With the outcome", share(it.events_up), share(it.events_down), percent(it.events_net)),
        ("Without it", share(it.others_up), share(it.others_down), percent(it.others_net)),
    ]
    return table("moves", "Moves between classes", head, rows)


def drift(found: Validation) -> Table:
    """Return each quarter with its outcomes, beside those expected where a table says."""
    expected = any(it.expected is not None for it in found.drift)
    head = ["Quarter", "People", "Events"]
    head += ["Expected", "E/O", "O/E (95% interval)", "On the funnel"] if expected else []
    rows: list[Row] = [
        (_quarter(it), count(it.n), count(it.events), *(_period(it) if expected else ()))
        for it in found.drift
    ]
    return table("drift", "Quarter by quarter", tuple(head), rows)


def moved(found: Validation) -> Table:
    """Return how far scores moved by each quarter, and the running sums of outcomes."""
    head = ["Quarter", "People", "PSI", "PSI test, p"]
    run = found.running
    if run is not None and len(run.period) != len(found.drift):
        run = None
    head += [] if run is None else ["O less E so far", "CUSUM, odds doubled", "CUSUM, odds halved"]
    rows: list[Row] = []
    for i, it in enumerate(found.drift):
        cells = [_quarter(it), count(it.n)]
        stable = it.stability
        cells += ["none" if i else "first quarter"] * 2 if stable is None else [
            number(stable.index, 3) + ("*" if stable.filled else ""),
            p_value(stable.test.p),
        ]  # fmt: skip
        if run is not None:
            cells += [number(run.excess[i], 1), number(run.worse[i], 2), number(run.better[i], 2)]
        rows.append(tuple(cells))
    filled = any(it.stability is not None and it.stability.filled for it in found.drift)
    note = ("* One half was added to every cell, since one was empty.",) if filled else ()
    return table("moved", "Shift of the scores and running sums", tuple(head), rows, note)


def _quarter(it: Period) -> str:
    return it.period.replace(" ", "\N{NO-BREAK SPACE}")


def _period(it: Period) -> list[str]:
    if it.expected is None or it.observed_expected is None:
        return ["none"] * 4
    over = it.expected / it.events if it.events else None
    where = f"outside the {it.outside} lines" if it.outside else "inside"
    limits = interval(it.low, it.high, 2)
    below = f"{number(it.observed_expected, 2)} ({limits})"
    return [number(it.expected, 1), number(over, 2), below, where]


def left_out(found: Validation) -> Table:
    """Return the rows that are in no figure, and why."""
    head = ("Column", "Why", "Rows")
    rows: list[Row] = [(it.column, it.reason, count(it.rows)) for it in found.left_out]
    note = ((f"{found.rows:,} rows in the file, {found.left_out_rows:,} left out, each once; "
            f"{found.n:,} people in every figure."),)  # fmt: skip
    return table("left-out", "Rows left out", head, rows, note)


def sample_size(found: Validation) -> Table:
    """Return the people needed, beside those there are."""
    it = found.sample_size
    assert it is not None
    head = ("For", "Needed", "There are", "Enough")
    needs = [
        ("Events", FLOOR, it.events),
        ("People without the outcome", FLOOR, it.non_events),
        ("People, for E/O", it.for_eo, it.n),
        ("People, for the AUC", it.for_c, it.n),
    ]
    needs += [] if it.for_slope is None else [("People, for the slope", it.for_slope, it.n)]
    rows: list[Row] = [
        (name, count(need), count(have), "yes" if have >= need else "no")
        for name, need, have in needs
    ]
    note = (f"Taken: base rate {percent(it.prevalence)}%, AUC {number(it.c)}.",)
    return table("sample-size", "Size of the sample", head, rows, note)


def _line(name: str, it: Estimate) -> Row:
    return (name, *estimate(it), count(it.n), count(it.events))
