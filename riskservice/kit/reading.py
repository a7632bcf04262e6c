"""
Results of other instruments as columns: what a composite reads, whether or not there is a result.

For each instrument read there are three columns: ``<key>_band``, the place of its band;
``<key>_percent``, its published percentage in hundredths; and ``<key>_model``, dynamic or static.
Where there is no result each holds its last value, *none*: that is an answer, not an unknown.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from riskservice.kit.evaluation import NOT_APPLICABLE, NOT_SCORABLE, SCORED, Figures
from riskservice.kit.outcome import NotApplicable, Outcome, Scored
from riskservice.kit.questions import Question

HUNDREDTHS = 10_000
_GUIDANCE = "Filled in from the result; never asked."
MODELS = ("dynamic", "static", "none")


def read_questions(key: str, bands: Sequence[str]) -> Iterator[Question]:
    """Yield the columns that hold one instrument's result."""
    yield Question(
        key=f"{key}_band",
        wording=f"Band of {key}",
        kind="choice",
        choices=(*bands, "not_applicable", "none"),
        size=len(bands) + 2,
        guidance=_GUIDANCE,
    )
    yield Question(
        key=f"{key}_percent",
        wording=f"Percentage of {key}, in hundredths",
        kind="count",
        low=0,
        high=HUNDREDTHS,
        size=HUNDREDTHS + 1,
        guidance=_GUIDANCE,
    )
    yield Question(
        key=f"{key}_model",
        wording=f"Model of {key}",
        kind="choice",
        choices=MODELS,
        size=len(MODELS),
        guidance=_GUIDANCE,
    )


def read_codes(
    key: str, found: Outcome | Figures | None, bands: Sequence[str]
) -> Mapping[str, int]:
    """Return the codes of those columns for one result; None is no result."""
    result = found if isinstance(found, Figures) else _figures(found)
    band, percent, model = len(bands) + 1, HUNDREDTHS, "none"
    if result.status == NOT_APPLICABLE:
        band = len(bands)
    elif result.status == SCORED:
        model = "static" if result.model == "static" else "dynamic"
        if result.band is not None:
            band = bands.index(result.band)
        if not math.isnan(result.percent):
            percent = round(result.percent * 100)
    names = _columns(key)
    return {names[0]: band, names[1]: percent, names[2]: MODELS.index(model)}


@cache
def _columns(key: str) -> tuple[str, str, str]:
    return f"{key}_band", f"{key}_percent", f"{key}_model"


def _figures(outcome: Outcome | None) -> Figures:
    if isinstance(outcome, Scored):
        percent = math.nan if outcome.percent is None else outcome.percent
        return Figures(SCORED, math.nan, percent, outcome.band, outcome.model or "")
    status = NOT_APPLICABLE if isinstance(outcome, NotApplicable) else NOT_SCORABLE
    return Figures(status, math.nan, math.nan, None)
