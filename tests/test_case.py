"""Reading a case record: every fault at once, the same from JSON, MessagePack and Python."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice import Case, InvalidCase, Service, UnreadableBody
from riskservice.case import BandDecision, CaseReader, ContactDecision
from riskservice.errors import Fault, RiskServiceError
from tests.kit.shipped import PROPERTY
from tests.toy_instruments import AdditiveAnswers

RECORD: dict[str, Any] = {
    "case_id": "A/1",
    "on": "2026-11-24",
    "answers": {
        "sex": "male",
        "date_of_birth": "1980-02-29",
        "contact_adult_sanctions": 2,
        "stranger_victim": False,
        "supervision_status": "community",
        "arms_assessor": "A. Sessor",
        "arms_opportunity": {"rating": "high", "evidence": "seen", "date": "2026-01-31"},
    },
    "band_decision": {
        "band": "high", "by": "C. Hair", "role": "chair", "reason": "r", "on": "2026-11-01",
    },
    "contact_decision": {"every_days": 7, "by": "C. Hair", "reason": "r"},
}  # fmt: skip


@pytest.fixture(scope="session")
def reader(here: Service) -> CaseReader:
    return here.reader


def record(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in (RECORD | changes).items() if value is not ...}


def with_answers(**answers: Any) -> dict[str, Any]:
    return {"case_id": "A/1", "on": "2026-11-24", "answers": answers}


def faults_of(ask: Callable[[], Any]) -> tuple[Fault, ...]:
    with pytest.raises(RiskServiceError) as error:
        ask()
    assert error.value.faults
    for fault in error.value.faults:
        assert fault.message
        assert fault.way_out
    return error.value.faults


def places(faults: tuple[Fault, ...]) -> dict[str, str]:
    found = {fault.pointer: fault.message for fault in faults}
    assert len(found) == len(faults), "one place is told twice"
    return found


# Sound records -----------------------------------------------------------------------------------


def test_a_record_is_read_alike_from_json_messagepack_and_python(reader: CaseReader) -> None:
    from_json = reader.read(json.dumps(RECORD).encode())
    from_msgpack = reader.read(msgspec.msgpack.encode(RECORD), "msgpack")
    from_python = reader.check(RECORD)
    assert from_json == from_msgpack == from_python
    assert from_json.case_id == "A/1"
    assert from_json.on == dt.date(2026, 11, 24)
    assert from_json.on_defaulted is False
    assert from_json.answers["date_of_birth"] == dt.date(1980, 2, 29)
    assert from_json.answers["contact_adult_sanctions"] == 2
    assert from_json.answers["stranger_victim"] is False
    assert from_json.answers["arms_opportunity"].date == dt.date(2026, 1, 31)
    assert from_json.band_decision == BandDecision(
        band="high", by="C. Hair", role="chair", reason="r", on=dt.date(2026, 11, 1)
    )
    assert from_json.contact_decision == ContactDecision(every_days=7, by="C. Hair", reason="r")


def test_python_may_give_dates_as_dates(reader: CaseReader) -> None:
    given_dates = with_answers(date_of_birth=dt.date(1980, 2, 29))
    given_dates["on"] = dt.date(2026, 11, 24)
    assert reader.check(given_dates) == reader.check(with_answers(date_of_birth="1980-02-29"))


def test_what_is_not_answered_is_left_out_whether_absent_or_null(reader: CaseReader) -> None:
    absent = reader.check(with_answers(sex="male"))
    null = reader.check(with_answers(sex="male", date_of_birth=None, stranger_victim=None))
    assert absent == null
    assert absent.answers == {"sex": "male"}


def test_no_answer_at_all_is_allowed(reader: CaseReader) -> None:
    assert reader.check({"on": "2026-11-24", "answers": {}}) == Case(
        case_id="", on=dt.date(2026, 11, 24), answers={}
    )


def test_a_record_without_a_day_takes_today_only_when_the_door_gives_it_and_says_so(
    reader: CaseReader,
) -> None:
    today = dt.date(2026, 3, 4)
    raw = json.dumps({"answers": {"sex": "male"}}).encode()
    defaulted = reader.read(raw, today=today)
    assert (defaulted.on, defaulted.on_defaulted) == (today, True)
    told = reader.read(json.dumps(with_answers()).encode(), today=today)
    assert (told.on, told.on_defaulted) == (dt.date(2026, 11, 24), False)
    (fault,) = faults_of(lambda: reader.read(raw))
    assert (fault.pointer, fault.message) == ("/on", "the day of assessment is missing")


def test_reading_leaves_the_record_as_it_was(reader: CaseReader) -> None:
    before = json.dumps(RECORD)
    reader.check(RECORD)
    assert json.dumps(RECORD) == before


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31", "2024-02-29"])
def test_the_first_and_last_plausible_day_are_read(reader: CaseReader, day: str) -> None:
    read = reader.check(with_answers(date_of_birth=day) | {"on": day})
    assert read.on == read.answers["date_of_birth"] == dt.date.fromisoformat(day)


def test_a_reader_may_ask_one_instruments_questions_only() -> None:
    reader = CaseReader(AdditiveAnswers)
    assert reader.check(with_answers(escapes=4)).answers == {"escapes": 4}
    assert places(faults_of(lambda: reader.check(with_answers(sex="male")))) == {
        "/answers/sex": "is not a question of any instrument asked for"
    }


# Faults ------------------------------------------------------------------------------------------

EVERY_FAULT = {
    "sexx": "male",
    "sex": "man",
    "ever_sexual_offence": "yes",
    "date_of_birth": "1981-02-29",
    "follow_up_start": "2200-01-01",
    "most_recent_sexual_offence_date": "1800-01-01",
    "most_recent_offence_date": 20200101,
    "supervision_status": None,
    "total_sanctions": 0,
    "contact_adult_sanctions": True,
    "contact_child_sanctions": 2.5,
    "non_contact_sanctions": 10**30,
    "indecent_image_sanctions": "3",
    "stranger_victim": 1,
    "sexual_appearances": -1,
    "criminal_appearances": 1000,
    "arms_assessor": "x" * 4001,
    "arms_overall_level": "very high",
    "arms_opportunity": "high",
    "arms_sexual_preoccupation": {"rating": "highest"},
    "arms_hostile_orientation": {"rating": "low", "date": "2026-02-30"},
    "arms_poor_self_management": {"rating": "low", "certainty": 1},
    "arms_second_rating": {"assessor": "B", "ratings": {"arms_opportunity": "highest"}},
}
EXPECTED = {
    "sexx": "is not a question of any instrument asked for",
    "sex": "is not one of the choices",
    "ever_sexual_offence": "is not true or false",
    "date_of_birth": "is not a date that exists",
    "follow_up_start": "is not a plausible date",
    "most_recent_sexual_offence_date": "is not a plausible date",
    "most_recent_offence_date": "is not a date that exists",
    "total_sanctions": "must be from 1 to 999",
    "contact_adult_sanctions": "is not a whole number",
    "contact_child_sanctions": "is not a whole number",
    "non_contact_sanctions": "must be from 0 to 999",
    "indecent_image_sanctions": "is not a whole number",
    "stranger_victim": "is not true or false",
    "sexual_appearances": "must be from 0 to 999",
    "criminal_appearances": "must be from 0 to 999",
    "arms_assessor": "does not fit the question",
    "arms_overall_level": "is not one of the choices",
}
NESTED = {
    "arms_opportunity": "",
    "arms_sexual_preoccupation": "$.rating",
    "arms_hostile_orientation": "$.date",
    "arms_poor_self_management": "certainty",
    "arms_second_rating": "$.ratings",
}


def as_python(reader: CaseReader, raw: Any) -> Any:
    return reader.check(raw)


def as_json(reader: CaseReader, raw: Any) -> Any:
    return reader.read(json.dumps(raw).encode())


@pytest.mark.parametrize("door", [as_python, as_json])
def test_every_fault_of_a_record_is_told_at_once(
    reader: CaseReader, door: Callable[[CaseReader, Any], Any]
) -> None:
    raw: dict[str, Any] = {
        "on": "2026-13-01",
        "case_id": 7,
        "answers": EVERY_FAULT,
        "band_decision": {"band": 1},
        "contact_decision": "often",
        "anwsers": {},
    }
    found = places(faults_of(lambda: door(reader, raw)))
    expected = {f"/answers/{key}": message for key, message in EXPECTED.items()}
    assert {place: found[place] for place in expected} == expected
    rest = set(found) - set(expected)
    assert rest == {
        "/on", "/case_id", "/band_decision", "/contact_decision", "/anwsers",
        *(f"/answers/{key}" for key in NESTED),
    }  # fmt: skip
    for key, words in NESTED.items():
        assert words in found[f"/answers/{key}"]


def test_messagepack_is_told_the_same_faults_as_json(reader: CaseReader) -> None:
    raw = with_answers(**{k: v for k, v in EVERY_FAULT.items() if k != "non_contact_sanctions"})
    packed = faults_of(lambda: reader.read(msgspec.msgpack.encode(raw), "msgpack"))
    written = faults_of(lambda: reader.read(json.dumps(raw).encode()))
    assert packed == written == faults_of(lambda: reader.check(raw))


def test_a_near_miss_is_suggested(reader: CaseReader) -> None:
    (fault,) = faults_of(lambda: reader.check(with_answers(contact_adult_sanction=1)))
    assert fault.way_out == "Did you mean contact_adult_sanctions?"
    assert (fault.value, fault.question) == ("1", "contact_adult_sanction")


def test_a_long_value_is_shown_short(reader: CaseReader) -> None:
    (fault,) = faults_of(lambda: reader.check(with_answers(sex="m" * 10_000)))
    assert fault.value is not None
    assert len(fault.value) == 80
    assert fault.value.endswith("…")


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("1899-12-31", "is not a plausible date"),
        ("2101-01-01", "is not a plausible date"),
        ("1800-01-01", "is not a plausible date"),
        ("2200-01-01", "is not a plausible date"),
        ("2026-02-30", "is not a date that exists"),
        ("24.11.2026", "is not a date that exists"),
        ("", "is not a date that exists"),
        (20261124, "is not a date that exists"),
        (True, "is not a date that exists"),
        ([], "is not a date that exists"),
    ],
)
def test_a_day_of_assessment_that_cannot_be_is_told(
    reader: CaseReader, on: Any, message: str
) -> None:
    (fault,) = faults_of(lambda: reader.check({"on": on, "answers": {}}))
    assert fault.pointer == "/on"
    assert fault.message.startswith(message)


@pytest.mark.parametrize("day", ["1800-01-01", "2200-01-01"])
def test_implausible_days_are_told_together_even_where_every_type_fits(
    reader: CaseReader, day: str
) -> None:
    raw = {"on": day, "answers": {"date_of_birth": day, "follow_up_start": day}}
    for door in (as_python, as_json):
        found = places(faults_of(lambda door=door: door(reader, raw)))
        assert found == dict.fromkeys(
            ("/on", "/answers/date_of_birth", "/answers/follow_up_start"),
            "is not a plausible date",
        )


@pytest.mark.parametrize("answers", [None, [], "x", 3, True])
def test_answers_that_are_no_set_of_answers_are_told(reader: CaseReader, answers: Any) -> None:
    (fault,) = faults_of(lambda: reader.check({"on": "2026-11-24", "answers": answers}))
    assert (fault.pointer, fault.message) == ("/answers", "is not a set of answers")


def test_a_record_without_answers_is_told(reader: CaseReader) -> None:
    (fault,) = faults_of(lambda: reader.check({"on": "2026-11-24"}))
    assert fault.pointer == "/answers"


# Bodies that are no record -----------------------------------------------------------------------

UNREADABLE = {
    "nothing": b"",
    "blank": b"  \n",
    "half": b'{"on": "2026-11-24", "answers": {',
    "a comma too many": b'{"on": "2026-11-24",}',
    "not UTF-8": b'{"case_id": "\xff\xfe"}',
    "latin-1": '{"case_id": "M\u00fcller"}'.encode("latin-1"),
    "not a number": b'{"on": "2026-11-24", "answers": {"total_sanctions": NaN}}',
    "infinite": b'{"on": "2026-11-24", "answers": {"total_sanctions": Infinity}}',
    "beyond a double": b'{"on": "2026-11-24", "answers": {"total_sanctions": 1e999}}',
    "half a surrogate": b'{"case_id": "\\ud800", "on": "2026-11-24", "answers": {}}',
    "two records": b"{}{}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "MessagePack": msgspec.msgpack.encode(RECORD),
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_is_not_json_is_told_so(reader: CaseReader, raw: bytes) -> None:
    (fault,) = faults_of(lambda: reader.read(raw))
    assert fault.pointer == ""
    assert fault.message.startswith("is not JSON: ")


@pytest.mark.parametrize("raw", [b"", b"\xc1", b"\x92\x01", b"\x81\xa1", b"{}", b"\x91" * 100_000])
def test_what_is_not_messagepack_is_told_so(reader: CaseReader, raw: bytes) -> None:
    with pytest.raises(UnreadableBody) as error:
        reader.read(raw, "msgpack")
    assert error.value.faults[0].message.startswith(("is not MessagePack: ", "is not a case"))


@pytest.mark.parametrize("raw", [b"[]", b"null", b"1", b'"x"', b"true", b"[{}]"])
def test_what_is_not_an_object_is_told_so(reader: CaseReader, raw: bytes) -> None:
    with pytest.raises(UnreadableBody) as error:
        reader.read(raw)
    (fault,) = error.value.faults
    assert fault.message == "is not a case record"


# Anything ----------------------------------------------------------------------------------------

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["male", "low", "2026-01-01", "1800-01-01", "very_high"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rating", "date", "assessor", "ratings", "band", "by", "x"]), inner
        )
    ),
    max_leaves=8,
)


def test_whatever_is_sent_gives_a_case_or_faults_and_nothing_else(here: Service) -> None:
    names = [asked.key for asked in here.registry.questions.values()]

    @settings(PROPERTY, max_examples=25)
    @given(
        st.dictionaries(st.sampled_from(names) | st.text(max_size=5), VALUES, max_size=6),
        st.dictionaries(
            st.sampled_from(["on", "band_decision", "contact_decision", "x"]) | st.integers(),
            VALUES,
            max_size=3,
        ),
    )
    def answered(answers: dict[str, Any], more: dict[Any, Any]) -> None:
        raw = {"case_id": "A", "on": "2026-11-24"} | more | {"answers": answers}
        told: tuple[Fault, ...] = ()
        try:
            case = here.reader.check(raw)
            here.score(case, instruments=["dc_srp", "rm2000_c", "arms", "rosh"])
        except RiskServiceError as error:
            told = error.faults
            msgspec.json.encode(told)
        else:
            return
        assert told

    answered()


@PROPERTY
@given(st.binary(max_size=80))
def test_any_bytes_give_a_case_or_faults_and_nothing_else(raw: bytes) -> None:
    reader = CaseReader(AdditiveAnswers)
    for media in ("json", "msgpack"):
        told: tuple[Fault, ...] = ()
        try:
            reader.read(raw, media)  # type: ignore[arg-type]
        except (InvalidCase, UnreadableBody) as error:
            told = error.faults
        else:
            continue
        assert told
