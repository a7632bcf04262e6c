"""What each sentence means for notification, in words, and what would settle it."""

import datetime as dt
from collections.abc import Iterator

from riskservice.circumstances import Sentence
from riskservice.clocks.bounds import FOREVER, NOT_AT_ALL, SOME_DAY, Bounds, Span, kinds_of
from riskservice.clocks.desk import When, asks, exactly
from riskservice.clocks.entries import SentencePeriod, Wanted
from riskservice.clocks.periods import Register
from riskservice.clocks.rules import Rule

BORN = asks("answers/date_of_birth", "date of birth")


def periods_of(register: Register) -> tuple[SentencePeriod, ...]:
    """Return what each notifiable sentence means, the recorded order kept."""
    spans = register.spans()
    return tuple(_period(register, span, spans) for span in spans)


def place_of(register: Register, sentence: Sentence) -> str:
    """Return where a sentence stands in the case."""
    return f"circumstances/sentences/{register.desk.facts.sentences.index(sentence)}"


def as_when(bounds: Bounds) -> When:
    """Return the end of a period as a day, as bounds, or as none at all."""
    low, high = bounds
    if low == FOREVER:
        return When(without_end=True)
    if high == NOT_AT_ALL:
        return When()
    if low == high:
        return exactly(low)
    return When(
        earliest=low if low > dt.date.min else None,
        latest=high if high < SOME_DAY else None,
        without_end=None if high == FOREVER else False,
    )


def _period(register: Register, span: Span, spans: tuple[Span, ...]) -> SentencePeriod:
    low, high = span.bounds
    others = [each.bounds for each in spans if each is not span]
    decides: bool | None = None
    if all(low >= each.high for each in others) and low > NOT_AT_ALL:
        decides = True
    elif any(high < each.low for each in others) or high == NOT_AT_ALL:
        decides = False
    when = as_when(span.bounds)
    kinds = kinds_of(span.sentence)
    rule: Rule = span.rule if len(kinds) == 1 else register.desk.policy.notification
    halved = span.under_age if span.halves else False
    title = " or ".join(span.periods)
    return SentencePeriod(
        sentence_id=span.sentence.sentence_id,
        notifiable=span.sentence.notifiable,
        period=f"{title}, halved" if halved else title,
        possible=span.periods,
        halved=halved,
        begins_on=span.sentence.relevant_date,
        ends_on=when.day,
        earliest=when.earliest,
        latest=when.latest,
        without_end=when.without_end,
        decides=decides,
        rule=rule.text,
        cite=register.desk.rules.cite(rule),
        confidence=span.confidence,
        wanted=() if low == high else tuple(_wanted(register, span)),
    )


def _wanted(register: Register, span: Span) -> Iterator[Wanted]:
    """Yield what would settle one sentence's period."""
    sentence = span.sentence
    place = place_of(register, sentence)
    if sentence.notifiable is None:
        yield asks(f"{place}/notifiable", "whether the offence brings notification")
    if sentence.relevant_date is None and span.bounds.low != FOREVER:
        yield asks(f"{place}/relevant_date", "day of the conviction, finding or caution")
    if sentence.disposal is None:
        yield asks(f"{place}/disposal", "how it was disposed of")
    if sentence.disposal == "community_payback_scotland" and sentence.with_supervision is None:
        yield asks(f"{place}/with_supervision", "whether the order has supervision")
    if span.halves and span.under_age is None and register.desk.born is None:
        yield BORN
    if "the length of the order" in span.periods and sentence.ends_on is None:
        yield asks(f"{place}/ends_on", "last day of the order")
    if (differing := register.differing(sentence)) is not None:
        what = f"which is right: the last day, or the term, by which it ends on {differing}"
        yield asks(f"{place}/ends_on", what)
    if register.desk.policy.disposals[kinds_of(sentence)[0]].by_term and len(span.periods) > 1:
        yield from _lengths(register, sentence, place)


def _lengths(register: Register, sentence: Sentence, place: str) -> Iterator[Wanted]:
    if sentence.term is None:
        yield asks(f"{place}/term", "length of the term")
    if sentence.sentenced_on is None:
        yield asks(f"{place}/sentenced_on", "date of sentence")
    others = [other for other in register.sentences if other is not sentence]
    if any(None in (each.term, each.sentenced_on, each.notifiable) for each in others):
        what = "term, date and notifiability of the sentences that may be taken together with it"
        yield asks("circumstances/sentences", what)
