"""
How the terms of a logistic predictor lead to its percentage, step by step: text and picture.

The reference is where everyone starts, the intercept alone. The terms are then added in declared
order, and each step shows the percentage before and after it; the last is the published one. The
same steps in another order would have other heights, because the scale is not straight.
"""

import math

import msgspec

from riskservice.errors import Fault, NotExplained
from riskservice.kit.form import templates
from riskservice.kit.outcome import Item, NotApplicable, NotScorable, Outcome, Scored

WIDTH, ROW, LEFT, RIGHT = 960, 22, 400, 100


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """
    One term that changes the score.

    Attributes
    ----------
    log_odds : float
        What the term adds. [log-odds]
    before, after : float
        Percentage before and after it is added. [percent]
    """

    title: str
    answer: str
    log_odds: float
    before: float
    after: float

    def named(self) -> str:
        """Return the term with its answer, where that is a single one."""
        single = self.answer and ": " not in self.answer
        return f"{self.title}: {self.answer}" if single else self.title


class Waterfall(msgspec.Struct, frozen=True, kw_only=True):
    """The steps from the reference to the published percentage of one person."""

    instrument: str
    title: str
    reference: float
    percent: float
    steps: tuple[Step, ...]

    def to_text(self) -> str:
        """Return the steps as lines of at most 100 columns."""
        lines = [self.title, f"{'Everyone starts at':<72}{self.reference:>8.2f} %"]
        for step in self.steps:
            named = step.named()
            moved = step.after - step.before
            lines.append(
                f"{named[:60]:<62}{step.log_odds:>+9.4f} {step.after:>8.2f} %  {moved:>+7.2f}"
            )
        return "\n".join([*lines, f"{'Published':<72}{self.percent:>8.2f} %"]) + "\n"

    def to_svg(self) -> str:
        """Return the steps as a self-contained SVG picture that can be read without colour."""
        largest = max(
            [self.reference, *(s.after for s in self.steps), *(s.before for s in self.steps)]
        )
        scale = (WIDTH - LEFT - RIGHT) / max(largest, 1e-9)
        return (
            templates()
            .get_template("waterfall.svg")
            .render(
                fall=self,
                width=WIDTH,
                height=ROW * (len(self.steps) + 4),
                row=ROW,
                left=LEFT,
                x=lambda percent: round(LEFT + percent * scale, 1),
                low=min,
                high=max,
            )
        )


def explanation(result: Outcome) -> Waterfall:
    """
    Return how a result comes about.

    Raises
    ------
    NotExplained
        With every answer that is missing, or with the reason why there is nothing to write out.
    """
    if isinstance(result, Scored) and _log_odds(result):
        return waterfall(result)
    raise NotExplained(*_reasons(result))


def _reasons(result: Outcome) -> list[Fault]:
    """Return why a result cannot be written out term by term."""
    if isinstance(result, NotScorable) and result.missing:
        return [
            Fault(
                pointer=f"/answers/{missing.question}",
                question=missing.question,
                wording=missing.wording,
                message=f"is not answered, and {result.instrument} has no score without it",
                way_out="Answer it.",
            )
            for missing in result.missing
        ]
    if isinstance(result, NotApplicable):
        message = f"does not apply to this person: {result.rule}"
        way_out = "Choose an instrument that applies; the score of the whole case lists them."
    else:
        message = "adds up no log-odds, so that no percentage moves from term to term"
        way_out = "Ask for its score, which accounts for every item."
    return [Fault(pointer="/key", value=result.instrument, message=message, way_out=way_out)]


def waterfall(result: Scored) -> Waterfall:
    """
    Return how a logistic predictor's result comes about.

    Parameters
    ----------
    result : Scored
        With its items; of an instrument whose items are log-odds.

    Raises
    ------
    ValueError
        When the result has no items on the log-odds scale.
    """
    items = _log_odds(result)
    if not items or result.percent is None:
        raise ValueError(f"{result.instrument} is not a logistic predictor with its items")
    total = float(items[0].points or 0)
    reference = _percent(total)
    steps = []
    for item in items[1:]:
        added = float(item.points or 0)
        if added:
            before, total = total, total + added
            steps.append(
                Step(
                    title=item.title,
                    answer=item.answer,
                    log_odds=added,
                    before=_percent(before),
                    after=_percent(total),
                )
            )
    return Waterfall(
        instrument=result.instrument,
        title=result.title,
        reference=reference,
        percent=result.percent,
        steps=tuple(steps),
    )


def _log_odds(result: Scored) -> list[Item]:
    """Return the items that add up to the log-odds, none where they add up to something else."""
    items = [item for item in result.items if isinstance(item.points, int | float)]
    return items if items and "log-odds" in items[0].why else []


def _percent(log_odds: float) -> float:
    return 100 / (1 + math.exp(-log_odds))
