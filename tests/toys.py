"""Tables for the toy instruments, ways to bind and ask them, and packages for plug-ins."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import stamp_of
from riskservice.kit.dates import UNKNOWN, Ints, pack
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED
from riskservice.kit.instrument import Instrument
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Outcome
from riskservice.kit.tables import Table, decode
from tests import toy_instruments as toy

ON = dt.date(2026, 11, 24)

HEAD = """\
instrument = "{key}"
version = "{version}"
status = "in force"
effective_from = {start}
{more}

[[sources]]
id = "nobody"
cite = "Nobody, Numbers without meaning, 2026"
licence = "MIT"
"""

ADDITIVE = """
[steps.escapes]
at = [1, 3]
points = [0, 2, 3]
cite = "nobody"

[steps.setting]
at = [1, 2]
points = [0, 1, 1]
cite = "nobody"

[steps.transfers]
at = [2]
points = [0, 1]
cite = "nobody"
confidence = "unconfirmed"

[steps.tightness]
at = [1, 2]
points = [0, 0, 1]
cite = "nobody"

[constants]
armed_escape = { value = 1, cite = "nobody" }

[bands]
on = "points"
at = [2, 4, 7]
names = ["low", "medium", "high", "very_high"]
cite = "nobody"

[missing.armed]
counts_as = false
cite = "nobody"
why = "Unarmed until shown."

[rules.local]
value = true
cite = "nobody"
why = "So it was decided."
"""

AGED = """
[steps.age]
at = [25, 40]
points = [2, 1, 0]
cite = "nobody"

[steps.escapes]
at = [1]
points = [0, 2]
cite = "nobody"

[steps.setting]
at = [2]
points = [0, 1]
cite = "nobody"

[constants]
one_year = { value = "-3.5", cite = "nobody" }
by_setting = { value = "0.125", cite = "nobody" }

[bands]
at = [2, 4]
names = ["low", "medium", "high"]
cite = "nobody"

[levels.high]
title = "Really high"
cite = "nobody"

[rates.old]
cohort = "Nobody, ever."
years = [1, 2]
cite = "nobody"

[rates.old.percent]
low = ["1.5", 2]
medium = [3, 4]
high = [5, 6]

[missing.in_scope]
counts_as = "unchecked"
cite = "nobody"
why = "Asked only to keep the toy to its scope."

[missing.armed]
counts_as = false
cite = "nobody"
why = "Unarmed until shown."

[missing.transfers]
counts_as = "unchecked"
cite = "nobody"
why = "Asked only to check the escapes."
"""

HIGHEST = """
[steps.escapes]
at = [1, 3]
points = [1, 2, 3]
cite = "nobody"

[steps.setting]
at = [1, 2]
points = [2, 1, 3]
cite = "nobody"

[steps.armed]
at = [1]
points = [1, 4]
cite = "nobody"

[bands]
at = [2, 3, 4]
names = ["low", "medium", "high", "very_high"]
cite = "nobody"
"""

LOGISTIC = """
[steps.escapes]
at = [1, 2, 3]
points = [0, "0.1", "0.2", "0.7"]
cite = "nobody"

[steps.transfers]
at = [2, 3]
points = [0, "0.2", "0.45"]
cite = "nobody"

[steps.armed]
at = [1]
points = ["-0.3", "1.3"]
cite = "nobody"

[constants]
intercept = { value = "-2.25", cite = "nobody" }

[bands]
on = "percent"
at = [10, "20.1", 30]
names = ["low", "medium", "high", "very_high"]
cite = "nobody"

[rounding]
percent_places = 1
"""

BOTH = """
[steps.class_points]
at = [1, 2, 3]
points = [0, 1, 2, 3]
cite = "nobody"

