"""Every coefficient that some ratings can give, by weights or level, each with its interval."""

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from riskservice.validation.agreement import chance
from riskservice.validation.agreement.alpha import alpha, bootstrap
from riskservice.validation.agreement.bias import MOST_CATEGORIES
from riskservice.validation.agreement.chance import Corrected, Counted
from riskservice.validation.agreement.distributions import Z, share_interval, t_upper
from riskservice.validation.agreement.kappa import (
    Kappa,
    MeanKappa,
    cross_table,
    mean_kappa,
    weighted_kappa,
)
from riskservice.validation.agreement.ratings import Ratings
from riskservice.validation.agreement.results import CategoryUse, Coefficient
from riskservice.validation.agreement.scales import PAIR
from riskservice.validation.agreement.spec import Level, Spec
from riskservice.validation.agreement.weights import WEIGHTS, squared_difference

MOST_RATIOS = 500
"""Different values up to which alpha is given at the ratio level, which compares each with each."""
_T = "standard error by linearisation over people (Gwet 2014), t interval"
Family = dict[str, Coefficient]


def ranked(ratings: Ratings) -> bool:
    """Return whether a near miss differs from a far one; of two categories there is no other."""
    return ratings.kind != "named" or len(ratings.labels) == PAIR


def few_categories(ratings: Ratings) -> bool:
    """Return whether the values are few enough to be a scale of categories, and more than one."""
    return PAIR <= len(ratings.labels) <= MOST_CATEGORIES


def percent_agreement(ratings: Ratings) -> Coefficient:
    """Return the share of pairs of ratings of one person that are the same."""
    of = chance.counted_alike(ratings.codes)
    what = "share of pairs of ratings of one person that are the same"
    if len(ratings.raters) == PAIR:
        n = int(of.twice.sum())
        low, high = share_interval(round(of.observed * n), n)
        method = f"{what}; Wilson interval"
        return Coefficient(estimate=of.observed, low=low, high=high, n=n, method=method)
    figure = by_t(chance.percent(of), f"{what}; {_T}")
    return replace(figure, low=None if figure.low is None else max(figure.low, 0.0))


def by_t(found: Corrected, method: str) -> Coefficient:
    """Return a coefficient with its t interval, cut at 1."""
    half = None if found.se is None else t_upper(found.n - 1) * found.se
    return Coefficient(
        estimate=found.estimate,
        low=None if half is None else found.estimate - half,
        high=None if half is None else min(found.estimate + half, 1.0),
        se=found.se,
        n=found.n,
        method=method,
    )


def kappas(ratings: Ratings) -> Family:
    """Return kappa unweighted, linear and quadratic, as far as there is one."""
    if not few_categories(ratings):
        return {}
    found = {name: _kappa(ratings, name) for name in _weightings(ratings)}
    return {name: each for name, each in found.items() if each is not None}


def gwets(ratings: Ratings) -> Family:
    """Return AC1, and AC2 with linear and with quadratic weights."""
    if not few_categories(ratings):
        return {}
    keys = {"unweighted": "ac1", "linear": "ac2_linear", "quadratic": "ac2_quadratic"}
    names = {"unweighted": "Gwet AC1", "linear": "Gwet AC2 with linear weights"}
    names |= {"quadratic": "Gwet AC2 with quadratic weights"}
    found = {name: chance.gwet(_counted(ratings, name)) for name in _weightings(ratings)}
    return {
        keys[name]: by_t(each, f"{names[name]}; {_T}")
        for name, each in found.items()
        if each is not None
    }


def by_fleiss(ratings: Ratings) -> Family:
    """Return the kappa of Fleiss, by weights."""
    return _every(ratings, chance.fleiss, "kappa of Fleiss")


def by_brennan_prediger(ratings: Ratings) -> Family:
    """Return the coefficient of Brennan and Prediger, by weights."""
    return _every(ratings, chance.brennan_prediger, "coefficient of Brennan and Prediger")


def by_conger(ratings: Ratings) -> Family:
    """Return the kappa of Conger, by weights."""
    return _every(ratings, lambda of: chance.conger(of, ratings.codes), "kappa of Conger")


def alphas(ratings: Ratings, spec: Spec, first: Level, tick: Callable[[], None]) -> Family:
    """Return Krippendorff alpha at every level these ratings have; the bootstrap is of one."""
    lean = replace(spec, resamples=0)
    found = {
        level: _alpha(ratings, level, spec if level == first else lean, tick)
        for level in levels(ratings)
    }
    return {level: each for level, each in found.items() if each is not None}


