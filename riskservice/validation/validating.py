"""A whole validation in one call: the sample checked, every figure that can be made of it made."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from riskservice.validation.estimates import NotEstimated
from riskservice.validation.extra import NotEstimable
from riskservice.validation.figures import FIGURES, IN_STEPS
from riskservice.validation.intake.checking import check, left_out_rows
from riskservice.validation.intake.doubts import doubts
from riskservice.validation.intake.taking import Intake, SampleNotice, left_out_text
from riskservice.validation.levels import LevelFigures
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.results import Validation
from riskservice.validation.sample import rate_of
from riskservice.validation.spec import Spec

Tick = Callable[[str, float], None]


def validate(
    columns: Any,
    spec: Spec,
    *,
    reference: Any = None,
    notices: Sequence[SampleNotice] = (),
    tick: Tick | None = None,
) -> Validation:
    """
    Validate a score against an outcome.

    Parameters
    ----------
    columns : mapping of str to array-like, or a data frame
        A value for each person; a frame of polars or pandas will do.
    spec : Spec
        Which column is what, and the choices made beforehand.
    reference : as columns, optional
        An outside sample, such as the one norms come from: its score, and its band if the sample
        has one, are held against the sample's (``stability``).
    notices : sequence of SampleNotice
        What is known of the sample already, to stand before our own.
    tick : callable, optional
        Told what is being made and the share done.

    Returns
    -------
    Validation
        The same for the same input, to the last byte of its JSON.

    Raises
    ------
    InvalidSample
        With every fault of the samples. Values that are only missing are no fault: their rows are
        left out, and counted with their reason.
    """
    taken = check(columns, spec, reference)
    found: dict[str, Any] = {}
    missed: list[NotEstimated] = []
    for i, (name, make) in enumerate(FIGURES.items()):
        if tick is not None:
            tick(name.replace("_", " "), i / len(FIGURES))
        told = {"tick": _within(tick, name, i)} if tick is not None and name in IN_STEPS else {}
        try:
            figure = make(taken.sample, spec, **told)
        except NotEstimable as error:
            missed += reasons(name, error)
            continue
        if isinstance(figure, Partly):
            figure, missing = figure
            missed += missing
        if figure is not None:
            found[name] = figure
    return _result(taken, spec, missed, found, notices)


def _within(tick: Tick, name: str, place: int) -> Callable[[float], None]:
    """Return what tells the share done of one figure as one of all."""
    return lambda share: tick(name.replace("_", " "), (place + share) / len(FIGURES))


def _result(
    taken: Intake,
    spec: Spec,
    missed: list[NotEstimated],
    found: dict[str, Any],
    notices: Sequence[SampleNotice],
) -> Validation:
    people = taken.sample
    base = rate_of(people)
    return Validation(
        n=len(people),
        events=base.events,
        rows=taken.rows,
        left_out_rows=left_out_rows(taken),
        left_out=taken.left_out,
        notices=[
            *doubts(people, spec, found),
            *notices,
            *taken.notices,
            *_notices(taken, spec, found),
        ],
        not_estimated=missed,
        spec=spec,
        base_rate=base,
        **found,
    )


def _notices(taken: Intake, spec: Spec, found: dict[str, Any]) -> list[SampleNotice]:
    """Say what a reader of the figures must know."""
    said = []
    if taken.left_out:
        text = f"{left_out_text(left_out_rows(taken), taken.rows, taken.left_out)}."
        said.append(SampleNotice(code="rows-left-out", text=text))
    said += [
        SampleNotice(
            code="group-withheld",
            text=f"{row.group} = {row.value}: {row.note}",
        )
        for row in found.get("groups", ())
        if row.suppressed
    ]
    said += _silent_bands(spec, found.get("bands", ()))
    size = found.get("sample_size")
    if size is not None and not size.enough_events:
        text = (
            f"Events: {size.events:,}; people without: {size.non_events:,}. Fewer than 100 of "
            "either are too few to trust a validation."
        )
        said.append(SampleNotice(code="small-sample", text=text))
    return said


def _silent_bands(spec: Spec, bands: Sequence[LevelFigures]) -> Iterator[SampleNotice]:
    """Yield which bands had no event, and which of them can be compared with none."""
    silent = [row for row in bands if not row.events]
    if not silent:
        return
    # By a horizon none may be seen of a band that has events later, and so a hazard ratio.
    late = spec.horizon is not None and spec.event is None
    text = f"Without an event{f' by {spec.horizon:g}' if late else ''}: {_labels(silent)}."
    alone = [
        row
        for row in silent
        if not row.reference and row.hazard_ratio is None and row.odds_ratio is None
    ]
    if alone:
        text += f" No ratio to other bands exists for {_labels(alone)}."
    yield SampleNotice(code="band-without-events", text=text)


def _labels(rows: Sequence[LevelFigures]) -> str:
    return ", ".join(row.label for row in rows)
