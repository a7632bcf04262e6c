"""Tables of raters compared: figures, cross-tables, bias, categories, other coefficients."""

from collections.abc import Iterator, Sequence

from riskservice.validation.agreement.basis import LeftOut
from riskservice.validation.agreement.captions import lines
from riskservice.validation.agreement.report.captions import CAPTIONS
from riskservice.validation.agreement.results import Agreement, Coefficient, PairBias
from riskservice.validation.report.pieces import Table
from riskservice.validation.words import (
    count,
    interval,
    number,
    p_value,
    percent,
    percents,
)

Row = tuple[str, ...]
FIGURES = ("Figure", "Value", "95% interval", "People", "How")


def figures(found: Agreement) -> Table:
    """Return every headline figure; one that cannot be given says so."""
    told = lines(found)
    rows = [figure(line.title, line.figure, share=line.key == "percent_agreement") for line in told]
    notes = tuple(f"{line.title}. {line.caption}" for line in told if line.figure is not None)
    return Table("figures", "Figures", FIGURES, rows, CAPTIONS["figures"], notes)


def figure(title: str, it: Coefficient | None, *, share: bool = False) -> Row:
    """Return a figure with its interval as the cells of a row."""
    if it is None:
        return title, "not given", "", "", "see what cannot be given"
    if share:
        value, limits = f"{percent(it.estimate)}%", f"{percents(it.low, it.high)}%"
        return title, value, limits, count(it.n), it.method
    return title, number(it.estimate), interval(it.low, it.high), count(it.n), it.method


def error(found: Agreement) -> Table | None:
    """Return the error of one rating, where ratings are numbers."""
    it = found.measurement
    if it is None:
        return None
    rows: list[Row] = [
        ("Standard deviation of the ratings", number(it.sd, 2), count(it.n)),
        ("Standard error of one rating", number(it.standard_error, 2), count(it.n)),
        ("Smallest detectable change", number(it.smallest_detectable_change, 2), count(it.n)),
    ]
    head = ("Figure", "Points", "People")
    return Table("error", "Error of one rating", head, rows, CAPTIONS["error"])


def cross(found: Agreement, pair: PairBias, key: str) -> Table:
    """Return the cross-table of two raters."""
    labels = found.frame.scale
    head = (f"{pair.first} \N{RIGHTWARDS ARROW} {pair.second}", *labels, "all")
    rows = counted(labels, pair.table)
    notes = (f"{pair.n:,} people whom both rated; {pair.same:,} of them the same.",)
    title = f"{pair.first} (rows) and {pair.second} (columns)"
    return Table(f"cross-{key}", title, head, rows, CAPTIONS["cross"], notes)


def counted(labels: Sequence[str], table: Sequence[Sequence[int]]) -> list[Row]:
    """Return the rows of a cross-table with their sums, and the sums of the columns."""
    rows: list[Row] = [
        (label, *map(count, cells), count(sum(cells)))
        for label, cells in zip(labels, table, strict=True)
    ]
    sums = [sum(column) for column in zip(*table, strict=True)]
    return [*rows, ("all", *map(count, sums), count(sum(sums)))]


def bias(found: Agreement) -> Table:
    """Return whether one of each pair rates higher."""
    head = ("Pair, first less second", "People", "Mean difference (95% interval)", "SD",
            "Limits of agreement", "Higher / same / lower", "Sign test p",
            "Bowker's test")  # fmt: skip
    rows = [_bias(pair) for pair in found.bias]
    unit = "points" if found.frame.kind == "numbers" else "steps of the scale"
    notes = (f"Differences are in {unit}.",) if found.frame.kind != "named" else ()
    return Table("bias", "Does one rate higher?", head, rows, CAPTIONS["bias"], notes)


def _bias(pair: PairBias) -> Row:
    mean = pair.difference
    tested = "none" if pair.bowker is None else (
        f"{number(pair.bowker.chi_square, 2)} on {pair.bowker.df}, p {p_value(pair.bowker.p)}"
    )  # fmt: skip
    return (
        f"{pair.first} less {pair.second}",
        count(pair.n),
        "none" if mean is None else f"{number(mean.estimate, 2)} "
        f"({interval(mean.low, mean.high, 2)})",
        number(pair.sd, 2),
        "none" if pair.limits is None else interval(*pair.limits, 2),
        "none" if pair.higher is None else f"{pair.higher:,} / {pair.same:,} / {pair.lower:,}",
        "none" if pair.direction_p is None else p_value(pair.direction_p),
        tested,
    )  # fmt: skip


def categories(found: Agreement) -> Table:
    """Return the use of every category."""
    head = ("Category", "Ratings", "Share, %", "Another agreed, %")
    rows: list[Row] = [
        (it.category, count(it.ratings), percent(it.share), percent(it.agreement))
        for it in found.categories
    ]
    title = "Category by category"
    return Table("categories", title, head, rows, CAPTIONS["categories"])


def other(found: Agreement) -> Table:
    """Return the same ratings by every other coefficient."""
    title = "Other coefficients"
    return Table("other", title, FIGURES, list(_others(found)), CAPTIONS["other"])


def _others(found: Agreement) -> Iterator[Row]:
    it = found.other_forms
    for name, family in (
        ("Kappa", it.kappa),
        ("Gwet", it.gwet),
        ("Krippendorff alpha", it.alpha),
        ("Kappa of Fleiss", it.fleiss_kappa),
        ("Kappa of Conger", it.conger_kappa),
        ("Brennan and Prediger", it.brennan_prediger),
    ):
        for kind, coefficient in family.items():
            yield figure(f"{name}, {_KINDS.get(kind, kind)}", coefficient)
    for form, coefficient in it.intraclass.items():
        yield figure(form, coefficient)


_KINDS = {"ac1": "AC1", "ac2_linear": "AC2 (linear)", "ac2_quadratic": "AC2 (quadratic)"}


def left_out(rows: Sequence[LeftOut]) -> Table:
    """Return which rows are not in which figures, and why."""
    head = ("Out of", "Why", "Rows", "Which")
    told: list[Row] = [(it.figures, it.why, count(it.count), _which(it)) for it in rows]
    return Table("left-out", "Rows left out", head, told, CAPTIONS["left-out"])


def _which(it: LeftOut) -> str:
    more = it.count - len(it.rows)
    return ", ".join(map(count, it.rows)) + (f" and {more:,} more" if more else "")
