"""The young person's record: twelve sections added up, never banded; and its trigger."""

from msgspec.structs import fields

from riskservice.circumstances import Asset
from riskservice.mappa.logic import STATES
from riskservice.mappa.record import Record
from riskservice.mappa.result import AssetResult

_BESIDE = (
    "serious_harm_indicated",
    "serious_harm_completed_on",
    "assetplus_risk_of_serious_harm",
    "completed_on",
    "stage",
)

SECTIONS = tuple(field.name for field in fields(Asset) if field.name not in _BESIDE)
"""The twelve dynamic sections, in the order of the record."""


def asset_of(record: Record) -> AssetResult | None:
    """
    Return the total of a young person's record, with its range where sections are not rated.

    None where there is no record. A section that is not rated counts as anything from the lowest
    to the highest rating.
    """
    kept = record.all.youth
    if kept is None:
        return None
    rule = record.book.file.asset
    ratings = {section: getattr(kept, section) for section in SECTIONS}
    given = [rating for rating in ratings.values() if rating is not None]
    missing = tuple(section for section, rating in ratings.items() if rating is None)
    return AssetResult(
        total=None if missing else sum(given),
        lowest=sum(given) + rule.lowest * len(missing),
        highest=sum(given) + rule.highest * len(missing),
        missing=missing,
        trigger=STATES[kept.serious_harm_indicated],
        trigger_why=rule.trigger_why,
        trigger_confidence=rule.trigger_confidence,
        superseded=rule.why,
        cite=record.book.cites[rule.cite],
        confidence=rule.confidence,
    )
