"""The report of an agreement: ``to_html(found, source)``, one page that needs nothing else."""

from riskservice.validation.agreement.report.page import to_html

__all__ = ["to_html"]
