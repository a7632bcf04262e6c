"""The sections of the report of an agreement, each with its tables and pictures."""

from collections.abc import Iterator, Sequence

from riskservice.validation.agreement.basis import NotGiven
from riskservice.validation.agreement.bias import LONGEST_TABLE
from riskservice.validation.agreement.captions import NAMES
from riskservice.validation.agreement.report import factors, pictures, tables
from riskservice.validation.agreement.report.captions import CAPTIONS
from riskservice.validation.agreement.results import Agreement, PairBias
from riskservice.validation.agreement.second_results import SecondRatings
from riskservice.validation.report.pieces import Absent, Figure, Piece, Section

MOST_PAIRS = 10
"""Pairs whose cross-tables are shown."""
MOST_DRAWN = 40
"""Pairs whose differences are drawn."""


def of_raters(found: Agreement) -> list[Section]:
    """Return every section of raters compared, in order."""
    words = f"Every figure rests on {found.n:,} people with two ratings or more, where its line "
    words += "does not say otherwise."
    error = tables.error(found)
    size = Absent("Error of one rating", "Ratings are not numbers that every rater gave.")
    return [
        Section("figures", "Figures", (words,), (tables.figures(found), error or size)),
        Section("cross", "Who gave what", (), tuple(_crosses(found))),
        Section("bias", "Does one rate higher?", (), tuple(_bias(found))),
        Section("categories", "Category by category", (), (_categories(found),)),
        Section("other", "Other coefficients", (), (tables.other(found),)),
        _left_out(found),
    ]


def _crosses(found: Agreement) -> Iterator[Piece]:
    shown = [pair for pair in found.bias if pair.table]
    for i, pair in enumerate(shown[:MOST_PAIRS]):
        yield tables.cross(found, pair, str(i))
    if not shown:
        yield Absent("Cross-tables", "There are too many different values for one.")
    elif len(shown) > MOST_PAIRS:
        more = len(shown) - MOST_PAIRS
        why = f"The first {MOST_PAIRS} pairs of raters are shown; {more:,} more are in the JSON."
        yield Absent("Further cross-tables", why)


def _bias(found: Agreement) -> Iterator[Piece]:
    unit = "points" if found.frame.kind == "numbers" else "steps of the scale"
    drawn = [pair for pair in found.bias if pair.limits is not None]
    for i, pair in enumerate(found.bias):
        if pair.spots:
            title = f"{pair.first} and {pair.second}: difference by mean"
            yield Figure(f"spots-{i}", title, pictures.spots(pair, str(i)), CAPTIONS["spots"])
    if 0 < len(drawn) <= MOST_DRAWN:
        svg = pictures.differences(drawn, unit)
        yield Figure("differences", "Differences of pairs", svg, CAPTIONS["differences"])
    else:
        yield Absent("Differences of pairs", _undrawn(drawn))
    yield tables.bias(found)


def _undrawn(drawn: Sequence[PairBias]) -> str:
    if drawn:
        return f"{len(drawn):,} pairs are too many to draw: see the table."
    return "The ratings have no order, or too few people have two of them."


def _categories(found: Agreement) -> Piece:
    if not 1 < len(found.categories) <= LONGEST_TABLE:
        some = "too many different values for" if len(found.frame.scale) != 1 else "no two"
        return Absent("Category by category", f"There are {some} categories.")
    return tables.categories(found)


def _left_out(found: Agreement | SecondRatings) -> Section:
    title = "Who is left out"
    if not found.left_out:
        return Section("left-out", title, ("Nobody is left out.",), ())
    return Section("left-out", title, (), (tables.left_out(found.left_out),))


def of_factors(found: SecondRatings) -> list[Section]:
    """Return every section of second ratings, in order."""
    forest = Figure("forest", "Forest of factors", pictures.factors(found), CAPTIONS["forest"])
    consistency = (
        factors.consistency(found)
        if found.internal_consistency
        else Absent("Internal consistency", "Nobody has every rating of the first assessor.")
    )
    return [
        Section("factors", "Factor by factor", (), (forest, factors.factors(found))),
        Section("cross", "Who gave what", (), tuple(factors.cross(found))),
        Section("consistency", "Internal consistency", (), (consistency,)),
        _left_out(found),
    ]


def not_given(rows: Sequence[NotGiven]) -> list[tuple[str, str]]:
    """Return what cannot be given, and why."""
    return [
        (", ".join(NAMES[name] for name in each.figures), f"{_capital(each.why)}. {each.way_out}")
        for each in rows
    ]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
