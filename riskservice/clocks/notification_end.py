"""When notification ends: by sentences, by orders that carry it, and by a revocation."""

from functools import cached_property

from riskservice.circumstances import Notification
from riskservice.clocks.bounds import NOT_AT_ALL, Bounds, after_revocation
from riskservice.clocks.desk import Desk, asks
from riskservice.clocks.entries import SentencePeriod, Wanted
from riskservice.clocks.orders import carried
from riskservice.clocks.period_accounts import periods_of
from riskservice.clocks.periods import Register
from riskservice.clocks.rules import Confidence, weakest


class NotificationEnd:
    """
    The end of one person's notification, and what it rests on.

    Parameters
    ----------
    desk : Desk
    register : Register
    kept : Notification

    Attributes
    ----------
    by_sentences, by_orders : Bounds
        The end by sentences alone, before a revocation, and by orders alone.
    bounds : Bounds
        The end.
    """

    def __init__(self, desk: Desk, register: Register, kept: Notification) -> None:
        self.desk, self.register, self.kept = desk, register, kept
        self.by_sentences = register.bounds()
        self.carried = carried(desk)
        self.by_orders = Bounds(
            max((each.bounds.low for each in self.carried), default=NOT_AT_ALL),
            max((each.bounds.high for each in self.carried), default=NOT_AT_ALL),
        )
        self.bounds = self._bounds()

    def _bounds(self) -> Bounds:
        revoked, after = self.kept.revoked_on, self.by_sentences
        if revoked is not None:
            if self.desk.settings.revocation == "everything":
                return Bounds(revoked, revoked)
            after = self.register.bounds(revoked)
            after = Bounds(max(after.low, revoked), max(after.high, revoked))
        return Bounds(max(after.low, self.by_orders.low), max(after.high, self.by_orders.high))

    @cached_property
    def periods(self) -> tuple[SentencePeriod, ...]:
        """Return what each notifiable sentence means, the recorded order kept."""
        return periods_of(self.register)

    def revoked_and_over(self) -> bool:
        """Return whether notification was revoked and nothing else may carry it on."""
        revoked = self.kept.revoked_on
        return revoked is not None and self.bounds.high <= revoked <= self.desk.on

    @cached_property
    def confidence(self) -> Confidence:
        """Return the lowest confidence of every sentence and order that may decide the end."""
        found = [self.desk.policy.intervals["notification_end"].confidence]
        found += [each.confidence for each in self._reaching]
        revoked = self.kept.revoked_on
        if revoked is not None and revoked < self.bounds.high:
            found.append(self.desk.policy.readings["revocation"].confidence)
        reach = [each for each in self.carried if each.bounds.high >= self.bounds.low]
        return weakest(*found, *(each.confidence for each in reach))

    @cached_property
    def _reaching(self) -> list[SentencePeriod]:
        """Return the periods that may decide the end, with what orders and revocation leave."""
        if self.bounds.high == self.kept.revoked_on or self.by_orders.low > self.by_sentences.high:
            return []
        spans = zip(self.periods, self.register.spans(), strict=True)
        revoked = self.kept.revoked_on
        return [
            period
            for period, span in spans
            if period.decides is not False or revoked is not None
            if after_revocation(span, revoked).high >= self.bounds.low
        ]

    def deciding(self) -> tuple[str, str | None]:
        """Return what decides the end, and the sentence it is."""
        revoked = self.kept.revoked_on
        if revoked is not None:
            if self.bounds.high == revoked:
                return "Revoked on that day.", None
            text = f"What has no end was revoked on {revoked}; whether that reaches an order or a "
            return text + "period with an end is not known, and they are taken to run on.", None
        if self.by_orders.low > self.by_sentences.high:
            return "An order that carries notification lasts longest.", None
        periods = self._reaching
        if not periods:
            return "", None
        first = periods[0]
        if len(periods) == 1 or all(each.decides for each in periods):
            about = first.sentence_id if self.by_orders.high <= self.by_sentences.low else None
            return f"The longest period decides: {first.period}.", about
        return "Which sentence or order decides cannot be told.", None

    def wanted(self) -> tuple[Wanted, ...]:
        """Return what would tell the end."""
        if self.bounds.low == self.bounds.high:
            return ()
        found = [fact for period in self._reaching for fact in period.wanted]
        found += [
            asks(f"circumstances/orders/{each.place}/ends_on", "last day of the order")
            for each in self.carried
            if each.bounds.low < each.bounds.high
        ]
        return tuple(dict.fromkeys(found))
