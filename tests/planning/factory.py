"""Cases and assessments made by hand, without any instrument."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from riskservice.assessment import Assessment, RulesetStamp
from riskservice.case import Case, ContactDecision
from riskservice.circumstances import Circumstances
from riskservice.combining import Overall
from riskservice.kit.outcome import (
    Bound,
    Missing,
    NotApplicable,
    NotScorable,
    Outcome,
    Range,
    Scored,
    Stamp,
)
from riskservice.planning import Library, Plan, draft_plan

ON = dt.date(2026, 11, 22)
LEVELS = ("low", "medium", "high", "very_high")
RISK = (
    "arms_opportunity",
    "arms_sexual_preoccupation",
    "arms_offence_related_sexual_interests",
    "arms_emotional_congruence_with_children",
    "arms_hostile_orientation",
    "arms_poor_self_management",
    "arms_negative_social_influences",
)
PROTECTIVE = (
    "arms_commitment_to_desist",
    "arms_intimate_relationship",
    "arms_employment_or_routine",
    "arms_social_investment",
)
COMMUNITY_CELLS = (
    "rosh_children_community",
    "rosh_public_community",
    "rosh_known_adult_community",
    "rosh_staff_community",
)
CUSTODY_CELLS = (
    "rosh_children_custody",
    "rosh_public_custody",
    "rosh_known_adult_custody",
    "rosh_staff_custody",
    "rosh_prisoners_custody",
)
STATIC = ("dc_srp", "iic_srp", "rm2000_s", "rm2000_v", "rm2000_c", "vrp", "svrp")
TABLE = Stamp(
    version="2026.1",
    status="in force",
    effective_from=dt.date(2026, 6, 29),
    digest="sha256:0123456789abcdef",
    confidence="confirmed",
    sources=("moj",),
)


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """A rated factor as the instruments' own type holds it."""

    rating: str
    evidence: str = "seen at the home visit"
    date: dt.date | None = ON
    source: str = "officer's visit log"
    carried_from: dt.date | None = None
    still_true: bool | None = None


def scored(instrument: str, band: str, **more: Any) -> Scored:
    return Scored(instrument=instrument, title=instrument.upper(), band=band, table=TABLE, **more)


def not_applicable(instrument: str, rule: str = "The scale was built on men.") -> NotApplicable:
    return NotApplicable(instrument=instrument, title=instrument.upper(), rule=rule, table=TABLE)


def not_scorable(
    instrument: str,
    missing: Mapping[str, str],
    *,
    settled_by: tuple[str, ...] | None = None,
    bands: tuple[str, ...] = LEVELS,
) -> NotScorable:
    ends = [Bound(points=None, probability=None, percent=None, band=band) for band in bands]
    asked = tuple(missing) if settled_by is None else settled_by
    return NotScorable(
        instrument=instrument,
        title=instrument.upper(),
        missing=tuple(Missing(question=key, wording=text) for key, text in missing.items()),
        range=Range(
            lowest=ends[0],
            highest=ends[-1],
            bands=bands,
            settled_by=asked,
            settled=len(bands) == 1,
        ),
        table=TABLE,
    )


def overall(band: str | None = "medium", **more: Any) -> Overall:
    given = {
        "band": band,
        "calculated_band": band,
        "static_band": band,
        "static_from": "dc_srp",
        "dynamic_band": band,
        "dynamic_from": "arms",
        "provisional": False,
        "provisional_because": (),
        "possible_bands": (band,) if band else (),
        "policy": "overall 2026.1 (house policy)",
        "why": "The higher of static and dynamic band.",
    }
    return Overall(**{**given, **more})


def all_rated(
    rating: str = "medium", strength: str = "medium", cell: str = "low"
) -> dict[str, Any]:
    """Return answers in which every factor is rated."""
    return {
        "sex": "male",
        "date_of_birth": dt.date(1980, 1, 1),
        "supervision_status": "community",
        **{key: Rating(rating=rating) for key in RISK},
        **{key: Rating(rating=strength) for key in PROTECTIVE},
        **dict.fromkeys(COMMUNITY_CELLS, cell),
    }


@dataclass(kw_only=True)
class Made:
    """A case and its assessment, ready to be drafted from."""

    answers: dict[str, Any] = field(default_factory=all_rated)
    results: tuple[Outcome, ...] = ()
    overall: Overall = field(default_factory=overall)
    on: dt.date = ON
    case_id: str = "X100"
    contact: ContactDecision | None = None
    circumstances: Circumstances | None = None

    @property
    def case(self) -> Case:
        return Case(
            case_id=self.case_id,
            on=self.on,
            answers=self.answers,
            contact_decision=self.contact,
            circumstances=self.circumstances,
        )

    @property
    def assessment(self) -> Assessment:
        return Assessment(
            case_id=self.case_id,
            on=self.on,
            on_defaulted=False,
            ruleset=RulesetStamp(name="default", title="Rules in force", digest="sha256:aa"),
            engine="0.1.0",
            input_digest="sha256:bb",
            results=self.results,
            overall=self.overall,
        )

    def draft(self, library: Library | None = None) -> Plan:
        return draft_plan(self.case, self.assessment, library=library)


def codes(plan: Plan, severity: str | None = None) -> list[str]:
    """Return the codes of a plan's findings."""
    return [f.code for f in plan.findings if severity in (None, f.severity)]
