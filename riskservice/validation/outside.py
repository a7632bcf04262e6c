"""
An outside sample beside the people: those a table was made on, or whose norms are used.

Only its scores are needed, and its bands where the sample has them; its outcomes are not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec.structs import replace

from riskservice.errors import Fault
from riskservice.validation.intake.taking import Reader, SampleNotice, left_out_text, reader_of
from riskservice.validation.sample import Labels, Outside
from riskservice.validation.spec import Spec

REFERENCE = "reference"


@dataclass
class OutsideIntake:
    """A checked outside sample, or its faults; and what a reader must know of it."""

    people: Outside | None = None
    faults: list[Fault] = field(default_factory=list)
    notices: list[SampleNotice] = field(default_factory=list)


def check_outside(columns: Any, spec: Spec, band: Labels | None) -> OutsideIntake:
    """
    Return the people of an outside sample.

    Parameters
    ----------
    columns : mapping of str to array-like, or a data frame
        With the score, and the band where the sample has one, under the same names.
    spec : Spec
        Of the sample.
    band : Labels or None
        Of everyone in the sample; None where there is none, or it has faults.
    """
    reader = reader_of(columns, spec, REFERENCE)
    score = reader.numbers(spec.score)
    labels = reader.labels(spec.band, spec.bands, drop=True)
    if labels is not None and band is not None and not spec.bands:
        _refuse_other_bands(reader, labels, band, spec)
    if not reader.faults and not reader.kept.any():
        reader.faults.append(
            Fault(
                pointer=REFERENCE,
                message=f"has no row with a value of {_named(spec)}",
                way_out="Give a file with the scores of the people it was made on.",
            )
        )
    if reader.faults or score is None:
        return OutsideIntake(faults=of_reference(reader.faults))
    counts = None
    if labels is not None:
        places = np.bincount(labels.place[reader.kept], minlength=len(labels.names))
        counts = dict(zip(labels.names, places.tolist(), strict=True))
    return OutsideIntake(Outside(score[reader.kept], counts), notices=_left_out(reader))


def outside_spec(spec: Spec) -> Spec:
    """Return a specification of the columns that are read of an outside sample."""
    return Spec(score=spec.score, outcome=spec.score, band=spec.band)


def of_reference(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults that say that they are the reference's and not the sample's."""
    return [
        replace(
            fault,
            pointer=REFERENCE
            if fault.pointer in (REFERENCE, "sample")
            else f"{fault.pointer} ({REFERENCE})",
        )
        for fault in faults
    ]


def _refuse_other_bands(reader: Reader, labels: Labels, band: Labels, spec: Spec) -> None:
    """Nobody can tell an empty band from one of another name, unless the bands are named."""
    here, there = set(band.names), set(labels.names)
    parts = [
        f"{which}: {', '.join(sorted(names))}"
        for which, names in (("only there", there - here), ("only in the sample", here - there))
        if names
    ]
    if parts:
        reader.faults.append(
            Fault(
                pointer=spec.band or "",
                message=f"has other bands than the sample ({'; '.join(parts)})",
                way_out="Write them alike; if nobody is in some of them, name every band in bands "
                "(--band-name).",
            )
        )


def _named(spec: Spec) -> str:
    return spec.score if spec.band is None else f"both {spec.score} and {spec.band}"


def _left_out(reader: Reader) -> list[SampleNotice]:
    gone = int((~reader.kept).sum())
    if not gone:
        return []
    text = f"Of the reference sample, {left_out_text(gone, reader.rows, reader.left_out)}."
    return [SampleNotice(code="reference-rows-left-out", text=text)]
