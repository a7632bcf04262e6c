"""Parts of a plan as every document shows them."""

from collections.abc import Iterable, Iterator

from riskservice.kit.dates import in_words
from riskservice.planning.documents.blocks import (
    UNKNOWN,
    Cites,
    heading,
    joined,
    known,
    said,
    table,
)
from riskservice.planning.documents.entries import Forms
from riskservice.planning.documents.parts import Block, Fact, Facts, Gap, Row, Table
from riskservice.planning.plan import (
    Action,
    Blank,
    Contingency,
    Disclosure,
    Plan,
    PlannedCondition,
    VictimArrangement,
)
from riskservice.planning.reading import Reading

_ACTIONS = (("Action", 7), ("By whom, agency", 4), ("Due, status", 3), ("Answers", 4))
_CONTINGENCIES = (("If", 4), ("Then", 6), ("By day", 3), ("Out of hours", 3))
_OUTCOMES = {
    "disclosed": "disclosed",
    "to_be_made": "to be made",
    "considered_and_not_made": "considered and not made",
}


class Planned:
    """
    A plan with what its documents share.

    Parameters
    ----------
    plan : Plan
    cites : Cites
        Takes up every source that is named.
    """

    def __init__(self, plan: Plan, cites: Cites) -> None:
        self.plan, self.reading, self.cites = plan, Reading(plan), cites
        self.whole = plan.copy_for == "professionals"

    def actions(self, title: str, actions: Iterable[Action]) -> Table:
        """Return actions with owner, date and what they answer."""
        return table(title, _ACTIONS, map(self._action, actions))

    def _action(self, action: Action) -> Row:
        reading = self.reading
        turn_to = reading.contingency_title(action.contingency)
        first = joined(
            action.text,
            f"Contingency: {turn_to}" if turn_to else "",
            f"Outcome: {action.outcome}" if action.outcome else "",
            f"Evidence: {action.evidence}" if action.evidence else "",
            f"Decide: {action.needs_decision}" if action.needs_decision else "",
            self._origin(action),
        )
        return Row(
            cells=(
                first,
                self._who(action.owner_role, action.owner_name, action.agency),
                f"{in_words(action.due)}\n{action.status.replace('_', ' ')}",
                reading.factor_titles(action.factors),
            ),
            non_disclosable=action.non_disclosable,
        )

    def _who(self, role: str, name: str | None, agency: str) -> str:
        reading = self.reading
        return joined(
            name or "[ name to be agreed ]",
            reading.title("role", role),
            reading.title("agency", agency),
        )

    def _origin(self, item: Action | Contingency) -> str:
        if item.origin is None:
            return "Written by people" if self.whole else ""
        return self.cites.mark(item.origin.cite, item.origin.confidence if self.whole else None)

    def contingencies(self, title: str, items: Iterable[Contingency]) -> Table:
        """Return triggers, responses, and who acts by day and by night."""
        return table(title, _CONTINGENCIES, map(self._contingency, items))

    def _contingency(self, each: Contingency) -> Row:
        reading = self.reading
        answers = reading.factor_titles(each.factors)
        night = each.out_of_hours_name or "[ name to be agreed ]"
        return Row(
            cells=(
                joined(each.trigger, f"Answers: {answers}" if answers else ""),
                joined(
                    each.response,
                    f"Decide: {each.needs_decision}" if each.needs_decision else "",
                    self._origin(each),
                ),
                self._who(each.owner_role, each.owner_name, each.agency),
                f"{night}\n{reading.title('role', each.out_of_hours_role)}",
            ),
            non_disclosable=each.non_disclosable,
        )

    def conditions(self, title: str, conditions: Iterable[PlannedCondition]) -> Table:
        """Return licence conditions with their dates, how they are checked and what they answer."""
        columns = (("Condition", 6), ("Holds", 3), ("How checked", 4), ("Answers", 6))
        return table(title, columns, map(self._condition, conditions))

    def _condition(self, each: PlannedCondition) -> Row:
        mark = self.cites.mark(each.cite, each.confidence if self.whole else None)
        return Row(
            cells=(
                joined(each.text, f"{said(each.kind)} {mark}".strip()),
                f"From {said(each.starts_on)}\nto {said(each.ends_on)}",
                each.how_checked or UNKNOWN,
                self.reading.factor_titles(each.factors) or UNKNOWN,
            ),
            non_disclosable=each.non_disclosable,
        )

    def victims(self, title: str, victims: Iterable[VictimArrangement]) -> Table:
        """Return what is arranged for each victim, who is never named."""
        columns = (("Who", 3), ("Liaison", 4), ("No contact, exclusion", 4), ("Safety plan", 4))
        return table(title, columns, map(_victim, victims))

    def gap(self, blank: Blank) -> Gap:
        """Return a place where a professional writes, or what was written."""
        return Gap(
            prompt=blank.prompt,
            by=_lower(self.reading.title("role", blank.role)),
            text=blank.text,
            non_disclosable=blank.non_disclosable,
        )


