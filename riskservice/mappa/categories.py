"""Which category, one at a time: the rule that decided, and what could still be."""

from riskservice.mappa.logic import Reader, RuleStep, deciding
from riskservice.mappa.readings import Readings
from riskservice.mappa.result import Category
from riskservice.mappa.truth import Possible, possible

CATEGORIES = (1, 2, 3, 4)
NONE: Category = "none"
_NAMES: dict[int, Category] = {1: "1", 2: "2", 3: "3", 4: "4"}
_KEPT = {"category_4": (4, 1, 2, 3), "category_1_or_2": (1, 2, 4, 3)}
"""In which order the categories are looked at; Category 3 is for those in no other."""


def category_rules(reader: Reader) -> tuple[RuleStep, ...]:
    """Return the rules of Categories 1 to 4, worked out."""
    return tuple(reader.node(f"category_{category}") for category in CATEGORIES)


def category_of(rules: tuple[RuleStep, ...], readings: Readings) -> Possible[Category]:
    """
    Return every category that could still be.

    Parameters
    ----------
    rules : tuple of RuleStep
        Of Categories 1 to 4, in order.
    """
    order = _KEPT[readings.category_4_kept]

    def kept(met: tuple[bool, ...]) -> Category:
        holds = dict(zip(CATEGORIES, met, strict=True))
        return next((_NAMES[category] for category in order if holds[category]), NONE)

    return possible(rules, kept, (*_NAMES.values(), NONE))


def because(node: RuleStep) -> tuple[str, ...]:
    """Return the facts that made a rule what it is, each with where it was found."""
    lines = (
        f"{step.title}: {_WORDS[step.state]}. {step.how}".strip()
        for step in deciding(node)
        if step.operator == "fact" or not step.parts
    )
    return tuple(dict.fromkeys(lines))


_WORDS = {"met": "yes", "not_met": "no", "cannot_tell": "not known"}
