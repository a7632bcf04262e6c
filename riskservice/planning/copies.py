"""Text that was copied: from one thing to another, or unchanged from the version before."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from riskservice.planning.parts import Action
from riskservice.planning.plan import Plan, text_digest
from riskservice.planning.rules import CopyRule
from riskservice.planning.two_way import Found
from riskservice.planning.view import View

Runs = frozenset[tuple[str, ...]]


def own_texts(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield identifier, place and wording of what people wrote; the library's wording is left."""
    for action in plan.actions:
        if not is_proposed(action):
            yield action.action_id, "text", action.text
        yield action.action_id, "outcome", action.outcome or ""
        yield action.action_id, "evidence", action.evidence or ""
    for factor in plan.factors:
        if factor.kind in ("risk", "protective"):
            yield factor.factor_id, "evidence", factor.evidence or ""
    for blank in plan.blanks:
        yield blank.blank_id, "text", blank.text or ""
    for review in plan.reviews:
        yield review.review_id, "outcome", review.outcome or ""


def is_proposed(action: Action) -> bool:
    """Whether an action still has the library's own wording."""
    return action.proposed_digest == text_digest(action.text)


def alike(first: str, second: str, rule: CopyRule) -> bool:
    """Whether two texts count as copied from one another."""
    return _share(_runs(first, rule), _runs(second, rule)) >= rule.similarity


def _copied_texts(view: View) -> Iterator[Found]:
    rule = view.rules.data.copies
    texts = [
        (name, place, _runs(text, rule))
        for name, place, text in own_texts(view.plan)
        if len(text.strip()) >= rule.shortest_characters
    ]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, (name, place, runs) in enumerate(texts):
        near = {other for run in runs for other in holders[run]}
        for other in sorted(near):
            if _share(runs, texts[other][2]) >= rule.similarity:
                first, where = texts[other][:2]
                text = f"Almost the same words stand twice ({where}, {place})."
                yield "copied-text", text, tuple(dict.fromkeys((first, name)))
                break
        for run in runs:
            holders[run].append(number)


def _runs(text: str, rule: CopyRule) -> Runs:
    words = text.casefold().split()
    length = min(rule.words_in_a_run, len(words))
    if not length:
        return frozenset()
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))


def _share(first: Runs, second: Runs) -> float:
    """Runs of words in both, as a part of those in either; 0 where there are none."""
    either = len(first | second)
    return len(first & second) / either if either else 0.0


def _copied_evidence(view: View) -> Iterator[Found]:
    """Find evidence that stands word for word in the version before, on a later day."""
    before, rule = view.previous, view.rules.data.copies
    if before is None or before.on >= view.plan.on:
        return
    earlier = {(name, place): text for name, place, text in own_texts(before) if place != "text"}
    closed = {
        action.action_id
        for action in view.plan.actions
        if not view.rules.data.action_statuses[action.status].open
    }
    held = {review.review_id for review in view.plan.reviews}
    for name, place, text in own_texts(view.plan):
        same = text.strip() == earlier.get((name, place), "").strip()
        if same and len(text.strip()) >= rule.shortest_characters and name not in closed | held:
            told = f"The {place} is word for word that of version {before.version}."
            yield "copied-evidence", told, (name,)


COPIES: tuple[Callable[[View], Iterator[Found]], ...] = (_copied_texts, _copied_evidence)
