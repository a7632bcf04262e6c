"""
More promises that were found broken, after `test_found_defects.py` had grown long enough.

Each test failed when it was written; a green one keeps its defect mended.
"""

import datetime as dt

import msgspec
import pytest

from riskservice.case import BandDecision
from riskservice.combining import _combined
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.completions import reach
from riskservice.kit.dates import UNKNOWN, pack
from riskservice.registry import Registry, installed
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
    kept = _combined.cache_info().currsize
    for reason in ("one reason", "another reason"):
        decision = BandDecision(
            band="medium", by="A. Person", role="panel", reason=reason, on=dt.date(2026, 11, 1)
        )
        found = overall(*results, decision=decision)
        assert (found.band, found.calculated_band) == ("medium", "high")
        assert found.decision == decision
        assert found.notices[-1].code == "band-lowered"
    assert _combined.cache_info().currsize == kept
