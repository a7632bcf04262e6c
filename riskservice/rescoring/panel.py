"""Everything a panel asks of a run, found in one go."""

import numpy as np
import polars as pl

from riskservice.kit.dates import unpack
from riskservice.rescoring.bands import OVERALL, scales_of
from riskservice.rescoring.beside import beside
from riskservice.rescoring.caseload import held
from riskservice.rescoring.causes import attribute, attribute_results
from riskservice.rescoring.changes import compare
from riskservice.rescoring.clock import HORIZONS, look_ahead
from riskservice.rescoring.columns import People
from riskservice.rescoring.findings import Findings
from riskservice.rescoring.rules import Rules
from riskservice.rescoring.words import Said


def find(
    people: People,
    results: pl.DataFrame,
    *,
    now: Rules,
    before: People | None = None,
    then: Rules | None = None,
    earlier: pl.DataFrame | None = None,
    faults: pl.DataFrame | None = None,
    more_faults: int = 0,
    existing: pl.DataFrame | None = None,
    horizons: tuple[int, ...] = HORIZONS,
) -> Findings:
    """
    Return what changed, why, what time will change, and what stands beside the people.

    Parameters
    ----------
    people : People
    results : DataFrame
        What they were given by ``now``.
    now : Rules
    before : People, optional
        Last time's answers.
    then : Rules, optional
        Last time's rules; by default the same ruleset, with the tables of last time's days.
    earlier : DataFrame, optional
        Last time's results. Where they are not there they are made of the answers; where only
        they are, answers and time cannot be told apart.
    faults : DataFrame, optional
        As :func:`row_faults.as_frame` gives them.
    more_faults : int
        Those that were counted and not written down.
    existing : DataFrame, optional
        Results of the caseloads that the cohort joins, with ``officer`` or ``team``.
    horizons : tuple of int
        Days ahead; none where empty.

    Raises
    ------
    NotInForce
        When no grid for the overall band was in force on the last day.
    """
    service, about = now.service, beside(people.about, people.on)
    last = unpack(int(people.on.max()))
    if earlier is None and before is not None:
        earlier = (then or now).rescore(before)
    scales = scales_of(service, now.keys, last, now.ruleset.name)
    changes = causes = ahead = loads = None
    if earlier is not None:
        changes = compare(earlier, results, scales=scales)
        if before is not None:
            causes = attribute(changes, before=before, after=people, now=now)
        else:
            feeding = now.feeding(last)
            causes = attribute_results(changes, before=earlier, after=results, feeding=feeding)
    if horizons:
        keys = (*now.keys, OVERALL)
        ahead = look_ahead(people, results, now, scales=scales, keys=keys, horizons=horizons)
    if existing is not None:
        on = np.full(len(existing), people.on.max(), dtype=np.int32)
        loads = held(existing, beside(existing, on), service.policy(last))
    return Findings(
        results=results,
        about=about,
        on=people.on,
        scales=scales,
        changes=changes,
        causes=causes,
        ahead=ahead,
        said=Said(questions=service.registry.questions, before=before, after=people),
        faults=faults,
        more_faults=more_faults,
        existing=loads,
    )
