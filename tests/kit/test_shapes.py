"""Faults of a record of any shape: every one, at its place."""

import datetime as dt
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice.circumstances import Circumstances
from riskservice.kit.shapes import shape_faults


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    day: dt.date
    kind: Literal["one", "two"] | None = None


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    inner: tuple[Inner, ...] = ()
    rated: Annotated[int, msgspec.Meta(ge=0, le=4)] | None = None
    known: bool | None = None
    named: dict[str, bool | None] = {}


def places(value: object, hint: type = Outer) -> list[str]:
    return [fault.pointer for fault in shape_faults(value, hint, "")]


def test_every_fault_is_found_at_its_place() -> None:
    value = {
        "inner": [{"day": "2026-02-30"}, {}, {"day": "2026-02-01", "kind": "three", "dya": 1}, 7],
        "rated": 5,
        "known": "yes",
        "named": {"a": 1, "b": None},
        "more": 1,
    }
    assert sorted(places(value)) == sorted([
        "/more", "/inner/0/day", "/inner/1/day", "/inner/2/dya", "/inner/2/kind", "/inner/3",
        "/rated", "/known", "/named/a",
    ])  # fmt: skip


@pytest.mark.parametrize(
    "value", [{}, {"inner": []}, {"rated": 0, "known": None}, {"named": {"x": True}}]
)
def test_what_fits_has_no_fault(value: object) -> None:
    assert places(value) == []


@pytest.mark.parametrize("value", [[], "x", 3, {"inner": {}}, {"inner": "ab"}, {"named": []}])
def test_a_wrong_kind_is_one_fault(value: object) -> None:
    assert len(places(value)) == 1


def test_a_day_nobody_can_mean_is_a_fault() -> None:
    (fault,) = shape_faults({"inner": [{"day": "0203-01-01"}]}, Outer, "")
    assert fault.message == "is not a plausible date"


def test_a_misspelt_name_is_answered_with_the_right_one() -> None:
    (fault,) = shape_faults({"ratde": 1}, Outer, "")
    assert fault.way_out == "Did you mean rated?"


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-01-01"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Circumstances.__struct_fields__, "x"]), inner)
    ),
    max_leaves=8,
)


@given(ODD)
def test_faults_are_found_exactly_where_a_record_cannot_be_made(value: object) -> None:
    try:
        msgspec.convert(value, Circumstances)
        fits = True
    except msgspec.ValidationError:
        fits = False
    assert fits == (not places(value, Circumstances))