def levels(ratings: Ratings) -> tuple[Level, ...]:
    """Return the levels of measurement at which alpha makes sense of these ratings."""
    match ratings.kind:
        case "named":
            return ("nominal",)
        case "ordered":
            return ("nominal", "ordinal")
        case _:
            below = bool((ratings.positions < 0).any()) or len(ratings.labels) > MOST_RATIOS
            whole: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
            return whole[:-1] if below else whole


def category_uses(ratings: Ratings) -> tuple[CategoryUse, ...]:
    """Return how often each category was given and, given one rater did, another did too."""
    if len(ratings.labels) > MOST_CATEGORIES:
        return ()
    counts = chance.count(ratings.codes, len(ratings.labels))
    given = counts.sum(axis=1)
    same = (counts * (counts - 1.0)).sum(axis=0)
    chances = (counts * (given - 1.0)[:, None]).sum(axis=0)
    total = counts.sum()
    return tuple(
        CategoryUse(
            category=label,
            ratings=int(counts[:, k].sum()),
            share=float(counts[:, k].sum() / total),
            agreement=float(same[k] / chances[k]) if chances[k] else None,
        )
        for k, label in enumerate(ratings.labels)
    )


def _weightings(ratings: Ratings) -> tuple[str, ...]:
    return tuple(WEIGHTS) if ranked(ratings) else ("unweighted",)


def _counted(ratings: Ratings, name: str) -> Counted:
    counts = chance.count(ratings.codes, len(ratings.labels))
    return chance.counted(counts, WEIGHTS[name](ratings.positions))


def _every(ratings: Ratings, measure: Callable[[Counted], Corrected | None], what: str) -> Family:
    if not few_categories(ratings):
        return {}
    found = {name: measure(_counted(ratings, name)) for name in _weightings(ratings)}
    return {
        name: by_t(each, f"{what}, {_how(name)}; {_T}")
        for name, each in found.items()
        if each is not None
    }


def _how(name: str) -> str:
    return "unweighted" if name == "unweighted" else f"with {name} weights"


def _kappa(ratings: Ratings, name: str) -> Coefficient | None:
    weights = WEIGHTS[name](ratings.positions)
    if len(ratings.raters) == PAIR:
        size = len(ratings.labels)
        two = weighted_kappa(cross_table(ratings.codes[:, 0], ratings.codes[:, 1], size), weights)
        method = f"Cohen's kappa {_how(name)}, of two raters; asymptotic standard error (Fleiss, "
        return None if two is None else _by_z(two, f"{method}Cohen and Everitt 1969)")
    several = mean_kappa(ratings.codes, weights)
    if several is None:
        return None
    of = several.pairs - several.undefined
    method = f"mean of Cohen's kappa {_how(name)} over {of} of {several.pairs} pairs of raters "
    return _by_z(several, f"{method}(Light); standard error by jackknife over people")


def _by_z(found: Kappa | MeanKappa, method: str) -> Coefficient:
    half = None if found.se is None else Z * found.se
    return Coefficient(
        estimate=found.estimate,
        low=None if half is None else max(found.estimate - half, -1.0),
        high=None if half is None else min(found.estimate + half, 1.0),
        se=found.se,
        n=found.n,
        method=method,
    )


def _alpha(
    ratings: Ratings, level: Level, spec: Spec, tick: Callable[[], None]
) -> Coefficient | None:
    values = ratings.values
    estimate = alpha(values, level)
    if estimate is None:
        return None
    n = int((ratings.given >= PAIR).sum())
    named = f"Krippendorff alpha, {level}"
    if spec.resamples:
        limits = bootstrap(values, level, resamples=spec.resamples, seed=spec.seed, tick=tick)
        low, high = limits or (None, None)
        method = f"{named}; bootstrap of people, {spec.resamples:,} resamples, seed {spec.seed}"
        return Coefficient(estimate=estimate, low=low, high=high, n=n, method=method)
    found = _alpha_by_weights(ratings, level)
    if found is None:
        return Coefficient(estimate=estimate, low=None, high=None, n=n, method=named)
    return replace(by_t(found, f"{named}; {_T}"), estimate=estimate)


def _alpha_by_weights(ratings: Ratings, level: Level) -> Corrected | None:
    """Return alpha with its standard error, by the weights that its squared differences make."""
    if not few_categories(ratings):
        return None
    counts = chance.count(ratings.codes[ratings.given >= PAIR], len(ratings.labels))
    squares = squared_difference(level, ratings.positions, counts.sum(axis=0))
    return chance.krippendorff(chance.counted(counts, 1.0 - squares / float(np.max(squares))))
