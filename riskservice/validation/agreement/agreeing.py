"""Raters compared: every figure the field expects, and why where one cannot be given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from msgspec.structs import replace

from riskservice.validation.agreement import families
from riskservice.validation.agreement.basis import Frame, NotGiven
from riskservice.validation.agreement.bias import MOST_CATEGORIES, biases
from riskservice.validation.agreement.families import MOST_RATIOS, Family
from riskservice.validation.agreement.intraclass import cronbach_alpha, intraclass, measurement
from riskservice.validation.agreement.ratings import Ratings, read_ratings
from riskservice.validation.agreement.results import (
    Agreement,
    Coefficient,
    Intervals,
    Intraclass,
    Measurement,
    OtherForms,
)
from riskservice.validation.agreement.scales import PAIR
from riskservice.validation.agreement.spec import Level, Spec
from riskservice.validation.agreement.weights import WEIGHTS

_FIGURES = (
    "weighted_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "icc_a1",
    "icc_ak",
    "measurement",
    "cronbach_alpha",
)
Tick = Callable[[], None]
_NUMERIC = ("icc_a1", "icc_ak", "measurement", "cronbach_alpha")


def agree(
    columns: Mapping[str, Sequence[Any]], spec: Spec, *, tick: Tick | None = None
) -> Agreement:
    """
    Return how far raters agree.

    Parameters
    ----------
    columns : mapping of str to sequence, each of length rows
        A row for each person, a column for each rater; None, NaN or blank where not rated.
    spec : Spec
    tick : callable, optional
        Called from time to time; what it raises ends the run.

    Returns
    -------
    Agreement
        What cannot be given is None and is explained in ``not_given``.

    Raises
    ------
    UnusableRatings
        With every fault of the columns, each with its rows.
    """
    return compare(read_ratings(columns, spec), spec, tick=tick)


def compare(ratings: Ratings, spec: Spec, *, tick: Tick | None = None) -> Agreement:
    """Return how far raters agree whose ratings are read already."""
    go_on = tick or _on
    go_on()
    n = int((ratings.given >= PAIR).sum())
    level = spec.level or _level(ratings)
    percent = families.percent_agreement(ratings)
    several = n >= PAIR
    kappa = families.kappas(ratings) if several else {}
    go_on()
    gwet = families.gwets(ratings) if several else {}
    alphas = families.alphas(ratings, spec, level, go_on) if several else {}
    go_on()
    forms, scores, cronbach = _of_numbers(ratings)
    ac1, ac2 = gwet.get("ac1"), gwet.get(f"ac2_{spec.weights}")
    weighted, alpha = kappa.get(spec.weights), alphas.get(level)
    weights = WEIGHTS[spec.weights](ratings.positions) if families.few_categories(ratings) else None
    found = Agreement(
        n=n,
        icc_a1=forms.get("ICC(A,1)"),
        weighted_kappa=weighted,
        gwet_ac1=_plain(ac1),
        gwet_ac2=_plain(ac2),
        krippendorff_alpha=_plain(alpha),
        percent_agreement=percent.estimate,
        icc_ak=forms.get("ICC(A,k)"),
        intervals=Intervals(
            percent_agreement=percent, gwet_ac1=ac1, gwet_ac2=ac2, krippendorff_alpha=alpha
        ),
        measurement=scores,
        cronbach_alpha=cronbach,
        bias=tuple(biases(ratings, weights if families.ranked(ratings) else None)),
        categories=families.category_uses(ratings),
        other_forms=_other_forms(ratings, kappa, gwet, alphas, forms),
        frame=_frame(ratings, spec, level),
        left_out=ratings.left_out,
        not_given=(),
        notes=tuple(_notes(ratings, percent)),
    )
    return replace(found, not_given=tuple(_not_given(ratings, found)))


def _on() -> None:
    pass


def _level(ratings: Ratings) -> Level:
    if ratings.kind == "named":
        return "nominal"
    return "ordinal" if ratings.scale_given else "interval"


def _plain(figure: Coefficient | None) -> float | None:
    return None if figure is None else figure.estimate


def _of_numbers(
    ratings: Ratings,
) -> tuple[dict[str, Intraclass], Measurement | None, Coefficient | None]:
    """Return what rests on numbers of people whom everybody rated."""
    if _why_no_numbers(ratings):
        return {}, None, None
    complete = ratings.values[ratings.given == len(ratings.raters)]
    forms = intraclass(complete)
    return forms, measurement(complete, forms["ICC(A,1)"].estimate), cronbach_alpha(complete)


def _other_forms(
    ratings: Ratings,
    kappa: Family,
    gwet: Family,
    alphas: Family,
    forms: dict[str, Intraclass],
) -> OtherForms:
    several = bool(kappa or gwet or alphas)
    return OtherForms(
        kappa=kappa,
        gwet=gwet,
        alpha=alphas,
        intraclass=forms,
        fleiss_kappa=families.by_fleiss(ratings) if several else {},
        conger_kappa=families.by_conger(ratings) if several else {},
        brennan_prediger=families.by_brennan_prediger(ratings) if several else {},
    )


def _frame(ratings: Ratings, spec: Spec, level: Level) -> Frame:
    given = ratings.given
    gave = (ratings.codes >= 0).sum(axis=0).tolist()
    return Frame(
        raters=ratings.raters,
        unit=spec.unit,
        kind=ratings.kind,
        scale=ratings.labels if len(ratings.labels) <= MOST_CATEGORIES else (),
        scale_given=ratings.scale_given,
        weights=spec.weights,
        level=level,
        rows=ratings.rows,
        rated=len(given),
        rated_twice=int((given >= PAIR).sum()),
        complete=int((given == len(ratings.raters)).sum()),
        ratings=dict(zip(ratings.raters, gave, strict=True)),
    )


# What cannot be given ----------------------------------------------------------------------------


def _not_given(ratings: Ratings, found: Agreement) -> Iterator[NotGiven]:
    lacking = [name for name in _FIGURES if getattr(found, name) is None]
    told: dict[tuple[str, str], list[str]] = {}
    for name in lacking:
        reason = (
            _why_no_numbers(ratings)
            if name in _NUMERIC
            else _why_not(ratings, name, found.frame.level)
        )
        told.setdefault(reason or _ALIKE, []).append(name)
    for (why, way_out), names in told.items():
        yield NotGiven(figures=tuple(names), why=why, way_out=way_out)


_ALIKE = (
    "the ratings hardly vary, so that nothing can be corrected for chance",
    "Percent agreement can be given; add people who differ.",
)


def _why_not(ratings: Ratings, name: str, level: Level) -> tuple[str, str] | None:
    several = int((ratings.given >= PAIR).sum()) >= PAIR
    used = np.unique(ratings.codes[ratings.codes >= 0])
    if not several:
        return (
            "only one person was rated twice",
            "Percent agreement can be given; the rest needs two people at the very least.",
        )
    if name == "krippendorff_alpha" and level not in families.levels(ratings):
        why = f"these ratings have no {level} level"
        if level == "ratio" and ratings.kind == "numbers":
            why = f"the ratio level is of numbers from nought, of {MOST_RATIOS} different ones at "
            why += "most"
        return why, f"It can be {' or '.join(families.levels(ratings))}."
    if len(used) == 1 and not (name.startswith("gwet") and ratings.scale_given):
        why = f"every rating is {ratings.labels[used[0]]}: without variation there is no telling "
        way_out = "Percent agreement can be given; Gwet AC1 and AC2 too, once every category is "
        return f"{why}agreement from chance", f"{way_out}named as the scale."
    if len(ratings.labels) > MOST_CATEGORIES and name != "krippendorff_alpha":
        return (
            f"{len(ratings.labels):,} different values are measurements and no scale of categories",
            "Use the ICC for numbers, or put the numbers into bands and compare those.",
        )
    if not families.ranked(ratings):
        return (
            "these words have no order, so that near and far misses cannot be told apart",
            "Name every category from lowest to highest as the scale.",
        )
    return None


def _why_no_numbers(ratings: Ratings) -> tuple[str, str] | None:
    if ratings.kind != "numbers":
        return (
            "the ratings are words, and these figures are of numbers such as total scores",
            "Use weighted kappa and Gwet AC2 for words; give columns of numbers for these.",
        )
    complete = ratings.values[ratings.given == len(ratings.raters)]
    if len(complete) < PAIR:
        return (
            f"{'nobody was' if not len(complete) else 'only one person was'} rated by every rater",
            "Leave out the rater with most gaps; Krippendorff alpha takes gaps as they are.",
        )
    if (complete == complete[0]).all():
        return (
            "every rater gave everybody the same, so that people do not differ",
            "Add people who differ; percent agreement can be given.",
        )
    return None


# What to know beforehand -------------------------------------------------------------------------


def _notes(ratings: Ratings, percent: Coefficient) -> Iterator[str]:
    yield from ratings.notes
    if not ratings.scale_given and PAIR <= len(ratings.labels) <= MOST_CATEGORIES:
        yield (
            f"The categories are the {len(ratings.labels)} that occur. Gwet AC1 and AC2 depend on "
            "how many there are: name the scale where it has some that nobody used."
        )
    for name, codes in zip(ratings.raters, ratings.codes.T, strict=True):
        used = np.unique(codes[codes >= 0])
        if len(used) == 1 and len(np.unique(ratings.codes[ratings.codes >= 0])) > 1:
            yield (
                f"{name} gave everybody {ratings.labels[used[0]]}: kappa with such a rater is "
                "nought, however often others gave the same."
            )
    if percent.estimate == 1.0:
        yield (
            "The raters never differed. An interval without width is arithmetic, not certainty: "
            "look at how many people there are."
        )
    if len(ratings.raters) > PAIR:
        pairs = len(list(combinations(ratings.raters, PAIR)))
        yield f"Kappa is of two raters; the weighted kappa is the mean over {pairs} pairs of them."
