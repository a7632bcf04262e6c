"""The people of a sample: what an instrument said of each, and what happened."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from riskservice.validation.estimates import Floats, Mask


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
    """

    total: Floats
    chance: Floats
    band: np.ndarray[tuple[int], np.dtype[np.int64]]
    outcome: Mask

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def events(self) -> int:
        """People with the outcome."""
        return int(self.outcome.sum())

    @property
    def open(self) -> Mask:
        """Who has a chance that is neither 0 nor 1, and so log-odds."""
        return (self.chance > 0) & (self.chance < 1)

    @property
    def line(self) -> Floats:
        """Log-odds; infinite where the chance is 0 or 1."""
        with np.errstate(divide="ignore"):
            return np.asarray(logit(self.chance), np.float64)

    def at(self, rows: "np.ndarray[tuple[int], np.dtype[np.int64]] | Mask") -> "Scored":
        """Return some of them."""
        return Scored(self.total[rows], self.chance[rows], self.band[rows], self.outcome[rows])
