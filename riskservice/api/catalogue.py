"""Instruments, questions, tables and rulesets as the API shows them."""

import datetime as dt
from functools import cache
from typing import Any

import msgspec

from riskservice.api.shapes import (
    InstrumentDetail,
    Instruments,
    InstrumentSummary,
    QuestionDetail,
    Rulesets,
    TableDetail,
    Tables,
    TableSummary,
)
from riskservice.kit.assessors import Definition
from riskservice.kit.questions import Answers, Question, questions_of
from riskservice.kit.tables import Table
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import Service


def instruments(registry: Registry, on: dt.date) -> Instruments:
    """Return every instrument with its table in force on a day."""
    found = (
        InstrumentSummary(**_summary(registry, definition, on))
        for definition in registry.definitions.values()
    )
    return Instruments(on=on, instruments=tuple(found))


def instrument(registry: Registry, definition: Definition, on: dt.date) -> InstrumentDetail:
    """Return one instrument with its questions and all its tables."""
    return InstrumentDetail(
        **_summary(registry, definition, on),
        on=on,
        questions=tuple(_question(q) for q in questions_of(definition.answers)),
        tables=tuple(table_detail(table) for table in registry.tables[definition.key]),
        answers_schema=answers_schema(definition.answers),
    )


def tables(service: Service) -> Tables:
    """Return every table of every instrument, and every grid."""
    found = (table for each in service.registry.tables.values() for table in each)
    return Tables(tables=tuple(map(table_detail, found)), policies=tuple(service.policies))


def rulesets(registry: Registry) -> Rulesets:
    """Return every ruleset."""
    return Rulesets(default=DEFAULT_RULESET, rulesets=tuple(registry.rulesets.values()))


@cache
def answers_schema(answers: type[Answers]) -> dict[str, Any]:
    """Return the JSON schema of an instrument's answers, made once."""
    return msgspec.json.schema(answers)


def table_detail(table: Table) -> TableDetail:
    """Return a table with its rules."""
    return TableDetail(**_table(table), rules=table.rules, house_policy=table.policy)


def _summary(registry: Registry, definition: Definition, on: dt.date) -> dict[str, Any]:
    table = registry.table(definition.key, on, registry.ruleset())
    return {
        "key": definition.key,
        "title": definition.title,
        "about": definition.about,
        "kind": type(definition).__name__.lower(),
        "covers": definition.covers,
        "parts": definition.parts,
        "part_of": definition.part_of,
        "question_count": len(questions_of(definition.answers)),
        "table": None if table is None else TableSummary(**_table(table)),
    }


def _table(table: Table) -> dict[str, Any]:
    return {name: getattr(table, name) for name in TableSummary.__struct_fields__}


def _question(asked: Question) -> QuestionDetail:
    return QuestionDetail(
        key=asked.key,
        wording=asked.wording,
        guidance=asked.guidance,
        kind=asked.kind,
        choices={choice: asked.say(choice) for choice in asked.choices},
        low=asked.low,
        high=asked.high,
    )
