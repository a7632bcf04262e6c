"""The draft table a recalibration gives: the base, with the numbers that were fitted anew."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from msgspec.structs import replace
from scipy.special import expit, logit

from riskservice.kit.blocks import Line, Source
from riskservice.kit.kernel import Kernel
from riskservice.kit.refit import Chances, Refit
from riskservice.kit.tables import Table
from riskservice.validation.recalibration.carriers import Carriers, carriers_of, moved
from riskservice.validation.recalibration.fitting import Moved, Stepped, digits
from riskservice.validation.recalibration.measuring import follow_up_of
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refusals import cannot
from riskservice.validation.recalibration.results import Asked

HOUSE = (
    "A local draft, not a published table; nobody has released it. Whoever adopts it makes it a "
    "house policy of their own and answers for it."
)
LICENCE = "of the organisation that holds the sample"
_METHODS = {
    "intercept": "A new intercept",
    "slope": "A new intercept and slope",
    "rates": "Observed rates by score",
}


def carriers_for(kernel: Kernel, asked: Asked) -> Carriers | None:
    """
    Return the numbers a method moves; None where it gives every score a rate instead.

    Raises
    ------
    CannotRecalibrate
        When the method does not go with the instrument.
    """
    if asked.method == "rates":
        if kernel.instrument.unit == "log_odds" or not (
            kernel.table.lines or kernel.instrument.unit == "points"
        ):
            cannot(kernel, "has no score with a rate of its own; rates need points or lines")
        return None
    if kernel.table.lines or kernel.table.chances is not None:
        return Carriers((), ())
    return carriers_of(kernel)


def draft(
    kernel: Kernel, carriers: Carriers | None, model: Moved | Stepped, people: Scored, asked: Asked
) -> Table:
    """
    Return the draft table.

    Parameters
    ----------
    kernel : Kernel
        Bound to the base.
    carriers : Carriers or None
        As :func:`carriers_for` gives them.
    """
    base = kernel.table
    source = _source_id(base)
    a, b = (None, None) if isinstance(model, Stepped) else model.applied
    told = {"cite": source, "confidence": "unconfirmed", "why": _why(base, asked, a, b)}
    refit = _refit(base, model, people, asked)
    made = base
    if base.lines:
        made = replace(base, lines=tuple(_lines(base.lines, model, people, told)))
    elif isinstance(model, Stepped) or base.chances is not None:
        made = replace(base, chances=_chances(base, model, told))
    elif carriers is not None and a is not None and b is not None:
        blocks = () if b == 1 else carriers.blocks
        made = moved(base, blocks, carriers.intercepts, intercept=a, slope=b, marked=told)
    return replace(
        made,
        version=asked.version,
        status="draft",
        effective_from=asked.made_on,
        effective_to=None,
        withdrawn_on=None,
        corrects="",
        note=_note(base, refit, asked),
        sources=(*base.sources, Source(id=source, cite=asked.source, licence=LICENCE)),
        refit=refit,
        digest="",
    )


def _refit(base: Table, model: Moved | Stepped, people: Scored, asked: Asked) -> Refit:
    a, b = (None, None) if isinstance(model, Stepped) else model.applied
    made = Refit(
        base=base.version,
        base_digest=base.digest,
        method=asked.method,
        intercept=a,
        slope=b,
        sample=asked.sample,
        first_day=asked.first_day,
        last_day=asked.last_day,
        people=len(people),
        events=people.events,
        folds=asked.folds,
        seed=asked.seed,
    )
    follow_up = follow_up_of(people, asked)
    if follow_up is None:
        return made
    return replace(
        made,
        horizon=Decimal(str(follow_up.horizon)).normalize(),
        unit=follow_up.unit,
        censored=follow_up.censored,
        follow_up=follow_up.method,
    )


def _lines(
    lines: tuple[Line, ...], model: Moved | Stepped, people: Scored, told: dict[str, str]
) -> Iterator[Line]:
    """Yield the lines of a hierarchy with their new chances; one that nobody met stays as it is."""
    met = set(people.total.tolist())
    for i, line in enumerate(lines):
        place = float(len(lines) - 1 - i)
        if isinstance(model, Stepped):
            chance = model.chance[int(np.searchsorted(model.at, place, side="right"))]
            yield replace(line, probability=digits(chance), **told) if place in met else line
            continue
        new = _shifted(line.probability, model)
        yield line if new == line.probability else replace(line, probability=new, **told)


def _chances(base: Table, model: Moved | Stepped, told: dict[str, str]) -> Chances:
    if isinstance(model, Stepped):
        at = tuple(Decimal(str(total)).normalize() for total in model.at.tolist())
        return Chances(at=at, chance=tuple(map(digits, model.chance.tolist())), **told)  # type: ignore[arg-type]
    assert base.chances is not None
    return replace(
        base.chances, chance=tuple(_shifted(p, model) for p in base.chances.chance), **told
    )


def _shifted(chance: Decimal, model: Moved) -> Decimal:
    """Return a published chance moved on the log-odds scale; 0 and 1 stay what they are."""
    a, b = model.applied
    if not 0 < chance < 1 or (a == 0 and b == 1):
        return chance
    return digits(float(expit(float(a) + float(b) * logit(float(chance)))))


def _source_id(base: Table) -> str:
    taken = {source.id for source in base.sources}
    names = ("sample", *(f"sample_{i}" for i in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _why(base: Table, asked: Asked, a: Decimal | None, b: Decimal | None) -> str:
    if asked.method == "rates":
        return f"Observed rates in place of the numbers of version {base.version}."
    times = "" if b == 1 else f" times {b:f}"
    return f"From version {base.version}: its log-odds{times}, and {a:f} added."


def _note(base: Table, refit: Refit, asked: Asked) -> str:
    return (
        f"DRAFT. {_METHODS[asked.method]}, fitted on {asked.made_on} to: {asked.sample}, "
        f"{asked.first_day} to {asked.last_day}, {refit.counted} ({asked.outcome}). All other "
        f"numbers are those of version {base.version}, which stays in force. {HOUSE}"
    )
