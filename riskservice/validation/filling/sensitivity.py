"""
Missing items as a matter of sensitivity: AUC, C and E/O as they would be if every gap were filled.

The analysis proper takes scores as the instrument's own rule for missing items makes them. Beside
it stand people with every item, and multiple imputation: the score that people with a gap would
have if nothing were missing, drawn many times and pooled by Rubin's rules. It holds if items are
missing at random: among people alike in all that the imputations rest on, those with a gap do not
differ from those without in what is missing. Data cannot tell whether that is so.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from riskservice.validation.estimates import Floats, Mask, Z
from riskservice.validation.filling.chained import Chain, Gappy, indicators
from riskservice.validation.filling.imputing import FEW, ScoreModel, imputations
from riskservice.validation.filling.pooling import Pooled, pool
from riskservice.validation.filling.suited import refuse_unsuited
from riskservice.validation.sample import Labels, Sample, auc_of, eo_of
from riskservice.validation.spec import Spec
from riskservice.validation.survival.concordance import harrell_c
from riskservice.validation.survival.curves import counts

HOW = (
    "multiple imputation: items by chained equations, then the score, both by predictive mean "
    "matching; pooled by Rubin's rules on the logit or log scale, degrees of freedom of Barnard "
    "and Rubin"
)
NOTHING = "{method}; nothing is missing, so nothing was imputed"
NO_TABLE = (
    "people of one score have different expected probabilities, so what an imputed score would be "
    "expected to give is not known"
)

Tick = Callable[[float], None]
Pair = tuple[float | None, float | None]
"""A figure and its standard error."""


class Imputed(Pooled, frozen=True, kw_only=True):
    """
    The AUC with every gap filled; at the horizon, where people are censored before it.

    Attributes
    ----------
    imputed : int
        People of whom something was imputed.
    unscored : int
        Of these, people who have no score and so are in no other figure.
    imputations, seed : int
    explained : float or None
        Share of the variation of the score, among people without gaps, that the imputations
        account for. Far below 1, the score rests on much that was not named. [0 to 1]
    model : list of str
        What the imputations rest on.
    harrell_c : Pooled or None
        None without times.
    eo : Pooled or None
    eo_reason : str or None
        Why E/O was not pooled, though a norm table was given.
    """

    imputed: int
    unscored: int
    imputations: int
    seed: int
    explained: float | None
    model: list[str]
    harrell_c: Pooled | None = None
    eo: Pooled | None = None
    eo_reason: str | None = None


def imputed(people: Sample, spec: Spec, tick: Tick | None = None) -> Imputed | None:
    """
    Return the figures with every gap filled, or None where no imputation was asked for.

    Parameters
    ----------
    people : Sample
        With what its items hold; its `unscored` are given a score too.
    spec : Spec
        For the number of imputations and the seed.
    tick : callable, optional
        Told the share done.

    Raises
    ------
    NotEstimable
        With every reason: items that cannot be imputed, too few people without gaps.
    """
    if not spec.imputations or not people.items:
        return None
    everyone = with_unscored(people)
    gaps = np.any([*everyone.items.values(), np.isnan(everyone.score)], axis=0)
    if not gaps.any():
        return _nothing(people, spec)
    fixed, names = _fixed(everyone)
    columns = [
        _gappy(name, values, everyone.items[name]) for name, values in everyone.answers.items()
    ]
    refuse_unsuited(fixed, columns, everyone.outcome, gaps)
    columns = [column for column in columns if len(column.distinct) > 1]
    model = ScoreModel(fixed, columns, everyone.score, gaps)
    chain = Chain(fixed, columns) if any(column.missing.any() for column in columns) else None
    made = _Made(everyone, gaps)
    for i, drawn in enumerate(imputations(model, chain, columns, spec.seed, spec.imputations)):
        if tick is not None:
            tick(i / spec.imputations)
        made.add(drawn)
    return made.pooled(
        spec,
        unscored=len(everyone) - len(people),
        explained=model.explained,
        model=[*names, *(column.name for column in columns)],
    )


def with_unscored(people: Sample) -> Sample:
    """Return what imputations need of the people, those without a score added: NaN in its place."""
    more = people.unscored
    if more is None:
        return people
    return Sample(
        horizon=people.horizon,
        score=_both(people.score, more.score),
        outcome=_both(people.outcome, more.outcome),
        time=_both(people.time, more.time),
        event=_both(people.event, more.event),
        censored=people.censored or more.censored,
        expected=_both(people.expected, more.expected),
        groups={name: _both(own, more.groups[name]) for name, own in people.groups.items()},
        items={name: _both(own, more.items[name]) for name, own in people.items.items()},
        answers={name: _both(own, more.answers[name]) for name, own in people.answers.items()},
    )


class _Made:
    """The figures of each imputation, as they are made."""

    def __init__(self, people: Sample, gaps: Mask) -> None:
        self._people, self._gaps = people, gaps
        self._table = _table(people, gaps)
        self._areas: list[Pair] = []
        self._concordances: list[Pair] = []
        self._indices: list[Pair] = []
        self._events = 0

    def add(self, drawn: Floats) -> None:
        """Make the figures with the gaps filled once."""
        people = self._people
        score = people.score.copy()
        score[self._gaps] = drawn
        area = auc_of(people, score)
        self._events = area.events
        self._areas.append((area.estimate, area.se))
        if people.time is not None and people.event is not None:
            found = harrell_c(people.time, people.event, score)
            self._concordances.append((found.estimate, found.se))
        if self._table is not None and people.expected is not None:
            scores, probabilities = self._table
            expected = people.expected.copy()
            expected[self._gaps] = probabilities[np.searchsorted(scores, drawn)]
            index = eo_of(replace(people, expected=expected))
            if index is not None and index.estimate and index.low and index.high:
                # The interval is made on the scale of the logarithm, and its error follows from it.
                spread = math.log(index.high / index.low) / (2 * Z)
                self._indices.append((index.estimate, spread * index.estimate))

    def pooled(self, spec: Spec, unscored: int, explained: float, model: list[str]) -> Imputed:
        """Return everything pooled."""
        people, times = self._people, spec.imputations
        n = len(people)
        area = pool(self._areas, "logit", n=n, events=self._events, method=HOW)
        c = index = None
        if self._concordances and people.event is not None:
            c = pool(self._concordances, "logit", n=n, events=int(people.event.sum()), method=HOW)
        if len(self._indices) == times:
            index = pool(self._indices, "log", n=n, events=self._events, method=HOW)
        given = people.expected is not None
        return Imputed(
            **{name: getattr(area, name) for name in Pooled.__struct_fields__},
            imputed=int(self._gaps.sum()),
            unscored=unscored,
            imputations=times,
            seed=spec.seed,
            explained=explained,
            model=model,
            harrell_c=c,
            eo=index,
            eo_reason=NO_TABLE if given and self._table is None else None,
        )


def _nothing(people: Sample, spec: Spec) -> Imputed:
    """Return the plain figure, saying that nothing is missing."""
    area = auc_of(people)
    return Imputed(
        estimate=area.estimate,
        low=area.low,
        high=area.high,
        se=area.se,
        df=None,
        missing_information=0.0,
        simulation_se=0.0,
        n=area.n,
        events=area.events,
        method=NOTHING.format(method=area.method),
        imputed=0,
        unscored=0,
        imputations=0,
        seed=spec.seed,
        explained=None,
        model=[],
    )


def _fixed(people: Sample) -> tuple[Floats, list[str]]:
    """
    Return what is known of everyone, and its names.

    With times that is whether follow-up ended with the event, and the cumulative hazard at its end
    (White and Royston 2009), as well as the outcome itself.
    """
    columns, names = [np.ones((len(people), 1)), people.outcome[:, None]], ["outcome"]
    if people.time is not None and people.event is not None:
        hazard = _cumulative_hazard(people.time, people.event)
        columns += [people.event[:, None], hazard[:, None]]
        names += ["event", "cumulative hazard (Nelson-Aalen)"]
    for name, labels in people.groups.items():
        present = np.unique(labels.place)
        if 1 < len(present) <= FEW:
            columns.append(indicators(labels.place, present))
            names.append(name)
    return np.column_stack(columns).astype(np.float64), names


def _cumulative_hazard(time: Floats, event: Mask) -> Floats:
    """Return the Nelson-Aalen estimate at each person's own time."""
    times, at_risk, events, _ = counts(time, event)
    found: Floats = np.cumsum(events / at_risk)[np.searchsorted(times, time)]
    return found


def _gappy(name: str, values: Floats | Labels, missing: Mask) -> Gappy:
    if not isinstance(values, Labels):
        return Gappy(name, values, missing)
    present, place = np.unique(values.place[~missing], return_inverse=True)
    places = np.zeros(len(missing))
    places[~missing] = place
    return Gappy(name, places, missing, levels=len(present))


def _table(people: Sample, gaps: Mask) -> tuple[Floats, Floats] | None:
    """Return the norm table as people without gaps show it, where each score has one rate."""
    if people.expected is None:
        return None
    scores, place = np.unique(people.score[~gaps], return_inverse=True)
    own = people.expected[~gaps]
    highest, lowest = np.full(len(scores), -np.inf), np.full(len(scores), np.inf)
    np.maximum.at(highest, place, own)
    np.minimum.at(lowest, place, own)
    return (scores, lowest) if np.array_equal(lowest, highest) else None


def _both(one: Any, two: Any) -> Any:
    if one is None or two is None:
        return None
    if isinstance(one, Labels):
        return Labels(np.concatenate((one.place, two.place)), one.names)
    return np.concatenate((one, two))
