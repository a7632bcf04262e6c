"""Why a band changed: the rules, the answers, or time; and which answer decided it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from riskservice.kit.dates import unpack
from riskservice.rescoring.bands import OVERALL, standing
from riskservice.rescoring.changes import Changes, holds
from riskservice.rescoring.columns import People
from riskservice.rescoring.picking import Rows, at, dated, differing, exchanged
from riskservice.rescoring.rules import Rules

MOST_AT_ONCE = 200_000
"""Trials of a single answer that are scored in one go, to bound memory. [people]"""

CAUSES = ("rule", "clock", "data")

SCHEMA: Mapping[str, Any] = {
    "case_id": pl.String,
    "row_before": pl.UInt32,
    "row_after": pl.UInt32,
    "key": pl.String,
    "before": pl.String,
    "after_rule": pl.String,
    "after_clock": pl.String,
    "after": pl.String,
    "direction": pl.String,
    "rule": pl.Boolean,
    "clock": pl.Boolean,
    "data": pl.Boolean,
    "questions": pl.List(pl.String),
    "alone": pl.Boolean,
}


@dataclass(frozen=True, kw_only=True)
class Causes:
    """
    Why each changed person's standing changed, instrument by instrument.

    Attributes
    ----------
    frame : DataFrame
        One row per person and instrument that changed: ``before``, ``after_rule`` (last time's
        answers on last time's day, by this time's rules), ``after_clock`` (last time's answers
        today, by this time's rules), ``after``; ``direction`` (risen, fallen, or other where
        either end is no band); ``rule``, ``clock`` and ``data``, each true where its step changed
        the standing, null where it cannot be told; ``questions``, the answers that decided, and
        ``alone``: true where each of them does so by itself, false where only together.
    answers_known : bool
        Whether last time's answers were there. Without them, rule is whether the table changed,
        and data and clock cannot be told apart.
    """

    frame: pl.DataFrame
    answers_known: bool

    def counts(self, key: str = OVERALL) -> dict[str, int]:
        """Return for how many changed people each cause played a part; one may have several."""
        here = self.frame.filter(pl.col("key") == key)
        found = {cause: int(here[cause].sum() or 0) for cause in CAUSES}
        untold = here.select((pl.col("clock").is_null() & pl.col("data").is_null()).sum()).item()
        return found | {"untold": int(untold or 0)}


def attribute(
    changes: Changes, *, before: People, after: People, now: Rules, keys: Sequence[str] = ()
) -> Causes:
    """
    Return why each change came about, by changing one thing at a time.

    First the rules, then the day, then the answers; a cause counts where its step changes the
    standing.

    Parameters
    ----------
    changes : Changes
        Made of the results of these very blocks, so that its rows are theirs.
    before, after : People
    now : Rules
        This time's.
    keys : sequence of str, optional
        Instruments, or ``overall``; by default all that were compared.
    """
    keys = tuple(keys) or changes.keys
    people = changes.people.filter(pl.any_horizontal(holds("changed", key) for key in keys))
    old = at(before, people["row_before"].to_numpy().astype(np.int64))
    new = at(after, people["row_after"].to_numpy().astype(np.int64))
    by_rule = now.rescore_by(old, new.on)
    waited = dated(old, new.on)
    by_clock = now.rescore(waited)
    parts = []
    for key in keys:
        part = pl.concat(
            [
                _ends(people, key),
                _standings(by_rule, key, "after_rule"),
                _standings(by_clock, key, "after_clock"),
            ],
            how="horizontal",
        )
        changed = people.select(holds("changed", key)).to_series()
        parts.append(part.with_row_index("place").filter(changed))
    rows = pl.concat(parts).with_columns(
        rule=pl.col("before") != pl.col("after_rule"),
        clock=pl.col("after_rule") != pl.col("after_clock"),
        data=pl.col("after_clock") != pl.col("after"),
    )
    decided = _decisive(rows, waited, new, now)
    return Causes(frame=_finished(rows, decided), answers_known=True)


def attribute_results(
    changes: Changes,
    *,
    before: pl.DataFrame,
    after: pl.DataFrame,
    feeding: Sequence[str],
    keys: Sequence[str] = (),
) -> Causes:
    """
    Return what can be told of the causes when only last time's results are there.

    Parameters
    ----------
    before, after : DataFrame
        The results that were compared.
    feeding : sequence of str
        Instruments that feed the overall band; its rules changed where a table of theirs did.
    """
    parts = []
    for key in tuple(keys) or changes.keys:
        people = changes.of("changed", key)
        tables = feeding if key == OVERALL else (key,)
        rule = _tables_differ(people, before, after, tables)
        parts.append(_ends(people, key).with_columns(rule=rule))
    rows = pl.concat(parts).with_columns(
        after_rule=pl.lit(None, pl.String),
        after_clock=pl.lit(None, pl.String),
        clock=pl.lit(None, pl.Boolean),
        data=pl.lit(None, pl.Boolean),
    )
    return Causes(frame=_finished(rows, None), answers_known=False)


def _ends(people: pl.DataFrame, key: str) -> pl.DataFrame:
    step = pl.col(f"{key}_step")
    return people.select(
        "case_id",
        "row_before",
        "row_after",
        pl.lit(key).alias("key"),
        pl.col(f"{key}_before").alias("before"),
        pl.col(f"{key}_after").alias("after"),
        pl.when(step > 0)
        .then(pl.lit("risen"))
        .when(step < 0)
        .then(pl.lit("fallen"))
        .otherwise(pl.lit("other"))
        .alias("direction"),
    )


def _standings(frame: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    # A literal standing is one row long beside none; the case ids give it its length.
    return frame.select("case_id", standing(frame, key).alias(name)).drop("case_id")


def _finished(rows: pl.DataFrame, decided: pl.DataFrame | None) -> pl.DataFrame:
    if decided is None:
        rows = rows.with_columns(
            questions=pl.lit(None, pl.List(pl.String)), alone=pl.lit(None, pl.Boolean)
        )
    else:
        rows = rows.join(decided, on=["place", "key"], how="left", maintain_order="left")
    filled = rows.with_columns(pl.col("questions").fill_null(pl.lit([], pl.List(pl.String))))
    return filled.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


# Which answer decided ----------------------------------------------------------------------------


def _decisive(rows: pl.DataFrame, old: People, new: People, now: Rules) -> pl.DataFrame:
    """Return for each row whose answers moved it those that do alone, else all that differ."""
    moved = rows.filter("data").select("place", "key", "after")
    questions = now.service.registry.questions
    where = differing(old, new, questions)
    trials = _trials(where, np.unique(moved["place"].to_numpy()))
    asked = pl.DataFrame(
        [(key, question) for key in moved["key"].unique() for question in _asks(key, now, new)],
        schema={"key": pl.String, "question": pl.String},
        orient="row",
    )
    tried = moved.join(trials, on="place").join(asked, on=["key", "question"], how="semi")
    wanted = trials.join(tried, on="trial", how="semi", maintain_order="left")
    results = _tried(wanted, old, new, now, tuple(moved["key"].unique()))
    tried = tried.join(results, on=["trial", "key"], how="left").sort("trial")
    tried = tried.with_columns(alone=pl.col("after") == pl.col("gives"))
    return (
        tried.group_by("place", "key", maintain_order=True)
        .agg(
            pl.when(pl.col("alone").any())
            .then(pl.col("question").filter(pl.col("alone")).implode())
            .otherwise(pl.col("question").implode())
            .first()
            .alias("questions"),
            pl.col("alone").any(),
        )
        .with_columns(pl.col("place").cast(pl.UInt32))
    )


def _trials(where: Mapping[str, Any], places: Rows) -> pl.DataFrame:
    """Return one row per person and answer that differs: ``trial``, ``place``, ``question``."""
    parts = [
        pl.DataFrame({"place": places[differs[places]]}).with_columns(question=pl.lit(key))
        for key, differs in where.items()
    ]
    none = pl.DataFrame(schema={"place": pl.UInt32, "question": pl.String})
    return pl.concat([none, *(part.cast(none.schema) for part in parts)]).with_row_index("trial")


def _tried(
    trials: pl.DataFrame, old: People, new: People, now: Rules, keys: Sequence[str]
) -> pl.DataFrame:
    """Return the standing that each trial gives: ``trial``, ``key``, ``gives``."""
    parts = [pl.DataFrame(schema={"trial": pl.UInt32, "key": pl.String, "gives": pl.String})]
    for block in trials.iter_slices(MOST_AT_ONCE):
        rows = block["place"].to_numpy().astype(np.int64)
        number = block["question"].rank("dense")
        first = block.select("question", number.alias("number")).unique("number")
        codes = number.to_numpy()
        where = {name: codes == code for name, code in first.iter_rows()}
        people = exchanged(at(old, rows), at(new, rows), where, now.service.registry.questions)
        frame = now.rescore(people)
        parts += [
            pl.concat([block.select("trial"), _standings(frame, key, "gives")], how="horizontal")
            .with_columns(key=pl.lit(key))
            .select("trial", "key", "gives")
            for key in keys
        ]
    return pl.concat(parts)


def _asks(key: str, now: Rules, people: People) -> list[str]:
    if key != OVERALL:
        return sorted(now.asks(key))
    days = {unpack(int(day)) for day in np.unique(people.on)}
    feeding = dict.fromkeys(k for day in sorted(days) for k in now.feeding(day))
    return sorted(set().union(*(now.asks(k) for k in feeding)))


def _tables_differ(
    people: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, keys: Sequence[str]
) -> pl.Series:
    """Return for each person whether a table differs, null where none is told."""
    found = pl.Series([None] * len(people), dtype=pl.Boolean)
    for key in keys:
        name = f"{key}_table"
        if name in before.columns and name in after.columns:
            then = before[name].gather(people["row_before"])
            differs = then != after[name].gather(people["row_after"])
            found = pl.select(pl.coalesce(found | differs, found, differs)).to_series()
    return found
