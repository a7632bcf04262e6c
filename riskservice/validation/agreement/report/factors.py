"""Tables of second ratings of a structured judgement, factor by factor."""

from collections.abc import Iterator, Sequence

from riskservice.validation.agreement.report.captions import CAPTIONS
from riskservice.validation.agreement.report.tables import FIGURES, figure
from riskservice.validation.agreement.results import Coefficient
from riskservice.validation.agreement.second_results import FactorAgreement, SecondRatings
from riskservice.validation.report.pieces import Table
from riskservice.validation.words import count, interval, number, p_value, percent, percents

Row = tuple[str, ...]
KINDS = {"risk": "risk factors", "protective": "protective factors"}


def factors(found: SecondRatings) -> Table:
    """Return every factor with its figures; one that few were rated on says so."""
    head = ("Factor", "People", "Same, % (95% interval)", f"Kappa ({found.weights})",
            f"AC2 ({found.weights})", "First higher / same / lower", "Sign test p")  # fmt: skip
    rows = [_factor(each) for each in found.factors]
    few = f"(few): fewer than {found.few_below} people have both ratings, which is too few to lean "
    few += "on; that number is a choice of this service."
    notes = [few, "Not given: assessors gave everybody the same, or nobody has both ratings."]
    if found.percent_agreement is not None:
        mean = f"Mean of the factors, without the overall level: {percent(found.percent_agreement)}"
        notes.append(f"{mean}% the same.")
    return Table("factors", "Factor by factor", head, rows, CAPTIONS["factors"], tuple(notes))


def _factor(each: FactorAgreement) -> Row:
    name = f"{each.title}{' (few)' if each.few else ''}"
    it = each.agreement
    if it is None:
        return name, count(each.n), *["not given"] * 5
    pair, same = it.bias[0], it.intervals.percent_agreement
    return (
        name,
        count(each.n),
        "none" if same is None else f"{percent(same.estimate)} ({percents(same.low, same.high)})",
        _with_limits(it.weighted_kappa),
        _with_limits(it.intervals.gwet_ac2),
        f"{pair.higher} / {pair.same} / {pair.lower}",
        "none" if pair.direction_p is None else p_value(pair.direction_p),
    )


def _with_limits(it: Coefficient | None) -> str:
    if it is None:
        return "not given"
    return f"{number(it.estimate)} ({interval(it.low, it.high)})"


def cross(found: SecondRatings) -> Iterator[Table]:
    """Yield a cross-table of all factors that have one scale, for each scale."""
    scales: dict[tuple[str, ...], list[FactorAgreement]] = {}
    for each in found.factors:
        if each.agreement is not None:
            scales.setdefault(each.agreement.frame.scale, []).append(each)
    for i, (scale, told) in enumerate(scales.items()):
        yield _cross(scale, told, f"factor-cross-{i}")


def _cross(scale: Sequence[str], told: Sequence[FactorAgreement], key: str) -> Table:
    words = [label.replace("_", " ") for label in scale]
    head = ("Factor, first assessor", *(f"second: {word}" for word in words), "all")
    rows: list[Row] = [
        (f"{each.title}: {word}", *map(count, cells), count(sum(cells)))
        for each in told
        if each.agreement is not None
        for word, cells in zip(words, each.agreement.bias[0].table, strict=True)
    ]
    title = "First assessor (rows) and second (columns)"
    if len(told) == 1:
        title = f"{told[0].title}: {title[:1].lower()}{title[1:]}"
    return Table(key, title, head, rows, CAPTIONS["factor-cross"])


def consistency(found: SecondRatings) -> Table:
    """Return Cronbach alpha of the first assessor's ratings, by kind of factor."""
    rows = [
        figure(f"Cronbach alpha, {KINDS.get(kind, kind)}", it)
        for kind, it in found.internal_consistency.items()
    ]
    title = "Internal consistency"
    return Table("consistency", title, FIGURES, rows, CAPTIONS["consistency"])
