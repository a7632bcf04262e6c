"""What people record in a plan, laid out once for the page and for the terminal."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from riskservice.kit.dates import in_words
from riskservice.planning.plan import (
    Action,
    Disclosure,
    HeldReview,
    Plan,
    PlannedCondition,
    VictimArrangement,
)

Line = tuple[str, str]
"""A label and what stands beside it."""

OUTCOMES = {
    "disclosed": "disclosed",
    "to_be_made": "to be made",
    "considered_and_not_made": "considered and not made",
}
VIEWS = {
    "agrees": "agrees",
    "does_not_agree": "does not agree",
    "could_not_answer": "could not answer",
}


class Block(Struct, frozen=True, kw_only=True):
    """A heading with the records under it, each a list of lines."""

    key: str
    title: str
    records: tuple[tuple[Line, ...], ...]


def kept_blocks(plan: Plan) -> tuple[Block, ...]:
    """Return what was recorded, heading by heading; headings without anything are left out."""
    found = (
        ("management", "Who manages the person", (_management(plan),)),
        ("victims", "Victims", tuple(_victim(each) for each in plan.victims)),
        (
            "conditions",
            "Licence conditions",
            tuple(_condition(each, plan) for each in plan.conditions),
        ),
        ("disclosures", "Disclosure decisions", tuple(_disclosure(d) for d in plan.disclosures)),
        ("diversity", "Diversity needs", tuple(_need(each) for each in plan.diversity)),
        ("staff_safety", "Safety of staff before visits", (_safety(plan),)),
        ("reviews", "Reviews held", tuple(_review(each) for each in plan.reviews)),
        ("agreement", "Agreement", (_agreement(plan),)),
    )
    blocks = (
        Block(key=key, title=title, records=tuple(tuple(r) for r in map(_said, records) if r))
        for key, title, records in found
    )
    return tuple(block for block in blocks if block.records)


def marks(item: Any) -> list[Line]:
    """Return what is noted on an item: where it comes from, what changed, who must decide."""
    lines: list[Line | None] = []
    if isinstance(item, Action):
        lines.append(_arises(item))
        by = ", ".join(
            part
            for part in (item.changed_by, item.changed_on and in_words(item.changed_on))
            if part
        )
        changed = " ".join(part for part in (item.reason_for_change, by and f"({by})") if part)
        lines.append(_line("Changed", changed))
    lines.append(_line("Carried over from", getattr(item, "carried_over_from", None)))
    lines.append(_line("To be decided", getattr(item, "needs_decision", None)))
    lines.append(_line("Withheld", item.non_disclosable))
    return [line for line in lines if line is not None]


def _said(lines: Iterator[Line | None]) -> list[Line]:
    return [line for line in lines if line is not None]


def _line(label: str, value: object) -> Line | None:
    """Return a line, or nothing where nothing is recorded."""
    match value:
        case None | "" | ():
            return None
        case bool():
            return label, "yes" if value else "no"
        case tuple():
            return label, "; ".join(str(each) for each in value)
        case str() | int():
            return label, str(value)
        case _:
            return label, in_words(value)  # type: ignore[arg-type]


def _arises(action: Action) -> Line | None:
    found = action.arises_from
    if found is None or (found.kind == "assessment" and not found.reference):
        return None
    parts = (found.kind, found.reference, found.on and in_words(found.on))
    return "Arises from", ", ".join(part for part in parts if part)


def _management(plan: Plan) -> Iterator[Line | None]:
    officer, mappa, managed = plan.officer, plan.mappa, plan.management
    if officer is not None:
        yield "Officer", officer.name or "[ nobody is named ]"
        yield _line("Role", officer.role and _word(plan, "role", officer.role))
        yield _line("Agency", officer.agency and _word(plan, "agency", officer.agency))
        yield _line("Team", officer.team)
        yield _line("Allocated", officer.allocated)
    if mappa is not None:
        yield _line("MAPPA category", mappa.category)
        yield _line("MAPPA level", mappa.level)
        yield _line("Last meeting", mappa.last_meeting_on)
    if managed is not None:
        yield _line("Management", managed.mode)
        yield _line("Since", managed.since)
        yield _line("Decided by", managed.decided_by)
        yield _line("Reason", managed.reason)
        yield _line("Means", managed.means)
        yield _line("Ended by", managed.brought_back_by)
        if managed.cite:
            yield "Rule", f"{managed.cite} ({managed.confidence})"
        yield _line("Withheld", managed.non_disclosable)


def _word(plan: Plan, kind: str, key: str) -> str:
    return plan.titles.get(f"{kind}:{key}", key.replace("_", " "))


def _victim(each: VictimArrangement) -> Iterator[Line | None]:
    yield _line("Who", each.who) or ("Who", "[ not recorded ]")
    yield _line("Adult", each.adult)
    yield "Liaison offered", _known(each.liaison_offered)
    yield _line("Reason", each.liaison_reason)
    yield _line("Liaison taken up", each.liaison_accepted)
    yield _line("Liaison officer", each.liaison_officer)
    yield _line("Exclusion", each.exclusion_zone)
    yield _line("No contact", each.no_contact)
    yield _line("Safety plan", each.safety_plan)
    yield _line("Told of release", each.informed_of_release_on)
    yield from marks(each)


def _known(value: bool | None) -> str:  # noqa: FBT001  the value shown, not a switch
    return "not recorded" if value is None else "yes" if value else "no"


def _condition(each: PlannedCondition, plan: Plan) -> Iterator[Line | None]:
    titles = {factor.factor_id: factor.title for factor in plan.factors}
    yield "Condition", each.text
    yield "Kind", each.kind.replace("_", " ")
    yield _line("From", each.starts_on)
    yield _line("Until", each.ends_on)
    pillar = _word(plan, "heading", each.pillar) if each.pillar else "[ to be placed ]"
    yield "Stands under", pillar
    answers = "; ".join(titles[name] for name in each.factors if name in titles)
    yield "Answers", answers or "[ to be placed ]"
    yield _line("Checked by", each.how_checked)
    if each.mapped_by == "rules":
        yield "Placed by", f"its kind: {each.cite} ({each.confidence})"
    yield from marks(each)


def _disclosure(each: Disclosure) -> Iterator[Line | None]:
    yield "Outcome", OUTCOMES[each.outcome] if each.outcome else "[ not decided ]"
    yield _line("Who receives", each.recipient)
    yield _line("What", each.information)
    yield _line("Who discloses", each.disclosed_by)
    yield _line("When", each.when)
    yield _line("Where", each.where)
    yield _line("Advice given", each.advice)
    yield _line("Support", each.support)
    yield _line("Authority", each.authority)
    yield _line("Reason", each.reason)
    yield _line("Considered at", each.considered_at)
    yield _line("Decided by", each.decided_by)
    yield _line("Decided on", each.decided_on)
    yield from marks(each)


def _need(each: Any) -> Iterator[Line | None]:
    yield "Need", each.need
    yield "Response", each.response or "[ no response is recorded ]"
    yield from marks(each)


def _safety(plan: Plan) -> Iterator[Line | None]:
    found = plan.staff_safety
    if found is not None:
        yield "Assessment", found.note or "[ to be written ]"
        yield _line("Assessed on", found.assessed_on)
        yield _line("Assessed by", found.assessed_by)
        yield _line("Visit in pairs", found.visit_in_pairs)
        yield _line("Withheld", found.non_disclosable)


def _review(each: HeldReview) -> Iterator[Line | None]:
    yield "Held on", in_words(each.on)
    yield _line("By", each.by)
    yield _line("Looked at", each.looked_at)
    yield _line("Outcome", each.outcome)
    yield "Next", in_words(each.next_on)
    yield from marks(each)


def _agreement(plan: Plan) -> Iterator[Line | None]:
    found = plan.agreement
    if found is None:
        return
    yield "Agreed by", found.agreed_by or "[ nobody yet ]"
    yield _line("Agreed on", found.agreed_on)
    yield "Countersigned by", found.countersigned_by or "[ nobody yet ]"
    yield _line("Countersigned on", found.countersigned_on)
    yield _line("The person", found.persons_view and VIEWS[found.persons_view])
    yield _line("In their words", found.persons_words)
    for each in found.dissent:
        who = ", ".join(part for part in (each.by, each.agency) if part)
        yield "Does not agree", f"{who}: {each.reason}"
    yield _line("Withheld", found.non_disclosable)
