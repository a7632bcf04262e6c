"""
More promises that were found broken, after `test_found_defects.py` had grown long enough.

Each test failed when it was written; a green one keeps its defect mended.
"""

import datetime as dt
from collections import Counter
from typing import Any

import msgspec
import numpy as np
import pytest
from rich.text import Text

from riskservice import score, service
from riskservice.case import BandDecision, Case, Media
from riskservice.cli.faults import account
from riskservice.cli.words import possible
from riskservice.combining import combine_briefs
from riskservice.errors import Fault, InvalidCase, UnknownName
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.completions import reach
from riskservice.kit.dates import UNKNOWN, pack
from riskservice.kit.people import answers_of, random_people, row
from riskservice.registry import Registry, installed
from riskservice.repeats import repeated
from tests.test_combining import overall, scored

ON = dt.date(2026, 11, 24)
RM2000_S = {
    "on": pack(ON),
    "sex": 0,
    "date_of_birth": UNKNOWN,
    "follow_up_start": pack(dt.date(1996, 1, 2)),
    "sexual_appearances": 1,
    "criminal_appearances": 4,
    "male_victim": 0,
    "rm2000_stranger_victim": 0,
    "never_lived_with_partner": 0,
    "non_contact_sexual_offence": 0,
    "ever_sexual_offence": 1,
    "most_recent_sexual_offence_date": pack(dt.date(1994, 6, 27)),
}


@pytest.fixture
def registry() -> Registry:
    """A registry of its own, whose tables a test may change."""
    return Registry(installed().definitions.items())


def test_a_range_names_an_exclusion_that_compares_two_dates(registry: Registry) -> None:
    bound = registry.assessor("rm2000_s", ON, registry.ruleset())
    assert isinstance(bound, InstrumentAssessor)
    codes = {key: RM2000_S[key] for key in ("on", *bound.kernel.asked)}
    born = codes | {"date_of_birth": pack(dt.date(1977, 10, 1))}
    assert bound.assess({}, born).band is None  # type: ignore[union-attr]
    assert reach(bound.kernel, codes).may_not_apply


def test_a_reader_is_bound_anew_when_the_bands_it_reads_change(registry: Registry) -> None:
    ruleset = registry.ruleset("current-2026")
    before = registry.assessor("pni", ON, ruleset)
    version = ruleset.tables["dc_srp"]
    (old,) = (table for table in registry.tables["dc_srp"] if table.version == version)
    assert old.bands is not None
    finer = msgspec.structs.replace(
        old.bands,
        at=(*old.bands.at, old.bands.at[-1] + 1),
        names=(*old.bands.names, "extreme"),
    )
    new = msgspec.structs.replace(old, version="next", bands=finer)
    registry.tables["dc_srp"].append(new)
    later = msgspec.structs.replace(ruleset, tables=ruleset.tables | {"dc_srp": "next"})
    after = registry.assessor("pni", ON, later)
    assert isinstance(before, InstrumentAssessor)
    assert isinstance(after, InstrumentAssessor)
    assert after.kernel.reads["dc_srp"] == finer.names
    assert before.kernel.reads["dc_srp"] == old.bands.names


def test_the_places_of_categories_are_those_that_were_asked_for(registry: Registry) -> None:
    table = registry.table("arp_static", ON, registry.ruleset("current-2026"))
    assert table is not None
    names = tuple(table.weights["offence_category"].values)
    there = table.categories_of("offence_codes", "category", names)
    back = table.categories_of("offence_codes", "category", names[::-1])
    listed = there < len(names)
    assert (back[listed] == len(names) - 1 - there[listed]).all()
    with pytest.raises(ValueError, match="read-only"):
        there[0] = 0


def test_nothing_a_person_wrote_about_a_band_is_kept() -> None:
    results = (scored("dc_srp", "high"), scored("arms", "low"))
    overall(*results)
    kept = combine_briefs.cache_info().currsize
    for reason in ("one reason", "another reason"):
        decision = BandDecision(
            band="medium", by="A. Person", role="panel", reason=reason, on=dt.date(2026, 11, 1)
        )
        found = overall(*results, decision=decision)
        assert (found.band, found.calculated_band) == ("medium", "high")
        assert found.decision == decision
        assert found.notices[-1].code == "band-lowered"
    assert combine_briefs.cache_info().currsize == kept


def faults_of(record: Any, **asked: Any) -> dict[str, str]:
    with pytest.raises(InvalidCase) as caught:
        score(record, **asked)
    return {fault.pointer: fault.message for fault in caught.value.faults}


def record(**answers: Any) -> dict[str, Any]:
    return {"case_id": "SYNTHETIC", "on": "2026-11-24", "answers": answers}


