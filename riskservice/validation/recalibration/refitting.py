"""The way in: an instrument, people with outcomes, a method; out comes a draft and how it does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from riskservice.drafts import ruleset_name
from riskservice.errors import Fault
from riskservice.kit.kernel import Kernel
from riskservice.kit.tables import Table, digest_of
from riskservice.validation.estimates import Floats
from riskservice.validation.recalibration.cautions import cautions
from riskservice.validation.recalibration.checking import refuse_asked, refuse_unfit
from riskservice.validation.recalibration.drafting import carriers_for, draft
from riskservice.validation.recalibration.fitting import Moved, Stepped, fitted
from riskservice.validation.recalibration.measuring import (
    cross_validated,
    follow_up_of,
    optimism,
    performance,
    row,
)
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.recalibration.results import (
    Asked,
    LeftOut,
    Recalibration,
    Row,
)
from riskservice.validation.recalibration.toml import table_text

__all__ = ["Refitted", "recalibrate", "refuse_asked"]


@dataclass(frozen=True)
class Refitted:
    """
    A recalibration with its draft.

    Attributes
    ----------
    result : Recalibration
    table : Table
    text : str
        The draft as a file.
    """

    result: Recalibration
    table: Table
    text: str


def recalibrate(
    kernel: Kernel,
    people: Scored,
    asked: Asked,
    *,
    taken: Sequence[str] = (),
    left_out: Sequence[LeftOut] = (),
) -> Refitted:
    """
    Return an instrument fitted anew to people with outcomes.

    Parameters
    ----------
    kernel : Kernel
        The instrument bound to the table it starts from.
    people : Scored
        Scored with that table.
    asked : Asked
    taken : sequence of str
        Versions of the instrument there are already.
    left_out : sequence of LeftOut
        People of the sample who are not among `people`.

    Raises
    ------
    CannotRecalibrate
        With every fault of the sample and of what was asked, or when the method does not go with
        the instrument.
    NotEstimable
        When the fit has no answer.
    """
    refuse_unfit(kernel, people, asked, taken)
    carriers = carriers_for(kernel, asked)
    model = fitted(people, asked)
    _refuse_reversed(model)
    table = draft(kernel, carriers, model, people, asked)
    text = table_text(table)
    table = msgspec.structs.replace(table, digest=digest_of(text.encode()))
    chance = _chances(kernel, table, people)
    after, unseen = performance(chance, people), cross_validated(people, asked)
    published = bool(np.isfinite(people.chance).all())
    moved = model if isinstance(model, Moved) else None
    result = Recalibration(
        instrument=kernel.instrument.key,
        title=kernel.instrument.title,
        base=kernel.table.version,
        version=asked.version,
        method=asked.method,
        asked=asked,
        n=len(people),
        events=people.events,
        left_out=tuple(left_out),
        intercept=None if moved is None else moved.intercept,
        slope=None if moved is None else moved.slope,
        applied_intercept=None if moved is None else f"{moved.applied[0]:f}",
        applied_slope=None if moved is None else f"{moved.applied[1]:f}",
        before=performance(people.chance, people) if published else None,
        after=after,
        cross_validated=unseen,
        optimism=optimism(after, unseen),
        same_order=_same_order(people, chance),
        bands=tuple(_bands(kernel, people, chance)),
        steps=tuple(_steps(model, people, chance)),
        follow_up=follow_up_of(people, asked),
        other_figures=() if carriers is None else carriers.others,
        warnings=(),
        ruleset=ruleset_name(table),
    )
    result = msgspec.structs.replace(result, warnings=tuple(cautions(kernel, people, result)))
    return Refitted(result, table, text)


def _chances(kernel: Kernel, table: Table, people: Scored) -> Floats:
    """Return everyone's chance by the draft itself, as it will be scored."""
    instrument = kernel.instrument
    if instrument.unit == "log_odds":
        assert table.refit is not None
        assert table.refit.intercept is not None
        assert table.refit.slope is not None
        line = float(table.refit.intercept) + float(table.refit.slope) * people.total
        return np.asarray(1 / (1 + np.exp(-line)), np.float64)
    new = Kernel(instrument, table, kernel.parts, kernel.reads)
    return new.scale.many(people.total)[0]


def _refuse_reversed(model: Moved | Stepped) -> None:
    if isinstance(model, Moved) and model.applied[1] <= 0:
        raise CannotRecalibrate(
            Fault(
                pointer="slope",
                value=f"{model.applied[1]:f}",
                message="is not above 0: among these people a higher score goes with fewer events",
                way_out="Check that score and outcome are the right columns; no table is made.",
            )
        )


def _same_order(people: Scored, chance: Floats) -> bool:
    """Whether the chances put people in the order of their scores, nobody tied who was not."""
    order = np.argsort(people.total, kind="stable")
    before, after = np.diff(people.total[order]), np.diff(chance[order])
    return bool(np.all((before > 0) == (after > 0)))


def _bands(kernel: Kernel, people: Scored, chance: Floats) -> Iterator[Row]:
    for place, name in enumerate(kernel.band_names):
        where = people.band == place
        if where.any():
            yield row(name, people, chance, where)


def _steps(model: Moved | Stepped, people: Scored, chance: Floats) -> Iterator[Row]:
    if not isinstance(model, Stepped):
        return
    which = np.searchsorted(model.at, people.total, side="right")
    for step in range(len(model.chance)):
        where = which == step
        low, high = people.total[where].min(), people.total[where].max()
        yield row(f"{low:g}" if low == high else f"{low:g} to {high:g}", people, chance, where)
