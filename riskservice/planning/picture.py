"""What a plan is read from, and the level it is made for."""

import datetime as dt

from msgspec import Struct

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.kit.outcome import Outcome
from riskservice.planning.factor_entries import FactorEntry, Group
from riskservice.planning.library import Library


class Level(Struct, frozen=True, kw_only=True):
    """The level a plan is made for, and how it was found."""

    name: str
    why: str


class Picture(Struct, frozen=True, kw_only=True):
    """What the factors are read from."""

    case: Case
    assessment: Assessment
    level: Level
    library: Library

    @property
    def setting(self) -> str | None:
        """Where the person is; None when not answered or not known to the library."""
        status = self.case.answers.get("supervision_status")
        return status if status in self.library.policy.settings else None

    @property
    def group(self) -> Group:
        """Known to be under age, known to be a woman, or neither."""
        scope, answers = self.library.policy.scope, self.case.answers
        born: dt.date | None = answers.get("date_of_birth")
        if born is not None and completed_years(born, self.case.on) < scope.adult_age:
            return "child"
        return "woman" if answers.get("sex") == scope.sex else "adult"

    def result(self, instrument: str) -> Outcome | None:
        """Return the result of an instrument, if there is one."""
        return next((r for r in self.assessment.results if r.instrument == instrument), None)


def completed_years(since: dt.date, on: dt.date) -> int:
    """Return whole years; what began on 29 February has its anniversary on 1 March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def planning_level(case: Case, assessment: Assessment, library: Library) -> Level:
    """
    Return the level to plan for: the overall band, raised by a higher risk of serious harm.

    Where no band can be formed, the highest band still possible counts; where none is known, the
    library's level for the unknown.
    """
    policy, overall = library.policy, assessment.overall
    order, titles = policy.level.order, policy.level.titles
    possible = [band for band in order if band in overall.possible_bands]
    if overall.band in order:
        name, why = str(overall.band), f"The overall band is {titles[str(overall.band)]}."
    elif possible:
        name = possible[-1]
        why = f"No overall band can be formed; {titles[name]} is the highest still possible."
    else:
        name = policy.level.when_unknown
        why = (
            "No overall band can be formed and none is known to be possible; planned for "
            f"{titles[name]} as a precaution."
        )
    if not policy.level.raised_by_cells:
        return Level(name=name, why=why)
    cells = [entry for entry in policy.factors if entry.found_in == "cell"]
    rated = [
        (order.index(value), entry) for entry in cells if (value := cell_of(case, entry)) in order
    ]
    top = max((place for place, _ in rated), default=-1)
    if top > order.index(name):
        name = order[top]
        groups = ", ".join(entry.title.lower() for place, entry in rated if place == top)
        why += f" It is raised to {titles[name]} by the risk of {groups}."
    return Level(name=name, why=why)


def cell_of(case: Case, entry: FactorEntry) -> str | None:
    """Return the level rated in a cell of the risk of serious harm summary, None if unrated."""
    value: str | None = case.answers.get(entry.key)
    return value
