"""Two files of results side by side: who stands where in either, and which rules changed."""

import datetime as dt
from typing import NamedTuple

import msgspec

from riskservice.rescoring.bands import OVERALL, instruments_of, scales_of
from riskservice.rescoring.causes import attribute_results
from riskservice.rescoring.changes import compare
from riskservice.rescoring.earlier import read_results
from riskservice.rescoring.findings import Limits
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.sources import Given
from riskservice.rescoring.summary import Listed, Matrix
from riskservice.rescoring.summing import lists, matrices, titles_of
from riskservice.scoring import Service


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """
    What changed between two runs.

    Attributes
    ----------
    people_before, people_after : int
    uncompared : int
        Rows whose case identifier is blank or stands twice, and so were compared with nothing.
    changes : dict of str to dict of str to int
        Instrument, or ``overall``, to kind of change to people.
    rule : dict of str to int
        Instrument, or ``overall``, to people who changed and were scored with another table.
    matrices : tuple of Matrix
        The overall band first.
    lists : tuple of Listed
        The people of each kind of change of the overall band.
    """

    people_before: int
    people_after: int
    uncompared: int
    changes: dict[str, dict[str, int]]
    rule: dict[str, int]
    matrices: tuple[Matrix, ...]
    lists: tuple[Listed, ...]


class Runs(NamedTuple):
    """Two files of results, the earlier first."""

    before: Given
    after: Given


def compare_runs(
    runs: Runs, service: Service, *, on: dt.date, limits: Limits | None = None
) -> Compared:
    """
    Return what changed between two runs.

    Parameters
    ----------
    runs : Runs
    service : Service
        Whose titles and scales of bands are used.
    on : date
        Day whose grid of the overall band and whose scales count.
    limits : Limits, optional

    Raises
    ------
    UnreadableFile, UnreadableBody
        When either is no file of results.
    """
    found = []
    for given in runs:
        with open_table(given) as table:
            found.append(read_results(table))
    before, after = found
    keys = dict.fromkeys((*instruments_of(after), *instruments_of(before)))
    changes = compare(before, after, scales=scales_of(service, keys, on))
    policy = service.policy(on)
    feeding = tuple(key for group in (*policy.static, policy.dynamic) for key in group)
    causes = attribute_results(changes, before=before, after=after, feeding=feeding)
    everything = (OVERALL, *keys)
    return Compared(
        people_before=len(before),
        people_after=len(after),
        uncompared=int(changes.unmatched["rows"].sum() or 0),
        changes={key: {str(k): n for k, n in changes.counts(key).items()} for key in everything},
        rule={key: causes.counts(key)["rule"] for key in everything},
        matrices=tuple(matrices(changes, titles_of(service))),
        lists=tuple(lists(changes, limits or Limits())),
    )
