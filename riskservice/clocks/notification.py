"""Notification: when it ends, when the next one is due, when a review opens."""

from collections.abc import Iterator

from msgspec.structs import replace

from riskservice.circumstances import Notification
from riskservice.clocks.desk import Desk, When, asks, between, either, exactly
from riskservice.clocks.entries import Applies, Entry, Finding, SentencePeriod, Wanted
from riskservice.clocks.notification_review import review_entry
from riskservice.clocks.orders import extension
from riskservice.clocks.period_accounts import as_when, periods_of
from riskservice.clocks.periods import FOREVER, NOT_AT_ALL, Bounds, Register, kinds_of
from riskservice.clocks.rules import Confidence

_SUBJECT = asks("circumstances/notification/subject", "whether the person is subject to it")
_LAST = asks("circumstances/notification/last_on", "day of the last notification")
_ABODE = asks("circumstances/notification/no_fixed_abode", "whether there is no fixed abode")
_WEAKEST: tuple[Confidence, ...] = ("unconfirmed", "reported", "house policy", "confirmed")


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
        self.by_sentences = self.register.bounds()
        self.by_orders = extension(desk)
        self.end = Bounds(
            max(self.by_sentences.low, self.by_orders.low),
            max(self.by_sentences.high, self.by_orders.high),
        )
        self.applies = self._applies()

    def entries(self) -> Iterator[Entry]:
        """Yield what notification brings; nothing where nothing points to it."""
        if not self._concerned():
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
        return periods_of(self.register)

    def findings(self) -> Iterator[Finding]:
        """Yield where the record and the sentences do not agree."""
        rule = self.desk.policy.notification
        if self.kept.revoked_on is not None:
            return
        if self.kept.subject is False and self.end.low >= self.desk.on:
            text = "The record says that the person is not subject to notification; by the "
            text += "sentences and orders in it the period still runs."
            yield self.desk.finding("notification-still-runs", text, rule)
        if self.kept.subject and self.end.high < self.desk.on and self.end.high != NOT_AT_ALL:
            text = "The record says that the person is subject to notification; by the sentences "
            text += "and orders in it the period has ended."
            yield self.desk.finding("notification-has-ended", text, rule)

    def _concerned(self) -> bool:
        return bool(
            self.register.sentences or self.by_orders.high > NOT_AT_ALL or self.kept.subject
        )

    def _applies(self) -> Applies:
        """Return whether the person is subject to notification on the day of the case."""
        if self.kept.revoked_on is not None and self.kept.revoked_on <= self.desk.on:
            return "no"
        if self.kept.subject is not None:
            return "yes" if self.kept.subject else "no"
        if self.end.low >= self.desk.on:
            return "yes"
        return "no" if self.end.high < self.desk.on else "cannot tell"

    @property
    def _unsure(self) -> tuple[Wanted, ...]:
        return (_SUBJECT,) if self.applies == "cannot tell" else ()

    def _end(self) -> Entry:
        rule = self.desk.policy.intervals["notification_end"]
        why, about, weakest = self._deciding()
        applies: Applies = "yes"
        when = replace(as_when(self.end), wanted=self._end_wanted())
        if self.kept.revoked_on is not None:
            when, why = exactly(self.kept.revoked_on), "Revoked on that day."
        elif self.end.high == NOT_AT_ALL:
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
            rule=replace(rule, confidence=weakest),
        )

    def _deciding(self) -> tuple[str, str | None, Confidence]:
        """Return what decides the end, the sentence or order it is, and the weakest rule of it."""
        if self.by_orders.low > self.by_sentences.high:
            return "An order that carries notification lasts longest.", None, "confirmed"
        periods = [each for each in self.periods() if each.decides is not False]
        if not periods:
            return "", None, "confirmed"
        weakest = min((each.confidence for each in periods), key=_WEAKEST.index)
        first = periods[0]
        if len(periods) == 1 or all(each.decides for each in periods):
            about = first.sentence_id if self.by_orders.high <= self.by_sentences.low else None
            why = f"The longest period decides: {first.period}."
            return why, about, weakest
        return "Which sentence or order decides cannot be told.", None, weakest

    def _end_wanted(self) -> tuple[Wanted, ...]:
        if self.end.low == self.end.high:
            return ()
        found = [
            fact
            for period in self.periods()
            if period.decides is not False
            for fact in period.wanted
        ]
        for place, order in enumerate(self.desk.facts.orders):
            rule = self.desk.policy.orders[order.kind]
            open_ended = order.ends_on is None and not order.until_further_order
            if rule.extends_notification and open_ended:
                found.append(asks(f"circumstances/orders/{place}/ends_on", "last day of the order"))
        return tuple(dict.fromkeys(found))

    def _start(self) -> When:
        """Return when the duty to notify began to run; release is not taken for granted."""
        if self.kept.started_on is not None:
            return exactly(self.kept.started_on)
        began = asks("circumstances/notification/started_on", "day on which notification began")
        sentences = self.register.sentences
        days = [each.relevant_date for each in sentences if each.relevant_date]
        if self._orders_carry() or len(days) < len(sentences):
            return When(wanted=(began,))
        disposals = self.desk.policy.disposals
        detained = any(disposals[kind].detains for each in sentences for kind in kinds_of(each))
        if len(days) == 1 and not detained:
            return exactly(days[0])
        return When(earliest=min(days, default=None), wanted=(began,))

    def _orders_carry(self) -> bool:
        return self.by_orders.high > NOT_AT_ALL

    def _first(self) -> Entry:
        when = self.desk.after_event("first_notification", self._start())
        return self.desk.entry(
            "first_notification",
            when,
            applies=self.applies,
            done_on=self.kept.first_on,
            wanted=self._unsure,
        )

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
        )

    def _still_runs(self, when: When) -> Applies:
        """Return whether notification still runs when the next one falls due."""
        if self.applies != "yes":
            return self.applies
        low, high = when.day or when.earliest, when.day or when.latest
        if self.kept.revoked_on is not None and low is not None and self.kept.revoked_on < low:
            return "no"
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
            )


def _next_why(applies: Applies, *, inside: bool) -> str:
    if applies == "no":
        return "Notification does not run when it would fall due."
    return "In custody; how that bears on it is not settled here." if inside else ""
