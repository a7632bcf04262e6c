"""What depends on the day: overdue actions and reviews, ended conditions, reactive management."""

from collections.abc import Callable, Iterator

from riskservice.clocks.spans import years_after
from riskservice.kit.dates import in_words
from riskservice.planning.two_way import Found
from riskservice.planning.view import View, next_review_on


def _overdue_actions(view: View) -> Iterator[Found]:
    """Find actions whose last day has passed; on the day itself an action is in time."""
    if view.on is None:
        return
    statuses = view.rules.data.action_statuses
    for action in view.plan.actions:
        if statuses[action.status].open and action.due is not None and action.due < view.on:
            status = statuses[action.status].title
            due = in_words(action.due)
            text = f"An action was due on {due} and is {status} on {in_words(view.on)}."
            yield "action-overdue", text, (action.action_id,)


def _overdue_review(view: View) -> Iterator[Found]:
    due = next_review_on(view.plan)
    if view.on is None:
        return
    if due is None and view.plan.reviews:
        yield "review-overdue", "The latest review held names no next review.", ()
    elif due is not None and due < view.on:
        text = f"The plan was to be reviewed on {in_words(due)}; no later review is recorded."
        yield "review-overdue", text, ()


def _ended_conditions(view: View) -> Iterator[Found]:
    for each in view.plan.conditions:
        if view.on is not None and each.ends_on is not None and each.ends_on < view.on:
            text = f"A licence condition ended on {in_words(each.ends_on)}."
            yield "condition-ended", text, (each.condition_id,)


def _reactive(view: View) -> Iterator[Found]:
    management, rule = view.plan.management, view.rules.data.reactive
    if management is None or management.mode != "reactive":
        return
    if view.plan.level not in rule.levels:
        level = view.plan.titles.get(f"level:{view.plan.level}", view.plan.level)
        yield "reactive-criteria", f"Managed reactively, but the level is {level}.", ()
    last, on = management.last_offending_or_notice_on, view.on or view.plan.on
    if last is None:
        text = (
            "Managed reactively; whether the years without offending or notice are complete "
            "cannot be told. The day of the last offending or notice would tell."
        )
        yield "reactive-cannot-tell", text, ()
    elif years_after(last, rule.clear_years, rule.leap_day) > on:
        text = (
            f"Managed reactively, but the last offending or notice was on {in_words(last)}, "
            f"less than {rule.clear_years} years ago."
        )
        yield "reactive-criteria", text, ()


DATED: tuple[Callable[[View], Iterator[Found]], ...] = (
    _overdue_actions,
    _overdue_review,
    _ended_conditions,
    _reactive,
)
