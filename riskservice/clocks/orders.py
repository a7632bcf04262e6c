"""Civil orders: their last days, their travel part, and durations the law does not allow."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from riskservice.circumstances import Order
from riskservice.clocks.bounds import FOREVER, NOT_AT_ALL, Bounds
from riskservice.clocks.desk import Desk, When, asks, exactly
from riskservice.clocks.entries import Entry, Finding
from riskservice.clocks.rules import Confidence, OrderRule
from riskservice.clocks.spans import last_day


class Carried(NamedTuple):
    """An order that carries notification: until when it may, and how sure that is."""

    place: int
    order: Order
    bounds: Bounds
    confidence: Confidence


def carried(desk: Desk) -> tuple[Carried, ...]:
    """Return every order that carries notification."""
    found = []
    counted = any(each.notifiable is not False for each in desk.facts.sentences)
    for place, order in enumerate(desk.facts.orders):
        rule = desk.policy.orders[order.kind]
        known = order.ends_on is not None or order.until_further_order
        follows = rule.follows_section_82 and (known or not counted)
        if rule.extends_notification or follows:
            bounds = _carries(desk, order, rule)
            found.append(Carried(place, order, bounds, rule.confidence))
    return tuple(found)


def _carries(desk: Desk, order: Order, rule: OrderRule) -> Bounds:
    if order.ends_on is not None:
        return Bounds(order.ends_on, order.ends_on)
    if order.until_further_order:
        return Bounds(FOREVER, FOREVER)
    least, most = _least_and_most(desk, order, rule)
    return Bounds(least or NOT_AT_ALL, most or FOREVER)


def _least_and_most(
    desk: Desk, order: Order, rule: OrderRule
) -> tuple[dt.date | None, dt.date | None]:
    """Return between which last days the law lets an order end, as far as it says."""
    made, reading = order.made_on, desk.settings.short_month
    least, most = rule.at_least_months, rule.at_most_months
    if made is None:
        return None, None
    return (
        last_day(made, least, reading) if least is not None else None,
        last_day(made, most, reading) if most is not None else None,
    )


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
        if rule.name_and_address:
            yield _name_and_address(desk, order, place)
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
    least, most = _least_and_most(desk, order, rule)
    open_ = None if most is None else False
    return When(earliest=least, latest=most, without_end=open_, wanted=(wanted,))


def _name_and_address(desk: Desk, order: Order, place: int) -> Entry:
    """Return by when name and address are due, from the day the order was made."""
    wanted = asks(f"circumstances/orders/{place}/made_on", "day the order was made")
    made = exactly(order.made_on) if order.made_on else When(wanted=(wanted,))
    return desk.entry(
        "name_and_address",
        desk.after_event("name_and_address", made),
        key=f"name_and_address.{place + 1}",
        about=order.order_id,
        done_on=order.notified_on,
    )


def order_findings(desk: Desk) -> Iterator[Finding]:
    """Yield each order whose recorded duration the law does not allow, or that came too late."""
    for order in desk.facts.orders:
        rule = desk.policy.orders[order.kind]
        for key, text in _faults(desk, order, rule):
            yield desk.finding(key, text, rule, order.order_id)


def _faults(desk: Desk, order: Order, rule: OrderRule) -> Iterator[tuple[str, str]]:
    made = order.made_on
    if made is not None and rule.replaced_on is not None and made >= rule.replaced_on:
        yield (
            "order-replaced",
            (
                f"{rule.title} was replaced on {rule.replaced_on}; this one is "
                f"recorded as made on {made}."
            ),
        )
    if order.ends_on is not None:
        least, most = _least_and_most(desk, order, rule)
        if least is not None and order.ends_on < least:
            yield (
                "order-too-short",
                (
                    f"Recorded as shorter than the least the law allows, which "
                    f"would end after {least}, unless discharged before."
                ),
            )
        if most is not None and order.ends_on > most:
            yield (
                "order-too-long",
                (f"Recorded as longer than the most the law allows, which would end after {most}."),
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
