"""What fits the official request and what is refused."""

import datetime as dt
from typing import Any, get_args

import msgspec
import pytest

from riskservice.official.request import FIELDS, decode, place_of
from riskservice.official.translate import Translation
from tests.official.answering import registry_of_ten

UNUSED = {"currentDrugMisuse", "isCurrentOffenceSexuallyMotivated", "version", "assessmentDate"}


def test_there_are_108_fields() -> None:
    names = [name for name, _ in FIELDS]
    assert len(set(names)) == len(names) == 108
    assert names[:3] == ["version", "gender", "assessmentDate"]
    assert names[-1] == "hasMethadoneUsage"


def test_every_field_that_is_used_answers_a_question() -> None:
    translation = Translation(registry_of_ten().questions.values())
    assert {name for name, _ in FIELDS} - translation.keys.keys() <= UNUSED


def test_every_official_value_is_one_of_our_choices() -> None:
    questions = {q.official: q for q in registry_of_ten().questions.values() if q.official}
    tried = 0
    for name, kind in FIELDS:
        inner = get_args(kind)
        values = get_args(inner[0]) if inner and not isinstance(inner[0], str) else inner
        if name in questions and values and all(isinstance(value, str) for value in values):
            assert {value.upper() for value in questions[name].choices} == set(values), name
            tried += 1
    assert tried > 40


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"gender": None, "isUnemployed": None, "previousConvictions": None},
        {"version": "V1_0", "assessmentDate": "2025-01-01"},
        {"ageAtFirstSanction": -1, "totalNumberOfSanctionsForAllOffences": 5000},
        {"ageAtFirstSanction": "17"},
        {"currentOffenceCode": "12a", "previousConvictions": []},
    ],
)
def test_it_fits(body: dict[str, Any]) -> None:
    decode(msgspec.json.encode(body))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"Gender": "MALE"}, "/"),
        ({"gender": "male"}, "/gender"),
        ({"gender": 0}, "/gender"),
        ({"temperControl": 1}, "/temperControl"),
        ({"isUnemployed": 1}, "/isUnemployed"),
        ({"isUnemployed": "true"}, "/isUnemployed"),
        ({"isUnemployed": 0.0}, "/isUnemployed"),
        ({"ageAtFirstSanction": "young"}, "/ageAtFirstSanction"),
        ({"ageAtFirstSanction": 17.5}, "/ageAtFirstSanction"),
        ({"ageAtFirstSanction": True}, "/ageAtFirstSanction"),
        ({"ageAtFirstSanction": 2**31}, "/ageAtFirstSanction"),
        ({"dateOfBirth": "2000-02-30"}, "/dateOfBirth"),
        ({"dateOfBirth": "2000-02-03T00:00:00"}, "/dateOfBirth"),
        ({"dateOfBirth": 20000203}, "/dateOfBirth"),
        ({"currentOffenceCode": 2700}, "/currentOffenceCode"),
        ({"previousConvictions": "ARSON"}, "/previousConvictions"),
        ({"previousConvictions": ["ARSON", "THEFT"]}, "/previousConvictions/1"),
        ({"version": None}, "/version"),
        ({"version": "V2_0"}, "/version"),
        ({"assessmentDate": None}, "/assessmentDate"),
        ([], "/"),
        (None, "/"),
    ],
)
def test_it_is_refused_at_its_place(body: Any, place: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        decode(msgspec.json.encode(body))
    assert place_of(caught.value) == place


def test_without_a_day_of_assessment_it_is_today() -> None:
    request = decode(b"{}")
    assert not isinstance(request.assessmentDate, dt.date)


def test_a_number_that_stands_for_silence_is_a_number_all_the_same() -> None:
    translation = Translation(registry_of_ten().questions.values())
    sent = translation.read(decode(b'{"ageAtFirstSanction":-999999999}'), dt.date(2025, 1, 1))
    assert "age_at_first_sanction" in sent.wild


def test_a_count_may_be_written_as_text() -> None:
    translation = Translation(registry_of_ten().questions.values())
    sent = translation.read(decode(b'{"ageAtFirstSanction":"17"}'), dt.date(2025, 1, 1))
    assert sent.codes["age_at_first_sanction"] == 17
