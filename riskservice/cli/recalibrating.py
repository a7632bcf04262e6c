"""``riskservice recalibrate``: an instrument fitted anew to people with outcomes, as a draft."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from riskservice.cli import files, outputs, terminal
from riskservice.cli.idle import refuse_idle
from riskservice.drafts import ENDING
from riskservice.errors import Fault
from riskservice.kit.refit import Method
from riskservice.rescoring import bulk
from riskservice.rescoring.aside import refuse_same
from riskservice.scoring import service as installed_service
from riskservice.validation.extra import needed_by

if TYPE_CHECKING:
    from riskservice.kit.kernel import Kernel
    from riskservice.validation.recalibration.people import Scored
    from riskservice.validation.recalibration.results import Asked, LeftOut

FIGURES = "--json"
UNITS = ("days", "weeks", "months", "years")
SCALES = ("points", "probability", "percent", "log_odds")


@click.command(
    epilog="""\b
Examples:
  riskservice recalibrate followed-up.csv --instrument dc_srp --outcome reoffended \\
      --score points --method slope --sample "Men released in the area" \\
      --from 2018-01-01 --to 2024-12-31 --source "A. Researcher (2026), area follow-up" \\
      --event "Proven contact sexual offence within two years" -o drafts/2026.1-area-draft.toml
  riskservice recalibrate followed-up.csv ... --outcome ended_with_offence --time months \\
      --horizon 24 --unit months
  riskservice score case.json --ruleset drafts/2026.1-area-draft.toml

\b
The draft is scored with --ruleset FILE, or by name where RISKSERVICE_DRAFTS names its folder:
  INSTRUMENT-VERSION, such as dc_srp-2026.1-area-draft
