"""What a run found, as frames, and how much of it is shown."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.rescoring.bands import Scales
from riskservice.rescoring.causes import Causes
from riskservice.rescoring.changes import Changes
from riskservice.rescoring.clock import Ahead
from riskservice.rescoring.words import Said


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many people each list shows; the count is always of all."""

    queue: int = 500
    listed: int = 100
    causes: int = 300
    ahead: int = 200
    faults: int = 50
    caseloads: int = 100


@dataclass(frozen=True, kw_only=True)
class Findings:
    """
    What a run found.

    Attributes
    ----------
    results : DataFrame, n rows
        Result columns.
    about : DataFrame, n rows
        As :func:`beside.beside` gives it.
    on : ndarray of int32, shape (n,)
        Day of assessment, packed.
    scales : mapping, optional
        Bands of each instrument from low to high; see :func:`bands.scales_of`.
    changes, causes, ahead : optional
        Of these results.
    said : Said, optional
        The answers, to show what the decisive ones were before and after.
    faults : DataFrame, optional
        As :func:`row_faults.as_frame` gives them.
    more_faults : int
        Those that were counted and not written down.
    existing : DataFrame, optional
        The caseloads that the cohort joins, as :func:`caseload.held` gives them.
    """

    results: pl.DataFrame
    about: pl.DataFrame
    on: NDArray[np.int32]
    scales: Scales | None = None
    changes: Changes | None = None
    causes: Causes | None = None
    ahead: Ahead | None = None
    said: Said = field(default_factory=Said)
    faults: pl.DataFrame | None = None
    more_faults: int = 0
    existing: pl.DataFrame | None = None
