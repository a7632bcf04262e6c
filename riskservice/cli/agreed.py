"""The printed account of raters compared: tables, what each figure says, what cannot be given."""

import sys
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from riskservice.cli import terminal
from riskservice.cli.layout import Column, bullets, heading, labelled, table
from riskservice.validation.agreement.basis import Frame, LeftOut, NotGiven
from riskservice.validation.agreement.bias import LONGEST_TABLE
from riskservice.validation.agreement.captions import CAPTIONS, NAMES, lines
from riskservice.validation.agreement.results import Agreement, Coefficient
from riskservice.validation.agreement.second_results import SecondRatings
from riskservice.validation.words import p_value

# Raters ------------------------------------------------------------------------------------------


def of_raters(raw: Agreement, name: str) -> Iterator[RenderableType]:
    """Yield the printed account of raters compared."""
    found = terminal.safe(raw)
    frame = found.frame
    width = terminal.console_for(sys.stdout).width
    yield heading(f"Agreement of {len(frame.raters)} raters", terminal.tame(name))
    people = f"{frame.rows:,} rows; {found.n:,} rated twice or more"
    yield labelled(
        [
            ("People", f"{people}, {frame.complete:,} by every rater"),
            ("Raters", ", ".join(f"{who} ({n:,})" for who, n in frame.ratings.items())),
            ("Scale", _scale(frame)),
        ]
    )
    yield Text("")
    rows = [_row(line.title, line.figure) for line in lines(found)]
    yield table(_columns(), rows, width=width)
    yield from _error(found)
    yield from _bias(found, width)
    yield from _categories(found, width)
    yield heading("What these say")
    yield bullets(
        f"{line.title.partition(':')[0].partition(' (')[0]}: {line.caption}"
        for line in lines(found)
        if line.figure is not None
    )
    yield from _caveats(found.not_given, found.left_out, found.notes)


def _scale(frame: Frame) -> str:
    if not frame.scale:
        return "numbers, too many different ones for categories"
    several = len(frame.scale) > LONGEST_TABLE
    told = f"{len(frame.scale)} categories" if several else ", ".join(frame.scale)
    return told if frame.scale_given else f"{told} (as they occur)"


def _columns() -> list[Column]:
    return [
        Column("Figure"),
        Column("Value", "right", fixed=True, style="bold"),
        Column("95% interval", "right", fixed=True),
        Column("People", "right", fixed=True),
    ]


def _row(title: str, figure: Coefficient | None) -> list[str]:
    if figure is None:
        return [title, "not given", "", ""]
    return [title, f"{figure.estimate:.3f}", _interval(figure), f"{figure.n:,}"]


def _interval(figure: Coefficient) -> str:
    if figure.low is None or figure.high is None:
        return "none"
    return f"{figure.low:.3f} to {figure.high:.3f}"


def _error(found: Agreement) -> Iterator[RenderableType]:
    if found.measurement is None:
        return
    of = found.measurement
    yield heading("Error of one rating", f"{of.n:,} people")
    told = (
        ("Standard error", "standard_error", of.standard_error),
        ("Smallest detectable change", "smallest_detectable_change", of.smallest_detectable_change),
    )
    yield bullets(f"{title} {points:.2f} points. {CAPTIONS[key]}" for title, key, points in told)


def _bias(found: Agreement, width: int) -> Iterator[RenderableType]:
    rows = [
        [
            f"{pair.first} less {pair.second}",
            "" if pair.difference is None else f"{pair.difference.estimate:+.2f}",
            "" if pair.difference is None else _interval(pair.difference),
            "" if pair.higher is None else f"{pair.higher:,} / {pair.same:,} / {pair.lower:,}",
            "" if pair.direction_p is None else p_value(pair.direction_p),
            "" if pair.bowker is None else p_value(pair.bowker.p),
        ]
        for pair in found.bias
    ]
    columns = [
        Column("Raters"),
        Column("Mean", "right", fixed=True),
        Column("95% interval", "right", fixed=True),
        Column("Higher / same / lower", "right"),
        Column("Sign test p", "right"),
        Column("Bowker p", "right"),
    ]
    yield heading("Does one rate higher?")
    yield table(columns, rows, width=width)
    yield bullets([CAPTIONS["bias"], *_limits(found)])


