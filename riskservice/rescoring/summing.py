"""A run's frames summed up: counts of the whole cohort, and the people at the head of each list."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from riskservice.policies import Policy
from riskservice.rescoring.bands import (
    BESIDE,
    FAULTY,
    NOT_COMPARED,
    OVERALL,
    Scales,
    instruments_of,
    place,
    scale_for,
    standing,
)
from riskservice.rescoring.caseload import ABOUT_SHARE, By, caseload, held
from riskservice.rescoring.changes import KINDS, Changes
from riskservice.rescoring.clock import Ahead
from riskservice.rescoring.findings import Findings, Limits
from riskservice.rescoring.guides import Guide, guide_of
from riskservice.rescoring.provenance import NOT_FOR, Run, tables_used
from riskservice.rescoring.queue import ABOUT_ORDER, NEAR, ORDER, review_queue, with_reasons
from riskservice.rescoring.row_faults import RowFault
from riskservice.rescoring.summary import (
    AheadSummary,
    CaseloadSummary,
    CauseSummary,
    Due,
    FaultSummary,
    Headline,
    InstrumentCount,
    Listed,
    Load,
    Matrix,
    Queued,
    QueueSummary,
    Stretch,
    Summary,
)
from riskservice.rescoring.words import reason_for
from riskservice.scoring import Service


def summarise(
    findings: Findings, *, run: Run, service: Service, limits: Limits | None = None
) -> Summary:
    """
    Return a run as a panel reads it.

    Parameters
    ----------
    findings : Findings
    run : Run
        Whose last day of assessment settles the grid of the overall band.
    service : Service
        Of the results.
    limits : Limits, optional

    Raises
    ------
    NotInForce
        When no grid for the overall band was in force on the last day.
    """
    limits, changes = limits or Limits(), findings.changes
    policy = service.policy(run.last_on)
    queue = review_queue(findings.results, findings.about, policy=policy, changes=findings.changes)
    titles = titles_of(service)
    return Summary(
        run=run,
        headline=_headline(findings, policy),
        instruments=tuple(_instruments(findings.results, titles, findings.scales)),
        matrices=() if changes is None else tuple(matrices(changes, titles)),
        lists=() if changes is None else tuple(lists(changes, limits)),
        causes=_causes(findings, queue, limits),
        ahead=_ahead(findings.ahead, queue, limits),
        queue=QueueSummary(
            total=len(queue),
            shown=_rows(with_reasons(queue.head(limits.queue), findings.results, policy), Queued),
            about=ABOUT_ORDER,
            order=ORDER,
        ),
        caseload=_caseload(findings, policy, guide_of(service.registry), limits),
        faults=_faults(findings, limits),
        release=tuple(_release(queue, policy)),
        notices=_notices(findings.results),
        tables=tuple(tables_used(findings.results, run, service)),
        not_for=NOT_FOR,
    )


def titles_of(service: Service) -> dict[str, str]:
    """Return what each instrument, and the overall band, is called."""
    found = {key: each.title for key, each in service.registry.definitions.items()}
    return found | {OVERALL: "Overall band"}


def _rows(frame: pl.DataFrame, kind: Any) -> Any:
    """Return the rows of a frame as structs that have its columns, or some of them."""
    names = [name for name in kind.__struct_fields__ if name in frame.columns]
    return tuple(
        kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in row.items()})
        for row in frame.select(names).iter_rows(named=True)
    )


def _counted(values: pl.Series, order: tuple[str, ...]) -> dict[str, int]:
    """Return how often each value occurs, in a given order, those that do not occur left out."""
    found = dict(values.value_counts().iter_rows())
    return {
        name: found[name] for name in (*order, *sorted(set(found) - set(order))) if name in found
    }


def _headline(findings: Findings, policy: Policy) -> Headline:
    results, changes = findings.results, findings.changes
    now = _counted(results.select(standing(results, OVERALL).alias("now"))["now"], BESIDE)
    without = {name: now.get(name, 0) for name in BESIDE}
    told = findings.about["allocated"]
    before = None
    if changes is not None:
        earlier = changes.people[f"{OVERALL}_before"]
        before = {band: int((earlier == band).sum()) for band in policy.bands}
    return Headline(
        people=len(results),
        with_band=len(results) - sum(without.values()),
        without_band_open=without["not_scorable"],
        not_applicable=without["not_applicable"] + without["not_run"],
        faulty=without["faulty"],
        provisional=int(results["provisional"].sum() or 0),
        unallocated=None if told.null_count() == len(told) else int((~told).sum() or 0),
        bands={band: now.get(band, 0) for band in policy.bands},
        bands_before=before,
        changes=None if changes is None else {str(k): n for k, n in changes.counts().items()},
        uncompared=0 if changes is None else int(changes.unmatched["rows"].sum() or 0),
    )


def _instruments(
    results: pl.DataFrame, titles: dict[str, str], scales: Scales | None
) -> Iterator[InstrumentCount]:
    for key in instruments_of(results):
        outcomes = results[f"{key}_outcome"].drop_nulls()
        band = results[f"{key}_band"].filter(results[f"{key}_outcome"] == "scored").drop_nulls()
        yield InstrumentCount(
            instrument=key,
            title=titles.get(key, key),
            outcomes=_counted(outcomes, ("scored", *BESIDE)),
            bands=_counted(band, scale_for(key, scales)),
        )


def matrices(changes: Changes, titles: Mapping[str, str]) -> Iterator[Matrix]:
    """Yield from where to where people went: the overall band first, then each instrument."""
    for key in (OVERALL, *changes.keys[:-1]):
        pairs = {(before, after): people for before, after, people in changes.matrix(key).rows()}
        order = changes.labels(key)
        before = tuple(label for label in order if label in {b for b, _ in pairs})
        after = tuple(label for label in order if label in {a for _, a in pairs})
        yield Matrix(
            instrument=key,
            title=titles.get(key, key),
            before=before,
            after=after,
            counts=tuple(tuple(pairs.get((b, a), 0) for a in after) for b in before),
            changed=sum(n for (b, a), n in pairs.items() if b != a and not {b, a} & NOT_COMPARED),
        )


def lists(changes: Changes, limits: Limits) -> Iterator[Listed]:
    """Yield the people of each kind of change of the overall band."""
    for kind in KINDS[1:]:
        cases = changes.of(kind)["case_id"]
        yield Listed(kind=kind, total=len(cases), case_ids=tuple(cases.sort().head(limits.listed)))


def _causes(findings: Findings, queue: pl.DataFrame, limits: Limits) -> CauseSummary | None:
    causes, changes = findings.causes, findings.changes
    if causes is None or changes is None:
        return None
    places = queue.select(pl.col("row").alias("row_after"), "place")
    # Faults are of the whole person: once is enough.
    told = causes.frame.filter(
        (pl.col("key") == OVERALL) | ((pl.col("before") != FAULTY) & (pl.col("after") != FAULTY))
    )
    shown = (
        told.join(places, on="row_after", how="left", maintain_order="left")
        .sort("place", pl.col("key") != OVERALL, maintain_order=True, nulls_last=True)
        .head(limits.causes)
    )
    keys = set(causes.frame["key"])
    return CauseSummary(
        answers_known=causes.answers_known,
        counts={key: causes.counts(key) for key in (OVERALL, *changes.keys[:-1]) if key in keys},
        total=len(told),
        shown=tuple(reason_for(row, findings.said) for row in shown.iter_rows(named=True)),
    )


def _ahead(ahead: Ahead | None, queue: pl.DataFrame, limits: Limits) -> AheadSummary | None:
    if ahead is None:
        return None
    shown = (
        ahead.frame.join(queue.select("row", "place"), on="row", maintain_order="left")
        .sort("first", "place", pl.col("key") != OVERALL, maintain_order=True)
        .head(limits.ahead)
        .rename({"key": "instrument", "first": "within_days"})
    )
    return AheadSummary(
        horizons=ahead.horizons,
        counts={str(days): people for days, people in ahead.counts().items()},
        total=len(ahead.frame),
        shown=_rows(shown, Due),
    )


def _caseload(
    findings: Findings, policy: Policy, guide: Guide, limits: Limits
) -> CaseloadSummary | None:
    cohort = held(findings.results, findings.about, policy)
    named: dict[By, tuple[tuple[Load, ...], int]] = {"officer": ((), 0), "team": ((), 0)}
    for by in named:
        known = cohort[by].null_count() < len(cohort) or findings.existing is not None
        if known:
            found = caseload(cohort, by, existing=findings.existing, guide=guide.percent)
            named[by] = _rows(found.head(limits.caseloads), Load), len(found)
    if not any(total for _, total in named.values()):
        return None
    (everyone,) = _rows(caseload(cohort, existing=findings.existing, guide=guide.percent), Load)
    return CaseloadSummary(
        guide=guide.percent,
        guide_source=guide.source,
        about=ABOUT_SHARE,
        with_existing=findings.existing is not None,
        everyone=everyone,
        officers=named["officer"][0],
        officers_total=named["officer"][1],
        teams=named["team"][0],
        teams_total=named["team"][1],
    )


def _faults(findings: Findings, limits: Limits) -> FaultSummary:
    faults = findings.faults
    if faults is None or faults.is_empty():
        return FaultSummary(total=0, rows=0, shown=(), more=findings.more_faults)
    return FaultSummary(
        total=len(faults),
        rows=faults["row"].n_unique(),
        shown=_rows(faults.head(limits.faults), RowFault),
        more=findings.more_faults,
    )


def _release(queue: pl.DataFrame, policy: Policy) -> Iterator[Stretch]:
    """Yield how many are released in each stretch of days; nothing where no date is known."""
    days = pl.col("days_to_release")
    if queue["days_to_release"].null_count() == len(queue):
        return
    high = place(pl.col("band"), policy.bands) >= policy.bands.index("high")
    edges = (-1, *NEAR)
    stretches = [("passed", days < 0)]
    stretches += [
        (f"within {b} days" if a < 0 else f"{a + 1} to {b} days", (days > a) & (days <= b))
        for a, b in pairwise(edges)
    ]
    stretches += [(f"after {NEAR[-1]} days", days > NEAR[-1]), ("not known", days.is_null())]
    for title, here in stretches:
        people, among = queue.select(here.sum().alias("n"), (here & high).sum().alias("high")).row(
            0
        )
        yield Stretch(title=title, people=people, high=among)


def _notices(results: pl.DataFrame) -> dict[str, int]:
    said = results["notices"].drop_nulls().str.split("|").explode(empty_as_null=False)
    return _counted(said, ())
