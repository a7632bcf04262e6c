"""What TRIPOD+AI (Collins and others 2024) asks of a report: filled in where it is known here."""

from riskservice.validation.report.frame import Line
from riskservice.validation.report.more_tables import closed
from riskservice.validation.report.source import Source
from riskservice.validation.results import Validation
from riskservice.validation.words import count, percent

ABOUT = (
    (
        "Subjects that TRIPOD+AI (Collins and others 2024, BMJ 385:e078378; 27 items) asks a "
        "report to cover and that bear on a validation like this one, in our words and not in its "
        "numbering. Filled in where the service knows; the rest is for the researcher. This is a "
        "help in filling in the checklist, not the checklist."
    ),
    (
        "No conformance with RAGEE (Singh, Yang and Mulvey 2015; 50 items) is claimed: its items "
        "have to be taken from the paper."
    ),
)


def checklist(found: Validation, source: Source) -> list[Line]:
    """Return the subjects of the checklist in order."""
    return [
        Line("Title and aim", "Validation of a score that exists; nothing was developed here.",
             "what the instrument is for, and for whom"),
        Line("Data: source and dates", source.file and f"File {source.file}.",
             "source, dates of start and end, setting"),
        Line("People", f"{found.n:,} of {found.rows:,} rows.", "who could take part, and how they "
             "were found; interventions they were given"),
        Line("Outcome", f"Column {found.spec.outcome}; {found.events:,} events.",
             "definition, who recorded it, blind to the score or not"),
        Line("Predictors", f"Column {found.spec.score}." if not source.instrument
             else f"{source.instrument}, by its table.", "how and when each item was measured"),
        Line("Size of the sample", _size(found)),
        Line("Missing data", _missing(found), "why values are missing, and whether at random"),
        Line("Methods of analysis", "The method stands beside every figure; choices, versions and "
             "seed are in the stamp."),
        Line("Fairness", _fairness(found), "" if found.groups else "subgroups, and why these"),
        Line("Performance with intervals", "AUC"
             + (", concordance" if found.harrell_c else "")
             + (", calibration and E/O" if found.eo else "")
             + ", each with its interval."
             + (" In subgroups too." if any(row.auc for row in found.groups) else "")),
        Line("Calibration", "" if found.calibration is None else "Curve, slope, in the large.",
             "norm table, if the instrument has one" if found.calibration is None else ""),
        Line("Changes to the instrument", "Nothing was refitted here."),
        Line("Availability of the model", _available(source), "" if source.rule_hash else
             "where the scoring rule can be had"),
        Line("Availability of data and code", "Code: the versions in the stamp.",
             "where the data can be had, and by whom"),
        Line("Protocol and registration", blank="where, or none"),
        Line("Ethics, funding, interests", blank="approval, who paid, conflicts"),
        Line("Involvement of the public and of practitioners", blank="how, or none"),
        Line("Interpretation and limitations", blank="what the figures mean for its use"),
        Line("Usability in practice", blank="who uses it, on what input, with what training; what "
             "is done when input is missing or poor"),
    ]  # fmt: skip


def looks(found: Validation) -> list[tuple[str, str]]:
    """Return every analysis that was run, and how many figures each gave."""
    spec = found.spec
    runs = [
        (f"{spec.score} against {spec.outcome}", "everyone"),
        *((f"band {name}", "every band") for name in [spec.band] if name),
        *((f"norm table {name}", "calibration, E/O") for name in [spec.expected] if name),
        *((f"cut at {cut.cut:g}", "everyone") for cut in found.cuts),
        *((f"subgroups of {name}", _tested(found, name)) for name in spec.groups),
        *((f"beside {name}", "comparison") for name in [spec.compare] if name),
        *((f"bands of {name}", "reclassification") for name in [spec.compare_band] if name),
        *((f"{name} added", "incremental validity") for name in spec.added),
        *((f"quarters of {name}", f"{len(found.drift)} quarters") for name in [spec.date] if name),
        *((f"{it.column} beside the reference", "stability index") for it in found.stability),
        *((f"missing values of {name}", "two rates compared") for name in spec.items),
    ]
    runs += [(f"AUC at {when:g}", "everyone") for when in spec.times]
    if found.missing is not None and found.missing.imputed and found.missing.imputed.imputed:
        runs.append(("missing items imputed", "everyone"))
    return runs


def _tested(found: Validation, column: str) -> str:
    rows = [row for row in found.groups if row.group == column]
    hidden = sum(row.suppressed for row in rows)
    said = f"{len(rows)} groups, {hidden} withheld"
    if column in closed(found):
        return said
    tested = any(it.group == column for it in found.differential)
    return said + "; slope and level" if tested else said


def _size(found: Validation) -> str:
    it = found.sample_size
    if it is None:
        return f"{found.n:,} people, {found.events:,} events."
    needed = f"E/O {count(it.for_eo)}, AUC {count(it.for_c)}"
    needed += f", slope {count(it.for_slope)}" if it.for_slope else ""
    return (f"{it.n:,} people, {it.events:,} events. Needed (Riley and others 2021): {needed}. "
            f"{'Enough' if it.enough else 'Not enough'}.")  # fmt: skip


def _missing(found: Validation) -> str:
    share = found.left_out_rows / found.rows if found.rows else 0.0
    said = f"{found.left_out_rows:,} rows ({percent(share)}%) left out for want of a value."
    made = found.missing and found.missing.imputed
    if made and made.imputed:
        said += f" Multiple imputation for {made.imputed:,} people, {made.imputations:,} times."
    return said


def _fairness(found: Validation) -> str:
    if not found.groups:
        return ""
    rows = [row for row in found.groups if not row.suppressed]
    made = [
        name
        for name, there in (
            ("AUC", any(row.auc for row in rows)),
            ("E/O", any(row.eo for row in rows)),
            ("errors at cuts", any(row.cuts for row in rows)),
            ("tests of slope and level", _shown(found)),
        )
        if there
    ]
    said = ", ".join(made) or "every figure is withheld, since events are too few"
    return f"Subgroups of {', '.join(found.spec.groups)}: {said}."


def _shown(found: Validation) -> bool:
    """Whether some test of differential prediction is shown; by what is withheld it is not."""
    return any(it.group not in closed(found) for it in found.differential)


def _available(source: Source) -> str:
    return f"Table {source.table}, {source.rule_hash}." if source.rule_hash else ""
