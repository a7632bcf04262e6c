"""One case, every instrument: the same from every door, pure, stamped, disputes told."""

import copy
import datetime as dt
import json
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import msgspec
import numpy as np
import pytest

import riskservice
from riskservice import (
    Assessment,
    Case,
    InvalidCase,
    NotApplicable,
    NotInForce,
    NotScorable,
    Scored,
    Service,
    UnknownName,
    score,
)
from riskservice.assessment import input_digest
from riskservice.disputes import Rival, disputed
from riskservice.errors import RiskServiceError
from riskservice.kit import term
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import bind
from riskservice.kit.evaluation import SCORED
from riskservice.kit.people import answers_of, random_people, row
from tests import toy_instruments as toy
from tests.toys import codes, table_of

ON = dt.date(2026, 11, 24)
MAN: dict[str, Any] = {
    "sex": "male",
    "ever_sexual_offence": True,
    "date_of_birth": "1980-01-01",
    "follow_up_start": "2015-01-01",
    "supervision_status": "community",
    "total_sanctions": 21,
    "contact_adult_sanctions": 5,
    "contact_child_sanctions": 5,
    "non_contact_sanctions": 5,
    "indecent_image_sanctions": 5,
    "most_recent_sexual_offence_date": "1994-01-01",
    "most_recent_offence_date": "1995-01-01",
    "stranger_victim": False,
    "sexual_appearances": 3,
    "criminal_appearances": 5,
    "violent_appearances": 1,
    "burglary": False,
    "male_victim": True,
    "rm2000_stranger_victim": False,
    "never_lived_with_partner": False,
    "non_contact_sexual_offence": True,
}


def case(on: str = "2026-11-24", **answers: Any) -> dict[str, Any]:
    said = {key: value for key, value in (MAN | answers).items() if value is not ...}
    return {"case_id": "T", "on": on, "answers": said}


def result(assessment: Assessment, key: str) -> Any:
    (found,) = (r for r in assessment.results if r.instrument == key)
    return found


def faults(raw: Any, **asked: Any) -> dict[str, list[str]]:
    with pytest.raises(InvalidCase) as error:
        score(raw, **asked)
    found: dict[str, list[str]] = {}
    for fault in error.value.faults:
        found.setdefault(fault.pointer, []).append(fault.message)
    return found


# Doors -------------------------------------------------------------------------------------------


def test_a_case_scores_alike_from_a_dict_a_case_json_and_messagepack(here: Service) -> None:
    raw = case()
    from_dict = score(raw)
    read = here.reader.check(raw)
    assert from_dict == score(read)
    assert from_dict == here.score(read)
    assert from_dict == here.score(here.reader.read(json.dumps(raw).encode()))
    assert from_dict == here.score(here.reader.read(msgspec.msgpack.encode(raw), "msgpack"))


def test_a_case_as_published_comes_out_as_published() -> None:
    found = result(score(case(on="2025-01-01", follow_up_start="2040-01-01",
                              most_recent_offence_date=...)), "dc_srp")  # fmt: skip
    assert (found.points, found.percent, found.band) == (36, 5.31, "very_high")


def test_a_day_given_beside_the_record_goes_before_its_own(here: Service) -> None:
    own = score(case(on="2024-01-01"))
    given_day = score(case(on="2024-01-01"), on=ON)
    assert (own.on, given_day.on) == (dt.date(2024, 1, 1), ON)
    assert given_day == score(case())
    read = here.reader.check(case(on="2024-01-01"))
    assert score(read, on=ON) == given_day
    assert score({key: v for key, v in case().items() if key != "on"}, on=ON) == given_day


def test_a_defaulted_day_is_said_and_a_given_one_is_not(here: Service) -> None:
    raw = {"case_id": "T", "answers": MAN}
    defaulted = here.score(here.reader.check(raw, today=ON))
    assert defaulted.on_defaulted is True
    assert score(here.reader.check(raw, today=ON), on=ON).on_defaulted is False
    assert msgspec.structs.replace(defaulted, on_defaulted=False) == score(raw, on=ON)


def test_without_a_day_nothing_is_scored() -> None:
    assert faults({"case_id": "T", "answers": MAN}) == {"/on": ["the day of assessment is missing"]}


# What comes back ---------------------------------------------------------------------------------


