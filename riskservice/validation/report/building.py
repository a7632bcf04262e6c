"""The sections of a report, each with its tables and figures, or why one is left out."""

from collections.abc import Callable

from markupsafe import Markup

from riskservice.validation.report import curves, forests, missing_tables, outcomes, shift_tables
from riskservice.validation.report import more_tables as more
from riskservice.validation.report import tables as made
from riskservice.validation.report.captions import CAPTIONS, DIRECTION, IMPOSSIBLE
from riskservice.validation.report.pieces import Absent, Figure, Piece, Section
from riskservice.validation.results import Validation

NO_NORMS = "No norm table was given: name the column of the expected probability."
NO_TIMES = "No follow-up times were given."
NO_BANDS = "No column of bands was given."
NO_GROUPS = "No subgroups were given."
NO_DATES = "No dates were given on which time at risk began."
NO_REFERENCE = "No reference sample was given, such as the one the instrument was made on."
CENSORED = "Follow-up is censored before the horizon, so the outcome of some is not known."


def sections(found: Validation) -> list[Section]:
    """Return every section in order; the first ones hold what is read first."""
    return [
        Section("headline", "Headline figures", _headline_words(found), (made.headline(found),)),
        Section("discrimination", "Does it tell people apart?", (), _discrimination(found)),
        Section("bands", "Bands and scores", (), _bands(found)),
        Section(
            "calibration", "Are the expected rates right?", _direction(found), _calibration(found)
        ),
        Section("use", "Does acting on it help?", (), _use(found)),
        Section("groups", "Subgroups and fairness", (IMPOSSIBLE,), _groups(found)),
        Section("added", "Beside other judgements", (), _added(found)),
        Section("drift", "Over time", (), _drift(found)),
        Section("stability", "Beside a reference sample", (), _stability(found)),
        Section("data", "Missing data, and what was left out", (), _data(found)),
        Section("size", "Size of the sample", (), _size(found)),
    ]


def _direction(found: Validation) -> tuple[str, ...]:
    return (DIRECTION,) if found.eo is not None else ()


def _headline_words(found: Validation) -> tuple[str, ...]:
    words = _direction(found)
    return (*words, (f"Every figure rests on {found.n:,} people and {found.events:,} events, where "
            "its line does not say otherwise."))  # fmt: skip


def _discrimination(found: Validation) -> tuple[Piece, ...]:
    curve = _figure("roc", "ROC curve, with the cuts marked", curves.roc, found)
    return (
        curve if len(found.roc) > 1 and found.auc else _absent(found, "roc", "ROC curve", CENSORED),
        made.cuts(found)
        if found.cuts
        else Absent("Cuts of the score", _no_cuts(found)),
        made.norms(found) if found.norms else Absent("Norms", "There are too many scores."),
    )  # fmt: skip


def _no_cuts(found: Validation) -> str:
    if not found.roc:
        return CENSORED
    if len(found.bands) > 1:
        return "The scores of the bands overlap, so that no score parts them: name the cuts."
    return "No cuts were named, and there are no two bands to take them from."


def _bands(found: Validation) -> tuple[Piece, ...]:
    title = "Kaplan-Meier curves by band"
    drawn = any(row.steps for row in found.bands)
    why = NO_TIMES if found.spec.time is None else NO_BANDS
    return (
        _figure("km", title, outcomes.survival, found) if drawn else Absent(title, why),
        made.levels(found, "bands") if found.bands else Absent("Bands", NO_BANDS),
        made.levels(found, "scores"),
    )


def _calibration(found: Validation) -> tuple[Piece, ...]:
    if found.spec.expected is None:
        titles = ("Calibration plot", "Calibration", "Expected over observed (E/O)")
        return tuple(Absent(title, NO_NORMS) for title in titles)
    title = "Calibration plot"
    some = bool(curves.rows_of(found))
    return (
        _figure("calibration-plot", title, curves.calibration, found) if some
        else _absent(found, "calibration", title, "No rate was expected."),
        made.calibration(found) if found.calibration or found.brier
        else _absent(found, "calibration", "Calibration", "It was not made."),
        made.expected_observed(found) if found.eo
        else _absent(found, "eo", "Expected over observed (E/O)", "It was not made."),
    )  # fmt: skip


