"""A transparency record made from a ruleset, and what an organisation adds to it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import ClassVar

from riskservice.assessment import ENGINE
from riskservice.errors import Fault, RiskServiceError, UnknownName, shown
from riskservice.rulesets import DEFAULT_RULESET, unknown_name
from riskservice.scoring import Service
from riskservice.validation.transparency.card import ModelCard
from riskservice.validation.transparency.cards import card_of
from riskservice.validation.transparency.entries import Part, TransparencyFile
from riskservice.validation.transparency.knowing import KNOWN, Known, datasets, day, performance
from riskservice.validation.transparency.library import load_transparency
from riskservice.validation.transparency.record import (
    BLANK,
    RecordField,
    RecordMetadata,
    RecordModel,
    RecordSection,
    TransparencyRecord,
)

MULTIPLE = ("models", "datasets_and_purposes", "sensitive_attributes", "risks", "mitigations")
DATES = ("date_completion", "date_archived")
"""Metadata that only the organisation knows, as days."""


class UnusableEntry(RiskServiceError):
    """What an organisation gives for its record does not fit; raised with every fault."""

    code: ClassVar[str] = "unusable-record-entry"
    title: ClassVar[str] = "An entry of the record cannot be used"


def record_of(
    service: Service,
    *,
    on: dt.date,
    ruleset: str = DEFAULT_RULESET,
    given: Mapping[str, object] | None = None,
    library: TransparencyFile | None = None,
) -> TransparencyRecord:
    """
    Return the transparency record of a ruleset on a day.

    Parameters
    ----------
    on : date
        Day whose tables count, and on which the record is updated.
    ruleset : str
        Named choice of tables.
    given : mapping of str to str, optional
        What the deploying organisation fills in, by the key of the field; also
        ``date_completion`` and ``date_archived`` as DD/MM/YYYY.

    Raises
    ------
    UnknownName, NotInForce
        When there is no such ruleset, or nothing was in use on the day.
    UnusableEntry
        With every entry that goes by no field, is no text, or is what the service itself knows.
    """
    if unknown := service.registry.unknown(ruleset, None):
        raise UnknownName(*unknown)
    library = library or load_transparency()
    own = dict(given or {})
    if faults := list(_unfit(own, library)):
        raise UnusableEntry(*faults)
    known = _known(service, on, ruleset, library)
    sections = tuple(_section(part, known, own) for part in library.sections)
    filled = [entry.value is not None for section in sections for entry in section.entries]
    return TransparencyRecord(
        metadata=_metadata(known, own),
        ruleset=known.ruleset.name,
        ruleset_title=known.ruleset.title,
        ruleset_digest=known.ruleset.digest,
        engine=ENGINE,
        on=on,
        sections=sections,
        models=tuple(map(_model, known.every)),
        blank=BLANK,
        blanks=filled.count(False),
    )


def _known(service: Service, on: dt.date, ruleset: str, library: TransparencyFile) -> Known:
    chosen = service.registry.ruleset(ruleset)
    run = service.selection(on, ruleset, None)
    assessors = [a for a in run.run if a.instrument.key not in run.hidden]

    def card(key: str) -> ModelCard:
        return card_of(service.registry, key, on=on, ruleset=ruleset, library=library)

    cards = [card(assessor.instrument.key) for assessor in assessors]
    parts: dict[str, ModelCard] = {}
    left = [key for made in cards for key in made.parts]
    while left:
        key = left.pop(0)
        if key not in parts and all(key != made.instrument for made in cards):
            parts[key] = card(key)
            left += parts[key].parts
    return Known(service, chosen, on, library, assessors, cards, tuple(parts.values()))


def _section(part: Part, known: Known, own: Mapping[str, object]) -> RecordSection:
    entries = []
    for field in part.fields:
        made = KNOWN.get(field.key)
        told = str(own[field.key]).strip() if field.key in own else None
        value = told if made is None else made(known)
        by = "service" if made is not None else "organisation" if told else ""
        entries.append(
            RecordField(key=field.key, title=field.title, value=value or None, filled_by=by)
        )
    return RecordSection(number=part.number, title=part.title, entries=tuple(entries))


def _model(card: ModelCard) -> RecordModel:
    return RecordModel(
        instrument=card.instrument,
        name=card.title,
        version=card.version,
        task=card.predicts,
        input="\n".join(card.asks),
        output=card.output,
        architecture=card.kind,
        performance=performance(card),
        datasets_and_purposes=datasets(card),
        status=card.status,
        confidence=card.confidence,
        digest=card.digest,
    )


def _metadata(known: Known, own: Mapping[str, object]) -> RecordMetadata:
    standard = known.library.standard
    dates = {name: str(own[name]) if name in own else None for name in DATES}
    fingerprint = known.ruleset.digest.rpartition(":")[2]
    return RecordMetadata(
        id=f"riskservice-{known.ruleset.name}-{fingerprint}",
        standard=standard.name,
        standard_version=standard.version,
        date_completion=dates["date_completion"],
        date_updated=day(known.on),
        date_archived=dates["date_archived"],
        multiple_values=MULTIPLE,
        applies=standard.applies,
    )


def _unfit(own: Mapping[str, object], library: TransparencyFile) -> Iterator[Fault]:
    theirs = [*(key for key in library.fields() if key not in KNOWN), *DATES]
    for key, value in own.items():
        if key in KNOWN:
            yield Fault(
                pointer=f"/{key}",
                message="is filled in by the service, from the tables in use",
                way_out="Take it out.",
            )
        elif key not in theirs:
            yield unknown_name("field of the record", key, theirs)
        elif not isinstance(value, str):
            yield Fault(
                pointer=f"/{key}",
                value=shown(value),
                message="is no text",
                way_out="Give text in quotation marks.",
            )
        elif key in DATES and not _is_day(value):
            yield Fault(
                pointer=f"/{key}",
                value=shown(value),
                message="is no day as the standard writes it",
                way_out="Give it as DD/MM/YYYY.",
            )


def _is_day(value: str) -> bool:
    try:
        return day(dt.datetime.strptime(value, "%d/%m/%Y").replace(tzinfo=dt.UTC).date()) == value
    except ValueError:
        return False
