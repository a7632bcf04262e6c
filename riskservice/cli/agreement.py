"""``riskservice agreement``: how far raters agree, figure by figure and in plain words."""

import sys
from typing import TYPE_CHECKING, Any, get_args

import click
import msgspec
from rich.console import RenderableType

from riskservice.cli import agreed, files, outputs, terminal
from riskservice.cli.idle import refuse_idle
from riskservice.errors import Fault
from riskservice.registry import installed
from riskservice.rescoring import bulk
from riskservice.validation import extra
from riskservice.validation.agreement import (
    Agreement,
    SecondRatings,
    Spec,
    agree,
    agree_second_ratings,
)
from riskservice.validation.agreement.spec import Level, WeightName

if TYPE_CHECKING:
    from riskservice.cli.validation_reading import FileRead

ARMS = "arms"


@click.command(
    epilog="""\b
Examples:
  riskservice agreement scores.csv --rater officer_a --rater officer_b
  riskservice agreement bands.csv --rater first --rater second --rater third \\
      --scale "low,medium,high,very high" --weights quadratic --unit case_id
  riskservice agreement scores.csv --rater a --rater b --json agreement.json
  riskservice agreement double-rated.ndjson --arms --report arms.html

\b
Exit codes:
  0  there are figures; what could not be given is listed with its reason
  2  the ratings cannot be compared; every fault is listed with its rows
"""
)
@click.argument("given", metavar="FILE")
@click.option("--rater", "raters", multiple=True, metavar="COL", help="Column of one rater.")
@click.option(
    "--scale",
    metavar="LIST",
    help="Every category from lowest to highest, with commas between; also those nobody used. "
    "Without it, words have no order and numbers stand where their value puts them.",
)
@click.option(
    "--weights",
    type=click.Choice(get_args(WeightName)),
    default="linear",
    show_default=True,
    help="How much a near miss counts in the weighted kappa and in Gwet AC2.",
)
@click.option("--unit", metavar="COL", help="Column that says who was rated, one row each.")
@click.option(
    "--level",
    type=click.Choice(get_args(Level)),
    help="Level of measurement of Krippendorff alpha; by default what the ratings are.",
)
@click.option(
    "--resamples",
    type=click.IntRange(0, 100_000),
    default=0,
    metavar="N",
    help="Give Krippendorff alpha a bootstrap interval of so many resamples of people.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, metavar="N", help="Of the bootstrap; 0 by default."
)
@click.option(
    "--arms",
    is_flag=True,
    help="Compare second, blind ratings of ARMS with the first, factor by factor. The file has "
    "columns as the questions are called, and arms_second_rating or columns such as "
    "arms_opportunity_second.",
)
@click.option(
    "--json", "out", metavar="OUT", help="Also write every figure to a file; - prints it."
)
@click.option("--report", "report_file", metavar="OUT", help="A page to print and file, as HTML.")
def agreement(given: str, **options: Any) -> None:
    """
    Say how far raters of the same people agree.

    FILE has a row for each person and a column for each rater: CSV, NDJSON, Parquet, Arrow or
    XLSX; a hyphen reads standard input. A blank cell is a rating that was not made. Nothing is
    dropped without being counted.
    """
    _refuse_idle(options)
    with bulk.needed_by("riskservice agreement"), extra.needed_by("riskservice agreement"):
        from riskservice.cli import validation_reading  # noqa: F401, PLC0415  an extra

    asked = {"--report": options["report_file"], "--json": options["out"]}
    with outputs.opened([given], asked) as places:
        found, parts, file = _compared(given, options)
        if "--report" in places:
            places.put("--report", _page(found, file))
        if "--json" in places:
            places.put("--json", msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    if not places.printed:
        terminal.show(*parts)


def _compared(
    given: str, options: dict[str, Any]
) -> "tuple[Agreement | SecondRatings, list[RenderableType], FileRead]":
    """Return the figures, the account of them, and what they were read from."""
    from riskservice.cli.validation_reading import fingerprinted_read  # noqa: PLC0415  as above
    from riskservice.validation.agreement.files import (  # noqa: PLC0415
        read_columns,
        read_second_ratings,
    )

    _refuse_closed(given)
    said = files.name_of(given)
    name = "standard input" if given == "-" else None
    if options["arms"]:
        judgement: Any = installed().definition(ARMS)
        told, file = fingerprinted_read(
            given, lambda source: read_second_ratings(source, judgement, name=name)
        )
        rated = agree_second_ratings(told, judgement, weights=options["weights"])
        return rated, list(agreed.of_arms(rated, said)), file
    spec = _spec(options)
    wanted = [*spec.raters, *([spec.unit] if spec.unit is not None else [])]
    columns, file = fingerprinted_read(
        given, lambda source: read_columns(source, wanted, name=name)
    )
    found = agree(columns, spec)
    return found, list(agreed.of_raters(found, said)), file


def _page(found: Agreement | SecondRatings, file: "FileRead") -> bytes:
    from riskservice.validation.agreement.report import to_html  # noqa: PLC0415  as above
    from riskservice.validation.report.source import Source  # noqa: PLC0415

    return to_html(found, Source(file=file.name, sha256=file.sha256)).encode()


def _spec(options: dict[str, Any]) -> Spec:
    scale = options["scale"]
    return Spec(
        raters=options["raters"],
        scale=tuple(label.strip() for label in scale.split(",")) if scale is not None else (),
        weights=options["weights"],
        unit=options["unit"],
        level=options["level"],
        resamples=options["resamples"],
        seed=options["seed"],
    )


def _refuse_idle(options: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    if options["arms"]:
        names = ("raters", "scale", "unit", "level", "resamples")
        idle = [name.removesuffix("s") if name == "raters" else name
                for name in names if options[name]]  # fmt: skip
        refuse_idle(idle, "does not go with --arms", "ARMS has its own raters and scale.")


def _refuse_closed(given: str) -> None:
    if given == "-" and sys.stdin is None:
        fault = Fault(pointer="-", message="standard input is closed", way_out="Name a file.")
        raise files.UnusableOption(fault)
