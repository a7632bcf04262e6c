"""From points to chances, for the scales that add up points."""

import numpy as np

from riskservice.kit import Floats, Table


def logistic(total: Floats, intercept: str, table: Table) -> Floats:
    """
    Return the chance that belongs to points.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        [points]
    intercept : str
        Constant of the table that belongs to the period.

    Returns
    -------
    ndarray of float64, shape (n,)
        ``1 / (1 + exp(-(intercept + per_point * total)))``, in IEEE doubles. [probability]
    """
    c = table.numbers
    chance: Floats = 1 / (1 + np.exp(-(c[intercept] + c["per_point"] * total)))
    return chance
