"""The report of a validation: ``to_html(validation, source)``, one page that needs nothing else."""

from riskservice.validation.report.page import to_html
from riskservice.validation.report.source import Source, made_by

__all__ = ["Source", "made_by", "to_html"]
