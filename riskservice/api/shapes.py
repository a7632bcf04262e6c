"""What the catalogue and the health pages give back; results and plans have their own types."""

import datetime as dt
from typing import Any, Literal

from msgspec import Struct

from riskservice.api.problems import Problem
from riskservice.errors import Fault
from riskservice.kit.blocks import PolicyLine, Rule, Source
from riskservice.kit.outcome import Confidence
from riskservice.policies import Policy
from riskservice.rulesets import Ruleset

Status = Literal["UP", "DOWN"]


class TableSummary(Struct, frozen=True, kw_only=True):
    """One release of an instrument's numbers: when, how sure, and on whose word."""

    instrument: str
    version: str
    status: str
    effective_from: dt.date
    effective_to: dt.date | None
    withdrawn_on: dt.date | None
    corrects: str
    note: str
    confidence: Confidence
    digest: str
    sources: tuple[Source, ...]


class TableDetail(TableSummary, frozen=True, kw_only=True):
    """A table with its disputed and local rules, and any house policy for an indicated level."""

    rules: dict[str, Rule]
    house_policy: tuple[PolicyLine, ...]


class Tables(Struct, frozen=True, kw_only=True):
    """Every table of every instrument, and every grid for the overall band."""

    tables: tuple[TableDetail, ...]
    policies: tuple[Policy, ...]


class Rulesets(Struct, frozen=True, kw_only=True):
    """Every named choice of tables."""

    default: str
    rulesets: tuple[Ruleset, ...]


class InstrumentSummary(Struct, frozen=True, kw_only=True):
    """
    An installed instrument.

    Attributes
    ----------
    covers : str
        Side of the overall grid it can feed: static, dynamic or harm.
    parts : tuple of str
        Instruments it is made of.
    part_of : str
        Instrument it is a model of; it is then scored by itself only when asked for by name.
    table : TableSummary or None
        Table in force on the day asked for; None when there was none.
    """

    key: str
    title: str
    about: str
    kind: Literal["instrument", "judgement", "choice"]
    covers: str
    parts: tuple[str, ...]
    part_of: str
    question_count: int
    table: TableSummary | None


class Instruments(Struct, frozen=True, kw_only=True):
    """Every installed instrument, parts before what is made of them."""

    on: dt.date
    instruments: tuple[InstrumentSummary, ...]


class QuestionDetail(Struct, frozen=True, kw_only=True):
    """
    A question as the form asks it.

    Attributes
    ----------
    choices : dict of str to str
        Value to wording.
    low, high : int or None
        Bounds of a count, both allowed.
    """

    key: str
    wording: str
    guidance: str
    kind: str
    choices: dict[str, str]
    low: int | None
    high: int | None


class InstrumentDetail(InstrumentSummary, frozen=True, kw_only=True):
    """An instrument with its questions, all its tables, and the JSON schema of its answers."""

    on: dt.date
    questions: tuple[QuestionDetail, ...]
    tables: tuple[TableDetail, ...]
    answers_schema: dict[str, Any]


class RefusedCase(Struct, frozen=True, kw_only=True):
    """
    A case of a list that cannot be scored; the others are not touched by it.

    Attributes
    ----------
    case_id : str or None
        As it was sent, where it can be read.
    """

    case_id: str | None
    problem: Problem


class Component(Struct, frozen=True, kw_only=True):
    """One thing the service needs, and what is wrong with it."""

    status: Status
    details: dict[str, int] = {}
    faults: tuple[Fault, ...] = ()


class Health(Struct, frozen=True, kw_only=True):
    """Whether the service can work, component by component."""

    status: Status
    components: dict[str, Component] = {}


class Build(Struct, frozen=True, kw_only=True):
    """What was built."""

    name: str
    version: str


class Info(Struct, frozen=True, kw_only=True):
    """What is running."""

    build: Build
    python: str
    instruments: int
