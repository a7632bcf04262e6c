"""What a table says that was fitted anew to a sample of people with outcomes."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from riskservice.kit.blocks import Cited, Floats

Method = Literal["intercept", "slope", "rates"]
Count = Annotated[int, Meta(ge=0)]


class Chances(Cited, frozen=True, kw_only=True):
    """
    Chance by total, in place of the formula the instrument came with.

    Attributes
    ----------
    at : tuple of Decimal
        Rising totals; the first chance holds below the first of them. [points]
    chance : tuple of Decimal
        One more than there are totals. [probability]
    """

    at: tuple[Decimal, ...]
    chance: tuple[Decimal, ...]

    def misshapen(self) -> Iterator[str]:
        """Yield whether chances and totals do not fit together."""
        if len(self.chance) != len(self.at) + 1:
            yield f"{len(self.at)} totals need {len(self.at) + 1} chances, not {len(self.chance)}"
        if not all(low < high for low, high in pairwise(self.at)):
            yield "the totals must rise"
        for chance in self.chance:
            if not 0 <= chance <= 1:
                yield f"the chance {chance} does not lie from 0 to 1"

    def look_up(self, totals: Floats) -> Floats:
        """Return the chance of each total. Shape of ``totals``. [probability]"""
        at = np.asarray(self.at, dtype=np.float64)
        place = np.searchsorted(at, totals, side="right")
        return np.asarray(self.chance, dtype=np.float64)[place]


class Refit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How and on whom a table was recalibrated.

    Attributes
    ----------
    base, base_digest : str
        Version and fingerprint of the table it started from.
    method : {"intercept", "slope", "rates"}
    intercept, slope : Decimal or None
        New log-odds are ``intercept + slope`` times the old ones; None for rates.
    sample : str
        Whom it was fitted to, in the words of the researcher.
    first_day, last_day : date
        Of the sample.
    people, events : int
        Who were used.
    folds, seed : int
        Of the cross-validation.
    horizon : Decimal or None
        Time by which the outcome counts, where people were followed for different times.
    unit : str
        Of the horizon.
    censored : int or None
        People whose follow-up ended before the horizon without the outcome.
    follow_up : str
        How they were dealt with.
    """

    base: str
    base_digest: str
    method: Method
    intercept: Decimal | None = None
    slope: Decimal | None = None
    sample: str
    first_day: dt.date
    last_day: dt.date
    people: Count
    events: Count
    folds: Count
    seed: Count
    horizon: Decimal | None = None
    unit: str = ""
    censored: Count | None = None
    follow_up: str = ""

    @property
    def counted(self) -> str:
        """Who was used, and by when the outcome counted."""
        found = f"{self.people} people, {self.events} with the outcome"
        if self.horizon is None:
            return found
        return f"{found} by {self.horizon:f} {self.unit}, {self.censored} censored before it"
