"""The frame of a validation: what the file tells, and blank lines where only a researcher knows."""

from typing import NamedTuple

import msgspec

from riskservice.validation.report.source import Source
from riskservice.validation.results import Validation
from riskservice.validation.words import percent, plain


class Line(NamedTuple):
    """
    A line of the frame or of the checklist.

    Attributes
    ----------
    name : str
    known : str
        What is known; empty where nothing is.
    blank : str
        What only the researcher can fill in; empty where nothing is to be.
    """

    name: str
    known: str = ""
    blank: str = ""


def frame(found: Validation, source: Source) -> list[Line]:
    """Return the lines of the frame in order."""
    return [
        Line("Protective marking", blank="marking of this report"),
        Line("Report made by, on", blank="name, organisation, date"),
        *_instrument(found, source),
        Line("Who scored", blank="role and training of the raters"),
        Line("Blind to the outcome", blank="yes or no, and how it was made sure"),
        Line("In the field or for research", blank="which"),
        Line("Source of the sample", _file(source), "where the people come from, and its dates"),
        *_reference(found, source),
        Line("Inclusion and exclusion", _flow(found), "criteria, with counts at every step"),
        Line("Index date", _index(found), "start of time at risk"),
        Line("Outcome", _outcome(found), "charge, caution, conviction or arrest; sexual contact, "
             "images, violent or any"),
        Line("Follow-up", _follow_up(found), "" if found.follow_up else "fixed or variable, its "
             "median and range, and the unit of time"),
        Line("Allowance for court time", blank="how long after follow-up outcomes were looked up"),
        Line("Time in custody", blank="taken out of time at risk or not"),
        Line("Competing events", _competing(found), "" if found.spec.competing else "death, recall "
             "and custody: how they were dealt with"),
        Line("Missing values", _missing(found), "the instrument's own rule for missing items"),
        Line("People and events", f"{found.n:,} people, {found.events:,} events "
             f"({percent(found.base_rate.estimate)}%). Both stand beside every figure."),
    ]  # fmt: skip


def _instrument(found: Validation, source: Source) -> list[Line]:
    if not source.instrument:
        column = f"Scores as they stand in the column {found.spec.score}."
        return [
            Line("Instrument", column, "name and version"),
            Line("Hash of the scoring rule", blank="of the table or manual the scores rest on"),
        ]
    made = f"{source.instrument}, scored here from the answers in the file"
    made += f", ruleset {source.ruleset}" if source.ruleset else ""
    made += f", as of {source.on}" if source.on else ", as of each person's own day"
    table = f"Table {source.table}, {source.rule_hash}." if source.rule_hash else ""
    blank = "" if table else "of the tables in force on those days"
    return [Line("Instrument", f"{made}."), Line("Hash of the scoring rule", table, blank)]


def _file(source: Source) -> str:
    return f"The file {source.file}." if source.file else ""


def _reference(found: Validation, source: Source) -> list[Line]:
    if not found.stability:
        return []
    people = f"{found.stability[0].reference_n:,} people"
    said = f"The file {source.reference}, {people}." if source.reference else f"{people}."
    return [Line("Reference sample", said, "who they are, and where they come from")]


def _flow(found: Validation) -> str:
    said = f"{found.rows:,} rows in the file; "
    if not found.left_out:
        return said + "none left out."
    why = "; ".join(f"{it.column}, {it.reason}: {it.rows:,}" for it in found.left_out)
    return f"{said}{found.left_out_rows:,} left out ({why}); {found.n:,} in the analysis."


def _index(found: Validation) -> str:
    return f"Column {found.spec.date}." if found.spec.date else ""


def _outcome(found: Validation) -> str:
    spec = found.spec
    said = f"Column {spec.outcome}, 1 for yes"
    if spec.horizon is not None:
        said += f", by {plain(spec.horizon)} in the unit of {spec.time}"
    if spec.event is not None:
        said += f"; whether follow-up ended with it: column {spec.event}"
    return f"{said}."


def _follow_up(found: Validation) -> str:
    it = found.follow_up
    if it is None:
        return ""
    kind = "Fixed" if it.fixed else "Variable"
    said = (
        f"{kind}: median {plain(it.median)}, from {plain(it.shortest)} to {plain(it.longest)}, in "
        f"the unit of {found.spec.time}."
    )
    if it.everyone_until is not None:
        said += f" Nobody was censored before {plain(it.everyone_until)}."
    return said


def _competing(found: Validation) -> str:
    if not found.spec.competing:
        return ""
    return f"Column {found.spec.competing}; rates with them are Aalen-Johansen's."


def _missing(found: Validation) -> str:
    said = "Rows without a value that is needed are left out of every figure, and counted."
    if found.missing is not None:
        said += f" {found.missing.complete:,} people have every item."
        if found.missing.imputed is not None and found.missing.imputed.imputed:
            said += " Missing items were also imputed: see the section on missing data."
    return said


def settings(found: Validation) -> list[tuple[str, str]]:
    """Return every choice of the specification, in words."""
    given = msgspec.structs.asdict(found.spec)
    return [(name.replace("_", " "), _setting(value)) for name, value in given.items()]


def _setting(value: object) -> str:
    if value is None or value == ():
        return "not given"
    if isinstance(value, tuple):
        return ", ".join(plain(v) if isinstance(v, float) else str(v) for v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, float) else str(value)