@pytest.mark.parametrize("media", ["json", "msgpack"])
def test_a_question_answered_twice_is_refused(media: Media) -> None:
    single = {"case_id": "x", "on": "2026-11-24", "answers": {"sex": "male", "sez": "female"}}
    raw = (msgspec.json if media == "json" else msgspec.msgpack).encode(single)
    raw = raw.replace(b"sez", b"sex")
    with pytest.raises(InvalidCase) as caught:
        service().reader.read(raw, media)
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.question) == ("/answers/sex", "sex")
    assert fault.message == "is given more than once"


def test_a_name_that_stands_twice_is_found_at_any_depth_and_nowhere_else() -> None:
    raw = b'{"a": {"b": {"c": 1, "\\u0063": 2}}, "b": [1, {"d": 1, "d": 2}], "a ": "\\"a\\": 1"}'
    assert list(repeated(raw, "json")) == ["/a/b/c"]
    assert list(repeated(b"[1]", "json")) == []
    assert list(repeated(b"{", "json")) == []


def test_contradictions_are_said_beside_answers_that_do_not_fit() -> None:
    said = faults_of(
        record(
            zz=1,
            sex="male",
            ever_sexual_offence=False,
            contact_adult_sanctions=2,
            date_of_birth="2030-01-01",
            stranger_victim="q",
        )
    )
    assert set(said) == {
        "/answers/zz",
        "/answers/stranger_victim",
        "/answers/contact_adult_sanctions",
        "/answers/date_of_birth",
    }


def test_unknown_names_are_said_beside_faults_and_beside_each_other() -> None:
    wrong = record(sex=5)
    said = faults_of(wrong, ruleset="nope", instruments=["nope2"])
    assert set(said) == {"/answers/sex", "/ruleset", "/instrument"}
    with pytest.raises(UnknownName) as caught:
        score(record(), ruleset="nope", instruments=["nope2", "nope3"])
    assert [fault.value for fault in caught.value.faults] == ["nope", "nope2", "nope3"]


@pytest.mark.parametrize("key", ["dc_srp", "iic_srp", "rm2000_s", "rm2000_v"])
def test_nobody_born_after_the_assessment_passes_for_a_child(key: str) -> None:
    born = record(date_of_birth="2090-01-01", sex="male", ever_sexual_offence=True)
    assert "/answers/date_of_birth" in faults_of(born, instruments=[key])


@pytest.mark.parametrize("name", ["A\n\nOVERALL BAND: LOW", "x" * 201])
def test_a_name_that_would_forge_a_line_or_fill_a_page_is_refused(name: str) -> None:
    raw = msgspec.json.encode(record() | {"case_id": name})
    with pytest.raises(InvalidCase) as caught:
        service().reader.read(raw)
    assert [fault.pointer for fault in caught.value.faults] == ["/case_id"]
    assert set(faults_of(record() | {"case_id": name})) == {"/case_id"}


def test_a_flood_of_faults_is_counted_and_not_listed() -> None:
    error = InvalidCase(
        *(Fault(pointer=f"/answers/k{i}", message="is", way_out="no") for i in range(501))
    )
    told = [piece.plain for piece in account(error) if isinstance(piece, Text)]
    assert "501 in all" in told[0]
    assert told[1] == "\nThese are the first 500; 1 more are not listed."


def test_a_scale_without_bands_says_which_figures_are_possible() -> None:
    found = score(record(sex="male"), on=dt.date(2020, 1, 1), instruments=["osp_2014"]).results[0]
    assert found.range is not None
    assert possible(found.range).endswith("or not applicable")
    assert possible(found.range).startswith("0 to 32 points")


def test_every_difference_from_the_deployed_service_is_said_also_one_passed_on() -> None:
    here, day = service(), dt.date(2026, 8, 1)
    asked = {key: question for key, question in here.registry.questions.items() if question.coded}
    columns = random_people(asked, day, 1_500, np.random.default_rng(0), missing=0.01)
    columns["sex"] = np.where(np.arange(1_500) % 5 > 0, 0, columns["sex"])
    differed: Counter[str] = Counter()
    for i in range(1_500):
        case = Case(case_id="", on=day, answers=answers_of(asked, row(columns, i)))
        deployed = here.outcomes(case, "hmpps-2026.08", reasons=False)
        for key, found in here.outcomes(case, "default").items():
            other = deployed[key]
            if isinstance(found, tuple) or isinstance(other, tuple):
                continue
            differs = (type(found), found.percent, found.band) != (
                type(other), other.percent, other.band
            )  # fmt: skip
            said = [n.text for n in found.notices if n.code == "disputed"]
            assert differs == any("hmpps-2026.08" in text for text in said), (i, key)
            differed[key] += differs
    assert differed["tier"] > 0
    assert differed["pni"] > 20
