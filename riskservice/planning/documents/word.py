"""A document as a Word file, the same bytes whenever it is made."""

from riskservice.clocks.extra import needed_by
from riskservice.planning.documents.entries import load_forms
from riskservice.planning.documents.parts import Document
from riskservice.planning.documents.plan_document import plan_document
from riskservice.planning.plan import Plan


def document_to_docx(document: Document) -> bytes:
    """
    Return a document as the bytes of a Word file.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        Marking and statement stand on every page; headings, table headings, title and language
        are marked as such for every reader. The same document gives the same bytes.

    Raises
    ------
    PlanningNotInstalled
        When the library is missing.
    """
    with needed_by("a document in Word format"):
        from riskservice.planning.documents.word_file import write  # noqa: PLC0415  an extra
    return write(document)


def plan_to_docx(plan: Plan) -> bytes:
    """
    Return a plan as the bytes of a Word file, whole or as the person's own copy.

    Parameters
    ----------
    plan : Plan
        Drafted or kept; a copy that was made for the person stays one.

    Raises
    ------
    PlanningNotInstalled
        When the library is missing.
    """
    return document_to_docx(plan_document(plan, load_forms()))
