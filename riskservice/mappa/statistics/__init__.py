"""
The annual MAPPA tables of a file of individuals.

Two kinds of table stand side by side and are easily mixed up: a snapshot of 31 March, and figures
for the year that ends on that day. Only people who live in the community count, everybody counts
once in a table, and Category 4 is withheld.
"""

from riskservice.mappa.statistics.faults import (
    InvalidCaseFile,
    UnreadableCaseFile,
    UnusableYear,
)
from riskservice.mappa.statistics.making import annual_statistics
from riskservice.mappa.statistics.page import statistics_to_html
from riskservice.mappa.statistics.records import CaseFile, MappaCase, columns_to_text
from riskservice.mappa.statistics.settings import Choices
from riskservice.mappa.statistics.tables import Statistics
from riskservice.mappa.statistics.text import statistics_to_text

__all__ = [
    "CaseFile",
    "Choices",
    "InvalidCaseFile",
    "MappaCase",
    "Statistics",
    "UnreadableCaseFile",
    "UnusableYear",
    "annual_statistics",
    "columns_to_text",
    "statistics_to_html",
    "statistics_to_text",
]
