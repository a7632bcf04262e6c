"""What a reader must know before using a screening."""

from collections.abc import Iterator

from riskservice.clocks.entries import Entry as Clock
from riskservice.kit.outcome import Notice
from riskservice.mappa.logic import RuleStep, deciding
from riskservice.mappa.record import Record
from riskservice.mappa.result import CategoryResult, Dangerous, LevelResult

_CODES = {"reported": "reported", "unconfirmed": "unconfirmed", "house policy": "house-policy"}


def notices_of(
    record: Record,
    category: CategoryResult,
    level: LevelResult,
    dangerous: Dangerous,
    dates: tuple[Clock, ...],
) -> Iterator[Notice]:
    """Yield what the result rests on that is not confirmed, and what was not looked at."""
    yield Notice(
        code="informs-only",
        text="This screening informs the decision of the responsible professionals and never "
        "makes it.",
    )
    if record.under_age:
        yield Notice(
            code="under-18",
            text="The person is under 18: no adult tool is used for the risk of serious harm, and "
            "the youth offending team is involved.",
        )
    if record.under_age is None:
        yield Notice(
            code="age-unknown",
            text="The date of birth is not known: whether the person is under 18 cannot be told.",
            questions=("date_of_birth",),
        )
    steps = [*category.rules, *level.rules, dangerous.rule]
    yield from _unconfirmed(steps)
    for clock in dates:
        if clock.confidence != "confirmed" and clock.date is not None:
            yield Notice(
                code=_CODES[clock.confidence],
                text=f"{clock.title}: {clock.date} rests on a rule that is {clock.confidence}.",
            )
    if not (category.exact and level.exact):
        yield Notice(
            code="not-exact",
            text="So much is unknown that what could still be is not worked out exactly: some of "
            "what is listed as possible may not be.",
        )
    if (
        category.category is not None
        and not record.book.category(category.category).referral_agreed_by
    ):
        yield Notice(
            code="not-in-the-sources",
            text="The sources do not say who agrees a referral or chairs in this category, nor "
            "when it ends.",
        )


def _unconfirmed(steps: list[RuleStep]) -> Iterator[Notice]:
    """Yield each rule on the way to a result that is not confirmed."""
    seen = set()
    for root in steps:
        for step in deciding(root):
            weak = step.confidence not in (None, "confirmed")
            if weak and step.parts and step.title not in seen and step.confidence:
                seen.add(step.title)
                yield Notice(
                    code=_CODES[step.confidence],
                    text=f"{step.title}: this rule is {step.confidence}. {step.why}".strip(),
                )
