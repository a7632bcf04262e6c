"""What a reader must know before using a result: standing, historical, by missing-data rule."""

import datetime as dt
from collections.abc import Iterator

from riskservice.kit.blocks import Rates
from riskservice.kit.outcome import Notice, Stamp


def standing_notices(stamp: Stamp, withdrawn_on: dt.date | None) -> Iterator[Notice]:
    """Yield what every result made with a table must say."""
    if stamp.status == "draft":
        yield Notice(
            code="draft",
            text="DRAFT: made with numbers that nobody has released. For trying them out; not for "
            "a decision about anyone.",
        )
    if stamp.confidence == "unconfirmed":
        yield Notice(
            code="unconfirmed",
            text="Numbers of this table have not yet been compared with the publication they are "
            "taken from. Do not rely on the result alone.",
        )
    if stamp.status == "as deployed":
        yield Notice(
            code="as-deployed",
            text="Scored as the deployed official service scores, its disputed rules included.",
        )
    if withdrawn_on is not None:
        yield Notice(
            code="withdrawn",
            text=f"This instrument was withdrawn by {withdrawn_on}. For audit and rescoring of old "
            "files, not for new decisions.",
        )


def rate_text(rates: Rates, band: str) -> str:
    """Return historical rates of a class, called what they are."""
    figures = ", ".join(
        f"{value} per cent within {years} years"
        for years, value in zip(rates.years, rates.percent[band], strict=True)
    )
    return f"Historical rate of this class, not a present probability: {figures}. {rates.cohort}"
