"""A transparency record: what the service knows of itself, and blanks for what it cannot know."""

import datetime as dt

from msgspec import Struct

BLANK = "To be filled in by the deploying organisation"
"""Stands visibly where only the organisation knows."""


class RecordField(Struct, frozen=True, kw_only=True):
    """
    One field of the record.

    Attributes
    ----------
    value : str or None
        None where the deploying organisation has to fill it in.
    filled_by : {"service", "organisation", ""}
        Who filled it in; empty where nobody has.
    """

    key: str
    title: str
    value: str | None
    filled_by: str


class RecordSection(Struct, frozen=True, kw_only=True):
    """A section of the record."""

    number: str
    title: str
    entries: tuple[RecordField, ...]


class RecordModel(Struct, frozen=True, kw_only=True):
    """One model of the tool: an instrument with the table in use."""

    instrument: str
    name: str
    version: str
    task: str
    input: str
    output: str
    architecture: str
    performance: str
    datasets_and_purposes: str
    status: str
    confidence: str
    digest: str


class RecordMetadata(Struct, frozen=True, kw_only=True):
    """
    Metadata of the record; days as DD/MM/YYYY.

    Attributes
    ----------
    multiple_values : tuple of str
        Fields that hold several values.
    """

    id: str
    standard: str
    standard_version: str
    date_completion: str | None
    date_updated: str
    date_archived: str | None
    multiple_values: tuple[str, ...]
    applies: str


class TransparencyRecord(Struct, frozen=True, kw_only=True):
    """
    A transparency record made from a ruleset.

    Attributes
    ----------
    blank : str
        What stands where only the organisation knows.
    blanks : int
        How many fields the organisation still has to fill in.
    """

    metadata: RecordMetadata
    ruleset: str
    ruleset_title: str
    ruleset_digest: str
    engine: str
    on: dt.date
    sections: tuple[RecordSection, ...]
    models: tuple[RecordModel, ...]
    blank: str
    blanks: int
