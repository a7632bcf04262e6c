"""
Results of other instruments as columns: what a composite reads, whether or not there is a result.

For each instrument read there are three columns: ``<key>_band``, the place of its band;
``<key>_percent``, its published percentage in hundredths; and ``<key>_model``, dynamic or static.
Where there is no result each holds its last value, *none*: that is an answer, not an unknown.
"""

from collections.abc import Iterator, Mapping, Sequence

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


def read_codes(key: str, outcome: Outcome | None, bands: Sequence[str]) -> Mapping[str, int]:
    """Return the codes of those columns for one result; None is no result."""
    scored = outcome if isinstance(outcome, Scored) else None
    band = len(bands) + 1
    if isinstance(outcome, NotApplicable):
        band = len(bands)
    elif scored is not None and scored.band is not None:
        band = bands.index(scored.band)
    percent = HUNDREDTHS
    if scored is not None and scored.percent is not None:
        percent = round(scored.percent * 100)
    model = MODELS.index("none")
    if scored is not None:
        model = MODELS.index("static" if scored.model == "static" else "dynamic")
    return {f"{key}_band": band, f"{key}_percent": percent, f"{key}_model": model}