def _victim(each: VictimArrangement) -> Row:
    adult = {True: "adult", False: "child", None: ""}[each.adult]
    return Row(
        cells=(
            joined(each.who or UNKNOWN, adult),
            joined(
                f"Offered: {said(each.liaison_offered)}",
                f"Accepted: {said(each.liaison_accepted)}",
                each.liaison_officer,
                f"Not offered because: {each.liaison_reason}" if each.liaison_reason else "",
                f"Told of release on {in_words(each.informed_of_release_on)}"
                if each.informed_of_release_on
                else "",
            ),
            joined(f"No contact: {said(each.no_contact)}", each.exclusion_zone),
            each.safety_plan or UNKNOWN,
        ),
        non_disclosable=each.non_disclosable,
    )


def disclosure_blocks(decisions: Iterable[Disclosure], forms: Forms) -> Iterator[Block]:
    """Yield each decision on disclosure with everything it must record."""
    for number, each in enumerate(decisions, 1):
        yield heading(f"Decision {number}", 2)
        first = Fact(label="Outcome", text=_OUTCOMES.get(each.outcome or "", UNKNOWN))
        made = joined(
            said(each.decided_on),
            f"by {each.decided_by}" if each.decided_by else "",
            f"considered at {each.considered_at}" if each.considered_at else "",
            by=", ",
        )
        rest = (
            Fact(label=title.title, text=said(getattr(each, title.key)))
            for title in forms.file.disclosure
        )
        yield Facts(
            facts=(first, Fact(label="Decided", text=made), *rest),
            non_disclosable=each.non_disclosable,
        )


def signatures(lines: Iterable[str]) -> Table:
    """Return the table in which people sign."""
    columns = (("For", 4), ("Name", 4), ("Grade or role, agency", 4), ("Date", 2), ("Signature", 4))
    rows = (Row(cells=(line, "", "", "", ""), open=True) for line in lines)
    return table("Signatures", columns, rows)


def held_reviews(plan: Plan) -> Table:
    """Return every review that took place."""
    columns = (("When, by whom", 4), ("Looked at", 5), ("Outcome", 5), ("Next", 3))
    rows = (
        Row(
            cells=(
                joined(said(each.on), each.by or UNKNOWN, each.role),
                "\n".join(each.looked_at) or UNKNOWN,
                each.outcome or UNKNOWN,
                said(each.next_on),
            ),
            non_disclosable=each.non_disclosable,
        )
        for each in plan.reviews
    )
    return table("Reviews held", columns, rows)


def officer_facts(plan: Plan) -> Facts:
    """Return who manages the person."""
    officer = plan.officer
    if officer is None:
        return known([("Officer", UNKNOWN)])
    allocated = {False: "NOT ALLOCATED: nobody holds this case", True: None, None: None}
    return known(
        [
            ("Officer", officer.name or allocated[officer.allocated] or UNKNOWN),
            ("Role", officer.role),
            ("Agency", said(officer.agency) if officer.agency else None),
            ("Team", officer.team),
        ]
    )


def _lower(text: str) -> str:
    """Return a role inside a sentence; names of services keep their capitals."""
    second = text[1:2]
    return text if second.isupper() else text[:1].lower() + text[1:]
