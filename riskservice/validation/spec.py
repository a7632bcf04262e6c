"""What is to be validated: which column is what, and the choices made beforehand."""

import msgspec

from riskservice.registry import Registry

SUPPRESS_BELOW = 10
"""Events under which figures of a group are withheld."""
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
"""Of net benefit, where none are given."""
IMPUTATIONS = 20
"""Of missing items, where no number is given."""


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Columns and choices of a validation.

    Attributes
    ----------
    score : str
        Column of the score; higher means higher risk.
    outcome : str
        Column of the outcome, 0 or 1. With `time` and without `event`, whether follow-up ended
        with the event.
    time : str, optional
        Column of the length of follow-up.
    event : str, optional
        Column that says whether `time` ended with the event, where the outcome is another one,
        for instance within a fixed window.
    competing : str, optional
        Column, 0 or 1: follow-up ended with death, recall or custody, which ends the chance.
    horizon : float, optional
        Time by which the event counts, in the unit of `time`.
    times : tuple of float
        Further times at which to give AUC(t).
    band : str, optional
        Column of the band.
    bands : tuple of str
        Bands from low to high; by default in the order of their mean score.
    reference_band : str, optional
        Band that others are compared with; by default the lowest that had an event.
    expected : str, optional
        Column of the probability of the outcome by a norm table, 0 to 1.
    expected_events : str, optional
        Column of the events expected over each person's own follow-up.
    compare : str, optional
        Column of another score of the same people.
    compare_band : str, optional
        Column of the band by another judgement, with the same names.
    added : tuple of str
        Columns of judgements whose gain over the score is tested.
    groups : tuple of str
        Columns of subgroups.
    unit : str, optional
        Column that says whom a row is about; people in several rows are told.
    date : str, optional
        Column of the day on which time at risk began.
    items : tuple of str
        Columns of items whose missing values are counted.
    applies : str, optional
        Column, 0 or 1: whether the instrument is meant for the person. Who has an item missing and
        no score is imputed one only where it is 1.
    cuts : tuple of float
        Lowest scores called high; by default where bands begin.
    thresholds : tuple of float
        Probabilities for net benefit.
    suppress_below : int
        Events under which figures of a group are withheld.
    withhold_small : bool
        Withhold the numbers of events of such groups too, and of one more where a single one
        could be worked out.
    replicates : int
        Of the bootstrap of the AUC; 0 for none.
    imputations : int
        Times that the gaps of `items` are filled for an analysis beside the one proper; 0 for
        none.
    seed : int
        Of the bootstrap and the imputations.
    """

    score: str
    outcome: str
    time: str | None = None
    event: str | None = None
    competing: str | None = None
    horizon: float | None = None
    times: tuple[float, ...] = ()
    band: str | None = None
    bands: tuple[str, ...] = ()
    reference_band: str | None = None
    expected: str | None = None
    expected_events: str | None = None
    compare: str | None = None
    compare_band: str | None = None
    added: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    unit: str | None = None
    date: str | None = None
    items: tuple[str, ...] = ()
    applies: str | None = None
    cuts: tuple[float, ...] = ()
    thresholds: tuple[float, ...] = THRESHOLDS
    suppress_below: int = SUPPRESS_BELOW
    withhold_small: bool = False
    replicates: int = 0
    imputations: int = IMPUTATIONS
    seed: int = 1


def score_column(registry: Registry, instrument: str) -> str:
    """
    Return the column that has the score of an instrument: points where it counts them, or percent.

    Raises
    ------
    UnknownName
    """
    definition = registry.definition(instrument)
    in_points = getattr(definition, "unit", None) == "points"
    return f"{instrument}_points" if in_points else f"{instrument}_percent"