def test_every_instrument_in_use_answers_parts_before_composites(here: Service) -> None:
    found = [r.instrument for r in score(case()).results]
    chosen = here.registry.select(ON, here.registry.ruleset())
    assert found == [assessor.instrument.key for assessor in chosen]
    assert found.index("rm2000_s") < found.index("rm2000_c")
    assert "osp_2014" not in found


def test_only_what_was_asked_for_is_scored() -> None:
    found = score(case(), instruments=["rm2000_c", "dc_srp"])
    assert sorted(r.instrument for r in found.results) == ["dc_srp", "rm2000_c"]
    assert result(found, "rm2000_c") == result(score(case()), "rm2000_c")


def test_every_result_is_stamped_with_table_ruleset_engine_and_input() -> None:
    found = score(case())
    assert (found.case_id, found.on, found.on_defaulted) == ("T", ON, False)
    assert found.engine == f"riskservice {version('riskservice')}"
    assert found.ruleset.name == "default"
    assert found.ruleset.digest.startswith("sha256:")
    assert found.input_digest.startswith("sha256:")
    for one in found.results:
        assert one.table.version
        assert one.table.digest.startswith("sha256:")
        assert one.table.sources


def test_an_assessment_travels_as_json_and_messagepack() -> None:
    found = score(case())
    assert msgspec.json.decode(msgspec.json.encode(found), type=Assessment) == found
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Assessment) == found


def test_reasons_are_left_out_without_changing_any_figure() -> None:
    full, bare = score(case()), score(case(), reasons=False)
    for one, two in zip(full.results, bare.results, strict=True):
        assert two.items == ()
        for name in ("points", "probability", "percent", "band", "range", "missing", "rule"):
            assert getattr(one, name) == getattr(two, name)
    assert (full.overall, full.input_digest) == (bare.overall, bare.input_digest)


def test_an_empty_record_is_scored_by_nobody_and_invents_nothing() -> None:
    found = score({"case_id": "", "on": "2026-11-24", "answers": {}})
    for one in found.results:
        assert isinstance(one, NotScorable) or one.instrument == "tier"
        assert (one.points, one.probability, one.percent, one.band) == (None,) * 4
    assert found.overall.band is None


# Faults ------------------------------------------------------------------------------------------


def test_contradictions_of_every_instrument_are_told_at_once() -> None:
    found = faults(
        case(
            total_sanctions=3,
            follow_up_start="1979-01-01",
            most_recent_sexual_offence_date="1970-01-01",
            sexual_appearances=9,
            criminal_appearances=5,
            violent_appearances=6,
            arms_opportunity={"rating": "low", "date": "2030-01-01"},
        )
    )
    messages = {message for told in found.values() for message in told}
    assert {
        "The sexual sanctions add up to more than all sanctions",
        "Follow-up starts on or before the date of birth",
        "The most recent sexual offence lies on or before the date of birth",
        "There are more sentencing occasions for sexual offences than for any offence",
        "There are more sentencing occasions for violent offences than for any offence",
        "lies after the day of assessment",
    } <= messages


def test_one_contradiction_told_by_several_instruments_is_told_once() -> None:
    found = faults(case(total_sanctions=3))
    assert [m for told in found.values() for m in told].count(
        "The sexual sanctions add up to more than all sanctions"
    ) == 1


def test_a_contradiction_names_the_answers_and_the_way_out() -> None:
    with pytest.raises(InvalidCase) as error:
        score(
            case(sexual_appearances=9, most_recent_sexual_offence_date="2010-01-01"),
            instruments=["rm2000_s"],
        )
    (fault,) = error.value.faults
    assert fault.pointer == "/answers/sexual_appearances"
    assert fault.wording == "Sentencing occasions for sexual offences"
    assert fault.value == "sexual_appearances = 9, criminal_appearances = 5"
    assert fault.way_out == "Sexual occasions are part of all occasions: correct one of the two."


def test_one_instruments_contradiction_does_not_stop_another_asked_for_alone() -> None:
    raw = case(sexual_appearances=9)
    assert isinstance(score(raw, instruments=["dc_srp"]).results[0], Scored)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"ruleset": "deafult"}, UnknownName),
        ({"instruments": ["dc_spr"]}, UnknownName),
        ({"on": dt.date(1950, 1, 1)}, NotInForce),
        ({"on": dt.date(2010, 1, 1), "instruments": ["dc_srp"]}, NotInForce),
        ({"instruments": []}, NotInForce),
    ],
)
def test_what_is_asked_for_in_vain_is_told_with_a_way_out(
    asked: dict[str, Any], error: type[RiskServiceError]
) -> None:
    with pytest.raises(error) as raised:
        score(case(), **asked)
    assert raised.value.faults
    assert all(fault.message and fault.way_out for fault in raised.value.faults)


