"""
Documents of one case: plan, referral to MAPPA, minutes of a meeting, and a record of the day.

Each is built once from typed content and rendered as a page or as a Word file. Protective marking
and confidentiality statement stand on every page.
"""

from riskservice.planning.documents.entries import Forms, decode_forms, load_forms
from riskservice.planning.documents.html import document_to_html
from riskservice.planning.documents.made import HAS_PERSON_COPY, NoPersonCopy, make_document
from riskservice.planning.documents.papers import Papers, papers_of
from riskservice.planning.documents.parts import Document, DocumentKind
from riskservice.planning.documents.plan_document import plan_document
from riskservice.planning.documents.word import document_to_docx, plan_to_docx

__all__ = [
    "HAS_PERSON_COPY",
    "Document",
    "DocumentKind",
    "Forms",
    "NoPersonCopy",
    "Papers",
    "decode_forms",
    "document_to_docx",
    "document_to_html",
    "load_forms",
    "make_document",
    "papers_of",
    "plan_document",
    "plan_to_docx",
]
