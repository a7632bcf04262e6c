"""Made-up people whose outcomes follow a known recalibration; plainly synthetic."""

import datetime as dt
from typing import Any

import numpy as np
from scipy.special import expit

from riskservice.kit.kernel import Kernel
from riskservice.scoring import service
from riskservice.validation.recalibration.base import base_of
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.results import Asked

ON = dt.date(2026, 11, 24)


def kernel_of(key: str, version: str | None = None) -> Kernel:
    return base_of(service().registry, key, ON, version)[1]


def people_of(
    kernel: Kernel, n: int, *, intercept: float = 0.0, slope: float = 1.0, seed: int = 5
) -> Scored:
    """Return people whose log-odds are ``intercept + slope`` times what the table says."""
    chance = np.random.default_rng(seed)
    match kernel.instrument.unit:
        case "points":
            low, high = kernel.scale.low, kernel.scale.high
            total = low + chance.binomial(high - low, 0.45, n).astype(np.float64)
        case "line":
            total = chance.integers(0, len(kernel.table.lines), n).astype(np.float64)
        case _:
            total = chance.normal(-0.5, 1.2, n)
    p, _, band = kernel.scale.many(total)
    with np.errstate(divide="ignore"):
        line = np.log(p) - np.log1p(-p)
    if np.isnan(p).all():
        line = total - total.mean()
    happened = chance.random(n) < expit(intercept + slope * line)
    return Scored(total, p, band.astype(np.int64), happened)


def asked(method: str, **changes: Any) -> Asked:
    told: dict[str, Any] = {
        "version": f"2026.1-{method}-draft",
        "made_on": ON,
        "method": method,
        "sample": "Synthetic people, drawn for a test",
        "outcome": "Drawn from the chance of the table, moved",
        "source": "Nobody (2026), made up",
        "first_day": dt.date(2018, 1, 1),
        "last_day": dt.date(2024, 12, 31),
    }
    return Asked(**(told | changes))
