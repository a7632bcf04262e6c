"""Typed questions: what an annotated field asks, how an answer is held, and what is wrong."""

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from riskservice import service
from riskservice.kit import Answers, Count, Date, Text, YesNo, code_of, merge, question
from riskservice.kit.dates import EARLIEST, LATEST, UNKNOWN, pack
from riskservice.kit.faults import answer_faults
from riskservice.kit.questions import Question, questions_of
from tests.kit.shipped import PROPERTY

Colour = Literal["red", "amber", "green"]


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    note: str
    when: dt.date | None = None


class Everything(Answers, frozen=True, kw_only=True):
    count: Annotated[Count | None, question("How many", guidance="All of them.", example=2)] = None
    at_least_one: Annotated[
        Annotated[int, Meta(ge=1, le=7)] | None, question("How many, not none")
    ] = None
    yes_no: Annotated[YesNo | None, question("Is it so")] = None
    choice: Annotated[Colour | None, question("Which", titles={"red": "Bright red"})] = None
    several: Annotated[list[Colour] | None, question("Which ones")] = None
    code: Annotated[Annotated[str, Meta(pattern="^[0-9]{3}$")] | None, question("Which code")] = (
        None
    )
    date: Annotated[Date | None, question("When")] = None
    text: Annotated[Text | None, question("In words")] = None
    record: Annotated[Detail | None, question("In detail")] = None


ASKED = {asked.key: asked for asked in questions_of(Everything)}


def test_questions_come_in_the_order_of_the_form() -> None:
    assert list(ASKED) == list(Everything.__struct_fields__)


def test_a_question_is_read_off_its_annotation() -> None:
    count = ASKED["count"]
    assert (count.wording, count.guidance) == ("How many", "All of them.")
    assert {key: asked.kind for key, asked in ASKED.items()} == {
        "count": "count",
        "at_least_one": "count",
        "yes_no": "yes_no",
        "choice": "choice",
        "several": "choices",
        "code": "code",
        "date": "date",
        "text": "text",
        "record": "record",
    }


def test_codes_run_from_nought_to_one_less_than_the_size() -> None:
    sizes = {key: (asked.low, asked.high, asked.size) for key, asked in ASKED.items()}
    assert sizes["count"] == (0, 999, 1000)
    assert sizes["at_least_one"] == (1, 7, 8)
    assert sizes["yes_no"] == (None, None, 2)
    assert sizes["choice"] == (None, None, 3)
    assert sizes["several"] == (None, None, 8)
    assert sizes["code"] == (None, None, 1000)
    assert sizes["date"] == (None, None, None)


def test_a_kernel_reads_everything_but_words_and_records() -> None:
    assert [key for key, asked in ASKED.items() if not asked.coded] == ["text", "record"]


def test_a_choice_is_coded_by_its_place_as_written_not_by_the_alphabet() -> None:
    assert ASKED["choice"].choices == ("red", "amber", "green")
    assert [code_of(Colour, value) for value in ("red", "amber", "green")] == [0, 1, 2]
    assert ASKED["choice"].encode("green") == 2
    with pytest.raises(ValueError, match="not in tuple"):
        code_of(Colour, "blue")


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "count": st.integers(0, 999),
    "at_least_one": st.integers(1, 7),
    "yes_no": st.booleans(),
    "choice": st.sampled_from(["red", "amber", "green"]),
    "several": st.lists(st.sampled_from(["red", "amber", "green"]), unique=True).map(
        lambda found: [colour for colour in ("red", "amber", "green") if colour in found]
    ),
    "code": st.from_regex(r"\A[0-9]{3}\Z"),
    "date": st.dates(EARLIEST, LATEST),
}


@pytest.mark.parametrize("key", VALUES)
def test_decoding_gives_back_what_was_encoded(key: str) -> None:
    asked = ASKED[key]

    @PROPERTY
    @given(VALUES[key])
    def comes_back(value: Any) -> None:
        code = asked.encode(value)
        assert code != UNKNOWN
        assert asked.size is None or 0 <= code < asked.size
        assert asked.decode(code) == value
        assert type(asked.decode(code)) is type(value)

    comes_back()


