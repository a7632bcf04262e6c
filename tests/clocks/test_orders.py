"""Civil orders: last days, travel, and durations the law does not allow."""

import datetime as dt
from typing import Any

import pytest

from tests.clocks.people import D, calendar, entry, sentence, wanted

MADE = D(2024, 3, 10)


def order(kind: str, **fields: Any) -> dict[str, Any]:
    return {"order_id": "o1", "kind": kind, "made_on": MADE, **fields}


def found_in(made: dict[str, Any], settings: dict[str, str] | None = None) -> list[str]:
    return [each.key for each in calendar(orders=[made], settings=settings).findings]


@pytest.mark.parametrize(
    ("kind", "least"), [("shpo", D(2029, 3, 9)), ("sro", D(2026, 3, 9)), ("voo", D(2026, 3, 9))]
)
def test_the_shortest_order_is_allowed_and_a_day_less_is_found(kind: str, least: dt.date) -> None:
    assert found_in(order(kind, ends_on=least)) == []
    assert found_in(order(kind, ends_on=least - dt.timedelta(days=1))) == ["order-too-short"]


def test_only_a_violent_offender_order_has_a_longest_duration() -> None:
    assert found_in(order("voo", ends_on=D(2029, 3, 9))) == []
    assert found_in(order("voo", ends_on=D(2029, 3, 10))) == ["order-too-long"]
    assert found_in(order("voo", until_further_order=True)) == ["order-too-long"]
    for kind in ("shpo", "sro"):
        assert found_in(order(kind, ends_on=D(2090, 1, 1))) == []
        assert found_in(order(kind, until_further_order=True)) == []


def test_an_interim_order_has_a_fixed_period() -> None:
    for kind in ("interim_shpo", "interim_sro", "interim_voo"):
        assert found_in(order(kind, ends_on=D(2024, 6, 1))) == []
        assert found_in(order(kind, until_further_order=True)) == ["interim-without-end"]


def test_the_travel_part_lasts_five_years_at_most() -> None:
    long = {"ends_on": D(2034, 3, 9)}
    assert found_in(order("shpo", **long, travel_until=D(2029, 3, 9))) == []
    assert found_in(order("shpo", **long, travel_until=D(2029, 3, 10))) == ["travel-too-long"]
    assert found_in(order("sro", ends_on=D(2027, 3, 9), travel_until=D(2027, 3, 10))) == [
        "travel-outlasts-order"
    ]
    travel = entry(
        calendar(orders=[order("shpo", **long, travel_until=D(2029, 3, 9))]), "order_travel_end.1"
    )
    assert (travel.date, travel.confidence) == (D(2029, 3, 9), "reported")


@pytest.mark.parametrize("kind", ["sopo", "rosho", "foreign_travel_order"])
def test_replaced_orders_are_kept_and_one_made_too_late_is_found(kind: str) -> None:
    before = {**order(kind, ends_on=D(2030, 1, 1)), "made_on": D(2015, 3, 7)}
    assert found_in(before) == []
    assert entry(calendar(orders=[before]), "order_end.1").date == D(2030, 1, 1)
    assert found_in({**before, "made_on": D(2015, 3, 8)}) == ["order-replaced"]


def test_an_order_made_on_29_february_is_measured_by_the_reading() -> None:
    leap = {**order("sro", ends_on=D(2026, 2, 27)), "made_on": D(2024, 2, 29)}
    assert found_in(leap) == ["order-too-short"]
    assert found_in(leap, {"short_month": "last_day_of_month"}) == []


def test_an_order_without_a_last_day_has_none_and_asks_for_it() -> None:
    end = entry(calendar(orders=[order("shpo")]), "order_end.1")
    assert (end.date, end.without_end, end.state) == (None, None, "cannot tell")
    assert wanted(end) == ["/circumstances/orders/0/ends_on"]
    endless = entry(calendar(orders=[order("shpo", until_further_order=True)]), "order_end.1")
    assert (endless.without_end, endless.state) == (True, "without end")


def test_an_expired_order_is_past_and_never_overdue() -> None:
    end = entry(calendar(orders=[order("sro", ends_on=D(2026, 4, 1))]), "order_end.1")
    assert (end.state, end.overdue) == ("past", False)


def test_a_notification_order_lasts_as_the_equivalent_period() -> None:
    for kind in ("notification_order", "notification_notice"):
        found = calendar(sentence(term={"months": 12}), orders=[order(kind)])
        end = entry(found, "order_end.1")
        assert (end.date, end.confidence) == (D(2030, 1, 14), "reported")
        assert entry(found, "notification_end").date == D(2030, 1, 14)
        alone = calendar(orders=[order(kind)])
        assert entry(alone, "notification_end").without_end is None


def test_a_breach_of_a_risk_order_points_to_full_notification() -> None:
    breached = order("sro", ends_on=D(2027, 1, 1), breached_on=[D(2025, 5, 5)])
    assert found_in(breached) == ["breach-brings-notification"]
    assert found_in({**breached, "kind": "rosho", "made_on": D(2014, 1, 1)}) == []
