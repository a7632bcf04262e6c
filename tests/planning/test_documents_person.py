"""The person's own copy of a document holds nothing that may not be shown, in no part of a file."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from riskservice.case import Case
from riskservice.planning import draft_plan, person_copy
from riskservice.planning.documents import (
    HAS_PERSON_COPY,
    Document,
    NoPersonCopy,
    document_to_docx,
    document_to_html,
    make_document,
    plan_to_docx,
)
from riskservice.planning.documents.parts import (
    Bullets,
    Fact,
    Facts,
    Gap,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
)
from riskservice.planning.documents.withheld import without_withheld
from riskservice.planning.parts import Action
from riskservice.planning.plan import Disclosure
from riskservice.scoring import service
from tests.planning.papers import FULL, case_of, changed, papers, parts_of, plain

HIDDEN = "Zephyrine Quillfeather of 12 Invented Lane"
REASON = "Told in confidence by an invented neighbour"


def secret_case() -> Case:
    """Return the full case with a secret in everything that may be marked."""
    known = case_of(FULL).circumstances
    assert known is not None
    assert known.staff_safety is not None
    assert known.screening is not None
    victim = known.victims[0]
    return changed(
        FULL,
        victims=(replace(victim, who=HIDDEN, safety_plan="Calls her aunt at once"),),
        licence_conditions=(
            replace(
                known.licence_conditions[2],
                text="Not to enter Hawthorn Crescent",
                non_disclosable_reason=REASON,
            ),
            known.licence_conditions[1],
        ),
        diversity=(
            replace(known.diversity[0], need="Secret need", non_disclosable_reason=REASON),
            known.diversity[1],
        ),
        staff_safety=replace(known.staff_safety, note="Threatened a nurse at Elmtree House"),
        screening=replace(
            known.screening,
            victim_address="7 Blackthorn Mews",
            victim_date_of_birth=dt.date(2012, 3, 4),
        ),
        # Quoted elsewhere, in something nobody marked.
        orders=(
            replace(known.orders[0], prohibitions=("Not to go near 7 Blackthorn Mews", "No car")),
        ),
    )


NEVER = (
    HIDDEN,
    "Zephyrine",
    "aunt at once",
    "Hawthorn Crescent",
    "Secret need",
    "Elmtree House",
    "Blackthorn",
    "4 March 2012",
    "2012-03-04",
    REASON,
    "Not to be shown to the person",
    "victim liaison officer (synthetic)",
)


def everything(document: Document) -> str:
    """Return all text of both renderings: of a page, and of every part of a Word file."""
    raw = document_to_docx(document)
    parts = [plain(document_to_html(document)), document_to_html(document)]
    for name, body in parts_of(raw).items():
        parts += [name, plain(body), body.decode("utf-8", "replace")]
    return "\n".join(parts)


@pytest.mark.parametrize("kind", HAS_PERSON_COPY)
def test_nothing_withheld_stands_in_any_part_of_a_persons_copy(kind: Any) -> None:
    found = papers(secret_case())
    copy = everything(make_document(kind, found, for_person=True))
    for told in NEVER:
        assert told not in copy, told
    whole = everything(make_document(kind, found))
    for told in (HIDDEN, "Hawthorn Crescent", "Secret need", REASON):
        assert told in whole, told


@pytest.mark.parametrize("kind", HAS_PERSON_COPY)
def test_what_may_be_shown_stays(kind: Any) -> None:
    copy = everything(make_document(kind, papers(secret_case()), for_person=True))
    assert "Practising Methodist" in copy
    assert "To live at approved premises" in copy


def test_what_a_kept_plan_marks_is_found_in_the_summary_too() -> None:
    case = case_of(FULL)
    plan = draft_plan(case, service().score(case))
    marked = replace(
        plan.actions[0],
        action_id="action:own",
        text="Sexual assault of a child under 13",
        non_disclosable=REASON,
    )
    kept = replace(plan, actions=(marked, *plan.actions))
    for given, shown in ((plan, True), (kept, False)):
        copy = everything(make_document("summary", papers(case, given), for_person=True))
        assert ("Sexual assault of a child under 13" in copy) is shown


def test_a_marked_action_reference_and_decision_leave_the_plan() -> None:
    case = case_of(FULL)
    plan = draft_plan(case, service().score(case))
    action: Action = replace(
        plan.actions[0], action_id="action:own", text=HIDDEN, non_disclosable=REASON
    )
    section = replace(plan.sections[2], actions=("action:own", *plan.sections[2].actions))
    kept = replace(
        plan,
        actions=(action, *plan.actions),
        sections=(*plan.sections[:2], section, *plan.sections[3:]),
        disclosures=(Disclosure(disclosure_id="d", recipient=HIDDEN, non_disclosable=REASON),),
    )
    assert HIDDEN in everything(make_document("plan", papers(case, kept)))
    assert "Zephyrine" not in everything(make_document("plan", papers(case, kept), for_person=True))


def test_the_words_of_assessors_stand_in_the_whole_summary_only() -> None:
    case = case_of(FULL)
    evidence = case.answers["arms_opportunity"].evidence
    reason = case.answers["arms_overall_reason"]
    whole = everything(make_document("summary", papers(FULL)))
    copy = everything(make_document("summary", papers(FULL), for_person=True))
    for text in (evidence, reason, case.answers["rosh_nature_of_risk"], "Telephone record"):
        assert text in whole
        assert text not in copy
    assert "Words that assessors wrote stand in the whole record only." in copy


@pytest.mark.parametrize("kind", ["referral", "minutes"])
def test_what_agencies_share_has_no_copy_for_the_person(kind: Any) -> None:
    with pytest.raises(NoPersonCopy) as caught:
        make_document(kind, papers(FULL), for_person=True)
    assert "plan, summary" in caught.value.faults[0].way_out


def test_a_persons_copy_has_its_own_statement_and_says_what_it_is() -> None:
    copy = make_document("plan", papers(FULL), for_person=True)
    assert copy.copy_for == "person"
    assert copy.statement.startswith("Confidential: this copy is for the person")
    assert not any(isinstance(block, Gap) and block.text is None for block in copy.blocks)


def test_marked_blocks_rows_lines_and_empty_headings_are_left_out() -> None:
    document = make_document("plan", papers(FULL))
    hidden, shown = "hidden words", "shown words"
    columns = make_document("minutes", papers(FULL)).blocks
    table = next(block for block in columns if isinstance(block, Table))
    table = replace(table, columns=table.columns[:1], title="T")
    blocks = (
        Heading(text="Gone with all under it"),
        Paragraph(text=shown, non_disclosable=REASON),
        Heading(text="And this", level=2),
        Paragraph(text=f"It tells {hidden}."),
        Heading(text="Stays"),
        Heading(text="Empty", level=2),
        Gap(prompt="?", text=hidden),
        Heading(text="Has something", level=2),
        Facts(
            facts=(
                Fact(label="a", text=shown),
                Fact(label="b", text=hidden),
                Fact(label="c", text="marked", non_disclosable=REASON),
            )
        ),
        Bullets(lines=(Line(text=hidden), Line(text="marked", non_disclosable=REASON))),
        replace(table, rows=(Row(cells=(hidden,)), Row(cells=("kept row",)))),
        Heading(text="Last of all"),
    )
    found = without_withheld(
        replace(document, blocks=blocks, title=hidden), lambda value: hidden in str(value), "left"
    )
    assert found.title == "left"
    assert found.blocks == (
        Heading(text="Stays"),
        Heading(text="Has something", level=2),
        Facts(facts=(Fact(label="a", text=shown),)),
        replace(table, rows=(Row(cells=("kept row",)),)),
    )


def test_of_a_skeleton_the_words_of_assessors_are_not_shown_nor_where_they_are_quoted() -> None:
    case = case_of(FULL)
    evidence = case.answers["arms_opportunity"].evidence
    plan = draft_plan(case, service().score(case))
    quoting = replace(
        plan.actions[0], action_id="action:own", text=f"Deal with this: {evidence}", factors=()
    )
    section = replace(plan.sections[2], actions=("action:own", *plan.sections[2].actions))
    skeleton = replace(
        plan,
        actions=(quoting, *plan.actions),
        sections=(*plan.sections[:2], section, *plan.sections[3:]),
    )
    agreed = replace(skeleton, status="agreed")
    for kept, shown in ((skeleton, False), (agreed, True)):
        whole = everything(make_document("plan", papers(case, kept)))
        copy = everything(make_document("plan", papers(case, kept), for_person=True))
        assert evidence in whole
        assert (evidence in copy) is shown
        assert ("Deal with this" in copy) is shown
        assert ("Words that assessors wrote" in copy) is not shown
        assert case.answers["rosh_nature_of_risk"] in whole
        assert (case.answers["rosh_nature_of_risk"] in copy) is shown


def test_the_copy_of_a_plan_alone_holds_back_the_same_words() -> None:
    case = case_of(FULL)
    drafted = draft_plan(case, service().score(case))
    body = plain(parts_of(plan_to_docx(person_copy(drafted)))["word/document.xml"])
    assert case.answers["arms_opportunity"].evidence not in body
    assert "Opportunity high priority risk Left out of this copy. (12 November 2026)" in body
    assert "No evidence recorded" not in body
    agreed_copy = person_copy(replace(drafted, status="agreed"))
    agreed = plain(parts_of(plan_to_docx(agreed_copy))["word/document.xml"])
    assert case.answers["arms_opportunity"].evidence in agreed