@pytest.mark.parametrize("key", VALUES)
def test_not_answered_is_unknown_and_nothing_else(key: str) -> None:
    assert ASKED[key].encode(None) == UNKNOWN
    assert ASKED[key].decode(UNKNOWN) is None
    assert ASKED[key].say(None) == "not answered"


@pytest.mark.parametrize(
    ("key", "value", "code", "said"),
    [
        ("count", 0, 0, "0"),
        ("count", 12, 12, "12"),
        ("yes_no", False, 0, "no"),
        ("yes_no", True, 1, "yes"),
        ("choice", "red", 0, "Bright red"),
        ("choice", "amber", 1, "amber"),
        ("several", [], 0, "none"),
        ("several", ["red", "green"], 5, "Bright red, green"),
        ("code", "007", 7, "007"),
        ("date", dt.date(2026, 2, 3), 2026_02_03, "3 February 2026"),
    ],
)
def test_an_answer_is_held_as_a_code_and_said_in_words(
    key: str, value: object, code: int, said: str
) -> None:
    asked = ASKED[key] if key != "several" else msgspec.structs.replace(
        ASKED[key], titles={"red": "Bright red"}
    )  # fmt: skip
    assert asked.encode(value) == code
    assert asked.say(value) == said


@pytest.mark.parametrize("kind", [float, list[int], dt.datetime, bytes])
def test_a_field_without_a_question_kind_is_refused_by_name(kind: type) -> None:
    struct = msgspec.defstruct(
        "Odd", [("odd", kind | None, None)], bases=(Answers,), frozen=True, kw_only=True
    )
    with pytest.raises(TypeError, match=r"odd: .* has no question kind"):
        questions_of(struct)


def test_a_count_without_a_highest_value_is_refused() -> None:
    class Boundless(Answers, frozen=True, kw_only=True):
        many: Annotated[int, Meta(ge=0)] | None = None

    with pytest.raises(TypeError, match=r"many: .* has no question kind"):
        questions_of(Boundless)


# Merging -----------------------------------------------------------------------------------------


class Other(Answers, frozen=True, kw_only=True):
    yes_no: Annotated[YesNo | None, question("Is it so")] = None
    more: Annotated[YesNo | None, question("More")] = None


def test_merging_asks_each_question_once_in_order() -> None:
    merged = merge("Merged", Everything, Other)
    assert [asked.key for asked in questions_of(merged)] == [*ASKED, "more"]
    assert questions_of(merged)[:-1] == questions_of(Everything)


def test_merging_refuses_one_name_with_two_meanings() -> None:
    class Clash(Answers, frozen=True, kw_only=True):
        yes_no: Annotated[Count | None, question("How many")] = None

    with pytest.raises(TypeError, match="yes_no means two different questions"):
        merge("Merged", Everything, Clash)


def test_merging_refuses_one_name_with_two_wordings() -> None:
    class Reworded(Answers, frozen=True, kw_only=True):
        yes_no: Annotated[YesNo | None, question("Was it so")] = None

    with pytest.raises(TypeError, match="yes_no means two different questions"):
        merge("Merged", Everything, Reworded)


def test_a_merged_struct_refuses_unknown_fields() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `zzz`"):
        msgspec.convert({"zzz": 1}, merge("Merged", Everything))


def test_every_shipped_question_has_a_wording_of_its_own_and_one_meaning() -> None:
    registry = service().registry
    for definition in registry.definitions.values():
        for asked in questions_of(definition.answers):
            assert registry.questions[asked.key] == asked
            assert asked.wording != asked.key
            assert asked.wording.strip() == asked.wording


# Faults ------------------------------------------------------------------------------------------