It is never in force by date, never part of the default, and every result made with it says so.
"""
)
@click.argument("given", metavar="FILE")
@click.option("--instrument", "key", metavar="KEY", required=True, help="Which to recalibrate.")
@click.option(
    "--outcome", metavar="COL", required=True, help="Column with 1, 0, or blank where not known."
)
@click.option(
    "--time",
    metavar="COL",
    help="Column with the length of follow-up, where it varies; the outcome is whether it ended "
    "with the event.",
)
@click.option("--horizon", type=float, metavar="T", help="Time by which the event counts.")
@click.option("--unit", type=click.Choice(UNITS), help="Of time and horizon.")
@click.option(
    "--score",
    metavar="COL",
    help="Column with the score; without it everyone is scored from the answers in the file.",
)
@click.option(
    "--scale",
    type=click.Choice(SCALES),
    help="What the score is in: points where the instrument counts them, else probability.",
)
@click.option("--on", metavar="DATE", help="Day of assessment, where scored from answers.")
@click.option("--on-column", metavar="NAME", help="Column that has it.")
@click.option("--base", metavar="VERSION", help="Table to start from; that in force by default.")
@click.option("--method", type=click.Choice(get_args(Method)), required=True, help="What to refit.")
@click.option(
    "--raw",
    is_flag=True,
    help="Of rates: each score its own, also where a higher score has a lower one.",
)
@click.option("--folds", type=int, default=10, show_default=True, help="Of the cross-validation.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the folds.")
@click.option("--sample", required=True, metavar="TEXT", help="Whom the file holds.")
@click.option("--event", metavar="TEXT", help="What counted as the outcome, and within what time.")
@click.option("--from", "first", required=True, metavar="DATE", help="First day of the sample.")
@click.option("--to", "last", required=True, metavar="DATE", help="Last day of follow-up.")
@click.option("--source", required=True, metavar="TEXT", help="Citation of the new numbers.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="TABLE.toml",
    help="The draft, a file not there yet; its version is called by it, with -draft at its end.",
)
@click.option("--json", "out", metavar="OUT", help="Every figure, to a file; - prints it.")
def recalibrate(given: str, **options: Any) -> None:
    """
    Fit an instrument anew to the people in FILE, and write a draft table.

    Intercept makes the mean right; slope also makes risks less or more extreme; rates gives each
    score what happened among those who had it. Published numbers are not changed: the draft is a
    table of its own.

    Where people were followed for different times, say for how long with --time, and with --horizon
    by when the event counts. Whoever was censored earlier is made up for, not left out.
    """
    with bulk.needed_by("riskservice recalibrate"), needed_by("riskservice recalibrate"):
        from riskservice.cli import recalibrated  # noqa: PLC0415  an extra, maybe not there
        from riskservice.validation.recalibration import refitting, toml  # noqa: PLC0415
        from riskservice.validation.recalibration.base import base_of  # noqa: PLC0415

    _refuse_idle(options)
    place = Path(options["output"])
    asked = _asked(place, options)
    registry = installed_service().registry
    _, kernel = base_of(registry, options["key"], asked.made_on, options["base"])
    taken = [table.version for table in registry.tables[options["key"]]]
    refitting.refuse_asked(asked, taken)
    toml.refuse_taken(place)
    refuse_same((), (place, options["out"]))
    with outputs.opened([given], {FIGURES: options["out"]}) as places:
        people, left_out = _people(given, kernel, options)
        found = refitting.recalibrate(kernel, people, asked, taken=taken, left_out=left_out)
        toml.write_new(found.text, place)
        if FIGURES in places:
            places.put(FIGURES, recalibrated.figures(found.result))
    if places.printed is None:
        width = terminal.console_for(sys.stdout).width
        told = recalibrated.account(terminal.safe(found.result), options["output"], width)
        terminal.show(*told)


def _refuse_idle(options: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    if options["score"]:
        idle = [name for name in ("on", "on_column") if options[name]]
        way_out = "Leave it out, or --score, so that people are scored from their answers."
        refuse_idle(idle, "is of no use with --score", way_out)
    elif options["scale"]:
        refuse_idle(["scale"], "is of no use without --score", "Name the column of the score.")
    if options["raw"] and options["method"] != "rates":
        refuse_idle(["raw"], "is of no use but with --method rates", "Leave it out.")


def _asked(place: Path, options: dict[str, Any]) -> "Asked":
    from riskservice.validation.recalibration.results import Asked  # noqa: PLC0415

    if place.suffix != ".toml":
        raise files.UnusableOption(
            Fault(
                pointer="-o",
                value=options["output"],
                message="does not end in .toml",
                way_out="Name the file of the draft, such as 2026.1-area-draft.toml.",
            )
        )
    first, last = _days(options)
    return Asked(
        version=place.stem if place.stem.endswith(ENDING) else f"{place.stem}{ENDING}",
        made_on=files.today(),
        method=options["method"],
        sample=options["sample"],
        outcome=options["event"] or f"column {options['outcome']}; what counted was not said",
        source=options["source"],
        first_day=first,
        last_day=last,
        folds=options["folds"],
        seed=options["seed"],
        smoothing="none" if options["raw"] else "monotone",
        time=options["time"],
        horizon=options["horizon"],
        unit=options["unit"] or "",
    )


def _days(options: dict[str, Any]) -> tuple[dt.date, dt.date]:
    """Return the first and the last day, or refuse both at once."""
    found: list[dt.date | None] = []
    faults: list[Fault] = []
    for name, option in (("first", "--from"), ("last", "--to")):
        try:
            found.append(files.day(options[name], option))
        except files.UnusableOption as error:
            faults += error.faults
    if faults:
        raise files.UnusableOption(*faults)
    first, last = found
    assert first is not None
    assert last is not None
    return first, last


def _people(
    given: str, kernel: "Kernel", options: dict[str, Any]
) -> tuple["Scored", tuple["LeftOut", ...]]:
    from riskservice.validation.recalibration import sample  # noqa: PLC0415

    if not options["score"]:
        return sample.answered_sample(
            given,
            kernel,
            installed_service(),
            outcome=options["outcome"],
            on=files.day(options["on"]),
            on_column=options["on_column"],
            time=options["time"],
            horizon=options["horizon"],
        )
    return sample.scored_sample(
        given,
        kernel,
        outcome=options["outcome"],
        score=options["score"],
        scale=options["scale"],
        time=options["time"],
        horizon=options["horizon"],
    )
