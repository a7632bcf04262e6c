"""``riskservice validate``: is this instrument right for these people?"""

import sys
from typing import TYPE_CHECKING, Any

import click
import msgspec

from riskservice.cli import choosing, files, outputs, progress, terminal
from riskservice.cli.idle import refuse_idle
from riskservice.errors import Fault
from riskservice.rescoring import bulk
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service as installed_service
from riskservice.validation import extra
from riskservice.validation.spec import IMPUTATIONS, SUPPRESS_BELOW

if TYPE_CHECKING:
    from riskservice.cli.validation_reading import Samples
    from riskservice.validation.results import Validation
    from riskservice.validation.spec import Spec

_MANY = {"group": "groups", "item": "items", "add": "added", "band_name": "bands", "cut": "cuts"}
_MANY |= {"at": "times", "threshold": "thresholds"}


@click.command(
    epilog="""\b
Examples:
  riskservice validate cohort.csv --score points --outcome reoffended --expected p --band band
  riskservice validate cohort.csv --score points --outcome event --time months --horizon 36
  riskservice validate cohort.csv --score points --outcome reoffended --group ethnicity --group sex
  riskservice validate cohort.csv --score osp --outcome reoffended --add arms --json figures.json
  riskservice validate cohort.csv --score points --outcome reoffended --report validation.html
  riskservice validate cohort.csv --score points --outcome reoffended --reference norms.csv
  riskservice validate answers.csv --instrument dc_srp --on 2024-01-01 --outcome reoffended

\b
Exit codes:
  0  there are figures; what could not be estimated is listed with its reason
  2  the sample or an option is at fault; every fault is listed
"""
)
@click.argument("given", metavar="FILE")
@click.option("--score", metavar="COL", help="Column of the score; higher means higher risk.")
@click.option("--outcome", metavar="COL", required=True, help="Column of the outcome, 0 or 1.")
@click.option("--time", metavar="COL", help="Column of the length of follow-up.")
@click.option("--event", metavar="COL", help="Whether --time ended with the event, if not OUTCOME.")
@click.option("--competing", metavar="COL", help="Whether --time ended with death or custody.")
@click.option("--horizon", type=float, metavar="T", help="Time by which an event counts.")
@click.option("--at", type=float, multiple=True, metavar="T", help="A further time for AUC(t).")
@click.option("--band", metavar="COL", help="Column of the band.")
@click.option("--band-name", multiple=True, metavar="NAME", help="Bands, from low to high.")
@click.option("--reference-band", metavar="NAME", help="Band that others are compared with.")
@click.option("--expected", metavar="COL", help="Probability by the norm table, from 0 to 1.")
@click.option("--expected-events", metavar="COL", help="Events expected over each follow-up.")
@click.option("--group", multiple=True, metavar="COL", help="Column of subgroups; may be repeated.")
@click.option("--compare", metavar="COL", help="Column of another score of the same people.")
@click.option("--compare-band", metavar="COL", help="Column of the band by another judgement.")
@click.option("--add", multiple=True, metavar="COL", help="Judgement whose gain is tested.")
@click.option("--unit", metavar="COL", help="Column that says whom a row is about.")
@click.option("--date", metavar="COL", help="Day on which time at risk began, for drift.")
@click.option("--reference", metavar="FILE", help="Other people, whose scores these are held to.")
@click.option("--item", multiple=True, metavar="COL", help="Item whose missing values are counted.")
@click.option("--applies", metavar="COL", help="Whether the instrument is meant for the person.")
@click.option("--cut", type=float, multiple=True, metavar="SCORE", help="Lowest score called high.")
@click.option("--threshold", type=float, multiple=True, metavar="P", help="Of net benefit.")
@click.option(
    "--bootstrap", "replicates", type=click.IntRange(0, 100_000), default=0, metavar="N",
    help="Replicates of the AUC; 2000 are usual.",
)  # fmt: skip
@click.option(
    "--imputations", type=click.IntRange(0, 1000), default=IMPUTATIONS, show_default=True,
    metavar="N",
    help="Times that missing items are filled, to see what hangs on them; 0 for never.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1,
    help="Of the bootstrap and the imputations.",
)  # fmt: skip
@click.option(
    "--suppress-below", type=click.IntRange(0, 1000), default=SUPPRESS_BELOW, show_default=True,
    metavar="N",
    help="Events under which the figures of a group are withheld.",
)  # fmt: skip
@click.option("--withhold-small", is_flag=True, help="Withhold their numbers of events too.")
@click.option("--instrument", metavar="KEY", help="Make the scores from the answers in FILE.")
@click.option("--on", metavar="DATE", help="Day of assessment of everyone, with --instrument.")
@click.option("--on-column", metavar="COL", help="Column with the day of assessment.")
@click.option(
    "--ruleset", callback=choosing.chosen, metavar="NAME", default=DEFAULT_RULESET,
    help="With --instrument; the file of a draft table too.",
)  # fmt: skip
@click.option("--json", "json_file", metavar="OUT", help="Every figure, as JSON; - prints it.")
@click.option("--report", "report_file", metavar="OUT", help="A page to print and file, as HTML.")
def validate(given: str, **options: Any) -> None:
    """
    Validate a score against what happened.

    FILE has a row for each person: CSV or NDJSON (also .gz or .zst), Parquet, Arrow or XLSX; a
    hyphen reads standard input. Every figure comes with its interval and the people and events it
    rests on. Rows in which a value is missing are left out and counted, never dropped silently.

    With --instrument KEY the score is KEY_points, or KEY_percent of an instrument that counts no
    points, unless --score names another column; KEY_band, KEY_percent and KEY_probability may be
    named too.

    With --reference the scores, and the bands if there are any, are held against those of other
    people, such as the ones an instrument was made on: columns of the same names, no outcome.
    """
    with bulk.needed_by("riskservice validate"), extra.needed_by("riskservice validate"):
        from riskservice.cli import validated  # noqa: PLC0415  an extra, maybe not there

    spec = _spec(options)
    read = (given, options["reference"])
    asked = {"--report": options["report_file"], "--json": options["json_file"]}
    with outputs.opened(read, asked) as places:
        found, samples = _found(given, spec, options)
        if "--report" in places:
            places.put("--report", _page(found, samples, options))
        if "--json" in places:
            places.put("--json", msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    if places.printed:
        return
    width = terminal.console_for(sys.stdout).width
    terminal.show(*validated.account(terminal.safe(found), width=width))


def _spec(options: dict[str, Any]) -> "Spec":
    from riskservice.validation.spec import Spec, score_column  # noqa: PLC0415

    key = options["instrument"]
    if not options["score"] and not key:
        raise files.UnusableOption(
            Fault(
                pointer="--score",
                message="is missing",
                way_out="Name the column of the score, or an instrument with --instrument.",
            )
        )
    _refuse_idle(options)
    chosen = {_MANY.get(name, name): value for name, value in options.items()}
    chosen["score"] = options["score"] or score_column(installed_service().registry, key)
    chosen["applies"] = options["applies"] or (f"{key}_applies" if key else None)
    if not chosen["thresholds"]:
        del chosen["thresholds"]
    known = {name: chosen[name] for name in Spec.__struct_fields__ if name in chosen}
    return Spec(**known)


def _refuse_idle(options: dict[str, Any]) -> None:
    """Refuse options that say how to score, where nothing is scored."""
    if options["instrument"]:
        return
    idle = [name for name in ("on", "on_column") if options[name]]
    idle += ["ruleset"] if options["ruleset"] != DEFAULT_RULESET else []
    way_out = "Name the instrument to score with, or leave it out."
    refuse_idle(idle, "is of no use without --instrument", way_out)


def _found(given: str, spec: "Spec", options: dict[str, Any]) -> "tuple[Validation, Samples]":
    from riskservice.cli.validation_reading import read_samples  # noqa: PLC0415
    from riskservice.validation.validating import validate as run  # noqa: PLC0415

    with progress.bar() as bar:
        samples = read_samples(given, spec, options, bar)
        columns, other = samples.sample.columns, samples.reference
        rows = len(next(iter(columns.values()), ()))
        found = run(
            columns,
            spec,
            reference=None if other is None else other.columns,
            notices=samples.notices,
            tick=lambda stage, share: bar(stage, rows, share),
        )
    return found, samples


def _page(found: "Validation", samples: "Samples", options: dict[str, Any]) -> bytes:
    from riskservice.cli.validation_source import source_of  # noqa: PLC0415
    from riskservice.validation.report import to_html  # noqa: PLC0415

    return to_html(found, source_of(samples, options)).encode()
