"""A plan in words: what the printed page and the terminal both show, worked out once."""

from collections.abc import Iterable

from riskservice.kit.dates import in_words
from riskservice.planning.plan import Action, Blank, Contact, Contingency, Factor, Plan, Section

ABOUT_SOURCES = (
    "Confirmed, unconfirmed and house policy say how well the practice stands in its source. The "
    "wording of actions and contingencies is this service's own."
)


class Reading:
    """
    A plan with its keys resolved: titles, numbered sources, and the lines of each section.

    Parameters
    ----------
    plan : Plan
        The plan to show; it is only read.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._factors = {factor.factor_id: factor for factor in plan.factors}
        self._actions = {action.action_id: action for action in plan.actions}
        self._contingencies = {each.contingency_id: each for each in plan.contingencies}
        self._blanks = {blank.blank_id: blank for blank in plan.blanks}
        self.sources = tuple(dict.fromkeys(self._cites()))

    def _cites(self) -> Iterable[str]:
        yield self.plan.contact.cite
        yield self.plan.review.cite
        for section in self.plan.sections:
            items: list[Action | Contingency] = [*self.actions(section)]
            items += self.contingencies(section)
            for item in items:
                if item.origin is not None:
                    yield item.origin.cite

    def source_number(self, cite: str) -> int:
        """Return the number of a source in the list at the end."""
        return self.sources.index(cite) + 1

    def standing(self, item: Action | Contingency) -> str:
        """Return how well an item's practice is confirmed, or that people wrote it."""
        return item.origin.confidence if item.origin else "written by people"

    def source(self, item: Action | Contingency) -> str:
        """Return the number of an item's source in the list; nothing where people wrote it."""
        return str(self.source_number(item.origin.cite)) if item.origin else ""

    def title(self, kind: str, key: str | None) -> str:
        """Return the wording of a role, agency, level or setting; the key where there is none."""
        if not key:
            return "none"
        return self.plan.titles.get(f"{kind}:{key}", key.replace("_", " "))

    def actions(self, section: Section) -> list[Action]:
        """Return the actions of a section."""
        return [self._actions[name] for name in section.actions if name in self._actions]

    def contingencies(self, section: Section) -> list[Contingency]:
        """Return the contingencies of a section."""
        named = section.contingencies
        return [self._contingencies[name] for name in named if name in self._contingencies]

    def blanks(self, section: Section) -> list[Blank]:
        """Return the blanks of a section."""
        return [self._blanks[name] for name in section.blanks if name in self._blanks]

    def factor_titles(self, ids: Iterable[str]) -> str:
        """Return the titles of factors with their ratings, those needing most first as given."""
        found = [self._factors[name] for name in ids if name in self._factors]
        return "; ".join(f"{factor.title} ({factor.rating_title})" for factor in found)

    def contingency_title(self, name: str | None) -> str:
        """Return the trigger of the contingency an action turns to."""
        found = self._contingencies.get(name or "")
        return found.trigger if found else ""

    def owner(self, item: Action | Contingency) -> str:
        """Return who owns an action or contingency, with an open name shown as open."""
        return (
            f"{self.title('role', item.owner_role)}, {item.owner_name or '[ name to be agreed ]'}"
        )

    def blank(self, blank: Blank) -> str:
        """Return a blank's text, or the visible gap."""
        role = self.title("role", blank.role)
        return blank.text or f"[ to be written by: {role[:1].lower()}{role[1:]} ]"

    def evidence(self, factor: Factor) -> str:
        """Return the words a factor rests on, with date and source where they are known."""
        questions = "; ".join(missing.wording for missing in factor.open_questions)
        found = ", ".join(
            part
            for part in (
                factor.evidence_source,
                in_words(factor.evidence_date) if factor.evidence_date else None,
                f"carried forward from {in_words(factor.carried_from)}"
                if factor.carried_from and factor.rating
                else None,
            )
            if part
        )
        bare = factor.kind in ("risk", "protective")
        said = factor.evidence or ("No evidence recorded." if bare else "")
        asked = _sentence(f"Not answered: {questions}") if questions else ""
        return " ".join(part for part in (said, f"({found})" if found else "", asked) if part)

    @property
    def band(self) -> str:
        """The overall band in words, marked where it is provisional."""
        plan = self.plan
        name = self.title("level", plan.band) if plan.band else "cannot be formed"
        return f"{name}, PROVISIONAL" if plan.provisional else name

    @property
    def possible(self) -> str:
        """Bands that are still possible, in words."""
        return ", ".join(self.title("level", band) for band in self.plan.possible_bands)

    @property
    def contact(self) -> str:
        """The contact interval in one sentence."""
        return contact_sentence(self.plan.contact)

    @property
    def counts(self) -> dict[str, int]:
        """How many gaps, warnings and open places the check found."""
        severities = [finding.severity for finding in self.plan.findings]
        return {name: severities.count(name) for name in ("gap", "warning", "open")}


def contact_sentence(contact: Contact) -> str:
    """Return the contact interval, its default, who chose it and when it begins, as a sentence."""
    said = f"At least every {_days(contact.chosen_days)}"
    if contact.chosen_by is None:
        said += " (the default of the level)."
    else:
        said += (
            f", chosen by {contact.chosen_by} in place of the default of "
            f"{_days(contact.default_days)}. Reason: {contact.reason}"
        )
        said = _sentence(said)
    if contact.starts is None:
        return f"{said} Counts from release; the date is not recorded."
    starts, first = in_words(contact.starts), in_words(contact.first_due)
    return f"{said} Counts from {starts}; first contact by {first}."


def _days(number: int) -> str:
    return "day" if number == 1 else f"{number} days"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