def kinds(root: type[RiskServiceError]) -> list[type[RiskServiceError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in kinds(child))]


def test_every_kind_of_error_has_a_code_and_a_title_of_its_own() -> None:
    # A door may tell a kind apart for its own use and keep the code that is told to people.
    found = [
        kind
        for kind in kinds(RiskServiceError)
        if kind.__module__.startswith("riskservice") and "code" in vars(kind)
    ]
    assert len({kind.code for kind in found}) == len(found)
    assert len({kind.title for kind in found}) == len(found)


def test_an_error_says_its_faults_in_words() -> None:
    with pytest.raises(InvalidCase) as error:
        score(case(sex="man"))
    (fault,) = error.value.faults
    assert str(error.value) == str(fault)
    assert str(fault) == (
        "/answers/sex: is not one of the choices (given: man). "
        "Choose one of: male, female; or leave it out."
    )


# Pure --------------------------------------------------------------------------------------------


def test_the_same_case_gives_the_same_result_and_is_left_as_it_was() -> None:
    raw = case(arms_opportunity={"rating": "low", "evidence": "e"})
    before = copy.deepcopy(raw)
    first = score(raw)
    score(case(sex="female"))
    score(case(contact_adult_sanctions=1), ruleset="hmpps-2026.08")
    assert score(raw) == first
    assert raw == before


def test_a_case_scores_alike_in_a_service_of_its_own(here: Service) -> None:
    read = here.reader.check(case())
    assert Service().score(read) == Service(here.registry).score(read) == here.score(read)


def test_the_digest_depends_on_day_answers_and_decision_and_on_nothing_else() -> None:
    def digest(**changes: Any) -> str:
        answers = changes.pop("answers", {"sex": "male", "total_sanctions": 2})
        raw = {"case_id": "T", "on": ON, "answers": answers} | changes
        return input_digest(Case(**raw))

    first = digest()
    assert first == "sha256:69b117363f2d5409"
    assert digest(answers={"total_sanctions": 2, "sex": "male"}) == first
    assert digest(case_id="another") == first
    assert digest(on_defaulted=True) == first
    others = [
        digest(on=dt.date(2026, 11, 25)),
        digest(answers={"sex": "male", "total_sanctions": 3}),
        digest(answers={"sex": "male"}),
        digest(answers={"sex": "male", "total_sanctions": 2, "burglary": False}),
    ]
    assert len({first, *others}) == 5


def test_the_order_of_answers_does_not_matter() -> None:
    turned = case() | {"answers": dict(reversed(case()["answers"].items()))}
    assert score(turned) == score(case())


# Disputed rules ----------------------------------------------------------------------------------

DEPLOYED = "hmpps-2026.08"


def disputes(raw: dict[str, Any], key: str, ruleset: str = "default") -> list[str]:
    found = result(score(raw, ruleset=ruleset, instruments=[key]), key)
    return [notice.text for notice in found.notices if notice.code == "disputed"]


def figures(raw: dict[str, Any], key: str, ruleset: str) -> tuple[Any, ...]:
    try:
        found = result(score(raw, ruleset=ruleset, instruments=[key]), key)
    except InvalidCase:
        return ("fault",)
    return (type(found), found.percent, found.band)


BOTH_WAYS = [("default", DEPLOYED), (DEPLOYED, "default")]


@pytest.mark.parametrize(("here_", "there"), BOTH_WAYS)
def test_remand_and_the_reduction_are_named_where_they_matter(here_: str, there: str) -> None:
    raw = case(supervision_status="remand", total_sanctions=25)
    (text,) = disputes(raw, "dc_srp", here_)
    assert text.startswith(f"Ruleset {there} (")
    assert text.count("Disputed rule") == 1
    assert "Disputed rule 4: " in text
    bands = [figures(raw, "dc_srp", ruleset)[2].replace("_", " ") for ruleset in (here_, there)]
    assert f"gives {bands[1]}, " in text
    assert f"here: {bands[0]}, " in text
    for status in ("custody", "community"):
        other = case(supervision_status=status, total_sanctions=25)
        assert disputes(other, "dc_srp", here_) == []


