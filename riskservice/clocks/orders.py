"""Civil orders: their last days, their travel part, and durations the law does not allow."""

from collections.abc import Iterator

from msgspec.structs import replace

from riskservice.circumstances import Order
from riskservice.clocks.desk import Desk, When, asks, exactly
from riskservice.clocks.entries import Entry, Finding
from riskservice.clocks.periods import FOREVER, NOT_AT_ALL, Bounds
from riskservice.clocks.rules import OrderRule
from riskservice.clocks.spans import last_day


def extension(desk: Desk) -> Bounds:
    """Return until when orders carry notification; never where none does."""
    lows, highs = [NOT_AT_ALL], [NOT_AT_ALL]
    counted = any(each.notifiable is not False for each in desk.facts.sentences)
    for order in desk.facts.orders:
        rule = desk.policy.orders[order.kind]
        follows = rule.follows_section_82 and (order.ends_on is not None or not counted)
        if rule.extends_notification or follows:
            lows.append(order.ends_on or (FOREVER if order.until_further_order else NOT_AT_ALL))
            highs.append(order.ends_on or FOREVER)
    return Bounds(max(lows), max(highs))


def order_entries(desk: Desk, section_82: When) -> Iterator[Entry]:
    """
    Yield the last days of each order and of its travel part.

    Parameters
    ----------
    desk : Desk
    section_82 : When
        End of notification by the sentences alone, which a notification order follows.
    """
    for place, order in enumerate(desk.facts.orders):
        rule = desk.policy.orders[order.kind]
        yield desk.entry(
            "order_end",
            _end(desk, order, place, section_82),
            kind="ends",
            key=f"order_end.{place + 1}",
            title=f"{rule.title} ends after",
            about=order.order_id,
            rule=rule,
        )
        if order.travel_until is not None:
            yield desk.entry(
                "order_travel_end",
                exactly(order.travel_until),
                kind="ends",
                key=f"order_travel_end.{place + 1}",
                title=f"{rule.title}: foreign travel part ends after",
                about=order.order_id,
            )


def _end(desk: Desk, order: Order, place: int, section_82: When) -> When:
    if order.ends_on is not None:
        return exactly(order.ends_on)
    if order.until_further_order:
        return When(without_end=True)
    rule = desk.policy.orders[order.kind]
    wanted = asks(f"circumstances/orders/{place}/ends_on", "last day of the order")
    if rule.follows_section_82:
        known = section_82.day is not None or section_82.without_end
        return section_82 if known else replace(section_82, wanted=(wanted, *section_82.wanted))
    return When(without_end=None, wanted=(wanted,))


def order_findings(desk: Desk) -> Iterator[Finding]:
    """Yield each order whose recorded duration the law does not allow, or that came too late."""
    for order in desk.facts.orders:
        rule = desk.policy.orders[order.kind]
        for key, text in _faults(desk, order, rule):
            yield desk.finding(key, text, rule, order.order_id)


def _faults(desk: Desk, order: Order, rule: OrderRule) -> Iterator[tuple[str, str]]:
    made, reading = order.made_on, desk.settings.short_month
    if made is not None and rule.replaced_on is not None and made >= rule.replaced_on:
        yield (
            "order-replaced",
            (
                f"{rule.title} was replaced on {rule.replaced_on}; this one is "
                f"recorded as made on {made}."
            ),
        )
    if made is not None and order.ends_on is not None:
        least, most = rule.at_least_months, rule.at_most_months
        if least is not None and order.ends_on < last_day(made, least, reading):
            yield (
                "order-too-short",
                (
                    f"Recorded as shorter than the least the law allows, which "
                    f"would end after {last_day(made, least, reading)}, unless discharged before."
                ),
            )
        if most is not None and order.ends_on > last_day(made, most, reading):
            yield (
                "order-too-long",
                (
                    f"Recorded as longer than the most the law allows, which "
                    f"would end after {last_day(made, most, reading)}."
                ),
            )
    if rule.at_most_months is not None and order.until_further_order:
        yield "order-too-long", "Recorded as without end; the law sets a longest duration."
    if rule.fixed_by_court and order.until_further_order:
        yield "interim-without-end", "Recorded as without end; an interim order has a fixed period."
    yield from _travel_faults(desk, order, rule)
    if rule.breach_brings_notification and order.breached_on:
        yield (
            "breach-brings-notification",
            (
                "A breach of this order brings full notification; "
                "the conviction or caution for it belongs among the sentences."
            ),
        )


def _travel_faults(desk: Desk, order: Order, rule: OrderRule) -> Iterator[tuple[str, str]]:
    until, most = order.travel_until, rule.travel_at_most_months
    if until is None:
        return
    if order.made_on is not None and most is not None:
        end = last_day(order.made_on, most, desk.settings.short_month)
        if until > end:
            yield (
                "travel-too-long",
                (
                    f"The foreign travel part reaches beyond {end}, the most "
                    "the law allows without renewal."
                ),
            )
    if order.ends_on is not None and until > order.ends_on:
        yield "travel-outlasts-order", "The foreign travel part outlasts the order."
