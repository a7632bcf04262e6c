"""What people must record: officer, disclosure, victims, conditions, needs, safety, agreement."""

from collections.abc import Callable, Iterator

from riskservice.planning.items import flagged
from riskservice.planning.plan import Disclosure, VictimArrangement
from riskservice.planning.two_way import Found, counted
from riskservice.planning.view import View, said


def _officer(view: View) -> Iterator[Found]:
    officer = view.plan.officer
    if officer is not None and officer.allocated is False:
        yield "unallocated", "Nobody holds this case: it is not allocated to an officer.", ()
    elif officer is None or not said(officer.name):
        text = "No officer is named. A case that nobody holds is a breach of policy."
        yield "officer-not-named", text, ()


def _evidence(view: View) -> Iterator[Found]:
    for factor in view.plan.factors:
        judged = factor.kind in ("risk", "protective") and factor.rating is not None
        if judged and not said(factor.evidence):
            text = f"{factor.title} ({factor.rating_title}) is rated without evidence."
            yield "factor-without-evidence", text, (factor.factor_id,)


def _conditions(view: View) -> Iterator[Found]:
    pillars = {heading.key for heading in view.library.policy.headings if heading.pillar}
    factors = {factor.factor_id for factor in view.plan.factors}
    for each in view.plan.conditions:
        lacks = [] if each.pillar in pillars else ["pillar"]
        lacks += [] if factors.intersection(each.factors) else ["factor of this plan"]
        if lacks:
            text = f"A licence condition ({each.condition_id}) has no {', no '.join(lacks)}."
            yield "condition-not-mapped", text, (each.condition_id,)


def _disclosure(view: View) -> Iterator[Found]:
    plan, rule = view.plan, view.rules.data.disclosure
    level = plan.mappa.level if plan.mappa else None
    met = plan.mappa.last_meeting_on if plan.mappa else None
    current = [
        each
        for each in plan.disclosures
        if each.outcome is not None
        and (met is None or each.decided_on is None or each.decided_on >= met)
    ]
    if level in rule.levels and not current:
        since = " since the last meeting" if plan.disclosures else ""
        text = f"MAPPA level {level}: no disclosure decision is recorded{since}."
        yield "disclosure-not-considered", text, ()
    elif level is None and not current:
        text = (
            "Whether a disclosure decision is due cannot be told; the MAPPA level would tell. "
            "A decision to make none is also recorded."
        )
        yield "disclosure-cannot-tell", text, ()
    for each in plan.disclosures:
        if lacks := _disclosure_lacks(each, view):
            text = f"A disclosure decision does not say: {', '.join(lacks)}."
            yield "disclosure-incomplete", text, (each.disclosure_id,)


def _disclosure_lacks(each: Disclosure, view: View) -> list[str]:
    if each.outcome is None:
        return ["outcome"]
    rule = view.rules.data.disclosure
    made = each.outcome != "considered_and_not_made"
    names = rule.when_made if made else rule.when_not_made
    given = {name: getattr(each, name) for name in names}
    return [
        name.replace("_", " ")
        for name, value in given.items()
        if value is None or (isinstance(value, str) and not said(value))
    ]


def _victims(view: View) -> Iterator[Found]:
    for each in view.plan.victims:
        if reason := _liaison_lacks(each):
            yield "victim-without-liaison", reason, (each.victim_id,)


def _liaison_lacks(each: VictimArrangement) -> str:
    if each.liaison_offered is None:
        return "For a victim it is not recorded whether liaison was offered."
    if each.liaison_offered is False:
        return "" if said(each.liaison_reason) else "A victim was not offered liaison; no reason."
    if each.liaison_accepted is None:
        return "For a victim it is not recorded whether liaison was taken up."
    if each.liaison_accepted and not said(each.liaison_officer):
        return "A victim takes part in liaison, but no liaison officer is named."
    return ""


def _staff_safety(view: View) -> Iterator[Found]:
    plan, safety = view.plan, view.plan.staff_safety
    reactive = plan.management is not None and plan.management.mode == "reactive"
    whole = (
        safety is not None
        and said(safety.note)
        and said(safety.assessed_by)
        and safety.assessed_on is not None
    )
    if not whole and not reactive:
        lacks = "is not complete" if safety else "is not recorded"
        text = f"The risk assessment for staff before home visits {lacks}."
        yield "staff-safety-missing", text, ()


def _diversity(view: View) -> Iterator[Found]:
    for each in view.plan.diversity:
        if not said(each.response):
            text = f"A need is recorded without a response: {each.need}"
            yield "diversity-without-response", text, (each.need_id,)


def _reviews(view: View) -> Iterator[Found]:
    for each in view.plan.reviews:
        given = {
            "who held it": said(each.by),
            "when": each.on is not None,
            "what was looked at": any(said(text) for text in each.looked_at),
            "outcome": said(each.outcome),
            "next date": each.next_on is not None,
        }
        if lacks := [name for name, there in given.items() if not there]:
            text = f"A review record does not say: {', '.join(lacks)}."
            yield "review-record-incomplete", text, (each.review_id,)


def _agreement(view: View) -> Iterator[Found]:
    plan, signed = view.plan, view.plan.agreement
    if plan.status != "agreed":
        return
    if signed is None or not said(signed.agreed_by) or signed.agreed_on is None:
        yield "agreement-missing", "The plan is agreed, but not by whom and when.", ()
    elif not said(signed.countersigned_by) or signed.countersigned_on is None:
        yield "countersignature-missing", "Nobody has countersigned the plan.", ()
    elif _name(signed.countersigned_by) == _name(signed.agreed_by):
        yield "countersigned-by-same", "The plan is countersigned by whoever agreed it.", ()
    proposed = tuple(a.action_id for a in plan.actions if a.status == "proposed")
    if proposed:
        text = f"The plan is agreed, but {counted(proposed, 'action')} still proposed."
        yield "agreed-with-proposals", text, proposed


def _name(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _withheld(view: View) -> Iterator[Found]:
    for _, name, _, reason in flagged(view.plan):
        if reason is not None and not said(reason):
            text = "Something may not be disclosed, but no reason is given."
            yield "withheld-without-reason", text, (name,)


def _undecided(view: View) -> Iterator[Found]:
    plan = view.plan
    for each in plan.factors:
        if each.needs_decision:
            yield "needs-decision", f"{each.title}: {each.needs_decision}", (each.factor_id,)
    for name, text in (
        *((each.action_id, each.needs_decision) for each in plan.actions),
        *((each.contingency_id, each.needs_decision) for each in plan.contingencies),
        *((each.victim_id, each.needs_decision) for each in plan.victims),
        *((each.condition_id, each.needs_decision) for each in plan.conditions),
        *((each.need_id, each.needs_decision) for each in plan.diversity),
    ):
        if text:
            yield "needs-decision", text, (name,)


RECORDED: tuple[Callable[[View], Iterator[Found]], ...] = (
    _officer,
    _evidence,
    _conditions,
    _disclosure,
    _victims,
    _staff_safety,
    _diversity,
    _reviews,
    _agreement,
    _withheld,
    _undecided,
)
