"""Notification: when it ends, when the next one is due, when a review opens."""

from collections.abc import Iterator

from msgspec.structs import replace

from riskservice.circumstances import Notification
from riskservice.clocks.bounds import FOREVER, NOT_AT_ALL, kinds_of
from riskservice.clocks.desk import Desk, When, asks, between, either, exactly
from riskservice.clocks.entries import Applies, Entry, Finding, SentencePeriod, Wanted
from riskservice.clocks.notification_end import NotificationEnd
from riskservice.clocks.notification_review import review_entry
from riskservice.clocks.period_accounts import as_when
from riskservice.clocks.periods import Register
from riskservice.clocks.rules import Confidence, weakest

_SUBJECT = asks("circumstances/notification/subject", "whether the person is subject to it")
_LAST = asks("circumstances/notification/last_on", "day of the last notification")
_ABODE = asks("circumstances/notification/no_fixed_abode", "whether there is no fixed abode")


class NotificationClock:
    """
    Everything about one person's notification.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.kept = desk.facts.notification or Notification()
        self.register = Register(desk)
        self.ends = NotificationEnd(desk, self.register, self.kept)
        self.end = self.ends.bounds
        self.by_sentences = self.ends.by_sentences
        self.carried = self.ends.carried
        self.applies = self._applies()

    def entries(self) -> Iterator[Entry]:
        """Yield what notification brings; nothing where nothing points to it."""
        if not self.concerned:
            return
        yield self._end()
        yield self._first()
        if after := self._after_release():
            yield after
        yield self._next()
        yield from self._changes()
        if self.by_sentences.high == FOREVER and self.kept.revoked_on is None:
            yield review_entry(self.register, self.kept, self.applies, self._unsure)

    def periods(self) -> tuple[SentencePeriod, ...]:
        """Return what each notifiable sentence means, the recorded order kept."""
        return self.ends.periods

    def findings(self) -> Iterator[Finding]:
        """Yield where the record and the sentences do not agree."""
        rule = self.desk.policy.notification
        for sentence in self.register.sentences:
            if (by_term := self.register.differing(sentence)) is not None:
                text = f"The order is recorded as ending on {sentence.ends_on}, and by its term "
                text += f"on {by_term}."
                name = sentence.sentence_id
                yield self.desk.finding("length-and-end-differ", text, rule, name)
        if self.ends.revoked_and_over():
            return
        if self.kept.subject is False and self.end.low >= self.desk.on:
            text = "The record says that the person is not subject to notification; by the "
            text += "sentences and orders in it the period still runs."
            yield self.desk.finding("notification-still-runs", text, rule)
        if self.kept.subject and self.end.high < self.desk.on and self.end.high != NOT_AT_ALL:
            text = "The record says that the person is subject to notification; by the sentences "
            text += "and orders in it the period has ended."
            yield self.desk.finding("notification-has-ended", text, rule)

    @property
    def concerned(self) -> bool:
        """Return whether anything in the record points to notification."""
        return bool(self.register.sentences or self.carried or self.kept.subject)

    def _applies(self) -> Applies:
        """Return whether the person is subject to notification on the day of the case."""
        if self.ends.revoked_and_over():
            return "no"
        if self.kept.subject is not None:
            return "yes" if self.kept.subject else "no"
        if self.end.low >= self.desk.on:
            return "yes"
        recorded = self.desk.facts.sentences or self.carried
        return "no" if recorded and self.end.high < self.desk.on else "cannot tell"

    @property
    def _unsure(self) -> tuple[Wanted, ...]:
        return (_SUBJECT,) if self.applies == "cannot tell" else ()

    def _end(self) -> Entry:
        rule = self.desk.policy.intervals["notification_end"]
        why, about = self.ends.deciding()
        applies: Applies = "yes"
        when = replace(as_when(self.end), wanted=self.ends.wanted())
        if self.end.high == NOT_AT_ALL:
            fact = asks("circumstances/sentences", "the sentence that brings notification")
            when = When(without_end=None, wanted=(fact,))
        elif self.end.low == NOT_AT_ALL and self.kept.subject is not True:
            applies = self.applies
        return self.desk.entry(
            "notification_end",
            when,
            kind="ends",
            applies=applies,
            about=about,
            why=why,
            rule=replace(rule, confidence=self.ends.confidence),
        )

    def _start(self) -> When:
        """Return when the duty to notify began to run; release is not taken for granted."""
        if self.kept.started_on is not None:
            return exactly(self.kept.started_on)
        began = asks("circumstances/notification/started_on", "day on which notification began")
        sentences = self.register.sentences
        days = [each.relevant_date for each in sentences if each.relevant_date]
        if not sentences and self.carried:
            return self._by_first_order()
        if self.carried or len(days) < len(sentences):
            return When(wanted=(began,))
        disposals = self.desk.policy.disposals
        detained = any(disposals[kind].detains for each in sentences for kind in kinds_of(each))
        if len(days) == 1 and not detained:
            return exactly(days[0])
        return When(earliest=min(days, default=None), wanted=(began,))

    def _by_first_order(self) -> When:
        """Return the day of the first order, where no sentence is recorded beside it."""
        made = [each.order.made_on for each in self.carried if each.order.made_on]
        if len(made) == len(self.carried):
            return exactly(min(made))
        asked = [
            asks(f"circumstances/orders/{each.place}/made_on", "day the order was made")
            for each in self.carried
            if each.order.made_on is None
        ]
        return When(latest=min(made, default=None), wanted=tuple(asked))

    def _first(self) -> Entry:
        when = self.desk.after_event("first_notification", self._start())
        by_order = self.carried and not self.register.sentences and not self.kept.started_on
        why = (
            "Counted from the day the order was made; no sentence is recorded." if by_order else ""
        )
        return self.desk.entry(
            "first_notification",
            when,
            applies=self.applies,
            done_on=self.kept.first_on,
            wanted=self._unsure,
            why=why,
            confidence=self._sure("first_notification"),
        )

    def _sure(self, name: str) -> Confidence:
        """Return how sure a duty is: no surer than that notification runs."""
        rule = self.desk.interval(name).confidence
        if self.applies == "no" or self.kept.subject is not None:
            return rule
        return weakest(rule, self.ends.confidence)

    def _after_release(self) -> Entry | None:
        release = self.desk.facts.release
        day = release.release_on if release else None
        if release is None or (day is None and release.in_custody is not True):
            return None
        wanted = asks("circumstances/release/release_on", "release date")
        when = exactly(day) if day else When(wanted=(wanted,))
        return self.desk.entry(
            "notification_after_release",
            self.desk.after_event("notification_after_release", when),
            applies=self.applies,
            done_on=self.kept.first_after_release_on,
            wanted=self._unsure,
            confidence=self._sure("notification_after_release"),
        )

    def _next(self) -> Entry:
        """Return the next notification: weekly where there is no fixed abode, otherwise yearly."""
        last = self._last()
        yearly = self.desk.after("annual_notification", last)
        weekly = self.desk.after("weekly_notification", last)
        name = "weekly_notification" if self.kept.no_fixed_abode else "annual_notification"
        if self.kept.no_fixed_abode is None:
            when = either(weekly, yearly, _ABODE)
            title = "Next notification due: weekly of no fixed abode, otherwise yearly"
        else:
            when = weekly if self.kept.no_fixed_abode else yearly
            title = self.desk.interval(name).title
        applies = self._still_runs(when)
        inside = bool(self.desk.inside)
        if inside and applies == "yes":
            applies = "cannot tell"
        return self.desk.entry(
            name,
            when,
            key="next_notification",
            title=title,
            applies=applies,
            wanted=self._unsure,
            why=_next_why(applies, inside=inside),
            confidence=weakest(self._sure(name), self.ends.confidence),
        )

    def _still_runs(self, when: When) -> Applies:
        """Return whether notification still runs when the next one falls due."""
        if self.applies != "yes":
            return self.applies
        low, high = when.day or when.earliest, when.day or when.latest
        if self.end.high == NOT_AT_ALL:
            return "yes"
        if low is not None and self.end.high < low:
            return "no"
        return "yes" if high is not None and self.end.low >= high else "cannot tell"

    def _last(self) -> When:
        if self.kept.last_on is not None:
            return exactly(self.kept.last_on)
        days = [
            day for day in (self.kept.first_on, self.kept.first_after_release_on) if day is not None
        ]
        return between(max(days) if days else None, self.desk.on, _LAST)

    def _changes(self) -> Iterator[Entry]:
        for place, change in enumerate(self.kept.changes):
            fact = asks(
                f"circumstances/notification/changes/{place}/changed_on", "day of the change"
            )
            when = exactly(change.changed_on) if change.changed_on else When(wanted=(fact,))
            yield self.desk.entry(
                "change",
                self.desk.after_event("change", when),
                key=f"change.{place + 1}",
                about=change.what or None,
                applies=self.applies,
                done_on=change.notified_on,
                wanted=self._unsure,
                confidence=self._sure("change"),
            )


def _next_why(applies: Applies, *, inside: bool) -> str:
    if applies == "no":
        return "Notification does not run when it would fall due."
    return "In custody; how that bears on it is not settled here." if inside else ""