@pytest.mark.parametrize(("here_", "there"), BOTH_WAYS)
def test_an_unknown_date_and_the_reduction_are_named_where_they_matter(
    here_: str, there: str
) -> None:
    (text,) = disputes(case(most_recent_offence_date=...), "dc_srp", here_)
    assert text.startswith(f"Ruleset {there} (")
    assert text.count("Disputed rule") == 1
    assert "Disputed rule A: " in text
    recent = case(most_recent_offence_date=..., most_recent_sexual_offence_date="2024-01-01")
    assert disputes(recent, "dc_srp", here_) == []


@pytest.mark.parametrize(("here_", "there"), BOTH_WAYS)
def test_the_images_line_that_needs_both_counts_is_named_where_it_matters(
    here_: str, there: str
) -> None:
    only = {"indecent_image_sanctions": 0, "contact_child_sanctions": 0}
    (text,) = disputes(case(**only, contact_adult_sanctions=0), "iic_srp", here_)
    assert text.startswith(f"Ruleset {there} (")
    assert text.count("Disputed rule") == 1
    assert "Disputed rule 7: " in text
    assert disputes(case(**only), "iic_srp", here_) == []
    assert disputes(case(), "iic_srp", here_) == []


@pytest.mark.parametrize(("here_", "there"), BOTH_WAYS)
def test_a_woman_in_the_images_scale_is_named(here_: str, there: str) -> None:
    (text,) = disputes(case(sex="female"), "iic_srp", here_)
    assert text.startswith(f"Ruleset {there} (")
    assert text.count("Disputed rule") == 1
    assert "Disputed rule 5 and 6: " in text
    found = result(score(case(sex="female"), ruleset=here_), "iic_srp")
    assert isinstance(found, NotApplicable if here_ == "default" else Scored)
    assert disputes(case(sex="female"), "dc_srp", here_) == []


@pytest.mark.parametrize(("here_", "there"), BOTH_WAYS)
def test_someone_under_eighteen_is_named_by_the_rule_that_lets_him_in(
    here_: str, there: str
) -> None:
    boy = case(date_of_birth="2009-06-01", follow_up_start="2026-12-01",
               most_recent_sexual_offence_date="2025-01-01",
               most_recent_offence_date="2025-01-01")  # fmt: skip
    for key in ("dc_srp", "iic_srp"):
        (text,) = disputes(boy, key, here_)
        assert text.startswith(f"Ruleset {there} (")
        assert "Rule adults_only: " in text
        assert "Disputed rule" not in text


@pytest.mark.parametrize("on", ["2022-01-01", "2026-11-24"])
@pytest.mark.parametrize("key", ["dc_srp", "iic_srp"])
@pytest.mark.parametrize(("here_", "there"), BOTH_WAYS)
def test_a_dispute_is_told_exactly_where_the_two_rulesets_differ(
    here: Service, key: str, here_: str, there: str, on: str
) -> None:
    day = dt.date.fromisoformat(on)
    assessor = here.registry.assessor(key, day, here.registry.ruleset(here_))
    assert isinstance(assessor, InstrumentAssessor)
    n, rng = 500, np.random.default_rng(51)
    columns = random_people(assessor.asked, day, n, rng, missing=0.02)
    columns["total_sanctions"] = np.where(columns["total_sanctions"] > 0, 999, 1)
    columns["sex"] = np.where(rng.random(n) < 0.8, 0, 1)
    columns["ever_sexual_offence"] = np.ones(n, dtype=np.int64)
    told = 0
    for i in range(n):
        answers = answers_of(assessor.asked, row(columns, i))
        raw = msgspec.to_builtins({"case_id": "T", "on": day, "answers": answers})
        ours, theirs = figures(raw, key, here_), figures(raw, key, there)
        if ours == ("fault",):
            continue
        assert len(disputes(raw, key, here_)) == (ours != theirs)
        told += ours != theirs
    assert told > 20
    assert (assessor.kernel.block(columns).status == SCORED).sum() > 100


def test_instruments_without_disputed_rules_dispute_nothing() -> None:
    for ruleset in ("default", DEPLOYED):
        for key in ("rm2000_s", "rm2000_v", "rm2000_c", "rosh", "arms"):
            assert disputes(case(), key, ruleset) == []