def _use(found: Validation) -> tuple[Piece, ...]:
    if not found.net_benefit:
        return (_absent(found, "net_benefit", "Decision curve", NO_NORMS),)
    curve = _figure("decision", "Decision curve", curves.decision, found)
    few = Absent("Decision curve", "There is only one threshold.")
    return (curve if len(found.net_benefit) > 1 else few, more.net_benefit(found))


def _groups(found: Validation) -> tuple[Piece, ...]:
    if not found.groups:
        return (Absent("Subgroups", NO_GROUPS),)
    errors = any(row.cuts for row in found.groups)
    tests = _absent(found, "differential", "Differential prediction (Cleary)", "It was not made.")
    return (
        _figure("forest", "Forest of subgroups", forests.forest, found),
        more.groups(found),
        *((more.group_areas(found),) if any(row.auc_beside_reference for row in found.groups)
          else ()),
        more.group_cuts(found) if errors
        else Absent("Errors of subgroups at each cut", _no_errors(found)),
        *((more.group_gaps(found),) if any(row.differences for row in found.groups) else ()),
        more.cleary(found) if found.differential or more.closed(found) else tests,
    )  # fmt: skip


def _no_errors(found: Validation) -> str:
    if found.cuts:
        return "Every subgroup has too few events."
    return _no_cuts(found)


def _added(found: Validation) -> tuple[Piece, ...]:
    parts: list[Piece] = []
    if found.comparison is not None:
        if found.comparison.auc is not None or found.comparison.harrell_c:
            parts.append(more.compare(found))
        if found.comparison.added is not None:
            parts.append(
                more.added(found.comparison.added, (found.comparison.compare,), "added-compare")
            )
    else:
        parts.append(_absent(found, "comparison", "Beside another score", "None was named."))
    if found.added is not None:
        parts.append(more.added(found.added, found.spec.added, "added"))
    else:
        parts.append(_absent(found, "added", "Incremental validity", "No judgement was named."))
    if found.reclassification is not None:
        parts += [more.reclassified(found), more.moves(found)]
    else:
        why = "No second band was named."
        parts.append(_absent(found, "reclassification", "Reclassification", why))
    return tuple(parts)


def _drift(found: Validation) -> tuple[Piece, ...]:
    if not found.drift:
        return (_absent(found, "drift", "Quarter by quarter", NO_DATES),)
    drawn = [it for it in found.drift if it.expected and it.observed_expected is not None]
    title = "Funnel of O/E by quarter"
    return (
        _figure("funnel", title, forests.funnel, found) if drawn else Absent(title, NO_NORMS),
        more.drift(found),
        more.moved(found),
    )


def _stability(found: Validation) -> tuple[Piece, ...]:
    if not found.stability:
        return (_absent(found, "stability", "Stability of the scores", NO_REFERENCE),)
    return tuple(shift_tables.shifts(found))


def _data(found: Validation) -> tuple[Piece, ...]:
    return (
        more.left_out(found) if found.left_out
        else Absent("Table of rows left out", f"None of {found.rows:,} rows was left out."),
        *(missing_tables.missing(found) if found.missing
          else (_absent(found, "missing", "Missing items", "No items were named."),)),
    )  # fmt: skip


def _size(found: Validation) -> tuple[Piece, ...]:
    if found.sample_size is None:
        return (_absent(found, "sample_size", "Size of the sample", "It was not made."),)
    return (more.sample_size(found),)


def _figure(key: str, title: str, draw: Callable[[Validation], Markup], found: Validation) -> Piece:
    return Figure(key, title, draw(found), CAPTIONS[key])


def _absent(found: Validation, measure: str, title: str, why: str) -> Absent:
    return Absent(title, _why(found, measure) or why)


def _why(found: Validation, measure: str) -> str:
    """Return why a measure that was asked for has no value."""
    return " ".join(
        f"{it.reason[:1].upper()}{it.reason[1:]}. {it.way_out}"
        for it in found.not_estimated
        if it.measure == measure
    )


def not_made(found: Validation) -> list[tuple[str, str]]:
    """Return what was asked for and has no value, and why; nothing that would tell of a group."""
    return [
        (it.measure.replace("_", " "), f"{it.reason}. {it.way_out}")
        for it in found.not_estimated
        if not (it.measure == "differential" and it.part in more.closed(found))
    ]