FAULTY: list[tuple[str, Any, str]] = [
    ("count", True, "is not a whole number"),
    ("count", 2.0, "is not a whole number"),
    ("count", "2", "is not a whole number"),
    ("count", -1, "must be from 0 to 999"),
    ("count", 1000, "must be from 0 to 999"),
    ("count", 10**30, "must be from 0 to 999"),
    ("at_least_one", 0, "must be from 1 to 7"),
    ("yes_no", 1, "is not true or false"),
    ("yes_no", "true", "is not true or false"),
    ("choice", "blue", "is not one of the choices"),
    ("choice", "Red", "is not one of the choices"),
    ("choice", 0, "is not one of the choices"),
    ("date", "2023-02-29", "is not a date that exists"),
    ("date", "29/02/2024", "is not a date that exists"),
    ("date", 2024_02_29, "is not a date that exists"),
    ("date", "1899-12-31", "is not a plausible date"),
    ("date", "2101-01-01", "is not a plausible date"),
    ("text", "x" * 4001, "does not fit the question"),
    ("text", 7, "does not fit the question"),
    ("several", ["blue"], "does not fit the question"),
    ("several", "red", "does not fit the question"),
    ("code", "12", "does not fit the question"),
    ("code", 123, "does not fit the question"),
    ("code", "12a", "does not fit the question"),
]


@pytest.mark.parametrize(("key", "value", "message"), FAULTY)
def test_a_value_that_does_not_fit_is_said_with_the_way_out(
    key: str, value: Any, message: str
) -> None:
    (fault,) = answer_faults({key: value}, ASKED.values(), "/answers")
    assert fault.pointer == f"/answers/{key}"
    assert fault.question == key
    assert fault.wording == ASKED[key].wording
    assert fault.message == message
    assert fault.way_out == ASKED[key].expects()
    assert fault.value is not None
    assert len(fault.value) <= 80


def test_all_faults_come_at_once() -> None:
    raw = {key: value for key, value, _ in FAULTY}
    found = list(answer_faults(raw | {"cuont": 1}, ASKED.values(), "/answers"))
    assert sorted(fault.pointer for fault in found) == sorted(
        f"/answers/{key}" for key in (*raw, "cuont")
    )


def test_a_name_nobody_asks_gets_a_near_miss() -> None:
    (fault,) = answer_faults({"cuont": 1}, ASKED.values(), "/answers")
    assert (fault.pointer, fault.way_out) == ("/answers/cuont", "Did you mean count?")
    (fault,) = answer_faults({"zzzzzz": 1}, ASKED.values(), "/answers")
    assert fault.way_out == "Take it out, or see the form."


def test_null_is_not_answered_and_no_fault() -> None:
    assert list(answer_faults(dict.fromkeys(ASKED), ASKED.values(), "/answers")) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("count", "Give a whole number from 0 to 999"),
        ("yes_no", "true or false"),
        ("choice", "red, amber, green"),
        ("several", "red, amber, green"),
        ("code", "3 digits"),
        ("date", "YYYY-MM-DD, from 1900-01-01 to 2100-12-31"),
        ("text", "4,000 characters"),
        ("record", "object"),
    ],
)
def test_the_way_out_says_what_is_expected(key: str, words: str) -> None:
    assert words in ASKED[key].expects()


def test_a_bound_is_allowed_at_both_ends() -> None:
    edges: dict[str, list[Any]] = {
        "count": [0, 999],
        "at_least_one": [1, 7],
        "date": ["1900-01-01", "2100-12-31", "2024-02-29"],
        "text": ["", "x" * 4000],
        "code": ["000", "999"],
        "several": [[], ["red", "amber", "green"]],
    }
    for key, values in edges.items():
        for value in values:
            assert list(answer_faults({key: value}, ASKED.values(), "/answers")) == []


def test_dates_pack_as_their_digits() -> None:
    assert ASKED["date"].encode(dt.date(1980, 12, 5)) == pack(dt.date(1980, 12, 5)) == 1980_12_05


def test_a_question_is_a_plain_value() -> None:
    assert ASKED["count"] == msgspec.structs.replace(ASKED["count"])
    assert isinstance(ASKED["count"], Question)
