"""
The only rooms an instrument may enter: questions, tables, the definition, and what comes out.

A plug-in imports its whole vocabulary from here.
"""

from riskservice.kit.blocks import Floats
from riskservice.kit.choice import Choice
from riskservice.kit.dates import UNKNOWN, Ints, at_most, months_later, whole_months, whole_years
from riskservice.kit.exact import log_ratio
from riskservice.kit.instrument import (
    Column,
    Figure,
    Instrument,
    Predicate,
    Requirement,
    Term,
    check,
    derived,
    excluded,
    figure,
    needed,
    note,
    shift,
    steps,
    term,
)
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import (
    NotApplicable,
    NotScorable,
    Outcome,
    Scored,
)
from riskservice.kit.questions import Answers, Count, Date, Text, YesNo, code_of, merge, question
from riskservice.kit.rating import Judgement
from riskservice.kit.tables import Table
from riskservice.kit.total import Total

__all__ = [
    "UNKNOWN",
    "Answers",
    "Choice",
    "Column",
    "Count",
    "Date",
    "Figure",
    "Floats",
    "Instrument",
    "Ints",
    "Judgement",
    "Kernel",
    "NotApplicable",
    "NotScorable",
    "Outcome",
    "Predicate",
    "Requirement",
    "Scored",
    "Table",
    "Term",
    "Text",
    "Total",
    "YesNo",
    "at_most",
    "check",
    "code_of",
    "derived",
    "excluded",
    "figure",
    "log_ratio",
    "merge",
    "months_later",
    "needed",
    "note",
    "question",
    "shift",
    "steps",
    "term",
    "whole_months",
    "whole_years",
]
