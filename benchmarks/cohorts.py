"""Made-up people as columns in memory, and the work that no way of scoring them can spare."""

import dataclasses
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from riskservice.kit.dates import UNKNOWN
from riskservice.rescoring.columns import People, unanswered
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.synth import synthesise
from riskservice.scoring import service

ON = dt.date(2026, 11, 24)
SIZE = int(os.environ.get("RESCORING_PEOPLE", "100000"))
PREDICTORS = 6
MODELS = ("arp_static", "arp_dynamic", "vrp_static", "vrp_dynamic", "svrp_static", "svrp_dynamic")
SUITE = ("arp", "vrp", "svrp", "dc_srp", "iic_srp", "csrp", *MODELS)
"""The current suite: what is chosen, and both models of each predictor by their names."""
_OF_SEXUAL_OFFENCES = (
    "most_recent_sexual_offence_date",
    "stranger_victim",
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
    "indecent_image_sanctions",
)


def asked() -> tuple[str, ...]:
    """Return the questions of the suite."""
    here = service().registry
    assessors = [here.assessor(key, ON, here.ruleset()) for key in SUITE]
    questions = here.questions
    keys = {key for assessor in assessors if assessor is not None for key in assessor.asked}
    return tuple(key for key in questions if key in keys)


@cache
def with_gaps(n: int, seed: int = 1) -> People:
    """Return people of whom about a tenth of the answers of an assessment are missing."""
    questions = {key: service().registry.questions[key] for key in asked()}
    frame = synthesise(questions, n, on=ON, seed=seed)
    people, _ = Decoder(questions, frame.columns).decode(frame, 1)
    return people


@cache
def complete(n: int) -> People:
    """Return people who answered everything, gaps filled with the answers of others."""
    people = with_gaps(n + n // 4)
    questions = service().registry.questions
    sexual = people.columns["ever_sexual_offence"] == 1
    columns = {}
    for key, column in people.columns.items():
        gap = column == unanswered(questions[key])
        if key in _OF_SEXUAL_OFFENCES:
            gap &= sexual
        filled = column.copy()
        filled[gap] = np.resize(
            column[~gap & (sexual | (key not in _OF_SEXUAL_OFFENCES))], gap.sum()
        )
        columns[key] = filled
    filled_in = dataclasses.replace(people, columns=columns)
    found = Rescorer(service(), instruments=SUITE, ranges="none").rescore(filled_in)
    settled = pl.all_horizontal(
        pl.col(f"{key}_outcome").is_in(["scored", "not_applicable"]) for key in SUITE
    )
    rows = found.select(settled.arg_true()).to_series().to_numpy()[:n]
    assert len(rows) == n
    return part(filled_in, rows)


def part(people: People, rows: Any) -> People:
    """Return some people of a block."""
    return People(
        case_id=people.case_id.gather(rows),
        on=people.on[rows],
        columns={key: column[rows] for key, column in people.columns.items()},
        sound=people.sound[rows],
    )


def irreducible(people: People) -> Callable[[], None]:
    """
    Return the least that can be done: what any way of scoring them has to do at the least.

    Copies the input columns, takes one exponential and one logarithm for each predictor, and writes
    for each instrument a percentage, an outcome and a band.
    """
    n = len(people)
    figures = np.linspace(0.1, 4, n)
    percent, word = np.full(n, 12.34), np.zeros(n, dtype=np.uint8)

    def least() -> None:
        copied = [column.copy() for column in people.columns.values()]
        worked = [(np.exp(figures), np.log(figures)) for _ in range(PREDICTORS)]
        written = [(percent.copy(), word.copy(), word.copy()) for _ in SUITE]
        assert len(copied) + len(worked) + len(written) > 0

    return least


def used(*functions: Callable[[], Any], rounds: int = 5) -> list[float]:
    """
    Return the least processor time of each, called in turn. [seconds]

    Processor time, and not the time on the clock, because others may run on the same machine; with
    one thread the two are the same where nobody does.
    """
    spent: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, times in zip(functions, spent, strict=True):
            begun = time.process_time()
            function()
            times.append(time.process_time() - begun)
    return [min(times) for times in spent]


def exhausted(blocks: Iterator[Any]) -> None:
    """Go through everything."""
    for _ in blocks:
        pass


def known(codes: Any) -> Any:
    """Return dates with 0 for one that is not known, as plain programs mark it."""
    return np.where(codes == UNKNOWN, 0, codes).astype(np.int32)