@pytest.mark.parametrize("bands", ["", '[bands]\nat = [2]\nnames = ["a", "b"]\ncite = "nobody"\n'])
def test_a_dispute_about_classes_or_points_names_no_percentage(bands: str) -> None:
    @term(block="rules.twice")
    def counted(escapes: Any, *, table: Any) -> Any:
        """Escapes, once or twice"""
        return escapes + escapes * table.rule("twice")

    rule = '[rules.twice]\nvalue = {}\ncite = "nobody"\nwhy = "So."\n'
    toy_one = replace(toy.HIGHEST, terms=(counted,), aggregate="sum", unit="points")
    one, two = (
        bind(toy_one, table_of(bands + rule.format(value), toy_one.key), {})
        for value in ("false", "true")
    )
    assert isinstance(one, InstrumentAssessor)
    assert isinstance(two, InstrumentAssessor)
    rival = Rival(riskservice.installed().ruleset("hmpps-2026.08"), two)
    nothing, something = (
        disputed(one, (rival,), codes(one.kernel, escapes=n, setting="open", armed=False), {}, {})
        for n in (0, 1)
    )
    assert nothing is None
    if bands:
        assert something is not None
        assert "nan" not in something.text
        assert "None" not in something.text


def test_a_ruleset_that_follows_the_deployed_service_says_so() -> None:
    found = result(score(case(), ruleset=DEPLOYED), "dc_srp")
    assert "as-deployed" in [notice.code for notice in found.notices]
    assert found.table.version == "2026.1-hmpps"


# The overall band --------------------------------------------------------------------------------


def arms(level: str) -> dict[str, Any]:
    definition: Any = riskservice.installed().definitions["arms"]
    low = {"rating": "low", "evidence": "e", "date": "2026-06-01", "source": "s"}
    return dict.fromkeys((*definition.risk, *definition.protective), low) | {
        "arms_overall_level": level,
        "arms_overall_reason": "r",
        "arms_disagreement_reason": "d",
        "arms_assessor": "A. Sessor",
    }


BANDS = ("low", "medium", "high", "very_high")
FEEDING = ("dc_srp", "iic_srp", "rm2000_s", "rm2000_v", "arms")


def test_the_overall_band_is_the_higher_of_static_and_arms() -> None:
    for level in BANDS:
        found = score(case(**arms(level))).overall
        assert found.static_band is not None
        assert found.dynamic_band == level
        assert found.band == max(level, found.static_band, key=BANDS.index)


def test_a_decision_in_the_record_is_recorded_beside_the_calculated_band() -> None:
    decision = {"band": "low", "by": "C. Hair", "role": "chair", "reason": "r", "on": "2026-11-01"}
    plain = score(case(**arms("high"))).overall
    found = score(case(**arms("high")) | {"band_decision": decision}).overall
    assert (found.band, found.calculated_band) == ("low", plain.band)
    assert found.decision is not None
    assert found.decision.by == "C. Hair"


def test_a_band_is_never_lowered_by_a_decision_without_a_reason() -> None:
    decision = {"band": "low", "by": "C. Hair", "role": "chair", "reason": " ", "on": "2026-11-01"}
    assert faults(case() | {"band_decision": decision}) == {"/band_decision/reason": ["is empty"]}


def test_completing_a_record_never_leads_outside_the_possible_bands(here: Service) -> None:
    asked = {k: q for k, q in here.registry.questions.items() if q.coded and k in MAN}
    n, rng = 300, np.random.default_rng(52)
    columns = random_people(asked, ON, n, rng)
    columns["sex"] = np.zeros(n, dtype=np.int64)
    columns["ever_sexual_offence"] = np.ones(n, dtype=np.int64)
    for key in ("total_sanctions", "criminal_appearances"):
        columns[key] = np.full(n, 999)
    tried = 0
    for i in range(n):
        answers: dict[str, Any] = answers_of(asked, row(columns, i))
        answers |= arms(str(rng.choice(BANDS, p=[0.7, 0.1, 0.1, 0.1])))
        answers = msgspec.to_builtins(answers)
        gone = rng.choice([k for k in answers if k != "date_of_birth"], size=4, replace=False)
        part = {k: v for k, v in answers.items() if k not in gone.tolist()}
        try:
            full = score({"on": ON, "answers": answers}, instruments=FEEDING, reasons=False)
            now = score({"on": ON, "answers": part}, instruments=FEEDING, reasons=False)
        except InvalidCase:
            continue
        tried += 1
        band = full.overall.calculated_band
        assert band is None or band in now.overall.possible_bands
        assert now.overall.provisional or now.overall.calculated_band == band
    assert tried > 100
