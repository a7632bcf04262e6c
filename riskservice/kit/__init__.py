"""
The only rooms an instrument may enter: questions, tables, the definition, and what comes out.

A plug-in imports its whole vocabulary from here.
"""

from riskservice.kit.instrument import (
    Column,
    Figure,
    Instrument,
    Predicate,
    Term,
    check,
    derived,
    excluded,
    figure,
    note,
    shift,
    steps,
    term,
)
from riskservice.kit.judgement import Judgement
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import (
    NotApplicable,
    NotScorable,
    Outcome,
    Scored,
)
from riskservice.kit.questions import (
    UNKNOWN,
    Answers,
    Count,
    Date,
    Ints,
    Text,
    YesNo,
    at_most,
    code_of,
    merge,
    question,
    whole_months,
    whole_years,
)
from riskservice.kit.tables import Floats, Table

__all__ = [
    "UNKNOWN",
    "Answers",
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
    "Scored",
    "Table",
    "Term",
    "Text",
    "YesNo",
    "at_most",
    "check",
    "code_of",
    "derived",
    "excluded",
    "figure",
    "merge",
    "note",
    "question",
    "shift",
    "steps",
    "term",
    "whole_months",
    "whole_years",
]
