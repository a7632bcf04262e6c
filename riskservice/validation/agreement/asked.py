"""What is wrong with the columns asked for, before a single rating is looked at."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from riskservice.errors import Fault, shown
from riskservice.validation.agreement.scales import (
    MOST_FAULTS,
    PAIR,
    cell_of,
    folded,
    in_rows,
    number_of,
)
from riskservice.validation.agreement.spec import Level, Spec, WeightName
from riskservice.validation.intake import way_out


def column_faults(columns: Mapping[str, Sequence[Any]], spec: Spec) -> Iterator[Fault]:
    """Yield the faults of columns: not there, of different lengths, without rows."""
    asked = [*dict.fromkeys(spec.raters), *([spec.unit] if spec.unit is not None else [])]
    if spec.unit is not None and spec.unit in spec.raters:
        yield Fault(
            pointer="unit",
            value=shown(spec.unit),
            message="is also named as a rater",
            way_out="Name the column that says who was rated.",
        )
    for name in asked:
        if name not in columns:
            near = way_out.nearest(name, list(columns), most=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            there = ", ".join(list(columns)[:MOST_FAULTS]) or "no column"
            yield Fault(
                pointer=shown(name),
                message="is not a column of the file",
                way_out=f"The file has {there}.{hint}",
            )
    lengths = {name: len(columns[name]) for name in asked if name in columns}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length:,}" for name, length in lengths.items())
        yield Fault(
            pointer="columns",
            message=f"differ in their number of rows: {told}",
            way_out="Give every column a cell for each person, blank where there is no rating.",
        )
    elif lengths and not any(lengths.values()):
        yield Fault(
            pointer="columns",
            message="have no rows",
            way_out="Give a row for each person who was rated.",
        )


def unit_faults(columns: Mapping[str, Sequence[Any]], spec: Spec) -> Iterator[Fault]:
    """Yield the faults of the column that says who was rated."""
    if spec.unit is None:
        return
    seen: dict[str, list[int]] = {}
    for row, value in enumerate(columns[spec.unit], 1):
        seen.setdefault(cell_of(value) or "", []).append(row)
    if blank := seen.pop("", None):
        yield Fault(
            pointer=spec.unit,
            message=f"does not say who was rated ({in_rows(blank)})",
            way_out="Give every person an identifier.",
        )
    twice = [rows for rows in seen.values() if len(rows) > 1]
    for rows in twice[:MOST_FAULTS]:
        yield Fault(
            pointer=spec.unit,
            message=f"names the same person more than once ({in_rows(rows)})",
            way_out="Put all ratings of one person into one row, a column for each rater.",
        )
    if len(twice) > MOST_FAULTS:
        yield Fault(
            pointer=spec.unit,
            message=f"names {len(twice) - MOST_FAULTS:,} other people more than once",
            way_out="Put all ratings of one person into one row, a column for each rater.",
        )


def option_faults(spec: Spec) -> Iterator[Fault]:
    """Yield the faults of weights, level and bootstrap."""
    known = (
        ("weights", spec.weights, get_args(WeightName)),
        ("level", spec.level, get_args(Level)),
    )
    for name, value, choices in known:
        if value is not None and value not in choices:
            yield Fault(
                pointer=name,
                value=shown(value),
                message="is not one of the choices",
                way_out=f"Choose one of: {', '.join(choices)}.",
            )
    for name, number in (("resamples", spec.resamples), ("seed", spec.seed)):
        if number < 0:
            yield Fault(
                pointer=name,
                value=shown(number),
                message="is below nought",
                way_out="Give a whole number from 0.",
            )


def rater_faults(spec: Spec) -> Iterator[Fault]:
    """Yield the faults of the raters that are named."""
    if len(set(spec.raters)) < PAIR:
        named = "one column" if spec.raters else "no column"
        yield Fault(
            pointer="rater",
            message=f"names {named} of ratings, and two or more are needed",
            way_out="Name a column for each rater.",
        )
    for name, times in Counter(spec.raters).items():
        if times > 1:
            yield Fault(
                pointer="rater",
                value=shown(name),
                message="is named as a rater more than once",
                way_out="Name each rater's column once.",
            )


def scale_faults(spec: Spec) -> Iterator[Fault]:
    """Yield what is wrong with the scale that is named."""
    labels = [label.strip() for label in spec.scale]
    numbers = [x for label in labels if (x := number_of(label)) is not None]
    if spec.scale and (len(labels) < PAIR or not all(labels)):
        yield Fault(
            pointer="scale",
            value=shown(",".join(spec.scale)),
            message="needs two categories or more, none of them blank",
            way_out="Name every category from lowest to highest.",
        )
    elif len(numbers) == len(labels) and sorted(set(numbers)) != numbers:
        yield Fault(
            pointer="scale",
            value=shown(",".join(spec.scale)),
            message="is of numbers that do not rise from first to last",
            way_out="Name every category once, from lowest to highest.",
        )
    elif len({folded(label) for label in labels}) < len(labels):
        yield Fault(
            pointer="scale",
            value=shown(",".join(spec.scale)),
            message="names a category twice",
            way_out="Name every category once, from lowest to highest.",
        )
