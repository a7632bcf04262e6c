"""The people of a sample: what an instrument said of each, and what happened."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from riskservice.validation.estimates import Floats, Ints, Mask
from riskservice.validation.recalibration.following import Followed


@dataclass(frozen=True)
class Scored:
    """
    People with a score and an outcome.

    Attributes
    ----------
    total : ndarray of float64, shape (n,)
        Points, place of a line, or log-odds.
    chance : ndarray of float64, shape (n,)
        By the table they were scored with; NaN where it publishes none. [probability]
    band : ndarray of int64, shape (n,)
        Place of the band; -1 for none.
    outcome : ndarray of bool, shape (n,)
        By the horizon where there is one; of people censored before it, as seen.
    followed : Followed or None
        Follow-up, where somebody was censored before the horizon.
    """

    total: Floats
    chance: Floats
    band: np.ndarray[tuple[int], np.dtype[np.int64]]
    outcome: Mask
    followed: Followed | None = None

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def events(self) -> int:
        """People with the outcome, as seen."""
        return int(self.outcome.sum())

    @property
    def without(self) -> int:
        """People known not to have the outcome."""
        if self.followed is None:
            return len(self) - self.events
        return int(self.followed.weights.control.sum())

    @property
    def weight(self) -> Floats | None:
        """What each counts for those censored before the horizon; None where nobody was."""
        return None if self.followed is None else self.followed.weights.weight

    @property
    def open(self) -> Mask:
        """Who has a chance that is neither 0 nor 1, and so log-odds."""
        return (self.chance > 0) & (self.chance < 1)

    @property
    def line(self) -> Floats:
        """Log-odds; infinite where the chance is 0 or 1."""
        with np.errstate(divide="ignore"):
            return np.asarray(logit(self.chance), np.float64)

    def at(self, rows: Ints | Mask) -> "Scored":
        """Return some of them."""
        return Scored(
            self.total[rows],
            self.chance[rows],
            self.band[rows],
            self.outcome[rows],
            None if self.followed is None else self.followed.at(rows),
        )
