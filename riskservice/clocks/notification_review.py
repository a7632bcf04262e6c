"""When somebody whose notification has no end may ask for it to be reviewed."""

from riskservice.circumstances import Notification, Sentence
from riskservice.clocks.bounds import FOREVER, Span
from riskservice.clocks.desk import When, asks, between, either, exactly
from riskservice.clocks.entries import Applies, Entry, Wanted
from riskservice.clocks.period_accounts import BORN, place_of
from riskservice.clocks.periods import Register
from riskservice.clocks.rules import weakest


def review_entry(
    register: Register, kept: Notification, applies: Applies, unsure: tuple[Wanted, ...]
) -> Entry:
    """Return when a review opens; the latest of all sentences without end."""
    opens, young, sure = [], [], []
    for span in register.spans():
        if span.bounds.high == FOREVER:
            young.append(span.under_age)
            sure.append(span.confidence)
            opens.append(_opens(register, kept, span))
    when = opens[0]
    for other in opens[1:]:
        when = _later(when, other)
    settled = register.bounds().low == FOREVER
    names = {True: "review_young", False: "review_adult", None: "review_adult"}
    name = names[young[0] if len(set(young)) == 1 else None]
    return register.desk.entry(
        name,
        when,
        key="notification_review",
        kind="opens",
        applies=applies if settled or applies == "no" else "cannot tell",
        wanted=unsure,
        why=_review_history(kept),
        confidence=weakest(register.desk.interval(name).confidence, *sure),
    )


def _opens(register: Register, kept: Notification, span: Span) -> When:
    young = span.under_age
    start = _review_start(register, kept, span.sentence)
    adult = register.desk.opens_after("review_adult", start)
    juvenile = register.desk.opens_after("review_young", start)
    if young is None:
        return either(juvenile, adult, BORN)
    return juvenile if young else adult


def _review_start(register: Register, kept: Notification, sentence: Sentence) -> When:
    place = place_of(register, sentence)
    if register.desk.settings.review_start == "relevant_date":
        fact = asks(f"{place}/relevant_date", "day of the conviction or finding")
        day = sentence.relevant_date
        return exactly(day) if day else When(wanted=(fact,))
    after = kept.first_after_release_on
    if after is not None:
        return exactly(after)
    fact = asks(
        "circumstances/notification/first_after_release_on",
        "notification made on or after release",
    )
    return When(earliest=sentence.relevant_date, wanted=(fact,))


def _review_history(kept: Notification) -> str:
    if kept.review_refused_on is not None:
        return (
            f"A review was refused on {kept.review_refused_on}; see the decision for "
            "when the next may be asked for."
        )
    if kept.review_applied_on is not None:
        return f"Applied for on {kept.review_applied_on}."
    return ""


def _later(one: When, other: When) -> When:
    """Return the later of two days, as far as it is known."""
    lows = [day for day in (one.day or one.earliest, other.day or other.earliest) if day]
    highs = [one.day or one.latest, other.day or other.latest]
    high = None if None in highs else max(day for day in highs if day)
    return between(max(lows) if lows else None, high, *one.wanted, *other.wanted)