def _limits(found: Agreement) -> Iterator[str]:
    unit = "points" if found.frame.kind == "numbers" else "steps"
    for pair in found.bias:
        if pair.limits is not None:
            low, high = pair.limits
            yield (
                f"{pair.first} less {pair.second}: 95 of 100 differences from {low:+.2f} to "
                f"{high:+.2f} {unit}, if they are normal."
            )


def _categories(found: Agreement, width: int) -> Iterator[RenderableType]:
    if not 1 < len(found.categories) <= LONGEST_TABLE:
        return
    columns = [
        Column("Category"),
        Column("Ratings", "right", fixed=True),
        Column("Share", "right", fixed=True),
        Column("Another agreed", "right"),
    ]
    rows = [
        [
            use.category,
            f"{use.ratings:,}",
            f"{use.share:.1%}",
            "" if use.agreement is None else f"{use.agreement:.1%}",
        ]
        for use in found.categories
    ]
    yield heading("Category by category")
    yield table(columns, rows, width=width)
    yield bullets([CAPTIONS["categories"]])


def _caveats(
    not_given: Sequence[NotGiven], left_out: Sequence[LeftOut], notes: Sequence[str]
) -> Iterator[RenderableType]:
    if not_given:
        yield heading("What cannot be given")
        yield bullets(
            f"{', '.join(NAMES[name] for name in each.figures)}: {each.why}. {each.way_out}"
            for each in not_given
        )
    if left_out:
        yield heading("Who is left out")
        yield bullets(_left_out(each) for each in left_out)
    if notes:
        yield heading("Before you quote these")
        yield bullets(notes)


def _left_out(each: LeftOut) -> str:
    rows = "1 row" if each.count == 1 else f"{each.count:,} rows"
    told = ", ".join(f"{row:,}" for row in each.rows)
    more = f" and {each.count - len(each.rows):,} more" if each.count > len(each.rows) else ""
    return f"{rows}, {each.why}: out of {each.figures} (row {told}{more})"


# ARMS --------------------------------------------------------------------------------------------


def of_arms(raw: SecondRatings, name: str) -> Iterator[RenderableType]:
    """Yield the printed account of second ratings, factor by factor."""
    found = terminal.safe(raw)
    width = terminal.console_for(sys.stdout).width
    yield heading(f"Second ratings: {found.title}", terminal.tame(name))
    yield labelled([("People", f"{found.people:,} rows; {found.n:,} rated by both assessors")])
    yield Text("")
    columns = [
        Column("Factor"),
        Column("Both", "right", fixed=True),
        Column("Same", "right", fixed=True),
        Column("Kappa", "right", fixed=True),
        Column("AC2", "right", fixed=True),
        Column("95% interval of AC2", "right"),
        Column("First higher / lower", "right"),
    ]
    rows = [[f"{each.title}{' (few)' if each.few else ''}", f"{each.n:,}", *_factor(each.agreement)]
            for each in found.factors]  # fmt: skip
    yield table(columns, rows, width=width)
    yield heading("What these say")
    few = f"(few): fewer than {found.few_below} people have both ratings, which is too few to lean "
    beyond = CAPTIONS["gwet_ac1"].partition(";")[0]
    yield bullets(
        [
            f"Same: {CAPTIONS['percent_agreement']}",
            f"Kappa ({found.weights}): {CAPTIONS['weighted_kappa']}",
            f"AC2 ({found.weights}): {beyond}; a near miss counts in part.",
            "Not given: both assessors gave everybody the same, or nobody has both ratings.",
            f"{few}on; that number is a choice of this service.",
        ]
    )
    yield from _caveats((), found.left_out, found.notes)


def _factor(found: Agreement | None) -> list[str]:
    if found is None:
        return ["not given", "", "", "", ""]
    kappa, ac2 = found.weighted_kappa, found.intervals.gwet_ac2
    pair = found.bias[0]
    return [
        "" if found.percent_agreement is None else f"{found.percent_agreement:.1%}",
        "not given" if kappa is None else f"{kappa.estimate:.3f}",
        "not given" if ac2 is None else f"{ac2.estimate:.3f}",
        "" if ac2 is None else _interval(ac2),
        f"{pair.higher} / {pair.lower}",
    ]