[bands]
at = [1, 3, 5]
names = ["low", "medium", "high", "very_high"]
cite = "nobody"
"""

TEXTS = {
    "toy_additive": ADDITIVE,
    "toy_aged": AGED,
    "toy_highest": HIGHEST,
    "toy_logistic": LOGISTIC,
    "toy_both": BOTH,
}
DEFINITIONS = {
    definition.key: definition
    for definition in (toy.ADDITIVE, toy.AGED, toy.HIGHEST, toy.LOGISTIC, toy.BOTH)
}


def raw_table(
    text: str, key: str = "toy", version: str = "1", start: str = "2020-01-01", more: str = ""
) -> bytes:
    """Return the bytes of a table file; ``more`` goes between its head and its source."""
    return (HEAD.format(key=key, version=version, start=start, more=more) + text).encode()


def table_of(
    text: str, key: str = "toy", version: str = "1", start: str = "2020-01-01", more: str = ""
) -> Table:
    return decode(raw_table(text, key, version, start, more), f"{key}/{version}.toml")


def kernel_for(definition: Instrument, text: str) -> Kernel:
    """Return a definition bound to a table made of some text."""
    return Kernel(definition, table_of(text, definition.key))


def kernel(key: str, changed: Mapping[str, str] | None = None) -> Kernel:
    """Return a toy bound to its table, some of whose text may be changed first."""
    text = TEXTS[key]
    for old, new in (changed or {}).items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    definition = DEFINITIONS[key]
    parts = {part: kernel(part) for part in definition.parts}
    return Kernel(definition, table_of(text, key), parts)


def assessor(key: str, changed: Mapping[str, str] | None = None) -> InstrumentAssessor:
    bound = kernel(key, changed)
    return InstrumentAssessor(bound, stamp_of(bound.table))


def codes(bound: Kernel, on: dt.date = ON, **answers: Any) -> dict[str, int]:
    """Return the codes of some answers, UNKNOWN where nothing is said."""
    given = {key: question.encode(answers.get(key)) for key, question in bound.asked.items()}
    assert answers.keys() <= given.keys() | {q.key for q in bound.questions}
    return {"on": pack(on)} | given


def ask(bound: InstrumentAssessor, on: dt.date = ON, **answers: Any) -> Outcome:
    """Return the outcome of some answers that hold no contradiction."""
    outcome = bound.assess(answers, codes(bound.kernel, on, **answers))
    assert not isinstance(outcome, tuple), [str(fault) for fault in outcome]
    return outcome


def domain(bound: Kernel, key: str) -> range:
    question = bound.asked[key]
    assert question.size is not None
    return range(question.low or 0, question.size)


def everyone(bound: Kernel, on: dt.date = ON, *, unanswered: bool = False) -> dict[str, Ints]:
    """Return every possible record of an instrument without dates, as columns."""
    axes = [
        np.array([*([UNKNOWN] if unanswered else []), *domain(bound, key)]) for key in bound.asked
    ]
    grid = np.meshgrid(*axes, indexing="ij")
    columns = {key: axis.ravel() for key, axis in zip(bound.asked, grid, strict=True)}
    return {"on": np.full(grid[0].size, pack(on))} | columns


def completions_of(bound: Kernel, known: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Yield every way of answering what is open, unchecked questions left alone."""
    rules = bound.missing_rules
    gone = [
        key
        for key in bound.asked
        if known[key] == UNKNOWN and (key not in rules or rules[key].counts_as != "unchecked")
    ]
    for values in itertools.product(*(domain(bound, key) for key in gone)):
        yield dict(known) | dict(zip(gone, values, strict=True))


OUT = "not applicable"


def found(bound: Kernel, full: Mapping[str, int]) -> tuple[float, int] | str | None:
    """Return total and band of a full record; OUT where excluded, None where contradictory."""
    one = bound.evaluate(full)
    if one.status == SCORED:
        return one.total, bound.band(one.total, one.shift)
    assert one.status in (FAULTY, NOT_APPLICABLE)
    return OUT if one.status == NOT_APPLICABLE else None


def package(folder: Path, name: str, files: Mapping[str, bytes | str]) -> str:
    """Write a package that holds tables, and return its name."""
    root = folder / name
    root.mkdir(parents=True)
    (root / "__init__.py").write_text('"""Tables made by a test."""\n', encoding="utf-8")
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def rows(columns: Mapping[str, Ints], places: Iterable[int]) -> Iterator[dict[str, int]]:
    for i in places:
        yield {key: int(column[i]) for key, column in columns.items()}
