"""One document of a kind, for professionals or for the person."""

from typing import Final

from riskservice.errors import Fault, RiskServiceError
from riskservice.planning.documents.minutes import minutes_document
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Document, DocumentKind
from riskservice.planning.documents.plan_document import plan_document
from riskservice.planning.documents.referral import referral_document
from riskservice.planning.documents.summary import summary_document
from riskservice.planning.documents.withheld import tells_of, without_withheld
from riskservice.planning.person_copy import person_copy

HAS_PERSON_COPY: Final = ("plan", "summary")


class NoPersonCopy(RiskServiceError):
    """The person's own copy is asked for of a document that is for professionals only."""

    code = "no-person-copy"
    title = "There is no copy of this for the person"


def make_document(kind: DocumentKind, papers: Papers, *, for_person: bool = False) -> Document:
    """
    Return a document of one case.

    Parameters
    ----------
    kind : {"plan", "referral", "minutes", "summary"}
    papers : Papers
    for_person : bool
        The person's own copy, without anything that may not be shown.

    Raises
    ------
    NoPersonCopy
        For a referral and for minutes, which are shared by agencies only.
    """
    if not for_person:
        match kind:
            case "plan":
                return plan_document(papers.plan, papers.forms)
            case "referral":
                return referral_document(papers)
            case "minutes":
                return minutes_document(papers)
            case "summary":
                return summary_document(papers)
    if kind not in HAS_PERSON_COPY:
        raise NoPersonCopy(
            Fault(
                pointer="person_copy",
                value=kind,
                message="is shared by the agencies only",
                way_out=f"A copy for the person is made of: {', '.join(HAS_PERSON_COPY)}.",
            )
        )
    left_out = papers.forms.file.person.left_out
    whole = (
        plan_document(person_copy(papers.plan), papers.forms)
        if kind == "plan"
        else summary_document(papers, whole=False)
    )
    return without_withheld(whole, tells_of(papers), left_out)
